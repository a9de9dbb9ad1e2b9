"""A child for whom the panel finds no protective action under way: the same day somebody acts."""

from datetime import date

import pytest

from riskpanel.children.models import Duty, Event
from riskpanel.meetings import actions
from riskpanel.meetings.actions import protecting
from riskpanel.meetings.models import AgendaItem
from riskpanel.plans.models import Action
from tests import making_meetings as making
from tests.plans.helping import LONDON, refused

pytestmark = pytest.mark.clause("HRP-2.4.b")


@pytest.fixture(scope="module")
def made(lasting):
    making.triaged(lasting)
    return making.opened(lasting)


@pytest.fixture
def item(cast, made):
    """A referral's item at a meeting that is open."""
    return making.item_of(making.fresh(made), section="referrals")


def again(item):
    return AgendaItem.objects.select_related("meeting__panel__procedure", "child", "entry").get(pk=item.pk)


def noted(cast, item, answer, update="", moment=making.DURING):
    item = again(item)
    return actions.note_item(
        item=item, protective_action=answer, update=update, lead_present=True, version=item.note_version,
        by=cast.coordinator, at=moment,
    )  # fmt: skip


def test_no_or_unknown_is_owed_an_answer_the_same_day_and_stands_out(cast, item, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.DURING)
    assert not protecting.waits(item)
    noted(cast, item, "unknown")
    owed = Duty.objects.get(about="protection", case=item.pk)
    assert owed.due_at.astimezone(LONDON).date() == date(2026, 11, 25) and owed.child_id == item.child_id
    noted(cast, item, "no", "Still nothing.")
    assert Event.objects.filter(about="protection", case=item.pk).count() == 1
    chair = cast.client(cast.council_chair)
    chair.post(f"/meetings/{item.meeting_id}/confidentiality/", {"accepted": "on"})
    page = chair.get(f"/meetings/{item.meeting_id}/live/?item={item.pk}").content.decode()
    assert "nobody has said who acts today" in page and f"/items/{item.pk}/protection/" in page
    noted(cast, item, "yes")
    assert not protecting.waits(item)
    assert (
        "nobody has said who acts"
        not in chair.get(f"/meetings/{item.meeting_id}/live/?item={item.pk}").content.decode()
    )


def test_somebody_is_told_to_act_today_or_a_chair_says_why_nobody_needs_to(cast, item):
    noted(cast, item, "no")
    by = {"by": cast.coordinator, "at": making.DURING}
    with refused("who does it"):
        protecting.protect(item=again(item), what="Go there.", owner=None, **by)
    with refused("Only a chair"):
        protecting.need_nothing(item=again(item), reason="At home.", **by)
    with refused("Say why"):
        protecting.need_nothing(item=again(item), reason=" ", by=cast.council_chair, at=making.DURING)
    assert protecting.waits(item)
    protecting.protect(item=again(item), what="Go there.", owner=cast.member(cast.youth_worker), **by)
    given = Action.objects.get(item=item.pk)
    assert (given.due_on, given.what, given.owner.user) == (date(2026, 11, 25), "Go there.", cast.youth_worker)
    with refused("answered already"):
        protecting.need_nothing(item=again(item), reason="At home.", by=cast.council_chair, at=making.DURING)
    noted(cast, item, "no", "A word more.")
    assert not protecting.waits(item)


def test_what_was_safe_and_is_not_any_more_is_owed_anew(cast, item):
    noted(cast, item, "no")
    noted(cast, item, "yes")
    noted(cast, item, "no")
    assert protecting.waits(item)


def test_the_page_keeps_what_was_typed_and_only_those_who_run_the_meeting_have_it(cast, item, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.DURING)
    noted(cast, item, "no")
    path = f"/meetings/{item.meeting_id}/items/{item.pk}/protection/"
    chair = cast.client(cast.council_chair)
    chair.post(f"/meetings/{item.meeting_id}/confidentiality/", {"accepted": "on"})
    assert chair.get(path).status_code == 200
    back = chair.post(path, {"answer": "act", "what": "Go <b>there</b>"}).content.decode()
    assert "Choose who does it" in back and "Go &lt;b&gt;there" in back and protecting.waits(item)
    assert chair.post(path, {"answer": "none", "reason": "He is in hospital."}).status_code == 302
    assert not protecting.waits(item)
    for user in (cast.stranger, cast.worker, cast.outsider, cast.nurse):
        assert cast.client(user).get(path).status_code in {403, 404}
