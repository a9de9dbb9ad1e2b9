"""Settings for real use start only when they are safe, and never with the demonstration."""

import subprocess
import sys

import pytest

KEY = "k7Qz-91mVb_Xw3eRt5yUi8oPaSdFgHjKlZxCvBnM2q4w6e8r0t-ok"
SAFE = {
    "RISKPANEL_SECRET_KEY": KEY,
    "RISKPANEL_HOSTS": "panel.example.gov.uk",
    "RISKPANEL_DATABASE": "sqlite:///tmp/none.sqlite3",
}


def started(code: str = "", without: str = "", **env: str) -> subprocess.CompletedProcess:
    """A process of its own with production settings."""
    told = {name: value for name, value in {**SAFE, **env}.items() if name != without}
    source = f"import django; from django.conf import settings; django.setup(); {code or 'print(settings.DEBUG)'}"
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:riskpanel", "-c", source],
        env={"DJANGO_SETTINGS_MODULE": "riskpanel.settings.production", "PATH": "/usr/bin:/bin", **told},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_safe_settings_start():
    done = started()
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.parametrize("name", SAFE)
def test_a_missing_setting_stops_the_start_and_is_named(name):
    done = started(without=name)
    assert done.returncode != 0
    assert f"Set the environment variable {name}" in done.stderr


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"RISKPANEL_DEBUG": "True"}, "RISKPANEL_DEBUG must be False"),
        ({"RISKPANEL_DEBUG": "yes"}, "RISKPANEL_DEBUG must be True or False"),
        ({"RISKPANEL_SECRET_KEY": "short"}, "at least 50 random characters"),
        ({"RISKPANEL_SECRET_KEY": "ab" * 40}, "at least 50 random characters"),
        ({"RISKPANEL_SECRET_KEY": KEY + "insecure"}, "at least 50 random characters"),
        ({"RISKPANEL_DATABASE": "mysql://x/y"}, "must be sqlite:// or postgresql://"),
    ],
)
def test_unsafe_settings_stop_the_start(env, words):
    done = started(**env)
    assert done.returncode != 0
    assert words in done.stderr


def test_the_demonstration_is_not_there_in_production():
    done = started(
        "from django.urls import reverse, NoReverseMatch\n"
        "assert 'riskpanel.demo' not in settings.INSTALLED_APPS and not settings.RISKPANEL_DEMO\n"
        "from django.apps import apps\n"
        "assert not apps.is_installed('riskpanel.demo')\n"
        "for name in ('demo', 'gallery'):\n"
        "    try: reverse(name)\n"
        "    except NoReverseMatch: continue\n"
        "    raise SystemExit(name)\n"
        "print('absent')"
    )
    assert done.stdout.strip() == "absent", done.stderr


def test_an_environment_cannot_switch_the_demonstration_on():
    done = started("print(settings.RISKPANEL_DEMO)", RISKPANEL_DEMO="True")
    assert done.stdout.strip() == "False", done.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    done = started(
        "print(len(settings.SECRET_KEY))",
        without="RISKPANEL_SECRET_KEY",
        RISKPANEL_SECRET_KEY_FILE=str(tmp_path / "key"),
    )
    assert done.stdout.strip() == str(len(KEY)), done.stderr


def test_cookies_are_bound_to_the_host():
    done = started("print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)")
    assert done.stdout.split() == ["__Host-session", "True", "True"]
