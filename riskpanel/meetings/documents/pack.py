"""The papers of a meeting for one person: the agenda and, of each item that they may see now, the child's
card as it was frozen when the agenda went out."""

from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.documents import Block, Fact, Outline, Paper, Table
from riskpanel.meetings.actions.sources import last_panel
from riskpanel.meetings.cards import read_first
from riskpanel.meetings.documents.confidentiality import plain_points
from riskpanel.meetings.documents.returns import return_blocks, returns_by_item
from riskpanel.meetings.models import AgendaItem, Pack
from riskpanel.meetings.packs import closes_at, items_for
from riskpanel.meetings.presenters.agenda import about, loaded, statement_for
from riskpanel.meetings.presenters.cards import CardView, card_view
from riskpanel.meetings.presenters.meetings import head, heading
from riskpanel.meetings.reach import Part, statement_of
from riskpanel.partnership.papers import marking_of
from riskpanel.plans.presenters import statement
from riskpanel.procedure import Procedure
from riskpanel.ui.words import as_day, day, moment

WIDTHS = (6, 3, 2)


def pack_paper(pack: Pack, user: User, at: datetime) -> Paper:
    """The copy of `user` as it opens at `at`: nothing of an item that is closed to them by then."""
    meeting = pack.meeting
    found, attends = items_for(user, meeting)
    part = attends or Part(user, meeting)
    items = loaded(found, part, as_day(at))
    marking = marking_of(
        meeting.panel, "pack", user=user, at=at, about=heading(meeting.sitting, part.procedure),
        copy=f"{pack.number} of {meeting.packs.count()}", closes_at=closes_at(pack),
    )  # fmt: skip
    children = [item for item in items if item.child]
    told = returns_by_item(children, part) if attends else {}
    blocks = _cover(part, items)
    for item in children:
        blocks += [*item_blocks(item, part, at), *return_blocks(told.get(item.pk))]
    return Paper(
        code="pack",
        name=f"papers-{as_day(meeting.sitting.starts_at):%Y-%m-%d}-copy-{pack.number}",
        marking=marking,
        told=Outline(tuple(blocks)),
        children=tuple({item.child for item in children}),
        fields=tuple(sorted({label for returns in told.values() for label in returns.labels})),
    )


def _cover(part: Part, items: list[AgendaItem]) -> list[Block]:
    top, procedure = head(part.meeting, 0, ()), part.procedure
    rows = [
        (str(n), item.child.reference if item.child else "", about(item, procedure)) for n, item in enumerate(items, 1)
    ]
    return [
        Block(facts=(Fact("When", top.when), Fact("Where", top.where))),
        Block("Confidentiality", text=plain_points(statement_of(procedure)[0])),
        Block(
            "What is in this copy",
            table=Table(("No.", "Child", "About"), tuple(rows), (1, 3, 10)),
            empty="No item of this meeting is open to you now.",
            statement=statement(procedure, "panel_does_not_replace"),
        ),
    ]


def item_blocks(item: AgendaItem, part: Part, at: datetime) -> list[Block]:
    """One child: who they are, what is read first, what is open; as far as the reader may read it."""
    told = item.read_first or read_first(item, last_panel(part.meeting), at)
    card = card_view(item, told, part.procedure, part.user, as_day(at))
    return [
        Block(
            card.identity.reference,
            new_page=True,
            quiet=about(item, part.procedure),
            facts=_identity(card, part.procedure),
            statement=statement_for(item, part.procedure),
        ),
        *_said(card),
        Block("Why" if _why(card) else "", 2, warning=_warning(card, item), facts=_why(card)),
        *_listed(card),
        *_planned(card),
        _changed(card),
        _actions(card),
        *([Block("The lead professional writes", 2, text=item.lead_update)] if item.lead_update else []),
    ]


def _identity(card: CardView, procedure: Procedure) -> tuple[Fact, ...]:
    who = card.identity
    since = f", since {day(card.level_since)}" if card.level_since else ""
    return (
        Fact("Name", who.name),
        Fact("Age", who.age_words),
        Fact("Level", f"{card.level.label}{since}" if card.level else ""),
        Fact(procedure.words.lead_professional.capitalize(), who.lead),
        Fact(who.log_label, f"since {day(card.on_log_since)}" if card.on_log_since and who.log_label else ""),
        Fact("Last reviewed", day(card.reviewed_on)),
        Fact(procedure.words.plan, f"version {card.plan_version}" if card.plan_version else ""),
        Fact("Placed by", card.placed_by),
        Fact("As it stood", moment(card.frozen_at)),
    )


def _said(card: CardView) -> list[Block]:
    told = (("The child says", card.child_says), ("The family says", card.family_says))
    return [Block(label, 2, own_words=words) for label, words in told if words]


def _warning(card: CardView, item: AgendaItem) -> str:
    now = (
        f"The level is now {card.level_now.label}, and was another when the agenda went out." if card.level_now else ""
    )
    emergency = f"Taken as an emergency: {card.emergency}" if card.emergency else ""
    protective = f"Protective action: {item.get_protective_action_display().lower()}." if item.unsafe else ""
    return " ".join(part for part in (now, emergency, protective) if part)


def _why(card: CardView) -> tuple[Fact, ...]:
    told = (
        ("Level", card.level_why),
        ("Why here", card.why_here),
        ("What is happening", card.happening),
        ("Being done now", card.doing_now),
    )
    return tuple(Fact(label, says) for label, says in told if says)


def _listed(card: CardView) -> list[Block]:
    of: dict[str, Any] = card.listing
    if not of:
        return []
    moved = f", was {of['was']}" if of["was"] else ""
    rank = f", rank {of['rank']}{moved}" if of["rank"] else ""
    told = Block(
        "On the list",
        2,
        facts=(
            Fact("Group", of["cohort"]),
            Fact("Came by", f"{of['route']}{rank}"),
            Fact("Worry is growing", of["rising"]),
            Fact("Case status", of["case_status"]),
            Fact("Leads for the child", of["lead_agency"]),
            Fact("Decided last time", of.get("last_outcome", "")),
        ),
        points=tuple(of["ranked_for"]),
    )
    rows = tuple(
        (one["title"], "there" if one["standing"] == "present" else one["standing"], one["why"]) for one in of["papers"]
    )
    papers = Block("Required papers", 2, table=Table(("Paper", "Stands", "Why"), rows, (5, 2, 5)))
    return [told, papers] if rows else [told]


def _planned(card: CardView) -> list[Block]:
    made = []
    if card.interim:
        rows = tuple((one["what"], one["agency"], day(one["due_on"])) for one in card.interim)
        made.append(Block("Done meanwhile", 2, table=Table(("What", "Agency", "By"), rows, WIDTHS)))
    if card.risks:
        made.append(Block("Risks", 2, points=tuple(card.risks)))
    if card.services:
        rows = tuple((one["what"], one["agency"], one["status"]) for one in card.services)
        made.append(Block("Services", 2, table=Table(("What", "Agency", "State"), rows, WIDTHS)))
    return made


def _changed(card: CardView) -> Block:
    lines = tuple(f"{day(one['at'])}: {one['says']}" for one in card.changed)
    return Block(
        "Changed since last time", 2, points=lines, text="" if lines else "Nothing is recorded since the last panel."
    )


def _actions(card: CardView) -> Block:
    rows = tuple(
        (
            one.get("what") or f"Held by {one['agency']}: ask",
            f"{one['owner']}, {one['agency']}" if one.get("owner") else one["agency"],
            day(one["due_on"]),
        )
        for one in card.actions
    )
    return Block("Open actions", 2, table=Table(("What", "Who", "By"), rows, WIDTHS), empty="No open actions.")
