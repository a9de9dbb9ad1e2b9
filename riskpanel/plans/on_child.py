"""What this room puts on the pages of a child."""

from datetime import date

from riskpanel.children.mine import Mine
from riskpanel.children.parts import Part
from riskpanel.plans.models import ImmediateAction
from riskpanel.procedure import Procedure


def part(mine: Mine, procedure: Procedure, today: date) -> Part | None:
    """The way to say that somebody must act at once, and that somebody already has to."""
    if not procedure.has(ImmediateAction.THING):
        return None
    running = ImmediateAction.objects.visible_to(mine.user, mine.now).running().filter(child=mine.child).exists()
    banner = "Somebody must act at once for this child: see Immediate actions." if running else ""
    return Part(banner=banner, menu=(("Somebody must act at once", "immediate_action_new"),))
