"""Verbs of the agenda: filling it from its sources, adding, taking off, ordering, calling in."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, write
from riskpanel.meetings import reach
from riskpanel.meetings.actions import listed, sources
from riskpanel.meetings.actions.asking import ask_agencies, stop_asking
from riskpanel.meetings.actions.guests import invite_lead
from riskpanel.meetings.actions.planning import COMING, must_be, must_run, must_take_part
from riskpanel.meetings.actions.sight import give_runners, in_annex, release, source_of
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure.model import Section
from riskpanel.referrals import actions as referrals


@transaction.atomic
def build_agenda(*, meeting: Meeting, by: User, at: datetime) -> list[AgendaItem]:
    """Adds to each section what its source holds and the agenda does not have yet; the items added.

    What was taken off stays off. Referrals go on the agenda with the meeting's time, children who were
    discussed before and not stepped down stay on the list, and each child's lead professional is invited to
    their item. Raises Refused once the meeting has begun.
    """
    must_run(by, meeting.panel, meeting)
    must_be(meeting, COMING, "The agenda is filled before the meeting opens.")
    kind = procedure_of(meeting.panel.procedure).meeting(meeting.sitting.kind)
    listed.carry_forward(meeting, by=by, at=at)
    added = []
    for section in kind.sections:
        for found in sources.found(meeting, section):
            added.append(_put(meeting, section.code, found, by=by, at=at))
    if added:
        write(meeting, "agenda_built", by=by, at=at, data={"items": len(added)})
    return added


@transaction.atomic
def add_item(*, meeting: Meeting, section: str, by: User, at: datetime, title: str = "", **subject) -> AgendaItem:
    """Adds one line by hand: a piece of business by its `title`, or a record that a source would not
    bring (`referral=`, `entry=`, `placed=` …). Raises Refused for one that is on the agenda."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, (*COMING, "open"), "The meeting is over.")
    if not title.strip() and not any(subject.values()):
        raise Refused("Say what the item is about.")
    if subject and meeting.items.filter(removed=False, **subject).exists():
        raise Refused("This is on the agenda already.")
    return _put(meeting, section, {"title": title.strip(), **subject}, by=by, at=at)


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User, at: datetime) -> None:
    """Takes a line off before the meeting; a referral leaves only by the panel's own decision."""
    meeting = item.meeting
    must_run(by, meeting.panel, meeting)
    must_be(meeting, COMING, "The meeting has begun: the item is decided or deferred there.")
    if item.referral and item.referral.state == "on_agenda" and not in_annex(item):
        raise Refused("A referral stays on the agenda until the panel decides or defers it, or it is withdrawn.")
    if item.listing and item.listing.state != "listed" and not item.listing.left_on:
        raise Refused("The list with this child is out: the child is discussed, put off or withdrawn.")
    item.removed = True
    item.save(update_fields=["removed"])
    if item.listing:
        listed.let_go(item)
    if item.child:
        stop_asking(meeting=meeting, item=item, by=by, at=at)
    write(meeting, "item_removed", by=by, at=at)


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: User, at: datetime) -> None:
    """Moves a line one place within its section."""
    must_run(by, item.meeting.panel, item.meeting)
    line = list(item.meeting.items.filter(section=item.section, removed=False).order_by("order", "pk"))
    here = next((n for n, one in enumerate(line) if one.pk == item.pk), 0)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(line):
        return
    line[here], line[there] = line[there], line[here]
    places = sorted(one.order for one in line)
    for one, place in zip(line, _distinct(places), strict=True):
        AgendaItem.objects.filter(pk=one.pk).update(order=place)
    write(item.meeting, "agenda_ordered", by=by, at=at)


@transaction.atomic
def call_in_item(*, item: AgendaItem, reason: str, by: User, at: datetime) -> AgendaItem:
    """A chair calls a referral of the annex in: it is accepted and goes on this agenda."""
    meeting = item.meeting
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("Only a co-chair calls a referral in.")
    must_take_part(by, item)
    if not procedure_of(meeting.panel.procedure).setting("triage_call_in", False):
        raise Refused("The procedure lets nobody call a referral in.")
    must_be(meeting, (*COMING, "open"), "The meeting is over.")
    if not in_annex(item) or item.referral is None:
        raise Refused("Only a referral that was not taken is called in.")
    referrals.call_in(referral=item.referral, reason=reason, by=by, at=at)
    item.referral.refresh_from_db()
    item.section = _section_for(meeting, "called_in").code
    item.added_late = meeting.state != "planned"
    item.published_at = None
    item.save(update_fields=["section", "added_late", "published_at"])
    _settle(item, by=by, at=at)
    if meeting.state == "open":
        release(item, meeting.invitations.select_related("seat", "member__user"), by=by, at=at)
        ask_agencies(meeting=meeting, by=by, at=at)
    return item


def _section_for(meeting: Meeting, source: str) -> Section:
    sections = procedure_of(meeting.panel.procedure).meeting(meeting.sitting.kind).sections
    fits = [one for one in sections if one.source == source] or [one for one in sections if one.source == "referrals"]
    return (fits or list(sections))[0]


def _put(meeting: Meeting, section: str, subject: dict, *, by: User, at: datetime) -> AgendaItem:
    last = meeting.items.aggregate(last=Max("order"))["last"] or 0
    again = _taken_off(meeting, subject)
    if again:
        again.removed, again.section, again.order = False, section, last + 1
        again.save(update_fields=["removed", "section", "order"])
        if again.listing:
            again.meeting = meeting
            listed.settle(again, by=by, at=at)
        return again
    item = AgendaItem.objects.create(
        meeting=meeting, section=section, order=last + 1, added_late=meeting.state != "planned", **subject
    )
    _settle(item, by=by, at=at)
    if meeting.state == "open":
        release(item, meeting.invitations.select_related("seat", "member__user"), by=by, at=at)
        ask_agencies(meeting=meeting, by=by, at=at)
    return item


def _taken_off(meeting: Meeting, subject: dict) -> AgendaItem | None:
    keys = {key: subject[key] for key in ("referral", "entry", "listing") if subject.get(key)}
    return meeting.items.filter(removed=True, **keys).first() if keys else None


def _settle(item: AgendaItem, *, by: User, at: datetime) -> None:
    """What follows from being on the agenda: the referral moves, those who run it see it, the lead is
    invited."""
    if item.referral and not in_annex(item):
        schedule(item, by=by, at=at)
    if item.listing:
        listed.settle(item, by=by, at=at)
    give_runners(item, by=by, at=at)
    if item.child and source_of(item) in sources.DECIDED:
        invite_lead(item, by=by, at=at)


def schedule(item: AgendaItem, *, by: User, at: datetime) -> None:
    """Moves an accepted referral on to the agenda; one whose meeting was cancelled is told the new time."""
    sitting = item.meeting.sitting
    if item.referral.state == "accepted":
        referrals.put_on_agenda(referral=item.referral, sitting=sitting, by=by, at=at)
        item.referral.refresh_from_db()
    elif item.referral.state == "on_agenda":
        write(item.referral, "put_on_agenda", by=by, at=at, data={"meeting_at": sitting.starts_at})


def _distinct(places: list[int]) -> list[int]:
    found: list[int] = []
    for place in places:
        found.append(max(place, found[-1] + 1 if found else place))
    return found
