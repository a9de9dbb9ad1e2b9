"""Builders of the stages that a concern goes through, for tests of every room above it."""

from datetime import date, timedelta

from riskpanel.children import actions as children
from riskpanel.referrals import actions
from riskpanel.referrals.models import Concern

FIRST = "hrp-starter"


def concern(cast, level=None, child=None, by=None, at=None, **more) -> Concern:
    """A concern of the worker's about a child whom they registered; with `level`, set at once."""
    by, at = by or cast.worker, at or cast.now
    told = {"happening": "Came home at four in the morning, twice this week.", "noticed_on": at.date(), **more}
    made = actions.record_concern(panel=cast.panel, child=child or own_child(cast, by, at), by=by, at=at, **told)
    if level:
        actions.set_level(concern=made, level=level, reason="What we know so far.", by=by, at=at)
    return fresh(made)


def own_child(cast, by, at=None, **fields):
    """A child whom `by` registered, so that their concern opens the whole record to them."""
    told = {"given_name": "Robin", "family_name": "Testerly", "born_on": date(2011, 5, 17), **fields}
    return children.register(panel=cast.panel, by=by, at=at or cast.now, **told)


def fresh(made: Concern) -> Concern:
    """The concern as the database holds it."""
    return Concern.objects.get(pk=made.pk)


def action(cast, made, origin="immediate", owner=None, due_on=None, by=None, at=None):
    """Something that is done now, owned by the worker unless said otherwise."""
    owner = owner or cast.member(cast.worker)
    at = at or cast.now
    return actions.add_interim_action(
        concern=made, origin=origin, what="Meet the child at school.", agency=owner.agency, owner=owner,
        due_on=due_on or at.date(), by=by or cast.worker, at=at,
    )  # fmt: skip


def checklist(cast, made, by=None, at=None):
    """The first checklist of the procedure, begun."""
    return actions.start_checklist(
        concern=made, instrument=cast.procedure.checklists[0], by=by or cast.worker, at=at or cast.now
    )


def booked(cast, level="high", made=None, at=None) -> Concern:
    """A concern with its checklist begun and a strategy meeting booked with the nurse, an action of
    the meeting written down and every part signed: it lacks only the holding."""
    at = at or cast.now
    made = made or concern(cast, level=level, at=at)
    sheet = checklist(cast, made, at=at)
    actions.book_strategy(
        concern=made, starts_at=at + timedelta(hours=1), chair=cast.member(cast.csc_manager),
        parties=[cast.member(cast.nurse)], place="Civic Centre", by=cast.worker, at=at,
    )  # fmt: skip
    action(cast, made, origin="strategy", at=at)
    for user in (cast.worker, cast.nurse):
        sign(cast, sheet, user, at=at)
    return fresh(made)


def sign(cast, sheet, user, at=None):
    """An agency's part, signed without an answer by one of its people."""
    agency, told = cast.member(user).agency, {"unanswered": "All is said in the concern.", "at": at or cast.now}
    return actions.sign_part(checklist=fresh_checklist(sheet), agency=agency, by=user, **told)


def fresh_checklist(sheet):
    """The checklist as the database holds it."""
    return type(sheet).objects.get(pk=sheet.pk)


def hold(cast, made, level="high", held_at=None, **more):
    """The strategy meeting of a booked concern, held by the manager in its chair."""
    held_at = held_at or cast.now + timedelta(hours=2)
    told = {
        "minutes": "Who was there and what was agreed.",
        "reason": "All agree.",
        "unanswered": "It was talked through.",
        **more,
    }
    actions.hold_strategy(
        concern=made, level=level, held_at=held_at, by=cast.csc_manager, at=max(held_at, cast.now), **told
    )
    return fresh(made)


def concern_with_strategy_held(cast, level="high", at=None, held_at=None) -> Concern:
    """A concern whose strategy meeting was held and confirmed `level`; its checklist is locked."""
    return hold(cast, booked(cast, level=level, at=at), level=level, held_at=held_at)
