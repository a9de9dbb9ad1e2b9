"""Where a partnership's Single View stands."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from riskpanel.partnership.models import Partnership

ENGINES = ("ibis", "duckdb", "pyarrow", "splink")


def has_engines() -> bool:
    """Whether the Single View's engines are installed; a panel that works by referral needs none."""
    return all(find_spec(name) for name in ENGINES)


def store_of(partnership: Partnership) -> Any:
    """The partnership's own store, a folder that no other partnership shares. ImportError without the engines."""
    from riskpanel.singleview.store import Store

    return Store(Path(settings.RISKPANEL_DATA) / "singleview" / str(partnership.pk))
