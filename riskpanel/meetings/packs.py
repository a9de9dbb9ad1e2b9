"""What holds of a copy of the papers: until when it opens, and what is in it for its reader now."""

from datetime import datetime

from django.db.models import QuerySet

from riskpanel.access.models import User
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Event
from riskpanel.meetings.models import Meeting, Pack
from riskpanel.meetings.reach import Part, meetings_of, open_to_guest
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar
from riskpanel.procedure.model import NotDeclared, PackRule
from riskpanel.procedure.sights import when_over
from riskpanel.ui.words import moment


def rule_of(meeting: Meeting) -> PackRule:
    """What the procedure says of sending papers; NotDeclared where it sends none."""
    procedure = procedure_of(meeting.panel.procedure)
    if procedure.packs is None:
        raise NotDeclared(f"The procedure {procedure.identity.slug} sends no packs")
    return procedure.packs


def own_copy(user: User, meeting: Meeting) -> Pack | None:
    """The copy of a meeting's papers that is the person's own, unless it was called back."""
    return Pack.objects.filter(meeting=meeting, member=user.standing.member, recalled_at=None).first()


def closes_at(pack: Pack) -> datetime:
    """The moment at which the copy opens no more, as far as is known now."""
    procedure, rule = procedure_of(pack.meeting.panel.procedure), rule_of(pack.meeting)
    happened = Event.objects.filter(about=Meeting.THING, case=pack.meeting_id, kind=rule.until.event)
    first = happened.order_by("at").values_list("at", flat=True).first()
    times = {rule.until.event: first} if first else {}
    return when_over(rule.until, times, pack.sent_at, Calendar(procedure.calendar))


def closed(pack: Pack, at: datetime) -> str:
    """Why a copy does not open at `at`, in a sentence; nothing while it opens."""
    if pack.recalled_at:
        return f"This copy was called back on {moment(pack.recalled_at)}."
    if pack.meeting.state == "cancelled":
        return "The meeting was cancelled."
    if at >= (until := closes_at(pack)):
        return f"This copy closed on {moment(until)}."
    return ""


def items_for(user: User, meeting: Meeting) -> tuple[QuerySet, Part | None]:
    """The items that belong in this person's papers now, and their part in the meeting: the agenda for
    those who attend, their own items for guests, nothing for anybody else."""
    attends = user.standing.may(Permission.ATTEND, Permission.COORDINATE)
    if attends and meetings_of(user).filter(pk=meeting.pk).exists():
        part = Part(user, meeting)
        return part.items().exclude(published_at=None).exclude(section__in=part.annex_sections()), part
    return open_to_guest(user, meeting).exclude(published_at=None), None
