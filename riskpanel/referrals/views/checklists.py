"""A checklist: begun, filled in by several people at once, signed, completed, printed, compared."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission as P
from riskpanel.children.moves import Changed, Refused
from riskpanel.procedure.checklists import load_instrument
from riskpanel.referrals import actions
from riskpanel.referrals.colleagues import agencies, colleagues
from riskpanel.referrals.forms import checklists as forms
from riskpanel.referrals.forms.concerns import WordsForm, refuse
from riskpanel.referrals.instruments import instrument_of
from riskpanel.referrals.models import Checklist
from riskpanel.referrals.presenters import checklists as shown
from riskpanel.referrals.views.working import OneButton, acted, posted, seen, work

P_READ = (P.WORK_CONCERN, P.TRIAGE, P.COORDINATE, P.DECIDE)


def _seen(request: HttpRequest, pk: UUID) -> Checklist:
    return find(shown.loaded(Checklist.objects.visible_to(request.user)), pk=pk)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


@door(P.WORK_CONCERN)
def concern_checklist(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begins the checklist of a concern, of the instrument that is chosen where there are several."""
    record = seen(request, pk)
    instruments = [load_instrument(code) for code in request.user.standing.procedure.checklists]
    only = instruments[0].code if len(instruments) == 1 else ""
    form = OneButton(posted(request)) if only else forms.StartForm(posted(request), instruments=instruments)

    def act(told: dict[str, Any]) -> Any:
        return actions.start_checklist(concern=record, instrument=only or told["instrument"], **_by(request))

    return work(
        request, record, form, act, done="the checklist is begun.", heading="Start the checklist",
        intro=instruments[0].says if only else "", submit_label="Start", then=lambda made: made,
    )  # fmt: skip


@door(*P_READ)
def checklist(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the checklist is, who has a part in it, and what can be done with it."""
    record = _seen(request, pk)
    return page(request, "referrals/checklist.jinja", shown.context(record, request.user), shows=[record.child])


@door(*P_READ)
def checklist_section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """One section: saved as it is typed, or by the button. A checklist that is closed is only read."""
    record = _seen(request, pk)
    instrument = instrument_of(record)
    part = next((one for one in instrument.sections if one.code == section), None)
    if part is None:
        raise Http404
    answers = list(record.answers.select_related("by", "agency"))
    given = {"instrument": instrument, "section": part}
    if request.method == "POST":
        return _save(request, record, part, given)
    return _section(request, record, part, forms.SectionForm(answers=answers, **given), answers)


def _save(request: HttpRequest, record: Checklist, part: Any, given: dict[str, Any]) -> HttpResponse:
    form, silent = forms.SectionForm(request.POST, **given), "X-Autosave" in request.headers
    saved = _saved(form, record, request) if form.is_valid() else None
    if silent:
        status = 422 if saved is None else 409 if saved.conflicts else 200
        return JsonResponse({"version": forms.token(saved.versions)} if saved else {}, status=status)
    if saved and not saved.conflicts:
        return redirect(_after(record, given["instrument"], part))
    answers = list(record.answers.select_related("by", "agency"))
    conflicts = shown.conflicts(given["instrument"], saved.conflicts) if saved else []
    if saved:
        form = forms.SectionForm(_over(request, saved), **given)
        form.is_valid()
    return _section(request, record, part, form, answers, conflicts)


def _saved(form: forms.SectionForm, record: Checklist, request: HttpRequest) -> Any:
    try:
        return actions.save_answers(checklist=record, said=form.said(), **_by(request))
    except Refused as refused:
        return refuse(form, refused.reasons)


def _over(request: HttpRequest, saved: Any) -> Any:
    """What was typed, ready to be saved over the newer wording once the person has seen both."""
    now = saved.versions | {(theirs.item, theirs.window): theirs.version for _, theirs in saved.conflicts}
    again = request.POST.copy()
    again["version"] = forms.token(now)
    return again


def _after(record: Checklist, instrument: Any, part: Any) -> str:
    """The section after this one, else the overview."""
    codes = [one.code for one in instrument.sections]
    following = codes[codes.index(part.code) + 1 :]
    return reverse("checklist_section", args=[record.pk, following[0]]) if following else record.get_absolute_url()


def _section(
    request: HttpRequest, record: Checklist, part: Any, form: forms.SectionForm, answers: list, conflicts: Any = ()
) -> HttpResponse:
    sections = shown.steps(record, form.instrument, answers, part.code)
    parts = list(record.contributors.select_related("agency", "member__user"))
    context = shown.around(record, request.user, form.instrument, sections, parts) | {
        "form": form, "section": part, "conflicts": conflicts, "whose": shown.whose(answers),
    }  # fmt: skip
    if not context["may_answer"]:
        return redirect(reverse("checklist_print", args=[record.pk]) + f"#{part.code}")
    return page(request, "referrals/checklist_section.jinja", context, shows=[record.child])


@door(P.WORK_CONCERN)
def checklist_words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Strengths and words that the instrument does not ask for itself."""
    record = _seen(request, pk)
    initial = {name: getattr(record, name) for name in forms.VoiceForm.base_fields}
    form, silent, theirs = forms.VoiceForm(posted(request), initial=initial), "X-Autosave" in request.headers, None
    if request.method == "POST" and form.is_valid():
        try:
            held = actions.save_voice(checklist=record, **form.cleaned_data, **_by(request))
            return JsonResponse({"version": held.version}) if silent else redirect(record)
        except Refused as refused:
            refuse(form, refused.reasons)
        except Changed as changed:
            theirs = changed.record
            form = forms.VoiceForm({**request.POST.dict(), "version": theirs.version})
    if silent:
        return JsonResponse({}, status=409 if theirs else 422)
    return _form(request, record, form, "checklist_words", heading="Strengths and their own words", theirs=theirs)


def _form(request: HttpRequest, record: Checklist, form: Any, template: str, **context: Any) -> HttpResponse:
    back = record.get_absolute_url()
    around = {"form": form, "checklist": record, "child": record.child, "caption": record.child.reference,
              "back_url": back, "cancel_url": back}  # fmt: skip
    return page(request, PAGES[template], {**around, **context}, shows=[record.child])


PAGES = {
    "checklist_words": "referrals/checklist_words.jinja",
    "checklist_step": "referrals/checklist_step.jinja",
}


def _step(request: HttpRequest, record: Checklist, form: Any, act: Any, *, done: str, **context: Any) -> HttpResponse:
    """A form about a checklist that leads to one action."""
    if request.method == "POST" and form.is_valid() and (made := acted(form, act)):
        messages.success(request, done)
        return redirect(made if isinstance(made, Checklist) else record)
    return _form(request, record, form, "checklist_step", **context)


@door(P.WORK_CONCERN)
def checklist_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks an agency for its part."""
    record, partnership = _seen(request, pk), request.user.standing.partnership
    unasked = shown.unasked(record, agencies(partnership))
    keys = {one.pk for one in unasked}
    members = [one for one in colleagues(partnership, timezone.localdate()) if one.agency_id in keys]
    form = forms.InviteForm(posted(request), members=members, agencies=unasked)

    def act(told: dict[str, Any]) -> Any:
        return actions.invite_contributor(
            checklist=record, agency=told["agency"], member=told["member"], **_by(request)
        )

    return _step(
        request, record, form, act, done="The agency is asked for its part.", heading="Ask an agency for its part",
        intro="They gain sight of this checklist, until a few days after it is locked.", submit_label="Ask",
    )  # fmt: skip


@door(P.WORK_CONCERN)
def checklist_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Signs the part of the person's own agency."""
    record, agency = _seen(request, pk), request.user.standing.agency
    answered, out_of = shown.progress(record, record.answers.all(), agency.pk if agency else 0)
    form = forms.SignForm(posted(request), answered=answered)

    def act(told: dict[str, Any]) -> Any:
        return actions.sign_part(checklist=record, agency=agency, **told, **_by(request))

    asks = f"You have answered {answered} of {out_of}: sign all the same?" if answered < out_of else ""
    return _step(
        request, record, form, act, done="Your agency’s part is signed.",
        heading="Sign your agency’s part", submit_label="Sign", warning=asks,
        intro=f"{agency} has said what it knows. If you change an answer later, sign again.",
    )  # fmt: skip


@door(P.COUNTERSIGN, P.RUN_STRATEGY)
def checklist_no_input(request: HttpRequest, pk: UUID, part: int) -> HttpResponse:
    """Marks an agency as giving no input, with the reason."""
    record = _seen(request, pk)
    found = find(record.contributors.select_related("agency"), pk=part)
    form = WordsForm(posted(request), label="Why does it give no input?", called="The reason")
    form.fields["words"].max_length = 300

    def act(told: dict[str, Any]) -> Any:
        return actions.mark_no_input(checklist=record, agency=found.agency, reason=told["words"], **_by(request))

    return _step(
        request, record, form, act, done="The agency is marked as giving no input.",
        heading=f"No input from {found.agency}", submit_label="Save",
    )  # fmt: skip


@door(P.WORK_CONCERN)
def checklist_complete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says that all parts are complete."""
    record = _seen(request, pk)

    def act(told: dict[str, Any]) -> Any:
        actions.complete_checklist(checklist=record, **_by(request))

    return _step(
        request, record, OneButton(posted(request)), act, done="The checklist is complete.",
        heading="The checklist is complete", submit_label="It is complete",
        intro="Nobody changes a complete checklist unless it is taken up again.",
    )  # fmt: skip


@door(P.WORK_CONCERN)
def checklist_amend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes a complete checklist up again."""
    record = _seen(request, pk)

    def act(told: dict[str, Any]) -> Any:
        actions.amend_checklist(checklist=record, **_by(request))

    return _step(
        request, record, OneButton(posted(request)), act, done="The checklist is open again.",
        heading="Take the checklist up again", submit_label="Take it up again",
        intro="Every agency signs its part anew.",
    )  # fmt: skip


@door(P.WORK_CONCERN)
def checklist_renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begins a new version from these answers."""
    record = _seen(request, pk)

    def act(told: dict[str, Any]) -> Any:
        return actions.renew_checklist(checklist=record, **_by(request))

    return _step(
        request, record, OneButton(posted(request)), act, done="A new version is begun from the last answers.",
        heading="Begin a new version", submit_label="Begin",
        intro="It starts from these answers. This one stays as it is, to be read and compared.",
    )  # fmt: skip


@door(*P_READ)
def checklist_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole checklist on one page, to read and to print for the case file."""
    record = _seen(request, pk)
    return page(request, "referrals/checklist_print.jinja", shown.paper(record), shows=[record.child])


@door(*P_READ)
def checklist_compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What changed since the last checklist of the same version."""
    record = _seen(request, pk)
    others = shown.loaded(Checklist.objects.visible_to(request.user))
    context = shown.comparison(record, others)
    return page(request, "referrals/checklist_compare.jinja", context, shows=[record.child])


paths = [
    path("concerns/<uuid:pk>/checklist/", concern_checklist, name="concern_checklist"),
    path("checklists/<uuid:pk>/", checklist, name="checklist"),
    path("checklists/<uuid:pk>/sections/<slug:section>/", checklist_section, name="checklist_section"),
    path("checklists/<uuid:pk>/words/", checklist_words, name="checklist_words"),
    path("checklists/<uuid:pk>/invite/", checklist_invite, name="checklist_invite"),
    path("checklists/<uuid:pk>/sign/", checklist_sign, name="checklist_sign"),
    path("checklists/<uuid:pk>/no-input/<int:part>/", checklist_no_input, name="checklist_no_input"),
    path("checklists/<uuid:pk>/complete/", checklist_complete, name="checklist_complete"),
    path("checklists/<uuid:pk>/amend/", checklist_amend, name="checklist_amend"),
    path("checklists/<uuid:pk>/renew/", checklist_renew, name="checklist_renew"),
    path("checklists/<uuid:pk>/print/", checklist_print, name="checklist_print"),
    path("checklists/<uuid:pk>/compare/", checklist_compare, name="checklist_compare"),
]
