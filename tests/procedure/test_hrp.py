"""The High-Risk Panel's procedure as it stands in the box."""

import pytest

from riskpanel.procedure import Calendar, boxed, load_instrument, load_text
from riskpanel.procedure.loading import PROCEDURES
from riskpanel.procedure.model import Duty

HRP = boxed("hrp")
DUTIES = {duty.code: duty for duty in HRP.duties}
CATEGORIES = {name.lower(): one.code for one in HRP.categories for name in (one.label, *one.aliases)}


@pytest.mark.clause("HRP-DOC-1")
def test_identity() -> None:
    assert "Hillingdon" in HRP.identity.title
    assert (HRP.identity.dated.year, HRP.identity.dated.month) == (2021, 4)
    assert (HRP.identity.review_on.year, HRP.identity.review_on.month) == (2023, 2)
    assert HRP.identity.review_every_months == 18
    assert HRP.identity.version


@pytest.mark.clause("HRP-4.3", "HRP-4.3-HI.a", "HRP-4.3-HI.b", "HRP-1.b")
def test_four_levels_in_order() -> None:
    levels = sorted(HRP.levels, key=lambda level: level.order)
    assert [level.code for level in levels] == ["low", "medium", "high", "very_high"]
    assert [level.band for level in levels] == ["record", "plan", "panel", "panel"]
    assert [level.alert for level in levels] == [False, False, False, True]
    assert len({level.threshold for level in levels}) == 4
    assert len({level.colour for level in levels}) == 4
    assert all(level.stated for level in levels)


@pytest.mark.clause(
    "HRP-5.1.a", "HRP-5.1.b", "HRP-5.1.c", "HRP-5.1.d", "HRP-5.1.e", "HRP-5.1.f", "HRP-5.1.g",
    "HRP-A2-1.2", "HRP-A2-1.2.a", "HRP-A2-1.2.b", "HRP-A2-1.2.c", "HRP-A2-1.2.d", "HRP-A2-1.2.e",
    "HRP-A2-1.2.f", "HRP-A2-1.2.g",
)  # fmt: skip
@pytest.mark.parametrize(
    ("letter", "words", "code"),
    [
        ("a", "missing", "MISS"),
        ("b", "sexual exploitation", "CSE"),
        ("c", "radicalisation", "RAD"),
        ("d", "serious violence", "SYV"),
        ("e", "child criminal exploitation", "CCE"),
        ("f", "sexually harmful behaviour", "HSB"),
        ("g", "modern slavery", "TRAF"),
    ],
)
def test_one_list_of_seven_categories(letter: str, words: str, code: str) -> None:
    assert CATEGORIES[words] == code
    assert {f"HRP-5.1.{letter}", f"HRP-A2-1.2.{letter}"} <= set(HRP.category(code).clauses)
    assert len(HRP.categories) == 7


@pytest.mark.clause("HRP-1.a", "HRP-A2-1.1")
def test_five_harms_and_three_directions() -> None:
    harms = ["county lines", "child criminal exploitation", "sexual exploitation", "serious violence", "trafficking"]
    assert {CATEGORIES[harm] for harm in harms} == {"CCE", "CSE", "SYV", "TRAF"}
    assert [one.code for one in HRP.directions] == ["to_self", "to_others", "from_others"]


@pytest.mark.clause("HRP-2.3.c")
def test_a_police_reference_belongs_to_exploitation() -> None:
    assert {one.code for one in HRP.categories if one.police_reference} == {"CSE", "CCE"}
    assert {one.code for one in HRP.reference_kinds} >= {"crime", "non_crime"}


@pytest.mark.clause("HRP-A2-4.2")
def test_twenty_four_seats() -> None:
    assert len(HRP.seats) == 24
    assert sum(seat.may_delegate for seat in HRP.seats) == 7
    assert [seat.code for seat in HRP.seats if seat.attends == "on_request"] == ["police_specialist_crime"]
    assert [seat.code for seat in HRP.seats if seat.chair] == list(HRP.chair_rule.seats)


SEATS = [
    ("Children in Need of Help and Protection", "Head of Service"),
    ("Police", "Detective Inspector"),
    ("Youth Justice Service", "Operational Manager"),
    ("AXIS", "Senior Youth Crime Network Practitioner or above"),
    ("Targeted programmes", "Service Manager"),
    ("Key working", "Service Manager"),
    ("missing persons", "Team Leader"),
    ("exploitation unit, borough", "Detective Sergeant"),
    ("exploitation unit, central", "Detective Sergeant"),
    ("gangs unit", "Detective Sergeant"),
    ("specialist crime", "Detective Sergeant"),
    ("academy or skills hub", "Head teacher or safeguarding lead"),
    ("secondary head teachers", "Nominated head teacher"),
    ("CNWL", ""),
    ("Forensic CAMHS", "Designated Officer"),
    ("Rescue and Response", "Coordinator"),
    ("London Gang Exit", "Coordinator"),
    ("Probation", "Gangs lead"),
    ("Community safety", "Service Manager"),
    ("Children's social care", "Head of Service"),
    ("Housing", "Housing Manager"),
    ("SAFE", "Lead Project Worker"),
    ("ARCH and SORTED", "Manager"),
    ("P3", "Manager"),
]


@pytest.mark.clause(
    "HRP-A2-4.2.1", "HRP-A2-4.2.2", "HRP-A2-4.2.3", "HRP-A2-4.2.4", "HRP-A2-4.2.5", "HRP-A2-4.2.6",
    "HRP-A2-4.2.7", "HRP-A2-4.2.8", "HRP-A2-4.2.9", "HRP-A2-4.2.10", "HRP-A2-4.2.11", "HRP-A2-4.2.12",
    "HRP-A2-4.2.13", "HRP-A2-4.2.14", "HRP-A2-4.2.15", "HRP-A2-4.2.16", "HRP-A2-4.2.17", "HRP-A2-4.2.18",
    "HRP-A2-4.2.19", "HRP-A2-4.2.20", "HRP-A2-4.2.21", "HRP-A2-4.2.22", "HRP-A2-4.2.23", "HRP-A2-4.2.24",
)  # fmt: skip
@pytest.mark.parametrize("number", range(1, 25))
def test_each_seat(number: int) -> None:
    seat, (title, grade) = HRP.seats[number - 1], SEATS[number - 1]
    assert title in seat.title
    assert grade in seat.seniority
    assert (seat.seniority == "") is (number == 14)
    assert seat.clauses[0] == f"HRP-A2-4.2.{number}"
    assert seat.may_delegate is (5 <= number <= 11)
    assert seat.chair is (number <= 2)


@pytest.mark.clause("HRP-5.1-NOTE.d")
def test_the_core_group_is_six_agencies() -> None:
    core = {seat.core_group: seat.code for seat in HRP.seats if seat.core_group}
    assert core == {
        "csc": "social_care",
        "police_exploitation": "police_exploitation_borough",
        "rescue_response": "rescue_response",
        "yjs": "youth_justice",
        "axis": "axis",
        "health": "health",
    }
    quorum = HRP.meeting("pre_panel").quorum
    assert (quorum.needs, quorum.others) == (("csc", "police_exploitation"), 1)


@pytest.mark.clause("HRP-5.2", "HRP-A2-4.1")
def test_two_seats_chair() -> None:
    assert HRP.chair_rule.seats == ("head_of_protection", "police_inspector")
    assert HRP.chair_rule.absent == "warn"
    ranks = HRP.setting("police_ranks")
    assert ranks.index(HRP.setting("co_chair_police_least")) > ranks.index("Detective Sergeant")


@pytest.mark.clause("HRP-APPX", "HRP-A1", "HRP-A4")
def test_four_appendices_and_what_stands_in() -> None:
    appendices = [one for one in HRP.documents if "HRP-APPX" in one.clauses]
    assert [one.supplied for one in appendices] == [False, True, True, False]
    assert all(one.instead for one in HRP.documents if not one.supplied)


@pytest.mark.clause("HRP-A1", "HRP-4.2")
def test_its_checklist_is_a_file_of_its_own() -> None:
    instrument = load_instrument(HRP.checklists[0])
    assert not instrument.score
    asked = {section.category for section in instrument.sections if section.category}
    assert asked == {one.code for one in HRP.categories}
    assert 35 <= sum(len(section.items) for section in instrument.sections) <= 45


@pytest.mark.clause("HRP-A1")
def test_another_checklist_takes_its_place_without_code() -> None:
    text = (PROCEDURES / "hrp.toml").read_text(encoding="utf-8")
    other = load_text(text.replace('checklists = ["hrp-starter"]', 'checklists = ["seraf-style"]'), "hrp.toml")
    assert load_instrument(other.checklists[0]).score


@pytest.mark.clause("HRP-5.1-TOR")
def test_the_terms_of_reference_are_in_the_same_file() -> None:
    cited = {*HRP.chair_rule.clauses, *(clause for seat in HRP.seats for clause in seat.clauses)}
    cited |= {clause for kind in HRP.meetings for clause in kind.clauses}
    assert {clause.split("-")[1] for clause in cited} >= {"A2"}
    assert cited <= set(HRP.clauses)


@pytest.mark.clause("HRP-A2-4.7.b")
def test_two_hours_and_its_sections() -> None:
    panel = HRP.meeting_of("panel")
    assert panel is not None and panel.minutes == 120
    assert [section.source for section in panel.sections] == [
        "actions", "escalations", "referrals", "called_in", "reviews", "placed", "patterns", "annex"
    ]  # fmt: skip
    triage = HRP.meeting_of("triage")
    assert triage is not None and triage.recurrence.before_kind == "panel"


@pytest.mark.clause("HRP-A2-6.0")
def test_a_dispute_goes_to_two_people_first() -> None:
    first = HRP.track("dispute").stages[0]
    assert len(first.to) == 2
    assert first.working_days == 5
    assert len(HRP.track("case").stages) > 1


@pytest.mark.clause("HRP-5.8", "HRP-A2-5.5", "HRP-A2-2.6")
def test_statements() -> None:
    codes = {one.code: one for one in HRP.statements}
    assert {"plan_does_not_replace", "panel_does_not_replace", "confidentiality", "discussion"} <= set(codes)
    assert codes["confidentiality"].stated is False


def test_what_the_document_leaves_open_is_marked() -> None:
    assert not HRP.age.stated and HRP.age.below == 18
    assert not DUTIES["countersign_low"].stated
    assert DUTIES["discuss_medium"].stated and DUTIES["hold_strategy"].stated
    for one in (*HRP.settings, *HRP.duties, *HRP.sights, *HRP.labels):
        assert one.clauses or not one.stated, one


def days_of(duty: Duty) -> int | None:
    return duty.clock.working_days


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("emergency_meeting_wd", days_of(DUTIES["hear_emergency"])),
        ("placing_reply_wd", days_of(DUTIES["chase_placing_authority"])),
    ],
)
def test_a_setting_and_its_duty_say_the_same(setting: str, found: int) -> None:
    assert HRP.setting(setting) == found


def test_parts_by_name() -> None:
    assert HRP.outcome("step_down").log_move == "step_down"
    assert HRP.label("address_withheld").hidden
    assert HRP.screen("nothing") is None
    assert HRP.seat("health").core_group == "health"
    with pytest.raises(KeyError, match="no level called 'none'"):
        HRP.level("none")
    assert Calendar(HRP.calendar).rule.subdivision == "ENG"
