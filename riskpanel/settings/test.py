"""Settings for the test suite: SQLite in memory, or the PostgreSQL that the environment names."""

import os

from riskpanel.settings.base import *  # noqa: F403 - settings are layered by import
from riskpanel.settings.reading import database, sqlite

SECRET_KEY = "insecure-test-key"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
_url = os.environ.get("RISKPANEL_TEST_POSTGRES", "")
DATABASES = {"default": database(_url) if _url else sqlite(":memory:")}
if not _url:
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE"}
INSTALLED_APPS = [*INSTALLED_APPS, "riskpanel.demo"]
RISKPANEL_DEMO = True
RISKPANEL_GALLERY = True
RISKPANEL_STRICT_TEMPLATES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
