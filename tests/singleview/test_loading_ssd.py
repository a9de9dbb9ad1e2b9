"""The tables of the Standard Safeguarding Dataset as councils send them, with the traps that they set."""

import csv
import io
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riskpanel.singleview.formats.table import NotUnderstood
from riskpanel.singleview.loading import load
from riskpanel.singleview.store import Store

AT = datetime(2026, 11, 16, 9)
PERSON = {
    "pers_person_id": "1",
    "pers_forename": "Ada",
    "pers_surname": "Halton",
    "pers_sex": "F",
    "pers_dob": "2011-02-03",
}
REFERRAL = {
    "cine_referral_id": "r1",
    "cine_person_id": "1",
    "cine_referral_date": "2026-01-05",
    "cine_close_date": "NULL",
}
ASSESSMENT = {"cina_assessment_id": "a1", "cina_person_id": "1", "cina_assessment_start_date": "2026-01-06",
              "cina_assessment_auth_date": "2026-02-06"}  # fmt: skip
EPISODE = {"clae_cla_episode_id": "e1", "clae_person_id": "1", "clae_cla_id": "p1",
           "clae_cla_episode_start_date": "2026-03-01", "clae_cla_episode_ceased_date": ""}  # fmt: skip
PLACEMENT = {"clap_cla_placement_id": "l1", "clap_cla_id": "p1", "clap_person_id": "1",
             "clap_cla_placement_start_date": "2026-03-01", "clap_cla_placement_type": "k2",
             "clap_cla_placement_distance": "31.5", "clap_cla_placement_end_date": ""}  # fmt: skip
MISSING = {"miss_table_id": "m1", "miss_person_id": "1", "miss_missing_episode_start_date": "2026-11-01 22:15:00.000",
           "miss_missing_episode_type": "Missing", "miss_missing_episode_end_date": "NULL",
           "miss_missing_rhi_offered": "Y", "miss_missing_rhi_accepted": "NA"}  # fmt: skip


class Council:
    """A folder of exports, and the store that they are loaded into."""

    def __init__(self, folder):
        self.folder, self.store = folder / "exports", Store(folder / "store")
        self.folder.mkdir()

    def send(self, table, *rows, encoding="utf-8"):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        (self.folder / f"{table}.csv").write_bytes(text.getvalue().encode(encoding))

    def load(self, at=AT, **more):
        (report,), _ = load(self.store, [self.folder], at=at, **more)
        return report

    def events(self, kind=""):
        return [row for row in self.store.current("events").to_pylist() if not kind or row["kind"] == kind]

    def people(self):
        return self.store.current("people").to_pylist()

    def reasons(self):
        return [row["reason"] for row in self.store.current("rejects").to_pylist()]


@pytest.fixture
def council(tmp_path):
    made = Council(tmp_path)
    made.send("ssd_person", PERSON)
    return made


def test_an_open_episode_has_no_end_and_keeps_where_it_came_from(council):
    council.send("ssd_missing", MISSING)
    report = council.load()
    (event,) = council.events("missing")
    assert (event["began"], event["ended"]) == (datetime(2026, 11, 1, 22, 15), None)
    assert (event["offered"], event["accepted"]) == (True, None)
    assert (event["source"], event["file"], event["row"], event["load"]) == (
        "csc",
        "ssd_missing.csv",
        2,
        report.load.id,
    )


@pytest.mark.parametrize(
    ("offered", "accepted", "told"),
    [
        ("Y", "Y", [(True, True)]),
        ("Y", "N", [(True, False)]),
        ("N", "NA", [(False, None)]),
        ("NA", "", []),
        ("NULL", "N", []),
    ],
)
def test_an_offer_of_a_talk_on_return_is_told_on_the_day_of_return(council, offered, accepted, told):
    row = {**MISSING, "miss_missing_rhi_offered": offered, "miss_missing_rhi_accepted": accepted}
    council.send(
        "ssd_missing", row, {**row, "miss_table_id": "m2", "miss_missing_episode_end_date": "2026-11-03 08:00"}
    )
    council.load()
    interviews = council.events("return_interview")
    assert [(event["offered"], event["accepted"]) for event in interviews] == told
    assert all(event["began"] == datetime(2026, 11, 3, 8) for event in interviews)


def test_what_the_set_lacks_is_named(council):
    council.send("ssd_missing", MISSING)
    lacking = " ".join(council.load().load.lacking)
    assert "no police reference" in lacking and "no return interview" in lacking
    assert "ssd_cla_placement is not in this set" in lacking


def test_columns_are_found_in_any_case_and_order_and_those_that_nobody_reads_are_named(council):
    upper = {name.upper(): value for name, value in reversed(MISSING.items())}
    council.send("ssd_missing", {**upper, "FAVOURITE_COLOUR": "blue"})
    report = council.load()
    assert len(council.events("missing")) == 1
    assert "ssd_missing.csv: FAVOURITE_COLOUR" in report.load.ignored


def test_a_column_that_lacks_is_named_and_its_rows_are_taken(council):
    council.send("ssd_missing", {k: v for k, v in MISSING.items() if "rhi" not in k})
    assert "ssd_missing.csv: miss_missing_rhi_offered" in council.load().load.lacking
    assert council.events("missing")[0]["offered"] is None


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ('["10A","24A"]', ["10A", "24A"]),
        ('{"10A":"Yes","24A":"y","2B":"No","5A":""}', ["10A", "24A"]),
        ("10a, 24A", ["10A", "24A"]),
        ('["10A","24A"', ["10A", "24A"]),
        ('{"10A":"Yes","2B":"No","24A":"Ye', ["10A"]),
        ('["10A","10A"]', ["10A"]),
        ("[]", []),
        ("NULL", []),
    ],
)
def test_factors_are_read_in_every_shape_in_which_they_come(council, cell, codes):
    council.send("ssd_cin_assessments", ASSESSMENT)
    council.send(
        "ssd_assessment_factors",
        {"cinf_table_id": "f", "cinf_assessment_id": "A1 ", "cinf_assessment_factors_json": cell},
    )
    report = council.load()
    assert sorted(event["code"] for event in council.events("factor")) == codes
    assert all(event["began"] == datetime(2026, 2, 6) for event in council.events("factor"))
    assert any("broken" in words for words in report.load.warnings) == (
        cell.startswith(("[", "{")) and cell[-1] not in "]}"
    )


def test_factors_that_cannot_be_made_out_and_those_of_no_assessment_are_rejected(council):
    council.send("ssd_cin_assessments", ASSESSMENT)
    factor = {
        "cinf_table_id": "f",
        "cinf_assessment_id": "a1",
        "cinf_assessment_factors_json": '{"comment": "he said "no"',
    }
    council.send("ssd_assessment_factors", factor, {**factor, "cinf_assessment_id": "a9"})
    council.load()
    assert sorted(council.reasons()) == ["No assessment has the id a9", "No factor can be made out"]


PLACEHOLDERS = {
    "estimated birth": ({"pers_dob": "NULL", "pers_expected_dob": "2012-05-01"}, ("born", date(2012, 5, 1))),
    "unborn": ({"pers_dob": "", "pers_expected_dob": "2027-01-01"}, ("born", None)),
    "1900": ({"pers_dob": "1900-01-01 00:00:00.000"}, ("born", None)),
    "dd/mm/yyyy": ({"pers_dob": "03/02/2011"}, ("born", date(2011, 2, 3))),
    "SSD_PH": ({"pers_forename": "SSD_PH"}, ("given", None)),
    "no NHS number": ({"pers_single_unique_id": "NULL"}, ("nhs", None)),
    "NHS number": ({"pers_single_unique_id": "943 476 5919"}, ("nhs", "9434765919")),
    "a wrong digit": ({"pers_single_unique_id": "943 476 5918"}, ("nhs", None)),
    "UPN unknown": ({"pers_upn": "UN3"}, ("upn", None)),
    "leading noughts": ({"pers_person_id": " 0001 "}, ("source_id", "0001")),
    "text id": ({"pers_person_id": "P-00077"}, ("source_id", "P-00077")),
    "sex in words": ({"pers_sex": "Female"}, ("sex", "F")),
    "sex of no code": ({"pers_sex": "I"}, ("sex", "U")),
    "formula": ({"pers_forename": "=1+1"}, ("given", "=1+1")),
}


@pytest.mark.parametrize("what", PLACEHOLDERS)
def test_what_stands_for_nothing_and_what_stands_oddly(council, what):
    changed, (column, value) = PLACEHOLDERS[what]
    council.send("ssd_person", {**PERSON, **changed})
    council.load()
    assert council.people()[0][column] == value


def test_an_estimated_birth_is_known_to_be_one(council):
    council.send("ssd_person", {**PERSON, "pers_dob": "", "pers_expected_dob": "2012-05-01"})
    council.load()
    assert council.people()[0]["born_estimated"] is True


def test_system_rows_the_dead_and_adult_mothers_are_no_children(council):
    people = [
        PERSON,
        {**PERSON, "pers_person_id": "-1"},
        {**PERSON, "pers_person_id": "2", "pers_death_date": "2024-01-01"},
        {**PERSON, "pers_person_id": "3", "pers_dob": "1990-01-01", "pers_is_mother": "Y"},
        {**PERSON, "pers_person_id": "4", "pers_dob": "2010-01-01", "pers_is_mother": "Y"},
    ]
    council.send("ssd_person", *({"pers_death_date": "", "pers_is_mother": "N", **row} for row in people))
    council.send("ssd_missing", {**MISSING, "miss_person_id": "2"}, {**MISSING, "miss_person_id": "3"})
    council.load()
    assert [row["source_id"] for row in council.people()] == ["1", "4"]
    assert council.events() == []
    told = " | ".join(council.reasons())
    assert "date of death" in told and "here as a mother" in told and "The id is missing" in told


def test_a_child_who_has_died_since_the_last_load_is_no_longer_there(council):
    council.load()
    council.send("ssd_person", {**PERSON, "pers_death_date": "2026-11-10"})
    council.load()
    assert council.people() == []


def test_the_newest_address_without_an_end_is_where_a_child_lives(council):
    told = [
        ("2024-01-01", "", "XB1 1AA"),
        ("2025-06-01", "2025-09-01", "XB2 2BB"),
        ("2020-01-01", "", "XB3 3CC"),
        ("2026-01-01", "", "nopostcode"),
        ("2026-02-01", "", "XXXX XXX"),
    ]
    columns = ("addr_address_start_date", "addr_address_end_date", "addr_address_postcode")
    council.send("ssd_address", *({"addr_person_id": "1", **dict(zip(columns, row, strict=True))} for row in told))
    report = council.load()
    assert council.people()[0]["postcode"] == "XB11AA"
    assert "postcodes that are none, left out: 2" in report.load.warnings


def test_linked_identifiers_fill_what_the_person_table_leaves_blank(council):
    told = (("NHS Number", "9434765919"), ("UPN", "A12345678901B"))
    rows = [
        {"link_person_id": "1", "link_identifier_type": kind, "link_identifier_value": value} for kind, value in told
    ]
    council.send("ssd_linked_identifiers", *rows)
    council.load()
    assert (council.people()[0]["nhs"], council.people()[0]["upn"]) == ("9434765919", "A12345678901B")


WRONG = {
    "end before start": ({"cine_close_date": "2025-12-01"}, "It ends on 01/12/2025, before its start on 05/01/2026"),
    "future": ({"cine_referral_date": "2026-11-17"}, "The start 17/11/2026 is in the future"),
    "orphan": ({"cine_person_id": "99"}, "No person has the id 99: the row belongs to nobody who was sent"),
    "no start": ({"cine_referral_date": "NULL"}, "The start is missing"),
    "no date": ({"cine_referral_date": "soon"}, "The start soon is not a date"),
    "no id": ({"cine_referral_id": ""}, "The id is missing"),
    "rounded id": ({"cine_person_id": "1.2E+10"}, "rounded by a spreadsheet"),
    "time of no clock": ({"cine_referral_date": "2026-01-05 25:00:00"}, "not a real time"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_row_is_kept_with_its_reason_and_the_next_is_taken(council, what):
    changed, reason = WRONG[what]
    council.send("ssd_cin_episodes", {**REFERRAL, "cine_referral_id": "wrong", **changed}, REFERRAL)
    council.load()
    (reject,) = council.store.current("rejects").to_pylist()
    assert reason in reject["reason"] and (reject["file"], reject["row"]) == ("ssd_cin_episodes.csv", 2)
    assert "cine_referral_id" in reject["raw"] and len(council.events("referral")) == 1


def test_what_ends_at_midnight_of_the_day_on_which_it_began_is_no_error(council):
    council.send("ssd_missing", {**MISSING, "miss_missing_episode_end_date": "2026-11-01"})
    council.load()
    assert council.events("missing")[0]["ended"] == datetime(2026, 11, 1, 22, 15) and council.reasons() == []


@pytest.mark.parametrize("cell", ["31/12/9999", "2999-12-31 00:00:00", "1900-01-01", "0001-01-01", ""])
def test_an_end_at_the_end_of_a_systems_calendar_or_at_its_beginning_is_none(council, cell):
    council.send("ssd_missing", {**MISSING, "miss_missing_episode_end_date": cell})
    council.load()
    assert council.events()[0]["ended"] is None and council.reasons() == []


def test_a_day_of_entering_care_that_is_none_does_not_cost_the_episode(council):
    council.send("ssd_cla_episodes", {**EPISODE, "clae_entered_care_date": "spring"})
    report = council.load()
    assert council.events("care")[0]["began"] == datetime(2026, 3, 1)
    assert "days of entering care that are none, left out: 1" in report.load.warnings


def test_of_two_rows_of_one_key_the_last_counts_and_the_first_is_told(council):
    council.send("ssd_cin_episodes", REFERRAL, {**REFERRAL, "cine_close_date": "2026-05-05"})
    council.load()
    assert council.events()[0]["ended"] == datetime(2026, 5, 5)
    assert council.reasons() == ["The same event stands again on row 3; that row was taken"]


def test_ids_meet_whatever_their_case_and_the_blanks_round_them(council):
    council.send("ssd_person", {**PERSON, "pers_person_id": "p-7"})
    council.send("ssd_cin_episodes", {**REFERRAL, "cine_person_id": " P-7 "})
    council.load()
    assert council.events()[0]["source_id"] == "p-7"


def test_a_referral_without_further_action_is_not_open(council):
    council.send("ssd_cin_episodes", {**REFERRAL, "cine_referral_nfa": "Y"})
    council.load()
    assert council.events()[0]["ended"] == datetime(2026, 1, 5)


def test_the_open_referral_says_since_when_a_child_is_known(council):
    old = {**REFERRAL, "cine_referral_id": "r0", "cine_referral_date": "2024-01-01", "cine_close_date": "2024-06-01"}
    council.send("ssd_cin_episodes", REFERRAL, old)
    council.load()
    assert (council.people()[0]["open_from"], council.people()[0]["open_until"]) == (date(2026, 1, 5), None)


ABSENCES = {
    "M": "missing", "MISSING": "missing", "Missing from home": "missing", "A": "away", "Away": "away",
    "Unauthorised absence": "away", "Found at a friend's": "missing", "": "missing",
}  # fmt: skip


@pytest.mark.parametrize("words", ABSENCES)
def test_away_and_missing_are_told_apart_and_what_is_unknown_is_taken_for_the_graver(council, words):
    council.send("ssd_missing", {**MISSING, "miss_missing_episode_type": words})
    report = council.load()
    assert council.events()[0]["kind"] == ABSENCES[words]
    assert any("no known type" in told for told in report.load.warnings) == (words in {"Found at a friend's", ""})


def test_an_episode_that_was_missing_and_is_away_by_the_next_extract_is_one(council):
    council.send("ssd_missing", MISSING)
    council.load()
    council.send("ssd_missing", {**MISSING, "miss_missing_episode_type": "Away"})
    council.load()
    assert [event["kind"] for event in council.events()] == ["away"]


def test_episodes_of_one_period_of_care_are_one_event_and_an_open_one_keeps_it_open(council):
    first = {**EPISODE, "clae_cla_episode_ceased_date": "2026-05-01", "clae_cla_episode_ceased_reason": "X1",
             "clae_entered_care_date": "2026-02-20"}  # fmt: skip
    second = {**first, "clae_cla_episode_id": "e2", "clae_cla_episode_start_date": "2026-05-01",
              "clae_cla_episode_ceased_date": "", "clae_cla_episode_ceased_reason": ""}  # fmt: skip
    council.send("ssd_cla_episodes", second, first)
    council.load()
    (care,) = council.events("care")
    assert (care["began"], care["ended"], care["row"]) == (datetime(2026, 2, 20), None, 2)


def test_a_child_who_is_looked_after_without_a_placement_is_still_looked_after(council):
    council.send("ssd_cla_episodes", EPISODE)
    report = council.load()
    assert council.events("care")[0]["ended"] is None
    assert "children looked after whose placement is not in the feed: 1" in report.load.warnings


def test_a_placement_without_a_person_belongs_to_the_child_of_its_period(council):
    council.send("ssd_cla_episodes", EPISODE)
    council.send("ssd_cla_placement", {**PLACEMENT, "clap_person_id": "NULL"},
                 {**PLACEMENT, "clap_cla_placement_id": "l2", "clap_cla_placement_distance": "999.9"})  # fmt: skip
    report = council.load()
    assert [(event["source_id"], event["code"], event["value"]) for event in council.events("placement")] in (
        [("1", "K2", 31.5), ("1", "K2", None)], [("1", "K2", None), ("1", "K2", 31.5)],
    )  # fmt: skip
    assert not any("placement is not in the feed" in words for words in report.load.warnings)


def test_a_missing_episode_without_a_person_belongs_to_the_child_of_its_episode_of_care(council):
    council.send("ssd_cla_episodes", EPISODE)
    council.send(
        "ssd_missing", {**{k: v for k, v in MISSING.items() if k != "miss_person_id"}, "miss_cla_episode_id": "e1"}
    )
    council.load()
    assert [event["source_id"] for event in council.events("missing")] == ["1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_names_are_read_in_every_encoding(council, encoding):
    council.send("ssd_person", {**PERSON, "pers_forename": "Zoë", "pers_surname": "O’Neil"}, encoding=encoding)
    council.load()
    assert (council.people()[0]["given"], council.people()[0]["family"]) == ("Zoë", "O’Neil")


def test_parquet_gives_the_same_as_csv(council):
    council.send("ssd_missing", MISSING)
    council.load()
    told = [(event["key"], event["began"], event["ended"], event["offered"]) for event in council.events()]
    other = Council(council.folder.parent / "exports")
    typed = {
        **MISSING,
        "miss_missing_episode_start_date": datetime(2026, 11, 1, 22, 15),
        "miss_missing_episode_end_date": None,
    }
    pq.write_table(pa.Table.from_pylist([typed]), other.folder / "ssd_missing.parquet")
    pq.write_table(
        pa.Table.from_pylist([{**PERSON, "pers_dob": date(2011, 2, 3)}]), other.folder / "ssd_person.parquet"
    )
    other.load()
    assert [(event["key"], event["began"], event["ended"], event["offered"]) for event in other.events()] == told
    assert other.people()[0]["born"] == date(2011, 2, 3)


def test_tables_sent_one_by_one_know_the_people_who_came_before(council):
    council.load()
    council.send("ssd_missing", MISSING)
    load(council.store, [council.folder / "ssd_missing.csv"], at=AT)
    assert len(council.events("missing")) == 1


def test_the_same_set_again_changes_nothing_and_says_so(council):
    council.send("ssd_missing", MISSING)
    first, again = council.load(), council.load(at=AT.replace(day=20))
    assert first.fresh and not again.fresh and again.load == first.load and len(council.store.loads()) == 1
    assert "nothing changes" in again.lines()[0]


def test_what_a_whole_extract_no_longer_holds_has_gone_and_otherwise_it_stays(council):
    second = {**MISSING, "miss_table_id": "m2", "miss_missing_episode_start_date": "2026-11-05"}
    council.send("ssd_missing", MISSING, second)
    council.send("ssd_cin_episodes", REFERRAL)
    council.load()
    (council.folder / "ssd_cin_episodes.csv").unlink()
    council.send("ssd_missing", second)
    council.load()
    assert len(council.events("missing")) == 2
    council.load(whole=True)
    assert [event["began"].day for event in council.events("missing")] == [5] and len(council.events("referral")) == 1


def test_a_whole_extract_without_an_event_is_refused(council):
    council.send("ssd_missing", MISSING)
    council.load()
    (council.folder / "ssd_missing.csv").write_text(",".join(MISSING) + "\n")
    with pytest.raises(NotUnderstood, match="said to be whole and holds no event"):
        council.load(whole=True)
    assert len(council.events("missing")) == 1 and len(council.store.loads()) == 1


def test_a_feed_of_another_format_for_the_same_source_is_told(council):
    council.load()
    (council.folder / "ssd_person.csv").write_text("CHILD,SEX,DOB,ETHNIC\n9,1,01/01/2010,WBRI\n")
    assert "feeds of ssd loaded before: what both tell may stand twice: 1" in council.load().load.warnings


def test_a_newer_extract_closes_what_was_open(council):
    council.send("ssd_missing", MISSING)
    council.load()
    council.send("ssd_missing", {**MISSING, "miss_missing_episode_end_date": "03/11/2026 23:59"})
    council.load()
    assert [event["ended"] for event in council.events("missing")] == [datetime(2026, 11, 3, 23, 59)]


def test_a_blank_in_a_newer_extract_takes_no_name_away_but_another_child_is_another(council):
    council.load()
    council.send("ssd_person", {"pers_person_id": "1", "pers_dob": "2011-02-03"})
    council.load()
    assert council.people()[0]["given"] == "Ada"
    council.send("ssd_person", {"pers_person_id": "1", "pers_dob": "2015-06-06"})
    council.load()
    assert council.people()[0]["given"] is None


def test_a_named_file_that_nothing_knows_is_refused_and_nothing_is_loaded(council):
    (council.folder / "list.csv").write_text("a,b\n1,2\n")
    with pytest.raises(NotUnderstood, match="no mapping tells its columns: a, b"):
        load(council.store, [council.folder / "ssd_person.csv", council.folder / "list.csv"], at=AT)
    assert council.store.loads() == ()
    _, aside = load(council.store, [council.folder], at=AT)
    assert aside[0].startswith("list.csv is no table") and len(council.people()) == 1


def test_a_quote_that_is_never_closed_costs_its_row_and_not_the_file(council):
    heading = ",".join(PERSON)
    long = "x" * 200_000
    (council.folder / "ssd_person.csv").write_text(f'{heading}\n5,"{long},b,F,2011-01-01\n1,Ada,Halton,F,2011-02-03\n')
    report = council.load()
    assert report.load.rejected == 1 and "cannot be read" in council.reasons()[0]
    (council.folder / "ssd_person.csv").write_text(f"{heading}\n5,Bo,b,F,2011-01-01\n1,Ada,Halton,F,2011-02-03\n")
    council.load()
    assert len(council.people()) == 2


@pytest.mark.clause("HARM-INT-10")
def test_each_way_of_being_open_to_social_care_is_an_event_that_is_open(council):
    council.send("ssd_cin_episodes", REFERRAL)
    council.send(
        "ssd_cin_plans", {"cinp_cin_plan_id": "c1", "cinp_person_id": "1", "cinp_cin_plan_start_date": "2026-02-01"}
    )
    council.send(
        "ssd_cp_plans", {"cppl_cp_plan_id": "c2", "cppl_person_id": "1", "cppl_cp_plan_start_date": "2026-02-01"}
    )
    council.send("ssd_cla_episodes", EPISODE)
    council.load()
    assert {event["kind"] for event in council.events() if event["ended"] is None} == {
        "referral",
        "plan_cin",
        "plan_cp",
        "care",
    }
