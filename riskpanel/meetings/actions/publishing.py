"""Verbs that let people read: publishing the agenda, accepting confidentiality."""

from datetime import datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, apply, write
from riskpanel.meetings import reach
from riskpanel.meetings.actions import listed
from riskpanel.meetings.actions.asking import ask_agencies
from riskpanel.meetings.actions.planning import must_run
from riskpanel.meetings.actions.sight import in_annex, release
from riskpanel.meetings.actions.sources import last_panel
from riskpanel.meetings.cards import read_first
from riskpanel.meetings.models import Acceptance, Guest, Meeting
from riskpanel.partnership.models import Member
from riskpanel.partnership.standing import procedure_of


@transaction.atomic
def publish(*, meeting: Meeting, by: User, at: datetime) -> None:
    """Publishes the agenda, or what was added to it since: every invited seat, with its deputy, gains
    sight of each child's item, lead professionals and approved guests of their own only. What to read
    first of each child is frozen as it stands now, listed children's lists are out, and every agency is asked
    what it knows. Raises Refused for an agenda without items."""
    must_run(by, meeting.panel, meeting)
    items = list(
        meeting.items.filter(removed=False).select_related(
            "child__lead",
            "referral__concern",
            "referral__checklist",
            "entry",
            "action",
            "escalation",
            "placed",
            "listing__place",
        )
    )
    if not items:
        raise Refused("There is nothing on the agenda yet.")
    listed.freeze_before_publishing(meeting, by=by, at=at)
    apply(meeting, "publish", by=by, at=at, data={"meeting_at": meeting.sitting.starts_at})
    since = last_panel(meeting)
    invitations = list(meeting.invitations.select_related("seat", "member__user"))
    for item in items:
        item.meeting = meeting
        if item.child and not in_annex(item):
            item.read_first = read_first(item, since, at)
            item.save(update_fields=["read_first"])
        if item.listing:
            listed.publish(item, by=by, at=at)
        release(item, invitations, by=by, at=at)
    ask_agencies(meeting=meeting, by=by, at=at)


@transaction.atomic
def accept_confidentiality(*, meeting: Meeting, member: Member, by: User, at: datetime) -> Acceptance | None:
    """Somebody who attends, stands in, comes as a guest or runs the meeting accepts the statement in its
    present wording. Raises Refused for somebody else's acceptance, or a meeting that is not theirs."""
    if member.user_id != by.pk:
        raise Refused("Each person accepts the statement for themselves.")
    mine = reach.meetings_of(by).filter(pk=meeting.pk).exists()
    if not mine and not Guest.objects.holding().filter(item__meeting=meeting, member=member).exists():
        raise Refused("You are not invited to this meeting.")
    version = reach.statement_of(procedure_of(meeting.panel.procedure))[1]
    if not version:
        return None
    accepted, made = Acceptance.objects.get_or_create(
        meeting=meeting, member=member, version=version, defaults={"at": at}
    )
    if made:
        write(meeting, "confidentiality_accepted", by=by, at=at, data={"version": version, "member": member.pk})
    return accepted
