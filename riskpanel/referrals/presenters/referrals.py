"""Words of a referral for its pages."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from riskpanel.children.mine import OFF_LOG, ON_LOG
from riskpanel.children.models import Duty, Event
from riskpanel.children.presenters.cards import Card, card
from riskpanel.partnership.context import clause_sentences
from riskpanel.partnership.forecast import Forecast
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, GateResult, Procedure
from riskpanel.procedure.instruments import Instrument, Item, Section
from riskpanel.procedure.parts import Gate
from riskpanel.referrals.actions.referrals import strategy_held
from riskpanel.referrals.instruments import instrument_of, progress
from riskpanel.referrals.models import Answer, Checklist, Referral, Waiver, WaiverSignature
from riskpanel.ui.words import as_day, day, plural

EMERGENCIES = {"asked": ("Emergency asked", "late"), "accepted": ("Emergency", "danger"), "refused": ("", "")}


def loaded(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """The same referrals with everything that a page of one shows, in few queries."""
    signatures = WaiverSignature.objects.select_related("by", "seat")
    waivers = Waiver.objects.select_related("asked_by").prefetch_related(Prefetch("signatures", signatures))
    given = Answer.objects.select_related("agency").order_by("pk")
    logged = Event.objects.filter(child=OuterRef("child"), kind__in=[ON_LOG, *OFF_LOG]).order_by("-at", "-pk")
    return (
        referrals.annotate(
            strategy_held_at=Subquery(strategy_held("concern").values("held_at")[:1]),
            log_kind=Subquery(logged.values("kind")[:1]),
            log_at=Subquery(logged.values("at")[:1]),
        )
        .select_related(
            "child__lead__user",
            "child__lead__agency",
            "child__level_set_by",
            "concern__author__user",
            "concern__author__agency",
            "concern__author__line_manager__user",
            "concern__child__lead__user",
            "concern__panel__procedure",
            "panel__procedure",
            "checklist",
            "aimed_at",
            "copy_to__user",
            "copy_to__agency",
        )
        .defer("panel__procedure__source", "concern__panel__procedure__source")
        .prefetch_related("police_references", Prefetch("waivers", waivers), Prefetch("checklist__answers", given))
    )


def card_of(referral: Referral, procedure: Procedure, today: date) -> Card:
    """The child of a loaded referral as the identity bar shows them, to somebody who may see it."""
    since = referral.log_at if referral.log_kind == ON_LOG else None
    return card(referral.child, procedure, today, on_log_since=since)


def gate_rows(
    procedure: Procedure, gates: Iterable[GateResult], referral: Referral, links: dict[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    """The gates as the checklist shows them; `links` are what can be done about an open one, by code.
    A gate that is not asked of this referral is left out."""
    waivers = referral.waivers.all()
    agreed = {waiver.gate: waiver for waiver in waivers if waiver.outcome == "agreed"}
    rows = []
    for result in gates:
        if not result.asked:
            continue
        gate = result.gate
        rows.append(
            {
                "label": gate.label,
                "passed": result.passed,
                "says": _passed(gate, referral, procedure) if result.lets_past else gate.test.otherwise,
                "clauses": clause_sentences(procedure, gate.clauses, gate.stated),
                "waiver": signed_words(agreed[gate.code]) if result.waived and gate.code in agreed else None,
                "action": None if result.lets_past else links.get(gate.code),
            }
        )
    return rows


def _passed(gate: Gate, referral: Referral, procedure: Procedure) -> str:
    """What is said of a gate that lets past: of the checklist, how much of it is answered."""
    if gate.test.fact != "checklist_state":
        return ""
    answered, out_of = progress(referral.checklist, referral.checklist.answers.all())
    states = {one.code: one.label for one in procedure.lifecycle(Checklist.THING).states}
    return f"{states.get(referral.checklist.state, referral.checklist.state)}, {answered} of {out_of} answered"


def signed_words(waiver: Waiver) -> str:
    """Who signed a waiver, and when."""
    return "; ".join(
        f"{'agreed' if line.agrees else 'refused'} by {line.by.full_name}, {day(line.at)}"
        for line in waiver.signatures.all()
    )


def waiting(referral: Referral, now: datetime) -> dict[str, Any]:
    """How long the child has waited: since the referral was received, or was begun."""
    since = referral.received_at or referral.created_at
    days = (as_day(now) - as_day(since)).days
    return {"since": since, "words": plural(days, "day") if days else "since today", "sent": bool(referral.received_at)}


def state_of(referral: Referral, procedure: Procedure) -> Any:
    """The referral's state, with its label and tone."""
    return next(one for one in procedure.lifecycle(Referral.THING).states if one.code == referral.state)


TONES = {"grey": "closed", "blue": "info", "green": "good", "amber": "wait", "red": "late", "purple": "new"}
"""The tone of a tag for each tone of a procedure's states."""


def tag(referral: Referral, procedure: Procedure) -> tuple[str, str]:
    """The state of a referral as (label, tone) of a tag."""
    state = state_of(referral, procedure)
    return state.label, TONES[state.tone]


def flags(referral: Referral) -> list[tuple[str, str]]:
    """What sets a referral apart in a list: an emergency, a waiver asked or signed."""
    found = []
    words, tone = EMERGENCIES.get(referral.emergency, ("", ""))
    if words:
        found.append((words, tone))
    for waiver in referral.waivers.all():
        if waiver.closed_at is None:
            found.append(("Waiver asked", "wait"))
        elif waiver.outcome == "agreed":
            found.append(("Waived", "warn"))
    return found


def labels(choices: Iterable[Any], codes: Iterable[str]) -> list[str]:
    """The words of these codes, in the procedure's order; a code that it no longer has stands as it is."""
    known = {choice.code: choice.label for choice in choices}
    return [label for code, label in known.items() if code in codes] + [one for one in codes if one not in known]


def owed(referral: Referral, procedure: Procedure, now: datetime) -> list[dict[str, Any]]:
    """What is owed for this referral now."""
    open_duties = Duty.objects.filter(about=Referral.THING, case=referral.pk, met_at=None).order_by("due_at")
    return [
        {
            "says": duty.says,
            "due_at": duty.due_at,
            "late": duty.due_at < now,
            "clauses": clause_sentences(procedure, duty.clauses, duty.stated),
            "counted": duty.counted,
        }
        for duty in open_duties
    ]


def answers(checklist: Checklist) -> list[dict[str, Any]]:
    """The answers of the checklist of a `loaded` referral by section, in the order of its form, each
    with who gave it."""
    given: dict[str, list[Answer]] = {}
    for answer in checklist.answers.all():
        given.setdefault(answer.item, []).append(answer)
    instrument = instrument_of(checklist)
    windows = {window.code: window.label for window in instrument.windows}
    return [_section(instrument, section, given, windows) for section in instrument.sections]


def _section(instrument: Instrument, section: Section, given: dict, windows: dict[str, str]) -> dict[str, Any]:
    rows, left = [], 0
    for item in section.items:
        lines = given.get(item.code, [])
        left += not lines
        for answer in lines:
            label = f"{item.label} ({windows[answer.window]})" if answer.window in windows else item.label
            rows.append(_row(label, response_words(instrument, section, item, answer), answer))
    return {"label": section.label, "rows": rows, "left": left}


def _row(label: str, words: str, answer: Answer) -> dict[str, Any]:
    return {
        "label": label,
        "response": words,
        "evidence": answer.evidence,
        "source": ", ".join(part for part in (answer.source, answer.happened_on, answer.agency.name) if part),
    }


def response_words(instrument: Instrument, section: Section, item: Item, answer: Answer) -> str:
    """An answer in the words of its form; nothing where the words themselves are the answer."""
    scale = instrument.scale_of(section, item)
    if scale.kind == "choice":
        return next((one.label for one in scale.responses if one.code == answer.response), answer.response)
    return answer.response if scale.kind == "number" else ""


def missed_words(referral: Referral, found: Forecast) -> str:
    """Which panel it no longer reaches and why; nothing where it reaches the next one."""
    missed = found.ordinary
    if missed is None or found.sitting == missed or referral.emergency == "accepted":
        return ""
    procedure = procedure_of(referral.panel.procedure)
    last = Calendar(procedure.calendar).working_days_before(missed.starts_at, procedure.setting("referral_cutoff_wd"))
    return f"It misses the panel of {day(missed.starts_at)}, because its cut-off has passed: {last.words}."
