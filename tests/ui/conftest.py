"""Pages and forms without a database: the Jinja environment alone."""

from pathlib import Path

import pytest
from jinja2 import FileSystemLoader

import riskpanel
from riskpanel.ui.jinja import environment

TEMPLATES = Path(riskpanel.__file__).parent / "templates"


@pytest.fixture
def pages(settings):
    """The environment of the pages, strict about names."""
    settings.RISKPANEL_STRICT_TEMPLATES = True
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return environment(loader=FileSystemLoader(TEMPLATES))
