"""What is asked when somebody must act at once."""

from typing import Any

from django import forms
from django.utils import timezone

from riskpanel.partnership.models import Member, Panel
from riskpanel.partnership.reaching import at_work
from riskpanel.ui import forms as ui


class _Naming(forms.Form):
    """Names who acts."""

    def name(self, panel: Panel, members: list[Member] | None = None) -> None:
        """Offers everybody at work in the partnership, or `members`, where they are at hand."""
        if members is None:
            members = list(at_work(panel.partnership, timezone.localdate()).order_by("user__full_name"))
        self.members = members
        lines = [(str(one.pk), f"{one.user.full_name}, {one.job_title} ({one.agency.name})") for one in self.members]
        self.fields["owner"].choices = [("", "Choose"), *lines]

    def owner(self) -> Member | None:
        """Who was named."""
        asked = self.cleaned_data.get("owner", "")
        return next((one for one in self.members if str(one.pk) == asked), None)


class RaiseForm(_Naming):
    """What the risk is; a chair may name at once who acts."""

    risk = ui.LongText(label="What is the risk now?", called="The risk", rows=3, max_length=4000, count=False)
    what = ui.LongText(
        label="What must be done at once?", called="What must be done", required=False, rows=2, max_length=2000,
        count=False,
    )  # fmt: skip
    owner = ui.Select(label="Who does it?", required=False)

    def __init__(
        self, *args: Any, panel: Panel, tasks: bool, members: list[Member] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if tasks:
            self.name(panel, members)
        else:
            del self.fields["owner"]

    def clean(self) -> dict[str, Any]:
        """Whoever is given a task is told what it is."""
        cleaned = super().clean()
        ui.need(self, "what", when=bool(cleaned.get("owner")), says="Say what must be done at once")
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        named = {"owner": self.owner()} if "owner" in self.fields else {}
        return {"risk": self.cleaned_data["risk"], "what": self.cleaned_data["what"], **named}


class TaskForm(_Naming):
    """What is to be done, and by whom."""

    what = ui.LongText(label="What must be done at once?", called="What must be done", rows=3, max_length=2000)
    owner = ui.Select(label="Who does it?", called="Who does it")

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name(panel)


class DoneForm(forms.Form):
    """What was done."""

    report = ui.LongText(label="What was done?", called="What was done", rows=5, max_length=4000)
