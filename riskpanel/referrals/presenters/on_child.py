"""What is done before the panel meets, on the first page of a child."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from riskpanel.children.mine import Mine
from riskpanel.children.parts import Part
from riskpanel.procedure import Procedure
from riskpanel.referrals.models import InterimAction, Referral

WAITING = ("waiver_pending", "submitted", "returned", "accepted", "on_agenda")
"""States of a referral that the panel has not heard."""


@dataclass
class Meanwhile:
    """What a waiting referral says is being done, and the open actions of a concern; read only where drawn."""

    mine: Mine

    @cached_property
    def referrals(self) -> list[Referral]:
        if not self.mine.user.standing.procedure.has(Referral.THING):
            return []
        seen = Referral.objects.visible_to(self.mine.user, self.mine.now)
        return list(seen.filter(child=self.mine.child, state__in=WAITING).exclude(doing_now=""))

    @cached_property
    def actions(self) -> list[InterimAction]:
        """Open ones, for somebody to whom a concern is open and whose duties do not show them already."""
        if self.mine.whole:
            return []
        seen = InterimAction.objects.visible_to(self.mine.user, self.mine.now)
        found = seen.filter(child=self.mine.child, done_at=None).exclude(pk__in=self.mine.cases)
        return list(found.select_related("agency", "owner__user"))


def part(mine: Mine, procedure: Procedure, today: date) -> Part | None:
    """The box, for those who know more of the child than the card."""
    return Part(template="referrals/on_child.jinja", told=Meanwhile(mine)) if mine.knows else None
