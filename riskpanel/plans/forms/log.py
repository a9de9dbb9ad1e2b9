"""What people type about the log, and when they bring one in."""

from typing import Any

from django import forms

from riskpanel.plans.importing import FIELDS
from riskpanel.plans.importing.checking import missing_fields
from riskpanel.ui import forms as ui


class UploadForm(forms.Form):
    """The file of a log."""

    file = ui.FileField(
        label="The log",
        called="The file",
        hint="A CSV file or an XLSX workbook without macros, smaller than 10 MB. The first row names the columns.",
        accept=(".csv", ".xlsx", ".tsv", ".txt"),
    )


class MapForm(forms.Form):
    """Which column holds what."""

    def __init__(self, columns: list[str], samples: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        shown = [(name, f"{name} (like: {samples[name][:40]})" if samples.get(name) else name) for name in columns]
        for code, (label, _) in FIELDS.items():
            self.fields[code] = ui.Select(label=label, choices=shown, empty="Not in the file", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for words in missing_fields(cleaned):
            self.add_error(None, words)
        return cleaned


class LoadForm(forms.Form):
    """The last word before a log is loaded."""

    sure = ui.Confirm(label="I have looked at the counts and at the rows that are left out")
