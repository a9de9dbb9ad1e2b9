"""Run daily: versions of a procedure whose day has come are followed from now on."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from riskpanel.partnership.actions import bring_into_force


class Command(BaseCommand):
    help = "Makes each panel follow the version of its procedure that is in force today. Run it every morning."

    def handle(self, *args, **options) -> None:
        changed = bring_into_force(today=timezone.localdate())
        for panel in changed:
            self.stdout.write(f"Panel {panel.pk} now follows {panel.procedure}.")
        if not changed:
            self.stdout.write("Every panel follows its version already.")
