"""Actions, escalations and challenges."""

from datetime import date

import pytest

from riskpanel.children.models import Event, Grant
from riskpanel.children.moves import Refused
from riskpanel.plans import actions
from riskpanel.plans.models import Action, Challenge, Escalation
from tests import making_plans as making
from tests.plans.helping import at, due_day, duty, owes, refused


def _late(record, code, now):
    return now > duty(record, code).due_at


@pytest.mark.clause("HRP-5.6.c")
def test_an_action_has_a_date_is_late_after_it_and_is_given_more_time_once(cast):
    entry = making.log_entry(cast)
    with refused("Give a date"):
        making.action(cast, entry, due_on=None)
    action = making.action(cast, entry, due_on=date(2026, 11, 24))
    assert due_day(action, "do_action") == date(2026, 11, 24)
    assert not _late(action, "do_action", at(11, 24, 17)) and _late(action, "do_action", at(11, 24, 17, 1))
    assert [one.user for one in duty(action, "do_action").owners.all()] == [cast.youth_worker]
    chair = {"by": cast.council_chair, "at": cast.now}
    with refused("reason"):
        actions.extend(action=action, due_on=date(2026, 12, 1), reason="", **chair)
    with refused("later date"):
        actions.extend(action=action, due_on=date(2026, 11, 24), reason="x", **chair)
    with refused("co-chair"):
        actions.extend(action=action, due_on=date(2026, 12, 1), reason="x", by=cast.youth_worker, at=cast.now)
    actions.extend(action=action, due_on=date(2026, 12, 1), reason="The worker is ill.", **chair)
    assert due_day(action, "do_action") == date(2026, 12, 1)
    with refused("once only"):
        actions.extend(action=action, due_on=date(2026, 12, 8), reason="Again.", **chair)


def test_every_line_of_an_action_is_asked_for(cast):
    entry = making.log_entry(cast)
    youth = cast.member(cast.youth_worker)
    put = {"panel": cast.panel, "child": entry.child, "by": cast.council_chair, "at": cast.now}
    with pytest.raises(Refused) as told:
        actions.set_action(what=" ", agency=cast.agency("police"), owner=youth, due_on=date(2025, 1, 1), **put)
    assert len(told.value.reasons) == 3
    assert not Action.objects.exists()


@pytest.mark.clause("HRP-2.2.a")
def test_an_action_is_owned_by_a_person_of_an_agency_never_by_the_panel(cast):
    entry = making.log_entry(cast)
    with refused("Name a person"):
        actions.set_action(
            panel=cast.panel, child=entry.child, what="x", agency=cast.agency("yjs"), owner=None,
            due_on=date(2026, 12, 1), by=cast.council_chair, at=cast.now,
        )  # fmt: skip
    text = cast.client(cast.council_chair).get(f"/plans/{entry.pk}/actions/new/").content.decode()
    assert f">{cast.panel.name}" not in text.split('name="owner"')[1].split("</select>")[0]


def test_an_action_is_reported_sent_back_and_verified(cast):
    action = making.action(cast)
    owner = {"by": cast.youth_worker, "at": cast.now}
    chair = {"by": cast.council_chair, "at": cast.now}
    with refused("what changed"):
        actions.report_done(action=action, report="We met.", impact="", **owner)
    with refused("action owner"):
        actions.report_done(action=action, report="We met.", impact="Calmer.", **chair)
    actions.report_done(action=action, report="We met.", impact="Calmer.", **owner)
    assert due_day(action, "verify_action") == date(2026, 11, 17) and not owes(action, "do_action")
    actions.send_back(action=action, reason="How often?", **chair)
    assert action.state == "accepted" and owes(action, "do_action")
    actions.report_done(action=action, report="We met four times.", impact="Calmer.", **owner)
    with refused("co-chair"):
        actions.verify(action=action, **owner)
    actions.verify(action=action, **chair)
    ends = Grant.objects.get(about=action.pk, sight="action_owner").ends_at
    assert action.state == "verified" and ends.date() == date(2026, 11, 17)


def test_the_owner_sees_the_action_and_nobody_else_of_the_agency_does(cast):
    action = making.action(cast)
    path = f"/actions/{action.pk}/"
    assert cast.client(cast.youth_worker).get(path).status_code == 200
    assert cast.client(cast.youth_manager).get(path).status_code == 404
    assert cast.client(cast.youth_worker).get(f"/plans/{action.entry_id}/").status_code == 404


def test_the_lists_show_mine_late_and_finished(cast):
    action = making.action(cast, due_on=date(2026, 11, 10))
    other = making.action(cast, action.entry, owner=cast.member(cast.school), what="Something else")
    client = cast.client(cast.youth_worker)
    text = client.get("/actions/").content.decode()
    assert "Meet Robin" in text and "Something else" not in text
    assert "Meet Robin" not in client.get("/actions/?show=late").content.decode()
    Action.objects.filter(pk=action.pk).update(due_on=date(2026, 11, 9))
    assert "Meet Robin" in client.get("/actions/?show=late").content.decode()
    chair = cast.client(cast.council_chair)
    assert "Something else" in chair.get("/actions/").content.decode()
    actions.cancel(action=other, reason="Not needed.", by=cast.council_chair, at=cast.now)
    assert "Something else" not in chair.get("/actions/").content.decode()
    assert "Something else" in chair.get("/actions/?whose=all&show=closed").content.decode()
    assert chair.get("/actions/?whose=%00&show=%00&page=x").status_code == 200


def test_a_strategic_action_is_about_no_child_and_seen_at_the_panel(cast):
    member = cast.member(cast.user("member"))
    put = {"panel": cast.panel, "child": None, "agency": member.agency, "owner": member, "due_on": date(2026, 12, 1)}
    with refused("your own agency"):
        actions.set_action(what="Light the underpass", by=cast.worker, at=cast.now, **put)
    action = actions.set_action(what="Light the underpass", by=cast.council_chair, at=cast.now, **put)
    assert cast.client(cast.user("member")).get(f"/actions/{action.pk}/").status_code == 200
    assert cast.client(cast.coordinator).get(f"/actions/{action.pk}/").status_code == 200
    for user in (cast.stranger, cast.outsider, cast.administrator):
        assert cast.client(user).get(f"/actions/{action.pk}/").status_code == 404


@pytest.mark.clause("HRP-A2-6.0")
def test_refusing_an_action_opens_a_dispute_for_exactly_the_two_named(cast):
    action = making.action(cast)
    with refused("Say why"):
        actions.refuse(action=action, reason="", by=cast.youth_worker, at=cast.now)
    assert not Escalation.objects.exists()
    actions.refuse(action=action, reason="No worker until January.", by=cast.youth_worker, at=cast.now)
    dispute = action.escalations.get()
    assert (dispute.track, dispute.stage, dispute.other_view) == ("dispute", "directors", "No worker until January.")
    assert dispute.recipients() == {cast.director.pk, cast.superintendent.pk}
    assert due_day(dispute, "answer_escalation") == date(2026, 11, 17)
    assert {one.user for one in duty(dispute, "answer_escalation").owners.all()} == {cast.director, cast.superintendent}
    for user, status in ((cast.director, 200), (cast.superintendent, 200), (cast.stranger, 404)):
        assert cast.client(user).get(f"/escalations/{dispute.pk}/").status_code == status


@pytest.mark.clause("HRP-A2-6.0")
def test_settling_a_dispute_reopens_or_cancels_the_action_and_the_panel_is_told(cast):
    first, second = making.action(cast), None
    actions.refuse(action=first, reason="No worker.", by=cast.youth_worker, at=cast.now)
    dispute = first.escalations.get()
    actions.answer_escalation(escalation=dispute, note="A worker is lent.", by=cast.director, at=cast.now)
    with refused("still refused"):
        actions.withdraw_escalation(escalation=dispute, reason="x", by=cast.youth_worker, at=cast.now)
    actions.settle(action=first, reason="A worker is lent.", by=cast.director, at=cast.now, due_on=date(2026, 12, 3))
    dispute.refresh_from_db()
    assert (first.state, dispute.state) == ("accepted", "resolved") and due_day(first, "do_action") == date(2026, 12, 3)
    assert Event.objects.filter(case=dispute.pk, kind="escalation_resolved", panel=cast.panel).count() == 1
    second = making.action(cast, first.entry)
    actions.refuse(action=second, reason="No worker.", by=cast.youth_worker, at=cast.now)
    other = second.escalations.get()
    actions.resolve(escalation=other, note="Another agency does it.", cancels=True, by=cast.council_chair, at=cast.now)
    second.refresh_from_db()
    assert (second.state, other.state) == ("cancelled", "resolved")
    third = making.action(cast, first.entry)
    actions.refuse(action=third, reason="No worker.", by=cast.youth_worker, at=cast.now)
    actions.resolve(escalation=third.escalations.get(), note="It stands.", by=cast.superintendent, at=cast.now)
    third.refresh_from_db()
    assert third.state == "accepted"


def test_the_words_of_a_restricted_action_do_not_travel_in_its_dispute(cast):
    action = making.action(cast, label="health_only", what="Secret words")
    actions.refuse(action=action, reason="No.", by=cast.youth_worker, at=cast.now)
    assert "Secret words" not in action.escalations.get().issue
    text = cast.client(cast.council_chair).get(f"/actions/{action.pk}/").content.decode()
    assert "Secret words" not in text and "Held by" in text


def test_the_report_of_a_restricted_action_is_not_shown_to_a_chair_who_verifies_it(cast):
    action = making.action(cast, label="health_only")
    actions.report_done(action=action, report="Secret report", impact="x", by=cast.youth_worker, at=cast.now)
    client = cast.client(cast.council_chair)
    for path in (f"/actions/{action.pk}/", f"/actions/{action.pk}/verify/", f"/plans/{action.entry_id}/"):
        assert "Secret report" not in client.get(path).content.decode()
    assert "Secret report" in cast.client(cast.youth_worker).get(f"/actions/{action.pk}/").content.decode()


def _case(cast, entry, **fields):
    told = {"track": "case", "issue": "Housing has not answered since August.", "by": cast.worker, "at": at(11, 5)}
    return actions.raise_escalation(panel=cast.panel, child=entry.child, **(told | fields))


@pytest.mark.clause("HRP-2.5.a")
def test_a_stuck_case_goes_up_has_five_working_days_and_holds_nothing(cast):
    entry = making.log_entry(cast, at=at(11, 2))
    action = making.action(cast, entry, at=at(11, 2))
    with refused("not moving"):
        _case(cast, entry, issue=" ")
    stuck = _case(cast, entry, against=cast.agency("housing"))
    assert stuck.stage == "managers" and due_day(stuck, "answer_escalation") == date(2026, 11, 12)
    actions.report_done(action=action, report="Done.", impact="Safer.", by=cast.youth_worker, at=cast.now)
    with refused("why it goes on"):
        actions.next_stage(escalation=stuck, reason="", by=cast.worker, at=at(11, 13))
    actions.next_stage(escalation=stuck, reason="No answer.", by=cast.worker, at=at(11, 13))
    assert stuck.stage == "heads" and due_day(stuck, "answer_escalation") == date(2026, 11, 20)
    actions.next_stage(escalation=stuck, reason="No answer.", by=cast.worker, at=at(11, 23))
    with refused("no further stage"):
        actions.next_stage(escalation=stuck, reason="No answer.", by=cast.worker, at=at(12, 1))


@pytest.mark.clause("HRP-2.5.a")
def test_any_agency_can_escalate_from_a_child_it_sees_and_name_who_answers(cast):
    entry = making.approved_plan(cast)
    housing = cast.agency("housing")
    manager = cast.member(cast.housing_manager)
    client = cast.client(cast.school_head)
    sent = {"issue": "No flat since August.", "against": housing.pk, "theirs": manager.pk, "ours": ""}
    response = client.post(f"/children/{entry.child.pk}/escalate/", sent)
    raised = Escalation.objects.get()
    assert response.url == f"/escalations/{raised.pk}/"
    assert raised.recipients() == {cast.housing_manager.pk}
    answering = cast.client(cast.housing_manager)
    assert (
        answering.post(f"/escalations/{raised.pk}/answer/", {"reason": "A flat is free on Monday."}).status_code == 302
    )
    assert not owes(raised, "answer_escalation")
    assert client.get(f"/children/{cast.child().pk}/escalate/").status_code == 404


@pytest.mark.clause("HRP-2.5.b")
def test_the_chairs_are_told_of_an_escalation_and_of_its_end(cast):
    entry = making.log_entry(cast, at=at(11, 2))
    stuck = _case(cast, entry)
    told = Grant.objects.filter(about=stuck.pk, sight="escalation_party")
    assert set(told.exclude(seat=None).values_list("seat__code", flat=True)) == {
        "head_of_protection",
        "police_inspector",
    }
    assert told.filter(panel_role="coordinator").exists()
    assert Escalation.objects.visible_to(cast.council_chair).filter(state="open", panel=cast.panel).get() == stuck
    with refused("what was settled"):
        actions.resolve(escalation=stuck, note="", by=cast.council_chair, at=cast.now)
    actions.resolve(escalation=stuck, note="A flat is found.", by=cast.director, at=cast.now)
    kinds = list(Event.objects.filter(case=stuck.pk).values_list("kind", flat=True))
    assert kinds == ["escalation_raised", "escalation_resolved", "escalation_closed"]
    assert "A flat is found." in cast.client(cast.police_chair).get(stuck.get_absolute_url()).content.decode()


def test_the_other_agency_gives_its_view_and_nobody_else_does_for_it(cast):
    entry = making.log_entry(cast)
    stuck = _case(cast, entry, against=cast.agency("housing"), at=cast.now)
    client = cast.client(cast.housing_manager)
    client.post(f"/escalations/{stuck.pk}/view/", {"reason": "We wait for a form."})
    stuck.refresh_from_db()
    assert stuck.other_view == "We wait for a form."
    text = cast.client(cast.police_chair).post(f"/escalations/{stuck.pk}/view/", {"reason": "Not ours"})
    assert "agency that this is about" in text.content.decode() and "Not ours" in text.content.decode()


@pytest.mark.clause("HRP-A2-6.0")
def test_the_issue_and_both_views_of_a_dispute_stand_on_the_action_and_the_escalation(cast):
    action = making.action(cast)
    actions.refuse(action=action, reason="No worker until January.", by=cast.youth_worker, at=cast.now)
    dispute = action.escalations.get()
    chair = cast.client(cast.council_chair)
    assert "Give the panel’s view" in chair.get(dispute.get_absolute_url()).content.decode()
    sent = chair.post(f"/escalations/{dispute.pk}/view/", {"reason": "Robin cannot wait until January."})
    assert sent.status_code == 302
    for path in (dispute.get_absolute_url(), action.get_absolute_url()):
        page = chair.get(path).content.decode()
        for words in ("Meet Robin each week", "Robin cannot wait until January.", "No worker until January."):
            assert words in page
    actions.say_view(escalation=dispute, words="A worker in May.", by=cast.youth_worker, at=cast.now)
    dispute.refresh_from_db()
    assert (dispute.own_view, dispute.other_view) == ("Robin cannot wait until January.", "A worker in May.")
    notes = Event.objects.filter(case=dispute.pk, kind="escalation_view_given").values_list("note", flat=True)
    assert list(notes) == ["Robin cannot wait until January.", "A worker in May."]


def test_nobody_to_answer_is_said(cast):
    entry = making.log_entry(cast)
    for user in (cast.director, cast.superintendent):
        cast.member(user).appointments.all().delete()
    with refused("Nobody is named"):
        _case(cast, entry)
    assert not Escalation.objects.exists()


@pytest.mark.clause("HRP-1.c")
def test_a_challenge_is_answered_in_writing_by_the_other_agency(cast):
    entry = making.log_entry(cast)
    put = {"child": entry.child, "entry": entry, "by": cast.worker, "at": cast.now}
    with refused("another agency"):
        actions.challenge(to_agency=cast.agency("csc"), words="Why?", **put)
    raised = actions.challenge(to_agency=cast.agency("health"), words="Where is the place?", **put)
    assert due_day(raised, "answer_challenge") == date(2026, 11, 17)
    nurse = cast.client(cast.nurse)
    assert nurse.get(raised.get_absolute_url()).status_code == 200
    assert nurse.get(entry.get_absolute_url()).status_code == 404
    with refused("contact of"):
        actions.answer_challenge(challenge=raised, reply="x", by=cast.worker, at=cast.now)
    assert nurse.post(f"/challenges/{raised.pk}/answer/", {"reason": "From Monday."}).status_code == 302
    raised.refresh_from_db()
    assert (raised.state, raised.reply) == ("answered", "From Monday.") and not owes(raised, "answer_challenge")
    with refused("been answered"):
        actions.answer_challenge(challenge=raised, reply="Again", by=cast.nurse, at=cast.now)
    assert "From Monday." in cast.client(cast.police_chair).get(raised.get_absolute_url()).content.decode()
    assert Challenge.objects.visible_to(cast.stranger).count() == 0
