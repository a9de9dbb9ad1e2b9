"""Times when a child was missing: the tab, and each step that is written down."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find
from riskpanel.access.permissions import Permission
from riskpanel.children import actions, presenters
from riskpanel.children.asking import ask, posted
from riskpanel.children.forms import EpisodeForm, FormReadyForm, OfferForm, ReturnForm, TalkForm
from riskpanel.children.mine import Mine
from riskpanel.children.missing import newest_form
from riskpanel.children.models import MissingEpisode
from riskpanel.children.views.one import mine_of, shown
from riskpanel.procedure.model import NotDeclared


def telling(request: HttpRequest, pk: uuid.UUID) -> Mine:
    """The child, for somebody to whom more than the card is open; NotDeclared where the procedure does not
    count missing episodes."""
    if request.user.standing.procedure.missing is None:
        raise NotDeclared("The procedure does not count missing episodes")
    mine = mine_of(request, pk)
    if not mine.knows:
        raise PermissionDenied
    return mine


@door(Permission.WORK_CONCERN)
def child_missing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How often the child was missing, what is outstanding, and each episode."""
    mine, procedure = telling(request, pk), request.user.standing.procedure
    called = str(procedure.setting("missing_form", ""))
    context = {
        "box": presenters.missing_box(mine.episodes, mine.talks(), procedure, mine.now),
        "form_called": called,
        "form_ready": newest_form(mine.child) if called else None,
    }
    return shown(request, mine, "child_missing", context)


def _back(mine_or_episode) -> str:
    child = getattr(mine_or_episode, "child", None)
    return reverse("child_missing", args=[child.pk])


@door(Permission.WORK_CONCERN)
def missing_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down that the child is missing, or was."""
    mine = telling(request, pk)
    who = {"child": mine.child, "panel": request.user.standing.panel, "by": request.user, "at": mine.now}
    return ask(
        request,
        posted(request, EpisodeForm, initial={"began_at": mine.now}),
        lambda told: actions.report_missing(**who, **told),
        heading="The child is missing",
        back=_back(mine),
        submit="Write it down",
        shows=[mine.child],
        done=f"{mine.child.reference} is written down as missing.",
        caption=mine.child.reference,
        warning="This does not report the child to the police. If nobody has, call them first.",
    )


@door(Permission.WORK_CONCERN)
def missing_form(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down that the form for the police is ready."""
    mine = telling(request, pk)
    called = str(request.user.standing.procedure.setting("missing_form"))
    who = {"child": mine.child, "panel": request.user.standing.panel, "by": request.user, "at": mine.now}
    return ask(
        request,
        posted(request, FormReadyForm),
        lambda told: actions.record_form(**who, **told),
        heading=f"{called}: it is ready",
        back=_back(mine),
        submit="Write it down",
        shows=[mine.child],
        done=f"The form for {mine.child.reference} is written down.",
        caption=mine.child.reference,
    )


def _episode(request: HttpRequest, pk: uuid.UUID) -> MissingEpisode:
    seen = MissingEpisode.objects.visible_to(request.user)
    return find(seen.select_related("child__lead__user", "panel__procedure"), pk=pk)


def _step(request: HttpRequest, episode: MissingEpisode, form, act, heading: str, done: str) -> HttpResponse:
    who = {"episode": episode, "by": request.user, "at": timezone.now()}
    return ask(
        request,
        form,
        lambda told: act(**who, **told),
        heading=heading,
        back=_back(episode),
        submit="Write it down",
        shows=[episode.child],
        done=f"{episode.child.reference}: {done}",
        caption=episode.child.reference,
    )


@door(Permission.WORK_CONCERN)
def missing_return(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The child is back."""
    episode, form = _episode(request, pk), posted(request, ReturnForm, initial={"ended_at": timezone.now()})
    return _step(request, episode, form, actions.record_return, "The child is back", "the return is written down.")


@door(Permission.WORK_CONCERN)
def missing_offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The return interview was offered."""
    episode, form = _episode(request, pk), posted(request, OfferForm, initial={"offered_at": timezone.now()})
    return _step(
        request,
        episode,
        form,
        actions.offer_interview,
        "The return interview was offered",
        "the offer is written down.",
    )


@door(Permission.WORK_CONCERN)
def missing_interview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What became of the return interview."""
    episode, form = _episode(request, pk), posted(request, TalkForm, initial={"interview_at": timezone.now()})
    heading = "The return interview"
    return _step(request, episode, form, actions.record_interview, heading, "the return interview is written down.")
