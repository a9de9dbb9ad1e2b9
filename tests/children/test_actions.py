"""Registering a child, naming who leads, opening in an emergency."""

import re
from datetime import timedelta

import pytest

from riskpanel.access.models import AuditEvent
from riskpanel.children import actions
from riskpanel.children.models import Child, Duty, Event, Grant
from riskpanel.children.moves import Changed, Refused
from riskpanel.children.references import as_typed, new_reference
from riskpanel.partnership import actions as partnership
from tests.children.making import let_see, recorded

pytestmark = pytest.mark.django_db


def sees(user, child, now):
    return Child.objects.visible_to(user, now).filter(pk=child.pk).exists()


def test_a_child_is_registered_under_a_reference_that_says_nothing_and_nobody_sees_them(cast):
    child = cast.child()
    assert re.fullmatch(r"C-[2346789CDFGHJKMNPQRTVWXZ]{4}", child.reference)
    assert not Grant.objects.exists()
    assert child.events.get().kind == "child_registered"
    assert len({cast.child().reference for _ in range(50)}) == 50


def test_a_reference_is_never_one_that_is_taken(monkeypatch):
    drawn = iter("22223333")
    monkeypatch.setattr("riskpanel.children.references.secrets.choice", lambda _: next(drawn))
    assert new_reference({"C-2222"}) == "C-3333"


@pytest.mark.parametrize("typed", ["C-7F3K", "c-7f3k", " C7F3K ", "c 7f3k", "C–7F3K"])
def test_a_reference_is_known_however_it_is_typed(typed):
    assert as_typed(typed) == "C-7F3K"


# Lead -------------------------------------------------------------------------------------------


@pytest.mark.clause("HRP-4.3-MED.e", "HRP-4.3-HI.m")
def test_a_child_has_one_lead_and_the_old_leads_sight_ends_when_another_is_named(cast):
    child = cast.child()
    for user in (cast.worker, cast.youth_worker):
        actions.name_lead(child=child, lead=cast.member(user), panel=cast.panel, by=cast.worker, at=cast.now)
    child.refresh_from_db()
    assert child.lead == cast.member(cast.youth_worker)
    assert not sees(cast.worker, child, cast.now)
    assert sees(cast.youth_worker, child, cast.now)
    assert Grant.objects.get(user=cast.worker).ended_by == cast.worker


def test_an_old_lead_keeps_the_sight_that_they_have_for_another_reason(cast):
    child = cast.child()
    let_see(cast, child, cast.worker, sight="concern_author")
    for user in (cast.worker, cast.youth_worker):
        actions.name_lead(child=child, lead=cast.member(user), panel=cast.panel, by=cast.worker, at=cast.now)
    assert sees(cast.worker, child, cast.now)


def test_what_the_lead_owes_goes_over_to_the_new_lead(cast):
    child = cast.child()
    actions.name_lead(child=child, lead=cast.member(cast.worker), panel=cast.panel, by=cast.worker, at=cast.now)
    concern = recorded(cast, child, cast.school)
    from riskpanel.children.moves import write

    write(concern, "information_received", by=cast.school, at=cast.now, note="New")
    duty = Duty.objects.get(code="review_level")
    assert duty.owners.get().user == cast.worker
    actions.name_lead(child=child, lead=cast.member(cast.youth_worker), panel=cast.panel, by=cast.worker, at=cast.now)
    assert duty.owners.get().user == cast.youth_worker


def test_naming_the_same_lead_again_prolongs_and_is_no_event(cast):
    child = cast.child()
    lead = cast.member(cast.worker)
    for days in (0, 20):
        actions.name_lead(child=child, lead=lead, panel=cast.panel, by=cast.worker, at=cast.now + timedelta(days=days))
    assert Event.objects.filter(kind="lead_changed").count() == 1
    assert Grant.objects.get(user=cast.worker).ends_at > cast.now + timedelta(days=370)


def test_nobody_of_another_partnership_and_nobody_who_left_becomes_lead(cast):
    child, outsider = cast.child(), cast.user("outsider")
    left = cast.member(cast.youth_worker)
    partnership.leave(member=left, on=cast.now.date() - timedelta(days=3), by=cast.administrator)
    left.refresh_from_db()
    for member in (outsider.standing.member, left):
        with pytest.raises(Refused):
            actions.name_lead(child=child, lead=member, panel=cast.panel, by=cast.worker, at=cast.now)
    assert not Grant.objects.exists()


def test_details_that_changed_meanwhile_are_not_overwritten(cast):
    child = cast.child()
    actions.correct_details(child=child, version=1, by=cast.worker, at=cast.now, school="One")
    with pytest.raises(Changed) as changed:
        actions.correct_details(child=child, version=1, by=cast.worker, at=cast.now, school="Two")
    assert changed.value.record.school == "One"


def test_only_details_are_corrected_never_the_level_or_the_lead(cast):
    with pytest.raises(TypeError, match="level"):
        actions.correct_details(child=cast.child(), version=1, by=cast.worker, at=cast.now, level="low")


def test_saving_what_stands_there_already_is_no_event(cast):
    child = cast.child(school="Fernhill")
    actions.correct_details(child=child, version=1, by=cast.worker, at=cast.now, school="Fernhill")
    assert not Event.objects.filter(kind="details_corrected").exists()


def test_a_note_is_held_by_the_writers_own_agency_and_under_a_restriction_that_exists(cast):
    told = {"child": cast.child(), "about": "x", "text": "y", "panel": cast.panel, "by": cast.worker, "at": cast.now}
    with pytest.raises(Refused):
        actions.add_restricted_note(**told, label="police_only", held_by=cast.agency("police"))
    with pytest.raises(Refused):
        actions.add_restricted_note(**told, label="narnia", held_by=cast.worker.standing.agency)


# In an emergency ---------------------------------------------------------------------------------


def opened(cast, reference, by=None, reason="He is on the roof"):
    return actions.open_in_emergency(
        child_reference=reference, reason=reason, panel=cast.panel, by=by or cast.stranger, at=cast.now
    )


def test_a_record_opened_in_an_emergency_is_open_for_four_hours_and_the_chairs_are_told(cast):
    child = cast.child()
    opening = opened(cast, child.reference.lower())
    assert opening.until == cast.now + timedelta(hours=4)
    assert sees(cast.stranger, child, cast.now)
    assert not sees(cast.user("stranger"), child, opening.until)
    event = Event.objects.get(case=opening.case)
    assert (event.kind, event.note, event.child) == ("opened_in_emergency", "He is on the roof", child)
    duty = Duty.objects.get(case=opening.case)
    assert {owner.seat.code for owner in duty.owners.all()} == {"head_of_protection", "police_inspector"}
    assert AuditEvent.objects.filter(action="grant", thing="break_glass:child").count() == 1


def test_a_reference_that_is_nobodys_is_answered_the_same_and_told_and_written_down(cast):
    opening = opened(cast, "C-0000")
    assert opening.until == cast.now + timedelta(hours=4) and opening.child is None
    assert not Grant.objects.exists()
    assert Duty.objects.filter(case=opening.case, child=None).count() == 1
    row = AuditEvent.objects.get(action="break_glass")
    assert (row.decision, row.reason, row.children) == ("refused", "no_such_reference", [])


def test_a_child_of_another_partnership_is_nobody_here(cast):
    child = cast.child()
    outsider = cast.user("outsider")
    theirs = actions.open_in_emergency(
        child_reference=child.reference, reason="x", panel=outsider.standing.panel, by=outsider, at=cast.now
    )
    assert theirs.child is None and not Grant.objects.exists()
    with pytest.raises(Refused):
        opened(cast, child.reference, by=outsider)


@pytest.mark.parametrize("key", ["administrator", "auditor"])
def test_who_sees_no_child_opens_none_in_an_emergency(cast, key):
    with pytest.raises(Refused):
        opened(cast, cast.child().reference, by=cast.user(key))


def test_an_opening_without_a_reason_is_refused(cast):
    with pytest.raises(Refused, match="Say why"):
        opened(cast, cast.child().reference, reason="  ")


def test_a_chair_looks_at_an_opening_and_owes_nothing_more(cast):
    opening = opened(cast, cast.child().reference)
    for user in (cast.stranger, cast.coordinator, cast.member(cast.worker).user):
        with pytest.raises(Refused):
            actions.look_at_opening(case=opening.case, note="", by=user, at=cast.now)
    actions.look_at_opening(case=opening.case, note="Rightly", by=cast.police_chair, at=cast.now)
    assert Duty.objects.get(case=opening.case).met_at == cast.now


def test_a_chair_does_not_look_at_an_opening_of_their_own(cast):
    opening = opened(cast, cast.child().reference, by=cast.council_chair)
    with pytest.raises(Refused, match="of your own"):
        actions.look_at_opening(case=opening.case, note="", by=cast.council_chair, at=cast.now)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_of_emergencies_answers_in_the_same_words(cast):
    child, client = cast.child(), cast.client(cast.stranger)
    sent = {"reason": "He is on the roof", "told": "on"}
    right = text(client.post("/children/emergency/", {**sent, "reference": child.reference}, follow=True))
    client = cast.client(cast.user("school"))
    wrong = text(client.post("/children/emergency/", {**sent, "reference": "C-0000"}, follow=True))
    says = "The co-chairs are told. If the reference is a child&#39;s, the child is in this list"
    assert says in right and says in wrong
    assert child.reference in right and child.reference not in wrong


def test_the_page_of_emergencies_keeps_what_was_typed(cast):
    client = cast.client(cast.stranger)
    page = text(client.post("/children/emergency/", {"reference": "C-7F3K", "reason": "Kept reason"}))
    assert (
        "Kept reason" in page
        and "Tick the box to go on" in page
        and not Event.objects.filter(kind="opened_in_emergency")
    )


def test_chairs_read_what_was_opened_and_others_do_not(cast):
    child = cast.child(given_name="Marisol", family_name="Canarywharfe")
    opening = opened(cast, child.reference)
    for key, status in (("council_chair", 200), ("police_chair", 200), ("coordinator", 403), ("stranger", 403)):
        client = cast.client(cast.user(key))
        shown = client.get(f"/children/emergency/opened/{opening.case}/")
        assert shown.status_code == client.get("/children/emergency/opened/").status_code == status
        if status == 200:
            assert "He is on the roof" in text(shown) and "Canarywharfe" not in text(shown)
    client = cast.client(cast.police_chair)
    assert client.post(f"/children/emergency/opened/{opening.case}/", {"note": "Rightly"}).status_code == 302
    assert "Rightly" in text(client.get(f"/children/emergency/opened/{opening.case}/"))
