"""What a procedure with ranked lists must keep to beyond the form of each part: cohorts that a meeting
hears, slots that fit, documents that somebody brings, items that go up to a meeting that is known."""

from collections.abc import Callable, Collection, Iterator

from riskpanel.procedure.check_help import Findings, one_of, question, repeated_in, unknown
from riskpanel.procedure.lifecycles import rule
from riskpanel.procedure.lines import Place
from riskpanel.procedure.model import MeetingKind, Procedure
from riskpanel.procedure.needs import needs
from riskpanel.procedure.reading import MISSING, Finding
from riskpanel.procedure.single_view import EVENT_KINDS
from riskpanel.procedure.vocabulary import CHILD_FACTS, ROLES

_LISTED = ("listed", "highlighted", "immediate")


def _levels(procedure: Procedure) -> Findings:
    sets = any(move.name == "set_level" for one in procedure.lifecycles for move in one.moves)
    if len(procedure.levels) == 1 or (sets and not procedure.levels):
        yield Finding(("levels",), MISSING, "at least 2 levels, or none where no move sets one")


def _checklists(procedure: Procedure) -> Findings:
    if procedure.has("checklist") and not procedure.checklists:
        yield Finding(("checklists",), MISSING, "the name of an instrument: the procedure has checklists")


def _kinds(procedure: Procedure) -> set[str]:
    return {kind.code for kind in procedure.meetings if kind.role == "panel"}


def _seats(procedure: Procedure) -> Findings:
    for index, seat in enumerate(procedure.seats):
        what = "a kind of meeting of the panel: "
        yield from unknown(seat.meetings, _kinds(procedure), ("seats", index, "meetings"), what)


def _slots(procedure: Procedure) -> Findings:
    cohorts = {one.code for one in procedure.listing.cohorts} if procedure.listing else set()
    for index, kind in enumerate(procedure.meetings):
        place: Place = ("meetings", index)
        yield from repeated_in([slot.code for slot in kind.slots], (*place, "slots"), "code")
        total = sum(slot.minutes for slot in kind.slots)
        if total > kind.minutes:
            yield Finding(
                (*place, "slots"), total, f"slots of at most {kind.minutes} minutes, the length of the meeting"
            )
        yield from _sections(kind, cohorts, place)


def _sections(kind: MeetingKind, cohorts: Collection[str], place: Place) -> Findings:
    slots = {slot.code for slot in kind.slots}
    for index, section in enumerate(kind.sections):
        where = (*place, "sections", index)
        if section.slot and section.slot not in slots:
            yield Finding((*where, "slot"), section.slot, one_of(slots))
        yield from unknown(section.cohorts, cohorts, (*where, "cohorts"), "a cohort: ")
        if section.source in _LISTED and not section.cohorts:
            yield Finding((*where, "cohorts"), MISSING, "the cohorts that the section draws on")


def _listing(procedure: Procedure) -> Findings:
    listing = procedure.listing
    if listing is None:
        if procedure.has("listing"):
            yield Finding(("listing",), MISSING, "how lists are made: the procedure has listed children")
        return
    if listing.freeze_working_days < listing.publish_working_days:
        where, days = ("listing", "freeze_working_days"), listing.publish_working_days
        yield Finding(where, listing.freeze_working_days, f"{days} or more: a list is frozen before it is published")
    yield from repeated_in([one.code for one in listing.cohorts], ("listing", "cohorts"), "code")
    for index, cohort in enumerate(listing.cohorts):
        if cohort.meeting not in _kinds(procedure):
            yield Finding(("listing", "cohorts", index, "meeting"), cohort.meeting, one_of(_kinds(procedure)))
        if cohort.takes != "all" and not procedure.case_statuses:
            yield Finding(("case_statuses",), MISSING, "which case statuses are open: a cohort asks for it")
    yield from unknown(listing.highlight.roles, ROLES, ("listing", "highlight", "roles"))
    codes = {one.code for one in listing.cohorts}
    yield from unknown(listing.highlight.rising, codes, ("listing", "highlight", "rising"), "a cohort: ")


def _put_off(procedure: Procedure) -> Findings:
    """The move that puts a decision off lets it be as often as the listing says, and no more often."""
    if procedure.listing is None:
        return
    often, moves = procedure.listing.defer_times, [one for one in procedure.lifecycles if one.thing == "listing"]
    defer = [move for one in moves for move in one.moves if move.name == "defer"]
    tests = [test for move in defer for test in move.tests if test.fact == "times_deferred"]
    lets = [bool(defer) and all(rule(test, {test.fact: n}) is None for test in tests) for n in range(often + 1)]
    if lets != [True] * often + [False]:
        expected = "as often as the move defer lets it be, by its test of times_deferred; 0 without such a move"
        yield Finding(("listing", "defer_times"), often, expected)


def _ranked(procedure: Procedure) -> Findings:
    """The lists that are heard are the lists that are ranked, and of the same size."""
    view, listing = procedure.single_view, procedure.listing
    if view is None or listing is None:
        return
    heard = {one.code: one for one in listing.cohorts}
    for index, ranked in enumerate(view.cohorts):
        place: Place = ("single_view", "cohorts", index)
        ours = heard.get(ranked.code)
        if ours is None:
            yield Finding((*place, "code"), ranked.code, f"a cohort of the listing: {one_of(heard)}")
        elif ours.size != ranked.size:
            yield Finding((*place, "size"), ranked.size, f"{ours.size}, the size of this cohort in the listing")
        elif ours.takes not in ("all", ranked.when):
            yield Finding((*place, "when"), ranked.when, f"{ours.takes}, as this cohort takes them in the listing")


def _statuses(procedure: Procedure) -> Findings:
    plans, told = {one.code for one in procedure.plan_kinds}, [one.code for one in procedure.case_statuses]
    yield from repeated_in(told, ("case_statuses",), "code")
    for index, status in enumerate(procedure.case_statuses):
        place: Place = ("case_statuses", index)
        if status.plan and status.plan not in plans:
            yield Finding((*place, "plan"), status.plan, one_of(plans))
        yield from unknown(status.kinds, EVENT_KINDS, (*place, "kinds"), "a kind of event: ")


def _documents(procedure: Procedure) -> Findings:
    sectors, labels = {one.sector for one in procedure.agencies}, {one.code for one in procedure.labels}
    yield from repeated_in([one.code for one in procedure.required_documents], ("required_documents",), "code")
    for index, document in enumerate(procedure.required_documents):
        place: Place = ("required_documents", index)
        if document.owner not in ROLES:
            yield Finding((*place, "owner"), document.owner, one_of(ROLES))
        if document.kept_by and document.kept_by not in sectors:
            yield Finding((*place, "kept_by"), document.kept_by, one_of(sectors))
        if document.label and document.label not in labels:
            yield Finding((*place, "label"), document.label, one_of(labels))
        for at, test in enumerate(document.when):
            yield from question(test, dict(CHILD_FACTS), (*place, "when", at))
            yield from _status_named(procedure, test.fact, (test.is_,), (*place, "when", at, "is"))
            yield from _status_named(procedure, test.fact, test.in_ or (), (*place, "when", at, "in"))


def _status_named(procedure: Procedure, fact: str, values: Collection[object], place: Place) -> Findings:
    known = {one.code for one in procedure.case_statuses}
    for value in values:
        if fact == "case_status" and isinstance(value, str) and value not in known:
            yield Finding(place, value, f"a case status: {one_of(known)}")


def _prompts(procedure: Procedure) -> Findings:
    outcomes = {one.code for one in procedure.outcomes}
    yield from repeated_in([one.code for one in procedure.prompts], ("prompts",), "code")
    for index, prompt in enumerate(procedure.prompts):
        place: Place = ("prompts", index)
        yield from unknown(prompt.meetings, _kinds(procedure), (*place, "meetings"), "a kind of meeting of the panel: ")
        yield from unknown(prompt.outcomes, outcomes, (*place, "outcomes"), "a decision: ")
        if (prompt.kind == "decision") != bool(prompt.outcomes):
            yield Finding((*place, "outcomes"), list(prompt.outcomes), "decisions for a prompt of that kind only")


def _outcomes(procedure: Procedure) -> Findings:
    moves = {move.name for one in procedure.lifecycles if one.thing == "listing" for move in one.moves}
    for index, outcome in enumerate(procedure.outcomes):
        if outcome.source == "listed" and outcome.listing_move not in moves:
            value = outcome.listing_move or MISSING
            yield Finding(("outcomes", index, "listing_move"), value, f"a move of a listed child: {one_of(moves)}")


def _upward(procedure: Procedure) -> Findings:
    upward = procedure.upward
    if upward is None:
        if procedure.has("put_forward"):
            yield Finding(("upward",), MISSING, "to which meeting items go: the procedure has them")
        return
    outside = {kind.code for kind in procedure.meetings if kind.role == "outside"}
    if upward.meeting not in outside:
        yield Finding(("upward", "meeting"), upward.meeting, f"a meeting of another body: {one_of(outside)}")
    for key in ("proposed_at", "confirmed_at"):
        yield from unknown(getattr(upward, key), _kinds(procedure), ("upward", key), "a kind of meeting of the panel: ")


def _numbers(procedure: Procedure) -> Iterator[tuple[str, str, str, int | None]]:
    """(thing, the move or event that meets a duty, the clock's key, the number that stands elsewhere)."""
    listing, missing, upward = procedure.listing, procedure.missing, procedure.upward
    if listing:
        yield "meeting", "freeze_list", "before_days", listing.freeze_working_days
        yield "meeting", "publish", "before_days", listing.publish_working_days
        yield "listing", "come_back", "calendar_days", listing.watch_days
    if upward:
        yield "put_forward", "send", "before_days", upward.pack_working_days
    if missing:
        yield "missing_episode", "return_interview_held", "hours", missing.return_interview_hours


def _agree(procedure: Procedure) -> Findings:
    """A number that stands with the lists and in the clock of a duty is one number."""
    events = {(one.thing, move.name): move.event for one in procedure.lifecycles for move in one.moves}
    for thing, act, key, number in _numbers(procedure):
        event = events.get((thing, act), act)
        for index, duty in enumerate(procedure.duties):
            told = getattr(duty.clock, key)
            if duty.about == thing and event in duty.met_by and told not in (None, number):
                yield Finding(("duties", index, "clock", key), told, f"{number}, the same number as with the lists")


LIST_CHECKS: tuple[Callable[[Procedure], Findings], ...] = (
    needs, _levels, _checklists, _seats, _slots, _listing, _put_off, _ranked, _statuses, _documents, _prompts,
    _outcomes, _upward, _agree,
)  # fmt: skip
