"""How somebody wants to be told."""

from typing import Any

from django import forms

from riskpanel.partnership.models import NoticeChoice
from riskpanel.partnership.notice_models import WAYS
from riskpanel.procedure import GROUPS
from riskpanel.ui.forms import Choice

DAILY = [("at_once", "Yes, each morning that there is something to tell"), ("app", "No")]


class ChoicesForm(forms.Form):
    """One question for each group of notices, and whether the digest is wanted."""

    def __init__(self, *args: Any, chosen: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, group in GROUPS.items():
            self.fields[code] = Choice(label=group.label, choices=WAYS, initial=chosen.get(code, group.way))
        label = "Do you want the daily digest of what you owe?"
        self.fields["digest"] = Choice(label=label, choices=DAILY, initial=chosen.get("digest", "at_once"))


def chosen_by(user: Any) -> dict[str, str]:
    """What somebody chose, by group."""
    return dict(NoticeChoice.objects.filter(user=user).values_list("group", "way"))
