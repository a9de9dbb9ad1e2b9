"""A child's way on a list and off it, as the people who decide."""

from datetime import date, timedelta

import pytest

from riskpanel.children.models import Duty, Event
from riskpanel.children.moves import Refused
from riskpanel.cohorts import actions
from riskpanel.cohorts.models import Circumstances, Listing
from tests.making_lists import AFTER_AT, BEFORE_AT, harm_cast, listed_child, meets

pytestmark = pytest.mark.django_db
BORN = date(2011, 5, 4)


@pytest.fixture
def harm(eastmere, monkeypatch):
    from tests.cast import NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast = harm_cast(NOW)
    meets(cast, "after_mace", AFTER_AT)
    meets(cast, "before_mace", BEFORE_AT)
    return cast


def child_of(cast, status="cin", born_on=BORN, **fields):
    child = listed_child(cast, born_on=born_on, **fields)
    Circumstances.objects.create(child=child, case_status=status, at=cast.now, by=cast.chair)
    return child


def added(cast, cohort="cohort_1", **child):
    status = child.pop("status", "cin" if cohort == "cohort_1" else "not_open")
    return actions.add_child(
        child=child_of(cast, status=status, **child), panel=cast.panel, cohort=cohort, reason="Seen with older men.",
        by=cast.chair, at=cast.now,
    )  # fmt: skip


def fresh(listing):
    return Listing.objects.select_related("child__lead", "panel__procedure", "place").get(pk=listing.pk)


@pytest.mark.clause("HARM-PUR-4")
def test_a_chair_adds_a_child_who_is_heard_at_the_cohorts_next_meeting(harm):
    listing = fresh(added(harm))
    assert (listing.state, listing.sitting.kind) == ("listed", "after_mace")
    assert fresh(added(harm, cohort="cohort_2")).sitting.kind == "before_mace"


@pytest.mark.clause("HARM-MTG-5", "HARM-MTG-11", "HARM-MEM-R7", "HARM-MEM-R8")
def test_either_analyst_highlights_with_a_reason_and_what_shows_that_worry_grows(harm):
    told = {"panel": harm.panel, "cohort": "cohort_1", "at": harm.now}
    for key in ("analyst", "safety_analyst"):
        child = child_of(harm)
        with pytest.raises(Refused, match="what shows it"):
            actions.highlight(child=child, reason="A new group.", by=harm.user(key), **told)
        assert not Listing.objects.filter(child=child).exists()
        made = actions.highlight(
            child=child, reason="A new group.", rising="Two new names this week.", by=harm.user(key), **told
        )
        assert (made.route, fresh(made).state) == ("highlight", "listed")


def test_nobody_but_an_analyst_highlights(harm):
    for key in ("police", "worker", "chair"):
        with pytest.raises(Refused):
            actions.highlight(
                child=child_of(harm),
                panel=harm.panel,
                cohort="cohort_2",
                reason="Because.",
                by=harm.user(key),
                at=harm.now,
            )


@pytest.mark.clause("HARM-INT-6", "HARM-INT-8")
def test_a_list_takes_only_children_with_its_case_status(harm):
    with pytest.raises(Refused, match="case status"):
        actions.highlight(
            child=child_of(harm, status="not_open"), panel=harm.panel, cohort="cohort_1", reason="Because.",
            rising="Seen.", by=harm.analyst, at=harm.now,
        )  # fmt: skip


@pytest.mark.clause("HARM-INT-3", "HARM-INT-4", "HARM-ROLE-8", "HARM-ROLE-9")
def test_beyond_the_ages_a_chair_gives_a_reason_and_send_reaches_to_25(harm):
    grown = child_of(harm, born_on=date(2007, 1, 1))
    told = {"panel": harm.panel, "cohort": "cohort_1", "reason": "Still exploited.", "by": harm.chair, "at": harm.now}
    with pytest.raises(Refused, match="ages"):
        actions.add_child(child=grown, **told)
    grown.circumstances.send_evidence = "ehcp"
    grown.circumstances.save()
    assert fresh(actions.add_child(child=grown, **told)).state == "listed"
    older = child_of(harm, born_on=date(2006, 1, 1))
    assert fresh(actions.add_child(child=older, beyond="Moved here last month.", **told)).state == "listed"


@pytest.mark.clause("HARM-MTG-19")
def test_social_care_brings_a_child_whom_its_own_meeting_agreed_to_bring_and_a_chair_answers(harm):
    listing = actions.bring(
        child=child_of(harm), panel=harm.panel, cohort="cohort_1", agreed_by="Strategy meeting",
        agreed_on=date(2026, 11, 6), reason="Agreed to bring.", by=harm.front_door, at=harm.now,
    )  # fmt: skip
    assert Duty.objects.filter(case=listing.pk, code="answer_conduit", met_at=None).exists()
    with pytest.raises(Refused):
        actions.accept_conduit(listing=fresh(listing), by=harm.police, at=harm.now)
    actions.accept_conduit(listing=fresh(listing), by=harm.chair, at=harm.now)
    assert fresh(listing).state == "listed"
    assert not Duty.objects.filter(case=listing.pk, code="answer_conduit", met_at=None).exists()


@pytest.mark.clause("HARM-MTG-12")
def test_any_member_asks_for_an_immediate_review_and_a_chair_answers_with_the_next_meeting(harm):
    listing = fresh(added(harm, cohort="cohort_1"))
    with pytest.raises(Refused):
        actions.ask_immediate_review(listing=listing, reason="Injured last night.", by=harm.stranger, at=harm.now)
    actions.ask_immediate_review(listing=fresh(listing), reason="Injured last night.", by=harm.police, at=harm.now)
    assert fresh(listing).asks_review
    later = AFTER_AT + timedelta(days=1)
    actions.accept_immediate_review(listing=fresh(listing), by=harm.chair, at=later)
    found = fresh(listing)
    assert (found.immediate, found.asks_review, found.sitting.kind) == (True, False, "before_mace")


@pytest.mark.clause("HARM-MTG-12")
def test_a_chair_who_lets_it_wait_says_why(harm):
    listing = fresh(added(harm))
    actions.ask_immediate_review(listing=listing, reason="Worse.", by=harm.police, at=harm.now)
    with pytest.raises(Refused, match="reason"):
        actions.decline_immediate_review(listing=fresh(listing), reason="", by=harm.chair, at=harm.now)
    actions.decline_immediate_review(listing=fresh(listing), reason="Seen today, safe.", by=harm.chair, at=harm.now)
    assert not fresh(listing).asks_review
    assert Event.objects.get(case=listing.pk, kind="immediate_review_declined").note == "Seen today, safe."


@pytest.mark.clause("HARM-INT-10")
def test_a_changed_case_status_asks_for_the_other_list_and_a_chair_confirms(harm):
    listing = fresh(added(harm))
    assert actions.status_changed(listing.child, harm.panel) == ""
    Circumstances.objects.filter(child=listing.child).update(case_status="not_open")
    child = fresh(listing).child
    assert actions.status_changed(child, harm.panel) == "cohort_2"
    with pytest.raises(Refused):
        actions.move_cohort(listing=fresh(listing), cohort="cohort_2", reason="Closed.", by=harm.police, at=harm.now)
    actions.move_cohort(listing=fresh(listing), cohort="cohort_2", reason="Case closed.", by=harm.chair, at=harm.now)
    found = fresh(listing)
    assert (found.cohort, found.sitting.kind) == ("cohort_2", "before_mace")


def test_who_was_not_taken_is_kept_with_the_reason(harm):
    listing = actions.propose(
        child=child_of(harm), panel=harm.panel, cohort="cohort_1", route="chair", by=harm.chair, at=harm.now
    )
    with pytest.raises(Refused, match="reason"):
        actions.decline(listing=fresh(listing), reason=" ", by=harm.analyst, at=harm.now)
    actions.decline(listing=fresh(listing), reason="Another panel holds the child.", by=harm.analyst, at=harm.now)
    assert fresh(listing).state == "declined"
    assert Event.objects.get(case=listing.pk, kind="listing_declined").note == "Another panel holds the child."


def test_a_child_stands_on_one_list_once(harm):
    listing = added(harm)
    with pytest.raises(Refused, match="already"):
        actions.propose(
            child=listing.child, panel=harm.panel, cohort="cohort_2", route="chair", by=harm.chair, at=harm.now
        )


def test_other_boroughs_lists_are_not_there(harm, cast):
    listing = added(harm)
    assert not Listing.objects.visible_to(cast.council_chair).exists()
    client = cast.client(cast.council_chair)
    assert client.get("/lists/").status_code == 404
    assert client.get(listing.get_absolute_url()).status_code == 404
