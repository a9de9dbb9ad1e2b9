"""The level of a concern, and the route that each level takes."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from riskpanel.access.doors import door
from riskpanel.access.permissions import Permission as P
from riskpanel.referrals import actions
from riskpanel.referrals.forms import concerns as forms
from riskpanel.referrals.presenters.checklists import working_for
from riskpanel.referrals.presenters.concerns import level_set_at
from riskpanel.referrals.views.working import posted, seen, work


@door(P.WORK_CONCERN)
def concern_level(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sets the level: the checklist's working beside it, nothing chosen beforehand."""
    record, procedure = seen(request, pk), request.user.standing.procedure
    form = forms.LevelForm(posted(request), procedure=procedure)

    def act(told: dict[str, Any]) -> Any:
        return actions.set_level(concern=record, level=told["level"], reason=told["reason"], **_by(request))

    def then(decision: Any) -> Any:
        if procedure.level(decision.level).alert:
            return reverse("interim_action_new", args=[record.pk]) + "?origin=immediate"
        return record

    return work(
        request, record, form, act, then=then, done="the level is set.", template="referrals/concern_level.jinja",
        heading="Set the level", submit_label="Set the level", working=working_for(record),
    )  # fmt: skip


@door(P.WORK_CONCERN)
def concern_keep_level(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keeps the level after new information."""
    record = seen(request, pk)
    form = forms.WordsForm(posted(request), label="Why does the level stay?", called="The reason")

    def act(told: dict[str, Any]) -> Any:
        return actions.keep_level(concern=record, reason=told["words"], **_by(request))

    return work(request, record, form, act, done="the level stays.", heading="Keep the level", submit_label="Keep it")


@door(P.COUNTERSIGN)
def concern_countersign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Countersigns a level that is only recorded."""
    record = seen(request, pk)
    form = forms.WordsForm(posted(request), label="Anything to add?", called="Your note")
    form.fields["words"].required = False

    def act(told: dict[str, Any]) -> Any:
        return actions.countersign(concern=record, note=told["words"], **_by(request))

    return work(
        request, record, form, act, done="the level is countersigned.", heading="Countersign the level",
        intro="You agree with the level and its reason.", submit_label="Countersign", tells_level=True,
        told=record.levels.first(),
    )  # fmt: skip


@door(P.WORK_CONCERN)
def concern_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says where the checklist was filed, which closes the concern."""
    record = seen(request, pk)

    def act(told: dict[str, Any]) -> Any:
        return actions.file_and_close(concern=record, file_reference=told["file_reference"], **_by(request))

    return work(
        request, record, forms.FileForm(posted(request)), act, done="the concern is filed and closed.",
        heading="File the checklist and close", submit_label="File and close",
        intro="Print the checklist, put it on the child’s case file, then say where it is.",
        prints=record.checklists.first(),
    )  # fmt: skip


@door(P.WORK_CONCERN)
def concern_discussion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Writes down the talk of author and line manager about the level."""
    record, now = seen(request, pk), timezone.now()
    form = forms.DiscussionForm(posted(request), now=now, since=level_set_at(record), initial={"talked_at": now})

    def act(told: dict[str, Any]) -> Any:
        return actions.discuss_with_manager(concern=record, note=told["words"], by=request.user, at=told["talked_at"])

    return work(
        request, record, form, act, done="the discussion is written down.", submit_label="Save",
        heading="Discussion with the line manager",
    )  # fmt: skip


@door(P.WORK_CONCERN)
def concern_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Puts the actions into a named plan."""
    record = seen(request, pk)
    form = forms.PlanForm(posted(request), procedure=request.user.standing.procedure)

    def act(told: dict[str, Any]) -> Any:
        given = {name: told[name] for name in ("plan_kind", "plan_reference")}
        return actions.put_in_plan(concern=record, **given, **_by(request))

    return work(
        request, record, form, act, done="the actions are in a plan.", heading="Put the actions into a plan",
        submit_label="Save", todo=list(record.actions.filter(done_at=None).select_related("agency")),
    )  # fmt: skip


@door(P.COUNTERSIGN)
def concern_plan_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The line manager agrees that the plan has done its work."""
    record = seen(request, pk)
    form = forms.WordsForm(posted(request), label="What has the plan changed?", called="What the plan changed")

    def act(told: dict[str, Any]) -> Any:
        return actions.end_plan(concern=record, note=told["words"], **_by(request))

    return work(
        request, record, form, act, done="the concern is closed.", heading="End the plan", submit_label="End and close"
    )


@door(P.WORK_CONCERN)
def concern_social_care(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refers a child who is not open to social care."""
    record = seen(request, pk)

    def act(told: dict[str, Any]) -> Any:
        return actions.refer_to_social_care(
            concern=record, reference=told["reference"], note=told["words"], **_by(request)
        )

    return work(
        request, record, forms.SocialCareForm(posted(request)), act,
        done="the referral to social care is written down.",
        heading="Refer to social care", submit_label="Save",
        intro="Call or write to them as you always do, then write it down here. They gain sight of this concern.",
    )  # fmt: skip


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


paths = [
    path("concerns/<uuid:pk>/level/", concern_level, name="concern_level"),
    path("concerns/<uuid:pk>/keep-level/", concern_keep_level, name="concern_keep_level"),
    path("concerns/<uuid:pk>/countersign/", concern_countersign, name="concern_countersign"),
    path("concerns/<uuid:pk>/file/", concern_file, name="concern_file"),
    path("concerns/<uuid:pk>/discussion/", concern_discussion, name="concern_discussion"),
    path("concerns/<uuid:pk>/plan/", concern_plan, name="concern_plan"),
    path("concerns/<uuid:pk>/plan/end/", concern_plan_end, name="concern_plan_end"),
    path("concerns/<uuid:pk>/social-care/", concern_social_care, name="concern_social_care"),
]
