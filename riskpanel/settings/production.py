"""Settings for real use. The environment says where; anything unsafe stops the start."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from riskpanel.settings.base import *  # noqa: F403 - settings are layered by import
from riskpanel.settings.reading import database, flag, mail, text, words

DEBUG = flag("RISKPANEL_DEBUG", default=False)
SECRET_KEY = text("RISKPANEL_SECRET_KEY")
ALLOWED_HOSTS = words("RISKPANEL_HOSTS")
DATABASES = {"default": database(text("RISKPANEL_DATABASE"))}
RISKPANEL_DATA = Path(text("RISKPANEL_DATA", str(RISKPANEL_DATA)))
RISKPANEL_TEMPLATES = Path(folder) if (folder := text("RISKPANEL_TEMPLATES", "")) else None

RISKPANEL_URL = text("RISKPANEL_URL", f"https://{ALLOWED_HOSTS[0]}").rstrip("/")
RISKPANEL_SEND_AT_ONCE = flag("RISKPANEL_SEND_AT_ONCE", default=False)
DEFAULT_FROM_EMAIL = text("RISKPANEL_MAIL_FROM", f"riskpanel@{ALLOWED_HOSTS[0]}")
RISKPANEL_NOTIFY_KEY = text("RISKPANEL_NOTIFY_KEY", "")
globals().update(mail(notify=bool(RISKPANEL_NOTIFY_KEY)))

if RISKPANEL_TEMPLATES and not RISKPANEL_TEMPLATES.is_dir():
    raise ImproperlyConfigured(f"RISKPANEL_TEMPLATES names a folder that is not there: {RISKPANEL_TEMPLATES}")
if DEBUG:
    raise ImproperlyConfigured("RISKPANEL_DEBUG must be False where real children are recorded.")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or "insecure" in SECRET_KEY:
    raise ImproperlyConfigured("RISKPANEL_SECRET_KEY must be at least 50 random characters of its own.")

CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_SSL_REDIRECT = flag("RISKPANEL_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
