"""What a procedure must keep to beyond the form of each part: every name that one part uses must be
given by another, every duty must be startable and provable, every state must lead somewhere."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from riskpanel.procedure.check_help import Findings, one_of, question, repeated, repeated_in, unknown
from riskpanel.procedure.lifecycles import ANY, SAME
from riskpanel.procedure.lines import Place
from riskpanel.procedure.list_checks import LIST_CHECKS
from riskpanel.procedure.model import Clock, Lifecycle, MeetingKind, Move, Procedure
from riskpanel.procedure.reading import MISSING, Finding, Missing
from riskpanel.procedure.return_checks import RETURN_CHECKS
from riskpanel.procedure.single_view import single_view_findings
from riskpanel.procedure.tell_checks import tells
from riskpanel.procedure.vocabulary import ACTION_EVENTS, EVENT_FACTS, FACTS, PAPER_WORDS, ROLES, THING_WORDS

CLOCKS = ("working_days", "calendar_days", "months", "hours", "same_day", "at", "before", "next_meeting")
_CODED = (
    "bodies", "documents", "categories", "directions", "levels", "plan_kinds", "open_to", "routes",
    "placement_settings", "horizons", "pattern_kinds", "reference_kinds", "effects", "agencies", "seats", "gates",
    "duties", "meetings", "outcomes", "escalations", "sights", "labels", "settings", "reports", "statements",
    "papers",
)  # fmt: skip


def findings(procedure: Procedure, data: dict[str, Any], checklists: Collection[Path]) -> list[Finding]:
    """Every fault between the parts of a procedure whose form is right. `data` is the file as read;
    `checklists` are the folders in which instruments are looked for."""
    found = [finding for check in _CHECKS for finding in check(procedure)]
    found += tells(procedure, known_events(procedure))
    found += single_view_findings(procedure.single_view) if procedure.single_view else ()
    found += _instruments(procedure, checklists)
    found += _clauses(data, data.get("clauses"), ())
    return found


def known_events(procedure: Procedure) -> frozenset[str]:
    """Every kind of event that a procedure can see."""
    moves = {move.event for lifecycle in procedure.lifecycles for move in lifecycle.moves}
    return frozenset(moves | set(ACTION_EVENTS))


def _codes(procedure: Procedure) -> Findings:
    for table in _CODED:
        codes = [part.code for part in getattr(procedure, table)]
        yield from repeated(codes, (table,), "code")
    yield from repeated([one.thing for one in procedure.lifecycles], ("lifecycles",), "thing")
    yield from repeated([one.name for one in procedure.screens], ("screens",), "name")


def _papers(procedure: Procedure) -> Findings:
    for index, one in enumerate(procedure.papers):
        if one.code not in PAPER_WORDS:
            yield Finding(("papers", index, "code"), one.code, one_of(PAPER_WORDS))


def _levels(procedure: Procedure) -> Findings:
    yield from repeated([level.letter for level in procedure.levels], ("levels",), "letter")
    yield from repeated([level.order for level in procedure.levels], ("levels",), "order")


def _seats(procedure: Procedure) -> Findings:
    agencies = {agency.code for agency in procedure.agencies}
    for index, seat in enumerate(procedure.seats):
        if seat.agency not in agencies:
            yield Finding(("seats", index, "agency"), seat.agency, one_of(agencies))
        if seat.core_group and seat.core_group not in agencies:
            yield Finding(("seats", index, "core_group"), seat.core_group, one_of(agencies))
    chairs = {seat.code for seat in procedure.seats}
    yield from unknown(procedure.chair_rule.seats, chairs, ("chair_rule", "seats"), "the code of a seat: ")


def _meetings(procedure: Procedure) -> Findings:
    kinds = {kind.code for kind in procedure.meetings}
    present = {seat.code for seat in procedure.seats} | {seat.core_group for seat in procedure.seats} - {""}
    for index, kind in enumerate(procedure.meetings):
        place: Place = ("meetings", index)
        yield from _recurrence(kind, kinds, (*place, "recurrence"))
        yield from unknown(kind.quorum.needs, present, (*place, "quorum", "needs"), "a seat or core-group agency: ")
        yield from _repeated_sections(kind, place)


def _repeated_sections(kind: MeetingKind, place: Place) -> Findings:
    codes = Counter(section.code for section in kind.sections)
    for index, section in enumerate(kind.sections):
        if codes[section.code] > 1:
            yield Finding(
                (*place, "sections", index, "code"), section.code, "a different code: another section has this one"
            )


def _recurrence(kind: MeetingKind, kinds: Collection[str], place: Place) -> Findings:
    rule = kind.recurrence
    if rule.before_kind is not None or rule.after_kind is not None:
        yield from _leaning(kind, kinds, place)
    elif rule.every == "month":
        if rule.weekday is None:
            yield Finding((*place, "weekday"), MISSING, "the weekday on which the meeting falls")
        if rule.nth not in (1, 2, 3, 4, -1):
            yield Finding((*place, "nth"), MISSING if rule.nth is None else rule.nth, "1 to 4, or -1 for the last")
    elif rule.every == "week" and rule.weekday is None:
        yield Finding((*place, "weekday"), MISSING, "the weekday on which the meeting falls")


def _leaning(kind: MeetingKind, kinds: Collection[str], place: Place) -> Findings:
    rule = kind.recurrence
    if rule.before_kind is not None and rule.after_kind is not None:
        yield Finding((*place, "after_kind"), rule.after_kind, "before_kind or after_kind, and not both")
    for side in ("before", "after"):
        other, days = getattr(rule, f"{side}_kind"), getattr(rule, f"{side}_working_days")
        if other is not None and (other not in kinds or other == kind.code):
            yield Finding((*place, f"{side}_kind"), other, "the code of another kind of meeting")
        if other is not None and days is None:
            yield Finding((*place, f"{side}_working_days"), MISSING, "a whole number of 1 or more")


def _gates(procedure: Procedure) -> Findings:
    facts = {name: kind for known in FACTS.values() for name, kind in known.items()}
    for index, gate in enumerate(procedure.gates):
        yield from question(gate.test, facts, ("gates", index, "test"))
        if gate.waiver and gate.waiver.by not in ROLES:
            yield Finding(("gates", index, "waiver", "by"), gate.waiver.by, one_of(ROLES))


def _lifecycles(procedure: Procedure) -> Findings:
    gates = {gate.code for gate in procedure.gates}
    for index, lifecycle in enumerate(procedure.lifecycles):
        place: Place = ("lifecycles", index)
        states = [state.code for state in lifecycle.states]
        if lifecycle.thing not in FACTS:
            yield Finding((*place, "thing"), lifecycle.thing, one_of(FACTS))
        if lifecycle.start not in states:
            yield Finding((*place, "start"), lifecycle.start, one_of(states))
        yield from repeated_in(states, (*place, "states"), "code")
        yield from repeated_in([move.name for move in lifecycle.moves], (*place, "moves"), "name")
        for at, move in enumerate(lifecycle.moves):
            yield from _move(lifecycle, move, gates, (*place, "moves", at))
        yield from _ways(lifecycle, place)


def _move(lifecycle: Lifecycle, move: Move, gates: Collection[str], place: Place) -> Findings:
    states = {state.code for state in lifecycle.states}
    yield from unknown(move.from_, states | {ANY}, (*place, "from"))
    if move.to not in states | {SAME}:
        yield Finding((*place, "to"), move.to, one_of(states | {SAME}))
    yield from unknown(move.actor, ROLES, (*place, "actor"))
    yield from unknown(move.gates, gates, (*place, "gates"))
    if not move.clauses:
        yield Finding((*place, "clauses"), MISSING, "the clause that the move stands on")
    for at, test in enumerate(move.tests):
        yield from question(test, dict(FACTS.get(lifecycle.thing, {})), (*place, "tests", at))


def _ways(lifecycle: Lifecycle, place: Place) -> Findings:
    """Every state can be reached, and every state that is no end can be left."""
    ends = {state.code for state in lifecycle.states if state.end}
    ways = {state.code: set(_leads(lifecycle, state.code, state.code in ends)) for state in lifecycle.states}
    reached, ahead = {lifecycle.start}, [lifecycle.start]
    while ahead:
        fresh = ways.get(ahead.pop(), set()) - reached
        reached |= fresh
        ahead += fresh
    for index, state in enumerate(lifecycle.states):
        where = (*place, "states", index)
        if state.code not in reached:
            yield Finding(where, state.code, f"a state that some move leads to from {lifecycle.start}")
        if not state.end and not ways[state.code] - {state.code}:
            yield Finding(where, state.code, "a state with a move out of it, or one marked as an end")


def _leads(lifecycle: Lifecycle, state: str, end: bool) -> Iterator[str]:
    for move in lifecycle.moves:
        if move.to != SAME and (state in move.from_ or (ANY in move.from_ and not end)):
            yield move.to


def _duties(procedure: Procedure) -> Findings:
    events = known_events(procedure)
    things = {lifecycle.thing for lifecycle in procedure.lifecycles} | set(THING_WORDS)
    for index, duty in enumerate(procedure.duties):
        place: Place = ("duties", index)
        if duty.about not in things:
            yield Finding((*place, "about"), duty.about, one_of(things))
        for key, kinds in (("starts", duty.starts), ("met_by", duty.met_by), ("stops", duty.stops)):
            for at, kind in enumerate(kinds):
                if kind not in events:
                    yield Finding((*place, key, at), kind, "an event that a move or an action produces")
        yield from unknown(duty.who, ROLES, (*place, "who"))
        for at, test in enumerate(duty.when):
            yield from question(test, dict(EVENT_FACTS), (*place, "when", at))
        yield from _clock(duty.clock, (*place, "clock"))


def _clock(clock: Clock, place: Place) -> Findings:
    used = [name for name in CLOCKS if getattr(clock, name) is not None]
    if len(used) != 1:
        yield Finding(place, Missing(", ".join(used) or "no clock"), f"exactly one of {', '.join(CLOCKS)}")
    for key in ("at", "before"):
        name = getattr(clock, key)
        moments = [fact for fact, (kind, _) in EVENT_FACTS.items() if kind == "moment"]
        if name is not None and name not in moments:
            yield Finding((*place, key), name, f"a date that events carry: {one_of(moments)}")
    if (clock.before is None) != (clock.before_days is None):
        value = MISSING if clock.before_days is None else clock.before_days
        yield Finding((*place, "before_days"), value, "before and before_days together")
    if clock.next_meeting is not None and clock.at_most_days is None:
        yield Finding((*place, "at_most_days"), MISSING, "an outer limit in calendar days")
    for key in ("same_day", "next_meeting"):
        if getattr(clock, key) is False:
            yield Finding((*place, key), False, "true, or no such key")


_SET = (
    ("referral", "accept_emergency", "discuss", "emergency_meeting_wd"),
    ("placed_child", "request", "chase", "placing_reply_wd"),
)
"""A thing, the moves whose events start and meet a duty about it, and the setting that says its working days."""


def _settings(procedure: Procedure) -> Findings:
    """A number of days that stands in a setting and in the clock of a duty is one number."""
    events = {(one.thing, move.name): move.event for one in procedure.lifecycles for move in one.moves}
    numbers = {one.code: one.value for one in procedure.settings}
    for thing, start, end, code in _SET:
        for index, duty in enumerate(procedure.duties):
            told = duty.clock.working_days
            ours = events.get((thing, start)) in duty.starts and events.get((thing, end)) in duty.met_by
            if ours and duty.about == thing and told not in (None, numbers.get(code, told)):
                place = ("duties", index, "clock", "working_days")
                yield Finding(place, told, f"{numbers[code]}, the same number as the setting {code}")


def _outcomes(procedure: Procedure) -> Findings:
    moves = {one.thing: {move.name for move in one.moves} for one in procedure.lifecycles}
    for index, outcome in enumerate(procedure.outcomes):
        for key, thing in (("referral_move", "referral"), ("log_move", "log_entry")):
            name = getattr(outcome, key)
            if name and name not in moves.get(thing, set()):
                yield Finding(("outcomes", index, key), name, one_of(moves.get(thing, set())))


def _sights(procedure: Procedure) -> Findings:
    events = known_events(procedure)
    for index, sight in enumerate(procedure.sights):
        if sight.who not in ROLES:
            yield Finding(("sights", index, "who"), sight.who, one_of(ROLES))
        if sight.until.event and sight.until.event not in events:
            place = ("sights", index, "until", "event")
            yield Finding(place, sight.until.event, "an event that a move or an action produces")


def _reports(procedure: Procedure) -> Findings:
    bodies = {body.code for body in procedure.bodies}
    for index, report in enumerate(procedure.reports):
        if report.to not in bodies:
            yield Finding(("reports", index, "to"), report.to, one_of(bodies))


def _labels(procedure: Procedure) -> Findings:
    sectors = {agency.sector for agency in procedure.agencies}
    for index, label in enumerate(procedure.labels):
        yield from unknown(label.sectors, sectors, ("labels", index, "sectors"))


def _instruments(procedure: Procedure, folders: Collection[Path]) -> Findings:
    for index, code in enumerate(procedure.checklists):
        if not any((folder / f"{code}.toml").is_file() for folder in folders):
            yield Finding(("checklists", index), code, f"the name of an instrument file, {code}.toml, in checklists")


def _clauses(part: Any, known: Any, place: Place) -> Findings:
    """Every clause named anywhere stands in the table of clauses, where the file has one."""
    if not isinstance(known, dict):
        return
    pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in pairs:
        if key == "clauses" and isinstance(value, list):
            for index, clause in enumerate(value):
                if clause not in known:
                    yield Finding((*place, key, index), clause, "a clause that the table of clauses holds")
        else:
            yield from _clauses(value, known, (*place, key))


_CHECKS: tuple[Callable[[Procedure], Findings], ...] = (
    _codes, _papers, _levels, _seats, _meetings, _gates, _lifecycles, _duties, _settings, _outcomes, _sights, _reports,
    _labels, *LIST_CHECKS, *RETURN_CHECKS,
)  # fmt: skip
