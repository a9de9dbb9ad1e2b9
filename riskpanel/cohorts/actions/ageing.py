"""The birthday on which the panel's ages end for a listed child comes near: it is told in good time."""

from datetime import datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.children.moves import write
from riskpanel.cohorts.facts import procedure_for, scope_of, today_of
from riskpanel.cohorts.models import Listing
from riskpanel.cohorts.models.listings import LIVE
from riskpanel.partnership.models import Panel
from riskpanel.ui.words import day

NEAR = "scope_end_near"


@transaction.atomic
def warn_of_scope_ends(*, panel: Panel, at: datetime) -> int:
    """Tells of every listed child for whom the panel's ages end soon; how many. Run twice, the second
    tells of none. It is told in the name of whoever put the procedure in force at the panel."""
    if procedure_for(panel).listing is None:
        return 0
    rule = panel.history.select_related("put_by").order_by("-from_day", "-pk").first()
    if rule is None:
        return 0
    listed = Listing.objects.filter(panel=panel, state__in=LIVE).select_related("child__circumstances", "child__lead")
    told = 0
    for listing in listed:
        listing.panel = panel
        told += tell_scope_end(listing, by=rule.put_by, at=at) is not None
    return told


@transaction.atomic
def tell_scope_end(listing: Listing, *, by: User, at: datetime) -> Event | None:
    """Writes that the end of the panel's ages is near, once for each such day; and where a day was told
    that no longer holds, the new one. None where there is nothing to tell."""
    found = scope_of(listing.panel, listing.child, today_of(listing.panel, at))
    if found.ends_on is None:
        return None
    events = Event.objects.filter(about=Listing.THING, case=listing.pk, kind=NEAR).order_by("-at", "-pk")
    last = events.values_list("data", flat=True).first()
    before = last.get("scope_ends_on") if last else None
    if before == found.ends_on.isoformat() or not (found.ending or before):
        return None
    note = (
        "" if found.ending else f"What was told before no longer holds: the panel's ages end on {day(found.ends_on)}."
    )
    return write(listing, NEAR, by=by, at=at, note=note, data={"scope_ends_on": found.ends_on})
