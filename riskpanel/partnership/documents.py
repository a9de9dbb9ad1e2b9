"""The papers of a panel itself: its procedure as a map, and the register of its seats."""

from collections.abc import Sequence
from datetime import datetime

from riskpanel.access.models import User
from riskpanel.documents import Block, Outline, Paper, Table
from riskpanel.partnership import reviews, wording
from riskpanel.partnership.models import Panel, ProcedureVersion, Review
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.partnership.presenters import SeatRow, seat_rows
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import Duty, Lifecycle, Move
from riskpanel.ui.words import as_day, day

STEPS = ("Step", "From", "To", "Who", "Under")
CLOCKS = ("What is owed", "How long", "Who", "Under")
SEATS = ("No.", "Seat", "Agency", "Holder", "Since", "Deputies", "Open")


def procedure_map(panel: Panel, version: ProcedureVersion, said: Procedure, user: User, at: datetime) -> Paper:
    """The states of everything that the procedure moves, its steps, who takes them and by when. What the
    document is silent on is marked as a default."""
    identity = said.identity
    head = facts(
        ("Procedure", identity.title),
        ("Version", f"{identity.version}, of {day(identity.dated)}"),
        ("To be reviewed", day(identity.review_on)),
    )
    return outlined(
        panel,
        "procedure_map",
        [
            Block(
                facts=head,
                text="Drawn from the procedure’s own file, so that what you read is what is done. A star (*) marks "
                "what the document is silent on: a recommended default, for the partnership to confirm or change.",
            ),
            *(block for one in said.lifecycles for block in _life(one, said)),
            *_others(said),
        ],
        user=user,
        at=at,
        name=named_file("procedure-map", f"{said.identity.slug}-{version.pk}", at),
        about=identity.short_title,
    )


def _life(one: Lifecycle, said: Procedure) -> list[Block]:
    labels = {state.code: state.label for state in one.states}
    steps = tuple(_step(move, labels) for move in one.moves)
    clocks = [duty for duty in said.duties if duty.about == one.thing]
    return [
        Block(one.label, quiet=" → ".join(labels.values()), table=Table(STEPS, steps, (7, 5, 4, 5, 5))),
        _clocks(f"{one.label}: by when", clocks),
    ]


def _step(move: Move, labels: dict[str, str]) -> tuple[str, ...]:
    start = "Any" if "*" in move.from_ else "\n".join(labels.get(code, code) for code in move.from_)
    end = "(stays)" if move.to == "=" else labels.get(move.to, move.to)
    return (move.says, start, end, wording.roles(move.actor), _under(move))


def _under(part: Move | Duty) -> str:
    return "\n".join(part.clauses) + ("" if part.stated else " *")


def _clocks(heading: str, duties: Sequence[Duty]) -> Block:
    rows = tuple((one.says, wording.clock(one.clock), wording.roles(one.who), _under(one)) for one in duties)
    return Block(heading, 2, table=Table(CLOCKS, rows, (9, 6, 6, 6))) if rows else Block()


def _others(said: Procedure) -> list[Block]:
    """Duties about things that have no states, and when the panel meets."""
    things = {one.thing for one in said.lifecycles}
    rest = [duty for duty in said.duties if duty.about not in things]
    meetings = tuple(
        (one.label, wording.recurrence(one.recurrence), wording.quorum(one.quorum)) for one in said.meetings
    )
    return [
        _clocks("By when, besides", rest),
        Block("Meetings", table=Table(("Meeting", "When", "Must be there"), meetings, (5, 7, 6)), empty="None."),
    ]


def membership_paper(panel: Panel, user: User, at: datetime) -> Paper:
    """Every seat and who fills it on the day, with the reviews that were done and are due."""
    today = as_day(at)
    rows = seat_rows(panel, today)
    seats = Table(SEATS, tuple(_seat(number, row) for number, row in enumerate(rows, 1)), (2, 6, 5, 6, 4, 5, 4))
    about = panel.reviews.filter(about=Review.About.MEMBERSHIP).select_related("by")
    done = tuple((day(one.done_on), one.outcome, one.by.full_name) for one in about.order_by("-done_on", "-pk"))
    due = tuple((one.says, day(one.due_at)) for one in reviews.open_ones(panel))
    blocks = (
        Block(facts=facts(("On", day(today)), ("Seats", str(len(rows))), ("Vacant", str(sum(r.vacant for r in rows))))),
        Block("Seats", table=seats),
        Block("Reviews done", table=Table(("On", "What came of it", "By"), done, (3, 9, 4)), empty="None yet."),
        Block("Reviews due", table=Table(("What", "By"), due, (9, 4)), empty="None is due."),
    )
    return outlined(
        panel, "membership", blocks, user=user, at=at, name=named_file("membership", "", at), about=day(today),
        forms=("pdf", "xlsx"), sheets=Outline(blocks).sheets(),
    )  # fmt: skip


def _seat(number: int, row: SeatRow) -> tuple[str, ...]:
    seat, holder = row.seat, row.holder
    marks = [mark for mark, there in (("chairs", seat.chairs), ("on request", seat.attends == "on_request")) if there]
    title = f"{seat.title} ({', '.join(marks)})" if marks else seat.title
    deputies = "\n".join(f"{one.member.user.full_name}, until {day(one.ends_on)}" for one in row.deputies)
    return (
        str(number),
        title,
        seat.agency.name if seat.agency else "",
        f"{holder.member.user.full_name}, {holder.member.job_title}" if holder else "",
        day(holder.starts_on) if holder else "",
        deputies,
        "\n".join(row.problems),
    )
