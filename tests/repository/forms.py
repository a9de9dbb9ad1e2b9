"""The forms of a page, and what people might send by mistake or in bad faith."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

DATE_PARTS = ("_day", "_month", "_year", "_time")
MARKUP = "<script>steal()</script>"
NONSENSE = {
    "nothing at all": "",
    "far too much": "word " * 40_000,
    "markup": MARKUP,
    "a NUL": "one\x00two",
    "emoji": "🙂🏽 мир 子",
    "no such day": "Plain words.",
    "an hour that the clocks skip": "Plain words.",
}
DAYS = {
    "no such day": {"_day": "31", "_month": "2", "_year": "2026", "_time": "25:61"},
    "an hour that the clocks skip": {"_day": "29", "_month": "3", "_year": "2026", "_time": "01:30"},
    "nothing at all": dict.fromkeys(DATE_PARTS, ""),
}
A_DAY = {"_day": "20", "_month": "11", "_year": "2026", "_time": "10:00"}


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and each field's kind, values and value now."""

    action: str
    texts: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def filled(self, kind: str) -> dict[str, object]:
        """What is sent: `kind` of NONSENSE in every text, days of DAYS, the last choice of each list."""
        days = DAYS.get(kind, A_DAY)
        told: dict[str, object] = dict(self.hidden)
        for name in self.texts:
            part = next((end for end in DATE_PARTS if name.endswith(end)), None)
            told[name] = days[part] if part else NONSENSE[kind]
        if kind != "nothing at all":
            told |= {name: values[-1] for name, values in self.choices.items() if values}
        return told


class Forms(HTMLParser):
    """Reads the forms that are sent with POST out of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        told = dict(attrs)
        if tag == "form" and (told.get("method") or "").lower() == "post":
            self._open = Form(told.get("action") or "")
            self.found.append(self._open)
        if self._open is None or tag not in {"input", "textarea", "select", "option", "button"}:
            return
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "option":
            if value and self._select:
                self._open.choices[self._select].append(value)
        elif name:
            self._take(tag, told.get("type") or "text", name, value)

    def _take(self, tag: str, kind: str, name: str, value: str) -> None:
        form = self._open
        if tag == "select":
            self._select = name
            form.choices[name] = []
        elif tag == "textarea":
            form.texts[name] = ""
        elif tag == "button" or kind == "submit":
            form.hidden.setdefault(name, value)
        elif kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value or "on")
        elif kind == "hidden":
            form.hidden[name] = value
        elif kind == "file":
            form.files.append(name)
        else:
            form.texts[name] = value

    def handle_endtag(self, tag) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = ""
