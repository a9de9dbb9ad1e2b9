"""Where no protective action is under way for a child: who acts today, or why nobody needs to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from riskpanel.access.doors import door
from riskpanel.access.permissions import Permission
from riskpanel.meetings.actions import protecting
from riskpanel.meetings.forms.protecting import ProtectionForm
from riskpanel.meetings.views.asking import carried_out, form_page, item_of, running, to_accept
from riskpanel.plans.presenters import statement


@door(Permission.DECIDE, Permission.COORDINATE)
def item_protection(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Say who acts today for a child for whom the meeting found no protective action under way."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    found = item_of(part, item, "child__lead")
    form = ProtectionForm(request.POST or None, panel=part.meeting.panel, chairs=part.chairs)

    def act() -> None:
        told = {"item": found, "by": request.user, "at": timezone.now()}
        if form.cleaned_data["answer"] == "act":
            protecting.protect(what=form.cleaned_data["what"], owner=form.who(), **told)
        else:
            protecting.need_nothing(reason=form.cleaned_data["reason"], **told)

    if carried_out(request, form, act):
        messages.success(request, "Written down.")
        return redirect(found.get_absolute_url())
    return form_page(
        request, form, "No protective action is under way", found.get_absolute_url(),
        shows=[found.child] if found.child else [], caption=found.child.reference if found.child else "",
        intro=statement(part.procedure, "protection_first"), submit_label="Save",
    )  # fmt: skip
