"""The weekly ranking, for a timer: `riskpanel weekly_lists --by analyst@example.org`."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.cohorts.actions import ask_week, work_out
from riskpanel.cohorts.models import Week
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of


class Command(BaseCommand):
    help = "Links and ranks what agencies gave in, and puts the first of each list forward."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--by", help="e-mail address of the person in whose name it is done")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day, default today")
        parser.add_argument("--week", type=int, help="a ranking that was asked for on screen")

    def handle(self, *args, **options) -> None:
        weeks = [self._asked(options["week"])] if options["week"] else self._all(options["by"], options["as_of"])
        for week in weeks:
            done = work_out(week=week, at=timezone.now())
            if done.state == "failed":
                raise CommandError(done.fault)
            self.stdout.write(f"{done.panel.name}: {done.places.count()} places as of {done.as_of}")

    def _asked(self, pk: int) -> Week:
        return Week.objects.select_related("panel__procedure", "panel__partnership", "asked_by").get(pk=pk)

    def _all(self, email: str | None, as_of: date | None) -> list[Week]:
        by = User.objects.filter(email=email or "").first()
        if by is None or by.standing.partnership is None:
            raise CommandError("Say in whose name: --by with the e-mail address of somebody of the partnership.")
        panels = Panel.objects.filter(partnership=by.standing.partnership).select_related("procedure", "partnership")
        wanted = [panel for panel in panels if procedure_of(panel.procedure).listing]
        if not wanted:
            raise CommandError("No panel of that partnership draws children from lists.")
        at = timezone.now()
        return [ask_week(panel=panel, as_of=as_of or timezone.localdate(at), by=by, at=at) for panel in wanted]
