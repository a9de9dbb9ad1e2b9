"""What the lists put on the pages of a child: where they stand, and that talking is no referral."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from riskpanel.children.mine import Mine
from riskpanel.children.parts import Part
from riskpanel.cohorts.actions.papers import leads_or_keeps
from riskpanel.cohorts.facts import status_of
from riskpanel.cohorts.models import ChildPaper, Circumstances, Listing, SocialCareReferral
from riskpanel.cohorts.models.listings import LIVE
from riskpanel.cohorts.presenters.papers import counted, paper_lines, send_label
from riskpanel.procedure import Procedure
from riskpanel.procedure.listing import Scope, scope
from riskpanel.ui.words import day

CARD = frozenset({"card", "item", "papers", "child"})
PAPERS = frozenset({"item", "papers", "child"})
"""Scopes that open how a child stands, and the child's papers."""


@dataclass
class Standing:
    """How a child stands, read only where it is drawn."""

    mine: Mine
    procedure: Procedure
    today: date
    told: Circumstances | None

    @property
    def reads_papers(self) -> bool:
        return bool(self.mine.scopes & PAPERS)

    @property
    def may_change(self) -> bool:
        """Whether the viewer may write down how the child stands."""
        return leads_or_keeps(self.mine.child, self.mine.user.standing.panel, self.mine.user)

    @property
    def status(self) -> str:
        """The case status in words, blank where nobody told it."""
        return status_label(self.procedure, self.told)

    @property
    def send(self) -> str:
        return send_label(self.told.send_evidence) if self.told and self.told.send_evidence else ""

    @cached_property
    def scope(self) -> Scope:
        """Whether the child is within the panel's ages."""
        child, send = self.mine.child, self.told.send_evidence if self.told else ""
        return scope(self.procedure, child.born_on, self.today, child.categories, send)

    @cached_property
    def referrals(self) -> list[SocialCareReferral]:
        found = SocialCareReferral.objects.visible_to(self.mine.user, self.mine.now).filter(child=self.mine.child)
        return list(found.select_related("by"))

    @cached_property
    def papers(self) -> dict[str, int]:
        """How many required documents are missing, old, not known."""
        if not self.reads_papers or not self.procedure.required_documents:
            return {}
        rows = ChildPaper.objects.filter(child=self.mine.child).select_related("agency", "by")
        agency = self.mine.user.standing.agency
        return counted(paper_lines(rows, self.told, self.procedure, self.today, agency))


def status_label(procedure: Procedure, told: Circumstances | None) -> str:
    """A case status in words; blank where nobody told it or the procedure no longer has it."""
    found = (one.label for one in procedure.case_statuses if told and one.code == told.case_status)
    return next(found, "")


def banner(procedure: Procedure, told: Circumstances | None) -> str:
    """That talking at the panel is no referral, for a child without an open case; otherwise blank."""
    if told is None or told.case_status not in {one.code for one in procedure.case_statuses if not one.open}:
        return ""
    return next((str(one.value) for one in procedure.statements if one.code == "not_a_referral"), "")


def part(mine: Mine, procedure: Procedure, today: date) -> Part | None:
    """The part of a child's pages; None under a procedure without lists, and for who sees no card."""
    if procedure.listing is None or not mine.scopes & CARD:
        return None
    told = status_of(mine.child)
    reads = bool(mine.scopes & PAPERS)
    return Part(
        banner=banner(procedure, told),
        template="cohorts/on_child.jinja" if reads else "",
        told=Standing(mine, procedure, today, told),
        lacks=_lacks(mine, procedure, told, reads),
        send=told.send_evidence in procedure.age.send_evidence if told else None,
        facts=_facts(mine, procedure),
        tabs=(("Required", "child_papers_required"),) if reads and procedure.required_documents else (),
    )


def _lacks(
    mine: Mine, procedure: Procedure, told: Circumstances | None, reads: bool
) -> tuple[tuple[str, str, str], ...]:
    if told or not procedure.case_statuses:
        return ()
    may = reads and leads_or_keeps(mine.child, mine.user.standing.panel, mine.user)
    where = reverse("child_circumstances", args=[mine.child.pk]) if may else ""
    what = "It is not known how the child stands with social care"
    return ((what, "It decides on which list the child stands and which documents there must be.", where),)


def _facts(mine: Mine, procedure: Procedure) -> tuple[tuple[str, str], ...]:
    listed = Listing.objects.filter(child=mine.child, panel=mine.user.standing.panel, state__in=LIVE)
    listing = listed.exclude(state="proposed").first()
    label = f"On the {procedure.words.listing}"
    if listing is None:
        return ((label, "No"),)
    cohort = next((one.label for one in procedure.listing.cohorts if one.code == listing.cohort), listing.cohort)
    return ((label, f"{cohort}, since {day(listing.created_at)}"),)
