"""Seats: those of the procedure, who may hold one, who stands in."""

from datetime import timedelta

import pytest
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.partnership import actions, reviews
from riskpanel.partnership.models import Appointment
from riskpanel.partnership.presenters import seat_rows
from riskpanel.procedure import state_of

pytestmark = pytest.mark.django_db
SEATS = [
    ("head_of_protection", "csc", "Head of Service", True, "", False),
    ("police_inspector", "police", "Detective Inspector or above", True, "", False),
    ("youth_justice", "yjs", "Operational Manager", False, "yjs", False),
    ("axis", "axis", "Senior Youth Crime Network Practitioner or above", False, "axis", False),
    ("targeted_programmes", "targeted_programmes", "Service Manager", False, "", True),
    ("key_working", "key_working", "Service Manager", False, "", True),
    ("police_missing", "police", "Team Leader", False, "", True),
    ("police_exploitation_borough", "police_exploitation", "Detective Sergeant", False, "police_exploitation", True),
    ("police_exploitation_central", "police", "Detective Sergeant", False, "", True),
    ("police_gangs", "police", "Detective Sergeant", False, "", True),
    ("police_specialist_crime", "police", "Detective Sergeant", False, "", True),
    ("academy", "school", "Head teacher or safeguarding lead", False, "", False),
    ("head_teachers", "head_teachers", "Nominated head teacher", False, "", False),
    ("health", "health", "", False, "health", False),
    ("forensic_camhs", "forensic_camhs", "Designated Officer", False, "", False),
    ("rescue_response", "rescue_response", "Partnership Coordinator", False, "rescue_response", False),
    ("gang_exit", "gang_exit", "Coordinator", False, "", False),
    ("probation", "probation", "Gangs lead", False, "", False),
    ("community_safety", "community_safety", "Service Manager", False, "", False),
    ("social_care", "csc", "Head of Service", False, "csc", False),
    ("housing", "housing", "Housing Manager", False, "", False),
    ("safe_project", "charity", "Lead Project Worker", False, "", False),
    ("arch_sorted", "charity", "Manager", False, "", False),
    ("p3", "charity", "Manager", False, "", False),
]


def officer(cast, job_title: str, agency: str = "police"):
    user = User.objects.create_user(f"{job_title.lower().replace(' ', '.')}@police.example", job_title)
    return actions.place(
        user=user,
        agency=cast.agency(agency),
        job_title=job_title,
        from_day=cast.now.date(),
        by=cast.administrator,
        at=cast.now,
    )


def hold(cast, seat, member, **more):
    return actions.hold_seat(
        seat=seat, member=member, from_day=cast.now.date(), by=cast.administrator, at=cast.now, **more
    )


@pytest.mark.clause("HRP-A2-4.2")
def test_a_panel_has_the_24_seats_of_its_procedure(cast):
    rows = seat_rows(cast.panel, cast.now.date())
    assert [row.seat.code for row in rows] == [line[0] for line in SEATS]
    assert sum(row.seat.may_delegate for row in rows) == 7
    assert [row.seat.code for row in rows if row.seat.attends == "on_request"] == ["police_specialist_crime"]
    assert sum(row.seat.chairs for row in rows) == 2


@pytest.mark.clause(
    "HRP-A2-4.2.1", "HRP-A2-4.2.2", "HRP-A2-4.2.3", "HRP-A2-4.2.4", "HRP-A2-4.2.5", "HRP-A2-4.2.6", "HRP-A2-4.2.7",
    "HRP-A2-4.2.8", "HRP-A2-4.2.9", "HRP-A2-4.2.10", "HRP-A2-4.2.11", "HRP-A2-4.2.12", "HRP-A2-4.2.13",
    "HRP-A2-4.2.14", "HRP-A2-4.2.15", "HRP-A2-4.2.16", "HRP-A2-4.2.17", "HRP-A2-4.2.18", "HRP-A2-4.2.19",
    "HRP-A2-4.2.20", "HRP-A2-4.2.21", "HRP-A2-4.2.22", "HRP-A2-4.2.23", "HRP-A2-4.2.24",
)  # fmt: skip
@pytest.mark.parametrize(("number", "line"), list(enumerate(SEATS, 1)), ids=[line[0] for line in SEATS])
def test_each_seat_has_its_agency_grade_and_part(cast, number, line):
    code, agency, grade, chairs, core_group, delegates = line
    row = seat_rows(cast.panel, cast.now.date())[number - 1]
    assert (row.seat.code, row.asks.agency, row.asks.seniority) == (code, agency, grade)
    assert (row.seat.chairs, row.seat.core_group, row.seat.may_delegate) == (chairs, core_group, delegates)
    assert f"HRP-A2-4.2.{number}" in row.asks.clauses


@pytest.mark.clause("HRP-A2-4.2", "HRP-A2-4.2.11")
def test_the_page_of_seats_says_who_holds_what_and_what_is_vacant(cast):
    html = cast.client(cast.administrator).get(reverse("panel_seats", args=[cast.panel.pk])).content.decode()
    assert html.count('class="rp-seat"') + html.count('class="rp-seat rp-seat--open"') == 24
    assert cast.council_chair.full_name in html
    assert "Nobody holds it" in html
    assert "On request" in html


@pytest.mark.clause("HRP-A2-4.2.2", "HRP-5.2")
@pytest.mark.parametrize("rank", ["Detective Inspector", "Detective Chief Inspector", "Detective Superintendent"])
def test_an_inspector_or_above_may_take_the_police_chair(cast, rank):
    held = hold(cast, cast.seat("police_inspector"), officer(cast, rank))
    assert held.seat.code == "police_inspector"


@pytest.mark.clause("HRP-A2-4.2.2", "HRP-5.2")
@pytest.mark.parametrize("rank", ["Detective Sergeant", "Detective Constable", "Analyst"])
def test_below_inspector_nobody_takes_the_police_chair(cast, rank):
    with pytest.raises(actions.NotAllowed, match="Detective Inspector or above"):
        hold(cast, cast.seat("police_inspector"), officer(cast, rank))


def test_a_seat_is_for_its_own_agency(cast):
    with pytest.raises(actions.NotAllowed, match="The seat belongs to"):
        hold(cast, cast.seat("health"), cast.member(cast.worker))


def test_a_new_holder_follows_the_old_one(cast):
    seat, new = cast.seat("police_inspector"), officer(cast, "Detective Chief Inspector")
    hold(cast, seat, new)
    old = Appointment.objects.get(seat=seat, member=cast.member(cast.police_chair))
    assert old.ends_on == cast.now.date() - timedelta(days=1)
    assert "co_chair" not in cast.police_chair.standing.roles
    assert "co_chair" in new.user.standing.roles
    assert [row.holder.member for row in seat_rows(cast.panel, cast.now.date()) if row.seat == seat] == [new]


@pytest.mark.clause("HRP-A2-4.1")
def test_one_person_cannot_hold_both_chairs(cast):
    both = officer(cast, "Detective Inspector")
    hold(cast, cast.seat("police_inspector"), both)
    other = cast.seat("head_of_protection")
    other.agency = both.agency
    other.save()
    with pytest.raises(actions.NotAllowed, match="both chairs"):
        hold(cast, other, both)


@pytest.mark.clause("HRP-A2-4.3.a")
def test_without_confirmation_a_seat_shows_as_not_confirmed_to_the_chair(cast):
    seat, new = cast.seat("police_inspector"), officer(cast, "Detective Inspector")
    url, chair = reverse("panel_seats", args=[cast.panel.pk]), cast.client(cast.council_chair)
    hold(cast, seat, new)
    row = next(row for row in seat_rows(cast.panel, cast.now.date()) if row.seat == seat)
    assert row.problems == ["Not confirmed: may commit resources and decide"]
    before = chair.get(url).content.decode().count("Not confirmed: may commit")
    hold(cast, seat, new, may_commit=True)
    assert chair.get(url).content.decode().count("Not confirmed: may commit") == before - 1


@pytest.mark.clause("HRP-A2-4.3.a")
@pytest.mark.parametrize("name", ["seat_holder", "seat_deputy"])
def test_giving_a_seat_or_a_deputy_asks_for_the_confirmation(cast, name):
    html = cast.client(cast.administrator).get(reverse(name, args=[cast.seat("community_safety").pk])).content.decode()
    assert "They may commit their agency’s resources and decide for it" in html


def deputise(cast, seat, member, **more):
    told = {"from_day": cast.now.date(), "until": cast.now.date() + timedelta(days=7), "reason": "On leave", **more}
    return actions.stand_in(seat=seat, member=member, by=cast.administrator, at=cast.now, **told)


def test_a_deputy_stands_in_until_the_last_day_and_no_longer(cast):
    from riskpanel.partnership.standing import standing_of

    member = officer(cast, "Inspector", "community_safety")
    deputise(cast, cast.seat("community_safety"), member)
    last = cast.now + timedelta(days=7)
    assert standing_of(member.user, last).stands_in
    assert not standing_of(member.user, last + timedelta(days=1)).stands_in


def test_a_deputy_below_the_rank_does_not_chair(cast):
    seat, sergeant = cast.seat("police_inspector"), officer(cast, "Detective Sergeant")
    with pytest.raises(actions.NotAllowed, match="Detective Inspector or above"):
        deputise(cast, seat, sergeant, may_chair=True)
    assert not deputise(cast, seat, sergeant).may_chair


def test_nobody_stands_in_for_themselves_or_backwards(cast):
    with pytest.raises(actions.NotAllowed, match="themselves"):
        deputise(
            cast,
            cast.seat("community_safety"),
            Appointment.objects.get(seat__code="community_safety", role="seat").member,
        )
    with pytest.raises(actions.NotAllowed, match="before the first"):
        deputise(cast, cast.seat("health"), cast.member(cast.worker), until=cast.now.date() - timedelta(days=1))


@pytest.mark.clause("HRP-A2-4.4")
def test_the_membership_is_reviewed_each_year(cast):
    def due():
        return next(one for one in reviews.open_ones(cast.panel) if one.code == "review_membership")

    first = due()
    assert not first.stated
    assert first.due_at.date().isoformat() == "2026-10-06"
    assert state_of(first, cast.now) == "late"
    client, url = cast.client(cast.council_chair), reverse("panel_review", args=[cast.panel.pk])
    day = {"done_on_day": "9", "done_on_month": "11", "done_on_year": "2026"}
    response = client.post(url, {"about": "membership", "outcome": "Housing is missing; ask again.", **day})
    assert response.status_code == 302
    html = client.get(reverse("panel_seats", args=[cast.panel.pk])).content.decode()
    assert "Mon 9 Nov 2026" in html
    assert "Housing is missing; ask again." in html
    assert due().due_at.date().isoformat() == "2027-11-09"
