"""GOV.UK components called by name, from Python and from either template language."""

from functools import cache

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

PREFIX = "govuk_frontend_jinja"


def govuk_loader() -> PrefixLoader:
    """Finds ``govuk_frontend_jinja/components/…`` inside the installed package."""
    return PrefixLoader({PREFIX: PackageLoader(PREFIX)})


@cache
def govuk_environment() -> Environment:
    """An environment for the GOV.UK macros alone; they lean on undefined names being empty."""
    return Environment(
        loader=govuk_loader(),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _macro(name: str):
    template = govuk_environment().get_template(f"{PREFIX}/components/{name}/macro.html")
    return getattr(template.module, "govuk" + "".join(part.capitalize() for part in name.split("-")))


def component(name: str, params: dict | None = None) -> Markup:
    """Render a GOV.UK component: ``component("button", {"text": "Save"})``."""
    return _macro(name)(params or {}).strip()
