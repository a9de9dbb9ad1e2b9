"""What an auditor may ask of the trail."""

from django import forms

from riskpanel.ui.forms import DayField, Select, ShortText

ACTIONS = (
    ("read", "Read a page"),
    ("document", "Took a document"),
    ("change", "Changed something"),
    ("grant", "Gave sight of a child"),
    ("refused", "Was refused"),
    ("sign_in", "Signed in, or tried to"),
    ("sign_out", "Signed out"),
)


class AuditFilter(forms.Form):
    """Narrows the trail; every answer may be left out."""

    person = ShortText(label="Person", hint="Part of a name or e-mail address", required=False, width=20)
    action = Select(label="What they did", choices=ACTIONS, empty="Anything", required=False)
    child = forms.UUIDField(
        label="Child", required=False, error_messages={"invalid": "Enter the child’s identifier as the trail shows it"}
    )
    since = DayField(label="From", required=False)
    until = DayField(label="Until", required=False)

    def clean(self) -> dict:
        """The days in their order."""
        told = super().clean()
        if told.get("since") and told.get("until") and told["until"] < told["since"]:
            self.add_error("until", "Until must be the same day as From, or later")
        return told
