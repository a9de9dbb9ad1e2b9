"""The agenda in lines: by section, with what is ready for each child and what is not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from riskpanel.children.models import Duty
from riskpanel.cohorts.models import Listing
from riskpanel.meetings.actions.sight import source_of
from riskpanel.meetings.actions.sources import DECIDED
from riskpanel.meetings.models import AgendaItem, Decision, Guest, InformationReturn
from riskpanel.meetings.reach import Part
from riskpanel.plans.facts import OPEN_ACTION, TO_DO
from riskpanel.plans.models import Action, PlanVersion
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import Level

NO_REFERRAL = "not_a_referral"


@dataclass
class Line:
    """One line of the agenda as it is shown."""

    item: AgendaItem
    reference: str
    level: Level | None
    about: str
    lead: Any = None
    lead_said: str = ""
    updated: bool = False
    plan: int = 0
    actions: int = 0
    late: int = 0
    missing: int = 0
    decides: bool = False
    decided: str = ""
    guests: list[Any] = field(default_factory=list)

    @property
    def unprotected(self) -> bool:
        """Whether nobody has said yet who acts for the child, or why nobody needs to."""
        return bool(getattr(self.item, "unprotected", False))


@dataclass
class Section:
    """A part of the agenda with its lines; `source` says where they come from."""

    code: str
    label: str
    source: str
    lines: list[Line] = field(default_factory=list)
    clauses: tuple[str, ...] = ()
    stated: bool = True


def loaded(items: QuerySet, part: Part, today: Any) -> list[AgendaItem]:
    """Items with everything that their lines show, in few queries."""
    ours = Action.objects.filter(child=OuterRef("child_id"), panel=part.meeting.panel, state__in=OPEN_ACTION)
    ours = ours.order_by().values("child")
    late = ours.filter(state__in=TO_DO, due_on__lt=today)
    plans = PlanVersion.objects.filter(entry=OuterRef("entry_id")).order_by("-number").values("number")[:1]
    unanswered = InformationReturn.objects.standing().filter(item=OuterRef("pk"), answer="").order_by().values("item")
    counted = items.annotate(
        open_actions=Coalesce(Subquery(ours.annotate(n=Count("pk")).values("n")), 0),
        late_actions=Coalesce(Subquery(late.annotate(n=Count("pk")).values("n")), 0),
        plan_version=Coalesce(Subquery(plans), 0),
        unprotected=Exists(Duty.objects.filter(about="protection", case=OuterRef("pk"), met_at=None)),
        returns_missing=Coalesce(Subquery(unanswered.annotate(n=Count("pk")).values("n")), 0),
        last_outcome=Subquery(
            Decision.objects.filter(item=OuterRef("pk")).order_by("-at", "-pk").values("outcome")[:1]
        ),
    )
    found = list(
        counted.select_related(
            "child__lead__user", "child__lead__agency", "child__level_set_by", "referral__concern__agency",
            "referral__concern__author__user", "entry", "action__agency", "action__owner__user", "escalation__against",
            "escalation__raised_by_agency", "placed", "listing__place", "child__circumstances",
        )
        .prefetch_related(with_guests())
        .order_by("order", "pk")
    )  # fmt: skip
    for item in found:
        item.meeting = part.meeting
    return found


def with_guests() -> Prefetch:
    """The guests of items, each with who they are, in one query."""
    return Prefetch("guests", Guest.objects.select_related("member__user", "member__agency"))


def sections(part: Part, items: Iterable[AgendaItem]) -> list[Section]:
    """The agenda by the sections of the meeting's kind; a section that is gone from the procedure keeps
    its lines at the end."""
    procedure = part.procedure
    kind = procedure.meeting(part.meeting.sitting.kind)
    found = {s.code: Section(s.code, s.label, s.source, [], s.clauses, s.stated) for s in kind.sections}
    for item in items:
        section = found.setdefault(item.section, Section(item.section, "Other business", "free"))
        section.lines.append(line(item, procedure))
    return list(found.values())


def line(item: AgendaItem, procedure: Procedure) -> Line:
    """One item as a line."""
    level = item.child.level if item.child else ""
    made = Line(
        item=item,
        reference=item.child.reference if item.child else "",
        level=next((one for one in procedure.levels if one.code == level), None),
        about=about(item, procedure),
        plan=item.plan_version,
        actions=item.open_actions,
        late=item.late_actions,
        missing=item.returns_missing,
        decides=source_of(item) in DECIDED,
        decided=decided_words(procedure, item.last_outcome or ""),
        guests=[guest for guest in item.guests.all() if not guest.as_lead],
        updated=bool(item.lead_update),
    )
    lead = next((guest for guest in item.guests.all() if guest.as_lead), None)
    if lead:
        made.lead, made.lead_said = lead, _reply(lead, item)
    return made


def _reply(lead: Any, item: AgendaItem) -> str:
    if lead.attended is True:
        return "came"
    if lead.attended is False:
        return "was not there" + (", update read" if item.lead_update else ", update asked for")
    return {"coming": "coming", "update": "sends an update"}.get(lead.answer, "no answer yet")


def subject(item: AgendaItem | None, procedure: Procedure) -> str:
    """What a part of the minutes is called: by the child's reference, else by what it is about; None is the
    general part."""
    if item is None:
        return "The meeting in general"
    return item.child.reference if item.child else about(item, procedure)


def about(item: AgendaItem, procedure: Procedure) -> str:
    """What a line is about, without a name."""
    if item.title:
        return item.title
    if item.listing:
        return _listed(item.listing, procedure)
    if item.referral and item.entry is None:
        return f"Referred by {item.referral.concern.agency.name}"
    if item.entry:
        return f"On the {procedure.words.log} since {item.entry.entered_on:%-d %b %Y}"
    if item.action:
        return f"Action of {item.action.agency.name}, due {item.action.due_on:%-d %b %Y}"
    if item.escalation:
        track = next((one.label for one in procedure.escalations if one.code == item.escalation.track), "Escalation")
        return f"{track}, raised by {item.escalation.raised_by_agency.name}"
    if item.placed:
        return f"Placed by {item.placed.placing_authority}: not confirmed"
    return ""


def _listed(listing: Listing, procedure: Procedure) -> str:
    """By which route a child came on the list, and the rank where a ranking brought them."""
    route = next((one.label for one in procedure.routes if one.code == listing.route), listing.route)
    rank = f", rank {listing.place.rank}" if listing.place else ""
    review = "; cannot wait" if listing.immediate else ""
    off = "; off the list" if listing.left_on else ""
    return f"{route}{rank}{review}{off}"


def without_case(item: AgendaItem, procedure: Procedure) -> bool:
    """Whether a listed child has no open case: by the case status, or where nobody told it, by the list."""
    if item.listing is None:
        return False
    told = getattr(item.child, "circumstances", None)
    if told:
        return not procedure.case_status(told.case_status).open
    return procedure.cohort(item.listing.cohort).takes == "not_open"


def statement_for(item: AgendaItem, procedure: Procedure) -> str:
    """What stands on the item of a child without an open case; nothing on any other."""
    if not (item.child and without_case(item, procedure)):
        return ""
    return next((str(one.value) for one in procedure.statements if one.code == NO_REFERRAL), "")


def decided_words(procedure: Procedure, code: str) -> str:
    """A decision by its code, in words."""
    return next((one.label for one in procedure.outcomes if one.code == code), code)


def count_children(items: Iterable[AgendaItem]) -> int:
    """How many children are on the agenda; those of the annex are not before the panel."""
    return len({item.child_id for item in items if item.child_id and source_of(item) != "annex"})
