"""Verbs about brothers and sisters: a link, and a link taken back. Neither gives anybody sight."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children.models import Child, Sibling
from riskpanel.children.moves import Refused, write
from riskpanel.children.references import as_typed
from riskpanel.children.threads import ChildThread
from riskpanel.partnership.models import Panel

UNKNOWN = "You see no child with this reference."


@transaction.atomic
def link_sibling(*, child: Child, reference: str, known_how: str, panel: Panel, by: User, at: datetime) -> Sibling:
    """Links a child to a brother or sister, named by reference. Whoever links sees both; a reference that
    is nobody's and one of a child whom they do not see are refused in the same words."""
    seen = Child.objects.visible_to(by, at)
    other = seen.filter(reference=as_typed(reference)).first()
    if other is None or not seen.filter(pk=child.pk).exists():
        raise Refused(UNKNOWN)
    if other.pk == child.pk:
        raise Refused("This is the child's own reference.")
    if not known_how.strip():
        raise Refused("Say how this is known.")
    if links_between(child, other).exists():
        raise Refused("The two are linked already.")
    link = Sibling.objects.create(child=child, other=other, known_how=known_how.strip(), by=by, at=at)
    for one in (child, other):
        write(ChildThread(one, panel), "sibling_linked", by=by, at=at, data={"link": link.pk})
    return link


@transaction.atomic
def take_back_sibling(*, link: Sibling, why: str, panel: Panel, by: User, at: datetime) -> Sibling:
    """Takes back a link that was wrong, with the reason. Raises Refused for one that is taken back."""
    held = Sibling.objects.select_for_update().select_related("child", "other").get(pk=link.pk)
    if held.taken_back_at:
        raise Refused("The link is taken back already.")
    if not why.strip():
        raise Refused("Say why the link is wrong.")
    held.taken_back_at, held.taken_back_by, held.taken_back_why = at, by, why.strip()
    held.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    for one in (held.child, held.other):
        write(ChildThread(one, panel), "sibling_unlinked", by=by, at=at, data={"link": held.pk})
    return held


def links_between(child: Child, other: Child):
    """The links in force between two children, whichever way they were written."""
    return Sibling.objects.filter(Q(child=child, other=other) | Q(child=other, other=child), taken_back_at=None)
