"""Who reads what carries a restriction. Those who may not read that it exists and who holds it,
unless the restriction hides even that."""

from typing import Literal

from django.db.models import Q

from riskpanel.partnership.models import Agency
from riskpanel.procedure import Procedure

Reading = Literal["open", "held", "hidden"]


def reading_of(procedure: Procedure, label: str, holder: int | None, reader: Agency | None) -> Reading:
    """How somebody of the agency `reader` meets text labelled `label` that the agency `holder` holds.
    A label that the procedure no longer has is kept closed."""
    if not label:
        return "open"
    line = next((one for one in procedure.labels if one.code == label), None)
    if line is None or reader is None:
        return "held"
    if reader.sector in line.sectors or (line.own_agency and holder == reader.pk):
        return "open"
    return "hidden" if line.hidden else "held"


def not_hidden(procedure: Procedure, reader: Agency | None, holder: str = "agency") -> Q:
    """Rows of which the reader may at least know; `holder` is the field of the holding agency."""
    hidden = Q()
    for line in procedure.labels:
        if line.hidden and not (reader and reader.sector in line.sectors):
            mine = Q(**{holder: reader.pk}) if reader and line.own_agency else Q(pk__in=[])
            hidden |= Q(label=line.code) & ~mine
    return ~hidden if hidden else Q()


def may_be_minuted(procedure: Procedure, label: str) -> bool:
    """Whether text labelled `label` may enter the minutes of a meeting. A label that the procedure no longer
    has keeps it out."""
    if not label:
        return True
    line = next((one for one in procedure.labels if one.code == label), None)
    return line is not None and line.minuted
