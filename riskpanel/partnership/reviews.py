"""What a panel owes to itself: the review of its seats and of its procedure. The counting is the procedure's."""

from collections.abc import Sequence
from datetime import date, time

from django.dispatch import Signal

from riskpanel.partnership.models import InForce, Panel, Review
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, Happening, Owed, duties

made = Signal()
"""Sent with `review` in the transaction of a new review: rooms above write what follows from it."""


def owed(panel: Panel, history: Sequence[InForce] | None = None) -> tuple[Owed, ...]:
    """The duties about the panel itself, met ones too; `procedure.state_of` says how each stands.
    `history` are the panel's lines of `InForce`, where the caller has them."""
    procedure = procedure_of(panel.procedure)
    calendar = Calendar(procedure.calendar)
    reviewed = [happening_of(one, panel, calendar) for one in panel.reviews.all()]
    return duties(procedure, "panel", _set_up(panel, calendar, history) + reviewed, calendar)


def open_ones(panel: Panel, history: Sequence[InForce] | None = None) -> list[Owed]:
    """Those of `owed` that somebody still owes."""
    return [one for one in owed(panel, history) if one.open]


def _set_up(panel: Panel, calendar: Calendar, history: Sequence[InForce] | None) -> list[Happening]:
    found = panel.history.select_related("procedure") if history is None else history
    lines = sorted(found, key=lambda line: (line.from_day, line.pk))
    happened = [
        Happening(
            "procedure_in_force",
            calendar.moment(line.from_day, time()),
            {"review_on": procedure_of(line.procedure).identity.review_on.isoformat()},
        )
        for line in lines
    ]
    return [Happening("panel_set_up", line.put_at) for line in lines[:1]] + happened


def happening_of(review: Review, panel: Panel, calendar: Calendar) -> Happening:
    """A review as the procedure counts it: at noon of its day; that of the procedure names the day of the next."""
    at = calendar.moment(review.done_on, time(12))
    if review.about == Review.About.MEMBERSHIP:
        return Happening("membership_reviewed", at)
    months = procedure_of(panel.procedure).identity.review_every_months
    return Happening("procedure_in_force", at, {"review_on": _next(review.done_on, months, calendar)})


def _next(done_on: date, months: int, calendar: Calendar) -> str:
    return calendar.add_months(done_on, months).day.isoformat()
