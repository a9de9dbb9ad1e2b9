"""What is typed about a warning to members, and what a chair answers."""

from typing import Any

from django import forms

from riskpanel.meetings.forms.choices import YES_NO, coded
from riskpanel.partnership.models import Seat
from riskpanel.procedure.model import Alerts
from riskpanel.ui import forms as ui


class AlertForm(forms.Form):
    """A warning: what kind, in a few words, about whom, and who is to know."""

    kind = ui.Choice(label="What is it?", inline=True)
    text = ui.LongText(label="What members are to know", hint="No child’s name", rows=4)
    child = ui.Select(label="About which child", required=False, hint="Only those who see the child read which")
    seats = ui.ManyChoice(label="Who is told?")

    def __init__(self, *args: Any, alerts: Alerts, children: list[Any], seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen, self.offered = children, seats
        self.fields["kind"].choices = coded(alerts.kinds)
        self.fields["text"] = ui.LongText(
            label="What members are to know", hint="No child’s name", rows=4, max_length=alerts.longest
        )
        self.fields["child"].choices = [("", "No child"), *((str(one.pk), one.reference) for one in children)]
        self.fields["seats"].choices = [(str(one.pk), one.title) for one in seats]
        self.order_fields(["kind", "text", "child", "seats"])

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        sent = dict(self.cleaned_data)
        child = next((one for one in self.seen if str(one.pk) == sent["child"]), None)
        return sent | {"child": child, "seats": [one for one in self.offered if str(one.pk) in sent["seats"]]}


class AlertAnswerForm(forms.Form):
    """What a chair answers to a member who asks to warn the others."""

    send = ui.Choice(label="Is it sent?", choices=YES_NO, inline=True)
    answer = ui.LongText(label="Why not", required=False, rows=3, max_length=2000)

    def clean(self) -> dict:
        """A refusal has a reason."""
        cleaned = super().clean()
        ui.need(self, "answer", when=cleaned.get("send") == "no", says="Say why not")
        return cleaned
