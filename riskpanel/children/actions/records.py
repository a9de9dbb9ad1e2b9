"""Verbs about a child's own record: register, name the lead professional, correct, restrict, open
in an emergency."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.mine import Mine
from riskpanel.children.models import Child, DutyOwner, Event, RestrictedNote
from riskpanel.children.moves import Changed, Refused, write
from riskpanel.children.references import as_typed, new_reference
from riskpanel.children.threads import ChildThread, OpeningThread
from riskpanel.partnership.models import Agency, Member, Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, ends_of

CORRECTABLE = frozenset(
    {
        "given_name", "family_name", "known_as", "born_on", "birth_estimated", "sex", "ethnicity", "has_send", "upn",
        "nhs_number", "address", "address_withheld", "school", "open_to", "responsible_authority",
    }
)  # fmt: skip


@transaction.atomic
def register(*, panel: Panel, by: User, at: datetime, given_name: str, family_name: str, **fields: Any) -> Child:
    """Makes a child known to the panel's partnership, under a reference that says nothing of them.

    It gives nobody sight: whoever registers a child is given sight by the act that made it needful.
    """
    taken = Child.objects.filter(partnership=panel.partnership_id).values_list("reference", flat=True)
    child = Child.objects.create(
        partnership_id=panel.partnership_id,
        reference=new_reference(set(taken)),
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        created_at=at,
        created_by=by,
        **fields,
    )
    write(ChildThread(child, panel), "child_registered", by=by, at=at)
    return child


@transaction.atomic
def name_lead(*, child: Child, lead: Member, panel: Panel, by: User, at: datetime) -> Child:
    """Names the lead professional: the old lead's sight by that ends, the new lead's begins, and what
    the lead owes goes over to them. Raises Refused for somebody of another partnership or who left."""
    if lead.agency.partnership_id != child.partnership_id or (lead.ends_on and lead.ends_on < at.date()):
        raise Refused("Choose somebody who works for an agency of this partnership.")
    held = Child.objects.select_for_update().get(pk=child.pk)
    if held.lead_id != lead.pk:
        held.lead = lead
        held.version += 1
        held.save(update_fields=["lead", "version"])
        write(ChildThread(held, panel), "lead_changed", by=by, at=at, data={"lead": lead.pk})
        DutyOwner.objects.filter(duty__child=held, duty__met_at=None, role="lead_professional").exclude(
            user=None
        ).update(user=lead.user)
    grants.give(child=held, sight="lead_professional", panel=panel, by=by, at=at, user=lead.user, about=held.pk)
    child.lead, child.version = lead, held.version
    return child


@transaction.atomic
def hand_lead(*, child: Child, lead: Member, panel: Panel, by: User, at: datetime) -> Child:
    """Names the lead professional as a person asks for it. A lead sees the whole child, so it is refused
    to those who could open the child to themselves or others by it."""
    held = Child.objects.select_related("lead__line_manager").get(pk=child.pk)
    mine = Mine(by, held, at)
    if lead.user_id == by.pk and not (mine.whole_by_part or mine.began_it):
        raise Refused("Somebody else must name you: ask your line manager or social care.")
    if not mine.may_name_lead:
        raise Refused("Somebody else must name the lead: ask the child's lead, your line manager or social care.")
    return name_lead(child=child, lead=lead, panel=panel, by=by, at=at)


@transaction.atomic
def correct_details(*, child: Child, version: int, by: User, at: datetime, **fields: Any) -> Child:
    """Corrects what is written about the child. Raises Changed when somebody else did so since
    `version`; the event says which fields changed, and not what they said."""
    if unknown := set(fields) - CORRECTABLE:
        raise TypeError(f"Not to be corrected here: {', '.join(sorted(unknown))}")
    held = Child.objects.select_for_update().get(pk=child.pk)
    if held.version != version:
        raise Changed(held)
    changed = sorted(name for name, value in fields.items() if getattr(held, name) != value)
    if not changed:
        return held
    for name in changed:
        setattr(held, name, fields[name])
    held.version += 1
    held.save(update_fields=[*changed, "version"])
    write(ChildThread(held, by.standing.panel), "details_corrected", by=by, at=at, data={"fields": changed})
    return held


@transaction.atomic
def add_restricted_note(
    *, child: Child, about: str, label: str, text: str, held_by: Agency, panel: Panel, by: User, at: datetime
) -> RestrictedNote:
    """Keeps something that only some may read. Raises Refused for a restriction that the procedure
    does not have, and for an agency that is not the writer's own."""
    if label not in {line.code for line in procedure_of(panel.procedure).labels}:
        raise Refused("Choose who may read it.")
    if by.standing.agency is None or by.standing.agency.pk != held_by.pk:
        raise Refused("A restricted note is held by the agency of the person who writes it.")
    note = RestrictedNote.objects.create(
        child=child, about=about, label=label, text=text, held_by=held_by, written_by=by, written_at=at
    )
    write(ChildThread(child, panel), "restricted_note_added", by=by, at=at, label=label)
    return note


@dataclass(frozen=True)
class Opening:
    """What somebody who opened in an emergency is told: until when, and nothing of whether the
    reference was anybody's. `child` is for the program, not for the person."""

    until: datetime
    case: uuid.UUID
    child: Child | None


@transaction.atomic
def open_in_emergency(*, child_reference: str, reason: str, panel: Panel, by: User, at: datetime) -> Opening:
    """Opens a child for a short time, with a reason that the chairs are told at once.

    A reference that is nobody's leads to the same words, is told to the chairs too, and leaves a row
    in the audit trail. Raises Refused without a reason, and for people whose role opens no child.
    """
    standing = by.standing
    if standing.sees_no_child or standing.partnership.pk != panel.partnership_id:
        raise Refused("Your role opens no child's record.")
    if not reason.strip():
        raise Refused("Say why you must open it now.")
    lately = Event.objects.filter(about=OpeningThread.THING, kind="opened_in_emergency", by=by)
    if lately.filter(at__gt=at - timedelta(hours=1), at__lte=at).count() >= settings.RISKPANEL_EMERGENCIES_AN_HOUR:
        raise Refused("You opened several children within the hour. Call the co-chairs, or the numbers above.")
    procedure = procedure_of(panel.procedure)
    child = Child.objects.filter(partnership=panel.partnership_id, reference=as_typed(child_reference)).first()
    until = ends_of(procedure.sight("break_glass"), {}, at, Calendar(procedure.calendar))
    opening = OpeningThread(uuid.uuid4(), panel, child)
    if child:
        grants.give(child=child, sight="break_glass", panel=panel, by=by, at=at, user=by)
    else:
        audit.record(action="break_glass", by=by, thing="child:unknown", decision="refused", reason="no_such_reference")
    data = {"until": until, "reference": as_typed(child_reference)[:12]}
    write(opening, "opened_in_emergency", by=by, at=at, note=reason.strip(), data=data)
    return Opening(until, opening.thread, child)


@transaction.atomic
def look_at_opening(*, case: uuid.UUID, note: str, by: User, at: datetime) -> Event:
    """A co-chair looked at an opening in an emergency and writes what they make of it. Raises Refused
    for anybody else, and for somebody who would look at an opening of their own."""
    opened = Event.objects.select_related("panel__procedure", "child").get(
        about=OpeningThread.THING, case=case, kind="opened_in_emergency"
    )
    if "co_chair" not in by.standing.roles_at(opened.panel_id) or by.standing.sees_no_child:
        raise Refused("This is for a co-chair.")
    if opened.by_id == by.pk:
        raise Refused("Somebody else must look at an opening of your own.")
    thread = OpeningThread(case, opened.panel, opened.child)
    return write(thread, "emergency_opening_seen", by=by, at=at, note=note.strip())
