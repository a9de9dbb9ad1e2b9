"""Loads the invented borough and serves it, or checks that every main page opens."""

import os
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from riskpanel.access.serving import server
from riskpanel.demo.checking import check
from riskpanel.demo.loading import prepare


class Command(BaseCommand):
    help = "Loads the demonstration's invented borough and serves it on this machine."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="fetch every main page as three people, and end")
        parser.add_argument("--fresh", action="store_true", help="make the database anew")
        parser.add_argument("--people-only", action="store_true", help="the people without their story")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args, **options) -> None:
        if not settings.RISKPANEL_DEMO:
            raise CommandError("The demonstration has settings and a database of its own; these are not they.")
        began = time.monotonic()
        made = prepare(timezone.now(), fresh=options["fresh"] or options["check"], story=not options["people_only"])
        if made:
            self.stdout.write(f"The invented borough is ready ({time.monotonic() - began:.0f} s).")
        port = _free_port() if options["check"] else options["port"]
        command = server(f"127.0.0.1:{port}", workers=1)
        if not options["check"]:
            self.stdout.write(f"riskpanel: http://127.0.0.1:{port}  (Ctrl-C to stop)")
            self.stdout.flush()
            os.execv(command[0], command)  # noqa: S606 - our own interpreter
        self._check(command, port)

    def _check(self, command: list[str], port: int) -> None:
        with subprocess.Popen(command) as process:  # noqa: S603 - our own interpreter
            try:
                wait_for(port)
                pages, wrong = check(f"http://127.0.0.1:{port}")
            finally:
                process.terminate()
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            sys.exit(1)
        self.stdout.write(f"demo ok: {pages} pages")


def wait_for(port: int, seconds: float = 30) -> None:
    """Returns when the server answers; raises CommandError after `seconds`."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise CommandError("The server did not start.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
