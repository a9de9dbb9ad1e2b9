"""Members are warned of a risk or an issue as it arises, between meetings."""

import pytest

from riskpanel.children.models import Event, Recusal
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions
from riskpanel.meetings.alerts import to_see_to, unread
from riskpanel.meetings.models import Alert, AlertReading
from tests import making_lists as making

pytestmark = pytest.mark.clause("HARM-MEMB-5.c")
WORDS = "A white van waits at schools in the north."


def seat(other, code):
    return other.panel.seats.get(code=code)


def warn(other, by=None, seats=("police_exploitation", "camhs"), **told):
    told = {"kind": "risk", "text": WORDS, "seats": [seat(other, code) for code in seats], **told}
    return actions.raise_alert(panel=other.panel, by=by or other.chair, at=other.now, **told)


def desk(other, user):
    return other.client(user).get("/").content.decode()


def test_a_warning_stands_on_the_desks_of_the_seats_until_it_is_read(other):
    made = warn(other)
    assert made.state == Alert.SENT and Event.objects.filter(kind="alert_sent").count() == 1
    for user in (other.police, other.health):
        assert WORDS in desk(other, user)
    for user in (other.housing, other.stranger, other.worker, other.administrator):
        assert WORDS not in desk(other, user)
    police = other.client(other.police)
    assert police.post(f"/alerts/{made.pk}/read/", {"from": "desk"}).status_code == 302
    assert WORDS not in desk(other, other.police) and WORDS in desk(other, other.health)
    police.post(f"/alerts/{made.pk}/read/")
    assert AlertReading.objects.count() == 1


def test_those_who_run_the_panel_see_who_has_read_it(other):
    made = warn(other)
    actions.read_alert(alert=made, by=other.police, at=other.now)
    words = other.client(other.coordinator).get(f"/alerts/{made.pk}/").content.decode()
    assert "Dana Whitlock" in words and "read " in words and "not read yet" in words


def test_a_members_warning_waits_for_a_chair(other):
    made = warn(other, by=other.police)
    assert made.state == Alert.PROPOSED and not unread(other.health, other.now).exists()
    assert to_see_to(other.chair, other.now, 8)[1] == [made] and not to_see_to(other.health, other.now, 8)[1]
    assert "ask to warn the others" in desk(other, other.chair)
    with pytest.raises(Refused):
        actions.answer_alert(alert=made, send=True, by=other.police, at=other.now)
    sent = other.client(other.chair).post(f"/alerts/{made.pk}/answer/", {"send": "yes"})
    assert sent.status_code == 302 and WORDS in desk(other, other.health)
    with pytest.raises(Refused):
        actions.answer_alert(alert=made, send=False, answer="No.", by=other.chair, at=other.now)


def test_a_chair_says_why_a_warning_is_not_sent(other):
    made = warn(other, by=other.police)
    chair = other.client(other.chair)
    empty = chair.post(f"/alerts/{made.pk}/answer/", {"send": "no"}).content.decode()
    assert "Say why not" in empty
    assert chair.post(f"/alerts/{made.pk}/answer/", {"send": "no", "answer": "Known."}).status_code == 302
    made.refresh_from_db()
    assert made.state == Alert.REFUSED and not unread(other.health, other.now).exists()
    assert "Known." in other.client(other.police).get(f"/alerts/{made.pk}/").content.decode()


def test_only_those_who_see_the_child_read_whom_it_is_about(other):
    child = making.listing(other).child
    made = warn(other, child=child)
    assert child.reference in other.client(other.chair).get(f"/alerts/{made.pk}/").content.decode()
    for page in ("/", "/alerts/", f"/alerts/{made.pk}/"):
        words = other.client(other.health).get(page).content.decode()
        assert WORDS in words and child.reference not in words and child.family_name not in words


def test_the_words_name_no_child(other):
    child = making.listing(other).child
    for words in (f"{child.name} was seen by the canal.", f"About {child.reference.lower()}: seen by the canal."):
        with pytest.raises(Refused, match="out of the words"):
            warn(other, child=child, text=words)


def test_somebody_who_keeps_out_of_a_childs_items_reads_no_warning_about_the_child(other):
    child = making.listing(other).child
    made = warn(other, child=child)
    page = f"/alerts/{made.pk}/"
    assert WORDS in other.client(other.police).get(page).content.decode()  # the control
    Recusal.objects.create(
        child=child, about=child.pk, user=other.police, reason="A cousin.", by=other.police, at=other.now
    )
    assert other.client(other.police).get(page).status_code == 404
    for where in ("/", "/alerts/"):
        assert WORDS not in other.client(other.police).get(where).content.decode()


def test_nobody_attaches_a_child_whom_they_do_not_see(other):
    child = making.listing(other).child
    with pytest.raises(Refused):
        warn(other, by=other.health, child=child)


def test_a_warning_that_lacks_something_is_refused(other):
    for told in ({"kind": "no_such"}, {"text": " "}, {"seats": ()}, {"text": "x" * 501}):
        with pytest.raises(Refused):
            warn(other, **told)
    assert not Alert.objects.exists()


def test_those_outside_the_panel_neither_warn_nor_read(other):
    made = warn(other)
    for who in ("stranger", "worker", "administrator", "outsider"):
        with pytest.raises(Refused):
            warn(other, by=other.user(who))
        browser = other.client(other.user(who))
        assert browser.get(f"/alerts/{made.pk}/").status_code in {403, 404}
        assert browser.post(f"/alerts/{made.pk}/read/").status_code in {403, 404}


def test_a_warning_is_typed_on_a_page_and_sent_once(other):
    chair = other.client(other.chair)
    words = chair.get("/alerts/new/").content.decode()
    token = words.split('name="submission" value="')[1].split('"')[0]
    told = {"submission": token, "kind": "issue", "text": WORDS, "seats": [seat(other, "camhs").pk]}
    assert [chair.post("/alerts/new/", told).status_code for _ in range(2)] == [302, 302]
    assert Alert.objects.count() == 1
    empty = chair.post("/alerts/new/", {"text": WORDS}).content.decode()
    assert "There is a problem" in empty and WORDS in empty
