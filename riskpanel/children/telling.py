"""Tells people of an event as the procedure in force says: events make notices as they make duties."""

from typing import Any

from django.urls import reverse

from riskpanel.children.models import Child, Event, Recusal
from riskpanel.children.people import owners_of
from riskpanel.children.restrictions import reading_of
from riskpanel.partnership.models import Member
from riskpanel.partnership.notices import tell
from riskpanel.partnership.reaching import members_of, who_see_children
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import holds


def tell_of(record: Any, event: Event) -> None:
    """Writes the notices of an event on `record`'s thread; those who did it are not told."""
    procedure = procedure_of(record.panel.procedure)
    for line in procedure.tells_of(event.about, event.kind):
        if not holds(line.when, event.data) or (line.first and _again(event)):
            continue
        owners: dict[str, list[dict]] = {}
        for role in line.who:
            for owner in who_hears(record, role, event):
                owners.setdefault(owner.pop("path", "") or _path(record, line.screen), []).append(owner)
        for path, hearing in owners.items():
            _tell(record, line.kind, path, hearing, event)


def _tell(record: Any, kind: str, path: str, owners: list[dict], event: Event) -> None:
    panel, sitting = record.panel, getattr(record, "sitting", None)
    people = members_of(panel, owners, event.recorded_at)
    if event.child_id:
        people = _near(who_see_children(people, event.recorded_at), procedure_of(panel.procedure), event)
        people = _not_keeping_out(people, owners, event)
    child: Child | None = event.child
    tell(
        to=[member.user for member in people],
        kind=kind,
        panel=panel,
        path=path,
        reference=child.reference if child else "",
        child=child.pk if child else None,
        about=event.about,
        case=event.case,
        at=event.recorded_at,
        held_at=sitting.starts_at if sitting else None,
        by=event.by,
    )


def who_hears(record: Any, role: str, event: Event) -> list[dict]:
    """Who hears of an event in a role, as `members_of` takes it, with `path` where somebody has a page of
    their own: as the record says for its own events, whoever began it as its author, else whoever owes
    what that role owes."""
    own = getattr(record, "told", None)
    found = own(role, event) if own else None
    if found is not None:
        return [{"role": role, **one} for one in found]
    if role == "author" and not record.owners(role) and getattr(record, "created_by", None):
        return [{"role": role, "user": record.created_by}]
    return owners_of(record, role)


def _again(event: Event) -> bool:
    return Event.objects.filter(about=event.about, case=event.case, kind=event.kind).exclude(pk=event.pk).exists()


def _near(people: list[Member], procedure: Any, event: Event) -> list[Member]:
    """Those to whom the event's restriction does not hide that it exists."""
    if not event.label:
        return people
    holder = event.agency_id
    return [one for one in people if reading_of(procedure, event.label, holder, one.agency) != "hidden"]


def _not_keeping_out(people: list[Member], owners: list[dict], event: Event) -> list[Member]:
    """Those who do not keep out of the child; who is meant in person is, for their own work goes on."""
    meant = {one["user"].pk for one in owners if one.get("user")}
    closed = set(
        Recusal.objects.filter(ended_at=None, child=event.child_id, user__in=[one.user_id for one in people])
        .exclude(user__in=meant)
        .values_list("user", flat=True)
    )
    return [one for one in people if one.user_id not in closed]


def _path(record: Any, screen: str) -> str:
    url_of = getattr(record, "url_of", None)
    return (url_of(screen) if url_of else record.get_absolute_url()) or reverse("desk")
