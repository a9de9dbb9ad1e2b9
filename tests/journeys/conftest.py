"""A real server with the invented people, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
"""Seconds until a server must answer that first makes its database."""
CHROMIUM = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a server with the people of the story and nothing that happened yet."""
    yield from _served(tmp_path_factory.mktemp("journeys"), "--people-only")


@pytest.fixture(scope="session")
def borough(tmp_path_factory):
    """The address of a server with the whole story of the invented borough."""
    yield from _served(tmp_path_factory.mktemp("borough"))


def _served(folder: Path, *options: str):
    port = _free_port()
    environment = {
        **os.environ,
        "RISKPANEL_DEMO_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "riskpanel.settings.demo",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "riskpanel", "demo", *options, "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, process, folder / "server.log")
            yield address
        finally:
            process.terminate()
            process.wait(10)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            urlopen(f"{address}/demo/", timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail("The server did not start: " + log.read_text())


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.fail("Chromium is needed: apt-get install chromium (or RISKPANEL_SKIP=browser script/test)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def people(site, browser):
    """Opens a browser for a person of the story, signed in: `people("worker")`. Whatever else a browser
    context may be told goes with the key."""
    yield from _company(site, browser)


@pytest.fixture
def people_of_the_borough(borough, browser):
    """The same people, with everything behind them that the story tells."""
    yield from _company(borough, browser)


def _company(site, browser):
    from tests.journeys.person import Person

    opened = {}

    def person(key: str, **how) -> Person:
        if (key, *how) not in opened:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | how)
            opened[key, *how] = Person(context, site, key, scripts=how.get("java_script_enabled", True))
        return opened[key, *how]

    yield person
    for one in opened.values():
        one.close()
