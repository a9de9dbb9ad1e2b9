"""What a day brings by itself: duties that became late, and the digest of each person."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Duty, DutyOwner
from riskpanel.desk.notices.digest import digest_of
from riskpanel.desk.reach import open_duties, start_of_day
from riskpanel.partnership.models import Member, Notice, NoticeChoice, holding
from riskpanel.partnership.notices import post, tell
from riskpanel.partnership.reaching import members_of

LOOKS_BACK = timedelta(days=7)
"""How long after its time a duty may still be told as late: longer than the daily run may be out of order."""


def write_digests(today: date, now: datetime) -> int:
    """Writes the letter of the day for everybody who has something to be told and wants it; how many. Run
    twice on a day, the second writes none."""
    refused = NoticeChoice.objects.filter(group="digest", way="app").values("user")
    had = Notice.objects.filter(kind="digest", day=today).values("user")
    people = working(today).exclude(pk__in=refused).exclude(pk__in=had)
    return sum(_post_digest(user, today, now) for user in people)


def _post_digest(user: User, today: date, now: datetime) -> bool:
    """Writes the digest of one person, at once: what goes wrong with the next harms nobody's before."""
    if digest_of(user, today, now) is None:
        return False
    told = {"kind": "digest", "says": "Your daily digest.", "path": "/", "way": "at_once", "day": today}
    post([Notice(user=user, partnership=user.standing.partnership, made_at=now, try_after=now, **told)])
    return True


def tell_late(today: date, now: datetime) -> int:
    """Tells whoever owes a duty that it became late, once; how many duties."""
    morning = start_of_day(today)
    late = Duty.objects.filter(met_at=None, due_at__lt=morning, due_at__gte=morning - LOOKS_BACK)
    told = set(Notice.objects.filter(kind="overdue", day__gte=today - LOOKS_BACK).values_list("case", "day"))
    fresh = [
        duty
        for duty in late.exclude(panel=None).select_related("panel__procedure", "child")
        if (duty.case, timezone.localdate(duty.due_at)) not in told
    ]
    return sum(_tell_late(duty, now) for duty in fresh)


def _tell_late(duty: Duty, now: datetime) -> bool:
    owners = [_owner(one) for one in duty.owners.select_related("user", "seat", "agency")]
    users = [member.user for member in members_of(duty.panel, owners, now)]
    child = duty.child
    told = tell(
        to=[user for user in users if open_duties(user).filter(pk=duty.pk).exists()],
        kind="overdue", panel=duty.panel, path=duty.url or "/duties/", at=now,
        reference=child.reference if child else "", child=child.pk if child else None,
        about=duty.about, case=duty.case, day=timezone.localdate(duty.due_at),
    )  # fmt: skip
    return bool(told)


def _owner(owner: DutyOwner) -> dict:
    return {"role": owner.role, "user": owner.user, "seat": owner.seat, "agency": owner.agency}


def working(today: date) -> QuerySet[User]:
    """Everybody who works for an agency on that day and can sign in."""
    at_work = Member.objects.filter(holding(today))
    return User.objects.filter(is_active=True, pk__in=at_work.values("user")).order_by("pk")
