"""What a chair sees across the panel: each number opens a list of exactly so many."""

import re
from datetime import timedelta

import pytest

from riskpanel.children.models import Duty
from riskpanel.children.moves import write
from riskpanel.plans.models import LogEntry
from tests.children.making import let_see, recorded
from tests.desk.test_desk import DAY, desk, nobody, owed, text

pytestmark = pytest.mark.django_db
__all__ = ["nobody"]


def tiles(page):
    """Label, number and address of each tile."""
    found = re.findall(
        r'<(?:a|div) class="rp-tile[^"]*"(?: href="([^"]*)")?>\s*<span class="rp-tile__number">(\d+)</span> '
        r'<span class="rp-tile__label">([^<]*)</span>', page,
    )  # fmt: skip
    return {label: (int(number), address.replace("&amp;", "&")) for address, number, label in found}


def listed(cast, key, address):
    page = text(cast.client(cast.user(key)).get(address))
    return int(re.search(r"<b>([\d,]+) dut(?:y|ies)</b>", page).group(1).replace(",", "")), page.count(
        '<li class="rp-duty'
    )


@pytest.fixture
def busy(cast):
    child = cast.child()
    for n in range(3):
        owed(cast, f"Late at school {n}", -DAY * (n + 1), agency=cast.school.standing.agency)
    owed(cast, "Late by a seat", -DAY, seat=cast.seat("health"))
    owed(cast, "Late by a person", -DAY, user=cast.nurse_manager)
    owed(cast, "Coming", DAY, user=cast.nurse)
    owed(cast, "Wait", DAY, child=child, code="triage_referral", seat=cast.seat("health"), role="core_group")
    owed(cast, "Waive", DAY, child=child, code="answer_waiver", seat=cast.seat("police_inspector"), role="co_chair")
    owed(cast, "Waive", -DAY, child=child, code="answer_waiver", seat=cast.seat("police_inspector"), role="co_chair")
    return child


@pytest.mark.parametrize("key", ["council_chair", "police_chair", "coordinator"])
def test_each_number_opens_exactly_what_it_counted(cast, busy, key):
    shown = tiles(desk(cast, key))
    assert {label: number for label, (number, _) in shown.items()} == {
        "late, all agencies": 6, "on the High-Risk Log": 0, "referrals waiting": 1, "waivers to decide": 2,
    }  # fmt: skip
    for label, (number, address) in shown.items():
        if "/duties/" in address:
            assert listed(cast, key, address) == (number, number), label


def test_late_duties_are_counted_by_agency_and_each_opens_its_own(cast, busy):
    page = desk(cast, "council_chair")
    rows = re.findall(
        r'<li><a class="govuk-link" href="(/duties/[^"]*)">([^<]*)</a> <span class="rp-count">(\d+)</span></li>', page
    )
    counted = {name: int(number) for _, name, number in rows}
    assert counted == {
        "Fernhill High School": 3,
        "Westmark NHS Trust, Safeguarding Children": 2,
        "Metropolitan Police, Westmark BCU": 1,
    }  # fmt: skip
    for address, _, number in rows:
        assert listed(cast, "council_chair", address.replace("&amp;", "&")) == (int(number), int(number))


@pytest.mark.parametrize("key", ["member", "worker", "deputy", "administrator", "outsider"])
def test_who_neither_chairs_nor_coordinates_has_no_strip_and_no_list_of_the_panel(cast, busy, key):
    client = cast.client(cast.user(key))
    assert client.get("/duties/?scope=panel").status_code == (200 if key == "outsider" else 403)
    assert client.get(f"/duties/?scope=panel&panel={cast.panel.pk}").status_code == 403
    if key != "outsider":
        assert "rp-tiles" not in text(client.get("/"))


def test_another_partnerships_chair_counts_nothing_of_this_one(cast, busy):
    assert {number for number, _ in tiles(desk(cast, "outsider")).values()} == {0}


@pytest.mark.clause("HRP-A2-5.2.b")
def test_across_the_panel_a_child_is_named_by_reference_only_where_the_chair_sees_the_child(cast, busy):
    address = "/duties/?scope=panel&code=triage_referral"
    client = cast.client(cast.council_chair)
    assert busy.reference not in text(client.get(address))
    let_see(cast, busy, cast.council_chair, sight="referral_chair")
    page = text(cast.client(cast.council_chair).get(address))
    assert busy.reference in page and "Testerly" not in page


def test_across_the_panel_a_button_stands_only_where_the_page_behind_it_opens(cast, busy):
    button, address = 'href="/stub/action/"', "/duties/?scope=panel&code="
    client = cast.client(cast.council_chair)
    assert button not in text(client.get(address + "triage_referral"))
    let_see(cast, busy, cast.council_chair, sight="referral_chair")
    assert button in text(cast.client(cast.council_chair).get(address + "triage_referral"))
    assert button in text(cast.client(cast.police_chair).get(address + "answer_waiver"))


def test_the_log_tile_says_how_many_and_what_moved(cast):
    for n, (state, entered, left) in enumerate([("active", 90, None), ("logged", 3, None), ("closed", 200, 2)]):
        child = cast.child()
        entry = LogEntry.objects.create(
            panel=cast.panel, child=child, state=state, level="high", created_at=cast.now,
            created_by=cast.council_chair,
            entered_on=cast.now.date() - timedelta(days=entered),
            left_on=cast.now.date() - timedelta(days=left) if left else None,
        )  # fmt: skip
        let_see(cast, child, seat=cast.seat("head_of_protection"), sight="log_keeper", about=entry.pk)
        assert n < 3
    page = desk(cast, "council_chair")
    assert tiles(page)["on the High-Risk Log"][0] == 2
    assert "1 joined, 1 left since 10 Oct" in page
    assert tiles(desk(cast, "police_chair"))["on the High-Risk Log"][0] == 0


def test_the_list_is_narrowed_by_when_what_and_agency_together(cast, busy):
    late_school = f"when=late&agency={cast.school.standing.agency.pk}"
    for query, number in (
        ("when=late", 6), ("when=coming", 3), ("when=today", 0), ("code=answer_waiver", 2),
        ("code=answer_waiver&when=late", 1), (late_school, 3), ("agency=999999", 0), ("agency=abc", 0),
        ("code=%00x", 0), ("when=never", 9), ("agency=99999999999999999999", 0),
    ):  # fmt: skip
        assert listed(cast, "council_chair", f"/duties/?scope=panel&{query}")[0] == number, query


def test_fifty_duties_make_a_page(cast):
    for n in range(60):
        owed(cast, f"Thing {n}", DAY, user=cast.worker)
    assert listed(cast, "worker", "/duties/") == (60, 50)
    assert listed(cast, "worker", "/duties/?page=2") == (60, 10)
    assert listed(cast, "worker", "/duties/?page=zzz") == (60, 50)


@pytest.mark.clause("HRP-2.3.d")
def test_a_waiver_that_is_asked_for_counts_until_it_is_answered(cast):
    concern = recorded(cast, cast.child())
    write(concern, "waiver_asked", by=cast.worker, at=cast.now, about="referral", case=concern.pk)
    assert tiles(desk(cast, "police_chair"))["waivers to decide"][0] == 1
    assert "Answer the request for a waiver" in desk(cast, "police_chair")
    write(concern, "waiver_granted", by=cast.police_chair, at=cast.now, about="referral", case=concern.pk)
    assert tiles(desk(cast, "police_chair"))["waivers to decide"][0] == 0
    assert Duty.objects.filter(code="answer_waiver", met_at=None).count() == 0
