"""Templates that speak up: a misspelt name fails by name instead of printing nothing."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import ChainableUndefined, UndefinedError, meta
from jinja2.utils import missing

from riskpanel.ui.components import PREFIX, govuk_environment


@cache
def optional_names() -> frozenset[str]:
    """Names that GOV.UK's own templates look for in the context and may not find."""
    environment, names = govuk_environment(), {"caller"}
    loader = environment.loader
    for name in loader.list_templates():
        if name.startswith(PREFIX) and Path(name).suffix == ".html":
            source, _, _ = loader.get_source(environment, name)
            names |= meta.find_undeclared_variables(environment.parse(source))
    return frozenset(names)


class LoudUndefined(ChainableUndefined):
    """Raises when used.

    Silent: a key or place that a mapping or list lacks, and a name that GOV.UK's macros treat as optional.
    ``is defined`` and ``default`` stay silent, so that a template can say that a name is optional.
    """

    def _is_quiet(self) -> bool:
        obj = self._undefined_obj
        if obj is missing:
            return self._undefined_hint is not None or self._undefined_name in optional_names()
        return obj is None or isinstance(obj, Mapping | str | list | tuple | ChainableUndefined)

    def _speak_up(self) -> None:
        if not self._is_quiet():
            raise UndefinedError(self._undefined_message)

    def __str__(self) -> str:
        self._speak_up()
        return super().__str__()

    def __html__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        self._speak_up()
        return super().__bool__()

    def __len__(self) -> int:
        self._speak_up()
        return super().__len__()

    def __iter__(self):
        self._speak_up()
        return super().__iter__()

    def __getattr__(self, name: str):
        if not name.startswith("__"):
            self._speak_up()
        return super().__getattr__(name)

    def __getitem__(self, key):
        self._speak_up()
        return self

    def __eq__(self, other: object) -> bool:
        self._speak_up()
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = ChainableUndefined.__hash__
