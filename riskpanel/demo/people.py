"""The invented partnership: agencies, people, seats and roles, from `story/people.yml`."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from riskpanel.access.models import User
from riskpanel.partnership import actions
from riskpanel.partnership.models import Agency, Member, Panel, Partnership
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure, box

STORY = Path(__file__).parent / "story"
BEFORE = timedelta(days=400)


@cache
def people_file(name: str = "people") -> dict[str, Any]:
    """What `people.yml`, or the people's file of another borough, says."""
    return yaml.safe_load((STORY / f"{name}.yml").read_text(encoding="utf-8"))


@dataclass
class Company:
    """The people of the story, by their keys."""

    partnership: Partnership
    panel: Panel
    founder: User
    agencies: dict[str, Agency] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def procedure(self) -> Procedure:
        return procedure_of(self.panel.procedure)


@transaction.atomic
def gather(now: datetime, told: dict[str, Any] | None = None) -> Company:
    """Makes the partnership, its agencies and everybody in them, as if set up 400 days before `now`.
    `told` is what `people.yml` says, unless given."""
    told = told or people_file()
    then, day = now - BEFORE, (now - BEFORE).date()
    about = told["partnership"]
    founder = User.objects.create_user(about.get("founder", "founder@wexcombe.example"), f"{about['area']}, set-up")
    founder.is_active = False
    founder.save()
    partnership = actions.found_partnership(name=about["name"], area=about["area"], phones=about["phones"], by=founder)
    source = box()[about["procedure"]].read_text(encoding="utf-8")
    version = actions.upload_procedure(partnership=partnership, source=source, by=founder, at=then)
    procedure = procedure_of(version)
    agencies = {line["key"]: _agency(partnership, procedure, line, founder) for line in told["agencies"]}
    panel = actions.set_up_panel(partnership=partnership, version=version, from_day=day, by=founder, at=then)
    company = Company(partnership, panel, founder, agencies)
    for line in told["people"]:
        _person(company, line, then)
    for line in told["people"]:
        _manager(company, line)
        _appoint(company, line, then, now.date())
    return company


def _agency(partnership: Partnership, procedure: Procedure, line: dict[str, Any], by: User) -> Agency:
    kind = next(kind for kind in procedure.agencies if kind.code == line["kind"])
    return actions.add_agency(
        partnership=partnership,
        name=line["name"],
        kind=kind.code,
        sector=kind.sector,
        by=by,
        agreement_reference=line.get("agreement", ""),
        agreement_ends=line.get("agreement_ends"),
    )


def _person(company: Company, line: dict[str, Any], then: datetime) -> None:
    user = User.objects.create_user(line["email"], line["name"])
    company.users[line["key"]] = user
    company.members[line["key"]] = actions.place(
        user=user,
        agency=company.agencies[line["agency"]],
        job_title=line["job_title"],
        from_day=then.date(),
        by=company.founder,
        at=then,
        is_manager=line.get("manager", False),
        may_commit=line.get("manager", False),
    )


def _manager(company: Company, line: dict[str, Any]) -> None:
    member = company.members[line["key"]]
    member.line_manager = company.members.get(line.get("line_manager", ""))
    member.head = company.members.get(line.get("head", ""))
    member.save()


def _appoint(company: Company, line: dict[str, Any], then: datetime, today: date) -> None:
    given: dict[str, Any] = {"member": company.members[line["key"]], "by": company.founder, "at": then}
    seats = {seat.code: seat for seat in company.panel.seats.all()}
    if code := line.get("seat"):
        seat = seats[code]
        seat.agency = given["member"].agency
        seat.save(update_fields=["agency"])
        actions.appoint(role="seat", seat=seat, from_day=then.date(), **given)
    if code := line.get("deputy_for"):
        actions.appoint(
            role="deputy", seat=seats[code], from_day=today - timedelta(days=14), until=today + timedelta(days=30),
            reason="On leave", **given,
        )  # fmt: skip
    for role in line.get("roles", []):
        actions.appoint(role=role, panel=company.panel, from_day=then.date(), **given)
