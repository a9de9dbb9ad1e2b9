"""What the lines that tell people must keep to: a known thing, event, role and kind of notice, and a word of
the procedure's own for each that the sentence uses."""

from collections.abc import Collection

from riskpanel.procedure.check_help import Findings, one_of, question, unknown
from riskpanel.procedure.lines import Place
from riskpanel.procedure.model import Procedure
from riskpanel.procedure.reading import MISSING, Finding
from riskpanel.procedure.tells import NOTICE_KINDS, sentence
from riskpanel.procedure.vocabulary import EVENT_FACTS, ROLES, THING_WORDS

LONGEST = 180
"""Characters that a sentence may have, so that the day of a meeting still fits behind it."""


def tells(procedure: Procedure, events: Collection[str]) -> Findings:
    """Every fault of the lines that tell people."""
    things = {lifecycle.thing for lifecycle in procedure.lifecycles} | set(THING_WORDS)
    seen: set[tuple[str, str, str]] = set()
    for index, line in enumerate(procedure.tells):
        place: Place = ("tells", index)
        if line.about not in things:
            yield Finding((*place, "about"), line.about, one_of(things))
        if line.event not in events:
            yield Finding((*place, "event"), line.event, "an event that a move or an action produces")
        if line.kind not in NOTICE_KINDS:
            yield Finding((*place, "kind"), line.kind, one_of(NOTICE_KINDS))
        else:
            yield from _words(procedure, line.kind)
        yield from unknown(line.who, ROLES, (*place, "who"))
        for at, test in enumerate(line.when):
            yield from question(test, dict(EVENT_FACTS), (*place, "when", at))
        if (line.about, line.event, line.kind) in seen:
            yield Finding((*place, "kind"), line.kind, "a different kind: another line tells of the same event so")
        seen.add((line.about, line.event, line.kind))


def _words(procedure: Procedure, kind: str) -> Findings:
    for word in NOTICE_KINDS[kind].needs:
        if not getattr(procedure.words, word).strip():
            yield Finding(("words", word), MISSING, f"the partnership's word for it: the notice {kind} uses it")
    said = sentence(kind, procedure.words)
    if len(said) > LONGEST or not said.isprintable():
        yield Finding(("words",), said, f"words of one line, so short that a notice has {LONGEST} characters at most")
