"""Threads of events that no record of another room stands behind: the child's own, the panel's own,
and that of an opening in an emergency. Each is what `moves.write` asks of a record, and no more."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.urls import NoReverseMatch, reverse

from riskpanel.access.models import User
from riskpanel.children.models import Child, Event
from riskpanel.partnership.models import Panel

OF_PANEL = frozenset({"panel_seats"})
"""Screens whose address names the panel."""
WHERE = {"procedures": "procedure"}
"""Screens of the procedure that another page stands in for, since everybody who owes the duty opens it."""


class Thread:
    """What every thread has: a kind, a panel, nobody of its own who owes what it owes."""

    THING = ""

    def owners(self, role: str) -> list[dict]:
        """Nobody of its own: whoever has the role at the panel."""
        return []

    def relations(self, user: User) -> set[str]:
        """No relation beyond what a person is at the panel."""
        return set()


@dataclass
class ChildThread(Thread):
    """What happens to the record of a child itself: registered, corrected, a lead named."""

    child: Child
    panel: Panel
    THING = "child"

    @property
    def thread(self) -> UUID:
        return self.child.pk

    def get_absolute_url(self) -> str:
        return reverse("child", args=[self.child.pk])

    def told(self, role: str, event: Event) -> list[dict] | None:
        """Whoever leads for the child hears in that role; any other is held at the panel."""
        if role != "lead_professional":
            return None
        return [{"user": self.child.lead.user}] if self.child.lead else []


@dataclass
class OpeningThread(Thread):
    """One opening of a child in an emergency; `child` is None where the reference was nobody's."""

    thread: UUID
    panel: Panel
    child: Child | None = None
    THING = "emergency_opening"

    def get_absolute_url(self) -> str:
        return reverse("emergency_opening", args=[self.thread])


@dataclass
class PanelThread(Thread):
    """What happens to the panel itself: set up, its membership reviewed, a procedure in force."""

    panel: Panel
    child: None = None
    THING = "panel"

    @property
    def thread(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"panel:{self.panel.pk}")

    def get_absolute_url(self) -> str:
        return self.url_of("procedure")

    def url_of(self, screen: str) -> str:
        """The address of a screen of the panel; the procedure's page where there is no such screen."""
        for name in (WHERE.get(screen, screen), "procedure"):
            try:
                return reverse(name, args=[self.panel.pk] if name in OF_PANEL else [])
            except NoReverseMatch:
                continue
        return ""
