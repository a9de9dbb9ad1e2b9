"""Verbs about a child's required documents, how the child stands with social care, and referrals there."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused, write
from riskpanel.children.restrictions import reading_of
from riskpanel.children.threads import ChildThread
from riskpanel.cohorts.actions.ageing import tell_scope_end
from riskpanel.cohorts.models import ChildPaper, Circumstances, Listing, SocialCareReferral
from riskpanel.cohorts.models.listings import LIVE
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure.model import RequiredDocument

KEEPERS = frozenset({"co_chair", "coordinator"})
TOLD = ("case_status", "has_health_plan", "has_youth_justice", "has_ehcp", "send_evidence")


def may_record(document: RequiredDocument, child: Child, panel: Panel, by: User) -> bool:
    """Whether a person may write down that there is such a document: of a restricted one, whoever may
    read it; of another, the sector that keeps it (or its owner, where none does), the lead and those who
    keep the list."""
    agency = by.standing.agency
    if agency is None or by.standing.sees_no_child:
        return False
    if document.label:
        return reading_of(procedure_of(panel.procedure), document.label, None, agency) == "open"
    keeps = agency.sector == document.kept_by
    owns = document.owner in _roles(panel, by) and not document.kept_by
    return leads_or_keeps(child, panel, by) or keeps or owns


def leads_or_keeps(child: Child, panel: Panel, by: User) -> bool:
    """Whether a person leads for the child, or chairs or runs the panel."""
    leads = child.lead is not None and child.lead.user_id == by.pk
    return leads or bool(_roles(panel, by) & KEEPERS)


def may_waive(panel: Panel, by: User) -> bool:
    """Whether a person may say that a document does not apply: a chair."""
    return "co_chair" in _roles(panel, by)


def _roles(panel: Panel, by: User) -> frozenset[str]:
    return frozenset(by.standing.roles_at(panel.pk))


@transaction.atomic
def record_paper(
    *, child: Child, panel: Panel, code: str, dated_on: date, kept_where: str, by: User, at: datetime
) -> ChildPaper:
    """There is a required document, of that day, kept there. Raises Refused for a day to come and for
    somebody who may not say so, NotDeclared for a document that the procedure does not ask for."""
    document = procedure_of(panel.procedure).required_document(code)
    if not may_record(document, child, panel, by):
        raise Refused("This is for whoever owns the document or keeps it.")
    if dated_on > timezone.localdate(at):
        raise Refused("The day of the document cannot be in the future.")
    return _keep(child, panel, document, "paper_recorded", by, at, dated_on=dated_on, kept_where=kept_where.strip())


@transaction.atomic
def set_not_applicable(*, child: Child, panel: Panel, code: str, reason: str, by: User, at: datetime) -> ChildPaper:
    """A chair says that a document does not apply to this child, and why; until somebody records one."""
    document = procedure_of(panel.procedure).required_document(code)
    if not may_waive(panel, by):
        raise Refused("Only a chair says that a document does not apply.")
    if not reason.strip():
        raise Refused("Give the reason.")
    return _keep(child, panel, document, "paper_not_applicable", by, at, not_applicable=True, reason=reason.strip())


def _keep(
    child: Child, panel: Panel, document: RequiredDocument, kind: str, by: User, at: datetime, **told: Any
) -> ChildPaper:
    agency = by.standing.agency
    paper = ChildPaper.objects.create(child=child, code=document.code, agency=agency, by=by, at=at, **told)
    write(ChildThread(child, panel), kind, by=by, at=at, data={"document": document.code}, label=document.label)
    return paper


@transaction.atomic
def set_circumstances(
    *, child: Child, panel: Panel, by: User, at: datetime, source: str = "", **told: Any
) -> Circumstances:
    """Writes down how the child stands with social care and what else decides which papers there must be.

    `source` is blank where a person says so: then only the lead worker, a chair or the coordinator may.
    The child stays on the list where they stand: `actions.status_changed` says where they belong."""
    if unknown := set(told) - set(TOLD):
        raise TypeError(f"Not told here: {', '.join(sorted(unknown))}")
    if not source and not leads_or_keeps(child, panel, by):
        raise Refused("This is for the lead worker, a chair or the coordinator.")
    _known(panel, told)
    held = Circumstances.objects.select_for_update().filter(child=child).first()
    if held and all(getattr(held, name) == value for name, value in told.items()):
        return held
    before = {name: getattr(held, name) for name in TOLD} if held else {}
    saved, _ = Circumstances.objects.update_or_create(
        child=child, defaults={**told, "source": source, "by": by, "at": at}
    )
    changed = sorted(name for name, value in told.items() if before.get(name) != value)
    write(ChildThread(child, panel), "circumstances_told", by=by, at=at, data={"fields": changed})
    if "send_evidence" in changed:
        for listing in Listing.objects.filter(child=child, state__in=LIVE).select_related("panel__procedure"):
            listing.child = child
            tell_scope_end(listing, by=by, at=at)
    return saved


def _known(panel: Panel, told: Mapping[str, Any]) -> None:
    procedure = procedure_of(panel.procedure)
    if told.get("case_status") not in {one.code for one in procedure.case_statuses}:
        raise Refused("Choose how the child stands with social care.")
    if told.get("send_evidence") and told["send_evidence"] not in procedure.age.send_evidence:
        raise Refused("Choose which proof of special educational needs there is.")


@transaction.atomic
def record_social_care_referral(
    *, child: Child, panel: Panel, made_on: date, why: str, by: User, at: datetime, reference: str = ""
) -> SocialCareReferral:
    """Somebody made a referral to social care, by name: it is not the panel's talking that refers. Raises
    Refused for a day to come and without a reason."""
    if made_on > timezone.localdate(at):
        raise Refused("The day of the referral cannot be in the future.")
    if not why.strip():
        raise Refused("Say why the referral was made.")
    made = SocialCareReferral.objects.create(
        child=child, made_on=made_on, reference=reference.strip(), why=why.strip(), by=by, at=at
    )
    data = {"made_on": made_on, "reference": made.reference}
    write(ChildThread(child, panel), "social_care_referral_made", by=by, at=at, note=made.why, data=data)
    return made
