"""What a listed child tells the procedure: the facts of its moves."""

from datetime import date, datetime
from typing import Any

from riskpanel.children.models import Child
from riskpanel.cohorts.models import Circumstances, Listing
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, Procedure
from riskpanel.procedure.listing import Scope, scope, takes


def procedure_for(panel: Panel) -> Procedure:
    """The procedure that the panel follows."""
    return procedure_of(panel.procedure)


def today_of(panel: Panel, at: datetime) -> date:
    """The day of a moment, as the panel counts days."""
    return Calendar(procedure_for(panel).calendar).day_of(at)


def status_of(child: Child) -> Circumstances | None:
    """How the child stands with social care, as far as anybody told."""
    return Circumstances.objects.filter(child=child).first()


def scope_of(panel: Panel, child: Child, today: date) -> Scope:
    """Whether the child is within the panel's ages."""
    told = status_of(child)
    return scope(procedure_for(panel), child.born_on, today, child.categories, told.send_evidence if told else "")


def fits(panel: Panel, cohort: str, child: Child) -> bool:
    """Whether the cohort takes children with the child's case status; yes where nobody told it yet."""
    told = status_of(child)
    return told is None or takes(procedure_for(panel), cohort, told.case_status)


def next_for(panel: Panel, cohort: str, at: datetime) -> Sitting | None:
    """The meeting that hears a cohort next."""
    kind = procedure_for(panel).cohort(cohort).meeting
    coming = panel.sittings.filter(kind=kind, starts_at__gt=at, cancelled=False)
    return coming.order_by("starts_at").first()


def next_meeting(panel: Panel, at: datetime) -> Sitting | None:
    """The panel's own next meeting, of whatever kind."""
    kinds = {cohort.meeting for cohort in procedure_for(panel).listing.cohorts}
    return panel.sittings.filter(kind__in=kinds, starts_at__gt=at, cancelled=False).order_by("starts_at").first()


def facts_of(listing: Listing, at: datetime, **typed: Any) -> dict[str, Any]:
    """Every fact of a listed child's moves; `typed` is what a person gave just now."""
    panel, procedure = listing.panel, procedure_for(listing.panel)
    cohort = procedure.cohort(typed.get("cohort") or listing.cohort)
    rank = listing.place.rank if listing.place else 0
    found = scope_of(panel, listing.child, today_of(panel, at))
    rising = procedure.listing.highlight.rising
    return {
        "cohort": cohort.code,
        "rank": rank,
        "within_size": (bool(rank) and rank <= cohort.size) or listing.route == "carried",
        "in_scope_or_reason": "in scope" if found.inside else typed.get("beyond", ""),
        "takes_case_status": fits(panel, cohort.code, listing.child),
        "rising_or_not_asked": cohort.code not in rising or bool(listing.rising),
        "agreeing_meeting": f"{listing.agreed_by}, {listing.agreed_on}"
        if listing.agreed_by and listing.agreed_on
        else "",
        "times_deferred": listing.times_deferred,
        "reason": listing.reason,
        **{name: value for name, value in typed.items() if name not in {"cohort", "beyond"}},
    }


def highlights_for(listing: Listing) -> int:
    """How many children are highlighted for the meeting that hears this one."""
    if listing.sitting_id is None:
        return 0
    return Listing.objects.filter(panel=listing.panel, sitting=listing.sitting, route="highlight").count()
