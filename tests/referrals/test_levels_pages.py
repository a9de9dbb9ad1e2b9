"""The forms of a level and of its route."""

import html

import pytest

from riskpanel.children.models import Event
from riskpanel.referrals import actions
from tests import making_referrals as making
from tests.referrals.kit import at, met, post, told


def words(response) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.clause("HRP-1.b", "HRP-4.3")
def test_the_form_shows_every_threshold_and_chooses_none(cast):
    made = making.concern(cast)
    page = words(cast.client(cast.worker).get(f"/concerns/{made.pk}/level/"))
    for level in cast.procedure.levels:
        assert level.threshold in page and f'value="{level.code}"' in page
    assert "checked" not in page


def test_the_working_of_the_checklist_stands_beside_the_level_line_by_line(cast):
    made = making.concern(cast)
    making.checklist(cast, made)
    assert "0 of 30 answered" in words(cast.client(cast.worker).get(f"/concerns/{made.pk}/level/"))


def test_a_level_without_answer_or_reason_is_asked_for_again(cast):
    made = making.concern(cast)
    client = cast.client(cast.worker)
    page = words(post(client, f"/concerns/{made.pk}/level/", reason="He told me so."))
    assert "Select a level" in page and "He told me so." in page
    page = words(post(client, f"/concerns/{made.pk}/level/", level="high", reason=" "))
    assert "Enter the reason for the level" in page
    assert making.fresh(made).level == ""


@pytest.mark.clause("HRP-4.3-HI.c")
def test_very_high_leads_straight_to_what_is_done_now(cast):
    made = making.concern(cast)
    client = cast.client(cast.worker)
    sent = post(client, f"/concerns/{made.pk}/level/", level="very_high", reason="He said tonight.")
    assert sent.url == f"/concerns/{made.pk}/actions/new/?origin=immediate"
    assert "covert" in words(client.get(sent.url))


@pytest.mark.clause("HRP-4.3-LOW.b", "HRP-4.3-LOW.c")
def test_low_is_countersigned_printed_filed_and_closed_by_its_forms(cast):
    made = making.concern(cast)
    sheet = making.checklist(cast, made)
    url, worker, manager = f"/concerns/{made.pk}/", cast.client(cast.worker), cast.client(cast.manager)
    post(worker, url + "level/", level="low", reason="Explained.")
    assert "to countersign" in words(worker.get(url))
    assert worker.get(url + "countersign/").status_code == 403
    assert "Explained." in words(manager.get(url + "countersign/"))
    assert post(manager, url + "countersign/", words="").status_code == 302
    assert f"/checklists/{sheet.pk}/print/" in words(worker.get(url + "file/"))
    assert worker.get(f"/checklists/{sheet.pk}/print/").status_code == 200
    assert "Tick the box" in words(post(worker, url + "file/", file_reference="LCS 5"))
    post(worker, url + "file/", file_reference="LCS 5", filed="on")
    assert making.fresh(made).state == "closed"
    assert "Nothing is due." in words(worker.get(url))


def test_a_discussion_keeps_the_time_at_which_they_talked(cast):
    made = making.concern(cast, level="medium", at=at(9, 15))
    client, url = cast.client(cast.worker), f"/concerns/{made.pk}/discussion/"
    early = post(client, url, talked_at=("9", "11", "2026", "14:00"), words="Agreed.")
    assert "or later" in words(early)
    late = post(client, url, talked_at=("10", "11", "2026", "11:00"), words="Agreed.")
    assert "or earlier" in words(late)
    post(client, url, talked_at=("9", "11", "2026", "16:30"), words="Agreed.")
    assert told(made, "manager_discussed").at == at(9, 16, 30)


def test_a_talk_in_the_minute_in_which_the_level_was_set_counts(cast, monkeypatch):
    made = making.concern(cast, level="high", at=cast.now.replace(second=20))
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now.replace(second=50))
    client, url = cast.client(cast.manager), f"/concerns/{made.pk}/discussion/"
    talked = ("10", "11", "2026", f"{cast.now:%H:%M}")
    assert post(client, url, talked_at=talked, words="Very high.").status_code == 302
    assert met(made, "discuss_high")


def test_the_plan_form_asks_for_an_action_first_and_keeps_what_was_typed(cast):
    made = making.concern(cast, level="medium")
    actions.discuss_with_manager(concern=made, note="Plan.", by=cast.manager, at=cast.now)
    client, url = cast.client(cast.worker), f"/concerns/{made.pk}/plan/"
    refused = words(post(client, url, plan_kind="cin", plan_reference="LCS 9", filed="on"))
    assert "Add at least one action first" in refused and 'value="LCS 9"' in refused
    making.action(cast, made)
    assert post(client, url, plan_kind="cin", plan_reference="LCS 9", filed="on").status_code == 302


def test_two_people_who_set_the_level_at_once_both_stand_in_the_history(cast):
    made = making.concern(cast)
    for user, level in ((cast.worker, "medium"), (cast.manager, "high")):
        post(cast.client(user), f"/concerns/{made.pk}/level/", level=level, reason=f"{level}, I say")
    page = words(cast.client(cast.worker).get(f"/concerns/{made.pk}/"))
    assert "medium, I say" in page and "high, I say" in page
    assert Event.objects.filter(case=made.pk, kind="level_set").count() == 2


@pytest.mark.clause("HRP-4.3-MED.c", "HRP-4.3-HI.f")
def test_each_duty_on_the_page_says_how_its_day_was_counted_and_by_which_clause(cast):
    made = making.concern(cast, level="high", at=at(3, 9))
    page = words(cast.client(cast.worker).get(f"/concerns/{made.pk}/"))
    assert "5 working days from Tue 3 Nov 2026" in page
    assert cast.procedure.clauses["HRP-4.3-HI.f"].says in page
    assert page.count("rp-duty--late") == 2
