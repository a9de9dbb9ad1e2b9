"""What was promised, agency by agency. Every number is the length of a list that the same question gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Duty, Event
from riskpanel.children.restrictions import not_hidden
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts
from riskpanel.plans.actions.chasing import CHASED
from riskpanel.plans.models import Action
from riskpanel.procedure import Procedure
from riskpanel.procedure.periods import Period


def readable(user: User) -> QuerySet[Action]:
    """The actions of which the person may at least know."""
    standing = user.standing
    return Action.objects.visible_to(user).filter(not_hidden(standing.procedure, standing.agency))


def questions(now: datetime, period: Period | None = None) -> dict[str, Q]:
    """What a list or a number of actions asks, by name; those about a period only where one is given."""
    today = timezone.localdate(now)
    running = Q(state__in=facts.TO_DO)
    found = {
        "open": Q(state__in=facts.OPEN_ACTION),
        "unaccepted": Q(state="open"),
        "late": running & Q(due_on__lt=today),
        "rolled": running & Q(rolled_over__gt=0),
        "more_time": running & Q(wanted_on__isnull=False),
        "to_verify": Q(state="done"),
        "closed": ~Q(state__in=facts.OPEN_ACTION),
    }
    return found | (delivery(period, today) if period else {})


def delivery(period: Period, today: date) -> dict[str, Q]:
    """What fell due in a period, and what of it was done by its day. What is not due yet counts once it is
    done; what was cancelled never does. The day is the one that stands, with more time where it was given."""
    within = Q(due_on__gte=period.first, due_on__lte=period.last) & ~Q(state="cancelled")
    fell_due = within & (Q(due_on__lt=today) | Q(done_at__isnull=False))
    return {"fell_due": fell_due, "in_time": fell_due & Q(done_at__date__lte=F("due_on"))}


def to_chase(procedure: Procedure, now: datetime) -> Q:
    """What is late, and what nobody accepted in the procedure's time."""
    codes = facts.duty_codes(procedure, Action.THING, starts="action_set", met_by="action_accepted")
    waits = Duty.objects.filter(about=Action.THING, case=OuterRef("pk"), code__in=codes or ("",))
    waits = waits.filter(met_at=None, due_at__lt=now)
    return questions(now)["late"] | (Q(state="open") & Exists(waits))


def chasing(user: User, panel: Panel, agencies: Iterable[int], now: datetime) -> QuerySet[Action]:
    """What is to be chased of these agencies, what rolled over most often first, then the oldest."""
    wanted = to_chase(procedure_of(panel.procedure), now)
    found = readable(user).filter(wanted, panel=panel, agency__in=list(agencies))
    return found.order_by("-rolled_over", "due_on", "created_at")


def with_chases(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Actions with how often their owner was chased, and when last."""
    events = Event.objects.filter(about=Action.THING, kind=CHASED, case=OuterRef("pk")).order_by().values("case")
    times = events.annotate(n=Count("pk")).values("n")
    last = events.annotate(last=Max("at")).values("last")
    return actions.annotate(
        chased_times=Coalesce(Subquery(times, output_field=IntegerField()), 0),
        chased_last=Subquery(last, output_field=DateTimeField()),
    )


@dataclass(frozen=True)
class AgencyLine:
    """What one agency promised. `oldest` is the earliest day of what it has not done."""

    key: int
    name: str
    open: int
    unaccepted: int
    late: int
    rolled: int
    to_verify: int
    to_chase: int
    oldest: date | None
    fell_due: int
    in_time: int
    chased_times: int
    chased_last: datetime | None

    @property
    def rate(self) -> int | None:
        """In whole per cent; none where nothing fell due."""
        return round(100 * self.in_time / self.fell_due) if self.fell_due else None


COUNTED = ("open", "unaccepted", "late", "rolled", "to_verify", "fell_due", "in_time")


def sheet_of(user: User, panel: Panel, period: Period, now: datetime) -> list[AgencyLine]:
    """The agencies that promised the panel anything, as far as the person may know of it; those that are
    most behind come first."""
    asked = questions(now, period)
    running = Q(state__in=facts.TO_DO)
    chases = to_chase(procedure_of(panel.procedure), now)
    found = with_chases(readable(user).filter(panel=panel)).order_by().values("agency", "agency__name")
    rows = found.annotate(
        **{f"n_{name}": Count("pk", filter=asked[name]) for name in COUNTED},
        n_to_chase=Count("pk", filter=chases),
        oldest=Min("due_on", filter=running),
        chases=Coalesce(Sum("chased_times", filter=running), 0),
        chased=Max("chased_last", filter=running),
    )
    lines = [_line(row) for row in rows]
    return sorted(lines, key=lambda one: (-one.late, -one.rolled, -one.unaccepted, one.name))


def _line(row: dict[str, Any]) -> AgencyLine:
    counts = {name: row[f"n_{name}"] for name in (*COUNTED, "to_chase")}
    return AgencyLine(
        key=row["agency"], name=row["agency__name"], oldest=row["oldest"], chased_times=row["chases"],
        chased_last=row["chased"], **counts,
    )  # fmt: skip
