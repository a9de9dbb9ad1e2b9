"""Who was at the meeting, seat by seat; and the list of children that is sent ahead."""

from datetime import datetime

from riskpanel.documents import Block, Fact, Outline, Paper, Table
from riskpanel.meetings.actions.coming import guests_of
from riskpanel.meetings.documents.minutes import attendance, person
from riskpanel.meetings.presenters.agenda import about, loaded
from riskpanel.meetings.presenters.meetings import head, heading
from riskpanel.meetings.reach import Part
from riskpanel.partnership.papers import marking_of, named_file
from riskpanel.ui.words import as_day, moment

HEADS = ("Seat", "Agency", "Person", "Answer", "Attendance", "May commit")


def register(part: Part, at: datetime) -> Paper:
    """The attendance register: every invited seat, who filled it, whether they could commit their agency."""
    invitations = part.meeting.invitations.select_related("seat__agency", "member__user", "member__agency")
    rows = tuple(
        (
            one.seat.title,
            one.seat.agency.name if one.seat.agency else "",
            person(one),
            one.get_answer_display() or "no answer",
            attendance(one),
            {True: "yes", False: "no"}.get(one.may_commit, ""),
        )
        for one in invitations
    )
    told = Outline(
        (
            Block(
                facts=(
                    Fact("Held", moment(part.meeting.sitting.starts_at)),
                    Fact("Opened", moment(part.meeting.opened_at)),
                )
            ),
            Block("Seats", table=Table(HEADS, rows, (6, 4, 4, 3, 3, 2))),
            Block(
                "Guests", table=Table(("Person", "Agency", "Attendance"), _guests(part), (4, 4, 3)), empty="No guests."
            ),
        )
    )
    return Paper(
        code="attendance",
        name=named_file("attendance", "", part.meeting.sitting.starts_at),
        marking=marking_of(
            part.meeting.panel, "attendance", user=part.user, at=at, about=heading(part.meeting.sitting, part.procedure)
        ),
        told=told,
        sheets=told.sheets(),
        forms=("pdf", "xlsx"),
    )


def _guests(part: Part) -> tuple[tuple[str, ...], ...]:
    """The guests of the meeting, each once; for which child is not said."""
    came: dict[int, tuple[str, ...]] = {}
    for one in guests_of(part.meeting).select_related("member__user", "member__agency"):
        word = {True: "came", False: "absent"}.get(one.attended, one.get_answer_display() or "no answer")
        came.setdefault(one.member_id, (one.member.user.full_name, one.member.agency.name, word))
    return tuple(came.values())


def published_list(part: Part, at: datetime) -> Paper:
    """The children whom the meeting will hear, by reference: group, place, why, and what each agency brings."""
    listed = part.items().exclude(listing=None).exclude(published_at=None)
    items = loaded(listed, part, as_day(at))
    groups = {one.code: one.label for one in part.procedure.listing.cohorts} if part.procedure.listing else {}
    blocks = [Block(facts=(Fact("Meeting", head(part.meeting, len(items), ()).when),))]
    for code, label in groups.items():
        rows = tuple(
            (item.child.reference, about(item, part.procedure), item.listing.reason, item.listing.rising)
            for item in items
            if item.listing.cohort == code
        )
        blocks.append(Block(label, table=Table(("Child", "Came by", "Why", "Worry is growing"), rows, (2, 4, 6, 4))))
    asked = tuple(prompt.label for prompt in part.procedure.prompts_of(part.meeting.sitting.kind))
    blocks.append(Block("Bring for each child", points=asked))
    told = Outline(tuple(blocks))
    return Paper(
        code="published_list",
        name=named_file("list", "", part.meeting.sitting.starts_at),
        marking=marking_of(
            part.meeting.panel, "published_list", user=part.user, at=at,
            about=heading(part.meeting.sitting, part.procedure),
        ),
        told=told,
        sheets=told.sheets(),
        children=tuple({item.child for item in items}),
        forms=("pdf", "docx", "xlsx"),
    )  # fmt: skip
