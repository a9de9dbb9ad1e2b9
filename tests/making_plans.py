"""A log entry and an action, for tests of what comes after them."""

from datetime import date, timedelta
from typing import Any

from riskpanel.plans import actions
from riskpanel.plans.models import Action, LogEntry


def sitting(cast, starts_at, **fields: Any):
    """A panel in the calendar."""
    return cast.panel.sittings.create(
        kind="panel", role="panel", starts_at=starts_at, minutes=120, place="Civic Centre", **fields
    )


def log_entry(cast, child=None, **fields: Any) -> LogEntry:
    """A child whom a co-chair put on the log, led by the social worker."""
    told = {"level": "high", "referrer_level": "high", "rationale": "Missing four times and seen with older men."}
    told |= {"lead": cast.member(cast.worker), "at": cast.now, "by": cast.council_chair} | fields
    return actions.enter_log(child=child or cast.child(), panel=cast.panel, **told)


def action(cast, entry: LogEntry | None = None, **fields: Any) -> Action:
    """An action of the youth justice officer, due in a fortnight, in a plan."""
    entry = entry or log_entry(cast)
    owner = fields.pop("owner", None) or cast.member(cast.youth_worker)
    told = {"what": "Meet Robin each week at the youth hub.", "due_on": cast.now.date() + timedelta(days=14)}
    told |= {"by": cast.council_chair, "at": cast.now} | fields
    return actions.set_action(
        panel=cast.panel, child=entry.child, entry=entry, agency=owner.agency, owner=owner, **told
    )


def full_plan(cast, **fields: Any) -> LogEntry:
    """An entry whose plan can be approved: a risk, a service of youth justice, disruption by the police,
    an action of the school."""
    entry = log_entry(cast, **fields)
    by, at = cast.council_chair, cast.now
    risk = actions.add_risk(entry=entry, words="Older men collect Robin from the bus station.", by=by, at=at)
    youth = cast.member(cast.youth_worker)
    actions.add_service(
        entry=entry,
        risk=risk,
        what="Weekly mentoring",
        agency=youth.agency,
        person=youth,
        status="active",
        by=by,
        at=at,
    )
    actions.add_disruption(
        entry=entry,
        risk=risk,
        what="Warning notice to the driver of the grey car",
        agency=cast.agency("police"),
        status="asked",
        due_on=date(2026, 11, 20),
        label="police_only",
        by=by,
        at=at,
    )
    action(cast, entry, owner=cast.member(cast.school), what="Walk Robin to the bus at 15:30", risk=risk)
    return entry


def approved_plan(cast, **fields: Any) -> LogEntry:
    """The same, approved, with its copies sent."""
    entry = full_plan(cast, **fields)
    version = actions.approve_plan(
        entry=entry, child_says="I want people to stop asking.", family_says="", by=cast.council_chair, at=cast.now
    )
    actions.send_copies(version=version, by=cast.coordinator, at=cast.now)
    return entry
