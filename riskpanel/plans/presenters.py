"""Display words of plans, actions and what hangs on them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Duty, Event
from riskpanel.children.presenters import DutyLine, card, duty_line, story_line, url_of
from riskpanel.children.presenters.cards import Card
from riskpanel.children.restrictions import reading_of
from riskpanel.partnership.models import Agency, Member
from riskpanel.plans import facts
from riskpanel.plans.models import Action, Challenge, Disruption, Escalation, LogEntry, PlanCopy
from riskpanel.procedure import Procedure

TONES = {"blue": "info", "amber": "wait", "green": "good", "red": "danger", "purple": "new", "grey": "closed"}
COPY_STATES = {
    "to_send": ("To be sent", "wait"),
    "sent": ("Sent, not filed yet", "info"),
    "filed": ("Filed", "good"),
    "replaced": ("Replaced by a newer one", "closed"),
}
LINE_TONES = {"active": "good", "planned": "wait", "ended": "closed", "in_place": "good", "asked": "wait"}


@dataclass(frozen=True)
class Tag:
    """A state in a word, with its tone."""

    label: str
    tone: str


def state_of(procedure: Procedure, thing: str, state: str) -> Tag:
    """The state of a record, as its lifecycle names it."""
    found = next((one for one in procedure.lifecycle(thing).states if one.code == state), None)
    return Tag(found.label, TONES.get(found.tone, "neutral")) if found else Tag(state, "neutral")


def level_of(procedure: Procedure, code: str) -> Any:
    """The level of a code; none where the procedure no longer has it."""
    return next((one for one in procedure.levels if one.code == code), None)


def labels_of(parts: Iterable[Any], codes: Iterable[str]) -> list[str]:
    """The words of codes; a code that the procedure no longer has stands for itself."""
    words = {part.code: part.label for part in parts}
    return [words.get(code, code) for code in codes]


def statement(procedure: Procedure, code: str) -> str:
    """A statement of the procedure; nothing where it makes none."""
    return next((str(one.value).strip() for one in procedure.statements if one.code == code), "")


@dataclass(frozen=True)
class Line:
    """A service, a disruption or an action as the plan shows it. `held_by` is set where the viewer
    may know of it only."""

    what: str
    agency: str
    who: str
    on: date | None
    tag: Tag
    late: bool = False
    held_by: str = ""
    restriction: str = ""
    url: str = ""
    edit: tuple = ()
    note: str = ""
    rolled: int = 0


@dataclass
class RiskLines:
    """A risk with everything that answers it."""

    risk: Any
    services: list[Line] = field(default_factory=list)
    disruption: list[Line] = field(default_factory=list)
    actions: list[Line] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.services or self.disruption or self.actions)


class PlanLines:
    """The lines of a plan, sorted under the risks that they answer; those of no one risk come last."""

    def __init__(self, entry: LogEntry, procedure: Procedure, user: User, today: date) -> None:
        self.entry, self.procedure, self.today = entry, procedure, today
        self.reader: Agency | None = user.standing.agency
        self.edits = facts.may_edit(entry, user)
        risks = list(entry.risks.all())
        self.risks = [RiskLines(risk) for risk in risks if not risk.ended_at]
        self.past = [risk for risk in risks if risk.ended_at]
        self.loose = RiskLines(None)
        self._by_risk = {one.risk.pk: one for one in self.risks}
        self.counts = {"services": 0, "open": 0, "late": 0}
        self.disruption_answered = False
        self.readable: list[Disruption] = []
        self._read()

    def _home(self, line: Any) -> RiskLines:
        return self._by_risk.get(line.risk_id, self.loose)

    def _read(self) -> None:
        for service in self.entry.services.select_related("agency", "person__user"):
            self.counts["services"] += service.status != "ended"
            self._home(service).services.append(self._service(service))
        for line in self.entry.disruption.select_related("agency"):
            self.disruption_answered |= self._answers(line)
            if shown := self._disruption(line):
                self._home(line).disruption.append(shown)
        for action in self.entry.actions.select_related("agency", "owner__user"):
            self.counts["open"] += action.state in facts.OPEN_ACTION
            if shown := self._action(action):
                self.counts["late"] += shown.late
                self._home(action).actions.append(shown)

    def _answers(self, line: Any) -> bool:
        """Whether a line of disruption answers the question until the next review."""
        reviewed = self.entry.reviewed_on
        said = line.status == "refused" and line.reason and (not reviewed or line.added_at.date() >= reviewed)
        return bool(line.status in facts.WANTED or said)

    def edit_of(self, name: str, line: Any) -> tuple:
        """Where the viewer changes a line: a page and its keys; nothing where they may not."""
        own = self.reader is not None and line.agency_id == self.reader.pk
        return (name, self.entry.pk, line.pk) if self.entry.live and (self.edits or own) else ()

    def _service(self, line: Any) -> Line:
        tag = Tag(line.get_status_display(), LINE_TONES.get(line.status, "neutral"))
        who = str(line.person) if line.person else ""
        return Line(line.what, line.agency.name, who, line.starts_on, tag, edit=self.edit_of("plan_service", line))

    def _restricted(self, label: str, holder: int) -> tuple[str, str]:
        """How the viewer meets a line, and the restriction's words."""
        return reading_of(self.procedure, label, holder, self.reader), "".join(
            labels_of(self.procedure.labels, [label] if label else [])
        )

    def _disruption(self, line: Any) -> Line | None:
        reading, restriction = self._restricted(line.label, line.agency_id)
        tag = Tag(line.get_status_display(), LINE_TONES.get(line.status, "neutral"))
        if reading == "hidden":
            return None
        if reading == "held":
            return Line("", line.agency.name, "", None, tag, held_by=line.agency.name)
        self.readable.append(line)
        late = bool(line.due_on and line.status in ("considered", "asked") and line.due_on < self.today)
        return Line(
            line.what, line.agency.name, "", line.due_on, tag, late=late, restriction=restriction, note=line.reason,
            edit=self.edit_of("plan_disruption", line),
        )  # fmt: skip

    def _action(self, line: Any) -> Line | None:
        reading, restriction = self._restricted(line.label, line.agency_id)
        tag = state_of(self.procedure, "action", line.state)
        if reading == "hidden":
            return None
        if reading == "held":
            return Line("", line.agency.name, "", None, tag, held_by=line.agency.name)
        late = facts.late(line, self.today)
        return Line(
            line.what, line.agency.name, line.owner.user.full_name, line.due_on, tag, late=late,
            restriction=restriction, url=line.get_absolute_url(), note=line.impact, rolled=line.rolled_over,
        )  # fmt: skip


def raised(owner: Member | None) -> str:
    """What is said to who raised an action that cannot wait: who acts may be named already."""
    return "Raised, and the task is given." if owner else "Raised. A chair gives somebody the task."


def withheld(action: Action, procedure: Procedure, user: User) -> bool:
    """Whether the person may know of an action, and not read its words; its owner always may."""
    reading = reading_of(procedure, action.label, action.agency_id, user.standing.agency)
    return reading != "open" and action.owner.user_id != user.pk


def views_of(record: Escalation) -> list[tuple[str, str]]:
    """Both views of a disagreement: (whose, what they say). About an action of the panel the panel is the
    side that asks."""
    asks = f"the {record.panel.name}" if record.action_id else record.raised_by_agency.name
    other = record.against.name if record.against else "the other agency"
    return [(asks, record.own_view), (other, record.other_view)]


def in_words(record: Escalation) -> str:
    """The issue and both views in one text; a view that nobody gave is said to be missing."""
    said = [f"How {whose} sees it: {view or 'not written yet.'}" for whose, view in views_of(record)]
    return " ".join([record.issue, *said])


@dataclass(frozen=True)
class CopyLine:
    """One agency's copy: who has it, who has filed it."""

    copy: PlanCopy
    tag: Tag


def copy_lines(copies: Iterable[PlanCopy]) -> list[CopyLine]:
    """Copies with their state in words."""
    return [CopyLine(copy, Tag(*COPY_STATES.get(copy.state, (copy.state, "neutral")))) for copy in copies]


def story_of(entry: LogEntry, user: User, procedure: Procedure) -> list[Any]:
    """What happened to the entry, its challenges and the escalations that the viewer may see, newest first."""
    mine = Q(about=LogEntry.THING, case=entry.pk)
    mine |= Q(case__in=Challenge.objects.visible_to(user).filter(child=entry.child_id).values("pk"))
    mine |= Q(case__in=Escalation.objects.visible_to(user).filter(child=entry.child_id).values("pk"))
    events = Event.objects.filter(mine, child=entry.child_id).select_related("by", "agency").order_by("-at", "-pk")
    return [_linked(event, procedure, user.standing.agency) for event in events[:100]]


def _linked(event: Event, procedure: Procedure, reader: Agency | None) -> dict[str, Any]:
    line = event_line(event, procedure, reader)
    return line | {"url": "" if event.about == LogEntry.THING else url_of(event.about, event.case)}


def owed(record: Case) -> list[Duty]:
    """What is owed on a record, the soonest first."""
    return list(Duty.objects.filter(about=record.THING, case=record.pk, met_at=None))


def owed_lines(duties: Iterable[Duty], procedure: Procedure, now: datetime) -> list[DutyLine]:
    """Duties in words, without a button: they stand on the page that answers them."""
    return [replace(duty_line(duty, procedure, now), action_url="") for duty in duties]


def line_duties(found: Iterable[tuple[Disruption, Duty]], lines: PlanLines, now: datetime) -> list[DutyLine]:
    """What is owed for lines of disruption in words, with the way to each line."""
    rows = []
    for line, duty in found:
        edit = lines.edit_of("plan_disruption", line)
        url = reverse(edit[0], args=edit[1:]) if edit else ""
        rows.append(replace(duty_line(duty, lines.procedure, now, who=line.agency.name), action_url=url))
    return rows


def owed_on(record: Case, procedure: Procedure, now: datetime) -> list[DutyLine]:
    """What is owed on a record in words, the soonest first."""
    return owed_lines(owed(record), procedure, now)


def thread_of(record: Case, procedure: Procedure, reader: Agency | None, case: UUID | None = None) -> list[Any]:
    """What happened to a record, newest first."""
    events = Event.objects.filter(about=record.THING, case=case or record.pk).select_related("by", "agency")
    return [event_line(one, procedure, reader) for one in events.order_by("-at", "-pk")[:100]]


def event_line(event: Event, procedure: Procedure, reader: Agency | None) -> dict[str, Any]:
    """One event in words, with the level or the stage that it carries."""
    line = story_line(event, procedure, reader)
    level = level_of(procedure, event.data.get("level", ""))
    stages = {stage.code: stage.label for track in procedure.escalations for stage in track.stages}
    title = f"{line.title} Level: {level.label}." if level else line.title
    if event.data.get("stage") in stages:
        title = f"It went to: {stages[event.data['stage']]}."
    return {**line.__dict__, "title": title, "url": ""}


def card_of(child: Any, procedure: Procedure, today: date) -> Card:
    """The child's card, with the day on which they came on the log if they are on it."""
    live = LogEntry.objects.filter(child=child, state__in=["logged", "active"]).values_list("entered_on", flat=True)
    on = live.first()
    since = datetime.combine(on, time(12), tzinfo=UTC) if on else None
    return card(child, procedure, today, on_log_since=since)


def day_in(value: Any) -> date | None:
    """A day as the data of an event carries it."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) and len(value) >= len("2026-11-10") else None


def child_url(child: Any) -> str:
    """The page of a child."""
    return reverse("child", args=[child.pk])
