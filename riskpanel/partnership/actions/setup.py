"""Setting up a partnership and its agencies."""

from typing import Any

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.partnership.models import Agency, Partnership


@transaction.atomic
def found_partnership(
    *, name: str, by: User, area: str = "", phones: list[dict] | None = None, links: list[dict] | None = None
) -> Partnership:
    """Starts a partnership. `phones` are its child-protection numbers, each {label, number, when}."""
    partnership = Partnership.objects.create(name=name, area=area, phones=phones or [], links=links or [])
    audit.record(action="change", by=by, thing="partnership:founded")
    return partnership


@transaction.atomic
def change_partnership(*, partnership: Partnership, name: str, area: str, phones: list[dict], by: User) -> Partnership:
    """Changes the partnership's name, area and child-protection numbers."""
    partnership.name, partnership.area, partnership.phones = name, area, phones
    partnership.save(update_fields=["name", "area", "phones"])
    audit.record(action="change", by=by, thing=f"partnership:{partnership.pk}:changed")
    return partnership


@transaction.atomic
def add_agency(*, partnership: Partnership, name: str, kind: str, sector: str, by: User, **more: Any) -> Agency:
    """Adds an agency; `kind` and `sector` are those of the procedure's agencies."""
    agency = Agency.objects.create(partnership=partnership, name=name, kind=kind, sector=sector, **more)
    audit.record(action="change", by=by, thing=f"agency:{agency.pk}:added")
    return agency


@transaction.atomic
def change_agency(*, agency: Agency, by: User, **fields: Any) -> Agency:
    """Changes an agency; with `active=False` it is offered nowhere any more, and its people keep their
    places until each is ended."""
    for name, value in fields.items():
        setattr(agency, name, value)
    agency.save(update_fields=list(fields))
    audit.record(action="change", by=by, thing=f"agency:{agency.pk}:changed", fields=fields)
    return agency
