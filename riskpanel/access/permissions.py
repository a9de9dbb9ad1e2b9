"""What a role may do. Whom a person may see is another question: see `children.models.Grant`.

A role comes from an appointment: a seat that somebody holds, a seat that they stand in for, or a role
that an administrator gave. Nothing here lets anybody see a child.
"""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may be allowed to do."""

    USE = "use"
    RECORD_CONCERN = "record_concern"
    WORK_CONCERN = "work_concern"
    COUNTERSIGN = "countersign"
    ADVISE = "advise"
    RUN_STRATEGY = "run_strategy"
    REFER = "refer"
    TRIAGE = "triage"
    DECIDE = "decide"
    COORDINATE = "coordinate"
    ATTEND = "attend"
    SEE_LOG = "see_log"
    ANSWER_ESCALATION = "answer_escalation"
    ANSWER_FOR_AGENCY = "answer_for_agency"
    IMPORT = "import"
    LIST = "list"
    ADMINISTER = "administer"
    AUDIT = "audit"


@dataclass(frozen=True)
class Role:
    """A role, in the sentence that administrators read, and what it may do."""

    code: str
    label: str
    sentence: str
    permissions: frozenset[Permission]
    given: bool = False


P = Permission
_PRACTITIONER = frozenset({P.USE, P.RECORD_CONCERN, P.WORK_CONCERN, P.REFER})

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "practitioner",
            "Practitioner",
            "Everybody who works for an agency: records concerns, fills in checklists, refers children they work with.",
            _PRACTITIONER,
        ),
        Role(
            "line_manager",
            "Line manager",
            "Countersigns and discusses levels set by the people they manage, and may chair a strategy meeting.",
            frozenset({P.COUNTERSIGN, P.RUN_STRATEGY}),
        ),
        Role(
            "csc_adviser",
            "Children's social care consultation",
            "Answers doubts about a level and takes referrals to children's social care.",
            frozenset({P.ADVISE}),
            given=True,
        ),
        Role(
            "csc_manager",
            "Strategy meeting manager",
            "Convenes, chairs and records strategy meetings, and locks the checklist.",
            frozenset({P.RUN_STRATEGY, P.ADVISE}),
            given=True,
        ),
        Role("head", "Head of service", "Is sent a copy of referrals from their service.", frozenset(), given=True),
        Role(
            "co_chair",
            "Co-chair",
            "Chairs the panel: decides on waivers, emergencies, referrals and plans, and keeps the log.",
            frozenset({P.DECIDE, P.SEE_LOG, P.ATTEND, P.TRIAGE}),
        ),
        Role(
            "core_group",
            "Core group",
            "Decides which referrals the panel discusses.",
            frozenset({P.TRIAGE}),
        ),
        Role("panel_member", "Panel member", "Sits at the panel for an agency.", frozenset({P.ATTEND, P.SEE_LOG})),
        Role("deputy", "Deputy", "Stands in for a seat, for a time.", frozenset({P.ATTEND})),
        Role(
            "coordinator",
            "Coordinator",
            "Makes meetings, agendas and minutes, keeps the log up to date and sends copies. Decides nothing.",
            frozenset({P.COORDINATE, P.SEE_LOG, P.IMPORT, P.ATTEND}),
            given=True,
        ),
        Role(
            "analyst",
            "Data analyst",
            "Ranks children, freezes the panel's lists and highlights children beside them. Decides nothing.",
            frozenset({P.LIST}),
            given=True,
        ),
        Role(
            "agency_contact",
            "Agency contact",
            "Receives plans and challenges for their agency and confirms that they are filed.",
            frozenset({P.ANSWER_FOR_AGENCY}),
            given=True,
        ),
        Role(
            "escalation_recipient",
            "Escalation recipient",
            "Answers escalations that are sent to them.",
            frozenset({P.ANSWER_ESCALATION}),
            given=True,
        ),
        Role(
            "administrator",
            "Administrator",
            "Sets up agencies, panels, seats, people and the procedure in force. Sees no child.",
            frozenset({P.USE, P.ADMINISTER}),
            given=True,
        ),
        Role(
            "auditor",
            "Auditor",
            "Reads the audit trail. Sees no child's name.",
            frozenset({P.USE, P.AUDIT}),
            given=True,
        ),
    )
}

WITHOUT_CHILDREN = frozenset({"administrator", "auditor"})
"""Roles which, held, take away every sight of children and the practitioner's part."""


def permissions_of(roles: set[str]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do; unknown codes are refused with KeyError."""
    return frozenset().union(*(ROLES[code].permissions for code in roles)) if roles else frozenset()
