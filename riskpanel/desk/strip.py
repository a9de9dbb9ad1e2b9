"""What a chair sees across the panel. Each number is the length of a list that it opens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode

from riskpanel.access.models import User
from riskpanel.children.models import Duty, DutyOwner
from riskpanel.desk.reach import agency_of_owner, buckets, open_duties
from riskpanel.partnership.models import Agency, Panel
from riskpanel.plans.models import LogEntry
from riskpanel.plans.sheet import delivery, readable
from riskpanel.procedure import Procedure
from riskpanel.procedure.periods import month_of

ON_LOG = ("logged", "active")


@dataclass(frozen=True)
class Tile:
    """A number, what it counts, and the list that holds exactly that."""

    number: int
    label: str
    url: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Strip:
    """The strip above a chair's desk."""

    panel: Panel
    tiles: list[Tile]
    agencies: list[tuple[str, int, str]]


def at_panel(user: User, panel: Panel) -> QuerySet[Duty]:
    """Everything that is owed at a panel, by whomever."""
    return open_duties(user).filter(panel=panel)


def duties_url(**chosen: Any) -> str:
    """The list of duties, narrowed."""
    return f"{reverse('desk_duties')}?{urlencode(chosen)}"


def strip_of(user: User, panel: Panel, procedure: Procedure, now: datetime, last: datetime | None) -> Strip:
    """The strip of a panel that the person chairs or coordinates."""
    duties, late = at_panel(user, panel), buckets(now)["late"]
    waiting, waivers = waiting_codes(procedure), waiver_codes(procedure)
    entries = LogEntry.objects.visible_to(user, now).filter(panel=panel)
    since = timezone.localdate(last) if last else timezone.localdate(now) - timedelta(days=31)
    owed = {"late": late, "waiting": Q(code__in=waiting), "waivers": Q(code__in=waivers)}
    on_log = {"log": Q(state__in=ON_LOG), "joined": Q(entered_on__gte=since), "left": Q(left_on__gte=since)}
    today = timezone.localdate(now)
    delivered = readable(user).filter(panel=panel), delivery(month_of(today), today)
    counts = _counted(panel, (duties, owed), (entries, on_log), delivered)
    moved = f"{counts['joined']} joined, {counts['left']} left since {_day(since)}"
    common = {"scope": "panel", "panel": panel.pk}
    late_tone = "late" if counts["late"] else ""
    tiles = [Tile(counts["late"], "late, all agencies", duties_url(**common, when="late"), late_tone)]
    if procedure.has(LogEntry.THING):
        tiles.append(Tile(counts["log"], f"on the {procedure.words.log}", _url("log"), note=moved))
    for label, name, codes in (("referrals waiting", "waiting", waiting), ("waivers to decide", "waivers", waivers)):
        tiles += [Tile(counts[name], label, duties_url(**common, code=code)) for code in codes]
    if counts["fell_due"]:
        label = f"of {counts['fell_due']} actions done in time this month"
        url = f"{_url('actions')}?{urlencode(_done_in_time(now))}"
        tiles.append(Tile(counts["in_time"], label, url, note="The chase sheet has them by agency"))
    return Strip(panel, tiles, _late_by_agency(duties.filter(late), timezone.localdate(now), common))


def _done_in_time(now: datetime) -> dict[str, str]:
    return {"whose": "all", "show": "in_time", "period": month_of(timezone.localdate(now)).code}


def waiting_codes(procedure: Procedure) -> list[str]:
    """Duties by which the core group decides on a referral."""
    return [duty.code for duty in procedure.duties if duty.about == "referral" and "core_group" in duty.who][:1]


def waiver_codes(procedure: Procedure) -> list[str]:
    """Duties by which the chairs answer a request for a waiver."""
    return [duty.code for duty in procedure.duties if "waiver_asked" in duty.starts and "co_chair" in duty.who][:1]


def _counted(panel: Panel, *lists: tuple[QuerySet, dict[str, Q]]) -> dict[str, int]:
    """How many of each of these lists are each of these, in one read that goes over each list once."""
    told = {}
    for place, (found, kinds) in enumerate(lists):
        numbers = JSONObject(**{name: Count("pk", filter=kind) for name, kind in kinds.items()})
        told[f"list{place}"] = Subquery(found.order_by().values("panel").annotate(told=numbers).values("told"))
    counts = {name: 0 for _, kinds in lists for name in kinds}
    for numbers in Panel.objects.filter(pk=panel.pk).values(**told).get().values():
        counts |= numbers or {}
    return counts


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _late_by_agency(late: QuerySet[Duty], day: date, common: dict[str, Any]) -> list[tuple[str, int, str]]:
    owners = DutyOwner.objects.filter(duty__in=late).order_by().annotate(owing=agency_of_owner(day))
    names = Agency.objects.filter(pk=OuterRef("owing")).values("name")[:1]
    rows = owners.values("owing").annotate(number=Count("duty", distinct=True), name=Subquery(names))
    found = [(row["name"], row["number"], row["owing"]) for row in rows if row["owing"]]
    return [
        (name, number, duties_url(**common, when="late", agency=agency))
        for name, number, agency in sorted(found, key=lambda one: (-one[1], one[0]))
    ]
