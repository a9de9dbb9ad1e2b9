"""A page that asks one thing: shows a form, makes one action of what was typed, leads on."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from riskpanel.access.doors import page
from riskpanel.children.moves import Changed, Refused

TEMPLATE = "children/asking.jinja"


def posted(request: HttpRequest, kind: type[forms.Form], *args: Any, initial: dict | None = None) -> forms.Form:
    """The form as it was sent, or as it starts."""
    if request.method == "POST":
        return kind(*args, data=request.POST, files=request.FILES)
    return kind(*args, initial=initial or {})


def ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    heading: str,
    back: str,
    submit: str,
    shows: Iterable[Any] = (),
    done: str | Callable[[Any], str] = "",
    to: str | Callable[[Any], str] = "",
    template: str = TEMPLATE,
    theirs: Callable[[Any], str] | None = None,
    called: str = "this record",
    **context: Any,
) -> HttpResponse:
    """Shows the form; a good one is handed to `act` and leads to `to` (default: `back`),
    where `done` is said.

    What the action refuses stands at the head of the form with everything typed kept and nothing done. Where
    somebody else changed the record meanwhile, `theirs` says how it stands now and both are shown; `called` is
    what the two of them changed.
    """
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = act(form.cleaned_data)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        except Changed as changed:
            clash = _clash(form, changed, theirs) | {"called": called}
        else:
            if done:
                messages.success(request, done(made) if callable(done) else done)
            return redirect(to(made) if callable(to) else to or back)
    told = {"heading": heading, "form": form, "submit_label": submit, "back_url": back, "cancel_url": back}
    return page(request, template, told | {"clash": clash} | context, shows=shows)


def _clash(form: forms.Form, changed: Changed, theirs: Callable[[Any], str] | None) -> dict[str, str]:
    """Both versions; the form now carries the newer version, so that saving again is on purpose."""
    form.data = form.data.copy()
    form.data["version"] = str(changed.record.version)
    mine = "\n".join(str(form.cleaned_data.get(name) or "") for name in form.fields if name != "version")
    return {
        "mine": mine.strip(),
        "theirs": theirs(changed.record) if theirs else "It has changed since you opened it.",
    }
