"""What the application asks of a procedure once it has things of a kind: the lines of sight that it gives,
the settings and words that it reads. A file that lacks one is refused on load and not in a meeting."""

from collections.abc import Iterator

from riskpanel.procedure.check_help import Findings
from riskpanel.procedure.model import Procedure
from riskpanel.procedure.reading import MISSING, Finding

WORDS: dict[str, tuple[str, ...]] = {
    "log_entry": ("log", "plan"),
    "checklist": ("checklist",),
    "listing": ("listing",),
    "put_forward": ("upward",),
    "triage": ("core_group",),
    "concern.book_strategy": ("strategy_meeting",),
}
SIGHTS: dict[str, tuple[str, ...]] = {
    "concern": ("concern_author", "concern_manager", "action_owner", "lead_professional", "break_glass"),
    "concern.ask_social_care": ("csc_adviser",),
    "concern.refer_to_social_care": ("csc_adviser",),
    "concern.book_strategy": ("strategy_party",),
    "checklist": ("contributor",),
    "referral": ("referral_reader", "referral_chair", "coordinator"),
    "core_group": ("core_group",),
    "log_entry": ("log_keeper", "plan_agency"),
    "action": ("action_owner", "action_chair"),
    "escalation": ("escalation_recipient", "escalation_party"),
    "placed_child": ("placed_keeper",),
    "listing": ("list_keeper", "list_chair", "list_coordinator"),
    "meeting": ("listed", "deputy", "guest", "challenge_party"),
    "returns": ("information_giver",),
}
SETTINGS: dict[str, tuple[str, ...]] = {
    "log_entry": ("log_owner", "log_editor", "log_concur", "retention_log_years", "share_standing"),
    "referral": ("referral_cutoff_wd",),
    "referral.ask_emergency": ("emergency_meeting_wd",),
    "placed_child": ("placing_reply_wd",),
    "annex": ("triage_annex",),
    "police_reference": ("police_reference_roles",),
}


def needs(procedure: Procedure) -> Findings:
    """Every word, line of sight and setting that the procedure's own things call for and it lacks."""
    there = _there(procedure)
    for word in _asked(WORDS, there):
        if not getattr(procedure.words, word).strip():
            yield Finding(("words", word), MISSING, "the partnership's word for it: the procedure has the thing")
    sights, settings = {one.code for one in procedure.sights}, {one.code for one in procedure.settings}
    for code in _asked(SIGHTS, there):
        if code not in sights:
            yield Finding(("sights",), MISSING, f"a line of sight called {code}: the application gives it")
    for code in _asked(SETTINGS, there):
        if code not in settings:
            yield Finding(("settings",), MISSING, f"a setting called {code}: the application reads it")


def _asked(table: dict[str, tuple[str, ...]], there: set[str]) -> Iterator[str]:
    yield from dict.fromkeys(code for name, codes in table.items() if name in there for code in codes)


def _there(procedure: Procedure) -> set[str]:
    """Names of what the procedure has: things, their moves, a pre-panel, a core group, an annex."""
    found = {one.thing for one in procedure.lifecycles}
    found |= {f"{one.thing}.{move.name}" for one in procedure.lifecycles for move in one.moves}
    found |= {section.source for kind in procedure.meetings for section in kind.sections}
    found |= {"returns"} if procedure.returns else set()
    found |= {"triage"} if procedure.meeting_of("triage") else set()
    found |= {"core_group"} if any(seat.core_group for seat in procedure.seats) else set()
    asks = any(one.police_reference for one in procedure.categories)
    return found | ({"police_reference"} if asks and procedure.has("referral") else set())
