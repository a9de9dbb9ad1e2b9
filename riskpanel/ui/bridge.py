"""From Django's bound form fields to GOV.UK components: ``field(form["name"])`` and ``error_summary(form)``."""

from collections.abc import Iterator, Mapping

from django import forms
from django.forms.boundfield import BoundField
from markupsafe import Markup, escape

from riskpanel.ui.asked import lowered
from riskpanel.ui.components import component
from riskpanel.ui.widgets import MomentWidget, PartsWidget


def field(bound: BoundField, **over) -> Markup:
    """Draw a bound field with its label, hint, error and value.

    ``over`` may hold: label, hint, heading (the label is the page's h1), classes, rows, width, inline, small,
    autocomplete, inputmode, prefix, suffix, attributes, spellcheck, legend_classes, and
    conditional ``{value: html or names of fields}``.
    """
    for kinds, draw in DRAWERS:
        if isinstance(bound.field.widget, kinds):
            return draw(bound, over)
    raise TypeError(f"field() cannot draw {type(bound.field.widget).__name__} (of {bound.html_name})")


def questions(form: forms.BaseForm) -> Iterator[BoundField]:
    """The visible fields that no answer reveals: draw these in turn, and each draws those it reveals."""
    revealed = {
        name
        for asked in form.fields.values()
        for names in getattr(asked, "conditional", {}).values()
        if not isinstance(names, str)
        for name in names
    }
    return (bound for bound in form.visible_fields() if bound.name not in revealed)


def error_summary(*forms_: forms.BaseForm) -> Markup:
    """What is wrong, at the head of the page, each line a link to its input; nothing when nothing is wrong."""
    lines = [line for form in forms_ if form is not None for line in _error_lines(form)]
    if not lines:
        return Markup("")
    return component("error-summary", {"titleText": "There is a problem", "errorList": lines})


def _error_lines(form: forms.BaseForm) -> Iterator[dict]:
    for message in form.non_field_errors():
        yield {"text": str(message)}
    for name in [*form.fields, *(n for n in form.errors if n not in form.fields and n != "__all__")]:
        known = name in form.fields
        for message in messages(form[name]) if known else form.errors[name]:
            line = {"text": str(message)}
            if known and not form[name].is_hidden:
                line["href"] = f"#{error_target(form[name])}"
            yield line


def messages(bound: BoundField) -> list[str]:
    """The errors of a field, without full stops; Django's own words for a blank are made ours."""
    found = []
    for error in bound.form.errors.get(bound.name, forms.utils.ErrorList()).as_data():
        blank = error.code == "required" and error.message == forms.Field.default_error_messages["required"]
        texts = [f"Enter {lowered(str(bound.label))}"] if blank else [str(text) for text in error]
        found += [text.removesuffix(".") for text in texts]
    return found


def error_target(bound: BoundField) -> str:
    """The id of the input that an error of this field is about: of three date inputs, the one at fault."""
    if isinstance(bound.field.widget, PartsWidget):
        return f"{_id(bound)}_{(_parts_at_fault(bound) or bound.field.widget.parts)[0]}"
    return _id(bound)


def _id(bound: BoundField) -> str:
    return bound.auto_id or f"id_{bound.html_name}"


def _parts_at_fault(bound: BoundField) -> tuple[str, ...]:
    """The inputs that the first error names; all of them when it names none."""
    if not bound.errors:
        return ()
    error = bound.form.errors[bound.name].as_data()[0]
    parts = (error.params or {}).get("parts") if hasattr(error, "params") else None
    return tuple(parts or bound.field.widget.parts)


def _hint(bound: BoundField, over: Mapping) -> dict | None:
    hint = over.get("hint", getattr(bound.field, "hint", "") or bound.help_text)
    return _worded(hint) if hint else None


def _worded(text) -> dict:
    """Text is escaped; markup that says so (``__html__``) is not."""
    return {"html": escape(text)} if hasattr(text, "__html__") else {"text": str(text)}


def _label_text(bound: BoundField, over: Mapping):
    label = over.get("label", bound.label)
    if bound.field.required or over.get("optional") is False or isinstance(bound.field, forms.BooleanField):
        return label
    return label if "optional" in str(label).lower() else f"{label} (optional)"


def _common(bound: BoundField, over: Mapping) -> dict:
    """What every component takes."""
    heading = over.get("heading")
    params = {
        "id": _id(bound),
        "name": bound.html_name,
        "classes": over.get("classes", ""),
        "attributes": dict(over.get("attributes", {})),
        "label": {
            **_worded(_label_text(bound, over)),
            "classes": "govuk-label--l" if heading else over.get("label_classes", "govuk-label--s"),
            "isPageHeading": bool(heading),
        },
    }
    if hint := _hint(bound, over):
        params["hint"] = hint
    if bound.errors:
        params["errorMessage"] = {"text": ". ".join(messages(bound))}
    if bound.field.disabled:
        params["disabled"] = True
    return params


def _with_legend(params: dict) -> dict:
    """The same, for a component whose label is a legend."""
    label = params.pop("label")
    label["classes"] = label["classes"].replace("govuk-label", "govuk-fieldset__legend")
    return {**params, "idPrefix": params["id"], "fieldset": {"legend": label}}


def _text(value) -> str:
    return "" if value is None else str(value)


def _input(bound: BoundField, over: Mapping) -> Markup:
    params, widget = _common(bound, over), bound.field.widget
    number = isinstance(widget, forms.NumberInput)
    params["type"] = "text" if number else over.get("type", widget.input_type)
    params["value"] = "" if params["type"] == "password" else _text(bound.value())
    for key in ("autocomplete", "inputmode", "spellcheck", "prefix", "suffix"):
        value = over.get(key, widget.attrs.get(key))
        if value is not None:
            params[key] = {"text": value} if key in ("prefix", "suffix") else value
    if number:
        params.setdefault("inputmode", "numeric")
    if width := over.get("width", getattr(bound.field, "width", None)):
        params["classes"] += f" govuk-{'input--width' if isinstance(width, int) else '!-width'}-{width}"
    return component("input", params)


def _textarea(bound: BoundField, over: Mapping) -> Markup:
    params = _common(bound, over) | {
        "value": _text(bound.value()),
        "rows": str(over.get("rows", getattr(bound.field, "rows", 5))),
        "spellcheck": over.get("spellcheck", True),
    }
    if not getattr(bound.field, "count", False):
        return component("textarea", params)
    return component("character-count", params | {"maxlength": bound.field.max_length, "threshold": "75"})


def _select(bound: BoundField, over: Mapping) -> Markup:
    if bound.field.widget.allow_multiple_selected:
        raise TypeError(f"field() cannot draw a list of many (of {bound.html_name}): use ManyChoice")
    chosen = _text(bound.value())
    items = [{"value": v, "text": t, "selected": v == chosen} for v, t in _options(bound)]
    return component("select", _common(bound, over) | {"items": items})


def _options(bound: BoundField) -> list[tuple[str, str]]:
    """Every choice as texts; groups are laid flat, since GOV.UK's lists have none."""
    flat = []
    for value, label in bound.field.widget.choices:
        inner = label if isinstance(label, (list, tuple)) else [(value, label)]
        flat += [(_text(v), str(text)) for v, text in inner]
    return flat


def _items(bound: BoundField, over: Mapping, chosen: set[str]) -> list[dict]:
    conditional = over.get("conditional", getattr(bound.field, "conditional", {})) or {}
    hints = over.get("hints", getattr(bound.field, "hints", {})) or {}
    items = []
    for value, text in _options(bound):
        if value == "":
            continue
        item = {"value": value, "text": text, "checked": value in chosen}
        if value in hints:
            item["hint"] = _worded(hints[value])
        if value in conditional:
            item["conditional"] = {"html": _revealed(bound.form, conditional[value])}
        items.append(item)
    return items


def _revealed(form: forms.BaseForm, what) -> Markup:
    if isinstance(what, str):
        return escape(what)  # markup stays as it is, plain words do not become markup
    return Markup("\n").join(field(form[name], optional=False, label_classes="") for name in what)


def _radios(bound: BoundField, over: Mapping) -> Markup:
    params = _with_legend(_common(bound, over))
    params["items"] = _items(bound, over, {_text(bound.value())})
    params["classes"] += " govuk-radios--inline" if over.get("inline", getattr(bound.field, "inline", False)) else ""
    params["classes"] += " govuk-radios--small" if over.get("small") else ""
    return component("radios", params)


def _checkboxes(bound: BoundField, over: Mapping) -> Markup:
    params = _with_legend(_common(bound, over))
    params["items"] = _items(bound, over, {_text(v) for v in (bound.value() or ())})
    for item in params["items"]:
        if item["value"] == getattr(bound.field, "exclusive", None):
            item["behaviour"] = "exclusive"
    params["classes"] += " govuk-checkboxes--small" if over.get("small") else ""
    return component("checkboxes", params)


def _tick(bound: BoundField, over: Mapping) -> Markup:
    """One checkbox: its label is the box's own, so there is no legend."""
    params = _common(bound, over)
    label, hint = params.pop("label"), params.pop("hint", None)
    item = {"value": "on", "checked": bool(bound.value()), **{k: label[k] for k in ("text", "html") if k in label}}
    if hint:
        item["hint"] = hint
    conditional = over.get("conditional", getattr(bound.field, "conditional", {})) or {}
    if conditional:
        item["conditional"] = {"html": _revealed(bound.form, next(iter(conditional.values())))}
    params["classes"] += " govuk-checkboxes--small" if over.get("small") else ""
    return component("checkboxes", params | {"idPrefix": params["id"], "items": [item]})


def _file(bound: BoundField, over: Mapping) -> Markup:
    params = _common(bound, over)
    if accept := getattr(bound.field, "accept", ()):
        params["attributes"]["accept"] = ",".join(accept)
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        params["multiple"] = True
    return component("file-upload", params)


def _parts(bound: BoundField, over: Mapping) -> Markup:
    """Day, month, year and, for a moment, the time; only the inputs at fault are outlined."""
    params, widget = _with_legend(_common(bound, over)), bound.field.widget
    texts, wrong = widget.texts(bound.value()), _parts_at_fault(bound)
    params["items"] = [
        {
            "id": f"{_id(bound)}_{part}",
            "name": f"{bound.html_name}_{part}",
            "label": part.capitalize(),
            "value": texts[part],
            "classes": f"govuk-input--width-{2 if part in ('day', 'month') else 4}"
            + (" govuk-input--error" if part in wrong else ""),
            "inputmode": "text" if part == "time" else "numeric",
            **({"autocomplete": f"bday-{part}"} if over.get("autocomplete") == "bday" else {}),
        }
        for part in widget.parts
    ]
    params["classes"] += " rp-moment" if isinstance(widget, MomentWidget) else ""
    return component("date-input", params)


def _hidden(bound: BoundField, over: Mapping) -> Markup:
    return escape(bound.as_widget())


# The order matters: CheckboxSelectMultiple is a RadioSelect, which is a Select; a hidden input is an Input.
DRAWERS = (
    (PartsWidget, _parts),
    (forms.HiddenInput, _hidden),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.CheckboxInput, _tick),
    (forms.FileInput, _file),
    (forms.Textarea, _textarea),
    ((forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput), _input),
    (forms.Select, _select),
)
