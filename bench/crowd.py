"""Many invented records, written in bulk: enough of each for every list to be full."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from riskpanel.children.models import Child, Duty, DutyOwner, Event, Grant
from riskpanel.demo.people import Company
from riskpanel.meetings.models import Acceptance, AgendaItem, Decision, Invitation, Meeting
from riskpanel.meetings.reach import statement_of
from riskpanel.partnership.models import Sitting
from riskpanel.plans.models import Action, Escalation, LogEntry, PlacedChild, PlanCopy, PlanVersion, Risk, Service
from riskpanel.procedure import load_instrument
from riskpanel.referrals.models import Answer, Checklist, Concern, Contributor, LevelDecision, Referral

AUTHORS = ("worker", "worker2", "school", "youth_worker", "nurse", "charity", "youth2")
OWNERS = ("worker", "school", "nurse", "youth_worker", "detective", "member", "housing_manager", "axis_lead")
COPIED = ("health", "police", "academy")
CARD = {
    "at": "2026-11-10T10:00:00+00:00", "level": "high", "level_why": "Away at night.", "why_here": "On the log.",
    "changed": [], "actions": [], "risks": ["Held by a debt."], "services": [], "plan_version": 1,
}  # fmt: skip
"""What to read first of a child, as it is frozen when an agenda is published."""
IN_THE_QUEUE, ON_THE_LOG = 8, 16
"""One child in so many is referred, one in so many is on the log."""


@dataclass
class Crowd:
    """What was made, for the pages to be asked about; each meeting hears `heard` children."""

    company: Company
    now: datetime
    children: list[Child] = field(default_factory=list)
    concerns: list[Concern] = field(default_factory=list)
    checklists: list[Checklist] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    entries: list[LogEntry] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)
    rows: dict[type, list[Any]] = field(default_factory=dict)
    heard: int = 9

    def add(self, row: Any) -> Any:
        """Keeps a row for `store`."""
        self.rows.setdefault(type(row), []).append(row)
        return row

    def store(self) -> None:
        """Writes everything that was added, parents first."""
        order = (
            Child, Concern, LevelDecision, Checklist, Contributor, Answer, Referral, LogEntry, Risk, Service,
            PlanVersion, PlanCopy, Action, Escalation, PlacedChild, Sitting, Meeting, Invitation, Acceptance,
            AgendaItem, Decision, Event, Grant, Duty, DutyOwner,
        )  # fmt: skip
        for model in order:
            model._base_manager.bulk_create(self.rows.pop(model, []), batch_size=400)

    @property
    def made(self) -> dict[str, Any]:
        return {"panel": self.company.panel, "created_at": self.now, "created_by": self.company.users["worker"]}


@transaction.atomic
def fill(crowd: Crowd, children: int, meetings: int) -> None:
    """Adds children with concerns, an eighth of them referred, a sixteenth on the log with twenty actions
    each, and meetings with a dozen items."""
    first = len(crowd.children)
    for number in range(first, first + children):
        _child(crowd, number)
    _meetings(crowd, meetings)
    crowd.store()


def _child(crowd: Crowd, number: int) -> None:
    company, author = crowd.company, AUTHORS[number % len(AUTHORS)]
    child = crowd.add(
        Child(
            partnership=company.partnership, reference=f"C-{number:05d}", given_name=f"Given{number}",
            family_name=f"Family{number % 97}", born_on=(crowd.now - timedelta(days=4200 + number % 2400)).date(),
            level=("low", "medium", "high", "very_high")[number % 4], level_set_at=crowd.now, categories=["CCE"],
            level_set_by=company.users[author], lead=company.members[author], created_at=crowd.now,
            created_by=company.users[author], school="Fernhill High School",
        )
    )  # fmt: skip
    crowd.children.append(child)
    concern = _concern(crowd, child, number, author)
    if number % IN_THE_QUEUE == 0:
        _referral(crowd, concern, number)
    if number % ON_THE_LOG == 0:
        _entry(crowd, child, author, number)
    if number % 100 == 7:
        crowd.add(
            PlacedChild(
                child=child, placing_authority="Northaven", setting="foster", risk="Known", state="noted", **crowd.made
            )
        )


def _concern(crowd: Crowd, child: Child, number: int, author: str) -> Concern:
    company = crowd.company
    states = ("open", "checklist_started", "level_set", "discussed", "in_plan", "strategy_booked")
    state = "referred" if number % IN_THE_QUEUE == 0 else states[number % len(states)]
    concern = crowd.add(
        Concern(
            child=child, author=company.members[author], agency=company.members[author].agency, state=state,
            happening="Nights away, and money that nobody explains. " * 4, noticed_on=crowd.now.date(),
            level=child.level, categories=["CCE", "MISS"], child_says="It is fine.", **crowd.made,
        )
    )  # fmt: skip
    crowd.concerns.append(concern)
    crowd.add(
        LevelDecision(concern=concern, level=child.level, reason="As seen.", by=company.users[author], at=crowd.now)
    )
    _grant(crowd, child, "concern_author", "child", concern.pk, user=company.users[author])
    _grant(crowd, child, "lead_professional", "child", child.pk, user=company.users[author])
    manager = company.members[author].line_manager
    if manager:
        _grant(crowd, child, "concern_manager", "concern", concern.pk, user=manager.user)
    _happened(crowd, child, "concern", concern.pk, ("concern_recorded", "checklist_started", "level_set"))
    if number % 3 == 0:
        _owe(
            crowd,
            child,
            "concern",
            concern.pk,
            "discuss_medium",
            number,
            url=f"/concerns/{concern.pk}/",
            user=company.users[author],
        )
    if number % 3 == 1 or state == "referred":
        _checklist(crowd, concern, "locked" if state == "referred" else "draft")
    return concern


def _checklist(crowd: Crowd, concern: Concern, state: str) -> None:
    instrument = load_instrument("hrp-starter")
    checklist = crowd.add(
        Checklist(
            concern=concern, child=concern.child, instrument=instrument.code, instrument_version=instrument.version,
            state=state, child_says="I am all right.", locked_at=crowd.now if state == "locked" else None, **crowd.made,
        )
    )  # fmt: skip
    crowd.checklists.append(checklist)
    company = crowd.company
    for key in ("csc", "health"):
        crowd.add(
            Contributor(
                checklist=checklist,
                agency=company.agencies[key],
                invited_by=company.users["worker"],
                invited_at=crowd.now,
            )
        )
    items = [item for section in instrument.sections if section.kind == "indicators" for item in section.items]
    for item in items[:12]:
        crowd.add(
            Answer(
                checklist=checklist, item=item.code, response="present", evidence="Seen twice this month.",
                by=company.users["worker"], agency=company.agencies["csc"], at=crowd.now,
            )
        )  # fmt: skip


def _referral(crowd: Crowd, concern: Concern, number: int) -> None:
    checklist = crowd.checklists[-1]
    state = ("submitted", "accepted", "discussed", "not_accepted", "submitted")[number // IN_THE_QUEUE % 5]
    referral = crowd.add(
        Referral(
            concern=concern, child=concern.child, checklist=checklist, state=state, categories=["CCE"],
            doing_now="Daily calls.", why_multi_agency="Nobody can end it alone.", submitted_at=crowd.now,
            received_at=crowd.now, child_protection_on=crowd.now.date(), **crowd.made,
        )
    )  # fmt: skip
    crowd.referrals.append(referral)
    for seat in _seats(crowd):
        if seat.chairs:
            _grant(crowd, concern.child, "referral_chair", "papers", concern.pk, seat=seat)
        elif seat.core_group:
            _grant(crowd, concern.child, "core_group", "referral", concern.pk, seat=seat)
    _grant(
        crowd, concern.child, "coordinator", "papers", concern.pk, panel_role="coordinator", panel=crowd.company.panel
    )
    _happened(crowd, concern.child, "referral", referral.pk, ("referral_drafted", "cover_saved", "referral_submitted"))
    if state == "submitted":
        core = [seat for seat in _seats(crowd) if seat.core_group]
        _owe(
            crowd,
            concern.child,
            "referral",
            referral.pk,
            "triage_referral",
            number,
            url=f"/referrals/{referral.pk}/triage/",
            seats=core,
        )


def _entry(crowd: Crowd, child: Child, author: str, number: int) -> None:
    company, chairs = crowd.company, [seat for seat in _seats(crowd) if seat.chairs]
    entry = crowd.add(
        LogEntry(
            child=child, entered_on=crowd.now.date(), level="high", referrer_level="high", categories=["CCE"],
            lead=company.members[author], state="active" if number % 32 else "logged", **crowd.made,
        )
    )  # fmt: skip
    crowd.entries.append(entry)
    for words in ("Held by a debt that others made.", "Away at night and nobody knows where."):
        crowd.add(Risk(entry=entry, words=words))
    crowd.add(
        Service(
            entry=entry,
            what="Weekly session",
            agency=company.agencies["safe"],
            added_by=company.users["worker"],
            added_at=crowd.now,
            status="active",
        )
    )
    version = crowd.add(
        PlanVersion(
            entry=entry, number=1, content={}, approved_by=company.users["council_chair"], approved_at=crowd.now
        )
    )
    for key in COPIED:
        crowd.add(
            PlanCopy(
                version_sent=version,
                child=child,
                agency=company.agencies[key],
                state="sent",
                sent_at=crowd.now,
                **crowd.made,
            )
        )
        _grant(crowd, child, "plan_agency", "plan", entry.pk, agency=company.agencies[key])
    for seat in chairs:
        _grant(crowd, child, "log_keeper", "papers", entry.pk, seat=seat)
    _grant(crowd, child, "log_keeper", "papers", entry.pk, panel_role="coordinator", panel=company.panel)
    _happened(crowd, child, "log_entry", entry.pk, ("logged", "plan_approved", "plan_copied"))
    _owe(crowd, child, "log_entry", entry.pk, "review_plan", number, url=f"/plans/{entry.pk}/", seats=chairs)
    for turn in range(20):
        _action(crowd, child, entry, number + turn)


def _action(crowd: Crowd, child: Child, entry: LogEntry, number: int) -> None:
    owner = crowd.company.members[OWNERS[number % len(OWNERS)]]
    state = ("open", "open", "done", "verified")[number % 4]
    action = crowd.add(
        Action(
            child=child, entry=entry, what="Visit together and write down what changed.", agency=owner.agency,
            owner=owner, due_on=(crowd.now + timedelta(days=number % 40 - 20)).date(), state=state, **crowd.made,
        )
    )  # fmt: skip
    crowd.actions.append(action)
    _grant(crowd, child, "action_owner", "action", action.pk, user=owner.user)
    _happened(crowd, child, "action", action.pk, ("action_set",))
    if state == "open":
        _owe(crowd, child, "action", action.pk, "do_action", number, url=f"/actions/{action.pk}/", user=owner.user)


def _meetings(crowd: Crowd, count: int) -> None:
    start = len(crowd.meetings)
    for place in range(start, start + count):
        days = 7 if place == 0 else -7 * place
        _meeting(crowd, crowd.now + timedelta(days=days, minutes=place), place)


def _meeting(crowd: Crowd, starts_at: datetime, place: int) -> None:
    company = crowd.company
    sitting = crowd.add(Sitting(panel=company.panel, kind="panel", role="panel", starts_at=starts_at, minutes=120))
    state = ("published", "open", "closed")[place] if place < 3 else "distributed"
    meeting = crowd.add(
        Meeting(sitting=sitting, state=state, opened_at=None if place == 0 else starts_at, **crowd.made)
    )
    crowd.meetings.append(meeting)
    version = statement_of(company.procedure)[1]
    for seat, member in _seats(crowd).items():
        crowd.add(Invitation(meeting=meeting, seat=seat, member=member, answer="coming", attended=place > 0))
    for key in ("council_chair", "coordinator", "member"):
        crowd.add(Acceptance(meeting=meeting, member=company.members[key], version=version, at=crowd.now))
    _items(crowd, meeting, place)


def _items(crowd: Crowd, meeting: Meeting, place: int) -> None:
    heard = min(crowd.heard, len(crowd.entries))
    entries = [crowd.entries[(place * heard + turn) % len(crowd.entries)] for turn in range(heard)]
    for order, entry in enumerate(entries):
        item = crowd.add(
            AgendaItem(
                meeting=meeting, section="reviews", order=order, child=entry.child, entry=entry,
                published_at=crowd.now, read_first=CARD, minutes="The panel heard what changed. " * 8,
            )
        )  # fmt: skip
        crowd.items.append(item)
        if place > 1:
            crowd.add(
                Decision(
                    item=item, outcome="keep", level="high", rationale="No change.",
                    procedure=crowd.company.panel.procedure, by=crowd.company.users["council_chair"], at=crowd.now,
                )
            )  # fmt: skip
        if place < 3:
            for seat in _seats(crowd):
                _grant(crowd, entry.child, "listed", "item", item.pk, seat=seat)


def _seats(crowd: Crowd) -> dict[Any, Any]:
    """Every seat and who holds it."""
    found = crowd.__dict__.get("_found_seats")
    if found is None:
        held = {a.seat_id: a.member for m in crowd.company.members.values() for a in m.appointments.filter(role="seat")}
        found = crowd._found_seats = {
            seat: held.get(seat.pk) for seat in crowd.company.panel.seats.filter(retired=False)
        }
    return found


def _grant(crowd: Crowd, child: Child, sight: str, scope: str, about: UUID, **holder: Any) -> None:
    crowd.add(
        Grant(
            child=child, partnership_id=child.partnership_id, sight=sight, scope=scope, about=about,
            reason="For the measurement",
            given_by=crowd.company.founder, starts_at=crowd.now - timedelta(days=30),
            ends_at=crowd.now + timedelta(days=60), **holder,
        )
    )  # fmt: skip


def _happened(crowd: Crowd, child: Child, about: str, case: UUID, kinds: tuple[str, ...]) -> None:
    company = crowd.company
    for back, kind in enumerate(kinds):
        at = crowd.now - timedelta(days=20 - back)
        crowd.add(
            Event(
                partnership=company.partnership, panel=company.panel, child=child, about=about, case=case, kind=kind,
                at=at, recorded_at=at, by=company.users["worker"], agency=company.agencies["csc"],
                procedure=company.panel.procedure,
            )
        )  # fmt: skip


def _owe(
    crowd: Crowd,
    child: Child,
    about: str,
    case: UUID,
    code: str,
    number: int,
    *,
    url: str,
    user: Any = None,
    seats: Any = (),
) -> None:
    company, line = crowd.company, next(one for one in crowd.company.procedure.duties if one.code == code)
    due_at = crowd.now + timedelta(days=number % 30 - 12)
    duty = crowd.add(
        Duty(
            partnership=company.partnership, panel=company.panel, child=child, about=about, case=case, code=code,
            says=line.says, started_at=due_at - timedelta(days=7), due_at=due_at, counted="5 working days", url=url,
            clauses=list(line.clauses), stated=line.stated,
        )
    )  # fmt: skip
    for who in _owners(user, seats):
        crowd.add(DutyOwner(duty=duty, role=line.who[0], **who))


def _owners(user: Any, seats: Any) -> Iterator[dict[str, Any]]:
    if user:
        yield {"user": user}
    for seat in seats:
        yield {"seat": seat}
