"""Two partnerships in one database: neither reaches anything of the other."""

import pytest
from django.urls import reverse
from django.utils import timezone

from riskpanel.partnership import actions
from riskpanel.partnership.calendar import make_sittings
from riskpanel.partnership.models import Sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(cast):
    """The other partnership, with an administrator of its own, dates and a leaver's appointment."""
    outsider = cast.user("outsider")
    standing = outsider.standing
    make_sittings(panel=standing.panel, start=standing.on, months=2, by=outsider, at=timezone.now())
    return standing


def theirs(standing) -> dict[str, str]:
    """Every address that carries a key, filled with keys of that partnership."""
    member, panel = standing.member, standing.panel
    seat, held = panel.seats.first(), member.appointments.first()
    sitting = Sitting.objects.filter(panel=panel).first()
    keys = [
        (member.pk, ("person", "person_edit", "person_move", "person_end", "person_link", "role_new")),
        (panel.pk, ("panel_seats", "panel_review", "panel_dates", "panel_dates_make")),
        (seat.pk, ("seat_agency", "seat_holder", "seat_deputy")),
        (panel.procedure_id, ("procedure_version", "procedure_file", "procedure_put", "procedure_read")),
        (standing.agency.pk, ("agency",)),
        (held.pk, ("appointment_end",)),
        (sitting.pk, ("sitting_cancel",)),
    ]
    return {name: reverse(name, args=[key]) for key, names in keys for name in names}


POSTED = {"person_link", "panel_dates_make", "sitting_cancel"}


def test_an_administrator_reaches_nothing_of_another_partnership(cast, elsewhere):
    client = cast.client(cast.administrator)
    nowhere = client.get("/nowhere/").content
    addresses = theirs(elsewhere)
    assert len(addresses) == 20
    for name, url in addresses.items():
        for response in [client.post(url, {"name": "x"}), *([] if name in POSTED else [client.get(url)])]:
            assert response.status_code == 404, name
            assert response.content == nowhere, name
    assert not Sitting.objects.filter(panel=elsewhere.panel, cancelled=True).exists()


def test_the_same_addresses_open_with_ones_own_keys(cast):
    """Else the test above could pass by a broken address."""
    client = cast.client(cast.administrator)
    make_sittings(panel=cast.panel, start=cast.now.date(), months=2, by=cast.administrator, at=cast.now)
    standing = cast.administrator.standing
    for name, url in theirs(standing).items():
        if name not in POSTED:
            assert client.get(url).status_code == 200, name


def test_lists_hold_only_ones_own(cast, elsewhere):
    client = cast.client(cast.administrator)
    for name in ("administration", "agencies", "people", "procedures", "person_new", "panel_new", "procedure"):
        html = client.get(reverse(name)).content.decode()
        assert elsewhere.agency.name not in html, name
        assert elsewhere.user.full_name not in html, name
        assert "Elsewhere Partnership" not in html, name


def test_an_account_of_another_partnership_cannot_be_taken_over(cast, elsewhere):
    with pytest.raises(actions.NotAllowed, match="cannot be used"):
        actions.add_person(
            full_name="Taken Over", email=elsewhere.user.email, agency=cast.agency("csc"), job_title="Worker",
            from_day=cast.now.date(), by=cast.administrator, at=cast.now,
        )  # fmt: skip


def test_the_same_file_is_a_version_of_each(cast, elsewhere):
    assert elsewhere.panel.procedure.digest == cast.panel.procedure.digest
    assert elsewhere.panel.procedure_id != cast.panel.procedure_id
