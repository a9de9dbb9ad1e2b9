"""The minutes afterwards: round for correction, signed, handed out, locked, agreed at the next meeting."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from riskpanel.children.models import Child, Duty, Recusal
from riskpanel.children.moves import Changed, Refused
from riskpanel.meetings import actions
from riskpanel.meetings.models import (
    AgendaItem,
    Contribution,
    Guest,
    InformationReturn,
    Meeting,
    MinuteRevision,
    MinutesCopy,
    MinutesNote,
    ReturnVersion,
)
from riskpanel.partnership.models import Notice
from tests import making_meetings as making
from tests import making_plans
from tests.cast import LONDON

CLOSED = making.PANEL_AT + timedelta(hours=2)
SENT = making.PANEL_AT + timedelta(days=1)
BEFORE = making.NEXT_AT - timedelta(days=2)
LATER = datetime(2026, 12, 24, 10, 0, tzinfo=LONDON)


@pytest.fixture(scope="module")
def made(lasting):
    making.triaged(lasting)
    making.triaged(lasting, given_name="Ash")
    meeting = making.opened(lasting)
    for number, item in enumerate(meeting.items.filter(section="referrals")):
        making.decided(lasting, making.item_of(meeting, pk=item.pk))
        write(lasting, making.item_of(meeting, pk=item.pk), f"Word {number} about the child.")
    write(lasting, making.fresh(meeting), "All welcome.")
    return making.closed(lasting, meeting)


@pytest.fixture
def two(cast, made):
    """A meeting that was closed, with two children decided on and something written about each."""
    return making.fresh(made)


def write(cast, of, text):
    if isinstance(of, Meeting):
        return actions.save_minutes(
            meeting=of, text=text, version=of.general_version, by=cast.coordinator, at=making.DURING
        )
    return actions.save_minutes(item=of, text=text, version=of.version, by=cast.coordinator, at=making.DURING)


def circulated(cast, meeting):
    actions.circulate(meeting=making.fresh(meeting), by=cast.coordinator, at=SENT)
    return making.fresh(meeting)


def items(meeting):
    return [making.item_of(meeting, pk=one.pk) for one in meeting.items.filter(section="referrals").order_by("order")]


def proposes(cast, meeting, item=None, by=None, **more):
    told = {"wrong": "It was Tuesday.", "should_say": "It was Monday.", "at": SENT, **more}
    return actions.propose_correction(meeting=making.fresh(meeting), item=item, by=by or cast.user("member"), **told)


def everybody_agrees(cast, meeting, at=SENT):
    for member in making.fresh(meeting).unanswered():
        actions.agree_minutes(meeting=making.fresh(meeting), by=member.user, at=at)


def duty(meeting, code):
    return Duty.objects.get(about="meeting", case=meeting.pk, code=code)


@pytest.mark.clause("HRP-A2-4.8")
def test_each_step_of_the_minutes_has_its_day_from_the_procedure(cast, two):
    assert duty(two, "draft_minutes").due_at.date() == date(2026, 11, 26)
    assert duty(two, "circulate_minutes").due_at.date() == date(2026, 11, 27)
    assert duty(two, "sign_minutes").due_at.date() == date(2026, 12, 2)
    actions.finish_draft(meeting=two, by=cast.coordinator, at=SENT)
    assert duty(two, "draft_minutes").met_at == SENT
    meeting = circulated(cast, two)
    assert duty(two, "circulate_minutes").met_at == SENT
    answer = actions.answer_by(meeting)
    assert answer.due_at.date() == date(2026, 11, 30) and "working days" in answer.counted and not answer.stated
    everybody_agrees(cast, meeting)
    assert actions.answer_by(meeting).met_at == SENT
    actions.sign_minutes(meeting=making.fresh(meeting), by=cast.council_chair, at=SENT)
    actions.distribute(meeting=making.fresh(meeting), by=cast.coordinator, at=SENT)
    assert duty(two, "distribute_minutes").met_at == SENT
    assert duty(two, "lock_minutes").due_at.date() == date(2026, 12, 24)


@pytest.mark.clause("HRP-A2-4.8")
def test_the_draft_goes_to_everybody_who_came_and_each_owes_an_answer(cast, two):
    absent = two.invitations.get(seat__code="probation")
    actions.set_attendance(invitation=absent, attended=False, by=cast.coordinator, at=making.DURING)
    meeting = circulated(cast, two)
    whole = set(meeting.circulated.filter(item=None).values_list("member__user", flat=True))
    assert cast.user("member").pk in whole and absent.member.user_id not in whole
    assert set(meeting.circulated.exclude(item=None).values_list("member__user", flat=True)) == {cast.worker.pk}
    owes = set(duty(meeting, "answer_minutes").owners.values_list("user", flat=True))
    assert cast.user("member").pk in owes and cast.worker.pk in owes
    actions.agree_minutes(meeting=meeting, by=cast.user("member"), at=SENT)
    actions.agree_minutes(meeting=meeting, by=cast.user("member"), at=SENT)
    assert meeting.agreed.count() == 1
    assert cast.user("member").pk not in duty(meeting, "answer_minutes").owners.values_list("user", flat=True)
    with pytest.raises(Refused, match="did not go to you"):
        actions.agree_minutes(meeting=meeting, by=absent.member.user, at=SENT)


@pytest.mark.clause("HRP-A2-4.6", "HRP-A2-4.9.a")
@pytest.mark.parametrize(("attended", "reaches"), [(True, True), (False, False)])
def test_the_minutes_of_an_item_do_not_go_to_a_guest_who_stayed_away(cast, two, attended, reaches):
    item, member = items(two)[0], cast.member(cast.charity)
    asked = {"member": member, "reason": "Mentors this child", "invited_by": cast.coordinator, "invited_at": cast.now}
    Guest.objects.create(item=item, attended=attended, approved_by=cast.police_chair, **asked)
    meeting = circulated(cast, two)
    assert meeting.circulated.filter(item=item, member=member).exists() == reaches
    everybody_agrees(cast, meeting)
    actions.sign_minutes(meeting=making.fresh(meeting), by=cast.council_chair, at=SENT)
    actions.distribute(meeting=making.fresh(meeting), by=cast.coordinator, at=SENT)
    assert MinutesCopy.objects.filter(meeting=meeting, item=item, member=member).exists() == reaches


def test_nothing_is_written_while_the_draft_is_around_and_it_can_be_taken_back(cast, two):
    meeting, item = circulated(cast, two), items(two)[0]
    with pytest.raises(Refused):
        write(cast, making.fresh(meeting), "Otherwise.")
    with pytest.raises(Refused):
        actions.take_back(meeting=making.fresh(meeting), by=cast.user("member"), at=SENT)
    actions.take_back(meeting=making.fresh(meeting), by=cast.coordinator, at=SENT)
    write(cast, item, "Written anew.")
    again = circulated(cast, meeting)
    assert (again.state, again.turn) == ("circulated", 2)
    assert cast.user("member") in [one.user for one in again.unanswered()]


@pytest.mark.clause("HRP-A2-4.8", "HRP-A2-4.9.a")
def test_a_correction_is_taken_into_the_text_or_declined_with_a_reason(cast, two):
    meeting = circulated(cast, two)
    first, second = items(meeting)
    right, wrong = proposes(cast, meeting, first), proposes(cast, meeting, second)
    told = {"by": cast.coordinator, "at": SENT}
    with pytest.raises(Refused, match="as it was"):
        actions.accept_correction(correction=right, text=first.minutes, version=first.version, **told)
    done = actions.accept_correction(correction=right, text="It was Monday.", version=first.version, **told)
    assert making.item_of(meeting, pk=first.pk).minutes == "It was Monday."
    assert MinuteRevision.objects.get(pk=done.revision_id).text == "It was Monday."
    with pytest.raises(Refused, match="Say why"):
        actions.decline_correction(correction=wrong, reason=" ", **told)
    actions.decline_correction(correction=wrong, reason="The tape says Tuesday.", **told)
    with pytest.raises(Changed):
        actions.decline_correction(correction=wrong, reason="Again.", **told)
    with pytest.raises(Refused):
        actions.accept_correction(
            correction=proposes(cast, meeting), text="Mine.", version=2, by=cast.user("member"), at=SENT
        )


def test_a_correction_of_a_text_that_somebody_changed_meanwhile_is_told(cast, two):
    meeting = circulated(cast, two)
    item = items(meeting)[0]
    one, other = proposes(cast, meeting, item), proposes(cast, meeting, item, by=cast.nurse)
    told = {"version": item.version, "by": cast.coordinator, "at": SENT}
    actions.accept_correction(correction=one, text="First.", **told)
    with pytest.raises(Changed) as changed:
        actions.accept_correction(correction=other, text="Second.", **told)
    assert changed.value.record.minutes == "First."
    other.refresh_from_db()
    assert other.answer == ""


@pytest.mark.clause("HRP-A2-4.8")
def test_the_chair_signs_when_all_is_answered_or_says_why_before(cast, two):
    told = {"by": cast.council_chair, "at": SENT}
    with pytest.raises(Refused, match="Circulate the minutes"):
        actions.sign_minutes(meeting=two, **told)
    meeting = circulated(cast, two)
    correction = proposes(cast, meeting)
    with pytest.raises(Refused) as refused:
        actions.sign_minutes(meeting=making.fresh(meeting), **told)
    assert len(refused.value.reasons) == 2
    actions.decline_correction(correction=correction, reason="As heard.", by=cast.coordinator, at=SENT)
    with pytest.raises(Refused, match="has not answered"):
        actions.sign_minutes(meeting=making.fresh(meeting), **told)
    late = making.PANEL_AT + timedelta(days=6)
    assert actions.can_sign(making.fresh(meeting), by=cast.council_chair, at=late)
    signed = actions.sign_minutes(meeting=making.fresh(meeting), exception="The court sits tomorrow.", **told)
    assert signed.state == "signed"
    with pytest.raises(Refused, match="until the minutes are signed"):
        actions.decline_correction(correction=correction, reason="Late.", by=cast.coordinator, at=SENT)


def test_a_signature_is_taken_back_before_the_minutes_go_out(cast, two):
    actions.sign_minutes(meeting=two, by=cast.council_chair, at=SENT, exception="Agreed in the room.")
    with pytest.raises(Refused):
        actions.reopen_minutes(meeting=making.fresh(two), reason="x", by=cast.coordinator, at=SENT)
    with pytest.raises(Refused, match="Say why"):
        actions.reopen_minutes(meeting=making.fresh(two), reason="", by=cast.council_chair, at=SENT)
    actions.reopen_minutes(meeting=making.fresh(two), reason="A name is wrong.", by=cast.council_chair, at=SENT)
    again = making.fresh(two)
    assert (again.state, again.signed_at, again.signed_by) == ("closed", None, None)


@pytest.mark.clause("HRP-A2-4.9.a")
def test_words_not_to_be_minuted_never_stand_in_minutes(cast, two):
    item = items(two)[0]
    owner = cast.member(cast.detective)
    told = {"what": "Watch the grey car behind the station.", "agency": owner.agency, "owner": owner}
    actions.give_action(
        item=item, due_on=date(2026, 12, 4), label="not_minuted", by=cast.coordinator, at=making.DURING, **told
    )
    write(cast, item, "As agreed: watch  the GREY car\nbehind the station.")
    with pytest.raises(Refused, match=f"not to be minuted: {item.child.reference}"):
        actions.circulate(meeting=making.fresh(two), by=cast.coordinator, at=SENT)
    with pytest.raises(Refused, match="not to be minuted"):
        actions.sign_minutes(meeting=making.fresh(two), by=cast.council_chair, at=SENT, exception="Now.")
    write(cast, items(two)[0], "All agreed.")
    meeting = circulated(cast, two)
    making.accepts(cast, meeting, cast.coordinator)
    text = cast.client(cast.coordinator).get(f"/meetings/{meeting.pk}/minutes/").content.decode()
    assert "grey car" not in text and "All agreed." in text
    with pytest.raises(Refused, match="not to be minuted"):
        actions.accept_correction(
            correction=proposes(cast, meeting, items(meeting)[0]), text="Watch the grey car behind the station.",
            version=items(meeting)[0].version, by=cast.coordinator, at=SENT,
        )  # fmt: skip
    assert items(meeting)[0].minutes == "All agreed."


@pytest.mark.clause("HRP-A2-4.9.a")
@pytest.mark.parametrize("limits", [{"not_minuted": True}, {"label": "not_minuted"}])
def test_what_an_agency_told_and_asked_to_keep_out_never_stands_in_minutes(cast, two, limits):
    item = items(two)[0]
    asked, _ = InformationReturn.objects.get_or_create(
        meeting=two, item=item, child=item.child, agency=cast.agency("police"), defaults={"asked_at": cast.now}
    )
    told = {"of": asked, "answer": "shares", "means": "shared", "procedure": cast.panel.procedure, "at": cast.now}
    first = ReturnVersion.objects.create(number=1, by=cast.detective, **told)
    Contribution.objects.create(of=first, text="A source says that the flat is used at night.", **limits)
    second = ReturnVersion.objects.create(number=2, by=cast.detective, **told)
    Contribution.objects.create(of=second, text="Seen twice at the bus station.")
    write(cast, item, "Police: a source says that the flat is used at night.")
    with pytest.raises(Refused, match=f"not to be minuted: {item.child.reference}"):
        actions.circulate(meeting=making.fresh(two), by=cast.coordinator, at=SENT)
    write(cast, items(two)[0], "Police: seen twice at the bus station.")
    assert circulated(cast, two).state == "circulated"


@pytest.mark.clause("HRP-A2-4.9.a")
def test_the_part_of_one_child_neither_names_another_nor_holds_what_was_told_of_another(cast, two):
    first, second = items(two)
    owner = cast.member(cast.detective)
    told = {"what": "Watch the grey car behind the station.", "agency": owner.agency, "owner": owner}
    actions.give_action(
        item=second, due_on=date(2026, 12, 4), label="not_minuted", by=cast.coordinator, at=making.DURING, **told
    )
    write(cast, first, f"Seen with {second.child.name} at noon.")
    with pytest.raises(Refused, match=f"{second.child.reference} in their own part, not in the part of"):
        actions.circulate(meeting=making.fresh(two), by=cast.coordinator, at=SENT)
    write(cast, items(two)[0], "Somebody is to watch the grey car behind the station.")
    with pytest.raises(
        Refused, match=f"part of {first.child.reference} what is not to be minuted: {second.child.reference}"
    ):
        actions.circulate(meeting=making.fresh(two), by=cast.coordinator, at=SENT)
    write(cast, items(two)[0], f"Seen with {second.child.reference} at noon.")
    assert circulated(cast, two).state == "circulated"


def test_a_name_that_a_child_was_registered_by_is_found_as_well_as_what_they_are_called(cast, two):
    second = items(two)[1]
    Child.objects.filter(pk=second.child_id).update(given_name="Ashleigh", known_as="Ash")
    for name in ("Ash", "Ashleigh"):
        write(cast, items(two)[0], f"Seen with {name} {second.child.family_name} at noon.")
        with pytest.raises(Refused, match=f"Write about {second.child.reference}"):
            actions.circulate(meeting=making.fresh(two), by=cast.coordinator, at=SENT)
    write(cast, items(two)[0], "Seen with Ash at noon.")
    assert circulated(cast, two).state == "circulated"


def test_no_child_is_named_under_other_business_nor_in_a_note_to_it(cast, two):
    business = AgendaItem.objects.create(meeting=two, section="patterns", order=90)
    child = items(two)[0].child
    write(cast, business, f"A pattern around {child.name}.")
    with pytest.raises(Refused, match=f"Write about {child.reference} in their own part, not in the part of other"):
        actions.circulate(meeting=making.fresh(two), by=cast.coordinator, at=SENT)
    write(cast, making.item_of(two, pk=business.pk), "A pattern around the station.")
    meeting = circulated(cast, two)
    everybody_agrees(cast, meeting)
    actions.sign_minutes(meeting=making.fresh(meeting), by=cast.council_chair, at=SENT)
    told = {"item": making.item_of(two, pk=business.pk), "by": cast.council_chair, "at": SENT}
    with pytest.raises(Refused, match=child.reference):
        actions.note_to_minutes(meeting=making.fresh(meeting), text=f"It was {child.name}.", **told)
    assert actions.note_to_minutes(meeting=making.fresh(meeting), text="It was the bus station.", **told).pk


@pytest.mark.parametrize("earlier", [False, True])
def test_a_refusal_calls_no_part_by_a_child_that_its_reader_keeps_out_of(cast, two, earlier):
    first, second = items(two)
    write(cast, first, f"Seen with {second.child.name} at noon.")
    about = uuid4() if earlier else first.pk  # declared at an earlier item of the same child, or at this one
    told = {"reason": "A cousin.", "at": SENT, "by": cast.police_chair}
    Recusal.objects.create(about=about, child=first.child, user=cast.police_chair, **told)
    with pytest.raises(Refused, match="closed to you") as refused:
        actions.circulate(meeting=making.fresh(two), by=cast.police_chair, at=SENT)
    assert first.child.reference not in str(refused.value.reasons)


@pytest.mark.parametrize("keeps_out", [False, True])
def test_minutes_go_to_no_guest_who_keeps_out_of_the_item(cast, two, keeps_out):
    item = items(two)[0]
    lead = item.guests.get(as_lead=True).member
    Guest.objects.filter(member=lead).exclude(item=item).delete()
    if keeps_out:
        actions.recuse(item=item, member=lead, reason="A cousin of mine.", by=lead.user, at=SENT)
    meeting = circulated(cast, two)
    assert meeting.circulated.filter(item=item, member=lead).exists() is not keeps_out
    told = Notice.objects.filter(user=lead.user, kind="minutes_to_correct", case=two.pk)
    assert told.exists() is not keeps_out


@pytest.mark.clause("HRP-A2-4.9.a")
def test_a_refusal_tells_nobody_of_a_child_whose_item_they_keep_out_of(cast, two):
    item = items(two)[0]
    write(cast, making.fresh(two), f"We spoke of {item.child.name} first.")
    told = {"reason": "A cousin of mine.", "by": cast.police_chair, "at": SENT}
    actions.recuse(item=item, member=cast.member(cast.police_chair), **told)
    with pytest.raises(Refused, match="closed to you") as refused:
        actions.circulate(meeting=making.fresh(two), by=cast.police_chair, at=SENT)
    assert item.child.reference not in str(refused.value.reasons)
    with pytest.raises(Refused, match=item.child.reference):  # the control: the other chair is told whom
        actions.circulate(meeting=making.fresh(two), by=cast.council_chair, at=SENT)


@pytest.mark.clause("HRP-A2-4.9.a")
def test_no_child_is_named_in_the_part_that_goes_to_everybody(cast, two):
    child = items(two)[0].child
    for words in (child.reference, f"{child.given_name.upper()}  {child.family_name}"):
        write(cast, making.fresh(two), f"We spoke of {words} first.")
        with pytest.raises(Refused, match=f"{child.reference} in their own part"):
            actions.circulate(meeting=making.fresh(two), by=cast.coordinator, at=SENT)


@pytest.mark.clause("HRP-A2-4.8")
def test_minutes_are_locked_when_their_days_are_over_and_nothing_changes_any_more(cast, two):
    meeting = making.distributed(cast, two, at=SENT)
    with pytest.raises(Refused, match="true record"):
        actions.lock_minutes(meeting=making.fresh(meeting), by=cast.coordinator, at=LATER - timedelta(days=1))
    actions.lock_minutes(meeting=making.fresh(meeting), by=cast.coordinator, at=LATER)
    meeting, item = making.fresh(meeting), items(meeting)[0]
    assert meeting.state == "locked" and duty(meeting, "lock_minutes").met_at == LATER
    for of in (meeting, item):
        with pytest.raises(Refused):
            write(cast, of, "Otherwise.")
    with pytest.raises(Refused):
        actions.reopen_minutes(meeting=meeting, reason="x", by=cast.council_chair, at=LATER)
    with pytest.raises(Refused):
        actions.set_attendance(invitation=meeting.invitations.first(), attended=False, by=cast.coordinator, at=LATER)


def test_what_was_wrong_in_minutes_that_stand_is_a_dated_note_of_a_chair_and_stays(cast, two):
    told = {"meeting": two, "text": "The school was there from the start."}
    with pytest.raises(Refused, match="not signed yet"):
        actions.note_to_minutes(item=None, by=cast.council_chair, at=SENT, **told)
    meeting = making.distributed(cast, two, at=SENT)
    with pytest.raises(Refused):
        actions.note_to_minutes(item=None, by=cast.coordinator, at=LATER, **told)
    item = items(meeting)[0]
    made = actions.note_to_minutes(item=item, by=cast.council_chair, at=LATER, **told)
    with pytest.raises(TypeError):
        made.save()
    for change in ({"text": "x"}, None):
        rows = MinutesNote.objects.filter(pk=made.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change) if change else rows._raw_delete("default")
    assert items(meeting)[0].minutes == item.minutes
    with pytest.raises(Refused, match="in their own part"):
        actions.note_to_minutes(
            meeting=meeting, item=None, text=f"About {item.child.reference}.", by=cast.council_chair, at=LATER
        )


def following(cast):
    """The next panel, in session."""
    coming = making.planned(cast, cast.panel.sittings.get(starts_at=making.NEXT_AT))
    actions.build_agenda(meeting=coming, by=cast.coordinator, at=BEFORE)
    actions.publish(meeting=making.fresh(coming), by=cast.coordinator, at=BEFORE)
    return making.opened(cast, making.fresh(coming), at=making.NEXT_AT)


@pytest.mark.clause("HRP-A2-4.8")
def test_the_next_meeting_agrees_the_last_minutes_as_a_true_record(cast, two):
    meeting = making.distributed(cast, two, at=SENT)
    making_plans.log_entry(cast, child=cast.child(given_name="Ivo"))
    coming, at = following(cast), making.NEXT_AT + timedelta(minutes=1)
    told = {"meeting": coming, "previous": meeting, "at": at}
    with pytest.raises(Refused):
        actions.agree_record(by=cast.coordinator, **told)
    with pytest.raises(Refused, match="earlier meeting"):
        actions.agree_record(meeting=coming, previous=coming, by=cast.council_chair, at=at)
    actions.agree_record(by=cast.council_chair, **told)
    actions.agree_record(by=cast.council_chair, **told)
    coming, meeting = making.fresh(coming), making.fresh(meeting)
    assert coming.general_minutes == "The minutes of Wed 25 Nov 2026 were agreed as a true record."
    assert coming.revisions.get(item=None).by == cast.council_chair
    assert actions.agreed_at(meeting) == at and meeting.state == "locked"
