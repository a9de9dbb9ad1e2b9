"""Log entries with what a list of them shows beside each."""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Duty, Event
from riskpanel.plans import facts
from riskpanel.plans.models import Action, Disruption, LevelHistory, LogEntry, PlanVersion
from riskpanel.procedure import Procedure
from riskpanel.referrals.models import InterimAction


def described(entries: QuerySet, procedure: Procedure, now: Any) -> QuerySet:
    """Entries with what the table shows of each: reviews, actions, version, level before, reasons."""
    today = timezone.localdate(now)
    reviews = facts.duty_codes(procedure, LogEntry.THING, starts="logged", met_by="plan_reviewed")
    approvals = facts.duty_codes(procedure, LogEntry.THING, starts="logged", met_by="plan_approved")
    owed = Duty.objects.filter(about=LogEntry.THING, case=OuterRef("pk"), met_at=None).order_by("due_at")
    levels = LevelHistory.objects.filter(entry=OuterRef("pk")).order_by("-at", "-pk")
    versions = PlanVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    mine = Action.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
    late = mine.filter(state__in=facts.TO_DO, due_on__lt=today)
    wanted = Disruption.objects.filter(entry=OuterRef("pk"))
    said = (
        Q(status="refused")
        & ~Q(reason="")
        & (Q(added_at__date__gte=OuterRef("reviewed_on")) | Q(entry__reviewed_on=None))
    )
    return entries.annotate(
        review_due=_due(owed, reviews),
        approval_due=_due(owed, approvals),
        level_at=Subquery(_unbroken().values("at")[:1]),
        reason=Subquery(levels.values("reason")[:1]),
        level_before=Subquery(levels.values("level")[1:2]),
        open_count=_counted(mine.filter(state__in=facts.OPEN_ACTION)),
        late_count=_counted(late),
        plan_version=Subquery(versions.values("number")[:1]),
        disrupted=Exists(wanted.filter(Q(status__in=facts.WANTED) | said)),
        **_raised(owed, procedure),
    )


def with_interim(entries: QuerySet, user: User) -> QuerySet:
    """Entries with how many actions from before the panel are still open, as far as the person may see them."""
    seen = InterimAction.objects.visible_to(user).filter(child=OuterRef("child"), done_at=None)
    return entries.annotate(interim_count=_counted(seen.order_by().values("child")))


def _due(owed: QuerySet, codes: Any) -> Subquery:
    """When the first of these duties is due; where the procedure has none, PostgreSQL still needs to know
    what it compares."""
    return Subquery(owed.filter(code__in=codes or ("",)).values("due_at")[:1], output_field=DateTimeField())


def by_level(entries: QuerySet, procedure: Procedure) -> QuerySet:
    """Described entries with the gravest level first, the reported one where a rise waits for the
    chairs; of the same level the soonest review first."""
    grave = [When(counts_as=one.code, then=Value(one.order)) for one in procedure.levels]
    found = entries.annotate(counts_as=Coalesce("raised_level", "level", output_field=CharField()))
    found = found.annotate(gravity=Case(*grave, default=Value(-1), output_field=IntegerField()))
    return found.order_by("-gravity", F("review_due").asc(nulls_last=True), "-entered_on", "pk")


def _unbroken() -> QuerySet:
    """The decisions that belong to the last unbroken run of an entry's level, the first one first."""
    later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    other = LevelHistory.objects.filter(later, entry=OuterRef("entry")).exclude(level=OuterRef("level"))
    same = LevelHistory.objects.filter(entry=OuterRef("pk"), level=OuterRef("level"))
    return same.filter(~Exists(other)).order_by("at", "pk")


def _raised(owed: QuerySet, procedure: Procedure) -> dict[str, Any]:
    """The level that was reported since the panel decided, and when; empty once the chairs answered."""
    codes = facts.duty_codes(procedure, LogEntry.THING, starts="level_raised", met_by="plan_reviewed")
    waits = owed.filter(code__in=codes)
    told = Event.objects.filter(about=LogEntry.THING, case=OuterRef("case"), kind="level_raised")
    newest = told.order_by("-at", "-pk").annotate(risen=KT("data__level")).values("risen")
    return {
        "raised_at": Subquery(waits.values("started_at")[:1], output_field=DateTimeField()),
        "raised_level": Subquery(
            waits.annotate(risen=Subquery(newest[:1], output_field=CharField())).values("risen")[:1],
            output_field=CharField(),
        ),
    }


def _counted(found: QuerySet) -> Any:
    return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")[:1], output_field=IntegerField()), 0)
