"""Verbs of the meeting's course: which item has its turn."""

from datetime import datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, write
from riskpanel.meetings.actions.planning import must_be, must_run, must_take_part
from riskpanel.meetings.models import AgendaItem, ItemTurn, Meeting

OPEN = "An item has its turn while the meeting is open."


@transaction.atomic
def take_item(*, item: AgendaItem, by: User, at: datetime) -> ItemTurn:
    """Gives an item its turn; the one before it has had its own. The item that has it keeps it. For those
    who run the meeting, while it is open."""
    meeting = item.meeting
    must_run(by, meeting.panel, meeting)
    must_take_part(by, item)
    must_be(meeting, ("open",), OPEN)
    if item.removed:
        raise Refused("This item is off the agenda.")
    running = meeting.turns.filter(ended_at=None).first()
    if running and running.item_id == item.pk:
        return running
    finish_turn(meeting, at=at)
    turn = ItemTurn.objects.create(meeting=meeting, item=item, started_at=at, by=by)
    write(meeting, "item_taken", by=by, at=at, data={"item": item.pk})
    return turn


@transaction.atomic
def pause(*, meeting: Meeting, by: User, at: datetime) -> None:
    """Nothing is discussed for a while: no item has its turn."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, ("open",), OPEN)
    if finish_turn(meeting, at=at):
        write(meeting, "item_put_down", by=by, at=at)


def finish_turn(meeting: Meeting, *, at: datetime) -> bool:
    """Ends the turn that runs; whether there was one."""
    running = meeting.turns.filter(ended_at=None).first()
    if running is None:
        return False
    running.ended_at = max(at, running.started_at)
    running.save(update_fields=["ended_at"])
    return True
