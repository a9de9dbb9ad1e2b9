"""Tells what became late, and writes the digest of the day for each person."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from riskpanel.desk.notices.daily import tell_late, write_digests


class Command(BaseCommand):
    help = "Tells what became late and writes the digests of the day; run twice on a day, the second writes none."

    def handle(self, *args, **options) -> None:
        now = timezone.now()
        late, digests = tell_late(timezone.localdate(now), now), write_digests(timezone.localdate(now), now)
        self.stdout.write(f"{late} duties that became late, {digests} digests.")
