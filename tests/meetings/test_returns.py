"""Each agency says before a meeting what it holds of each child, if only that it holds nothing."""

from datetime import timedelta

import pytest

from riskpanel.children.models import Child, Duty, Event
from riskpanel.children.moves import Changed, Refused
from riskpanel.meetings import actions
from riskpanel.meetings.models import Contribution, InformationReturn, Meeting, ReturnChase, ReturnVersion
from riskpanel.meetings.presenters.returns import returns_on
from riskpanel.meetings.returns import answers_for
from riskpanel.meetings.threads import ReturnThread, thread_of
from riskpanel.partnership import actions as partnership
from tests import making_lists as making
from tests import making_meetings
from tests.making_returns import KNOWN, PIECE, account_of, answers, asked, of, shares

THING = ReturnThread.THING


def owed(meeting, user):
    return Duty.objects.filter(about=THING, case=thread_of(meeting.pk, user.standing.agency.pk), met_at=None).first()


def on_card(meeting, user):
    item = making.item_of(meeting, listing__isnull=False)
    return returns_on(item, user.standing.procedure, user)


@pytest.mark.clause("HARM-MEMB-6", "HARM-ROLE-12")
def test_publishing_asks_every_agency_with_an_invited_seat_about_each_child(other):
    meeting = asked(other, children=2)
    agencies = {one.pk for one in actions.agencies_asked(meeting)}
    assert other.police.standing.agency.pk in agencies and other.housing.standing.agency.pk in agencies
    found = InformationReturn.objects.filter(meeting=meeting, item__isnull=False)
    assert found.count() == 2 * len(agencies) and not found.exclude(answer="").exists()
    duty = owed(meeting, other.police)
    assert duty.due_at.date() == (making.BEFORE_AT - timedelta(days=1)).date() and not duty.child_id
    assert {one.agency_id or one.seat.agency_id for one in duty.owners.all()} == {other.police.standing.agency.pk}


def test_an_agency_without_a_seat_at_this_kind_of_meeting_is_not_asked(other):
    meeting = asked(other, "after_mace")
    housing = other.housing.standing.agency
    assert not InformationReturn.objects.filter(meeting=meeting, agency=housing).exists()


def test_publishing_again_asks_nobody_twice(other):
    meeting = asked(other)
    answers(other, of(meeting, other.police), other.police)
    before = InformationReturn.objects.count()
    actions.publish(meeting=making_meetings.fresh(meeting), by=other.coordinator, at=other.now)
    assert InformationReturn.objects.count() == before
    assert of(meeting, other.police).answer == "information"


@pytest.mark.clause("HARM-MEMB-6")
def test_a_child_who_comes_late_is_asked_about_too_and_the_duty_runs_anew(other):
    meeting = asked(other)
    for one in (of(meeting, other.housing), account_of(meeting, other.housing)):
        if one.item_id:
            answers(other, one, other.housing, **KNOWN)
        else:
            told = {"text": "", "nothing": True, "version": one.version}
            actions.tell_activities(asked=one, by=other.housing, at=other.now, **told)
    assert owed(meeting, other.housing) is None
    making.listing(other, "cohort_2", child=making.listed_child(other, given_name="Late"))
    making.published(other, meeting)
    assert InformationReturn.objects.filter(meeting=meeting, agency=other.housing.standing.agency).count() == 3
    assert owed(meeting, other.housing) is not None


@pytest.mark.clause("HARM-MEMB-6", "HARM-MEMB-4")
def test_the_duty_is_met_when_the_last_answer_is_there_and_not_before(other):
    meeting = asked(other, children=2)
    answers(other, of(meeting, other.police), other.police)
    answers(other, of(meeting, other.police, 1), other.police, answer="not_known")
    assert owed(meeting, other.police) is not None
    account = account_of(meeting, other.police)
    told = {"text": "Patrols at the station.", "nothing": False, "version": account.version}
    actions.tell_activities(asked=account, by=other.police, at=other.now, **told)
    assert owed(meeting, other.police) is None
    assert Event.objects.filter(about=THING, kind="information_given").count() == 1


@pytest.mark.clause("HARM-MEMB-4")
def test_an_agency_tells_what_it_did_or_that_there_is_nothing(other):
    meeting = asked(other)
    account = account_of(meeting, other.housing)
    tell = {"asked": account, "by": other.housing, "at": other.now, "version": account.version}
    for text, nothing in (("", False), ("Both.", True)):
        with pytest.raises(Refused):
            actions.tell_activities(text=text, nothing=nothing, **tell)
    made = actions.tell_activities(text="Two families moved out of reach.", nothing=False, **tell)
    assert Contribution.objects.get(of__of=made).text == "Two families moved out of reach."
    again = actions.tell_activities(text="", nothing=True, **{**tell, "version": made.version})
    assert again.means == "known" and ReturnVersion.objects.filter(of=account).count() == 2


LACKS = [
    ({"answer": "no_such"}, "Choose an answer"),
    ({"answer": "nothing_to_share", "reason": " "}, "Say why"),
    ({"answer": "information"}, "Write what your agency shares"),
    ({"answer": "information", "contributions": [{**PIECE, "text": " "}]}, "Write what your agency shares"),
    ({"answer": "information", "contributions": [{**PIECE, "kind": ""}]}, "kind of information"),
    ({"answer": "information", "contributions": [{**PIECE, "basis": ""}]}, "legal basis"),
    ({"answer": "information", "contributions": [{**PIECE, "label": "no_such"}]}, "who may read it"),
]


def test_an_answer_that_lacks_something_is_refused(other):
    meeting = asked(other)
    for told, says in LACKS:
        with pytest.raises(Refused, match=says):
            answers(other, of(meeting, other.police), other.police, **told)
    assert not ReturnVersion.objects.exists()


@pytest.mark.clause("HARM-MEMB-2")
def test_what_is_shared_reaches_every_member_of_that_meeting(other):
    meeting = asked(other)
    shares(other, meeting, other.police)
    for user in (other.health, other.housing, other.chair, other.coordinator):
        told = on_card(meeting, user).told
        assert [piece.text for line in told for piece in line.pieces] == [PIECE["text"]]


@pytest.mark.clause("HARM-MEMB-2")
def test_what_is_for_the_police_only_never_reaches_health_and_no_count_tells_of_it(other):
    meeting = asked(other)
    told = [{**PIECE, "label": "police_only", "text": f"Source report {n}."} for n in range(3)]
    answers(other, of(meeting, other.police), other.police, answer="information", contributions=told)
    mine = on_card(meeting, other.police).told[0]
    assert len(mine.pieces) == 3 and not mine.held
    theirs = on_card(meeting, other.health).told[0]
    assert (theirs.pieces, theirs.held, theirs.labels) == ([], True, frozenset())
    making_meetings.accepts(other, meeting, other.health, other.chair, other.police)
    item = making.item_of(meeting, listing__isnull=False)
    pages = [f"/meetings/{meeting.pk}/{name}" for name in (f"items/{item.pk}/", "", "returns/", "returns/board/")]
    for address in pages:
        words = other.client(other.health).get(address).content.decode()
        assert "Source report" not in words
    assert "Source report 2." in other.client(other.police).get(pages[0]).content.decode()
    one = [{**PIECE, "label": "police_only", "text": "Source report 0."}]
    answers(other, of(meeting, other.police), other.police, answer="information", contributions=one)
    assert on_card(meeting, other.health).told[0] == theirs


def test_what_is_hidden_leaves_no_trace(other):
    meeting = asked(other)
    shares(other, meeting, other.police, label="police_only")
    procedure = other.health.standing.procedure
    hides = [one.model_copy(update={"hidden": one.code == "police_only"}) for one in procedure.labels]
    hiding = procedure.model_copy(update={"labels": tuple(hides)})
    item = making.item_of(meeting, listing__isnull=False)
    seen = returns_on(item, hiding, other.health)
    assert seen.told == [] and (("Known, nothing new", ["Police, Eastmere"])) in seen.nothing
    assert returns_on(item, hiding, other.police).told[0].pieces


@pytest.mark.clause("HARM-ROLE-12", "HARM-MEMB-6")
def test_who_has_not_answered_stands_on_the_card_and_on_the_agenda(other):
    meeting = asked(other)
    shares(other, meeting, other.police)
    answers(other, of(meeting, other.housing), other.housing, answer="not_known")
    seen = on_card(meeting, other.health)
    assert ("Not known to us", ["Eastmere Housing"]) in seen.nothing and "Eastmere CAMHS" in seen.missing
    making_meetings.accepts(other, meeting, other.health)
    words = other.client(other.health).get(f"/meetings/{meeting.pk}/").content.decode()
    assert f"{len(seen.missing)} answers of agencies missing" in words


def test_why_something_is_not_shared_is_read_and_the_thing_is_not(other):
    meeting = asked(other)
    answers(other, of(meeting, other.health), other.health, answer="nothing_to_share", reason="The child asked us.")
    line = on_card(meeting, other.police).told[0]
    assert (line.means, line.reason, line.pieces) == ("withheld", "The child asked us.", [])


def test_an_answer_that_is_changed_keeps_what_it_said_before(other):
    meeting = asked(other)
    first = shares(other, meeting, other.police)
    answers(other, first, other.police, **KNOWN)
    assert [one.number for one in ReturnVersion.objects.filter(of=first)] == [2, 1]
    assert Contribution.objects.get().text == PIECE["text"]
    assert on_card(meeting, other.health).told == []
    with pytest.raises(TypeError):
        Contribution.objects.get().save()


def test_two_people_of_an_agency_never_lose_each_others_answer(other):
    meeting = asked(other)
    before = of(meeting, other.police)
    shares(other, meeting, other.police)
    with pytest.raises(Changed) as met:
        answers(other, before, other.missing, answer="nothing_to_share", reason="Ours.")
    assert met.value.record.answer == "information" and ReturnVersion.objects.count() == 1
    answers(other, of(meeting, other.police), other.missing, answer="nothing_to_share", reason="Ours.")
    assert ReturnVersion.objects.count() == 2


def test_the_same_answer_twice_makes_one(other):
    meeting = asked(other)
    first = shares(other, meeting, other.police)
    shares(other, meeting, other.police)
    assert ReturnVersion.objects.filter(of=first).count() == 1


def test_nobody_answers_for_another_agency(other):
    meeting = asked(other)
    for who in ("housing", "coordinator", "stranger", "worker", "administrator"):
        with pytest.raises(Refused):
            answers(other, of(meeting, other.police), other.user(who), **KNOWN)
    assert not ReturnVersion.objects.exists()


def test_a_deputy_who_works_elsewhere_does_not_answer_for_their_own_employer(other):
    meeting = asked(other)
    seat = next(one.seat for one in meeting.invitations.select_related("seat") if one.seat.agency_id)
    stranger = other.member(other.stranger)
    assert seat.agency_id != stranger.agency_id
    told = {"role": "deputy", "seat": seat, "from_day": other.now.date(), "by": other.administrator, "at": other.now}
    partnership.appoint(member=stranger, until=other.now.date() + timedelta(days=30), **told)
    assert other.stranger.standing.stands_in and not answers_for(other.stranger, meeting)
    stranger.agency = seat.agency
    stranger.save()
    assert answers_for(other.stranger, meeting)  # the control: of the seat's agency they would


def test_nobody_answers_once_the_meeting_is_over_and_nobody_owes_it(other):
    meeting = asked(other)
    actions.cancel_meeting(meeting=making_meetings.fresh(meeting), reason="Snow.", by=other.chair, at=other.now)
    assert not Duty.objects.filter(about=THING, met_at=None).exists()
    with pytest.raises(Refused):
        answers(other, of(meeting, other.police), other.police, **KNOWN)


def test_closing_the_meeting_ends_what_is_owed_and_keeps_what_never_came(other):
    item = making.heard(other)
    meeting = making_meetings.fresh(item.meeting)
    assert owed(meeting, other.police) is not None
    actions.stop_asking(meeting=meeting, by=other.chair, at=making.DURING)
    assert owed(meeting, other.police) is None
    assert InformationReturn.objects.standing().filter(meeting=meeting, answer="").exists()


def test_a_child_taken_off_the_agenda_is_asked_about_no_more(cast):
    making_meetings.triaged(cast)
    entry_child = cast.child(given_name="Ivo")
    from tests import making_plans

    making_plans.log_entry(cast, child=entry_child)
    meeting = making_meetings.published(cast)
    item = meeting.items.filter(entry__isnull=False, child=entry_child).first()
    item.meeting = meeting
    count = InformationReturn.objects.standing().filter(item=item).count()
    assert count
    actions.remove_item(item=item, by=cast.coordinator, at=cast.now)
    assert not InformationReturn.objects.standing().filter(item=item).exists()
    item.refresh_from_db()
    contacts = Child.objects.visible_to(cast.user("head")).filter(pk=entry_child.pk)
    assert not [one for one in contacts if one.grants.filter(sight="information_giver", ends_at__gt=cast.now).exists()]


@pytest.mark.clause("HARM-MEMB-6")
def test_the_contact_of_an_agency_sees_the_card_of_the_children_it_is_asked_about(other):
    meeting = asked(other)
    child = of(meeting, other.police).child
    scopes = set(child.grants.filter(sight="information_giver").values_list("scope", flat=True))
    assert scopes == {"card"}
    for user in (other.housing, other.police):
        assert Child.objects.visible_to(user).filter(pk=child.pk).exists()
    assert not Child.objects.visible_to(other.stranger).filter(pk=child.pk).exists()


def test_a_moved_meeting_counts_what_is_owed_to_its_new_time(other):
    meeting = asked(other)
    before = owed(meeting, other.police).due_at
    meeting.sitting.starts_at += timedelta(days=7)
    meeting.sitting.save()
    actions.ask_for_new_time(meeting=making_meetings.fresh(meeting), by=other.coordinator, at=other.now)
    assert owed(meeting, other.police).due_at == before + timedelta(days=7)


@pytest.mark.clause("HARM-MEMB-6")
def test_chasing_is_written_down_and_told_only_to_those_who_owe(other):
    meeting = asked(other)
    agencies = actions.agencies_asked(meeting)
    done = other.housing.standing.agency
    for one in (of(meeting, other.housing),):
        answers(other, one, other.housing, **KNOWN)
    account = account_of(meeting, other.housing)
    actions.tell_activities(asked=account, text="", nothing=True, version=1, by=other.housing, at=other.now)
    reminded = actions.chase_agencies(meeting=meeting, agencies=agencies, by=other.coordinator, at=other.now)
    assert done not in reminded and len(reminded) == len(agencies) - 1
    assert ReturnChase.objects.count() == len(reminded)
    assert Event.objects.filter(kind="information_chased", about=THING).count() == len(reminded)
    with pytest.raises(Refused):
        actions.chase_agencies(meeting=meeting, agencies=[done], by=other.coordinator, at=other.now)
    with pytest.raises(Refused):
        actions.chase_agencies(meeting=meeting, agencies=agencies, by=other.police, at=other.now)


def test_late_are_those_whose_time_has_run_out(other):
    meeting = asked(other)
    assert actions.late_agencies(meeting, other.now) == []
    late = actions.late_agencies(meeting, making.BEFORE_AT)
    assert {one.pk for one in late} == {one.pk for one in actions.agencies_asked(meeting)}


def test_the_panel_that_hears_referrals_asks_its_agencies_too(cast):
    making_meetings.triaged(cast)
    meeting = making_meetings.published(cast)
    found = InformationReturn.objects.filter(meeting=meeting, item__isnull=False)
    assert found.count() == len(actions.agencies_asked(meeting)) > 5
    assert set(found.values_list("item__section", flat=True)) == {"referrals"}


def test_a_procedure_without_returns_asks_nobody(other, monkeypatch):
    bare = other.procedure.model_copy(update={"returns": None})
    monkeypatch.setattr("riskpanel.meetings.actions.asking.procedure_of", lambda version: bare)
    meeting = asked(other)
    assert not InformationReturn.objects.exists()
    assert Meeting.objects.get(pk=meeting.pk).state == "published"
