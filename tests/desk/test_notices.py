"""People are told: in the transaction of the event, in fixed sentences, with a reference at most."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from riskpanel.children import actions as children
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions as meetings
from riskpanel.partnership.models import Notice
from riskpanel.partnership.notices import tell
from riskpanel.plans import actions as plans
from tests import making_meetings, making_plans

pytestmark = pytest.mark.django_db


def told(user, kind="") -> list[Notice]:
    found = Notice.objects.filter(user=user).order_by("pk")
    return list(found.filter(kind=kind) if kind else found)


@pytest.mark.clause("HRP-A2-5.1.b")
def test_a_referrer_is_told_that_the_reasons_are_there(cast):
    referral = making_meetings.triaged(cast, outcome="declined")
    decided, reasons = told(cast.worker, "referral_decided"), told(cast.worker, "reasons_given")
    assert len(decided) == 1 and len(reasons) == 1
    assert reasons[0].reference == referral.child.reference and reasons[0].path == referral.get_absolute_url()
    assert reasons[0].says == "The reasons for a decision on your referral are there to read."


@pytest.mark.clause("HRP-5.3.b")
def test_the_head_of_service_is_told_of_the_copy(cast):
    referral = making_meetings.referral(cast)
    [copy] = told(referral.copy_to.user, "referral_copied")
    assert copy.path == referral.get_absolute_url() and not told(cast.nurse, "referral_copied")


def test_an_accepted_referral_brings_no_reasons(cast):
    making_meetings.triaged(cast)
    assert told(cast.worker, "referral_decided") and not told(cast.worker, "reasons_given")


def test_whoever_does_it_is_not_told(cast):
    making_meetings.referral(cast)
    assert not [one for one in Notice.objects.all() if one.by_id == one.user_id]
    assert told(cast.council_chair, "referral_received") and told(cast.detective, "referral_received")


def test_an_owner_is_told_of_an_action_and_the_chairs_of_its_refusal(cast):
    action = making_plans.action(cast)
    assert [one.path for one in told(cast.youth_worker, "action_given")] == [action.get_absolute_url()]
    plans.refuse(action=action, reason="Not ours to do.", by=cast.youth_worker, at=cast.now)
    assert told(cast.council_chair, "action_refused") and told(cast.police_chair, "action_refused")
    assert not told(cast.youth_worker, "action_refused")


def test_a_transaction_that_is_taken_back_tells_nobody(cast):
    with pytest.raises(RuntimeError), transaction.atomic():
        making_plans.action(cast)
        assert told(cast.youth_worker, "action_given")
        raise RuntimeError
    assert not told(cast.youth_worker)
    making_plans.action(cast)
    assert told(cast.youth_worker, "action_given"), "the control: what stands is told"


@pytest.mark.parametrize("taken_back", [True, False])
def test_no_letter_goes_out_before_the_transaction_has_ended_well(
    cast, settings, taken_back, django_capture_on_commit_callbacks
):
    settings.RISKPANEL_SEND_AT_ONCE = True
    with django_capture_on_commit_callbacks(execute=True), suppress(RuntimeError), transaction.atomic():
        making_plans.action(cast)
        assert not mail.outbox, "nothing is sent inside"
        if taken_back:
            raise RuntimeError
    assert bool(mail.outbox) is not taken_back


@pytest.mark.parametrize(
    "words",
    ["Robin", "C-7F3K Robin", "C-7F3K\n", "c-7f3k", "C-7F3", "C-7F3KX", "7F3K", "C-OI10"],
)
def test_a_notice_takes_no_word_but_a_reference_code(cast, words):
    given = {"to": [cast.worker], "kind": "action_given", "panel": cast.panel, "path": "/actions/", "at": cast.now}
    with pytest.raises(ValueError):
        tell(**given, reference=words)
    assert tell(**given, reference="C-7F3K"), "the control"


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example/", "/children/?q=Robin", "children/", "/Robin/", ""]
)
def test_a_notice_leads_inside_the_application_and_asks_nothing(cast, path):
    with pytest.raises(ValueError):
        tell(to=[cast.worker], kind="action_given", panel=cast.panel, path=path, at=cast.now)


def test_a_kind_that_there_is_not_is_an_error(cast):
    with pytest.raises(KeyError):
        tell(to=[cast.worker], kind="Robin is missing", panel=cast.panel, path="/", at=cast.now)


def test_a_hidden_event_is_told_to_nobody_from_whom_it_is_hidden(cast):
    label = next(one for one in cast.company.procedure.labels if one.hidden)
    action = making_plans.action(cast, owner=cast.member(cast.detective), label=label.code)
    plans.report_done(action=action, report="Done.", impact="None yet.", by=cast.detective, at=cast.now)
    sees = {user.pk for user in (cast.council_chair, cast.police_chair) if user.standing.agency.sector in label.sectors}
    assert {one.user_id for one in Notice.objects.filter(kind="action_done")} == sees


def test_the_page_shows_the_unread_first_and_opening_one_reads_it(cast):
    first, second = making_plans.action(cast), making_plans.action(cast)
    old, new = told(cast.youth_worker, "action_given")
    client = cast.client(cast.youth_worker)
    answer = client.post(reverse("notice_open", args=[new.pk]))
    assert answer.status_code == 302 and answer.url == second.get_absolute_url()
    page = client.get(reverse("notices")).content.decode()
    assert page.index(reverse("notice_open", args=[old.pk])) < page.index(reverse("notice_open", args=[new.pk]))
    assert first.child.reference in page and page.count("rp-notices__one--new") == 1
    assert 'rp-me__unread">1<' in page
    client.post(reverse("notices_read"), {"until": str(new.pk)})
    assert "rp-me__unread" not in client.get(reverse("notices")).content.decode()


def test_nobody_reads_or_marks_what_another_is_told(cast):
    making_plans.action(cast)
    one = told(cast.youth_worker, "action_given")[0]
    stranger = cast.client(cast.nurse)
    assert stranger.post(reverse("notice_open", args=[one.pk])).status_code == 404
    stranger.post(reverse("notices_read"), {"until": "999999"})
    one.refresh_from_db()
    assert one.read_at is None


def test_a_reference_goes_when_the_sight_of_the_child_goes(cast):
    action = making_plans.action(cast)
    client, reference = cast.client(cast.youth_worker), action.child.reference
    assert reference in client.get(reverse("notices")).content.decode()
    action.child.grants.all().update(ends_at=cast.now)
    page = client.get(reverse("notices")).content.decode()
    assert reference not in page and "You were given an action." in page


def test_what_is_marked_as_read_is_what_was_on_the_page(cast):
    making_plans.action(cast)
    seen = told(cast.youth_worker)[-1].pk
    making_plans.action(cast)
    cast.client(cast.youth_worker).post(reverse("notices_read"), {"until": str(seen)})
    assert Notice.objects.of(cast.youth_worker).filter(read_at=None).exists()


@pytest.mark.parametrize("until", ["", "many", "9" * 40, "-1", "١"])
def test_nonsense_marks_nothing(cast, until):
    making_plans.action(cast)
    answer = cast.client(cast.youth_worker).post(reverse("notices_read"), {"until": until})
    assert answer.status_code == 302 and Notice.objects.of(cast.youth_worker).filter(read_at=None).exists()


def test_what_somebody_chose_holds_from_then_on(cast):
    client = cast.client(cast.youth_worker)
    making_plans.action(cast)
    page = client.get(reverse("notice_choices")).content.decode()
    ways = {"urgent": "at_once", "asked": "app", "decided": "digest", "actions": "digest", "meetings": "at_once"}
    ways |= {"papers": "app", "news": "digest", "late": "at_once", "digest": "app"}
    assert all(f'name="{group}"' in page for group in ways)
    assert client.post(reverse("notice_choices"), {**ways, "actions": "by pigeon"}).status_code == 200
    assert client.post(reverse("notice_choices"), ways).status_code == 302
    making_plans.action(cast)
    assert [one.way for one in told(cast.youth_worker, "action_given")] == ["at_once", "digest"]


def test_the_count_costs_no_question(cast, django_assert_max_num_queries):
    client = cast.client(cast.youth_worker)
    for _ in range(3):
        making_plans.action(cast)
    client.get(reverse("account"))
    with django_assert_max_num_queries(15):
        page = client.get(reverse("notices")).content.decode()
    assert 'rp-me__unread">3<' in page


def test_an_opening_in_an_emergency_is_told_to_the_chairs(cast):
    child = cast.child()
    children.open_in_emergency(
        child_reference=child.reference,
        reason="Met at the station, in danger.",
        panel=cast.panel,
        by=cast.nurse,
        at=cast.now,
    )
    assert {one.user_id for one in Notice.objects.filter(kind="emergency_opened")} >= {
        cast.council_chair.pk,
        cast.police_chair.pk,
    }


def test_a_chair_hears_of_a_deputy_and_of_a_late_answer(cast):
    meeting = making_meetings.planned(cast)
    seat = meeting.invitations.get(seat__code="youth_justice")
    give = {"invitation": seat, "by": cast.youth_manager}
    meetings.answer_invitation(**give, answer="coming", at=cast.now)
    assert not told(cast.council_chair, "invitation_answered"), "in time, coming: no news"
    with pytest.raises(Refused):
        meetings.answer_invitation(**give, answer="apologies", at=cast.now)
    meetings.answer_invitation(**give, answer="apologies", reason="Leave.", at=cast.now)
    assert len(told(cast.council_chair, "invitation_answered")) == 1
    late = making_meetings.PANEL_AT + timedelta(minutes=5)
    meetings.answer_invitation(**give, answer="coming", at=late)
    assert len(told(cast.council_chair, "invitation_answered")) == 2
