"""The HARM Panel's procedure as it stands in the box: what the document says, and what it leaves open."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from riskpanel.procedure import (
    Calendar,
    Happening,
    boxed,
    dates,
    duties,
    judge,
    load_instrument,
    load_text,
)
from riskpanel.procedure.listing import minutes_each, timetable
from riskpanel.procedure.loading import PROCEDURES

HARM, HRP = boxed("harm"), boxed("hrp")
LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 10, 10, 0, tzinfo=LONDON)
CALENDAR = Calendar(HARM.calendar)
AFTER, BEFORE = HARM.meeting("after_mace"), HARM.meeting("before_mace")


def owed(about: str, kind: str, at: datetime = AT, **data: Any) -> dict[str, datetime]:
    """What an event of a thing starts: the code of each duty and when it runs out."""
    found = duties(HARM, about, [Happening(kind, at, data)], CALENDAR)
    return {one.code: one.due_at for one in found if one.open}


def reasons(thing: str, state: str, move: str, role: str, **facts: Any) -> tuple[str, ...]:
    return judge(HARM, thing, state, move, {role}, facts).reasons


@pytest.mark.clause("HARM-DOC-1", "HARM-DOC-2", "HARM-DOC-3")
def test_identity() -> None:
    told = HARM.identity
    assert "Havering" in told.title and told.slug == "harm"
    assert (told.dated.year, told.dated.month) == (2022, 6)
    assert (told.review_on.year, told.review_on.month) == (2022, 12)
    assert not told.signed and HRP.identity.signed
    assert {one.part for one in told.amendments} == {"Invitation list", "Minute template"}
    assert {(one.on.year, one.on.month) for one in told.amendments} == {(2023, 1)}


@pytest.mark.clause("HARM-DOC-2")
def test_its_review_is_long_past_and_it_is_in_force_all_the_same() -> None:
    due = owed("panel", "procedure_in_force", review_on=HARM.identity.review_on.isoformat())
    assert due["review_procedure"].date() == date(2022, 12, 31) < AT.date()


@pytest.mark.clause("HARM-INT-1", "HARM-ROLE-3")
def test_what_it_is_about() -> None:
    names = {name.lower(): one.code for one in HARM.categories for name in (one.label, *one.aliases)}
    for words in (
        "missing",
        "child sexual exploitation",
        "child criminal exploitation",
        "modern slavery",
        "trafficking",
    ):
        assert words in names
    assert {"serious youth violence", "at risk of exploitation", "any form of exploitation"} <= set(names)


@pytest.mark.clause("HARM-GOV-1", "HARM-GOV-4", "HARM-INT-5")
def test_four_tiers_of_which_only_the_panel_reads_of_children() -> None:
    tiers = sorted(HARM.bodies, key=lambda body: body.level)
    assert [body.code for body in tiers] == ["partnership", "strategy_board", "mace", "harm_panel"]
    assert [body.sees for body in tiers] == ["aggregates", "aggregates", "items", "panel"]


@pytest.mark.clause("HARM-INT-11")
def test_four_forums_are_taken_in() -> None:
    assert {one.code for one in HARM.replaces} == {"cse_panel", "pre_mace", "missing_panel", "cce_panel"}


@pytest.mark.clause("HARM-INT-10")
def test_four_ways_of_being_open() -> None:
    assert [one.code for one in HARM.case_statuses if one.open] == ["assessment", "cin", "cp", "looked_after"]
    assert {"CIC", "LAC"} <= set(HARM.case_status("looked_after").aliases)
    assert HARM.case_status("assessment").plan == ""


def test_it_has_no_scale_of_levels_no_log_and_no_pre_panel() -> None:
    assert HARM.levels == () and HARM.meeting_of("triage") is None
    assert not HARM.has("log_entry") and not HARM.has("referral")
    assert HRP.has("log_entry") and not HRP.has("listing") and HRP.listing is None


@pytest.mark.clause("HARM-MEM-19", "HARM-MEM-R18")
def test_eighteen_seats_of_which_one_comes_before_mace_only() -> None:
    assert len(HARM.seats) == 18
    assert [seat.code for seat in HARM.seats if seat.meetings] == ["housing"]
    assert len(HARM.seats_of("before_mace")) == 18 and len(HARM.seats_of("after_mace")) == 17
    assert HARM.chair_rule.needed == "one" and len(HARM.chair_rule.seats) == 2


@pytest.mark.clause("HARM-MTG-1", "HARM-MTG-2", "HARM-MTG-3", "HARM-MTG-9")
@pytest.mark.parametrize(
    ("mace", "after", "before"),
    [
        (date(2026, 11, 11), date(2026, 11, 17), date(2026, 11, 3)),
        (date(2026, 11, 10), date(2026, 11, 17), date(2026, 11, 3)),
        (date(2026, 11, 12), date(2026, 11, 17), date(2026, 11, 10)),
        (date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 10)),
        (date(2026, 5, 27), date(2026, 6, 2), date(2026, 5, 19)),
    ],
)
def test_the_tuesdays_on_both_sides_of_mace(mace: date, after: date, before: date) -> None:
    anchors = [CALENDAR.moment(mace, datetime.min.time())]
    start = mace - timedelta(days=20)
    told = [dates(kind, start, 2, CALENDAR, anchors)[0] for kind in (AFTER, BEFORE)]
    assert [moment.date() for moment in told] == [after, before]
    assert {(moment.strftime("%A"), moment.hour) for moment in told} == {("Tuesday", 14)}


def test_a_tuesday_without_work_gives_way_by_a_week_away_from_mace() -> None:
    rule = AFTER.model_copy(update={"recurrence": AFTER.recurrence})
    closed = Calendar(HARM.calendar.model_copy(update={"closed": (date(2026, 11, 17), date(2026, 11, 3))}))
    anchors = [closed.moment(date(2026, 11, 11), datetime.min.time())]
    assert dates(rule, date(2026, 10, 1), 2, closed, anchors)[0].date() == date(2026, 11, 24)
    assert dates(BEFORE, date(2026, 10, 1), 2, closed, anchors)[0].date() == date(2026, 10, 27)


@pytest.mark.clause("HARM-MTG-2")
def test_two_hours_and_how_they_are_spent() -> None:
    start = datetime(2026, 12, 1, 14, 0, tzinfo=LONDON)
    spent = {
        kind.code: [(slot.code, f"{at:%H:%M}", f"{until:%H:%M}") for slot, at, until in timetable(kind, start)]
        for kind in (AFTER, BEFORE)
    }
    assert spent["after_mace"] == [("children", "14:00", "16:00")]
    assert spent["before_mace"] == [("children", "14:00", "15:30"), ("mace", "15:30", "16:00")]
    assert minutes_each(AFTER, "children", 10) == 12
    assert minutes_each(BEFORE, "children", 10) == 9


@pytest.mark.clause("HARM-CHAIR-5")
def test_the_order_of_each_meeting() -> None:
    def sources(sections: Any) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.source, one.cohorts) for one in sections if one.source not in ("escalations", "patterns")]

    assert sources(AFTER.sections) == [("actions", ()), ("listed", ("cohort_1",)), ("highlighted", ("cohort_1",))]
    assert sources(BEFORE.sections) == [
        ("actions", ()), ("immediate", ("cohort_1",)), ("listed", ("cohort_2",)),
        ("highlighted", ("cohort_1", "cohort_2")), ("put_forward", ()),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["after_mace", "before_mace"])
def test_what_is_asked_about_each_child(kind: str) -> None:
    asked = {one.code: one for one in HARM.prompts_of(kind)}
    order = list(asked)
    assert order[0] == "update" and order[-2:] == ["decision", "mace"]
    assert [one.code for one in asked.values() if one.kind == "scrutiny"] == ["proportionate", "targeted", "effective"]
    assert not any(asked[code].required for code in ("proportionate", "targeted", "effective"))
    assert {code for code, one in asked.items() if one.required} == {
        "update", "lead_agency", "monitoring", "decision", "mace"
    }  # fmt: skip
    assert asked["decision"].outcomes == ("actions", "step_down", "deferred")
    assert {"causes", "disruption", "siblings", "support"} <= set(asked)


def test_scrutiny_asks_for_disruption_and_for_more_help() -> None:
    asked = {one.code: one for one in HARM.prompts}
    assert "disrupts" in asked["disruption"].label
    assert "voluntary" in asked["support"].label and "education" in asked["support"].label
    assert "HARM-MEMB-7" in asked["effective"].clauses


def test_one_meeting_proposes_and_the_other_confirms() -> None:
    assert HARM.upward is not None and HARM.upward.confirmed_at == ("before_mace",)
    assert HARM.upward.kinds[0].code == "child"
    assert reasons("put_forward", "proposed", "confirm", "co_chair", confirms_here=True) == ()
    assert reasons("put_forward", "proposed", "confirm", "co_chair", confirms_here=False)
    due = owed("put_forward", "put_forward_confirmed", upward_at="2026-12-09T10:00:00+00:00")
    assert due["send_pack"].date() == date(2026, 12, 7)


@pytest.mark.clause("HARM-CHAIR-1", "HARM-MEMB-5.a")
def test_the_list_is_frozen_and_published_five_working_days_ahead() -> None:
    due = owed("meeting", "meeting_planned", meeting_at="2026-12-01T14:00:00+00:00")
    assert {due[code].date() for code in ("freeze_list", "publish_list")} == {date(2026, 11, 24)}
    assert HARM.listing is not None and HARM.listing.window_days == 7 and HARM.listing.snapshot == "week"


def test_no_child_leaves_a_meeting_without_a_decision() -> None:
    agreed = {"rationale": "Seen with the same men.", "timed_actions": 2, "lead_agency": "Youth support"}
    assert reasons("listing", "discussed", "set_actions", "co_chair", **agreed) == ()
    for fact in agreed:
        left = {key: value for key, value in agreed.items() if key != fact}
        assert reasons("listing", "discussed", "set_actions", "co_chair", **left)
    leaving = {"rationale": "Safe since May.", "receiving_service": "Early help", "reentry_trigger": "Missing again"}
    assert reasons("listing", "discussed", "step_down", "co_chair", **leaving) == ()
    assert reasons("listing", "discussed", "step_down", "co_chair", **{**leaving, "receiving_service": ""})
    assert reasons("meeting", "open", "close", "co_chair", items_undecided=["one"])


@pytest.mark.clause("HARM-CHAIR-5")
def test_a_child_is_discussed_after_the_last_actions_and_an_update() -> None:
    assert reasons("listing", "published", "discuss", "co_chair", actions_reviewed=True, update="Missing twice.") == ()
    assert "last meeting's actions" in reasons("listing", "published", "discuss", "co_chair", update="So.")[0]
    assert reasons("listing", "published", "discuss", "co_chair", actions_reviewed=True)


def test_a_decision_is_put_off_once_and_never_where_the_risk_is_immediate() -> None:
    told = {"reason": "The school was not there.", "immediate_risk": False, "times_deferred": 0}
    assert reasons("listing", "discussed", "defer", "co_chair", **told) == ()
    assert reasons("listing", "discussed", "defer", "co_chair", **{**told, "immediate_risk": True})
    assert reasons("listing", "discussed", "defer", "co_chair", **{**told, "times_deferred": 1})


def test_any_member_asks_for_an_immediate_review_and_a_chair_answers_today() -> None:
    assert reasons("listing", "in_action", "ask_immediate_review", "panel_member", reason="Threats.") == ()
    assert reasons("listing", "in_action", "ask_immediate_review", "panel_member")
    assert reasons("listing", "in_action", "accept_immediate_review", "panel_member")
    assert reasons("listing", "in_action", "accept_immediate_review", "co_chair") == ()
    assert owed("listing", "immediate_review_asked")["answer_immediate_review"].date() == AT.date()
    heard = owed("listing", "immediate_review_accepted", next_meeting_at="2026-11-17T14:00:00+00:00")
    assert heard["hear_immediate_review"].date() == date(2026, 11, 17)


def test_social_care_brings_a_child_where_its_own_meeting_agreed() -> None:
    told = {"agreeing_meeting": "Strategy meeting of 3 November", "in_scope_or_reason": "inside"}
    assert reasons("listing", "proposed", "accept_conduit", "co_chair", **told) == ()
    assert reasons("listing", "proposed", "accept_conduit", "co_chair", in_scope_or_reason="inside")
    assert reasons("listing", "proposed", "accept_conduit", "analyst", **told)
    assert owed("listing", "listing_proposed", route="conduit")["answer_conduit"].date() == date(2026, 11, 12)
    assert "answer_conduit" not in owed("listing", "listing_proposed", route="ranking")


@pytest.mark.clause("HARM-CHAIR-7")
def test_a_threat_of_harm_is_tasked_within_the_hour() -> None:
    late = datetime(2026, 11, 14, 22, 30, tzinfo=LONDON)
    raised = owed("immediate_action", "immediate_action_raised", at=late)
    assert raised["task_immediate_action"] - late == timedelta(hours=1)
    tasked = owed("immediate_action", "immediate_action_tasked", at=late)
    assert tasked["accept_immediate_action"] - late == timedelta(hours=1)
    assert tasked["confirm_immediate_action"].date() == late.date()
    assert reasons("immediate_action", "raised", "task", "co_chair", what="Find Wren.", owner="Sergeant") == ()
    assert reasons("immediate_action", "raised", "task", "panel_member", what="Find Wren.", owner="Sergeant")
    assert reasons("immediate_action", "done", "confirm", "action_owner")


@pytest.mark.clause("HARM-ROLE-10", "HARM-CHAIR-5")
def test_a_child_with_actions_is_looked_at_again_and_stays_on_the_list() -> None:
    due = owed("listing", "listing_actions_set", next_meeting_at="2026-12-15T14:00:00+00:00")
    assert due["review_listing"].date() == date(2026, 12, 15)
    assert HARM.listing is not None and HARM.listing.carry_forward
    assert reasons("listing", "in_action", "carry_forward", "analyst") == ()


def test_a_child_who_stepped_down_is_watched() -> None:
    assert owed("listing", "listing_stepped_down")["watch"].date() == date(2027, 2, 8)
    assert HARM.listing is not None and HARM.listing.watch_days == 90
    assert reasons("listing", "stepped_down", "come_back", "analyst", reason="Missing again.") == ()


def test_the_talk_after_the_return_is_owed_within_three_days() -> None:
    back = datetime(2026, 11, 13, 23, 0, tzinfo=LONDON)
    due = owed("missing_episode", "missing_returned", at=back)["hold_return_interview"]
    assert due - back == timedelta(hours=72)
    assert HARM.missing is not None and HARM.missing.return_interview_hours == 72


def test_each_agency_says_what_it_holds_before_the_meeting() -> None:
    due = owed("information_return", "information_asked", meeting_at="2026-12-01T14:00:00+00:00")
    assert due["give_information"].date() == date(2026, 11, 30)


@pytest.mark.clause("HARM-CHAIR-2", "HARM-CHAIR-11")
def test_minutes_have_five_working_days() -> None:
    due = owed("meeting", "meeting_closed", at=datetime(2026, 12, 1, 16, 0, tzinfo=LONDON))
    assert due["distribute_minutes"].date() == date(2026, 12, 8)


@pytest.mark.clause("HARM-MEMB-3", "HARM-MEMB-8")
def test_an_action_tells_what_changed_for_the_child() -> None:
    told = {"report": "Met.", "effect": "worked", "impact": "Home by ten."}
    assert reasons("action", "accepted", "report_done", "action_owner", **told) == ()
    for name in told:
        assert reasons("action", "accepted", "report_done", "action_owner", **told | {name: " "})
    assert owed("action", "action_set", due_on="2026-12-01")["do_action"].date() == date(2026, 12, 1)


@pytest.mark.clause("HARM-MTG-18", "HARM-INT-12", "HARM-MEMB-5")
def test_what_stands_on_its_pages() -> None:
    said = {one.code: str(one.value) for one in HARM.statements}
    assert "no referral to children's social care" in said["panel_does_not_replace"]
    assert "strategy or risk management meeting" in said["panel_does_not_replace"]
    assert "not a referral" in said["not_a_referral"]
    assert "four things" in said["members_expect"] and "act as one" in said["members_expect"]


def test_what_is_reported_to_whom_and_how_often() -> None:
    assert [(one.to, one.every) for one in HARM.reports] == [("mace", "month"), ("strategy_board", "quarter")]


def test_its_assessment_is_a_file_of_its_own_with_a_plan() -> None:
    instrument = load_instrument(HARM.checklists[0])
    sections = {section.code: section for section in instrument.sections}
    assert not instrument.score and {"protects", "beneath", "plan"} <= set(sections)
    assert {one.category for one in sections.values() if one.category} <= {one.code for one in HARM.categories}
    assert any("risk rises" in item.label for item in sections["plan"].items)


def test_partnership_procedures_and_disputes() -> None:
    assert any("HARM-PUR-9" in one.clauses and not one.supplied for one in HARM.references)
    assert not HARM.track("case").stated and len(HARM.track("case").stages) == 3
    assert reasons("action", "open", "refuse", "action_owner", reason="No officer.") == ()


def test_themes_places_resources_and_practice_have_a_kind() -> None:
    assert {"theme", "trend", "location", "resource", "practice"} <= {one.code for one in HARM.pattern_kinds}


def test_what_the_document_leaves_open_is_marked() -> None:
    assert HARM.listing is not None and not HARM.listing.stated and not HARM.listing.highlight.stated
    assert [one.also_stated for one in HARM.listing.cohorts] == [(8,), (5,)]
    assert all(one.stated for one in HARM.listing.cohorts)
    for one in (*HARM.settings, *HARM.duties, *HARM.sights, *HARM.labels, *HARM.prompts):
        assert one.clauses or not one.stated, one


def test_every_clause_is_served_by_some_part() -> None:
    assert set(HARM.clauses) == cited(HARM.model_dump(exclude={"clauses"}))


def cited(part: Any) -> set[str]:
    """The clauses that a part and those inside it name."""
    if isinstance(part, dict):
        inner = set().union(*(cited(value) for value in part.values()))
        return inner | set(part.get("clauses", ()))
    if isinstance(part, tuple | list):
        return set().union(*(cited(one) for one in part))
    return set()


def test_no_person_is_named_in_it() -> None:
    text = (PROCEDURES / "harm.toml").read_text(encoding="utf-8")
    assert "@" not in text and load_text(text, "harm.toml") == HARM
