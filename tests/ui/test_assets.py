"""What the build hook makes of govuk-frontend."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_style_sheets_lose_typeface_crown_and_source_map(hook):
    css = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}"
        "body{font-family:GDS Transport,arial,sans-serif}"
        ".crest{background:url(/assets/images/govuk-crest.svg)}/*# sourceMappingURL=a.css.map */"
    )
    assert hook.adapted(css, css=True) == "body{font-family:arial,sans-serif}.crest{background:none}"


def test_a_new_address_in_the_style_sheet_stops_the_build(hook):
    with pytest.raises(SystemExit, match="has changed"):
        hook.adapted("a{background:url(/assets/images/new.svg)}", css=True)


def test_nothing_is_built_where_the_stamp_is_unchanged(hook, tmp_path, monkeypatch):
    for name in hook.LOCKS:
        (tmp_path / name).write_text(name)
    (tmp_path / hook.VENDOR).mkdir(parents=True)
    (tmp_path / hook.VENDOR / "stamp.txt").write_text(hook.lock_stamp(tmp_path))
    monkeypatch.setattr(hook, "install", lambda folder: pytest.fail("npm was run"))
    assert hook.build_assets(tmp_path) is False
