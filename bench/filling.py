"""`python -m bench.filling`: a database of its own with the meeting that `bench.following` asks for."""

from bench.meeting import CHILDREN
from bench.pages import _set_up


def main() -> None:
    """Fills the database that the environment names, anew."""
    import os

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    company, now = _set_up(os.environ["RISKPANEL_DEMO_FOLDER"])
    from bench.crowd import Crowd, fill

    fill(Crowd(company, now, heard=CHILDREN), 16 * (CHILDREN + 4), 4)


if __name__ == "__main__":
    main()
