"""Log entries with what a list of them shows beside each."""

from typing import Any

from django.db.models import Count, DateTimeField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from riskpanel.children.models import Duty
from riskpanel.plans import facts
from riskpanel.plans.models import Action, Disruption, LevelHistory, LogEntry, PlanVersion
from riskpanel.procedure import Procedure


def described(entries: QuerySet, procedure: Procedure, now: Any) -> QuerySet:
    """Entries with what the table shows of each: reviews, actions, version, level before, reasons."""
    today = timezone.localdate(now)
    reviews = facts.duty_codes(procedure, LogEntry.THING, starts="logged", met_by="plan_reviewed")
    approvals = facts.duty_codes(procedure, LogEntry.THING, starts="logged", met_by="plan_approved")
    owed = Duty.objects.filter(about=LogEntry.THING, case=OuterRef("pk"), met_at=None).order_by("due_at")
    levels = LevelHistory.objects.filter(entry=OuterRef("pk")).order_by("-at", "-pk")
    versions = PlanVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    mine = Action.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
    late = mine.filter(state="open", due_on__lt=today)
    wanted = Disruption.objects.filter(entry=OuterRef("pk"))
    said = (
        Q(status="refused")
        & ~Q(reason="")
        & (Q(added_at__date__gte=OuterRef("reviewed_on")) | Q(entry__reviewed_on=None))
    )
    return entries.annotate(
        review_due=Subquery(owed.filter(code__in=reviews).values("due_at")[:1], output_field=DateTimeField()),
        approval_due=Subquery(owed.filter(code__in=approvals).values("due_at")[:1], output_field=DateTimeField()),
        level_at=Subquery(levels.values("at")[:1]),
        reason=Subquery(levels.values("reason")[:1]),
        level_before=Subquery(levels.values("level")[1:2]),
        open_count=_counted(mine.filter(state__in=facts.OPEN_ACTION)),
        late_count=_counted(late),
        plan_version=Subquery(versions.values("number")[:1]),
        disrupted=Exists(wanted.filter(Q(status__in=facts.WANTED) | said)),
    )


def _counted(found: QuerySet) -> Any:
    return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")[:1], output_field=IntegerField()), 0)
