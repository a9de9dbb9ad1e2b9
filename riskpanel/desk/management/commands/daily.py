"""What has to happen once a day."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from riskpanel.cohorts.actions.ageing import warn_of_scope_ends
from riskpanel.partnership.actions import bring_into_force
from riskpanel.partnership.models import Panel


class Command(BaseCommand):
    help = (
        "Brings procedures into force whose day has come, tells for which listed children the panel's ages "
        "end soon, works out anew what is owed, tells what became late and writes the digests of the day."
    )

    def handle(self, *args, **options) -> None:
        for panel in bring_into_force(today=timezone.localdate()):
            self.stdout.write(f"{panel.name}: another version is in force from today")
        for panel in Panel.objects.select_related("procedure", "partnership"):
            if told := warn_of_scope_ends(panel=panel, at=timezone.now()):
                self.stdout.write(f"{panel.name}: the panel's ages end soon for {told} listed children")
        call_command("refresh_duties")
        call_command("digests", stdout=self.stdout)
        call_command("send_notices", stdout=self.stdout)
