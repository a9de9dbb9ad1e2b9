"""Works out anew what is owed on every thread: after a procedure changed, or a file was restored."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from riskpanel.children.duties import refresh
from riskpanel.children.models import Case, Event
from riskpanel.children.panel_events import catch_up
from riskpanel.children.threads import OpeningThread
from riskpanel.meetings.actions.protecting import threads as protection_threads
from riskpanel.partnership.models import Panel
from riskpanel.plans.threads import threads as line_threads
from riskpanel.referrals.threads import threads as part_threads


def cases() -> dict[str, type[Case]]:
    """The kinds of record that have threads, by what events call them."""
    return {model.THING: model for model in apps.get_models() if issubclass(model, Case) and model.THING}


@transaction.atomic
def refresh_all(today) -> tuple[int, int]:
    """Every thread's duties, and the panels' own events; how many threads, how many events added."""
    added = sum(catch_up(panel, today) for panel in Panel.objects.select_related("procedure", "partnership"))
    threads = 0
    for about, model in cases().items():
        wanted = Event.objects.filter(about=about).values("case")
        for record in model._default_manager.filter(pk__in=wanted).select_related("panel__procedure"):
            refresh(record, about=about, case=record.pk)
            threads += 1
    for thread in (*part_threads(), *line_threads(), *protection_threads()):
        refresh(thread)
        threads += 1
    openings = Event.objects.filter(about=OpeningThread.THING, kind="opened_in_emergency")
    for event in openings.select_related("panel__procedure", "child"):
        refresh(OpeningThread(event.case, event.panel, event.child))
        threads += 1
    return threads, added


class Command(BaseCommand):
    help = "Works out anew what is owed on every thread, and writes what is missing of the panels' own history."

    def handle(self, *args, **options) -> None:
        threads, added = refresh_all(timezone.localdate())
        self.stdout.write(f"{threads} threads worked out anew, {added} events added to the panels' own history.")
