"""Verbs of sharing a paper of the panel beyond those who have it: asked by anybody with papers,
answered by a co-chair, and written down."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused
from riskpanel.children.people import panel_owners
from riskpanel.meetings import reach
from riskpanel.meetings.models import ShareRequest
from riskpanel.partnership.models import Panel
from riskpanel.partnership.notices import tell
from riskpanel.partnership.reaching import members_of


@transaction.atomic
def ask_to_share(
    *, panel: Panel, what: str, with_whom: str, why: str, by: User, at: datetime, child: Child | None = None
) -> ShareRequest:
    """Asks a co-chair whether a paper may go further. Nothing opens by asking."""
    if panel.partnership_id != (by.standing.partnership.pk if by.standing.partnership else None):
        raise Refused("This panel is not one of your partnership's.")
    if child is not None and not Child.objects.visible_to(by, at).filter(pk=child.pk).exists():
        raise Refused("Choose a child whose papers you have.")
    if not (what.strip() and with_whom.strip() and why.strip()):
        raise Refused("Say what is to be shared, with whom and why.")
    asked = ShareRequest.objects.create(
        panel=panel, child=child, what=what, with_whom=with_whom, why=why, asked_by=by, asked_at=at
    )
    audit.record(action="change", by=by, thing=f"share:{asked.pk}:asked", children=[child] if child else [])
    chairs = members_of(panel, panel_owners(panel, "co_chair"), at)
    _tell(asked, "leave_asked", [chair.user for chair in chairs], by=by, at=at)
    return asked


def _tell(asked: ShareRequest, kind: str, to: list[User], *, by: User, at: datetime) -> None:
    child, path = asked.child, reverse("share_requests")
    told = {"reference": child.reference, "child": child.pk} if child else {}
    tell(to=to, kind=kind, panel=asked.panel, path=path, at=at, by=by, **told)


@transaction.atomic
def answer_share(*, asked: ShareRequest, agreed: bool, answer: str, by: User, at: datetime) -> ShareRequest:
    """A co-chair agrees, or refuses with a reason; the answer stands."""
    held = ShareRequest.objects.select_for_update().get(pk=asked.pk)
    if not reach.chairs(by, held.panel):
        raise Refused("Only a co-chair gives leave to share.")
    if held.answered_by_id:
        raise Refused("This has been answered already.")
    if held.asked_by_id == by.pk:
        raise Refused("The other co-chair answers what you asked yourself.")
    if not agreed and not answer.strip():
        raise Refused("Say why not.")
    held.agreed, held.answer, held.answered_by, held.answered_at = agreed, answer, by, at
    held.save(update_fields=["agreed", "answer", "answered_by", "answered_at"])
    audit.record(
        action="change",
        by=by,
        thing=f"share:{held.pk}:{'agreed' if agreed else 'refused'}",
        children=[held.child] if held.child else [],
    )
    _tell(held, "leave_answered", [held.asked_by], by=by, at=at)
    return held
