"""Form fields. The forms themselves are Django's; ``field(form["name"])`` draws any of these."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator

from riskpanel.ui.asked import NUL, Asked
from riskpanel.ui.bridge import error_summary, field, questions
from riskpanel.ui.dates import DayField, MomentField

__all__ = [
    "NUL",
    "Asked",
    "Choice",
    "Confirm",
    "DayField",
    "Email",
    "FileField",
    "LongText",
    "ManyChoice",
    "MomentField",
    "Select",
    "ShortText",
    "WholeNumber",
    "error_summary",
    "field",
    "need",
    "questions",
]


class TextOfOurs(Asked, forms.CharField):
    """Text with a limit in words."""

    default_limit = 200

    def __init__(self, *, max_length: int | None = None, **kwargs):
        super().__init__(max_length=max_length or self.default_limit, **kwargs)

    def to_python(self, value):
        """One kind of line ending, so that the limit counts what the person sees."""
        value = super().to_python(value)
        return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value

    def run_validators(self, value) -> None:
        """Say the limit with both numbers."""
        if isinstance(value, str) and len(value) > self.max_length:
            raise ValidationError(
                f"{self.noun} must be {self.max_length:,} characters or fewer; it is {len(value):,}",
                code="max_length",
            )
        super().run_validators(value)


class ShortText(TextOfOurs):
    """One line; ``width`` is a GOV.UK width: 2, 3, 4, 5, 10, 20 or a fraction such as "one-half"."""

    def __init__(self, *, width: int | str | None = None, **kwargs):
        super().__init__(**kwargs)
        self.width = width


class LongText(TextOfOurs):
    """Several lines; a character count shows where ``count`` says so or the limit is 5,000 or less."""

    widget = forms.Textarea
    default_limit = 20_000

    def __init__(self, *, rows: int = 5, count: bool | None = None, **kwargs):
        super().__init__(**kwargs)
        self.rows = rows
        self.count = self.max_length <= 5_000 if count is None else count


class Email(Asked, forms.EmailField):
    """An e-mail address."""

    def run_validators(self, value) -> None:
        """Django's check, with an example in the message."""
        try:
            super().run_validators(value)
        except ValidationError:
            raise ValidationError(f"{self.noun} must be an e-mail address, like name@example.org") from None


class WholeNumber(Asked, forms.IntegerField):
    """A whole number, typed."""

    def __init__(self, *, width: int | str | None = 4, **kwargs):
        super().__init__(**kwargs)
        self.width = width
        self.error_messages["invalid"] = f"{self.noun} must be a whole number"
        for limit in self.validators:
            bound = "or more" if isinstance(limit, MinValueValidator) else "or fewer"
            limit.message = f"{self.noun} must be %(limit_value)s {bound}"


class Choice(Asked, forms.ChoiceField):
    """Radios. ``hints`` maps a value to a sentence beneath it; ``inline`` sets two short answers side by side."""

    widget = forms.RadioSelect
    ask = "Select"

    def __init__(self, *, hints: dict | None = None, inline: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.hints, self.inline = hints or {}, inline
        self.error_messages["invalid_choice"] = "Select one of the answers shown"


class Select(Choice):
    """A drop-down list; only where there are too many answers for radios. ``empty`` is its first, blank line."""

    widget = forms.Select

    def __init__(self, *, empty: str | None = "Choose", choices=(), **kwargs):
        if empty is not None and not callable(choices):
            choices = [("", empty), *choices]
        super().__init__(choices=choices, **kwargs)


class ManyChoice(Asked, forms.MultipleChoiceField):
    """Checkboxes. ``exclusive`` is the value ("none of these") that clears the others."""

    widget = forms.CheckboxSelectMultiple
    ask = "Select"

    def __init__(self, *, hints: dict | None = None, exclusive: str | None = None, **kwargs):
        super().__init__(**kwargs)
        self.hints, self.exclusive = hints or {}, exclusive
        self.error_messages["invalid_choice"] = "Select from the answers shown"

    def clean(self, value):
        """Refuse "none of these" together with one of them."""
        chosen = super().clean(value)
        if self.exclusive in chosen and len(chosen) > 1:
            label = dict(self.choices).get(self.exclusive, self.exclusive)
            raise ValidationError(f"Select what applies, or “{label}”, not both", code="exclusive")
        return chosen


class Confirm(Asked, forms.BooleanField):
    """One box to tick."""

    @property
    def required_message(self) -> str:
        """``Confirm: I have told the family``."""
        return f"Tick the box to go on: “{self.label}”" if self.label else "Tick the box to go on"


class FileField(Asked, forms.FileField):
    """An upload; ``accept`` lists endings (".xlsx"), ``max_bytes`` limits the size."""

    ask = "Choose"

    def __init__(self, *, accept: tuple[str, ...] = (), max_bytes: int = 10_000_000, **kwargs):
        super().__init__(**kwargs)
        self.accept, self.max_bytes = accept, max_bytes
        self.error_messages["empty"] = "The file is empty"

    def clean(self, data, initial=None):
        """Check the ending and the size; what is inside is for the reader of the file."""
        file = forms.FileField.clean(self, data, initial)
        if data and self.accept and not data.name.lower().endswith(self.accept):
            raise ValidationError(f"The file must end in {' or '.join(self.accept)}", code="ending")
        if data and data.size > self.max_bytes:
            raise ValidationError(f"The file must be smaller than {self.max_bytes / 1e6:g} MB", code="size")
        return file


def need(form: forms.BaseForm, name: str, *, when: bool, says: str = "") -> None:
    """In a form's ``clean()``: a field with ``required=False`` that one answer makes necessary."""
    if when and name not in form.errors and form.cleaned_data.get(name) in form.fields[name].empty_values:
        bound = form.fields[name]
        form.add_error(name, ValidationError(says or getattr(bound, "required_message", "Enter an answer")))
