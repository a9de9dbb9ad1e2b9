"""What goes up to the other body's meeting: put forward, confirmed, sent, answered, dealt with."""

from datetime import datetime
from typing import Any

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.children.moves import Refused, apply, write
from riskpanel.cohorts.facts import procedure_for
from riskpanel.cohorts.models import Listing, PutForward
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.procedure import Procedure

CHILD = "child"
WAITING = ("proposed", "confirmed")
"""States of an item that the other body has not had yet."""
PROPOSERS = frozenset({"co_chair", "coordinator", "panel_member"})


@transaction.atomic
def put_forward(
    *,
    panel: Panel,
    kind: str,
    reason: str,
    by: User,
    at: datetime,
    title: str = "",
    listing: Listing | None = None,
    after: datetime | None = None,
) -> PutForward:
    """Puts a listed child, or something else by its `title`, forward to the other body's first meeting
    after a moment (default: `at`). A child who waits already is not put forward twice. For members;
    raises Refused for anybody else, an unknown kind, and missing words."""
    _may_propose(panel, kind, reason, title, listing, by)
    same = PutForward.objects.filter(panel=panel, state__in=WAITING, kind=kind)
    if listing is not None and (waits := same.filter(child=listing.child).first()):
        return waits
    if listing is None and same.filter(title=title.strip()).exists():
        raise Refused("This is put forward already.")
    sitting = next_upward(panel, after or at)
    made = PutForward.objects.create(
        panel=panel, kind=kind, reason=reason.strip(), title=title.strip(), listing=listing,
        child=listing.child if listing else None, sitting=sitting, created_at=at, created_by=by,
        state=procedure_for(panel).lifecycle(PutForward.THING).start,
    )  # fmt: skip
    write(made, "put_forward", by=by, at=at, note=made.reason, data=_upward_at(sitting))
    return made


def _may_propose(panel: Panel, kind: str, reason: str, title: str, listing: Listing | None, by: User) -> None:
    kinds = {one.code for one in _upward(panel).kinds}
    wrong = []
    if not by.standing.roles_at(panel.pk) & PROPOSERS:
        wrong.append("This is for the panel's members, its chairs and the coordinator.")
    if kind not in kinds:
        wrong.append("Choose what kind of item it is.")
    if (kind == CHILD) != (listing is not None):
        wrong.append("A child is put forward from the list, and nothing else is.")
    if listing is None and not title.strip():
        wrong.append("Say in a few words what it is, without a child's name.")
    if not reason.strip():
        wrong.append("Give the reason.")
    if wrong:
        raise Refused(*wrong)


def next_upward(panel: Panel, after: datetime) -> Sitting | None:
    """The other body's first meeting after a moment, if its date is known."""
    coming = panel.sittings.filter(kind=_upward(panel).meeting, cancelled=False, starts_at__gt=after)
    return coming.order_by("starts_at").first()


def confirms_at(procedure: Procedure, kind: str) -> bool:
    """Whether items are confirmed at that kind of meeting of ours."""
    return procedure.upward is not None and kind in procedure.upward.confirmed_at


@transaction.atomic
def confirm(*, item: PutForward, at_kind: str, by: User, at: datetime) -> Event:
    """Confirms an item at a meeting of ours of the kind `at_kind`; it is then owed to the other body in
    good time. Raises Refused at another kind of meeting, and while no date of the other body is known."""
    procedure = procedure_for(item.panel)
    if item.sitting is None or item.sitting.cancelled or item.sitting.starts_at < at:
        item.sitting = next_upward(item.panel, at)
    if item.sitting is None:
        raise Refused(f"Enter the next date of {procedure.meeting(procedure.upward.meeting).label} first.")
    item.save(update_fields=["sitting"])
    facts = {"kind": item.kind, "confirmed_at": at_kind, "confirms_here": confirms_at(procedure, at_kind)}
    return apply(item, "confirm", by=by, at=at, facts=facts, data=_upward_at(item.sitting))


@transaction.atomic
def withdraw(*, item: PutForward, reason: str, by: User, at: datetime) -> Event:
    """A chair takes an item back, with a reason."""
    return apply(item, "withdraw", by=by, at=at, facts={"reason": reason}, note=reason)


@transaction.atomic
def send(*, item: PutForward, by: User, at: datetime) -> Event:
    """The item went to the other body."""
    return apply(item, "send", by=by, at=at, data=_upward_at(item.sitting))


@transaction.atomic
def send_pack(*, panel: Panel, sitting: Sitting, by: User, at: datetime) -> int:
    """Everything that was confirmed for one meeting of the other body went to it; how many items.
    Raises Refused when nothing is confirmed."""
    ready = PutForward.objects.filter(panel=panel, sitting=sitting, state="confirmed").select_related("child__lead")
    sent = 0
    for item in ready:
        item.panel, item.sitting = panel, sitting
        send(item=item, by=by, at=at)
        sent += 1
    if not sent:
        raise Refused("Nothing is confirmed for that meeting.")
    return sent


@transaction.atomic
def answer(*, item: PutForward, note: str, by: User, at: datetime) -> Event:
    """What the other body made of the item is written down."""
    event = apply(item, "answer", by=by, at=at, facts={"note": note}, note=note)
    item.answer = note.strip()
    item.save(update_fields=["answer"])
    return event


@transaction.atomic
def close_item(*, item: PutForward, by: User, at: datetime) -> Event:
    """The panel has dealt with the answer."""
    return apply(item, "close", by=by, at=at)


def _upward(panel: Panel) -> Any:
    upward = procedure_for(panel).upward
    if upward is None:
        raise Refused("The procedure puts nothing forward to another body.")
    return upward


def _upward_at(sitting: Sitting | None) -> dict[str, Any]:
    return {"upward_at": sitting.starts_at if sitting else None}
