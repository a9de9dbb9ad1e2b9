"""What is owed, worked out from events: the worked examples of the acceptance list."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.procedure import Calendar, Happening, Owed, boxed, duties, state_of
from riskpanel.procedure.duties import due, moment_of
from riskpanel.procedure.model import Clock, Duty, Procedure

LONDON = ZoneInfo("Europe/London")
HRP = boxed("hrp")
ENGLAND = Calendar(HRP.calendar)


def at(day: int, month: int = 11, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def event(kind: str, when: datetime, **data: Any) -> Happening:
    return Happening(kind, when, data)


def owed(about: str, *events: Happening) -> dict[str, Owed]:
    """The duties still open or met, by code; the last of each."""
    return {one.code: one for one in duties(HRP, about, events, ENGLAND) if not one.stopped}


def high(when: datetime, **data: Any) -> Happening:
    return event("level_set", when, **{"band": "panel", "confirmed": False, "open_to_social_care": False} | data)


@pytest.mark.clause("HRP-4.3-LOW.b")
def test_a_low_level_is_countersigned_within_five_working_days() -> None:
    found = owed("concern", event("level_set", at(2), band="record"))
    assert set(found) == {"countersign_low"}
    assert found["countersign_low"].due_at == at(9, hour=17)
    assert found["countersign_low"].stated is False
    assert found["countersign_low"].who == ("line_manager",)


@pytest.mark.clause("HRP-4.3-LOW.a", "HRP-4.3-MED.a")
def test_low_and_medium_start_nothing_of_the_higher_routes() -> None:
    assert set(owed("concern", event("level_set", at(2), band="record"))) == {"countersign_low"}
    assert set(owed("concern", event("level_set", at(2), band="plan"))) == {"discuss_medium"}


@pytest.mark.clause("HRP-4.3-MED.c")
def test_a_medium_level_is_discussed_within_five_working_days() -> None:
    start = event("level_set", at(2, hour=16), band="plan")
    found = owed("concern", start)["discuss_medium"]
    assert found.due_at == at(9, hour=17)
    assert found.reminders == (date(2026, 11, 5),)
    assert state_of(found, at(9, hour=16)) == "today"
    assert state_of(found, at(6)) == "due"
    assert state_of(found, at(9, hour=17, minute=1)) == "late"
    easter = owed("concern", event("level_set", at(2, 4), band="plan"))["discuss_medium"]
    assert easter.due_at == at(13, 4, 17)
    met = owed("concern", start, event("manager_discussed", at(4), band="plan"))["discuss_medium"]
    assert (met.met_at, state_of(met, at(30))) == (at(4), "met") and met.met_at < met.due_at


@pytest.mark.clause("HRP-4.3-HI.d")
@pytest.mark.parametrize("day", [3, 7])  # a Tuesday, and a Saturday
def test_a_high_level_is_discussed_the_same_day(day: int) -> None:
    start = high(at(day, hour=15))
    found = owed("concern", start)["discuss_high"]
    assert found.due_at == at(day, hour=23, minute=59)
    assert state_of(found, at(day, hour=20)) == "today"
    assert state_of(found, at(day + 1, hour=0, minute=30)) == "late"
    late = owed("concern", start, event("manager_discussed", at(day + 1, hour=0, minute=30)))["discuss_high"]
    assert late.met_at > late.due_at and state_of(late, at(day + 2)) == "met"


@pytest.mark.clause("HRP-4.3-HI.e")
def test_a_child_not_open_to_social_care_is_referred_the_same_day() -> None:
    assert owed("concern", high(at(3)))["refer_to_social_care"].due_at == at(3, hour=23, minute=59)
    assert "refer_to_social_care" not in owed("concern", high(at(3), open_to_social_care=True))


def test_what_the_event_never_said_stops_no_clock() -> None:
    found = owed("concern", event("level_set", at(3), band="panel"))
    assert {"refer_to_social_care", "hold_strategy"} <= set(found)


@pytest.mark.clause("HRP-4.3-HI.f")
def test_the_strategy_meeting_is_held_within_five_working_days() -> None:
    found = owed("concern", high(at(3)))["hold_strategy"]
    assert found.due_at == at(10, hour=17)
    assert found.reminders == (date(2026, 11, 4), date(2026, 11, 6), date(2026, 11, 9))
    assert owed("concern", high(at(22, 12)))["hold_strategy"].due_at == at(31, 12, 17)
    booked = owed("concern", high(at(3)), event("strategy_booked", at(4)))["hold_strategy"]
    assert booked.met_at is None
    held = owed("concern", high(at(3)), event("strategy_booked", at(4)), event("strategy_held", at(6)))
    assert held["hold_strategy"].met_at == at(6)


@pytest.mark.clause("HRP-4.3-HI.k")
def test_the_referral_is_submitted_the_next_working_day() -> None:
    start = event("strategy_held", at(6), band="panel")
    assert owed("concern", start)["submit_referral"].due_at == at(9, hour=17)
    for kind in ("referral_submitted", "waiver_asked"):
        assert owed("concern", start, event(kind, at(9)))["submit_referral"].met_at == at(9)
    assert "submit_referral" not in owed("concern", event("strategy_held", at(6), band="plan"))


@pytest.mark.clause("HRP-4.4")
def test_new_information_calls_for_a_review_of_the_level() -> None:
    start = event("information_received", at(6))
    assert owed("concern", start)["review_level"].due_at == at(10, hour=17)
    for kind in ("level_set", "level_kept"):
        assert owed("concern", start, event(kind, at(9), band="record"))["review_level"].met_at == at(9)


@pytest.mark.clause("HRP-2.5.a")
def test_an_escalation_is_answered_by_its_date_and_may_go_on() -> None:
    first = event("escalation_raised", at(5), answer_by="2026-11-12")
    assert owed("escalation", first)["answer_escalation"].due_at == at(12, hour=17)
    second = event("escalation_raised", at(13), answer_by=at(20, hour=12).isoformat())
    both = duties(HRP, "escalation", [first, second], ENGLAND)
    assert [(one.stopped, one.due_at) for one in both] == [(True, at(12, hour=17)), (False, at(20, hour=12))]
    assert ENGLAND.add_working_days(at(5), HRP.track("case").stages[0].working_days).day == date(2026, 11, 12)


@pytest.mark.clause("HRP-5.7.b", "HRP-A2-5.7")
def test_a_plan_is_reviewed_at_the_next_panel_and_within_31_days() -> None:
    logged = event("logged", at(19), next_meeting_at=at(17, 12, 14).isoformat())
    found = owed("log_entry", logged)["review_plan"]
    assert (found.due_at, found.counted) == (at(17, 12, 14), "the next meeting: Thu 17 Dec 2026 at 14:00")
    far = event("logged", at(19), next_meeting_at=at(7, 1, 14, year=2027).isoformat())
    late = owed("log_entry", far)["review_plan"]
    assert late.due_at == at(18, 12, 17)
    assert "Thu 7 Jan 2027 at 14:00 would be too late" in late.counted
    none = owed("log_entry", event("logged", at(19), next_meeting_at=None))["review_plan"]
    assert none.due_at == at(18, 12, 17)
    assert none.counted.startswith("no date is set yet")


@pytest.mark.clause("HRP-A2-5.7")
def test_from_log_to_step_down_exactly_one_review_is_open() -> None:
    panels = [at(19), at(17, 12), at(14, 1, year=2027), at(11, 2, year=2027)]
    story = [event("logged", panels[0], next_meeting_at=panels[1].isoformat())]
    for now, ahead in pairwise(panels[1:]):
        assert sum(one.open and one.code == "review_plan" for one in duties(HRP, "log_entry", story, ENGLAND)) == 1
        story.append(event("plan_reviewed", now, next_meeting_at=ahead.isoformat()))
    story.append(event("stepped_down", panels[-1]))
    found = [one for one in duties(HRP, "log_entry", story, ENGLAND) if one.code == "review_plan"]
    assert len(found) == 3
    assert not any(one.open for one in found)


@pytest.mark.clause("HRP-5.7.a")
def test_copies_go_out_within_one_working_day() -> None:
    assert owed("log_entry", event("plan_approved", at(20)))["send_copies"].due_at == at(23, hour=17)


@pytest.mark.clause("HRP-5.6.c")
def test_an_action_is_due_on_its_date_and_extended_anew() -> None:
    story = [event("action_set", at(2), due_on="2026-11-13")]
    assert owed("action", *story)["do_action"].due_at == at(13, hour=17)
    assert state_of(owed("action", *story)["do_action"], at(14)) == "late"
    story.append(event("action_extended", at(12), due_on="2026-11-27"))
    found = [one for one in duties(HRP, "action", story, ENGLAND) if one.code == "do_action"]
    assert [(one.stopped, one.due_at.day) for one in found] == [(True, 13), (False, 27)]
    assert found[0].stopped_at == at(12)
    assert state_of(found[0], at(30)) == "stopped"


@pytest.mark.clause("HRP-5.11")
def test_a_placing_authority_is_asked_and_chased() -> None:
    story = [event("placement_noted", at(4))]
    assert owed("placed_child", *story)["ask_placing_authority"].due_at == at(5, hour=17)
    story.append(event("placement_asked", at(5)))
    assert owed("placed_child", *story)["chase_placing_authority"].due_at == at(12, hour=17)
    story.append(event("placement_chased", at(12)))
    again = [one for one in duties(HRP, "placed_child", story, ENGLAND) if one.code == "chase_placing_authority"]
    assert [one.met_at for one in again] == [at(12), None]
    assert again[1].due_at == at(19, hour=17)


@pytest.mark.clause("HRP-A2-5.1.b")
@pytest.mark.parametrize("kind", ["triage_declined", "not_logged"])
def test_the_referrer_is_told_within_two_working_days(kind: str) -> None:
    assert owed("referral", event(kind, at(13)))["tell_referrer"].due_at == at(17, hour=17)


@pytest.mark.clause("HRP-A2-4.4")
def test_membership_is_reviewed_every_year() -> None:
    found = owed("panel", event("panel_set_up", at(2)))["review_membership"]
    assert found.due_at == at(2, hour=17, year=2027)
    assert found.stated is False
    after = duties(HRP, "panel", [event("panel_set_up", at(2)), event("membership_reviewed", at(1, 12))], ENGLAND)
    assert [(one.met_at, one.due_at.year) for one in after] == [(at(1, 12), 2027), (None, 2027)]
    assert after[1].due_at == at(1, 12, 17, year=2027)


@pytest.mark.clause("HRP-3.2")
def test_the_procedure_is_reviewed_on_its_date() -> None:
    review = event("procedure_in_force", at(1, 4, year=2021), review_on=HRP.identity.review_on.isoformat())
    found = owed("panel", review)["review_procedure"]
    assert found.due_at == at(28, 2, 17, year=2023)
    assert state_of(found, at(1, 3, year=2023)) == "late"
    assert ENGLAND.add_months(HRP.identity.review_on, HRP.identity.review_every_months).day == date(2024, 8, 28)


@pytest.mark.clause("HRP-5.4")
def test_the_lead_professional_is_asked_for_the_meetings_hour() -> None:
    found = owed("referral", event("put_on_agenda", at(12), meeting_at=at(19, hour=14).isoformat()))
    assert (found["attend_own_item"].due_at, found["attend_own_item"].who) == (at(19, hour=14), ("lead_professional",))


def test_an_agenda_is_counted_back_from_its_meeting() -> None:
    found = owed("meeting", event("meeting_planned", at(2), meeting_at=at(19, hour=14).isoformat()))
    assert found["publish_agenda"].due_at == at(12, hour=17)


@pytest.mark.clause("HRP-5.1-NOTE.b")
def test_triage_waits_for_the_pre_panel_and_never_for_ever() -> None:
    known = owed("referral", event("referral_submitted", at(9), triage_at=at(13).isoformat()))
    assert known["triage_referral"].due_at == at(13)
    unknown = owed("referral", event("referral_submitted", at(9), triage_at=None))["triage_referral"]
    assert unknown.due_at == at(10, 12, 17)


def test_a_missing_date_is_due_at_once() -> None:
    found = owed("action", event("action_set", at(2)))["do_action"]
    assert (found.due_at, found.counted.split(",")[0]) == (at(2, hour=23, minute=59), "no date was given")


# Laws ------------------------------------------------------------------------------------------------


def procedure_with(duty: dict[str, Any]) -> Procedure:
    base = {"code": "d", "says": "D", "about": "panel", "who": ["co_chair"], "clock": {"hours": 72}}
    return HRP.model_copy(update={"duties": (Duty.model_validate(base | duty),)})


def test_a_newer_start_replaces_an_older_one() -> None:
    procedure = procedure_with({"starts": ["a"], "met_by": ["b"]})
    found = duties(procedure, "panel", [event("a", at(2)), event("a", at(3)), event("b", at(4))], ENGLAND)
    assert [(one.started_at, one.stopped, one.met_at) for one in found] == [(at(2), True, None), (at(3), False, at(4))]


def test_each_start_counts_on_its_own() -> None:
    procedure = procedure_with({"starts": ["a"], "met_by": ["b"], "stops": ["c"], "each": True})
    story = [
        event("a", at(2), ref="x"),
        event("a", at(3), ref="y"),
        event("b", at(4), ref="y"),
        event("b", at(5), ref="z"),
    ]
    found = duties(procedure, "panel", story, ENGLAND)
    assert [(one.data["ref"], one.met_at) for one in found] == [("x", None), ("y", at(4))]
    assert found[0].due_at == at(5)
    stopped = duties(procedure, "panel", [*story, event("c", at(6))], ENGLAND)
    assert stopped[0].stopped


def test_evidence_from_before_the_start_counts_for_nothing() -> None:
    procedure = procedure_with({"starts": ["a"], "met_by": ["b"]})
    assert duties(procedure, "panel", [event("b", at(1)), event("a", at(2))], ENGLAND)[0].open


def test_at_the_same_moment_the_sequence_decides() -> None:
    procedure = procedure_with({"starts": ["a"], "met_by": ["b"]})
    first, second = Happening("a", at(2), {}, 1), Happening("b", at(2), {}, 2)
    for story in ([first, second], [second, first]):
        assert duties(procedure, "panel", story, ENGLAND)[0].met_at == at(2)
    assert duties(procedure, "panel", [event("b", at(2)), event("a", at(2))], ENGLAND)[0].open


KINDS = sorted({kind for duty in HRP.duties for kind in (*duty.starts, *duty.met_by, *duty.stops)})
stories = st.lists(
    st.builds(
        Happening,
        st.sampled_from(KINDS),
        st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
        st.fixed_dictionaries({"band": st.sampled_from(["record", "plan", "panel"])}),
        st.integers(0, 1000),
    ),
    max_size=12,
    unique_by=lambda one: (one.at, one.sequence),
)
abouts = st.sampled_from(sorted({duty.about for duty in HRP.duties}))


@given(stories, abouts, st.integers())
def test_the_order_in_which_events_are_given_is_nothing(story: list[Happening], about: str, seed: int) -> None:
    shuffled = Random(seed).sample(story, len(story))  # noqa: S311
    assert duties(HRP, about, story, ENGLAND) == duties(HRP, about, shuffled, ENGLAND)


@given(stories, abouts)
def test_every_duty_has_one_end_and_one_reason(story: list[Happening], about: str) -> None:
    found = duties(HRP, about, story, ENGLAND)
    for one in found:
        assert not (one.met_at and one.stopped)
        assert one.met_at is None or one.met_at >= one.started_at
        assert one.due_at > one.started_at - timedelta(days=1)
        assert one.counted and one.who and (one.clauses or not one.stated)
    codes = [one.code for one in found if one.open]
    assert len(codes) == len(set(codes))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))
def test_a_standing_is_always_told(now: datetime) -> None:
    one = owed("concern", high(at(3, 6)))["hold_strategy"]
    assert state_of(one, now) == (
        "late" if now > one.due_at else "today" if now.astimezone(LONDON).date() == one.due_at.date() else "due"
    )


@given(st.none() | st.text() | st.integers() | st.dates() | st.datetimes() | st.lists(st.text()))
def test_any_value_of_a_date_is_read_or_left(value: Any) -> None:
    found = moment_of(value, ENGLAND)
    assert found is None or isinstance(found, date)
    assert due(Clock(at="due_on"), Happening("a", at(2), {"due_on": value}), ENGLAND).words


def test_due_reads_every_clock() -> None:
    start = Happening("a", at(2), {})
    assert due(Clock(calendar_days=5), start, ENGLAND).day == date(2026, 11, 6)  # the 7th is a Saturday
    assert due(Clock(calendar_days=5), start, ENGLAND, safety=False).day == date(2026, 11, 9)
    assert due(Clock(hours=72), start, ENGLAND).at == at(5)
    assert due(Clock(months=1), start, ENGLAND).day == date(2026, 12, 2)
