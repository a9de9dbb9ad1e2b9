"""Which panel a referral reaches. The counting is the procedure's."""

from dataclasses import dataclass
from datetime import datetime

from riskpanel.partnership.calendar import next_sitting
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, Procedure, emergency_by
from riskpanel.procedure import forecast as reached
from riskpanel.procedure.calendar import many, said_at


@dataclass(frozen=True)
class Forecast:
    """The sitting that a referral reaches, with the last moment for it and the pre-panel that decides on
    it; each None where no such meeting is planned. `ordinary` is the first one ahead that was not called out
    of turn, whether or not the referral reaches it. `words` say it for the person who refers."""

    sitting: Sitting | None
    cut_off: datetime | None
    words: str
    pre_panel: Sitting | None = None
    ordinary: Sitting | None = None


def forecast(panel: Panel, received_at: datetime, emergency: bool = False) -> Forecast:
    """What becomes of a referral received at a moment. An emergency that a chair accepted reaches the
    next panel whatever its cut-off, or calls for one out of turn where that is too far ahead."""
    procedure = procedure_of(panel.procedure)
    calendar = Calendar(procedure.calendar)
    if emergency:
        return _emergency(panel, received_at, procedure, calendar)
    days = procedure.setting("referral_cutoff_wd")
    ahead = list(panel.sittings.filter(role="panel", cancelled=False, starts_at__gt=received_at))
    found = reached(received_at, [sitting.starts_at for sitting in ahead], calendar, days)
    sitting = next((one for one in ahead if one.starts_at == found.meeting), None)
    ordinary = next((one for one in ahead if not one.extraordinary), None)
    return Forecast(sitting, found.cut_off, found.words, _pre_panel(sitting), ordinary)


def _emergency(panel: Panel, received_at: datetime, procedure: Procedure, calendar: Calendar) -> Forecast:
    latest, days = emergency_by(procedure, received_at).at, procedure.setting("emergency_meeting_wd")
    sitting = next_sitting(panel, "panel", received_at)
    within = f"by {said_at(latest)} ({many(days, 'working day')})"
    if sitting is None:
        return Forecast(None, None, f"as an emergency it is heard {within}: no panel is planned, one is to be called")
    words = f"as an emergency it reaches the panel of {said_at(calendar.local(sitting.starts_at))}"
    if sitting.starts_at > latest:
        words += f"; it is to be heard {within}, so a panel out of turn is to be called"
    return Forecast(sitting, None, words, _pre_panel(sitting))


def _pre_panel(sitting: Sitting | None) -> Sitting | None:
    return sitting.pre_panels.filter(cancelled=False).first() if sitting else None
