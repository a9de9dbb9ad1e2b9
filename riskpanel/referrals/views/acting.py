"""What the views of a referral share: reaching it, acting on it, and showing what went wrong."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict

from riskpanel.access.doors import find
from riskpanel.children.models import Event
from riskpanel.children.moves import Changed, Refused
from riskpanel.referrals.forms.referrals import CoverForm
from riskpanel.referrals.models import Referral
from riskpanel.referrals.presenters.referrals import loaded
from riskpanel.referrals.presenters.written import both_versions

MEANWHILE = "Somebody else changed this referral meanwhile. It is shown as it stands now: look at it, then go on."


def seen(request: HttpRequest, pk: UUID) -> Referral:
    """The referral, if the person may see it; else a 404."""
    return find(loaded(Referral.objects.visible_to(request.user)), pk=pk)


class Asked(forms.Form):
    """A form of one button."""


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent with the page, however little; None while nobody has sent anything."""
    return request.POST if request.method == "POST" else None


def asked_by_form(request: HttpRequest) -> forms.Form:
    """The form of a page on which there is nothing to type."""
    return Asked(typed(request))


def acted(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What the action gives; None where it was refused, with the reasons on the form. The form's
    `changed_meanwhile` says whether somebody else was first."""
    form.changed_meanwhile = False
    try:
        return act()
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
    except Changed:
        form.changed_meanwhile = True
        form.add_error(None, MEANWHILE)
    return None


def conflict_rows(sent: QueryDict, record: Referral, given: dict[str, Any]) -> tuple[CoverForm, list[dict[str, Any]]]:
    """The cover as it was typed, ready to be saved over `record` as it stands now, and each field in
    which the two differ, with who saved the other and when."""
    again = sent.copy()
    again["version"] = str(record.version)
    form = CoverForm(again, **{**given, "referral": record})
    form.is_valid()
    form.add_error(None, "Somebody else saved the cover while you were writing. Nothing of yours is lost.")
    last = Event.objects.filter(about=Referral.THING, case=record.pk, kind="cover_saved").select_related("by").last()
    who = {"who": last.by.full_name, "at": last.at} if last else {"who": "Somebody else", "at": None}
    return form, [row | who for row in both_versions(form, record)]
