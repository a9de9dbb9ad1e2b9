"""What is asked where no protective action is under way for a child."""

from typing import Any

from django import forms

from riskpanel.meetings.forms.choices import people, working
from riskpanel.partnership.models import Member, Panel
from riskpanel.ui import forms as ui


class ProtectionForm(forms.Form):
    """Who does what today, or, from a chair, why nobody needs to."""

    answer = ui.Choice(label="What happens now?", choices=[("act", "Somebody acts today")])
    what = ui.LongText(label="What is done today?", called="What is done", required=False, rows=3, max_length=2000)
    owner = ui.Select(label="Who does it?", called="Who does it", required=False)
    reason = ui.LongText(label="Why does nobody need to act?", called="The reason", required=False, rows=3,
                         max_length=2000)  # fmt: skip

    def __init__(self, *args: Any, panel: Panel, chairs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(working(panel))
        self.fields["owner"].choices = [("", "Choose"), *people(self.members)]
        self.fields["answer"].conditional = {"act": ("what", "owner")}
        if chairs:
            self.fields["answer"].choices = [*self.fields["answer"].choices, ("none", "Nobody needs to act today")]
            self.fields["answer"].conditional |= {"none": ("reason",)}
        else:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Each answer has what it needs."""
        cleaned = super().clean()
        acts = cleaned.get("answer") == "act"
        ui.need(self, "what", when=acts, says="Say what is done today")
        ui.need(self, "owner", when=acts, says="Choose who does it")
        if "reason" in self.fields:
            ui.need(self, "reason", when=cleaned.get("answer") == "none", says="Say why nobody needs to act")
        return cleaned

    def who(self) -> Member | None:
        """Who was named."""
        return next((one for one in self.members if str(one.pk) == self.cleaned_data.get("owner")), None)
