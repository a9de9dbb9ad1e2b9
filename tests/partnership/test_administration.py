"""Agencies, people, roles: what an administrator sets up, and what holds from the next request on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from riskpanel.access.models import AuditEvent, User
from riskpanel.access.permissions import ROLES, WITHOUT_CHILDREN
from riskpanel.partnership import actions
from riskpanel.partnership.models import Agency, Appointment, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast):
    return cast.client(cast.administrator)


def day(name: str, when) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def person(cast, **more) -> dict[str, str]:
    told = {
        "full_name": "Noor Ibrahim",
        "email": "Noor.Ibrahim@Wexcombe.example",
        "agency": str(cast.agency("csc").pk),
        "job_title": "Social Worker",
        "line_manager": str(cast.member(cast.manager).pk),
    }
    return told | day("from_day", cast.now.date()) | more


def test_an_agency_is_added_with_the_sector_of_its_kind(cast, admin):
    sent = {"name": "Westmark Probation", "kind": "probation", "agreement_reference": "ISA-9"}
    ends = {"agreement_ends_day": "31", "agreement_ends_month": "3", "agreement_ends_year": "2027"}
    assert admin.post(reverse("agency_new"), {**sent, **ends}).status_code == 302
    made = Agency.objects.get(name="Westmark Probation")
    assert (made.partnership, made.sector, made.active) == (cast.partnership, "justice", True)
    assert made.agreement_ends.isoformat() == "2027-03-31"
    assert AuditEvent.objects.filter(thing=f"agency:{made.pk}:added", actor_id=cast.administrator.pk).exists()


def test_an_agency_out_of_use_is_offered_nowhere(cast, admin):
    agency = cast.agency("housing")
    sent = {"name": agency.name, "kind": agency.kind, "active": "no"}
    admin.post(reverse("agency", args=[agency.pk]), sent)
    agency.refresh_from_db()
    assert not agency.active
    assert f">{agency.name}</option>" not in admin.get(reverse("person_new")).content.decode()
    assert "Out of use" in admin.get(reverse("agencies")).content.decode()


def test_two_agencies_of_a_name_are_refused(cast, admin):
    html = admin.post(reverse("agency_new"), {"name": cast.agency("csc").name.upper(), "kind": "csc"}).content.decode()
    assert "is here already" in html


def test_a_person_is_added_with_an_account_that_has_no_password(cast, admin):
    response = admin.post(reverse("person_new"), person(cast))
    user = User.objects.get(email="noor.ibrahim@wexcombe.example")
    member = Member.objects.get(user=user)
    assert response.url == reverse("person", args=[member.pk])
    assert not user.has_usable_password()
    assert member.line_manager == cast.member(cast.manager)
    assert "practitioner" in user.standing.roles


def test_an_address_that_is_taken_is_refused(cast, admin):
    html = admin.post(reverse("person_new"), person(cast, email=cast.worker.email)).content.decode()
    assert "cannot be used" in html
    assert "Noor Ibrahim" in html
    assert User.objects.get(pk=cast.worker.pk).full_name == cast.worker.full_name


def test_a_leaver_loses_everything_at_the_next_request(cast, admin):
    chair = cast.client(cast.council_chair)
    assert chair.get(reverse("procedures")).status_code == 200
    member = cast.member(cast.council_chair)
    yesterday = cast.now.date() - timedelta(days=1)
    assert admin.post(reverse("person_end", args=[member.pk]), day("last_day", yesterday)).status_code == 302
    assert chair.get(reverse("procedures")).status_code == 302
    assert not Appointment.objects.filter(member=member, ends_on=None).exists()
    assert not cast.council_chair.is_active


def test_a_leaver_of_today_works_until_the_evening(cast, admin):
    member, chair = cast.member(cast.council_chair), cast.client(cast.council_chair)
    admin.post(reverse("person_end", args=[member.pk]), day("last_day", cast.now.date()))
    assert chair.get(reverse("procedures")).status_code == 200
    from riskpanel.partnership.standing import standing_of

    assert not standing_of(cast.council_chair, cast.now + timedelta(days=1)).roles


def test_somebody_comes_back_under_the_same_address(cast, admin):
    member = cast.member(cast.worker)
    admin.post(reverse("person_end", args=[member.pk]), day("last_day", cast.now.date() - timedelta(days=3)))
    assert admin.post(reverse("person_new"), person(cast, email=cast.worker.email)).status_code == 302
    assert cast.worker.is_active
    assert cast.member(cast.worker).pk != member.pk


def test_a_move_ends_what_was_held_by_the_old_place(cast, admin):
    member = cast.member(cast.detective)
    sent = {"agency": str(cast.agency("police").pk), "job_title": "Detective Inspector"} | day(
        "from_day", cast.now.date()
    )
    admin.post(reverse("person_move", args=[member.pk]), sent)
    standing = cast.detective.standing
    assert (standing.agency, standing.seats) == (cast.agency("police"), [])
    assert "core_group" not in standing.roles


def test_a_changed_place_shows(cast, admin):
    member = cast.member(cast.worker)
    sent = {"full_name": "Benjamin Achterberg", "job_title": "Senior Social Worker", "is_manager": "on"}
    assert admin.post(reverse("person_edit", args=[member.pk]), sent).status_code == 302
    html = admin.get(reverse("person", args=[member.pk])).content.decode()
    assert "Benjamin Achterberg" in html
    assert "Senior Social Worker" in html
    assert "line_manager" in cast.worker.standing.roles


def test_nobody_is_their_own_manager(cast, admin):
    member = cast.member(cast.manager)
    sent = {"full_name": "Rhiannon Pugh", "job_title": "Team Manager", "line_manager": str(member.pk)}
    assert "their own line manager" in admin.post(reverse("person_edit", args=[member.pk]), sent).content.decode()


@pytest.mark.parametrize("role", [role.code for role in ROLES.values() if role.given])
def test_each_role_is_given_with_its_sentence(cast, admin, role):
    member = cast.member(cast.user("stranger"))
    url = reverse("role_new", args=[member.pk])

    assert escape(ROLES[role].sentence).replace("&#x27;", "&#39;") in admin.get(url).content.decode()
    assert admin.post(url, {"role": role} | day("from_day", cast.now.date())).status_code == 302
    standing = cast.user("stranger").standing
    assert role in standing.roles
    held = Appointment.objects.get(member=member, role=role)
    assert held.panel == (None if role in WITHOUT_CHILDREN else cast.panel)
    assert standing.sees_no_child == (role in WITHOUT_CHILDREN)


def test_a_role_is_not_given_twice_and_ends_on_its_day(cast, admin):
    member = cast.member(cast.worker)
    url = reverse("role_new", args=[member.pk])
    sent = {"role": "coordinator"} | day("from_day", cast.now.date())
    admin.post(url, sent)
    assert "has this role already" in admin.post(url, sent).content.decode()
    held = Appointment.objects.get(member=member, role="coordinator")
    admin.post(reverse("appointment_end", args=[held.pk]), day("last_day", cast.now.date() - timedelta(days=1)))
    assert "coordinator" not in cast.worker.standing.roles


@pytest.mark.parametrize("role", ["co_chair", "practitioner", "deputy", "invented"])
def test_a_role_that_is_earned_cannot_be_given(cast, role):
    with pytest.raises(actions.NotAllowed):
        actions.give_role(
            member=cast.member(cast.worker), role=role, panel=cast.panel, from_day=cast.now.date(),
            by=cast.administrator, at=cast.now,
        )  # fmt: skip


def test_the_numbers_of_the_partnership_stand_on_every_page(cast, admin):
    sent = {
        "name": "Wexcombe",
        "area": "",
        "phone_1_label": "Front door",
        "phone_1_number": "020 7946 0999",
        "phone_1_when": "day",
    }
    assert admin.post(reverse("partnership_details"), sent).status_code == 302
    for who in (cast.worker, cast.auditor):
        html = cast.client(who).get(reverse("procedure")).content.decode()
        assert 'href="tel:02079460999"' in html
    assert "020 7946 0101" not in html


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "at least one child-protection number"),
        ({"phone_1_label": "Front door"}, "Enter the number of “Front door”"),
        ({"phone_2_number": "999"}, "Say whom 999 reaches"),
        ({"phone_1_label": "Front door", "phone_1_number": "call us"}, "in figures"),
    ],
)
def test_numbers_that_nobody_can_call_are_refused(cast, admin, sent, words):
    html = admin.post(reverse("partnership_details"), {"name": "Kept as typed", **sent}).content.decode()
    assert words in html
    assert "Kept as typed" in html


def test_the_people_are_found_by_name_agency_and_job(cast, admin):
    for query, found in (("achterberg", True), ("social care", True), ("social worker", True), ("nobody", False)):
        html = admin.get(reverse("people"), {"q": query}).content.decode()
        assert (cast.worker.full_name in html) is found, query
    assert admin.get(reverse("people"), {"q": "a\x00b"}).status_code == 200
    assert cast.worker.full_name not in admin.get(reverse("people"), {"left": ""}).content.decode()


def test_an_administrator_sees_no_child(cast, admin):
    child = cast.child(given_name="Quillfeather", family_name="Canaryworth")
    for name in ("administration", "people", "agencies", "procedures", "procedure"):
        html = admin.get(reverse(name)).content.decode()
        for word in (child.given_name, child.family_name, child.reference):
            assert word not in html, name


def test_the_hub_says_what_to_look_at(cast, admin):
    html = admin.get(reverse("administration")).content.decode()
    assert "Westmark NHS Trust" in html
    assert "agreement ends on Thu 31 Dec 2026" in html
    assert "without a holder" in html


def test_a_form_sent_twice_acts_once(cast, admin):
    token = "7f1c2b5e-6a0c-4b87-9d57-0a3f5f1f6b11"
    sent = {"name": "Once Only", "kind": "charity", "submission": token}
    first = admin.post(reverse("agency_new"), sent)
    again = admin.post(reverse("agency_new"), sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.url == again.url
    assert Agency.objects.filter(name="Once Only").count() == 1
