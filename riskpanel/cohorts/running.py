"""Works a ranking out beside the request, so that the page can show how far it is."""

import subprocess
import sys

from django.db import transaction

from riskpanel.cohorts.models import Week


def start(week: Week) -> None:
    """Starts `riskpanel weekly_lists` for a week as soon as the week is in the database."""
    command = [sys.executable, "-m", "riskpanel", "weekly_lists", "--week", str(week.pk)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    transaction.on_commit(lambda: subprocess.Popen(command, start_new_session=True, **quiet))  # noqa: S603 - our own
