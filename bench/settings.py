"""The demonstration's settings, with one page more: signed in, and otherwise bare."""

import os
from pathlib import Path

from riskpanel.settings.demo import *  # noqa: F403 - settings are layered by import
from riskpanel.settings.reading import database

if _url := os.environ.get("RISKPANEL_BENCH_DATABASE"):
    DATABASES = {"default": database(_url)}

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]  # noqa: F405
