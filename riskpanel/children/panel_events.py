"""What happens to a panel itself: it is set up, its membership is reviewed, a procedure comes into
force. The partnership's own room cannot write events, so whoever stands above it does so here."""

from datetime import date, datetime, time
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.duties import refresh
from riskpanel.children.models import Event
from riskpanel.children.moves import write
from riskpanel.children.threads import PanelThread
from riskpanel.partnership.models import InForce, Panel, Review
from riskpanel.partnership.reviews import happening_of, made
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar


def record_panel_event(
    panel: Panel, kind: str, *, by: User, at: datetime, note: str = "", data: dict[str, Any] | None = None
) -> Event:
    """Writes an event on the panel's own thread and works out anew what is owed on it."""
    return write(PanelThread(panel), kind, by=by, at=at, note=note, data=data)


@receiver(made)
def write_review(sender: Any, review: Review, **more: Any) -> None:
    """Writes the event of a review, which meets what was owed and starts the next; in its transaction."""
    panel = review.panel
    told = happening_of(review, panel, Calendar(procedure_of(panel.procedure).calendar))
    data = {"review": review.pk, **told.data}
    record_panel_event(panel, told.kind, by=review.by, at=min(told.at, review.at), note=review.outcome, data=data)


def catch_up(panel: Panel, today: date) -> int:
    """Writes the events of a panel's own history that are not written yet: its setting up, each version
    that came into force until `today`, each review. The number written; run twice, the second writes none."""
    thread, written = PanelThread(panel), 0
    known = Event.objects.filter(about=thread.THING, case=thread.thread)
    told = {event.data.get("line") for event in known if event.kind == "procedure_in_force"}
    lines = panel.history.filter(from_day__lte=today).select_related("procedure", "put_by").order_by("from_day", "pk")
    for line in lines:
        if not written and not known.filter(kind="panel_set_up").exists():
            record_panel_event(panel, "panel_set_up", by=line.put_by, at=_when(line))
            written += 1
        if line.pk not in told:
            review_on = procedure_of(line.procedure).identity.review_on
            data = {"line": line.pk, "procedure": line.procedure_id, "review_on": review_on}
            record_panel_event(panel, "procedure_in_force", by=line.put_by, at=_when(line), data=data)
            written += 1
    kept = {event.data.get("review") for event in known}
    for review in panel.reviews.exclude(pk__in=[key for key in kept if key]).select_related("by"):
        write_review(Review, review)
        written += 1
    refresh(thread)
    return written


def _when(line: InForce) -> datetime:
    """The first moment of the day from which a version is in force."""
    return timezone.make_aware(datetime.combine(line.from_day, time.min))
