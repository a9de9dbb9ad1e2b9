"""What somebody who holds no seat is asked to come to a meeting for: single items, a child each."""

from datetime import datetime

from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.desk.reach import start_of_day
from riskpanel.meetings.models import AgendaItem, Guest
from riskpanel.meetings.stages import OVER

OUT = ("published", "open", *OVER)
"""States of a meeting whose items their guests can open."""
FEW = 8


def invited_for(user: User, now: datetime) -> list[Guest]:
    """The person's invitations to items, which they still see, of today and ahead; the soonest first."""
    standing = user.standing
    if standing.member is None or standing.sees_no_child:
        return []
    found = Guest.objects.holding().filter(
        member=standing.member, item__removed=False, item__child__isnull=False, item__meeting__state__in=OUT,
        item__meeting__sitting__starts_at__gte=start_of_day(timezone.localdate(now)),
    )  # fmt: skip
    found = found.select_related("item__child", "item__meeting__sitting")
    asked = list(found.order_by("item__meeting__sitting__starts_at", "pk"))
    seen = AgendaItem.objects.visible_to(user).filter(pk__in=[one.item_id for one in asked])
    open_to = set(seen.values_list("pk", flat=True)) if asked else set()
    return [one for one in asked if one.item_id in open_to][:FEW]
