"""Brothers and sisters: linked by somebody who sees both, and taken back."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find
from riskpanel.access.permissions import Permission
from riskpanel.children import actions
from riskpanel.children.asking import ask, posted
from riskpanel.children.forms import SiblingForm, TakeBackForm
from riskpanel.children.models import Child, Sibling
from riskpanel.children.views.one import has_siblings, mine_of
from riskpanel.procedure.model import NotDeclared


def _asked_for(request: HttpRequest) -> None:
    if not has_siblings(request.user.standing.procedure):
        raise NotDeclared("The procedure brings no brothers and sisters")


@door(Permission.WORK_CONCERN)
def sibling_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Link a brother or sister."""
    _asked_for(request)
    mine = mine_of(request, pk)
    if not mine.knows:
        raise PermissionDenied
    who = {"child": mine.child, "panel": request.user.standing.panel, "by": request.user, "at": mine.now}
    return ask(
        request,
        posted(request, SiblingForm),
        lambda told: actions.link_sibling(**who, **told),
        heading="Link a brother or sister",
        back=reverse("child", args=[mine.child.pk]),
        submit="Link them",
        shows=[mine.child],
        done="The two are linked.",
        caption=mine.child.reference,
        intro="The link puts nobody on a list and gives nobody sight of the other child. "
        "Others read that there is one, and who it is only where they see that child too.",
    )


@door(Permission.WORK_CONCERN)
def sibling_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a link that is wrong: for whoever sees both children."""
    _asked_for(request)
    seen = Child.objects.visible_to(request.user).values("pk")
    link = find(Sibling.objects.filter(child__in=seen, other__in=seen).select_related("child", "other"), pk=pk)
    who = {"link": link, "panel": request.user.standing.panel, "by": request.user, "at": timezone.now()}
    return ask(
        request,
        posted(request, TakeBackForm),
        lambda told: actions.take_back_sibling(**who, **told),
        heading="Take the link back",
        back=reverse("child", args=[link.child_id]),
        submit="Take it back",
        shows=[link.child, link.other],
        done="The link is taken back.",
        caption=f"{link.child.reference} and {link.other.reference}",
    )
