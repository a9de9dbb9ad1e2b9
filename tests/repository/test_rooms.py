"""The one law, where imports do not show it; and names that agree."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from riskpanel.children.sight import Seen
from riskpanel.procedure import box, boxed

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["ui", "access", "partnership", "children", "referrals", "plans", "meetings", "desk", "demo"]


def _floor(label: str) -> int | None:
    return FLOORS.index(label) if label in FLOORS else None


def test_no_model_points_up():
    wrong = []
    for model in apps.get_models():
        here = _floor(model._meta.app_label)
        if here is None or not model.__module__.startswith("riskpanel."):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model is not None:
                there = _floor(field.related_model._meta.app_label)
                if there is not None and there > here:
                    wrong.append(f"{model.__name__}.{field.name}")
    assert not wrong


def _views() -> list[Path]:
    return [
        path for path in (ROOT / "riskpanel").rglob("*.py") if path.name == "views.py" or path.parent.name == "views"
    ]


def _hidden() -> set[str]:
    """The models that only a grant opens."""
    return {model.__name__ for model in apps.get_models() if isinstance(model._default_manager, Seen)}


@pytest.mark.parametrize("path", _views(), ids=lambda path: str(path.relative_to(ROOT)))
def test_views_reach_children_only_through_doors(path):
    """In a view, a record about a child comes from `visible_to`, never from a query of its own."""
    tree, hidden = ast.parse(path.read_text(encoding="utf-8")), _hidden()
    wrong = [
        f"line {node.lineno}: {node.value.value.id}.objects.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in hidden
        and node.attr not in {"visible_to", "none"}
    ]
    assert not wrong


def test_views_type_no_address():
    """Where a page is, `reverse` says."""
    typed = re.compile(r"""=\s*["']/[a-z_-]+/""")
    assert not [str(path.relative_to(ROOT)) for path in _views() if typed.search(path.read_text(encoding="utf-8"))]


def test_no_file_is_longer_than_400_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "riskpanel").rglob("*.py")
        if "migrations" not in path.parts and (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_decisions_are_numbered_once():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("0*.md")]
    assert len(numbers) == len(set(numbers))
    for path in (ROOT / "docs" / "adr").glob("0*.md"):
        assert path.read_text(encoding="utf-8").startswith(f"# {int(path.name[:4])}. ")


def test_python_holds_no_word_of_a_partnership():
    words = ("Hillingdon", "Havering", "HRP-", "HARM-", "Stronger Families", "CNWL", "AXIS")
    wrong = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in (ROOT / "riskpanel").rglob("*.py")
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert not wrong


def test_every_template_is_used():
    folder = ROOT / "riskpanel" / "templates"
    told = "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "*.jinja", "*.html")
        for path in (ROOT / "riskpanel").rglob(pattern)
    )
    unused = [
        name
        for path in folder.rglob("*.jinja")
        if (name := str(path.relative_to(folder))) not in {"404.jinja", "500.jinja", "403.jinja", "400.jinja"}
        and not name.startswith("ui/gallery_")
        and f'"{name}"' not in told
        and f'"{path.stem}"' not in told
    ]
    assert not unused


def test_every_setting_of_a_procedure_is_read():
    """A number that nobody reads would change nothing when a partnership changes it."""
    told = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "riskpanel").rglob("*.py"))
    unread = [setting.code for slug in box() for setting in boxed(slug).settings if f'"{setting.code}"' not in told]
    assert not unread


def test_every_page_says_which_clauses_it_serves():
    """Each page about the panel's work has a line in the procedure; the rest is of the software alone."""
    from tests.repository.routes import routes

    told = {screen.name for slug in box() for screen in boxed(slug).screens}
    names = {route.name for route in routes()}
    assert not told - names, "screens of the procedure that do not exist"
