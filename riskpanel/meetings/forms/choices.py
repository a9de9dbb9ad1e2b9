"""What several forms offer to choose from."""

from typing import Any

from django.utils import timezone

from riskpanel.partnership.models import Agency, Member, Panel, holding

YES_NO = [("yes", "Yes"), ("no", "No")]


def coded(lines: Any) -> list[tuple[str, str]]:
    """Parts of a procedure as choices."""
    return [(line.code, line.label) for line in lines]


def people(members: Any) -> list[tuple[str, str]]:
    """Members as choices: name, what they do, where."""
    return [(str(one.pk), f"{one.user.full_name}, {one.job_title} ({one.agency.name})") for one in members]


def working(panel: Panel) -> Any:
    """Everybody who works for an agency of the panel's partnership today."""
    found = Member.objects.of(panel.partnership).filter(holding(timezone.localdate()))
    return found.filter(agency__active=True).select_related("user", "agency").order_by("user__full_name")


def agencies(panel: Panel) -> Any:
    """The agencies of the panel's partnership."""
    return Agency.objects.of(panel.partnership).filter(active=True).order_by("name")
