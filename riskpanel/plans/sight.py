"""Who sees an action that is about no child: a strategic one."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from riskpanel.children.sight import Seen


class SeenActions(Seen):
    """Actions about a child by grants; strategic ones by owning them or having a part at their panel."""

    def q(self, user: Any, now: datetime | None = None) -> Q:
        standing = user.standing
        seen = super().q(user, now)
        if standing.sees_no_child:
            return seen
        panels = {held.seat.panel_id if held.seat else held.panel_id for held in standing.appointments}
        return seen | Q(child=None, owner__user=user) | Q(child=None, panel__in=panels - {None})
