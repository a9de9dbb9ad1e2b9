"""Who answers for an agency before a meeting, and what each was asked, as far as somebody may see it."""

from django.db.models import Prefetch, QuerySet

from riskpanel.access.models import User
from riskpanel.meetings.models import Contribution, InformationReturn, Meeting, ReturnVersion
from riskpanel.meetings.reach import meetings_of
from riskpanel.meetings.threads import CONTACT

ANSWERED_IN = ("published", "open")
"""States of a meeting in which an agency answers."""


def answers_for(user: User, meeting: Meeting) -> bool:
    """Whether the user answers for their own agency before the meeting: as its contact, or because the
    meeting is theirs by a seat of it."""
    standing = user.standing
    if standing.sees_no_child or standing.agency is None:
        return False
    if standing.partnership.pk != meeting.panel.partnership_id:
        return False
    if CONTACT in standing.roles:
        return True
    seats = {seat.pk for seat in standing.seats} | {
        held.seat_id for held in standing.stands_in if held.sitting_id in {None, meeting.sitting_id}
    }
    return meeting.invitations.filter(seat__in=seats).exists()


def asked_of(user: User, meeting: Meeting) -> QuerySet:
    """What the user's agency is asked before the meeting, about children whom they see and about itself;
    nothing for somebody who does not answer for it."""
    if not answers_for(user, meeting):
        return InformationReturn.objects.none()
    mine = InformationReturn.objects.visible_to(user).standing()
    return mine.filter(meeting=meeting, agency=user.standing.agency)


def meetings_asking(user: User) -> QuerySet:
    """The meetings before which the user's agency is asked, or that are theirs."""
    standing = user.standing
    mine = meetings_of(user)
    if CONTACT not in standing.roles or standing.sees_no_child:
        return mine
    asked = InformationReturn.objects.visible_to(user).standing().filter(agency=standing.agency)
    asking = Meeting.objects.filter(pk__in=asked.values("meeting"), panel__partnership=standing.partnership)
    either = Meeting.objects.filter(pk__in=asking.values("pk")) | Meeting.objects.filter(pk__in=mine.values("pk"))
    return either.select_related("sitting", "panel__procedure", "panel__partnership")


def with_newest(returns: QuerySet) -> QuerySet:
    """Returns with their answers at hand, the newest first, each with what it tells."""
    told = Prefetch("contributions", Contribution.objects.order_by("pk"))
    versions = ReturnVersion.objects.select_related("by").prefetch_related(told).order_by("-number")
    return returns.select_related("agency").prefetch_related(Prefetch("versions", versions))


def newest(asked: InformationReturn) -> ReturnVersion | None:
    """The answer that stands, of a return that `with_newest` brought."""
    return next(iter(asked.versions.all()), None)
