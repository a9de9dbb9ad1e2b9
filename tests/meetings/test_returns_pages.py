"""The pages on which agencies answer before a meeting, and the board of those who run it."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.meetings.models import Acceptance, InformationReturn, ReturnChase, ReturnVersion
from tests import making_lists as making
from tests import making_meetings
from tests.making_returns import KNOWN, account_of, answers, asked, of, shares
from tests.meetings.test_pages import BAD, LIMIT
from tests.queries import housekeeping
from tests.repository.forms import MARKUP, NONSENSE, Forms

SENT = {"answer": "information", "text_0": "Two men.", "kind_0": "fact", "basis_0": "public_task"}


@pytest.fixture(scope="module")
def made(eastmere):
    found, people = asked(eastmere, children=2), ("police", "housing", "health", "chair", "coordinator")
    making_meetings.accepts(eastmere, found, *(eastmere.user(key) for key in people))
    return found


@pytest.fixture
def meeting(other, made):
    """A published meeting with two children, whose papers those who attend may open."""
    return making_meetings.fresh(made)


def base(meeting, name=""):
    return f"/meetings/{meeting.pk}/returns/{name}"


def one(meeting, user, number=0):
    return base(meeting, f"{of(meeting, user, number).pk}/")


@pytest.mark.clause("HARM-MEMB-6", "HARM-ROLE-12")
def test_an_agency_answers_for_all_its_children_on_one_page(other, meeting):
    police = other.client(other.police)
    page = police.get(base(meeting)).content.decode()
    forms = [form for form in Forms(page).found if re.search(r"/returns/\d+/$", form.action)]
    assert len(forms) == 2
    for form, told in zip(forms, ({"answer": "not_known"}, SENT), strict=True):
        sent = police.post(form.action, {**form.hidden, **told})
        assert sent.status_code == 302 and sent.url.startswith(base(meeting) + "#return-")
    assert of(meeting, other.police).means == "unknown" and of(meeting, other.police, 1).means == "shared"
    page = police.get(base(meeting)).content.decode()
    assert "Not known to us" in page and "Two men." in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_page_keeps_to_its_queries(other, meeting):
    shares(other, meeting, other.police, label="police_only")
    item = making.item_of(meeting, pk=of(meeting, other.police).item_id)
    visits = [(other.police, one) for one in (base(meeting), one(meeting, other.police), base(meeting, "activities/"))]
    visits += [(user, base(meeting, "board/")) for user in (other.chair, other.health)]
    visits += [(user, f"/meetings/{meeting.pk}/") for user in (other.chair, other.coordinator, other.health)]
    visits += [(other.chair, item.get_absolute_url()), (other.police, "/desk/")]
    visits += [(other.chair, f"{item.get_absolute_url()}minutes/")]
    over = {}
    for user, address in visits:
        browser = other.client(user)
        with CaptureQueriesContext(connection) as spent:
            answer = browser.get(address)
        if answer.status_code != 200:
            continue
        queries = [q["sql"] for q in spent if not housekeeping(q["sql"])]
        if len(queries) > LIMIT:
            over[user.email, address] = len(queries)
    assert over == {}


def test_an_answer_that_lacks_something_comes_back_with_what_was_typed(other, meeting):
    police, address = other.client(other.police), one(meeting, other.police)
    for name, bad in BAD.items():
        sent = police.post(address, {**SENT, "basis_0": "", "text_0": bad})
        words = sent.content.decode()
        assert sent.status_code == 200 and "There is a problem" in words, name
        assert "<script>alert" not in words and not ReturnVersion.objects.exists(), name
        assert name != "emoji" or bad in words


def test_every_form_bears_nonsense(other, meeting):
    police, chair, sent = other.client(other.police), other.client(other.chair), 0
    pages = [(police, base(meeting)), (police, one(meeting, other.police)), (police, base(meeting, "activities/"))]
    pages += [(chair, f"/meetings/{meeting.pk}/"), (chair, "/alerts/new/")]
    for browser, address in pages:
        for form in Forms(browser.get(address).content.decode()).found:
            where = form.action or address
            for kind in NONSENSE if "/returns/" in where or "/alerts/" in where else ():
                answer = browser.post(where, form.filled(kind) | {"submission": uuid.uuid4()})
                assert answer.status_code in {200, 302}, (where, kind)
                assert MARKUP not in answer.content.decode(), (where, kind)
                sent += 1
    assert sent >= 6 * len(NONSENSE)


def test_sent_twice_it_is_one_answer(other, meeting):
    police, address = other.client(other.police), one(meeting, other.police)
    form = next(form for form in Forms(police.get(address).content.decode()).found if not form.action)
    told = {**form.hidden, **SENT}
    first, second = police.post(address, told), police.post(address, told)
    assert first.status_code == second.status_code == 302 and ReturnVersion.objects.count() == 1


def test_the_second_of_two_colleagues_is_shown_both_texts(other, meeting):
    address = one(meeting, other.police)
    first, second = other.client(other.police), other.client(other.missing)
    making_meetings.accepts(other, meeting, other.missing)
    forms = [next(f for f in Forms(b.get(address).content.decode()).found if not f.action) for b in (first, second)]
    assert first.post(address, {**forms[0].hidden, **SENT}).status_code == 302
    met = second.post(address, {**forms[1].hidden, **SENT, "text_0": "A grey van."})
    words = met.content.decode()
    assert met.status_code == 200 and "Two people changed" in words
    assert "Two men." in words and "A grey van." in words
    again = next(form for form in Forms(words).found if not form.action)
    assert second.post(address, {**again.hidden, **SENT, "text_0": "Two men and a grey van."}).status_code == 302
    assert ReturnVersion.objects.count() == 2


def test_what_is_typed_is_kept_for_the_agency_alone_until_it_is_sent(other, meeting):
    police, address = other.client(other.police), one(meeting, other.police)
    told = {"version": "1", "answer": "information", "text_0": "Half a sent"}
    kept = police.post(address, told, headers={"X-Autosave": "1"})
    assert kept.json() == {"version": 2}
    assert of(meeting, other.police).answer == "" and "Half a sent" in police.get(address).content.decode()
    item = of(meeting, other.police).item_id
    for user in (other.chair, other.health):
        for page in (f"/meetings/{meeting.pk}/", f"/meetings/{meeting.pk}/items/{item}/"):
            assert "Half a sent" not in other.client(user).get(page).content.decode()
    old = police.post(address, {**told, "text_0": "Another"}, headers={"X-Autosave": "1"})
    assert old.status_code == 409
    long = police.post(address, {**told, "version": "2", "text_0": "x" * 30_000}, headers={"X-Autosave": "1"})
    assert long.status_code == 422
    assert of(meeting, other.police).draft["text_0"] == "Half a sent"


@pytest.mark.clause("HARM-MEMB-4")
def test_an_agency_tells_what_it_did_and_members_read_it(other, meeting):
    police, address = other.client(other.police), base(meeting, "activities/")
    assert "There is a problem" in police.post(address, {"version": "1"}).content.decode()
    sent = police.post(address, {"version": "1", "text": "Ten visits to hotels."})
    assert sent.status_code == 302 and account_of(meeting, other.police).means == "shared"
    for user in (other.health, other.coordinator):
        assert "Ten visits to hotels." in other.client(user).get(base(meeting, "board/")).content.decode()
    nil = other.client(other.housing).post(address, {"version": "1", "nothing": "on"})
    assert nil.status_code == 302 and account_of(meeting, other.housing).means == "known"


def test_those_who_answer_for_nobody_find_no_page(other, meeting):
    address = one(meeting, other.police)
    for who in ("stranger", "worker", "administrator", "outsider"):
        browser = other.client(other.user(who))
        for page in (base(meeting), address, base(meeting, "activities/"), base(meeting, "board/")):
            assert browser.get(page).status_code in {403, 404}, (who, page)
            assert browser.post(page, SENT).status_code in {403, 404}, (who, page)


def test_an_agency_does_not_find_anothers_return(other, meeting):
    assert other.client(other.housing).get(one(meeting, other.police)).status_code == 404
    assert other.client(other.police).get(base(meeting, "999999999/")).status_code == 404


def test_whoever_attends_accepts_the_statement_first(other, meeting):
    Acceptance.objects.all().delete()
    answer = other.client(other.police).get(base(meeting))
    assert answer.status_code == 302 and answer.url.endswith("/confidentiality/")


@pytest.mark.clause("HARM-MEMB-6")
def test_the_board_shows_what_is_ready_what_is_missing_and_who_was_chased(other, meeting):
    shares(other, meeting, other.police)
    answers(other, of(meeting, other.housing), other.housing, **KNOWN)
    for user in (other.chair, other.coordinator):
        browser = other.client(user)
        short = browser.get(f"/meetings/{meeting.pk}/").content.decode()
        assert "agencies owe" in short and f'action="{base(meeting, "chase/")}' in short
        words = browser.get(base(meeting, "board/")).content.decode()
        assert "not reminded yet" in words
        assert len(re.findall("rp-board__cell--returned", words)) == 1
        assert len(re.findall("rp-board__cell--nil", words)) == 1
        assert "Papers" in words and "missing" in words
    health = other.client(other.health)
    assert "rp-board" not in health.get(base(meeting, "board/")).content.decode()
    assert "agencies owe" not in health.get(f"/meetings/{meeting.pk}/").content.decode()


@pytest.mark.clause("HARM-MEMB-6")
def test_one_is_chased_or_all_that_are_late(other, meeting, monkeypatch):
    chair, health = other.client(other.chair), other.health.standing.agency
    assert chair.post(base(meeting, f"chase/{health.pk}/")).status_code == 302
    assert ReturnChase.objects.get().agency == health
    assert "reminded 1 time" in chair.get(base(meeting, "board/")).content.decode()
    assert chair.post(base(meeting, "chase/")).status_code == 302 and ReturnChase.objects.count() == 1
    assert "Remind all that are late" not in chair.get(f"/meetings/{meeting.pk}/").content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.BEFORE_AT)
    chair = other.client(other.chair)
    assert "Remind all that are late" in chair.get(f"/meetings/{meeting.pk}/").content.decode()
    chair.post(base(meeting, "chase/"))
    owing = InformationReturn.objects.filter(answer="").values("agency").distinct().count()
    assert ReturnChase.objects.count() == 1 + owing
    assert other.client(other.police).post(base(meeting, "chase/")).status_code in {403, 404}
    assert chair.post(base(meeting, "chase/999999999/")).status_code == 404


def test_the_desk_of_the_agency_says_what_it_owes(other, meeting):
    words = other.client(other.housing).get("/").content.decode()
    assert f"/meetings/{meeting.pk}/returns/" in words and "what your agency knows" in words


def test_the_live_meeting_the_item_and_the_minute_taker_show_what_agencies_know(other, meeting, monkeypatch):
    shares(other, meeting, other.police, not_minuted=True)
    item = making.item_of(meeting, pk=of(meeting, other.police).item_id)
    assert "not to be minuted" in other.client(other.health).get(item.get_absolute_url()).content.decode().lower()
    making.opened(other, meeting)
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.BEFORE_AT)
    live = other.client(other.health).get(f"/meetings/{meeting.pk}/live/?item={item.pk}").content.decode()
    assert "What agencies know" in live and "Seen with two men at the station." in live
    editor = other.client(other.chair).get(f"{item.get_absolute_url()}minutes/").content.decode()
    assert "What agencies know of" in editor and "not to be minuted" in editor.lower()
    lead = other.client(other.worker).get(item.get_absolute_url())
    assert "Seen with two men" not in lead.content.decode()


def test_two_buttons_of_one_page_may_be_pressed_one_after_the_other(other, meeting):
    chair, police = other.client(other.chair), other.police.standing.agency
    for agency in (police, other.health.standing.agency):
        told = {"submission": "7f0d1c5e-3c1e-4a0f-9d57-0c6a4f6f7a11"}
        assert chair.post(base(meeting, f"chase/{agency.pk}/"), told).status_code == 302
    assert ReturnChase.objects.count() == 2
