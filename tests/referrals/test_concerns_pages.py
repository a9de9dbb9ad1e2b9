"""The pages of a concern: who reaches them, what they keep, what they tell."""

import html
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.access.models import AuditEvent
from riskpanel.children.models import Child
from riskpanel.referrals import actions
from riskpanel.referrals.models import Concern, InterimAction
from tests import making_referrals as making
from tests import making_referrals2 as making2
from tests.queries import questions
from tests.referrals.kit import BAD, at, post, told

TYPED = {
    "happening": "Seen with much older men.", "noticed_on": ("9", "11", "2026"), "harm_signs": "no",
    "universal_setting": "yes",
}  # fmt: skip
CHILD = {"given_name": "Zoë", "family_name": "Newcome", "born_on": ("4", "3", "2011")}
PAGES = [
    "", "early-help/", "information/", "consult/", "lead/", "actions/new/", "level/", "keep-level/", "file/",
    "discussion/", "plan/", "social-care/", "checklist/", "strategy/",
]  # fmt: skip


def words(response) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("tail", [*PAGES, "advice/", "countersign/", "close/", "plan/end/", "strategy/hold/"])
def test_a_stranger_meets_a_plain_404_or_403_and_it_is_written_down(cast, tail):
    made = making.booked(cast)
    for stranger in (cast.stranger, cast.outsider, cast.keywork_manager):
        client = cast.client(stranger)
        mine = client.get(f"/concerns/{made.pk}/{tail}")
        nobodys = client.get(f"/concerns/{uuid.uuid4()}/{tail}")
        assert mine.status_code == nobodys.status_code in (403, 404)
    assert AuditEvent.objects.filter(decision="refused").exists()


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_those_who_see_no_child_open_no_concern(cast, who):
    made = making.concern(cast)
    client = cast.client(cast.user(who))
    for url in ("/concerns/", "/concerns/new/", f"/concerns/{made.pk}/", "/protection/"):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("tail", PAGES)
def test_every_page_opens_within_the_query_budget(cast, tail):
    made = making.booked(cast)
    client = cast.client(cast.worker)
    client.get("/concerns/")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/concerns/{made.pk}/{tail}")
    assert response.status_code == 200 and len(questions(queries)) <= 15


def test_the_page_names_the_child_in_its_body_only(cast):
    made = making.concern(cast)
    response = cast.client(cast.worker).get(f"/concerns/{made.pk}/")
    page = words(response)
    assert "Robin Testerly" in page and "Testerly" not in page.split("</title>")[0]
    row = AuditEvent.objects.filter(action="read", thing="concern").get()
    assert row.children == [str(made.child_id)]


@pytest.mark.clause("HRP-3.1")
def test_a_concern_about_a_new_child_is_recorded_in_two_steps(cast):
    client = cast.client(cast.school)
    second = post(client, "/concerns/new/", **CHILD)
    assert 'value="Zoë"' in words(second) and "What is happening" in words(second)
    third = post(client, "/concerns/new/", stage="record", categories=["CSE"], **CHILD, **TYPED)
    made = Concern.objects.get()
    assert third.status_code == 302 and third.url == f"/concerns/{made.pk}/"
    assert (made.child.given_name, made.universal_setting, made.categories) == ("Zoë", True, ["CSE"])


@pytest.mark.clause("HRP-4.1")
def test_early_help_is_offered_first_in_a_universal_setting_unless_there_are_signs_of_harm(cast):
    client = cast.client(cast.school)
    for harm, first in (("no", "Turn to"), ("yes", "Start the checklist")):
        post(client, "/concerns/new/", stage="record", **CHILD, **{**TYPED, "harm_signs": harm})
        made = next(
            one for one in Concern.objects.all() if told(one, "concern_recorded").data["harm_signs"] == (harm == "yes")
        )
        page = words(client.get(f"/concerns/{made.pk}/"))
        button = page.split('class="rp-next"')[1].split("</section>")[0]
        assert first in button
        assert ("There are signs of serious harm" in page) is (harm == "yes")


def test_a_child_is_looked_for_among_those_whom_the_person_sees_and_no_others(cast):
    making.own_child(cast, cast.nurse, given_name="Robin", family_name="Testerly")
    mine = making.concern(cast).child
    client = cast.client(cast.worker)
    which = words(post(client, "/concerns/new/", given_name="rob", family_name="TEST"))
    assert which.count("Robin Testerly") == 1 and mine.reference in which
    picked = post(client, "/concerns/new/", stage="choose", given_name="rob", family_name="test", child=str(mine.pk))
    assert picked.url == f"/concerns/new/{mine.pk}/"
    other = Child.objects.exclude(pk=mine.pk).get()
    forged = post(client, "/concerns/new/", stage="choose", given_name="rob", family_name="test", child=str(other.pk))
    assert "Select one of the answers shown" in words(forged)
    assert client.get(f"/concerns/new/{other.pk}/").status_code == 404
    assert post(client, f"/concerns/new/{other.pk}/", **TYPED).status_code == 404


def test_a_stranger_to_a_child_learns_nothing_by_typing_its_name(cast):
    making.own_child(cast, cast.nurse, **{**CHILD, "born_on": at(4, month=3, year=2011).date()})
    client = cast.client(cast.school)
    known, unknown = (
        post(client, "/concerns/new/", **CHILD),
        post(client, "/concerns/new/", **{**CHILD, "given_name": "Zoé"}),
    )
    same = [words(one).replace("Zoé", "Zoë") for one in (known, unknown)]
    assert _without_tokens(same[0]) == _without_tokens(same[1])


def _without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken|submission)" value="[^"]*"|hx-headers=\'[^\']*\'', "", page)


@pytest.mark.parametrize("bad", ["html", "emoji"])
def test_odd_text_is_kept_as_it_was_typed_and_never_runs(cast, bad):
    client = cast.client(cast.school)
    post(client, "/concerns/new/", stage="record", **CHILD, **{**TYPED, "happening": BAD[bad]})
    made = Concern.objects.get()
    assert made.happening == BAD[bad]
    page = client.get(f"/concerns/{made.pk}/").content.decode()
    assert "<script>alert(1)" not in page and BAD[bad] in html.unescape(page)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"happening": ""}, "Enter what is happening"),
        ({"happening": "x" * 10_001}, "must be 10,000 characters or fewer"),
        ({"happening": BAD["nul"]}, "contains a character that cannot be stored"),
        ({"noticed_on": ("31", "2", "2026")}, "must be a real date"),
        ({"noticed_on": ("11", "11", "2026")}, "or earlier"),
        ({"harm_signs": ""}, "Are there signs that the child"),
        ({"family_name": "y" * 151}, "must be 150 characters or fewer"),
        ({"categories": ["NOPE"]}, "Select from the answers shown"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, typed, says):
    client = cast.client(cast.school)
    told_so = {**CHILD, **TYPED, "child_says": "Leave me alone 😟", **typed}
    response = post(client, "/concerns/new/", stage="record", **told_so)
    page = words(response)
    assert response.status_code == 200 and says in page and "There is a problem" in page
    assert "Leave me alone 😟" in page and 'value="Zoë"' in page
    assert not Concern.objects.exists()


def test_the_same_form_sent_twice_records_one_concern(cast):
    client, token = cast.client(cast.school), str(uuid.uuid4())
    sent = [post(client, "/concerns/new/", stage="record", submission=token, **CHILD, **TYPED) for _ in range(2)]
    assert sent[0].url == sent[1].url and Concern.objects.count() == 1


def test_early_help_consultation_information_and_lead_by_their_forms(cast):
    made = making.concern(cast, by=cast.school, universal_setting=True)
    client, url = cast.client(cast.school), f"/concerns/{made.pk}/"
    post(client, url + "early-help/", referred_on=("9", "11", "2026"), outcome="waiting", words="Rang them.")
    assert making.fresh(made).state == "early_help"
    post(client, url + "early-help/", outcome="advised", words="They say go on.")
    assert told(made, "early_help_answered").data["outcome"] == "advised"
    post(client, url + "consult/", asked="", words="Is it high?")
    adviser = cast.client(cast.csc_adviser)
    assert "Is it high?" in words(adviser.get(url + "advice/"))
    assert "Give advice" in words(adviser.get(url)) and made.child.reference in words(
        adviser.get("/concerns/?view=waiting")
    )
    post(adviser, url + "advice/", words="Yes.")
    assert told(made, "social_care_advised").note == "Yes."
    post(client, url + "lead/", lead=str(cast.member(cast.youth_worker).pk), role="Youth justice officer")
    assert making.fresh(made).child.lead.user == cast.youth_worker


def test_a_refused_move_comes_back_with_its_reason_and_the_words_typed(cast):
    made = making.concern(cast)
    response = post(cast.client(cast.worker), f"/concerns/{made.pk}/information/", words="Missing since noon.")
    page = words(response)
    assert response.status_code == 200 and "cannot be done while" in page and "Missing since noon." in page


def test_a_manager_of_somebody_else_is_led_back_from_the_working_forms(cast):
    made = making.booked(cast)
    nurse = cast.client(cast.nurse)
    assert nurse.get(f"/concerns/{made.pk}/").status_code == 200
    response = nurse.get(f"/concerns/{made.pk}/level/", follow=True)
    assert response.redirect_chain[0][0] == f"/concerns/{made.pk}/"
    assert "This is for the author" in words(response)


def test_lists_narrow_by_whose_and_by_state(cast):
    mine = making.concern(cast, level="medium")
    other = making.concern(cast, by=cast.school, child=making.own_child(cast, cast.school))
    worker, manager = cast.client(cast.worker), cast.client(cast.manager)
    assert mine.child.reference in words(worker.get("/concerns/"))
    assert mine.child.reference in words(manager.get("/concerns/?view=team"))
    assert mine.child.reference not in words(manager.get("/concerns/?view=mine"))
    assert other.child.reference not in words(manager.get("/concerns/?view=all"))
    assert mine.child.reference not in words(worker.get("/concerns/?state=open"))
    assert mine.child.reference in words(worker.get("/concerns/?state=level_set&level=medium"))
    for odd in ("?state=nonsense&view=%00&page=zzz", "?level=x&page=999"):
        assert worker.get(f"/concerns/{odd}").status_code == 200


def test_a_long_list_is_paged_and_stays_in_budget(cast):
    child = making.own_child(cast, cast.worker)
    for _ in range(53):
        making.concern(cast, child=child)
    client = cast.client(cast.worker)
    with CaptureQueriesContext(connection) as queries:
        page = words(client.get("/concerns/"))
    assert len(questions(queries)) <= 15 and page.count("data-row") == 50
    assert words(client.get("/concerns/?page=2")).count("data-row") == 3


def test_an_action_is_added_by_its_form_and_done_by_its_owner_who_sees_only_that(cast):
    made = making.concern(cast)
    client = cast.client(cast.worker)
    nobody = post(client, f"/concerns/{made.pk}/actions/new/", what="Visit.", due_on=("12", "11", "2026"))
    assert "Say who does it" in words(nobody) and "Visit." in words(nobody)
    early = {"what": "Visit.", "owner": str(cast.member(cast.charity).pk)}
    past = post(client, f"/concerns/{made.pk}/actions/new/", due_on=("1", "11", "2026"), **early)
    assert "or later" in words(past)
    post(client, f"/concerns/{made.pk}/actions/new/", due_on=("12", "11", "2026"), **early)
    todo = InterimAction.objects.get()
    owner = cast.client(cast.charity)
    assert owner.get(f"/concerns/{made.pk}/").status_code == 404
    assert "Report it as done" in words(owner.get(f"/interim-actions/{todo.pk}/"))
    assert cast.client(cast.stranger).get(f"/interim-actions/{todo.pk}/").status_code == 404
    post(owner, f"/interim-actions/{todo.pk}/", words="Done it.")
    todo.refresh_from_db()
    assert todo.report == "Done it."
    again = post(owner, f"/interim-actions/{todo.pk}/", words="Twice.")
    assert "done already" in words(again)


def test_a_strategy_party_who_reports_nothing_still_reads_the_thread(cast):
    made = making.booked(cast)
    actions.record_protection_call(
        panel=cast.panel,
        child=made.child,
        called="Emergency duty team",
        called_at=cast.now,
        by=cast.worker,
        at=cast.now,
    )
    page = words(cast.client(cast.nurse).get(f"/concerns/{made.pk}/"))
    assert "The child protection route was taken." in page and "Emergency duty team" in page


def test_a_referral_that_is_only_begun_is_not_said_to_be_with_the_panel(cast):
    drafted = making2.drafted_referral(cast)
    client, url = cast.client(cast.worker), f"/concerns/{drafted.concern_id}/"
    for page in (client.get(url), client.get("/concerns/")):
        assert "Referral begun" in words(page) and "Referral: submitted" not in words(page)
        assert "Referred to the panel</strong>" not in words(page)
    assert "begun and not sent. Finish and send it." in words(client.get(url))
    assert "The referral is with the panel." not in words(client.get(url))


def test_a_referral_that_was_sent_shows_its_own_state(cast):
    sent = making2.submitted_referral(cast)
    client, url = cast.client(cast.worker), f"/concerns/{sent.concern_id}/"
    assert "The referral is with the panel." in words(client.get(url))
    assert "Referral: submitted" in words(client.get("/concerns/"))
