"""The minutes as papers: the general part and a part for each item, as far as the reader has them."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from riskpanel.documents import Block, Fact, Outline, Paper, Table
from riskpanel.meetings.documents.agenda import statement
from riskpanel.meetings.models import AgendaItem, Decision, Invitation
from riskpanel.meetings.presenters.agenda import with_guests
from riskpanel.meetings.presenters.meetings import heading, state_of
from riskpanel.meetings.presenters.minutes import minutes_parts
from riskpanel.meetings.reach import Part, copies_of
from riskpanel.partnership.papers import marking_of
from riskpanel.ui.words import as_day, clock, day, moment

WRITTEN = ("open", "closed", "circulated", "signed", "distributed", "locked")
"""States in which those who run a meeting have its minutes."""
ACTIONS = ("What", "Who", "By")


def there(part: Part) -> bool:
    """Whether this person has the minutes: in draft if they run the meeting, else once handed to them."""
    if part.runs:
        return part.meeting.state in WRITTEN
    return copies_of(part.user, part.meeting).filter(item=None).exists()


def minutes(part: Part, at: datetime) -> Paper:
    """The whole of the minutes, as far as this reader may read it at `at`."""
    items = heard(part)
    parts = minutes_parts(part, items)
    blocks = [_head(part), _attendance(part), _general(part)]
    blocks += [block for one in parts for block in part_blocks(one)]
    told = Outline((*blocks, Block(statement=statement(part.procedure, "panel_does_not_replace"))))
    return Paper(
        code="minutes",
        name=f"minutes-{as_day(part.meeting.sitting.starts_at):%Y-%m-%d}",
        marking=marking_of(
            part.meeting.panel, "minutes", user=part.user, at=at, about=heading(part.meeting.sitting, part.procedure),
            version=state_of(part.meeting)[0].lower(),
        ),
        told=told,
        children=tuple({item.child for item in items if item.child}),
        forms=("pdf", "docx"),
    )  # fmt: skip


def item_minutes(item: AgendaItem, part: Part, at: datetime) -> Paper:
    """The minutes of one item: for those who have no other."""
    read = heard(part, AgendaItem.objects.visible_to(part.user).filter(pk=item.pk))
    return Paper(
        code="minutes",
        name=f"minutes-{as_day(part.meeting.sitting.starts_at):%Y-%m-%d}-{item.child.reference}",
        marking=marking_of(
            part.meeting.panel, "minutes", user=part.user, at=at,
            about=f"{item.child.reference} at the {heading(part.meeting.sitting, part.procedure)}",
            version=state_of(part.meeting)[0].lower(),
        ),
        told=Outline(tuple(block for one in minutes_parts(part, read) for block in part_blocks(one))),
        children=tuple({one.child for one in read}),
        forms=("pdf", "docx"),
    )  # fmt: skip


def heard(part: Part, found: QuerySet | None = None) -> list[AgendaItem]:
    """The items of the minutes that the reader may see, with their decisions."""
    found = part.items().exclude(section__in=part.annex_sections()) if found is None else found
    found = found.select_related(
        "child", "referral__concern__agency", "entry", "listing__place", "action__agency",
        "escalation__raised_by_agency", "placed",
    )  # fmt: skip
    decided = Prefetch("decisions", Decision.objects.select_related("by", "ratified_by", "lead_agency"))
    items = list(found.prefetch_related(decided, with_guests()).order_by("order", "pk"))
    for item in items:
        item.meeting = part.meeting
    return items


def _head(part: Part) -> Block:
    meeting = part.meeting
    times = [clock(one) for one in (meeting.opened_at, meeting.closed_at) if one]
    signed = f"{moment(meeting.signed_at)} by {meeting.signed_by.full_name}" if meeting.signed_at else "not yet"
    alone = f"Opened without both chairs: {meeting.exception}" if meeting.exception else ""
    return Block(
        warning=alone,
        facts=(
            Fact("Held", moment(meeting.sitting.starts_at)),
            Fact("Where", meeting.sitting.place or meeting.sitting.link),
            Fact("Opened and closed", " to ".join(times)),
            Fact("Signed", signed),
        ),
    )


def _attendance(part: Part) -> Block:
    invitations = part.meeting.invitations.select_related("seat", "member__user")
    rows = tuple((one.seat.title, person(one), attendance(one)) for one in invitations)
    return Block("Who was there", table=Table(("Seat", "Person", "Attendance"), rows, (5, 4, 3)))


def person(one: Invitation) -> str:
    """Who filled a seat at a meeting."""
    if one.member is None:
        return "–"
    return f"{one.member.user.full_name}{' (deputy)' if one.deputy_id else ''}"


def attendance(one: Invitation) -> str:
    """Whether the seat was filled, in a word."""
    if one.attended:
        return "came"
    return "apologies" if one.answer == "apologies" else ("absent" if one.attended is False else "no answer yet")


def _general(part: Part) -> Block:
    return Block("In general", text=part.meeting.general_minutes or "Nothing was minuted in general.")


def part_blocks(one: dict[str, Any]) -> list[Block]:
    """One item: what was said, decided and agreed."""
    item = one["item"]
    made = [
        Block(
            item.child.reference if item.child else one["about"],
            quiet=one["about"] if item.child else "",
            facts=(
                Fact("Protective action under way", _protective(item)),
                Fact("Lead professional", _lead(one["lead"], item)),
            ),
            text=item.minutes,
        )
    ]
    made += [decision_block(told) for told in one["decisions"]]
    if one["actions"]:
        made.append(
            Block("Actions", 2, table=Table(ACTIONS, tuple(_action(line) for line in one["actions"]), (6, 3, 2)))
        )
    return made


def _protective(item: AgendaItem) -> str:
    if not item.protective_action:
        return item.update
    return f"{item.get_protective_action_display().lower()}. {item.update}".strip()


def _lead(lead: Any, item: AgendaItem) -> str:
    if lead is None:
        return ""
    came = {True: ", came", False: ", was not there"}.get(lead.attended, "")
    read = "; a written update was read" if lead.attended is False and item.lead_update else ""
    return f"{lead.member.user.full_name}, {lead.member.agency.name}{came}{read}"


def decision_block(told: dict[str, Any]) -> Block:
    """One decision, so that an outsider can follow it: what, at which level, why, seen what, who dissented,
    who chaired."""
    one: Decision = told["decision"]
    return Block(
        f"Decision: {told['label']}",
        2,
        warning="This decision waits for ratification." if told["waits"] else "",
        facts=(
            Fact("Level", told["level"].label if told["level"] else ""),
            Fact("The referrer’s level", told["referrer_level"].label if told["referrer_level"] else ""),
            Fact("Agree", {True: "yes", False: "no"}.get(one.concurs, "")),
            Fact("Why", one.rationale),
            Fact("Evidence seen", one.evidence_seen),
            Fact("Dissent", one.dissent),
            Fact("Meanwhile", one.interim),
            Fact("Advice", one.advice),
            Fact("Comes back", day(one.return_on)),
            Fact("Goes to", one.receiving_service),
            Fact("Comes back at once if", one.reentry_trigger),
            Fact(
                "Leads for the child", ", ".join(part for part in (str(one.lead_agency or ""), one.lead_team) if part)
            ),
            *(Fact(question, answer) for question, answer in told["answers"]),
            Fact("Chaired by", told["chairs"]),
            Fact("Recorded", f"{moment(one.at)} by {one.by.full_name}"),
            Fact("Ratified", f"{moment(one.ratified_at)} by {one.ratified_by.full_name}" if one.ratified_by else ""),
        ),
    )


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _action(line: dict[str, Any]) -> tuple[str, str, str]:
    if "what" not in line:
        return (f"Held by {line['agency']}: ask", line["agency"], day(line["due_on"]))
    return (line["what"], f"{line['owner']}, {line['agency']}", day(line["due_on"]))


def decisions(part: Part, at: datetime) -> Paper:
    """Every decision of the meeting that the reader may see, each with its grounds and the version of the
    procedure under which it was made."""
    items = [item for item in heard(part) if item.decisions.all()]
    blocks = []
    for one in minutes_parts(part, items):
        item = one["item"]
        blocks.append(Block(item.child.reference if item.child else one["about"], quiet=one["about"]))
        blocks += [decision_block(told) for told in one["decisions"]]
    version = part.procedure.identity
    under = Block(facts=(Fact("Under", f"{version.title}, version {version.version}"),))
    return Paper(
        code="decision_record",
        name=f"decisions-{as_day(part.meeting.sitting.starts_at):%Y-%m-%d}",
        marking=marking_of(
            part.meeting.panel, "decision_record", user=part.user, at=at,
            about=heading(part.meeting.sitting, part.procedure),
        ),
        told=Outline((under, *(blocks or [Block(text="Nothing was decided.")]))),
        children=tuple({item.child for item in items if item.child}),
        forms=("pdf", "docx"),
    )  # fmt: skip
