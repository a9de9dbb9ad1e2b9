"""Reads settings from the environment; what is wrong or missing stops the start, with words."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable NAME, or the content of the file that NAME_FILE names, or `default`."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name} (or {name}_FILE, a file that holds it).")
    return value


def flag(name: str, default: bool) -> bool:
    """True or False; any other word stops the start."""
    value = text(name, str(default))
    if value not in {"True", "False"}:
        raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}.")
    return value == "True"


def words(name: str, default: str | None = None) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name`.

    A PostgreSQL socket folder is written `?host=/folder`.
    """
    from urllib.parse import parse_qs, unquote, urlsplit

    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(parts.path))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"The database must be sqlite:// or postgresql://, not {parts.scheme}://")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or query.get("user", [""])[0]),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
    }


def mail(*, notify: bool) -> dict:
    """Django's settings for mail: through GOV.UK Notify where there is a key for it, else by SMTP from
    `smtp://user:password@host:port` (`smtps://` for TLS from the start; `smtp://` asks for STARTTLS unless the
    host is this machine)."""
    from urllib.parse import unquote, urlsplit

    if notify:
        told = {kind: text(f"RISKPANEL_NOTIFY_{kind.upper()}", "") for kind in ("invitation", "digest", "account")}
        templates = {"notice": text("RISKPANEL_NOTIFY_TEMPLATE")} | {kind: key for kind, key in told.items() if key}
        return {
            "EMAIL_BACKEND": "riskpanel.partnership.notify.EmailBackend",
            "RISKPANEL_NOTIFY_TEMPLATES": templates,
            "RISKPANEL_NOTIFY_URL": text("RISKPANEL_NOTIFY_URL", "https://api.notifications.service.gov.uk"),
        }
    parts = urlsplit(text("RISKPANEL_MAIL", "smtp://localhost:25"))
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("RISKPANEL_MAIL must be smtp://host:port or smtps://host:port.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1", "::1"},
    }


def sqlite(path: Path | str) -> dict:
    """SQLite as we trust it: nothing said to be saved is lost in a power cut."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
