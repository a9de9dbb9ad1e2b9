"""Ways in which somebody might come to see a child, or another's secret, by their own act. None is open."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from riskpanel.children import actions, grants
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused
from riskpanel.desk.notices.sending import send_waiting
from riskpanel.partnership import actions as partnership
from riskpanel.partnership.actions import NotAllowed
from riskpanel.partnership.models import Member, Notice, Sitting
from riskpanel.partnership.notices import ACCOUNT
from riskpanel.referrals import actions as referrals
from tests.making_lists import harm_cast, listed_child

pytestmark = pytest.mark.django_db
BORN = date(2011, 3, 4)


def led(cast, **fields):
    """A child whom the worker leads."""
    child = cast.child(born_on=BORN, **fields)
    told = {"panel": cast.panel, "by": cast.worker, "at": cast.now}
    return actions.name_lead(child=child, lead=cast.member(cast.worker), **told)


def sees(user, child):
    return Child.objects.visible_to(type(user).objects.get(pk=user.pk)).filter(pk=child.pk).exists()


def opened_in_emergency(cast, child, by):
    actions.open_in_emergency(
        child_reference=child.reference, reason="Seen bleeding.", panel=cast.panel, by=by, at=cast.now
    )


def test_an_emergency_lets_nobody_name_a_lead_or_correct_anything(cast):
    child = led(cast)
    opened_in_emergency(cast, child, cast.stranger)
    client = cast.client(cast.stranger)
    lead = {"lead": cast.member(cast.stranger).pk}
    assert client.post(reverse("child_lead", args=[child.pk]), lead).status_code == 403
    assert client.get(reverse("child_details", args=[child.pk])).status_code == 403
    with pytest.raises(Refused):
        actions.hand_lead(child=child, lead=cast.member(cast.stranger), panel=cast.panel, by=cast.stranger, at=cast.now)
    child.refresh_from_db()
    assert child.lead == cast.member(cast.worker)
    assert not Child.objects.visible_to(cast.stranger, cast.now + timedelta(hours=5)).filter(pk=child.pk).exists()


def test_the_lead_still_hands_the_child_over(cast):
    child = led(cast)
    actions.hand_lead(child=child, lead=cast.member(cast.nurse), panel=cast.panel, by=cast.worker, at=cast.now)
    child.refresh_from_db()
    assert child.lead == cast.member(cast.nurse)


def concern_by_name(cast, child, by):
    return referrals.record_concern_about(
        panel=cast.panel, given_name=child.given_name, family_name=child.family_name, born_on=child.born_on,
        happening="Late again.", noticed_on=cast.now.date(), by=by, at=cast.now,
    )  # fmt: skip


def test_a_name_and_a_birthday_let_nobody_replace_the_lead(cast):
    child = led(cast)
    concern = concern_by_name(cast, child, cast.stranger)
    assert concern.child_id == child.pk
    for lead in (cast.stranger, cast.nurse):
        with pytest.raises(Refused):
            referrals.lead_for(concern=concern, lead=cast.member(lead), by=cast.stranger, at=cast.now)
    child.refresh_from_db()
    assert child.lead == cast.member(cast.worker)


def test_whoever_began_a_record_names_nobody_once_others_wrote_what_they_do_not_see(cast):
    mine = referrals.record_concern_about(
        panel=cast.panel, given_name="Ari", family_name="Pell", born_on=BORN, happening="Bruised.",
        noticed_on=cast.now.date(), by=cast.school, at=cast.now,
    )  # fmt: skip
    told = {"panel": cast.panel, "child": mine.child, "noticed_on": cast.now.date(), "at": cast.now}
    referrals.record_concern(happening="Secret.", by=cast.worker, **told)
    with pytest.raises(Refused):
        referrals.lead_for(concern=mine, lead=cast.member(cast.school), by=cast.school, at=cast.now)


def test_whoever_began_a_record_names_the_lead_while_it_is_theirs_alone(cast):
    mine = referrals.record_concern_about(
        panel=cast.panel, given_name="Ari", family_name="Pell", born_on=BORN, happening="Bruised.",
        noticed_on=cast.now.date(), by=cast.school, at=cast.now,
    )  # fmt: skip
    referrals.lead_for(concern=mine, lead=cast.member(cast.school), by=cast.school, at=cast.now)
    mine.child.refresh_from_db()
    assert mine.child.lead == cast.member(cast.school)


def test_an_analyst_who_put_a_child_forward_names_no_lead_and_reads_no_number(monkeypatch):
    from tests.cast import NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    harm = harm_cast(NOW)
    child = actions.register(
        panel=harm.panel, given_name="Bo", family_name="Quay", by=harm.analyst, at=harm.now, nhs_number="9434765919"
    )
    grants.give(child=child, sight="list_keeper", panel=harm.panel, by=harm.analyst, at=harm.now, panel_role="analyst")
    assert sees(harm.analyst, child)
    client = harm.client(harm.analyst)
    assert client.get(reverse("child_details", args=[child.pk])).status_code == 403
    assert client.get(reverse("child_lead", args=[child.pk])).status_code == 403


def test_a_withheld_address_is_opened_by_the_lead_and_the_chairs_alone(cast):
    child = led(cast, address="Safe house", address_withheld=True)
    grants.give(child=child, sight="lead_professional", panel=cast.panel, by=cast.worker, at=cast.now, user=cast.nurse)
    told = {"given_name": child.given_name, "family_name": child.family_name, "version": child.version}
    cast.client(cast.nurse).post(reverse("child_details", args=[child.pk]), told)
    child.refresh_from_db()
    assert child.address_withheld
    told["version"] = child.version
    cast.client(cast.worker).post(reverse("child_details", args=[child.pk]), told)
    child.refresh_from_db()
    assert not child.address_withheld


def test_whoever_goes_to_another_agency_leaves_every_child_behind(cast):
    child = led(cast)
    assert sees(cast.worker, child)
    partnership.place(
        user=cast.worker,
        agency=cast.agency("charity"),
        job_title="Volunteer",
        from_day=cast.now.date(),
        by=cast.administrator,
        at=cast.now,
    )
    assert not sees(cast.worker, child)


def test_whoever_comes_back_finds_nothing_of_before(cast):
    child = led(cast)
    member = cast.member(cast.worker)
    partnership.end_place(
        member=member, last_day=cast.now.date() - timedelta(days=1), by=cast.administrator, at=cast.now
    )
    assert not sees(cast.worker, child)
    partnership.add_person(
        full_name="x", email=member.user.email, agency=member.agency, job_title="Social Worker",
        from_day=cast.now.date(), by=cast.administrator, at=cast.now,
    )  # fmt: skip
    assert not sees(cast.worker, child)


def test_a_deputy_for_one_meeting_has_nothing_by_the_seat_and_its_part_only_that_day(cast):
    child = led(cast)
    seat = cast.panel.seats.filter(chairs=True).first()
    later = Sitting.objects.create(
        panel=cast.panel, kind="panel", role="panel", starts_at=cast.now + timedelta(days=3), minutes=120
    )
    stranger = cast.member(cast.stranger)
    told = {
        "role": "deputy",
        "seat": seat,
        "sitting": later,
        "may_chair": True,
        "by": cast.administrator,
        "at": cast.now,
    }
    partnership.appoint(member=stranger, from_day=cast.now.date(), until=later.starts_at.date(), **told)
    grants.give(child=child, sight="log_keeper", panel=cast.panel, by=cast.worker, at=cast.now, seat=seat)
    assert not sees(cast.stranger, child)
    assert "co_chair" not in cast.stranger.standing.roles


def test_a_stand_in_of_an_analyst_is_no_analyst(monkeypatch):
    from tests.cast import NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    harm = harm_cast(NOW)
    seat = harm.panel.seats.get(code="adolescent_analyst")
    partnership.appoint(
        member=harm.member(harm.stranger), role="deputy", seat=seat, from_day=NOW.date(),
        until=NOW.date() + timedelta(days=9), by=harm.administrator, at=NOW,
    )  # fmt: skip
    child = listed_child(harm)
    grants.give(child=child, sight="list_keeper", panel=harm.panel, by=harm.chair, at=NOW, panel_role="analyst")
    assert sees(harm.analyst, child) and not sees(harm.stranger, child)
    assert "analyst" not in harm.stranger.standing.roles


def test_nobody_gives_themselves_a_role_or_takes_their_own_away(cast):
    member = cast.member(cast.administrator)
    with pytest.raises(NotAllowed):
        partnership.appoint(
            member=member,
            role="coordinator",
            panel=cast.panel,
            from_day=cast.now.date(),
            by=cast.administrator,
            at=cast.now,
        )
    with pytest.raises(NotAllowed):
        partnership.end_appointment(
            appointment=member.appointments.first(), last_day=cast.now.date(), by=cast.administrator
        )


def test_no_link_is_made_for_somebody_who_has_a_password(cast):
    url = reverse("person_link", args=[cast.member(cast.worker).pk])
    admin, letters = cast.client(cast.administrator), Notice.objects.filter(user=cast.worker, kind=ACCOUNT)
    admin.post(url)
    assert letters.count() == 1
    worker = cast.worker
    worker.set_password("a-long-one-of-their-own")
    worker.save()
    assert "No link was sent" in admin.post(url, follow=True).content.decode()
    assert letters.count() == 1
    mail.outbox.clear()
    send_waiting(cast.now + timedelta(hours=1))
    assert not [one for one in mail.outbox if one.to == [worker.email]]


def test_an_account_that_works_elsewhere_is_not_taken_over(cast):
    member = cast.member(cast.worker)
    Member.objects.filter(pk=member.pk).update(ends_on=cast.now.date() + timedelta(days=30))
    with pytest.raises(NotAllowed):
        partnership.add_person(
            full_name="x", email=member.user.email, agency=cast.agency("charity"), job_title="x",
            from_day=cast.now.date(), by=cast.administrator, at=cast.now,
        )  # fmt: skip


def test_nobody_changes_the_address_that_they_sign_in_with(cast):
    assert cast.client(cast.worker).get("/accounts/email/").status_code == 404
    assert cast.client(cast.worker).post("/accounts/email/", {"email": "head@x.example"}).status_code == 404


def test_children_are_not_opened_one_after_another_in_emergencies(cast):
    for _ in range(3):
        opened_in_emergency(cast, led(cast), cast.stranger)
    with pytest.raises(Refused, match="Call the co-chairs"):
        opened_in_emergency(cast, led(cast), cast.stranger)
