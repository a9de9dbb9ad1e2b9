"""What is asked about an agency's files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from riskpanel.ui import forms as ui

ENDINGS = (".csv", ".txt", ".tsv", ".parquet", ".xlsx", ".xlsm", ".xml", ".toml")
LARGEST = 300_000_000
COMMON_DATES = (
    ("%d/%m/%Y", "31/12/2026"),
    ("%Y-%m-%d", "2026-12-31"),
    ("%d/%m/%Y %H:%M", "31/12/2026 17:05"),
    ("%Y-%m-%d %H:%M:%S", "2026-12-31 17:05:00"),
    ("%d-%b-%Y", "31-Dec-2026"),
)


class ManyFiles(forms.FileInput):
    """An upload of one file or several."""

    allow_multiple_selected = True


class FilesField(ui.FileField):
    """One file or several, each with a known ending and within the size."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = list(data) if isinstance(data, list | tuple) and data else [data or None]
        return [super(FilesField, self).clean(one, initial) for one in files]


class ExtractForm(forms.Form):
    """The files, whose they are, and how their columns are known."""

    files = FilesField(
        label="The files", called="The files", accept=ENDINGS, max_bytes=LARGEST,
        hint="CSV, XLSX, Parquet or XML. Several tables of one set can be given in together, and beside a table the "
        "mapping of its columns (.toml, of the same name).",
    )  # fmt: skip
    source = ui.Select(label="Whose are they?", called="Whose they are", required=False, choices=[])
    mapping = ui.Select(label="How are its columns known?", called="The columns", required=False, choices=[])

    def __init__(self, *args: Any, feeds: Iterable[Any], mappings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "As the files say"), *((one.code, one.label) for one in feeds)]
        self.fields["mapping"].choices = [("", "By their headings"), *((name, name) for name in mappings)]


class MappingForm(forms.Form):
    """Which column is what; the likely ones are chosen."""

    name = ui.ShortText(label="Name of this mapping", called="The name", max_length=120)
    source = ui.Select(label="Whose data are they?", called="Whose they are", choices=[])
    kind = ui.Select(label="What does each row tell of?", called="What each row tells of", required=False, choices=[])
    dates = ui.Select(label="How are dates written?", called="How dates are written", required=False, choices=[])

    def __init__(self, heading: Sequence[str], feeds: Iterable[Any], data: Any = None) -> None:
        from riskpanel.singleview.kinds import KINDS
        from riskpanel.singleview.mapping import EVENT_FIELDS, PERSON_FIELDS, suggest

        super().__init__(data)
        self.fields["source"].choices = [("", "Choose"), *((one.code, one.label) for one in feeds)]
        self.fields["kind"].choices = [("", "Only who the children are"), *KINDS.items()]
        self.fields["dates"].choices = [("", "As is usual"), *((code, f"like {words}") for code, words in COMMON_DATES)]
        guessed = suggest(heading)
        self.ours = [*PERSON_FIELDS, *(one for one in EVENT_FIELDS if one not in PERSON_FIELDS)]
        columns = [("", "–"), *((name, name) for name in heading if name.strip())]
        for ours in self.ours:
            self.fields[f"column_{ours}"] = ui.Select(
                label=WORDS.get(ours, ours.replace("_", " ").capitalize()), called="The column", required=False,
                choices=columns, initial=guessed.get(ours, ""),
            )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """The mapping as data."""
        typed = self.cleaned_data
        columns = {ours: typed[f"column_{ours}"] for ours in self.ours if typed[f"column_{ours}"]}
        if not typed["kind"]:
            columns = {ours: name for ours, name in columns.items() if ours not in {"began", "ended", "code", "value"}}
        told = {"name": typed["name"], "source": typed["source"], "columns": columns}
        told |= {"kind": typed["kind"]} if typed["kind"] else {}
        return told | ({"dates": (typed["dates"],)} if typed["dates"] else {})


WORDS = {
    "source_id": "The person’s number at the agency",
    "given": "Given name",
    "family": "Family name",
    "full_name": "Full name",
    "born": "Date of birth",
    "upn": "Unique pupil number",
    "nhs": "NHS number",
    "key": "Number of the event",
    "began": "When it happened or began",
    "ended": "When it ended",
    "code": "Code: offence, reason, type",
    "value": "Value: per cent, miles",
    "offered": "Was a talk offered?",
    "accepted": "Was it taken up?",
    "reference": "Number shared with another agency",
    "restricted": "Restricted person",
}
