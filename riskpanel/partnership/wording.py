"""Parts of a procedure in words: clocks, tests, recurrences, ends of sight, values of any kind."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from riskpanel.procedure.calendar import listed, many, said
from riskpanel.procedure.lifecycles import ROLE_NAMES
from riskpanel.procedure.model import Clock, Gate, Part, Quorum, Recurrence, Test, Until, Waiver, Words
from riskpanel.procedure.tells import sentence
from riskpanel.procedure.vocabulary import CHILD_FACTS, FACTS

NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def clock(value: Clock) -> str:
    """`within 5 working days`, `the same day`, `5 working days before the meeting`."""
    limit = f", at most {many(value.at_most_days, 'calendar day')}" if value.at_most_days else ""
    if value.working_days:
        return f"within {many(value.working_days, 'working day')}"
    if value.calendar_days:
        return f"within {many(value.calendar_days, 'calendar day')}"
    if value.months:
        return f"within {many(value.months, 'month')}"
    if value.hours:
        return f"within {many(value.hours, 'hour')}"
    if value.same_day:
        return "the same day"
    if value.before:
        return f"{many(value.before_days or 0, 'working day')} before {moment(value.before)}{limit}"
    return f"by {'the next meeting' if value.next_meeting else moment(value.at or '')}{limit}"


MOMENTS = {
    "due_on": "the day that was agreed",
    "meeting_at": "the meeting",
    "triage_at": "the meeting that decides on it",
    "answer_by": "the day until which an answer is owed",
    "review_on": "the review day",
    "next_meeting_at": "the next meeting",
    "upward_at": "the other body’s meeting",
    "scope_ends_on": "the birthday on which the scope ends",
}


def moment(key: str) -> str:
    """The moment that a clock reads from an event."""
    return MOMENTS.get(key, plain(key))


def recurrence(value: Recurrence) -> str:
    """`the fourth Wednesday of each month at 14:00`."""
    at = f" at {value.starts:%H:%M}"
    if value.before_kind or value.after_kind:
        return _beside(value) + at
    if value.weekday is None or value.every == "event":
        return f"when it is called{at}"
    day = value.weekday.capitalize()
    if value.every == "week":
        return f"every {day}{at}" if value.interval == 1 else f"every {value.interval} weeks on {day}{at}"
    of = "of each month" if value.interval == 1 else f"every {value.interval} months"
    return f"the {NTH.get(value.nth or 1, f'{value.nth}th')} {day} {of}{at}"


def _beside(value: Recurrence) -> str:
    """`the last Tuesday that is 2 working days or more before each pre panel`."""
    side = "before" if value.before_kind else "after"
    days = many(value.before_working_days or value.after_working_days or 0, "working day")
    other = plain(value.before_kind or value.after_kind or "")
    if value.weekday is None:
        return f"{days} {side} each {other}"
    nearest = "last" if side == "before" else "first"
    return f"the {nearest} {value.weekday.capitalize()} that is {days} or more {side} each {other}"


def until(value: Until) -> str:
    """`5 working days after the minutes were distributed, at most 92 calendar days`."""
    limit = f"at most {many(value.at_most_days, 'calendar day')}"
    if value.hours:
        return f"{many(value.hours, 'hour')}"
    if not value.event:
        return limit
    after = f"{many(value.working_days, 'working day')} after" if value.working_days else "until"
    return f"{after} “{plain(value.event)}”, {limit}"


def test(value: Test) -> str:
    """What a test asks, without its reproach."""
    asked = fact(value.fact)
    if value.given is not None:
        return f"{asked}: {'must be given' if value.given else 'must not be given'}"
    if value.in_ is not None:
        return f"{asked}: one of {listed(plain(one) for one in value.in_)}"
    return f"{asked}: {worded(value.is_)}"


def fact(name: str) -> str:
    """A fact in the words of the vocabulary."""
    for facts in (*FACTS.values(), CHILD_FACTS):
        if name in facts:
            return facts[name][1].rstrip(".")
    return plain(name)


def waiver(value: Waiver) -> str:
    """`2 of: co-chair`."""
    return f"{value.approvals} × {role(value.by)}"


def quorum(value: Quorum) -> str:
    """Who must be there."""
    parts = [plain(one) for one in value.needs] + ([f"{value.others} more"] if value.others else [])
    return listed(parts) if parts else "none asked"


def gate(value: Gate) -> str:
    """A gate as one line."""
    return f"{value.label}; may be waived by {waiver(value.waiver)}" if value.waiver else value.label


def notice(kind: str, words: Words) -> str:
    """The sentence in which people are told, in the procedure's own words."""
    return sentence(kind, words)


def role(code: str) -> str:
    """A role as it is named in a sentence."""
    return ROLE_NAMES.get(code, plain(code))


def roles(codes: Iterable[str]) -> str:
    """Roles in a row."""
    return listed(role(code) for code in codes) or "nobody"


def plain(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")


DRAWN = {Clock: clock, Recurrence: recurrence, Until: until, Test: test, Waiver: waiver, Quorum: quorum}


def worded(value: Any) -> str:
    """Any value of a procedure, short enough for a sentence."""
    if value is None or value == "" or value == ():
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return said(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return listed(worded(one) for one in value)
    if isinstance(value, Part):
        draw = DRAWN.get(type(value))
        return draw(value) if draw else ", ".join(worded(part) for _, part in value if part not in (None, "", ()))
    return str(value)
