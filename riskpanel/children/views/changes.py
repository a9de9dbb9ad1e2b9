"""What may be changed of a child's own record: details, lead professional, restricted notes."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.children import actions
from riskpanel.children.forms import DetailsForm, LeadForm, NoteForm
from riskpanel.children.mine import Mine
from riskpanel.children.models import Child
from riskpanel.children.moves import Changed, Refused
from riskpanel.children.views.one import mine_of
from riskpanel.partnership.reaching import at_work
from riskpanel.partnership.views.asking import sent


def _changing(request: HttpRequest, pk: uuid.UUID) -> Mine:
    mine = mine_of(request, pk)
    if not mine.may_correct:
        raise PermissionDenied
    return mine


def _form_page(request: HttpRequest, mine: Mine, template: str, form, **context) -> HttpResponse:
    back = reverse("child", args=[mine.child.pk])
    around = {"form": form, "caption": mine.child.reference, "back_url": back, "cancel_url": back, "child": mine.child}
    return page(request, f"children/{template}.jinja", {**around, **context}, shows=[mine.child])


@door(Permission.WORK_CONCERN)
def child_details(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct what is written about the child."""
    mine = _changing(request, pk)
    child, told = mine.child, {"procedure": request.user.standing.procedure, "today": timezone.localdate()}
    told["address_open"] = not child.address_withheld
    told["may_open"] = mine.may_read_withheld
    told["sees_numbers"] = mine.whole
    if request.method != "POST":
        form = DetailsForm(initial=_as_stored(child), **told)
        return _form_page(request, mine, "child_details", form, conflicts=[])
    form = DetailsForm(request.POST, **told)
    if form.is_valid():
        fields = form.told()
        try:
            actions.correct_details(
                child=child, version=form.cleaned_data["version"], by=request.user, at=timezone.now(), **fields
            )
        except Changed as changed:
            return _conflict(request, mine, form, changed.record, told)
        messages.success(request, f"The details of {child.reference} are saved.")
        return redirect("child_papers", pk=child.pk)
    return _form_page(request, mine, "child_details", form, conflicts=[])


def _as_stored(child: Child) -> dict:
    return {name: getattr(child, name) for name in (*DetailsForm.base_fields, "version")}


def _conflict(request: HttpRequest, mine: Mine, form: DetailsForm, stored: Child, told: dict) -> HttpResponse:
    """Both versions of each answer that differs; saving again keeps what the person typed."""
    conflicts = [
        (form.fields[name].label, _in_words(form, name, value), _in_words(form, name, getattr(stored, name)))
        for name, value in form.told().items()
        if value != getattr(stored, name)
    ]
    data = request.POST.copy()
    data["version"] = stored.version
    return _form_page(request, mine, "child_details", DetailsForm(data, **told), conflicts=conflicts)


def _in_words(form: DetailsForm, name: str, value) -> str:
    options = dict(getattr(form.fields[name], "choices", ()))
    if isinstance(value, list):
        return ", ".join(options.get(one, one) for one in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(options.get(value, value)) if value else "nothing"


@door(Permission.WORK_CONCERN)
def child_lead(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name the lead professional."""
    mine = mine_of(request, pk)
    if not mine.may_name_lead:
        raise PermissionDenied
    members = list(at_work(mine.child.partnership, timezone.localdate()).order_by("user__full_name"))
    form = LeadForm(sent(request), members=members, initial={"lead": str(mine.child.lead_id or "")})
    if request.method == "POST" and form.is_valid():
        panel, at = request.user.standing.panel, timezone.now()
        try:
            actions.hand_lead(child=mine.child, lead=form.chosen(), panel=panel, by=request.user, at=at)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, f"The lead professional of {mine.child.reference} is named.")
            return redirect("child", pk=mine.child.pk)
    return _form_page(request, mine, "child_lead", form)


@door(Permission.WORK_CONCERN)
def child_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a note that only some may read."""
    mine = _changing(request, pk)
    standing = request.user.standing
    form = NoteForm(sent(request), procedure=standing.procedure)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_restricted_note(
                child=mine.child,
                held_by=standing.agency,
                panel=standing.panel,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, f"The note about {mine.child.reference} is kept.")
            return redirect("child_papers", pk=mine.child.pk)
    return _form_page(request, mine, "child_note", form)
