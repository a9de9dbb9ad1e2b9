"""What a written procedure says, and what follows from it: days, duties, lifecycles, checklists.

Plain Python: no web framework, no database, no clock of its own.
"""

from riskpanel.procedure.calendar import Calendar, Counted
from riskpanel.procedure.checklists import (
    Answer,
    Comparison,
    Instrument,
    Scored,
    compare,
    load_instrument,
    score,
)
from riskpanel.procedure.duties import Happening, Owed, duties, holds, reminders, state_of
from riskpanel.procedure.lifecycles import GateResult, Ruling, gate_results, judge, moves_from, rule, target
from riskpanel.procedure.loading import box, boxed, load_kept, load_procedure, load_text
from riskpanel.procedure.model import Procedure
from riskpanel.procedure.problems import Problem, ProcedureError
from riskpanel.procedure.recurrence import Forecast, dates, emergency_by, forecast
from riskpanel.procedure.sights import ends_of
from riskpanel.procedure.tells import GROUPS, NOTICE_KINDS, sentence

__all__ = [
    "GROUPS",
    "NOTICE_KINDS",
    "Answer",
    "Calendar",
    "Comparison",
    "Counted",
    "Forecast",
    "GateResult",
    "Happening",
    "Instrument",
    "Owed",
    "Problem",
    "Procedure",
    "ProcedureError",
    "Ruling",
    "Scored",
    "box",
    "boxed",
    "compare",
    "dates",
    "duties",
    "emergency_by",
    "ends_of",
    "forecast",
    "gate_results",
    "holds",
    "judge",
    "load_instrument",
    "load_kept",
    "load_procedure",
    "load_text",
    "moves_from",
    "reminders",
    "rule",
    "score",
    "sentence",
    "state_of",
    "target",
]
