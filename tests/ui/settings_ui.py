"""Just enough settings to render the ui room on its own: no other room, no database.

DJANGO_SETTINGS_MODULE=tests.ui.settings_ui .venv/bin/python -m pytest tests/ui
"""

from pathlib import Path

import riskpanel.ui.csp as csp

ROOT = Path(csp.__file__).resolve().parents[1]
SECRET_KEY = "only for the ui tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
STATIC_URL = "/static/"
ROOT_URLCONF = "tests.ui.urls_ui"
RISKPANEL_GALLERY = True
RISKPANEL_STRICT_TEMPLATES = True
DATABASES = {}
INSTALLED_APPS = ["django.contrib.staticfiles", "riskpanel.ui", "django_htmx"]
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware", "csp.middleware.CSPMiddleware"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", csp.JS_ENABLED_HASH],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {"environment": "riskpanel.ui.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates_dtl"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
