"""The second borough's panel: agendas from the lists, children heard, what follows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from riskpanel.demo.people import Company, people_file
from riskpanel.demo.telling.returns import answer_all
from riskpanel.meetings import actions
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.meetings.presenters.lastmeeting import earlier
from riskpanel.partnership.models import Sitting
from riskpanel.plans import actions as plans

Clock = Callable[[datetime], None]


def _sittings(company: Company) -> Any:
    kinds = {cohort.meeting for cohort in company.procedure.listing.cohorts}
    return company.panel.sittings.filter(kind__in=kinds, cancelled=False).order_by("starts_at")


def prepare(company: Company, at: datetime, clock: Clock) -> None:
    """The coordinator plans the next meeting that hears anybody, fills its agenda and publishes it."""
    clock(at)
    by = company.users["coordinator"]
    coming = _sittings(company).filter(starts_at__gt=at, listings__isnull=False).first()
    if coming is None or Meeting.objects.filter(sitting=coming).exclude(state="planned").exists():
        return
    meeting = actions.plan_meeting(sitting=coming, by=by, at=at)
    actions.build_agenda(meeting=_fresh(meeting), by=by, at=at)
    if _fresh(meeting).items.exists():
        actions.publish(meeting=_fresh(meeting), by=by, at=at)
        _ask_around(company, _fresh(meeting), at)
        actions.send_packs(meeting=_fresh(meeting), by=by, at=at)


def _ask_around(company: Company, meeting: Meeting, at: datetime) -> None:
    """The agencies answer for the children of the agenda in turn, but for one that is always late."""
    said = people_file("eastmere")["lists"]["told"]
    children = meeting.items.filter(listing__isnull=False, removed=False).order_by("order").values_list("child")
    told = {child: said["children"][nth % len(said["children"])] for nth, (child,) in enumerate(children)}
    answer_all(company, meeting, told, did=said["did"], silent=said["silent"], at=at)


def _fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("sitting", "panel__procedure").get(pk=meeting.pk)


def come_together(company: Company, until: datetime, clock: Clock) -> None:
    """Holds every published meeting that has begun by then."""
    for sitting in _sittings(company).filter(starts_at__lt=until - timedelta(hours=3)):
        meeting = Meeting.objects.filter(sitting=sitting, state="published").first()
        if meeting is not None:
            _hold(company, _fresh(meeting), sitting, clock)


def _hold(company: Company, meeting: Meeting, sitting: Sitting, clock: Clock) -> None:
    at, chair = sitting.starts_at, company.users["chair"]
    clock(at)
    came = [one.seat for one in meeting.invitations.select_related("seat").exclude(member=None)]
    actions.open_meeting(meeting=meeting, present_seats=came, by=chair, at=at)
    actions.review_actions(meeting=_fresh(meeting), by=chair, at=at + timedelta(minutes=5))
    for last in earlier(meeting):
        if last.state == "distributed":
            actions.agree_record(meeting=_fresh(meeting), previous=last, by=chair, at=at + timedelta(minutes=5))
    children = meeting.items.filter(listing__isnull=False, removed=False).order_by("order")
    for nth, item in enumerate(children):
        _hear(company, item.pk, nth, at + timedelta(minutes=6 + 9 * nth))
    end = at + timedelta(hours=2)
    clock(end)
    actions.close_meeting(meeting=_fresh(meeting), by=chair, at=end)
    coordinator = company.users["coordinator"]
    actions.circulate(meeting=_fresh(meeting), by=coordinator, at=end + timedelta(minutes=30))
    for member in meeting.unanswered():
        actions.agree_minutes(meeting=_fresh(meeting), by=member.user, at=end + timedelta(hours=1))
    actions.sign_minutes(meeting=_fresh(meeting), by=chair, at=end + timedelta(hours=2))
    actions.distribute(meeting=_fresh(meeting), by=coordinator, at=end + timedelta(hours=18))


def _item(pk: Any) -> AgendaItem:
    found = AgendaItem.objects.select_related(
        "child__lead", "child__circumstances", "listing__place", "referral", "entry"
    )
    return found.select_related("meeting__sitting", "meeting__panel__procedure").get(pk=pk)


def _hear(company: Company, pk: Any, nth: int, at: datetime) -> None:
    """One child: the questions answered, an action or a step down, now and then on to the other body."""
    said = people_file("eastmere")["lists"]["heard"]
    line = said[nth % len(said)]
    item, coordinator = _item(pk), company.users["coordinator"]
    actions.take_item(item=item, by=company.users["chair"], at=at)
    asked = {one.code: one.kind for one in actions.prompts_of(item.meeting)}
    answers = {code: told for code, told in line["answers"].items() if code in asked}
    actions.note_listed(item=item, answers=answers, lead_present=True, version=item.note_version, by=coordinator, at=at)
    owner = company.members[line["owner"]]
    told = {
        name: line[name]
        for name in ("rationale", "upward", "upward_reason", "receiving_service", "reentry_trigger")
        if name in line
    }
    if line["outcome"] == "actions":
        given = {"what": line["action"], "owner": owner, "agency": owner.agency, "due_on": None}
        action = actions.give_action(item=_item(pk), by=coordinator, at=at, **given)
        if nth % 3:
            plans.accept_action(action=action, by=owner.user, at=at)
        told["lead_agency"] = owner.agency
    actions.decide_listed(item=_item(pk), outcome=line["outcome"], by=company.users["chair"], at=at, **told)
