"""The two versions of a cover that two people wrote at once."""

from typing import Any

from riskpanel.referrals.forms.referrals import CoverForm
from riskpanel.referrals.models import Referral
from riskpanel.ui.words import day

NOTHING = "(nothing)"


def both_versions(form: CoverForm, saved: Referral) -> list[dict[str, Any]]:
    """Each field in which what was typed differs from what is saved: label, `mine` and `theirs`."""
    rows = []
    for name, field in form.fields.items():
        if name == "version":
            continue
        mine = form.cleaned_data.get(name) or ""
        theirs = (saved.copy_to_id or "") if name == "copy_to" else (getattr(saved, name) or "")
        if _words(field, mine) != _words(field, theirs):
            rows.append({"what": field.label, "mine": _words(field, mine), "theirs": _words(field, theirs)})
    return rows


def _words(field: Any, value: Any) -> str:
    """A value of a field in words."""
    choices = {str(code): label for code, label in getattr(field, "choices", ())}
    if isinstance(value, list):
        return ", ".join(label for code, label in choices.items() if code in value) or NOTHING
    if hasattr(value, "isoformat"):
        return day(value)
    return choices.get(str(value), str(value)) or NOTHING
