"""What a procedure with information returns or alerts must keep to beyond the form of each part."""

from collections.abc import Callable

from riskpanel.procedure.check_help import Findings, repeated_in, unknown
from riskpanel.procedure.model import Procedure
from riskpanel.procedure.reading import MISSING, Finding
from riskpanel.procedure.vocabulary import ROLES

THING, GIVEN = "information_return", "information_given"


def _returns(procedure: Procedure) -> Findings:
    returns = procedure.returns
    if returns is None:
        return
    sources = {section.source for kind in procedure.meetings for section in kind.sections}
    yield from unknown(returns.asks, sources, ("returns", "asks"), "where items of a section come from: ")
    labels = {one.code for one in procedure.labels}
    yield from unknown(returns.labels, labels, ("returns", "labels"), "a restriction: ")
    for key in ("answers", "kinds", "bases"):
        yield from repeated_in([one.code for one in getattr(returns, key)], ("returns", key), "code")
    for means in ("unknown", "shared"):
        if all(one.means != means for one in returns.answers):
            yield Finding(("returns", "answers"), MISSING, f"an answer that means {means}")
    if not any(one.about == THING and GIVEN in one.met_by for one in procedure.duties):
        yield Finding(("returns",), MISSING, f"a duty about {THING} that {GIVEN} meets")


def _alerts(procedure: Procedure) -> Findings:
    alerts = procedure.alerts
    if alerts is None:
        return
    yield from repeated_in([one.code for one in alerts.kinds], ("alerts", "kinds"), "code")
    for key in ("sends", "proposes"):
        yield from unknown(getattr(alerts, key), ROLES, ("alerts", key))


RETURN_CHECKS: tuple[Callable[[Procedure], Findings], ...] = (_returns, _alerts)
