"""Sends the letters that wait: those of this minute, and those that a mail server refused before."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from riskpanel.desk.notices.sending import send_waiting


class Command(BaseCommand):
    help = "Sends the e-mail that waits. Run it each minute by a timer; run twice, nothing is sent twice."

    def handle(self, *args, **options) -> None:
        done = send_waiting(timezone.now())
        self.stdout.write(f"{done.sent} letters sent, {done.failed} failed and wait, {done.empty} not needed any more.")
