"""Whether a child is known already."""

from datetime import date

from riskpanel.children.models import Child
from riskpanel.partnership.models import Panel


def same_child(panel: Panel, given_name: str, family_name: str, born_on: date | None) -> Child | None:
    """The child of the partnership with exactly this name (whatever the case) and birth date; None
    without a birth date. For actions only: nobody is shown what it finds."""
    if born_on is None:
        return None
    asked = _folded(given_name, family_name)
    known = Child.objects.filter(partnership=panel.partnership_id, born_on=born_on).order_by("created_at")
    return next((child for child in known if _folded(child.given_name, child.family_name) == asked), None)


def _folded(*names: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()).casefold() for name in names)
