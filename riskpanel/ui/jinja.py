"""The Jinja2 environment of every page; named in settings as ``riskpanel.ui.jinja.environment``."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import ChainableUndefined, ChoiceLoader, Environment
from markupsafe import Markup

from riskpanel.ui.bridge import error_summary, field, questions
from riskpanel.ui.components import component, govuk_loader
from riskpanel.ui.csp import JS_ENABLED_SNIPPET
from riskpanel.ui.undefined import LoudUndefined
from riskpanel.ui.words import FILTERS


def environment(**options) -> Environment:
    """Build the environment: Django's options, GOV.UK's macros beside our templates, our globals and filters.

    Misspelt names raise where ``RISKPANEL_STRICT_TEMPLATES`` says so (default: where ``DEBUG`` is on).
    """
    loud = getattr(settings, "RISKPANEL_STRICT_TEMPLATES", settings.DEBUG)
    options["loader"] = ChoiceLoader([options["loader"], govuk_loader()])
    options["undefined"] = LoudUndefined if loud else ChainableUndefined
    options.pop("autoescape", None)
    made = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, **options)
    made.globals |= GLOBALS
    made.filters |= FILTERS
    return made


def url(name: str, *args, **kwargs) -> str:
    """``url("child", reference)``: the path of a named view."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def htmx() -> Markup:
    """The script tag of htmx 2, from our own static files."""
    return htmx_script(version=2)


GLOBALS = {
    "static": static,
    "url": url,
    "field": field,
    "questions": questions,
    "error_summary": error_summary,
    "component": component,
    "htmx": htmx,
    "js_enabled_snippet": Markup(JS_ENABLED_SNIPPET),  # noqa: S704 - a constant of ours
}
