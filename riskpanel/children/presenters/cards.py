"""The card of a child: what stands on the identity bar of every page about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from riskpanel.children.ages import age_words
from riskpanel.children.models import Child
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import Level
from riskpanel.ui.words import moment

ON_LOG = "logged"
OFF_LOG = frozenset({"log_closed", "transferred", "log_ended"})
"""Events that put a child on the log, and those that end it."""


@dataclass(frozen=True)
class Card:
    """What `identity_bar` shows. `name` is blank where the viewer may not see it or none is known;
    `missing` says since when the child is missing, blank where they are not; `levels` and `log_label`
    whether there are such things here; `more` are further (label, words)."""

    reference: str
    name: str
    age_words: str
    age_warns: bool
    level: Level | None
    level_since: datetime | None
    level_by: str
    lead: str
    on_log_since: datetime | None
    log_label: str
    url: str
    missing: str = ""
    levels: bool = True
    more: tuple[tuple[str, str], ...] = ()


def card(
    child: Child,
    procedure: Procedure,
    today: date,
    *,
    named: bool = True,
    on_log_since: datetime | None = None,
    missing_since: datetime | None = None,
    more: Iterable[tuple[str, str]] = (),
    send: bool | None = None,
) -> Card:
    """The card of a child (with `lead__user`, `lead__agency` and `level_set_by` at hand). `named` is
    for the caller to decide: only on pages of a child that the viewer may see; `send` whether special
    educational needs are shown, where somebody said which proof there is."""
    age = age_words(
        child.born_on, today, procedure, estimated=child.birth_estimated, send=child.has_send if send is None else send
    )
    lead = child.lead
    return Card(
        reference=child.reference,
        name=child.name if named else "",
        age_words=age.words,
        age_warns=age.warn,
        level=level_of(child, procedure),
        level_since=child.level_set_at,
        level_by=_set_by(child),
        lead=f"{lead.user.full_name}, {lead.agency.name}" if lead else "",
        on_log_since=on_log_since,
        log_label=f"On the {procedure.words.log}" if procedure.words.log else "",
        url=reverse("child", args=[child.pk]),
        levels=bool(procedure.levels),
        more=tuple(more),
        missing=f"since {moment(missing_since)}" if missing_since else "",
    )


def level_of(child: Child, procedure: Procedure) -> Level | None:
    """The child's level; none where nobody set one, or where the procedure no longer has it."""
    return next((level for level in procedure.levels if level.code == child.level), None)


def logged_since(events: Iterable[Any]) -> datetime | None:
    """Since when the child is on the log, from events in the order in which they happened."""
    since = None
    for event in events:
        if event.kind == ON_LOG:
            since = event.at
        elif event.kind in OFF_LOG:
            since = None
    return since


def _set_by(child: Child) -> str:
    who = f"set by {child.level_set_by.full_name}" if child.level_set_by else ""
    if not child.level_provisional:
        return who
    return f"{who}, not confirmed yet" if who else "not confirmed yet"
