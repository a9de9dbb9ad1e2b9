"""Whether the engines of the Single View are installed. A panel that works by referral needs none of them."""

from importlib.util import find_spec

ENGINES = ("duckdb", "ibis", "pyarrow", "sqlglot")
MISSING = "The Single View needs its engines: pip install 'riskpanel[singleview]'"


class EnginesMissing(Exception):
    """The extra is not installed; the words say how to get it."""


def need(names: tuple[str, ...] = ENGINES) -> None:
    """Raises EnginesMissing unless each of the engines can be imported."""
    if any(find_spec(name) is None for name in names):
        raise EnginesMissing(MISSING)
