"""Every page of administration opens for an administrator, with few queries, and for nobody else."""

import pytest
from django.urls import reverse

from riskpanel.partnership.models import Appointment

pytestmark = pytest.mark.django_db

PLAIN = (
    "administration",
    "partnership_details",
    "agencies",
    "agency_new",
    "people",
    "person_new",
    "panel_new",
    "procedures",
    "procedure_upload",
)


def addresses(cast) -> dict[str, str]:
    """Every page that an administrator opens by GET."""
    seat, member = cast.seat("police_inspector"), cast.member(cast.worker)
    held = Appointment.objects.filter(member=cast.member(cast.council_chair)).first()
    version = cast.panel.procedure_id
    return {name: reverse(name) for name in PLAIN} | {
        "agency": reverse("agency", args=[cast.agency("csc").pk]),
        **{
            name: reverse(name, args=[member.pk])
            for name in ("person", "person_edit", "person_move", "person_end", "role_new")
        },
        "appointment_end": reverse("appointment_end", args=[held.pk]),
        **{name: reverse(name, args=[cast.panel.pk]) for name in ("panel_seats", "panel_review", "panel_dates")},
        **{name: reverse(name, args=[seat.pk]) for name in ("seat_agency", "seat_holder", "seat_deputy")},
        **{name: reverse(name, args=[version]) for name in ("procedure_version", "procedure_file", "procedure_put")},
    }


def test_an_administrator_opens_each_page(cast, django_assert_max_num_queries):
    client = cast.client(cast.administrator)
    for name, url in addresses(cast).items():
        with django_assert_max_num_queries(15):
            response = client.get(url)
        assert response.status_code == 200, name
        assert b"There is a problem" not in response.content, f"{name} finds fault before anything was sent"


@pytest.mark.parametrize("who", ["worker", "council_chair", "coordinator", "member", "auditor", "stranger"])
def test_nobody_else_opens_a_page_of_administration(cast, who):
    client = cast.client(cast.user(who))
    shared = {"council_chair": {"panel_seats", "panel_review", "procedures", "procedure_version"}}
    shared["coordinator"] = {"panel_seats", "panel_review", "panel_dates"}
    for name, url in addresses(cast).items():
        expected = 200 if name in shared.get(who, set()) else 403
        assert client.get(url).status_code == expected, name


@pytest.mark.parametrize("who", ["worker", "administrator", "auditor", "deputy", "school"])
def test_everybody_reads_the_procedure(cast, who, django_assert_max_num_queries):
    client = cast.client(cast.user(who))
    with django_assert_max_num_queries(15):
        response = client.get(reverse("procedure"))
    assert response.status_code == 200
    assert cast.procedure.identity.title in response.content.decode()
