"""A second partnership beside the permanent cast: its panel hears children from weekly lists."""

from datetime import datetime, timedelta
from typing import Any

from riskpanel.children.models import Child
from riskpanel.children.moves import apply, write
from riskpanel.cohorts.models import Listing
from riskpanel.demo.people import Company, gather
from riskpanel.partnership.models import Sitting
from tests.cast import LONDON, NOW, Cast

PEOPLE: dict[str, Any] = {
    "partnership": {
        "name": "Eastmere Safeguarding Children Partnership",
        "area": "London Borough of Eastmere",
        "phones": [{"label": "Police, in an emergency", "number": "999", "when": "a child is in danger now"}],
        "procedure": "harm",
        "founder": "founder@eastmere.example",
    },
    "agencies": [
        {"key": "csc", "name": "Eastmere Children's Social Care", "kind": "csc"},
        {"key": "adolescent", "name": "Eastmere Adolescent Safeguarding", "kind": "adolescent"},
        {"key": "intensive", "name": "Eastmere Intensive Support", "kind": "intensive"},
        {"key": "safety", "name": "Eastmere Community Safety", "kind": "community_safety"},
        {"key": "youth", "name": "Eastmere Youth Support", "kind": "youth_support"},
        {"key": "police", "name": "Police, Eastmere", "kind": "police"},
        {"key": "camhs", "name": "Eastmere CAMHS", "kind": "camhs"},
        {"key": "virtual", "name": "Eastmere Virtual School", "kind": "virtual_school"},
        {"key": "school", "name": "Millbrook High School", "kind": "school"},
        {"key": "housing", "name": "Eastmere Housing", "kind": "housing"},
        {"key": "wise_up", "name": "Wise Up Eastmere", "kind": "wise_up"},
    ],
    "people": [
        {"key": "chair", "name": "Harriet Solanke", "agency": "adolescent", "job_title": "Group Manager",
         "manager": True, "seat": "adolescent_manager"},
        {"key": "chair2", "name": "Edwin Marsh", "agency": "intensive", "job_title": "Group Manager",
         "manager": True, "seat": "intensive_manager"},
        {"key": "coordinator", "name": "Lotte Farrow", "agency": "csc", "job_title": "Panel Administrator",
         "roles": ["coordinator"]},
        {"key": "analyst", "name": "Piotr Zielinski", "agency": "adolescent", "job_title": "Data Analyst",
         "seat": "adolescent_analyst"},
        {"key": "safety_analyst", "name": "Ruth Ekblad", "agency": "safety", "job_title": "Data Analyst",
         "seat": "safety_analyst"},
        {"key": "front_door", "name": "Moira Trent", "agency": "csc", "job_title": "Group Manager", "manager": True,
         "seat": "front_door", "roles": ["csc_manager", "csc_adviser", "agency_contact"]},
        {"key": "manager", "name": "Alban Reyes", "agency": "csc", "job_title": "Team Manager", "manager": True,
         "line_manager": "front_door"},
        {"key": "worker", "name": "Sian Prothero", "agency": "csc", "job_title": "Social Worker",
         "line_manager": "manager", "head": "front_door"},
        {"key": "youth", "name": "Kwame Osei", "agency": "youth", "job_title": "Team Manager", "manager": True,
         "seat": "youth_support", "roles": ["agency_contact"]},
        {"key": "police", "name": "Dana Whitlock", "agency": "police", "job_title": "Detective Sergeant",
         "manager": True, "seat": "police_exploitation", "roles": ["agency_contact"]},
        {"key": "missing", "name": "Corin Blythe", "agency": "police", "job_title": "Detective Sergeant",
         "seat": "police_missing"},
        {"key": "health", "name": "Noor Aziz", "agency": "camhs", "job_title": "CAMHS Lead", "manager": True,
         "seat": "camhs", "roles": ["agency_contact"]},
        {"key": "virtual", "name": "Gwen Attley", "agency": "virtual", "job_title": "Assistant Head", "manager": True,
         "seat": "virtual_school", "roles": ["agency_contact"]},
        {"key": "housing", "name": "Magnus Thorley", "agency": "housing", "job_title": "Assistant Director",
         "manager": True, "seat": "housing", "roles": ["agency_contact"]},
        {"key": "charity", "name": "Imelda Cray", "agency": "wise_up", "job_title": "Team Leader", "seat": "wise_up",
         "roles": ["agency_contact"]},
        {"key": "school", "name": "Jasper Innes", "agency": "school", "job_title": "Designated Safeguarding Lead"},
        {"key": "stranger", "name": "Ottilie Vance", "agency": "school", "job_title": "Teacher"},
        {"key": "deputy", "name": "Rafe Dunning", "agency": "police", "job_title": "Detective Constable",
         "deputy_for": "police_exploitation"},
        {"key": "administrator", "name": "Beryl Ashcombe", "agency": "csc", "job_title": "Systems Administrator",
         "roles": ["administrator"]},
        {"key": "auditor", "name": "Tobias Grane", "agency": "csc", "job_title": "Information Governance Officer",
         "roles": ["auditor"]},
    ],
}  # fmt: skip
"""`harm_cast().chair` is who chairs for the adolescent service, `chair2` for intensive support, and so on."""


class HarmCast(Cast):
    """The people of the other borough, by key."""

    def __init__(self, company: Company, now: datetime) -> None:
        super().__init__(company)
        self.now = now


def harm_cast(now: datetime = NOW) -> HarmCast:
    """The other borough with its panel and people, as if set up 400 days before `now`. Gathered anew
    in each test that asks."""
    people = [{**line, "email": f"{line['key']}@eastmere.example"} for line in PEOPLE["people"]]
    return HarmCast(gather(now, {**PEOPLE, "people": people}), now)


def listed_child(cast: HarmCast, **fields: Any) -> Child:
    """A child whose lead worker is `cast.worker`."""
    from riskpanel.children import actions

    child = cast.child(**fields)
    lead = cast.member(cast.worker)
    return actions.name_lead(child=child, lead=lead, panel=cast.panel, by=cast.company.founder, at=cast.now)


def listing(
    cast: HarmCast, cohort: str = "cohort_1", child: Child | None = None, listed: bool = True, **fields: Any
) -> Listing:
    """A child on the list (by a chair's adding), or with `listed=False` only put forward."""
    child = child or listed_child(cast)
    told = {"route": "chair", "reason": "Three agencies are worried.", **fields}
    made = Listing.objects.create(
        panel=cast.panel,
        child=child,
        cohort=cohort,
        state=cast.procedure.lifecycle("listing").start,
        created_at=cast.now,
        created_by=cast.chair,
        **told,
    )
    write(made, "listing_proposed", by=cast.chair, at=cast.now, data={"route": made.route})
    if listed:
        facts = {"reason": told["reason"], "in_scope_or_reason": "In scope."}
        apply(made, "add", by=cast.chair, at=cast.now, facts=facts)
    return made


def meets(cast: HarmCast, kind: str, at: datetime, **fields: Any) -> Sitting:
    """A date of that kind of meeting in the panel's calendar."""
    line = cast.procedure.meeting(kind)
    return Sitting.objects.create(
        panel=cast.panel, kind=kind, role=line.role, starts_at=at, minutes=line.minutes, **fields
    )


AFTER_AT = datetime(2026, 11, 17, 14, 0, tzinfo=LONDON)
"""The Tuesday after a date of the other body on 11 November 2026."""
BEFORE_AT = datetime(2026, 12, 1, 14, 0, tzinfo=LONDON)
MACE_AT = datetime(2026, 12, 9, 10, 0, tzinfo=LONDON)
DURING = AFTER_AT + timedelta(minutes=20)
