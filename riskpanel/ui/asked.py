"""What every field of ours carries: a hint, the clause it serves, what it reveals, and words for its own errors."""

from django.core.exceptions import ValidationError

NUL = "\x00"


class Asked:
    """Mixed into a Django form field.

    ``hint``         a sentence under the label (``help_text`` serves too)
    ``clause``       the clause of the procedure that this answer serves; kept for whoever shows it
    ``conditional``  for choices: ``{"yes": ("reason",)}`` shows those fields of the form under that answer
    ``called``       the noun for error messages, where the label is a question: "Date of birth"
    """

    def __init__(self, *, hint: str = "", clause=None, conditional: dict | None = None, called: str = "", **kwargs):
        kwargs.setdefault("help_text", hint)
        super().__init__(**kwargs)
        self.hint, self.clause = hint or kwargs["help_text"], clause
        self.conditional, self.called = conditional or {}, called
        self._own_required = "required" in (kwargs.get("error_messages") or {})

    @property
    def noun(self) -> str:
        """What an error message calls the answer."""
        label = str(self.called or self.label or "")
        return "The answer" if not label or label.endswith("?") else label

    ask = "Enter"

    @property
    def required_message(self) -> str:
        """``Enter the reason``, or for a question ``Answer “…?”``."""
        label = str(self.called or self.label or "")
        if label.endswith("?"):
            return f"Answer “{label}”"
        return f"{self.ask} {lowered(label)}" if label else f"{self.ask} an answer"

    def validate(self, value) -> None:
        """As Django does, with words of ours for a blank."""
        try:
            super().validate(value)
        except ValidationError as error:
            if getattr(error, "code", None) != "required" or self._own_required:
                raise
            raise ValidationError(self.required_message, code="required") from None

    def clean(self, value):
        """Refuse a NUL character in words; PostgreSQL cannot store one."""
        if isinstance(value, str) and NUL in value:
            raise ValidationError(
                f"{self.noun} contains a character that cannot be stored. Delete what you pasted and type it",
                code="nul",
            )
        return super().clean(value)


def lowered(label: str) -> str:
    """The label in mid-sentence: ``Reason`` → ``reason``, while ``URN`` and ``NHS number`` stay."""
    first = label.split(" ", 1)[0]
    return label if len(first) > 1 and not first[1:].islower() else label[:1].lower() + label[1:]
