"""What a panel owes to itself: the review of its seats and of its procedure. The counting is the procedure's."""

from collections.abc import Sequence
from datetime import date, time

from riskpanel.partnership.models import InForce, Panel, Review
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, Happening, Owed, duties


def owed(panel: Panel, history: Sequence[InForce] | None = None) -> tuple[Owed, ...]:
    """The duties about the panel itself, met ones too; `procedure.state_of` says how each stands.
    `history` are the panel's lines of `InForce`, where the caller has them."""
    procedure = procedure_of(panel.procedure)
    calendar = Calendar(procedure.calendar)
    return duties(procedure, "panel", _set_up(panel, calendar, history) + _reviewed(panel, calendar), calendar)


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


def _reviewed(panel: Panel, calendar: Calendar) -> list[Happening]:
    months = procedure_of(panel.procedure).identity.review_every_months
    happened = []
    for review in panel.reviews.all():
        at = calendar.moment(review.done_on, time(12))
        if review.about == Review.About.MEMBERSHIP:
            happened.append(Happening("membership_reviewed", at))
        else:
            happened.append(Happening("procedure_in_force", at, {"review_on": _next(review.done_on, months, calendar)}))
    return happened


def _next(done_on: date, months: int, calendar: Calendar) -> str:
    return calendar.add_months(done_on, months).day.isoformat()
