"""Giving sight of a child, and taking it away. Reasons and ends come from the procedure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.models import Child, Grant
from riskpanel.partnership.models import Agency, Panel, Seat
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, ends_of


def give(
    *,
    child: Child,
    sight: str,
    panel: Panel,
    by: User,
    at: datetime,
    user: User | None = None,
    seat: Seat | None = None,
    agency: Agency | None = None,
    panel_role: str = "",
    about: UUID | None = None,
) -> Grant:
    """Gives one holder the sight that the procedure calls `sight`, with its reason and an end.

    `about` limits it to one record (the concern, item, log entry or action). The same sight given
    again to the same holder is prolonged, not doubled. `panel_role` goes with the panel itself.
    """
    procedure = procedure_of(panel.procedure)
    line = procedure.sight(sight)
    ends_at = ends_of(line, {}, at, Calendar(procedure.calendar))
    holder: dict[str, Any] = {"user": user, "seat": seat, "agency": agency, "panel_role": panel_role}
    holder["panel"] = panel if panel_role else None
    same = Grant.objects.filter(child=child, sight=sight, about=about, ends_at__gt=at, **holder).first()
    if same:
        if ends_at > same.ends_at:
            same.ends_at = ends_at
            same.save(update_fields=["ends_at"])
            audit.record(action="grant", by=by, thing=f"{sight}:{line.scope}", children=[child], reason="prolonged")
        return same
    grant = Grant.objects.create(
        child=child,
        sight=sight,
        scope=line.scope,
        about=about,
        reason=line.reason,
        starts_at=at,
        ends_at=ends_at,
        given_by=by,
        **holder,
    )
    audit.record(action="grant", by=by, thing=f"{sight}:{line.scope}", children=[child])
    return grant


def give_seats(
    *, child: Child, sight: str, panel: Panel, seats: Iterable[Seat], by: User, at: datetime, about: UUID | None = None
) -> None:
    """Gives many seats the same sight of a child as `give` would give each, with one audit row."""
    procedure = procedure_of(panel.procedure)
    line = procedure.sight(sight)
    ends_at = ends_of(line, {}, at, Calendar(procedure.calendar))
    wanted = {seat.pk for seat in seats}
    had = Grant.objects.filter(child=child, sight=sight, about=about, ends_at__gt=at, seat__in=wanted)
    held = set(had.values_list("seat", flat=True))
    had.filter(ends_at__lt=ends_at).update(ends_at=ends_at)
    shared = {"child": child, "sight": sight, "scope": line.scope, "about": about, "reason": line.reason}
    shared |= {"partnership_id": child.partnership_id, "starts_at": at, "ends_at": ends_at, "given_by": by}
    Grant.objects.bulk_create(Grant(seat_id=seat, **shared) for seat in sorted(wanted - held))
    if wanted:
        audit.record(action="grant", by=by, thing=f"{sight}:{line.scope}", children=[child])


def give_agencies(
    *, child: Child, sight: str, panel: Panel, about: Mapping[Agency, UUID], by: User, at: datetime
) -> None:
    """Gives the contacts of many agencies the same sight of a child, each about a record of its own, with
    one audit row where anybody gained it."""
    procedure = procedure_of(panel.procedure)
    line = procedure.sight(sight)
    ends_at = ends_of(line, {}, at, Calendar(procedure.calendar))
    had = Grant.objects.filter(child=child, sight=sight, ends_at__gt=at, about__in=about.values())
    held = set(had.values_list("about", flat=True))
    shared = {"child": child, "sight": sight, "scope": line.scope, "reason": line.reason}
    shared |= {"partnership_id": child.partnership_id, "starts_at": at, "ends_at": ends_at, "given_by": by}
    fresh = [Grant(agency=agency, about=key, **shared) for agency, key in about.items() if key not in held]
    Grant.objects.bulk_create(fresh)
    if fresh:
        audit.record(action="grant", by=by, thing=f"{sight}:{line.scope}", children=[child])


def end(*, about: UUID, event: str, panel: Panel, at: datetime, by: User) -> int:
    """Shortens every grant about a record whose sight ends with `event`, given before it; the number
    shortened. None ends earlier than the event itself."""
    procedure = procedure_of(panel.procedure)
    calendar = Calendar(procedure.calendar)
    changed = 0
    for line in procedure.sights:
        if line.until.event != event:
            continue
        ends_at = ends_of(line, {event: at}, at, calendar)
        ending = Grant.objects.filter(about=about, sight=line.code, starts_at__lte=at, ends_at__gt=ends_at)
        children = list(ending.values_list("child_id", flat=True))
        if children:
            changed += ending.update(ends_at=ends_at, ended_by=by)
            audit.record(action="grant_end", by=by, thing=f"{line.code}:{line.scope}", children=children)
    return changed
