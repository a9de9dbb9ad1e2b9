"""The record of a strategy meeting: who met, what they came to, what is done by when."""

from collections.abc import Iterable
from datetime import datetime

from riskpanel.access.models import User
from riskpanel.documents import Block, Paper, Table
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.referrals.documents.checklist import level_blocks
from riskpanel.referrals.facts import procedure_for
from riskpanel.referrals.models import Concern, InterimAction, StrategyMeeting
from riskpanel.ui.words import day, moment

ACTIONS = ("What", "Who", "By", "State")
ACTION_WIDTHS = (8, 5, 3, 4)


def held_meeting(concern: Concern) -> StrategyMeeting | None:
    """The strategy meeting of the concern that was held last."""
    held = concern.strategy_meetings.exclude(held_at=None).select_related("chair__user", "chair__agency", "booked_by")
    return held.order_by("-held_at", "-pk").first()


def strategy_paper(concern: Concern, meeting: StrategyMeeting, user: User, at: datetime) -> Paper:
    """The record of a meeting that was held."""
    procedure, child = procedure_for(concern), concern.child
    members = meeting.parties.select_related("user", "agency").order_by("user__full_name")
    parties = [f"{one}, {one.agency.name}" for one in members]
    head = facts(
        ("Child", child.name),
        ("Date of birth", day(child.born_on, "Not known")),
        ("Held", moment(meeting.held_at)),
        ("Where", meeting.place),
        ("Chair", f"{meeting.chair}, {meeting.chair.agency.name}"),
        ("Asked to it", "\n".join(parties)),
        ("Booked", f"{meeting.booked_by.full_name}, {moment(meeting.booked_at)}"),
    )
    timed = concern.actions.filter(origin="strategy").select_related("owner__user", "agency")
    levels = list(concern.levels.filter(at__gte=meeting.held_at).select_related("by"))
    levels = levels or list(concern.levels.select_related("by")[:1])
    return outlined(
        concern.panel,
        "strategy",
        [
            Block(facts=head),
            Block("Why it was called", text=concern.happening),
            Block("What was said and agreed", text=meeting.minutes or "Nothing is written down."),
            *level_blocks(concern, levels, procedure),
            action_block("Actions with a person and a day", timed),
        ],
        user=user,
        at=at,
        name=named_file("strategy-meeting", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def action_block(heading: str, actions: Iterable[InterimAction]) -> Block:
    """What is done before the panel meets, with who does it by when and what came of it."""
    rows = tuple((one.what, _who(one), day(one.due_on), _state(one)) for one in actions)
    return Block(heading, table=Table(ACTIONS, rows, ACTION_WIDTHS), empty="No action is written down.")


def _who(one: InterimAction) -> str:
    return f"{one.owner.user.full_name}, {one.agency.name}" if one.owner else one.agency.name


def _state(one: InterimAction) -> str:
    if one.done_at is None:
        return "Open"
    return f"Done {day(one.done_at)}" + (f": {one.report}" if one.report else "")
