"""The papers of one child: when they were missing, and who may see their record."""

from collections.abc import Iterable
from datetime import datetime

from riskpanel.children import presenters
from riskpanel.children.mine import Mine, who_sees
from riskpanel.children.missing import newest_form
from riskpanel.children.models import Grant
from riskpanel.children.presenters import EpisodeLine, GrantLine, MissingBox
from riskpanel.documents import Block, Paper, Table
from riskpanel.partnership.models import Panel
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.ui.words import day, moment, plural

EPISODES = ("Missing since", "Back", "For", "From where, and who says so", "Return interview")
GRANTS = ("Who", "What it opens", "Reason", "From", "Until", "Given by")


def missing_paper(mine: Mine, panel: Panel, at: datetime) -> Paper:
    """Every time the child was missing, the oldest first, with what became of each return."""
    child, procedure = mine.child, mine.user.standing.procedure
    box = presenters.missing_box(mine.episodes, mine.talks(), procedure, at)
    counts = [(f"In {plural(days, 'day')}", str(count)) for days, count in box.counts]
    form = newest_form(child) if procedure.setting("missing_form", "") else None
    ready = f"Of {day(form.made_on)}, kept: {form.kept_where or 'not said'}" if form else "Not written down"
    head = facts(
        ("Child", child.name),
        ("Date of birth", day(child.born_on, "Not known")),
        *counts,
        ("Repeatedly missing", f"{'Yes' if box.repeats else 'No'} (a repeat is {box.rule})"),
        ("Interviews owed", str(box.owed)),
        (str(procedure.setting("missing_form", "")), ready if procedure.setting("missing_form", "") else ""),
    )
    rows = tuple(_episode(one) for one in reversed(box.lines))
    return outlined(
        panel,
        "missing",
        [
            Block(warning=f"Missing now, since {moment(box.since)}" if box.since else ""),
            Block(facts=head),
            Block("Each time", table=Table(EPISODES, rows, (4, 4, 2, 6, 5)), empty="No time missing is written down."),
            _owed(box),
        ],
        user=mine.user,
        at=at,
        name=named_file("missing", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def _episode(one: EpisodeLine) -> tuple[str, ...]:
    back = f"{moment(one.ended_at)}\n{one.found_where}".strip() if one.ended_at else "Not back"
    told = "\n".join(part for part in (one.missing_from, one.known_from) if part)
    return (moment(one.began_at), back, one.lasted, told, "\n".join(part for part in (one.tag[0], one.talk) if part))


def _owed(box: MissingBox) -> Block:
    rows = tuple((one.says, one.who, moment(one.due_at)) for one in box.talks)
    return Block("Owed now", table=Table(("What", "Who", "By"), rows, (6, 4, 4))) if rows else Block()


def access_paper(mine: Mine, panel: Panel, at: datetime) -> Paper:
    """Who may see the child now and who could before: what of it, why, from when until when, given by
    whom. The child is named by reference only."""
    child = mine.child
    now, before = _lines(list(who_sees(child, at))), _lines(list(_ended(child.pk, at)))
    emergencies = sum(one.emergency for one in [*now, *before])
    head = facts(
        ("Child", child.reference),
        ("May see now", str(len(now))),
        ("Could before", str(len(before))),
        ("In an emergency", plural(emergencies, "opening") if emergencies else ""),
    )
    return outlined(
        panel,
        "access",
        [
            Block(facts=head, quiet="Reasons are written to the person who has the sight."),
            Block("Who may see the child now", table=_table(now), empty="Nobody."),
            Block("Who could see the child before", table=_table(before), empty="Nobody else could."),
            Block(text="Each opening of the record, and each attempt, stands in the audit trail, which auditors read."),
        ],
        user=mine.user,
        at=at,
        name=named_file("access", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def _ended(child: object, at: datetime) -> Iterable[Grant]:
    found = Grant.objects.filter(child=child, ends_at__lte=at)
    return found.select_related("user", "seat", "agency", "panel", "given_by").order_by("-ends_at", "pk")


def _lines(grants: list[Grant]) -> list[GrantLine]:
    seats = {grant.seat_id for grant in grants if grant.seat_id}
    return presenters.access_lines(grants, presenters.holders_of_seats(seats))


def _table(lines: list[GrantLine]) -> Table:
    rows = tuple(
        (one.who, one.opens, one.reason, moment(one.starts_at), moment(one.ends_at), one.given_by) for one in lines
    )
    return Table(GRANTS, rows, (4, 4, 6, 3, 3, 3))
