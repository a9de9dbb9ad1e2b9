"""What has to happen once a day."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from riskpanel.partnership.actions import bring_into_force


class Command(BaseCommand):
    help = "Brings procedures into force whose day has come, and works out anew what is owed."

    def handle(self, *args, **options) -> None:
        for panel in bring_into_force(today=timezone.localdate()):
            self.stdout.write(f"{panel.name}: another version is in force from today")
        call_command("refresh_duties")
