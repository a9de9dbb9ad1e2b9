"""Settings for the demonstration: invented people, a database of its own, one-click personas."""

import os
from pathlib import Path

from riskpanel.settings.base import *  # noqa: F403 - settings are layered by import
from riskpanel.settings.reading import sqlite

FOLDER = Path(os.environ.get("RISKPANEL_DEMO_FOLDER", PACKAGE.parent / "var" / "demo"))
SECRET_KEY = "insecure-demonstration-key-that-production-settings-refuse-to-start-with"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
DATABASES = {"default": sqlite(FOLDER / "demo.sqlite3")}
INSTALLED_APPS = [*INSTALLED_APPS, "riskpanel.demo"]
RISKPANEL_DEMO = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = FOLDER / "mail"
DEFAULT_FROM_EMAIL = "riskpanel@wexcombe.example"
RISKPANEL_SEND_AT_ONCE = True
RISKPANEL_URL = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
RISKPANEL_DATA = FOLDER / "data"
RISKPANEL_GALLERY = True
STATIC_ROOT = None  # nothing is gathered: the finders serve what the packages brought
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
