"""The minutes as papers: the general part and a part for each item, as far as the reader has them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from riskpanel.documents import Block, Fact, Outline, Paper, Table
from riskpanel.meetings.models import AgendaItem, Decision, Invitation, MinutesNote
from riskpanel.meetings.presenters.around import notes_of
from riskpanel.meetings.presenters.meetings import heading, state_of
from riskpanel.meetings.presenters.minutes import heard, minutes_parts
from riskpanel.meetings.reach import Part
from riskpanel.partnership.papers import marking_of, named_file, outlined
from riskpanel.plans.presenters import statement
from riskpanel.ui.words import as_day, clock, day, moment

ACTIONS = ("What", "Who", "By")


def minutes(part: Part, at: datetime) -> Paper:
    """The whole of the minutes, as far as this reader may read it at `at`."""
    items = heard(part)
    notes = notes_of(part.meeting)
    blocks = [_head(part), _attendance(part), _general(part), *note_blocks(notes.get(None, []))]
    blocks += [block for one in minutes_parts(part, items) for block in part_blocks(one, notes)]
    told = Outline((*blocks, Block(statement=statement(part.procedure, "panel_does_not_replace"))))
    return Paper(
        code="minutes",
        name=named_file("minutes", "", part.meeting.sitting.starts_at),
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
    read, notes = heard(part, AgendaItem.objects.visible_to(part.user).filter(pk=item.pk)), notes_of(part.meeting)
    return Paper(
        code="minutes",
        name=f"minutes-{as_day(part.meeting.sitting.starts_at):%Y-%m-%d}-{item.child.reference}",
        marking=marking_of(
            part.meeting.panel, "minutes", user=part.user, at=at,
            about=f"{item.child.reference} at the {heading(part.meeting.sitting, part.procedure)}",
            version=state_of(part.meeting)[0].lower(),
        ),
        told=Outline(tuple(block for one in minutes_parts(part, read) for block in part_blocks(one, notes))),
        children=tuple({one.child for one in read}),
        forms=("pdf", "docx"),
    )  # fmt: skip


def _head(part: Part) -> Block:
    meeting = part.meeting
    times = [clock(one) for one in (meeting.opened_at, meeting.closed_at) if one]
    signed = f"{moment(meeting.signed_at)} by {meeting.signed_by.full_name}" if meeting.signed_at else "not yet"
    asked = part.procedure.chair_rule.asks_for
    alone = f"Opened without {asked}: {meeting.exception}" if meeting.exception else ""
    early = (
        f"Signed before they had been all the way round: {meeting.signed_although}" if meeting.signed_although else ""
    )
    return Block(
        warning=" ".join(one for one in (alone, early) if one),
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


def note_blocks(notes: list[MinutesNote]) -> list[Block]:
    """The dated notes that a chair added to minutes that stood."""
    return [Block(f"Note of {moment(one.at)}", 2, text=one.text, quiet=one.by.full_name) for one in notes]


def part_blocks(one: dict[str, Any], notes: dict[UUID | None, list[MinutesNote]]) -> list[Block]:
    """One item: what was said, decided and agreed, and the notes that followed."""
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
    return made + note_blocks(notes.get(item.pk, []))


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
    return outlined(
        part.meeting.panel, "decision_record", [under, *(blocks or [Block(text="Nothing was decided.")])],
        user=part.user, at=at, about=heading(part.meeting.sitting, part.procedure),
        name=named_file("decisions", "", part.meeting.sitting.starts_at),
        children=tuple({item.child for item in items if item.child}), forms=("pdf", "docx"),
    )  # fmt: skip
