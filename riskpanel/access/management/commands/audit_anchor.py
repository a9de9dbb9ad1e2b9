"""The newest row of the audit trail, to be noted somewhere else."""

from django.core.management.base import BaseCommand

from riskpanel.access import audit


class Command(BaseCommand):
    help = "Prints SEQ:DIGEST of the newest row. Keep it outside this machine; give it to `audit verify --since`."

    def handle(self, *args, **options) -> None:
        sequence, digest = audit.head()
        self.stdout.write(f"{sequence}:{digest}")
