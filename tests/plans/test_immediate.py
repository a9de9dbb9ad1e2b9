"""Acting at once: raised by whoever sees the child, tasked by a chair, taken, done, confirmed."""

from datetime import timedelta

import pytest

from riskpanel.children.models import Child, Duty
from riskpanel.children.moves import Refused
from riskpanel.partnership.models import Member
from riskpanel.plans.actions import immediate
from riskpanel.plans.forms.immediate import RaiseForm
from riskpanel.plans.models import ImmediateAction
from tests import making_lists as making
from tests import making_plans

pytestmark = pytest.mark.clause("HARM-CHAIR-4")


@pytest.fixture
def child(other):
    """A child of the worker's, on no list."""
    return making.listed_child(other)


def raised(other, child, **more):
    told = {"risk": "A man waits outside the school.", "by": other.worker, "at": other.now}
    return immediate.raise_immediate(panel=other.panel, child=child, **told | more)


def tasked(other, made, owner="youth"):
    member = other.member(other.user(owner))
    return immediate.task(action=made, what="Fetch the child home.", owner=member, by=other.chair, at=other.now)


def sees(user, child):
    return Child.objects.visible_to(user).filter(pk=child.pk).exists()


def owes(made, code):
    return Duty.objects.filter(case=made.pk, code=code, met_at=None).exists()


def test_the_chairs_see_the_child_and_owe_somebody_the_task_within_the_hour(other, child):
    assert not sees(other.chair, child)
    made = raised(other, child)
    assert sees(other.chair, child) and sees(other.chair2, child) and not sees(other.youth, child)
    due = Duty.objects.get(case=made.pk, code="task_immediate_action")
    assert due.due_at - other.now == timedelta(hours=1)


@pytest.mark.clause("HARM-CHAIR-10")
def test_who_is_tasked_sees_the_child_acts_and_the_chair_confirms(other, child):
    made = tasked(other, raised(other, child))
    assert sees(other.youth, child) and owes(made, "accept_immediate_action") and owes(made, "confirm_immediate_action")
    immediate.accept(action=made, by=other.youth, at=other.now)
    with pytest.raises(Refused, match="Say what was done"):
        immediate.report_immediate(action=made, report=" ", by=other.youth, at=other.now)
    made = ImmediateAction.objects.get(pk=made.pk)
    immediate.report_immediate(action=made, report="The child is at home.", by=other.youth, at=other.now)
    with pytest.raises(Refused):
        immediate.confirm_immediate(action=made, by=other.youth, at=other.now)
    made = ImmediateAction.objects.get(pk=made.pk)
    immediate.confirm_immediate(action=made, by=other.chair2, at=other.now)
    assert made.state == "confirmed" and not Duty.objects.filter(case=made.pk, met_at=None).exists()


def test_the_next_in_line_has_the_task_and_the_first_one_no_longer_sees_the_child(other, child):
    made = tasked(other, raised(other, child))
    made = tasked(other, ImmediateAction.objects.get(pk=made.pk), owner="police")
    assert made.owner == other.member(other.police)
    assert sees(other.police, child) and not sees(other.youth, child)


def test_only_a_chair_gives_the_task_and_names_somebody_and_what(other, child):
    made = raised(other, child)
    with pytest.raises(Refused):
        immediate.task(action=made, what="Go.", owner=other.member(other.youth), by=other.worker, at=other.now)
    made = ImmediateAction.objects.get(pk=made.pk)
    with pytest.raises(Refused) as refused:
        immediate.task(action=made, what=" ", owner=None, by=other.chair, at=other.now)
    assert len(refused.value.reasons) == 2
    assert ImmediateAction.objects.get(pk=made.pk).owner is None


def test_a_leaver_of_next_month_may_have_the_task_and_a_starter_of_next_month_may_not(other, child):
    made, month = raised(other, child), timedelta(days=30)
    youth, police = other.member(other.youth), other.member(other.police)
    Member.objects.filter(pk=youth.pk).update(ends_on=(other.now + month).date())
    Member.objects.filter(pk=police.pk).update(starts_on=(other.now + month).date())
    offered = RaiseForm(None, panel=other.panel, tasks=True).members
    assert youth in offered and police not in offered
    for key in ("police", "administrator"):
        with pytest.raises(Refused, match="works for an agency"):
            tasked(other, made, owner=key)
    told = {"what": "Fetch the child home.", "by": other.chair, "at": other.now}
    assert immediate.task(action=made, owner=youth, **told).owner == youth


def test_a_chair_finds_that_nobody_needs_to_act_with_a_reason(other, child):
    made = raised(other, child)
    with pytest.raises(Refused, match="Give the reason"):
        immediate.drop(action=made, reason="", by=other.chair, at=other.now)
    made = ImmediateAction.objects.get(pk=made.pk)
    immediate.drop(action=made, reason="It was the uncle.", by=other.chair, at=other.now)
    assert (made.state, made.reason) == ("not_needed", "It was the uncle.")


def test_nobody_raises_one_for_a_child_they_do_not_see_or_without_words(other, child):
    with pytest.raises(Refused, match="whom you may see"):
        raised(other, child, by=other.stranger)
    with pytest.raises(Refused, match="what the risk is"):
        raised(other, child, risk="  ")
    assert not ImmediateAction.objects.exists()


def test_a_panel_without_them_offers_none(cast):
    entry = making_plans.log_entry(cast)
    with pytest.raises(Refused, match="no immediate actions"):
        raised(cast, entry.child, by=cast.council_chair)
    browser = cast.client(cast.council_chair)
    assert browser.get(f"/children/{entry.child_id}/immediate/").status_code == 404
    assert browser.get("/immediate/").status_code == 404
    assert "must act at once" not in browser.get(f"/children/{entry.child_id}/").content.decode()


def test_from_the_page_of_a_child_to_the_confirmation(other, child):
    worker, chair, youth = (other.client(other.user(one)) for one in ("worker", "chair", "youth"))
    assert f"/children/{child.pk}/immediate/" in worker.get(f"/children/{child.pk}/").content.decode()
    assert worker.get(f"/children/{child.pk}/immediate/").status_code == 200
    assert worker.post(f"/children/{child.pk}/immediate/", {"risk": "Men outside."}).status_code == 302
    at = f"/immediate/{ImmediateAction.objects.get().pk}/"
    told = {"what": "Fetch the child.", "owner": other.member(other.youth).pk}
    steps = [
        (chair, "task/", told),
        (youth, "accept/", {}),
        (youth, "done/", {"report": "Home."}),
        (chair, "confirm/", {}),
    ]
    for browser, step, sent in steps:
        assert browser.get(at).status_code == 200 and browser.get(at + step).status_code == 200
        assert browser.post(at + step, sent).status_code == 302, step
    assert ImmediateAction.objects.get().state == "confirmed"
    assert child.reference in chair.get("/immediate/?past=1").content.decode()
    assert child.reference not in chair.get("/immediate/").content.decode()


def test_who_raises_one_is_told_whether_a_chair_has_still_to_give_the_task(other, child):
    address, sent = f"/children/{child.pk}/immediate/", {"risk": "Men outside.", "what": "Fetch the child."}
    waits = other.client(other.worker).post(address, sent, follow=True).content.decode()
    assert "Raised. A chair gives somebody the task." in waits
    named = {**sent, "owner": other.member(other.youth).pk}
    given = other.client(other.chair).post(address, named, follow=True).content.decode()
    assert "Raised, and the task is given." in given and "A chair gives somebody" not in given


@pytest.mark.parametrize("bad", ["", "x" * 4001, "a\x00b"])
def test_a_form_that_lacks_something_comes_back(other, child, bad):
    worker = other.client(other.worker)
    sent = worker.post(f"/children/{child.pk}/immediate/", {"risk": bad, "what": "Stay with <b>me</b> 🙂"})
    words = sent.content.decode()
    assert sent.status_code == 200 and "There is a problem" in words and "&lt;b&gt;me" in words
    assert not ImmediateAction.objects.exists()


def test_those_without_a_part_find_no_page(other, child):
    made = raised(other, child)
    for user in (other.stranger, other.police, other.administrator, other.outsider):
        assert other.client(user).get(made.get_absolute_url()).status_code in {403, 404}
        assert other.client(user).get(f"/children/{child.pk}/immediate/").status_code in {403, 404}
    assert other.client(other.worker).get(f"{made.get_absolute_url()}task/").status_code == 403
