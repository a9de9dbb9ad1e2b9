"""What several forms offer to choose from."""

from datetime import date
from typing import Any

from django.utils import timezone

from riskpanel.partnership.models import Agency, Panel
from riskpanel.partnership.reaching import at_work

YES_NO = [("yes", "Yes"), ("no", "No")]


def coded(lines: Any) -> list[tuple[str, str]]:
    """Parts of a procedure as choices."""
    return [(line.code, line.label) for line in lines]


def people(members: Any) -> list[tuple[str, str]]:
    """Members as choices: name, what they do, where."""
    return [(str(one.pk), f"{one.user.full_name}, {one.job_title} ({one.agency.name})") for one in members]


def working(panel: Panel, day: date | None = None) -> Any:
    """Everybody at work in the panel's partnership on a day, which is today where none is named; by name."""
    return at_work(panel.partnership, day or timezone.localdate()).order_by("user__full_name")


def agencies(panel: Panel) -> Any:
    """The agencies of the panel's partnership."""
    return Agency.objects.of(panel.partnership).filter(active=True).order_by("name")
