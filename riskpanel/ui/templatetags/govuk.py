"""GOV.UK fields and components for allauth's pages, which are written in Django's own template language."""

from django import template
from markupsafe import Markup

from riskpanel.ui.bridge import error_summary, field
from riskpanel.ui.components import component
from riskpanel.ui.csp import JS_ENABLED_SNIPPET

register = template.Library()

TONES = {"success": "success", "error": "error", "warning": "warning"}


@register.simple_tag
def govuk_fields(form) -> Markup:
    """Every field of a form, hidden ones too."""
    if not form:
        return Markup("")
    return Markup("\n").join(field(bound, optional=bound.field.required) for bound in form)


@register.simple_tag
def govuk_errors(form) -> Markup:
    """The error summary of a form."""
    return error_summary(form) if form else Markup("")


@register.simple_tag
def govuk(name: str, **params) -> Markup:
    """A component with flat parameters: ``{% govuk "back-link" href="/" text="Back" %}``."""
    return component(name, params)


@register.simple_tag
def js_enabled() -> Markup:
    """The one inline script, to the letter."""
    return Markup(JS_ENABLED_SNIPPET)  # noqa: S704 - a constant of ours


@register.filter
def button_class(tags: list[str] | str | None) -> str:
    """The GOV.UK class of an allauth button, from its tags (absent: an empty string)."""
    tags = set(tags or ())
    if tags & {"danger", "delete"}:
        return "govuk-button govuk-button--warning"
    quiet = tags & {"secondary", "outline", "cancel", "link"}
    return "govuk-button govuk-button--secondary" if quiet else "govuk-button"


@register.filter
def flash_tone(tags: str) -> str:
    """A message's tags as one of our tones."""
    return next((TONES[tag] for tag in (tags or "").split() if tag in TONES), "info")
