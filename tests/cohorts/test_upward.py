"""What is put forward to the other body: proposed at either meeting, confirmed at one, sent, answered."""

import pytest

from riskpanel.children.models import Child, Duty
from riskpanel.children.moves import Refused
from riskpanel.cohorts.actions import upward
from riskpanel.cohorts.models import PutForward
from tests import making_lists as making
from tests.making_lists import AFTER_AT, MACE_AT

pytestmark = pytest.mark.clause("HARM-MTG-13")


@pytest.fixture
def dates(other):
    return making.calendar(other)


def theme(other, title="Flats", **more):
    told = {"kind": "resource", "title": title, "reason": "No flat for anybody over 16.", "by": other.chair}
    return upward.put_forward(panel=other.panel, at=other.now, **told | more)


def child(other, **more):
    told = {"kind": "child", "listing": making.listing(other), "reason": "Men from two boroughs.", "by": other.chair}
    return upward.put_forward(panel=other.panel, at=other.now, **told | more)


def confirmed(other, item):
    upward.confirm(item=item, at_kind="before_mace", by=other.chair, at=other.now)
    return item


def test_an_item_goes_to_the_other_bodys_first_meeting_after_ours(other, dates):
    assert theme(other, after=AFTER_AT).sitting.starts_at == MACE_AT


def test_only_the_meeting_before_the_other_bodys_confirms(other, dates):
    item = child(other)
    with pytest.raises(Refused, match="The meeting before MACE confirms"):
        upward.confirm(item=item, at_kind="after_mace", by=other.chair, at=other.now)
    item = PutForward.objects.get(pk=item.pk)
    confirmed(other, item)
    assert item.state == "confirmed"
    due = Duty.objects.get(about="put_forward", case=item.pk)
    assert due.due_at.date().isoformat() == "2026-12-07"


def test_nothing_is_confirmed_while_no_date_of_the_other_body_is_known(other):
    item = theme(other)
    with pytest.raises(Refused, match="Enter the next date of MACE"):
        confirmed(other, item)
    making.calendar(other)
    assert confirmed(other, item).sitting.starts_at == MACE_AT


@pytest.mark.clause("HARM-MTG-8", "HARM-GOV-5")
def test_the_pack_goes_the_answer_comes_and_the_panel_deals_with_it(other, dates):
    ready, waits = confirmed(other, child(other)), theme(other)
    assert upward.send_pack(panel=other.panel, sitting=dates["mace"], by=other.coordinator, at=other.now) == 1
    ready, waits = PutForward.objects.get(pk=ready.pk), PutForward.objects.get(pk=waits.pk)
    assert (ready.state, waits.state) == ("sent", "proposed")
    with pytest.raises(Refused, match="Write what came back"):
        upward.answer(item=ready, note=" ", by=other.coordinator, at=other.now)
    ready = PutForward.objects.get(pk=ready.pk)
    upward.answer(item=ready, note="A joint operation in June.", by=other.coordinator, at=other.now)
    upward.close_item(item=ready, by=other.coordinator, at=other.now)
    assert (ready.state, ready.answer) == ("closed", "A joint operation in June.")
    with pytest.raises(Refused, match="Nothing is confirmed"):
        upward.send_pack(panel=other.panel, sitting=dates["mace"], by=other.coordinator, at=other.now)


def test_what_lacks_something_is_not_put_forward(other, dates):
    with pytest.raises(Refused) as refused:
        theme(other, kind="weather", title=" ", reason="")
    assert len(refused.value.reasons) == 3
    with pytest.raises(Refused, match="members"):
        theme(other, by=other.worker)
    theme(other)
    with pytest.raises(Refused, match="already"):
        theme(other)


def test_a_child_waits_once(other, dates):
    first = child(other)
    again = upward.put_forward(
        panel=other.panel, kind="child", listing=first.listing, reason="Again.", by=other.chair, at=other.now
    )
    assert again.pk == first.pk and PutForward.objects.count() == 1


def test_a_panel_that_puts_nothing_forward_says_so(cast):
    with pytest.raises(Refused, match="puts nothing forward"):
        upward.put_forward(panel=cast.panel, kind="child", title="x", reason="x", by=cast.council_chair, at=cast.now)
    assert cast.client(cast.council_chair).get("/upward/").status_code == 404


def test_the_pages_show_a_child_only_to_those_who_see_the_child(other, dates):
    put, resource = child(other), theme(other)
    for user, seen in ((other.chair, True), (other.police, False)):
        browser = other.client(user)
        words = browser.get("/upward/").content.decode()
        assert (put.child.reference in words) is seen and "Flats" in words
        assert (browser.get(put.get_absolute_url()).status_code == 200) is seen
        assert browser.get(resource.get_absolute_url()).status_code == 200
    assert not Child.objects.visible_to(other.police).filter(pk=put.child_id).exists()
    for stranger in (other.worker, other.outsider):
        assert other.client(stranger).get(put.get_absolute_url()).status_code in {403, 404}


def test_each_step_has_its_page(other, dates):
    item = confirmed(other, theme(other))
    browser = other.client(other.coordinator)
    assert browser.post(f"/upward/pack/{dates['mace'].pk}/").status_code == 302
    assert browser.get(f"/upward/{item.pk}/answer/").status_code == 200
    bad = browser.post(f"/upward/{item.pk}/answer/", {"words": ""})
    assert bad.status_code == 200 and "There is a problem" in bad.content.decode()
    browser.post(f"/upward/{item.pk}/answer/", {"words": "<b>Noted</b> 🙂"})
    item.refresh_from_db()
    assert (item.state, item.answer) == ("answered", "<b>Noted</b> 🙂")
    assert "<b>Noted" not in browser.get(item.get_absolute_url()).content.decode()
    assert browser.get(f"/upward/{item.pk}/withdraw/").status_code == 404


@pytest.mark.parametrize("bad", ["", "x" * 4001, "a\x00b"])
def test_a_form_that_lacks_something_comes_back(other, dates, bad):
    browser = other.client(other.police)
    sent = browser.post("/upward/new/", {"kind": "theme", "title": "Parks", "reason": bad})
    assert sent.status_code == 200 and "There is a problem" in sent.content.decode()
    assert not PutForward.objects.exists()
    assert browser.post("/upward/new/", {"kind": "theme", "title": "Parks", "reason": "Noise."}).status_code == 302
    assert PutForward.objects.get().title == "Parks"
