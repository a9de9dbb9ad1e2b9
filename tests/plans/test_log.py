"""The log: on it, kept there, off it, back on it."""

from datetime import date, timedelta

import pytest

from riskpanel.access.models import AuditEvent
from riskpanel.children.models import Duty, Grant
from riskpanel.children.moves import Changed, Refused
from riskpanel.plans import actions, facts
from riskpanel.plans.models import LevelHistory, LogEntry
from tests import making_plans as making
from tests.plans.helping import at, due_day, duty, owes, refused


@pytest.mark.clause("HRP-5.6", "HRP-A2-5.3")
def test_an_entry_is_its_plan_and_there_is_one_live_entry_a_child(cast):
    entry = making.log_entry(cast)
    assert entry.state == "logged" and entry.get_absolute_url() == f"/plans/{entry.pk}/"
    with refused("already"):
        making.log_entry(cast, child=entry.child)
    assert cast.client(cast.council_chair).get(entry.get_absolute_url()).status_code == 200


@pytest.mark.clause("HRP-A2-5.3")
def test_the_list_of_entries_without_an_approved_plan_after_five_working_days(cast, monkeypatch):
    late = making.log_entry(cast, at=at(11, 2))
    young = making.log_entry(cast, child=cast.child(given_name="Kim"), at=at(11, 4))
    done = making.full_plan(cast, child=cast.child(given_name="Lee"), at=at(11, 2))
    actions.approve_plan(entry=done, by=cast.council_chair, at=cast.now)
    assert due_day(late, "approve_plan") == date(2026, 11, 9)
    response = cast.client(cast.council_chair).get("/log/?only=unapproved").content.decode()
    assert late.child.reference in response
    assert young.child.reference not in response and done.child.reference not in response
    assert LogEntry.objects.filter(state__in=["logged", "active"]).count() == 3


@pytest.mark.clause("HRP-A2-5.2.a")
def test_no_entry_without_agreement_and_both_levels_stand_side_by_side(cast):
    with refused("agree"):
        making.log_entry(cast, level="medium")
    with refused("agree"):
        making.log_entry(cast, level="high", referrer_level="medium")
    entry = making.log_entry(cast, level="very_high", referrer_level="high")
    assert (entry.level, entry.referrer_level) == ("very_high", "high")
    text = cast.client(cast.council_chair).get(entry.get_absolute_url()).content.decode()
    assert "Panel’s level" in text and "Referrer’s level" in text


@pytest.mark.clause("HRP-5.10")
def test_co_chairs_own_the_log_the_coordinator_enters_and_the_trail_says_who_opened_it(cast):
    for user in (cast.worker, cast.user("member"), cast.manager):
        with refused("owners"):
            making.log_entry(cast, by=user)
    entry = making.log_entry(cast, by=cast.coordinator)
    with pytest.raises(Refused, match="co-chair"):
        actions.step_down(
            entry=entry,
            level="medium",
            rationale="Safe.",
            receiving_service="Key working",
            reentry_trigger="Missing",
            by=cast.coordinator,
            at=cast.now,
        )
    cast.client(cast.police_chair).get(entry.get_absolute_url())
    row = AuditEvent.objects.filter(action="read", thing="plan").last()
    assert row.actor_id == cast.police_chair.pk and str(entry.child.pk) in row.children


@pytest.mark.clause("HRP-5.10")
def test_leaving_starts_the_keeping_time_and_its_end_is_shown(cast):
    entry = making.log_entry(cast)
    assert entry.keep_until is None
    stepped = _step_down(cast, entry)
    assert stepped.left_on == date(2026, 11, 10) and stepped.keep_until == date(2032, 11, 10)
    text = cast.client(cast.council_chair).get(entry.get_absolute_url()).content.decode()
    assert "Wed 10 Nov 2032" in text


@pytest.mark.clause("HRP-A2-5.2.b")
def test_only_co_chairs_and_the_coordinator_open_the_whole_log(cast):
    mine = making.log_entry(cast)
    other = making.log_entry(cast, child=cast.child(given_name="Kim"), lead=cast.member(cast.youth_worker))
    for user in (cast.council_chair, cast.police_chair, cast.coordinator):
        text = cast.client(user).get("/log/").content.decode()
        assert mine.child.reference in text and other.child.reference in text
    for user in (cast.user("member"), cast.deputy, cast.nurse):
        response = cast.client(user).get("/log/")
        assert mine.child.reference not in response.content.decode()
        assert cast.client(user).get(other.get_absolute_url()).status_code == 404
    for user in (cast.worker, cast.administrator):
        assert cast.client(user).get("/log/").status_code == 403
        assert cast.client(user).get(other.get_absolute_url()).status_code in {403, 404}
    for user in (cast.user("member"), cast.worker, cast.administrator, cast.outsider):
        response = cast.client(user).get("/log/extract/")
        assert response.status_code == 403 or mine.child.reference not in response.content.decode()


@pytest.mark.clause("HRP-A2-5.2.b")
def test_past_its_keeping_time_an_entry_is_put_up_for_disposal(cast):
    entry = _step_down(cast, making.log_entry(cast))
    client = cast.client(cast.council_chair)
    assert entry.child.reference not in client.get("/log/?only=due_disposal").content.decode()
    LogEntry.objects.filter(pk=entry.pk).update(keep_until=cast.now.date() - timedelta(days=1))
    assert entry.child.reference in client.get("/log/?only=due_disposal").content.decode()


@pytest.mark.clause("HRP-2.2.a")
def test_a_child_on_the_log_keeps_a_lead_professional_of_an_agency(cast):
    with refused("lead professional"):
        making.log_entry(cast, lead=None)
    entry = making.log_entry(cast)
    assert entry.child.lead == cast.member(cast.worker)
    with refused("panel holds no case"):
        actions.name_case_holder(entry=entry, lead=None, by=cast.council_chair, at=cast.now)
    actions.name_case_holder(entry=entry, lead=cast.member(cast.youth_worker), by=cast.council_chair, at=cast.now)
    assert entry.holder.user == cast.youth_worker
    assert {one["user"] for one in entry.owners("lead_professional")} == {cast.youth_worker}
    choices = cast.client(cast.council_chair).get(f"/plans/{entry.pk}/lead/").content.decode()
    assert cast.panel.name not in choices.split("<select")[1].split("</select>")[0]


@pytest.mark.clause("HRP-5.5.b")
def test_one_log_shows_each_child_and_a_filter_counts_what_it_lists(cast):
    making.sitting(cast, at(11, 19))
    first = making.log_entry(cast, categories=["CSE"])
    second = making.log_entry(cast, child=cast.child(given_name="Kim"), level="very_high", categories=["MISS"])
    client = cast.client(cast.council_chair)
    text = client.get("/log/").content.decode()
    for words in (first.child.reference, "High", "Thu 19 Nov 2026", "Ben Achterberg", "draft", "2 children"):
        assert words in text
    only = client.get("/log/?level=very_high").content.decode()
    assert "1 child<" in only and second.child.reference in only and first.child.reference not in only
    kinds = client.get("/log/?category=CSE").content.decode()
    assert "1 child<" in kinds and first.child.reference in kinds and second.child.reference not in kinds
    agency = client.get(f"/log/?agency={cast.agency('yjs').pk}").content.decode()
    assert "0 children<" in agency


@pytest.mark.clause("HRP-5.7.b", "HRP-A2-5.7")
def test_the_review_falls_on_the_next_panel_but_within_thirty_one_days(cast):
    entered = at(11, 19)
    soon = making.log_entry(cast, at=entered, next_meeting_at=at(12, 17))
    assert due_day(soon, "review_plan") == date(2026, 12, 17)
    far = making.log_entry(cast, child=cast.child(given_name="Kim"), at=entered, next_meeting_at=at(1, 7, year=2027))
    assert due_day(far, "review_plan") == date(2026, 12, 18)
    assert "31" in duty(far, "review_plan").counted


@pytest.mark.clause("HRP-5.7.b", "HRP-A2-5.7")
def test_from_entry_to_step_down_there_is_always_one_open_review(cast):
    entry = making.log_entry(cast, at=at(11, 19), next_meeting_at=at(12, 17))

    def reviews():
        return Duty.objects.filter(case=entry.pk, code="review_plan", met_at=None).count()

    assert reviews() == 1
    actions.record_review(
        entry=entry,
        level="high",
        rationale="No change.",
        next_meeting_at=at(1, 14, year=2027),
        by=cast.council_chair,
        at=at(12, 17),
    )
    assert reviews() == 1 and due_day(entry, "review_plan") == date(2027, 1, 14)
    _step_down(cast, entry, at=at(1, 14, year=2027))
    assert reviews() == 0


def test_a_review_at_a_lower_level_is_a_step_down(cast):
    entry = making.log_entry(cast)
    with refused("steps down"):
        actions.record_review(entry=entry, level="medium", rationale="Better.", by=cast.council_chair, at=cast.now)


def test_the_next_panel_is_found_in_the_calendar(cast):
    making.sitting(cast, at(11, 19), cancelled=True)
    making.sitting(cast, at(11, 26))
    assert due_day(making.log_entry(cast), "review_plan") == date(2026, 11, 26)


@pytest.mark.clause("HRP-A2-2.3")
def test_stepping_down_is_the_panels_and_only_at_medium_or_lower(cast):
    entry = making.log_entry(cast)
    for level in ("high", "very_high"):
        with refused("medium or lower"):
            _step_down(cast, entry, level=level)
    for lacking in ("rationale", "receiving_service", "reentry_trigger"):
        with pytest.raises(Refused):
            _step_down(cast, entry, **{lacking: " "})
    with refused("co-chair"):
        _step_down(cast, entry, by=cast.worker)
    entry.refresh_from_db()
    assert entry.state == "logged"
    stepped = _step_down(cast, entry, level="low")
    assert stepped.state == "stepped_down" and stepped.child.level == "low"
    assert stepped.levels.count() == 2


@pytest.mark.clause("HRP-5.9", "HRP-A2-5.8")
def test_two_of_three_filing_ticks_do_not_close_an_entry_and_three_do(cast):
    entry = making.approved_plan(cast)
    for action in entry.actions.all():
        actions.cancel(action=action, reason="Done elsewhere.", by=cast.council_chair, at=cast.now)
    copies = {copy.agency.kind: copy for copy in facts.last_version(entry).copies.all()}
    assert set(copies) == {"yjs", "police", "school"}
    _step_down(cast, entry)
    actions.confirm_filed(copy=copies["yjs"], file_reference="Y1", by=cast.youth_manager, at=cast.now)
    actions.confirm_filed(copy=copies["police"], file_reference="P1", by=cast.missing_unit, at=cast.now)
    with refused("filed the last plan"):
        actions.close_entry(entry=entry, by=cast.coordinator, at=cast.now)
    with refused("contact of Fernhill"):
        actions.confirm_filed(copy=copies["school"], file_reference="S1", by=cast.school, at=cast.now)
    actions.confirm_filed(copy=copies["school"], file_reference="S1", by=cast.school_head, at=cast.now)
    copies["school"].refresh_from_db()
    assert (copies["school"].filed_by, copies["school"].filed_at) == (cast.school_head, cast.now)
    actions.close_entry(entry=entry, by=cast.coordinator, at=cast.now)
    assert entry.state == "closed"


def test_open_actions_keep_an_entry_from_closing(cast):
    entry = _step_down(cast, making.log_entry(cast))
    action = making.action(cast, entry)
    with refused("open actions"):
        actions.close_entry(entry=entry, by=cast.coordinator, at=cast.now)
    actions.cancel(action=action, reason="No longer needed.", by=cast.council_chair, at=cast.now)
    actions.close_entry(entry=entry, by=cast.coordinator, at=cast.now)
    assert not owes(entry, "close_log_entry")


def test_a_child_who_comes_back_has_a_new_entry_that_names_the_one_before(cast):
    first = making.log_entry(cast)
    action = making.action(cast, first)
    _step_down(cast, first)
    second = making.log_entry(cast, child=first.child)
    first.refresh_from_db()
    action.refresh_from_db()
    assert second.previous == first and first.state == "ended" and action.entry == second


def test_transfer_and_ending_end_the_keepers_sight_in_time(cast):
    entry = making.log_entry(cast)
    actions.transfer(
        entry=entry, receiving_service="Norhaven panel", rationale="Moved.", by=cast.council_chair, at=cast.now
    )
    assert entry.state == "transferred" and entry.keep_until == date(2032, 11, 10)
    ends = set(Grant.objects.filter(about=entry.pk, sight="log_keeper").values_list("ends_at", flat=True))
    assert {one.astimezone(cast.now.tzinfo).date() for one in ends} == {date(2026, 12, 8)}
    other = making.log_entry(cast, child=cast.child(given_name="Kim"))
    with refused("reason"):
        actions.end_entry(entry=other, rationale="", by=cast.council_chair, at=cast.now)


@pytest.mark.clause("HRP-4.4", "HRP-4.3-HI.b")
def test_a_raised_level_shows_at_once_and_the_chairs_owe_a_decision_the_same_day(cast):
    entry = making.log_entry(cast)
    with refused("above"):
        actions.raise_level(entry=entry, level="high", reason="Worse.", by=cast.worker, at=cast.now)
    actions.raise_level(entry=entry, level="very_high", reason="Found far away.", by=cast.worker, at=cast.now)
    child = entry.child
    child.refresh_from_db()
    assert (child.level, child.level_provisional) == ("very_high", True) and entry.level == "high"
    assert due_day(entry, "answer_raised_level") == date(2026, 11, 10)
    owners = duty(entry, "answer_raised_level").owners.all()
    assert {one.seat.code for one in owners} == {"head_of_protection", "police_inspector"}
    actions.record_review(entry=entry, level="very_high", rationale="Agreed.", by=cast.police_chair, at=cast.now)
    child.refresh_from_db()
    assert not owes(entry, "answer_raised_level") and not child.level_provisional
    assert LevelHistory.objects.filter(entry=entry).count() == 2


def test_somebody_elses_change_is_found(cast):
    entry = making.log_entry(cast)
    seen = entry.version
    actions.add_risk(entry=LogEntry.objects.get(pk=entry.pk), words="New.", by=cast.worker, at=cast.now)
    with pytest.raises(Changed):
        actions.record_review(
            entry=entry, level="high", rationale="Same.", version=seen, by=cast.council_chair, at=cast.now
        )


def _step_down(cast, entry, **fields):
    told = {
        "level": "medium",
        "rationale": "Back in school and safe at home.",
        "receiving_service": "Key working service",
        "reentry_trigger": "Missing overnight",
        "by": cast.council_chair,
        "at": cast.now,
    }
    return actions.step_down(entry=entry, **(told | fields))
