"""A concern: recorded, worked on, asked about; the list of them; and what is done now."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission as P
from riskpanel.referrals import actions
from riskpanel.referrals.colleagues import agencies, colleagues
from riskpanel.referrals.forms import concerns as forms
from riskpanel.referrals.models import Concern, InterimAction
from riskpanel.referrals.presenters import concerns as shown
from riskpanel.referrals.presenters.lists import chosen
from riskpanel.referrals.views.working import acted, posted, seen, work

PER_PAGE = 50


@door(P.WORK_CONCERN)
def concerns(request: HttpRequest) -> HttpResponse:
    """Concerns that the person may see: their own, their team's, those that wait for social care."""
    listed = chosen(request.user, request.GET)
    found = Paginator(shown.loaded(listed.concerns), PER_PAGE).get_page(request.GET.get("page"))
    context = {"listed": listed, "found": found, "rows": shown.rows(found, request.user.standing.procedure)}
    return page(request, "referrals/concerns.jinja", context, shows=[one.child for one in found])


@door(P.WORK_CONCERN)
def concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The working page of a concern."""
    found = shown.with_others(request.user, pk)
    if not found:
        raise Http404
    context = shown.context(found[0], found[1:], request.user, timezone.now())
    return page(request, "referrals/concern.jinja", context, shows=[found[0].child])


@door(P.WORK_CONCERN)
def concern_early_help(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes the early help route, or writes down what early help answered."""
    record, today = seen(request, pk), timezone.localdate()
    answered = record.state == "early_help"
    form = forms.EarlyHelpForm(posted(request), today=today, answered=answered, initial={"referred_on": today})
    words = request.user.standing.procedure.words.early_help
    heading = f"What {words} answered" if answered else f"Turn to {words}"

    def act(told: dict[str, Any]) -> Any:
        said = {"concern": record, "outcome": told["outcome"], "note": told["words"], **_by(request)}
        if answered:
            return actions.record_early_help_outcome(**said)
        return actions.route_to_early_help(referred_on=told["referred_on"], **said)

    return work(request, record, form, act, done=f"{words} is written down.", heading=heading, submit_label="Save")


@door(P.WORK_CONCERN)
def concern_information(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reports something new; a closed concern is opened again by it."""
    record = seen(request, pk)
    form = forms.WordsForm(
        posted(request), label="What is new?", called="What is new",
        hint="For example: missing again, an arrest, a report, something that the child said.",
    )  # fmt: skip
    return work(
        request, record, form, _words(actions.report_information, record, request, "note"),
        done="the level is to be reviewed.", heading="Report new information", submit_label="Report",
        intro="The lead professional is asked to look at the level again.",
    )  # fmt: skip


@door(P.WORK_CONCERN)
def concern_consult(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks social care about the level."""
    record = seen(request, pk)

    def act(told: dict[str, Any]) -> Any:
        return actions.ask_social_care(concern=record, note=told["words"], asked=told["asked"], **_by(request))

    return work(
        request, record, forms.ConsultForm(posted(request)), act, done="social care is asked.",
        heading="Ask social care about the level", submit_label="Ask",
        intro="The level stays provisional until they answer. If the child may be in danger, call instead.",
    )  # fmt: skip


@door(P.ADVISE)
def concern_advice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answers a doubt about a level."""
    record = seen(request, pk)
    form = forms.WordsForm(posted(request), label="What do you advise?", called="Your advice")
    return work(
        request, record, form, _words(actions.answer_consultation, record, request, "note"),
        done="the advice is given.", heading="Advise on the level", submit_label="Send the advice",
        asked=shown.last_question(record),
    )  # fmt: skip


@door(P.WORK_CONCERN)
def concern_no_call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says why nobody called child protection though there are signs of serious harm."""
    record = seen(request, pk)
    form = forms.WordsForm(posted(request), label="Why did nobody call?", called="Why nobody called")
    return work(
        request, record, form, _words(actions.say_why_no_call, record, request, "reason"),
        done="it is written down why nobody called.", heading="Say why nobody called", submit_label="Save",
        intro="If the child may be in danger, call instead.",
    )  # fmt: skip


@door(P.COUNTERSIGN, P.ADVISE)
def concern_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Closes a concern of which nothing is left."""
    record = seen(request, pk)
    form = forms.WordsForm(posted(request), label="Why does no concern remain?", called="The reason for closing")
    return work(
        request, record, form, _words(actions.close_without_level, record, request, "reason"),
        done="the concern is closed.", heading="Close the concern", submit_label="Close the concern",
    )  # fmt: skip


@door(P.WORK_CONCERN)
def concern_lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Names the lead professional, and the role in which they lead."""
    record, standing = seen(request, pk), request.user.standing
    called = standing.procedure.words.lead_professional
    form = forms.LeadForm(
        posted(request), members=colleagues(standing.partnership, timezone.localdate()),
        roles=standing.procedure.setting("lead_roles", (called,)),
        initial={"lead": str(record.child.lead_id or "")},
    )  # fmt: skip

    def act(told: dict[str, Any]) -> Any:
        return actions.lead_for(concern=record, lead=told["lead"], role=told["role"], **_by(request))

    return work(
        request, record, form, act, done=f"the {called} is named.", heading=f"Name the {called}",
        intro="One person leads. They see the child’s whole record from now on.", submit_label="Name them",
    )  # fmt: skip


@door(P.WORK_CONCERN)
def interim_action_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Adds something that is done now."""
    record, standing, today = seen(request, pk), request.user.standing, timezone.localdate()
    origin = shown.origin_of(record, request.GET.get("origin", ""))
    form = forms.ActionForm(
        posted(request), members=colleagues(standing.partnership, today), agencies=agencies(standing.partnership),
        today=today, person=origin == "strategy",
    )  # fmt: skip

    def act(told: dict[str, Any]) -> Any:
        told = {name: told[name] for name in ("what", "owner", "agency", "due_on")}
        return actions.add_interim_action(concern=record, origin=origin, **told, **_by(request))

    return work(
        request, record, form, act, done="the action is added.", heading=shown.heading_of(origin, record),
        submit_label="Add",
        then=lambda made: shown.after_adding(record, request.GET.get("origin", "")),
    )  # fmt: skip


@door(P.WORK_CONCERN)
def interim_action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One action: what was agreed, and the report of its owner."""
    actions_seen = InterimAction.objects.visible_to(request.user)
    record = find(actions_seen.select_related("child", "agency", "owner__user", "concern__author__agency",
                                              "panel__procedure"), pk=pk)  # fmt: skip
    form = forms.WordsForm(posted(request), label="What was done?", called="What was done")
    may = bool(record.relations(request.user) & actions.MAY_FINISH)
    if request.method == "POST" and form.is_valid():

        def act(told: dict[str, Any]) -> Any:
            return actions.finish_interim_action(action=record, report=told["words"], **_by(request))

        if acted(form, act):
            return redirect(record)
    sees_concern = Concern.objects.visible_to(request.user).filter(pk=record.concern_id).exists()
    context = {"form": form, "action": record, "may": may, "sees_concern": sees_concern}
    return page(request, "referrals/interim_action.jinja", context, shows=[record.child])


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _words(verb: Any, record: Concern, request: HttpRequest, name: str) -> Any:
    return lambda told: verb(concern=record, **{name: told["words"]}, **_by(request))


paths = [
    path("concerns/", concerns, name="concerns"),
    path("concerns/<uuid:pk>/", concern, name="concern"),
    path("concerns/<uuid:pk>/early-help/", concern_early_help, name="concern_early_help"),
    path("concerns/<uuid:pk>/information/", concern_information, name="concern_information"),
    path("concerns/<uuid:pk>/consult/", concern_consult, name="concern_consult"),
    path("concerns/<uuid:pk>/advice/", concern_advice, name="concern_advice"),
    path("concerns/<uuid:pk>/no-call/", concern_no_call, name="concern_no_call"),
    path("concerns/<uuid:pk>/close/", concern_close, name="concern_close"),
    path("concerns/<uuid:pk>/lead/", concern_lead, name="concern_lead"),
    path("concerns/<uuid:pk>/actions/new/", interim_action_new, name="interim_action_new"),
    path("interim-actions/<uuid:pk>/", interim_action, name="interim_action"),
]
