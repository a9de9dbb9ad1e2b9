"""What is typed when somebody keeps out of an item."""

from collections.abc import Iterable
from typing import Any

from django import forms

from riskpanel.meetings.forms.choices import people
from riskpanel.partnership.models import Member
from riskpanel.ui import forms as ui


class RecusalForm(forms.Form):
    """Why somebody keeps out of an item; `members` are those for whom the person may say it, beside
    themselves."""

    who = ui.Select(label="Who keeps out?", called="Who keeps out", required=False)
    reason = ui.ShortText(
        label="What is the conflict of interest?",
        called="What the conflict of interest is",
        hint="For example: a relative, a neighbour, a friend of the family. Those who run the meeting read it",
        max_length=500,
    )

    def __init__(self, *args: Any, me: Member, members: Iterable[Member] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in (me, *members)}
        self.me = me
        others = [(key, label) for key, label in people(self.offered.values()) if key != str(me.pk)]
        if others:
            self.fields["who"].choices = [("", "Myself"), *others]
        else:
            del self.fields["who"]

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        chosen = self.offered.get(self.cleaned_data.get("who", ""), self.me)
        return {"member": chosen, "reason": self.cleaned_data["reason"]}
