"""Children whom another authority placed in the area: is a strategy for their risk in place?"""

from datetime import date, datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused, apply, write
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts
from riskpanel.plans.models import PlacedChild


@transaction.atomic
def note_placed_child(
    *,
    panel: Panel,
    child: Child,
    placing_authority: str,
    setting: str,
    risk: str,
    by: User,
    at: datetime,
    contact_name: str = "",
    contact_email: str = "",
    placed_on: date | None = None,
) -> PlacedChild:
    """Notes a child placed here by another authority, with the risk; its authority is to be asked."""
    _known_setting(panel, setting)
    if not placing_authority.strip() or not risk.strip():
        raise Refused("Name the placing authority and say what the risk is.")
    live = PlacedChild.objects.filter(panel=panel, child=child).exclude(state="ended")
    if live.exists():
        raise Refused(f"{child.reference} is in the register already.")
    placed = PlacedChild.objects.create(
        panel=panel,
        child=child,
        placing_authority=placing_authority.strip(),
        contact_name=contact_name,
        contact_email=contact_email,
        setting=setting,
        placed_on=placed_on,
        risk=risk.strip(),
        state=procedure_of(panel.procedure).lifecycle(PlacedChild.THING).start,
        created_at=at,
        created_by=by,
    )
    about = {"child": child, "sight": "placed_keeper", "panel": panel, "about": placed.pk, "by": by, "at": at}
    grants.give(panel_role="coordinator", **about)
    for seat in panel.seats.filter(chairs=True, retired=False):
        grants.give(seat=seat, **about)
    write(placed, "placement_noted", by=by, at=at)
    return placed


def _known_setting(panel: Panel, setting: str) -> None:
    if setting not in {one.code for one in procedure_of(panel.procedure).placement_settings}:
        raise Refused("Choose where the child lives.")


@transaction.atomic
def ask_placing_authority(*, placed: PlacedChild, by: User, at: datetime) -> PlacedChild:
    """The request went to the placing authority; it has its time to answer."""
    apply(placed, "request", by=by, at=at)
    placed.answered_on = None
    placed.save(update_fields=["answered_on"])
    return placed


@transaction.atomic
def chase_placing_authority(*, placed: PlacedChild, by: User, at: datetime, note: str = "") -> PlacedChild:
    """The placing authority is chased, and its time runs anew."""
    apply(placed, "chase", by=by, at=at, note=note)
    return placed


@transaction.atomic
def confirm(*, placed: PlacedChild, evidence: str, by: User, at: datetime) -> PlacedChild:
    """The placing authority confirms that a strategy is in place; the evidence says who and what."""
    apply(placed, "confirm", by=by, at=at, facts={"evidence": evidence}, note=evidence)
    placed.evidence = evidence
    placed.answered_on = facts.calendar_of(placed.panel).day_of(at)
    placed.save(update_fields=["evidence", "answered_on"])
    return placed


@transaction.atomic
def not_confirmed(*, placed: PlacedChild, note: str, by: User, at: datetime) -> PlacedChild:
    """The placing authority answers that no strategy is in place."""
    apply(placed, "report_missing", by=by, at=at, facts={"note": note}, note=note)
    placed.answered_on = facts.calendar_of(placed.panel).day_of(at)
    placed.save(update_fields=["answered_on"])
    return placed


@transaction.atomic
def escalate(*, placed: PlacedChild, note: str, by: User, at: datetime) -> PlacedChild:
    """No answer, or none good enough: it goes up, and the note says to whom and why."""
    apply(placed, "escalate", by=by, at=at, facts={"note": note}, note=note, data=_until_next_panel(placed, at))
    return placed


@transaction.atomic
def review_placed(*, placed: PlacedChild, note: str, by: User, at: datetime) -> PlacedChild:
    """A child for whom no strategy is confirmed was looked at again; the next look is at the next panel."""
    apply(placed, "review", by=by, at=at, facts={"note": note}, note=note, data=_until_next_panel(placed, at))
    return placed


def _until_next_panel(placed: PlacedChild, at: datetime) -> dict[str, datetime | None]:
    return {"next_meeting_at": facts.next_panel(placed.panel, at)}


@transaction.atomic
def change_placement(
    *, placed: PlacedChild, setting: str, by: User, at: datetime, placed_on: date | None = None, note: str = ""
) -> PlacedChild:
    """The child moved to another placement in the area; the placing authority is to be asked anew."""
    _known_setting(placed.panel, setting)
    if placed.state == "ended":
        raise Refused("This placement has ended: note the child anew.")
    if not by.standing.roles_at(placed.panel_id) & {"co_chair", "coordinator"}:
        raise Refused("This is for the coordinator and the co-chairs.")
    placed.setting, placed.placed_on = setting, placed_on or placed.placed_on
    placed.save(update_fields=["setting", "placed_on"])
    write(placed, "placement_changed", by=by, at=at, note=note)
    return placed


@transaction.atomic
def end_placement(*, placed: PlacedChild, by: User, at: datetime, note: str = "") -> PlacedChild:
    """The child no longer lives in the area."""
    apply(placed, "end", by=by, at=at, note=note)
    return placed
