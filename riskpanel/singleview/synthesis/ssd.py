"""The SSD tables of an invented borough, with the traps that real ones set."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from riskpanel.singleview.synthesis.extracts import second_id, seen_by, source_id, twice
from riskpanel.singleview.synthesis.people import Child, Copy, Happening, written_down

Row = dict[str, str]
Tables = dict[str, list[Row]]
NULL = "NULL"
NAMES = (
    "ssd_person",
    "ssd_address",
    "ssd_cin_episodes",
    "ssd_cin_assessments",
    "ssd_assessment_factors",
    "ssd_cin_plans",
    "ssd_cp_plans",
    "ssd_s47_enquiry",
    "ssd_cla_episodes",
    "ssd_cla_placement",
    "ssd_missing",
    "ssd_family",
    "ssd_mother",
)


def tables(children: Iterable[Child], until: datetime) -> Tables:
    """The tables as they are drawn at a moment."""
    told: Tables = {name: [] for name in NAMES}
    for child in children:
        if "csc" in child.known:
            _person(told, child)
            for what in seen_by(child, "csc", tuple(WRITERS), until):
                WRITERS[what.kind](told, child, what)
    _traps(told, until.date())
    return told


def _when(moment: datetime | date | None) -> str:
    if moment is None:
        return NULL
    return f"{moment:%Y-%m-%d %H:%M:%S}.000" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d} 00:00:00.000"


def _person(told: Tables, child: Child) -> None:
    number, person = child.number, source_id(child, "csc")
    copy = written_down(child, "csc")
    told["ssd_person"].append(_row_of(child, person, copy, estimated=number % 150 == 7))
    postcode = "nopostcode" if number % 80 == 3 else copy.postcode
    told["ssd_address"].append(_address(child, person, "2", date(2019, 1, 1), None, postcode))
    if number % 6 == 0:
        told["ssd_address"].append(_address(child, person, "1", date(2014, 1, 1), date(2019, 1, 1), child.before))
    if twice(child):
        again = _row_of(child, second_id(child), written_down(child, "csc again"), estimated=False)
        told["ssd_person"].append({**again, "pers_upn": NULL, "pers_single_unique_id": NULL})
        told["ssd_address"].append(_address(child, second_id(child), "3", date(2016, 1, 1), None, child.postcode))


def _row_of(child: Child, person: str, copy: Copy, *, estimated: bool) -> Row:
    number = child.number
    return {
        "pers_legacy_id": f"P-{number:06d}",
        "pers_person_id": person,
        "pers_upn": child.upn if number % 4 else NULL,
        "pers_forename": copy.given,
        "pers_surname": copy.family,
        "pers_sex": child.sex,
        "pers_gender": child.sex,
        "pers_ethnicity": child.ethnicity,
        "pers_dob": NULL if estimated else _when(copy.born),
        "pers_single_unique_id": child.nhs if number % 5 == 0 else NULL,
        "pers_upn_unknown": NULL,
        "pers_send_flag": "N",
        "pers_expected_dob": _when(copy.born) if estimated else NULL,
        "pers_death_date": NULL,
        "pers_is_mother": "N",
        "pers_nationality": NULL,
    }


def _address(child: Child, person: str, nth: str, began: date, ended: date | None, postcode: str) -> Row:
    return {
        "addr_table_id": f"A{child.number}-{nth}",
        "addr_person_id": person,
        "addr_address_type": "Home",
        "addr_address_start_date": _when(began),
        "addr_address_end_date": _when(ended),
        "addr_address_postcode": postcode,
        "addr_address_json": json.dumps(
            {"ROOM": "", "FLAT": "", "HOUSE": str(child.number % 90 + 1), "STREET": "Invented Road"}
        ),
    }


def _referral(told: Tables, child: Child, what: Happening) -> None:
    told["ssd_cin_episodes"].append(
        {
            "cine_referral_id": what.told["id"],
            "cine_person_id": source_id(child, "csc"),
            "cine_referral_date": _when(what.began),
            "cine_cin_primary_need_code": what.code,
            "cine_referral_source_code": "2B",
            "cine_referral_nfa": what.told["nfa"],
            "cine_close_reason": "RC8" if what.ended else NULL,
            "cine_close_date": _when(what.ended),
            "cine_referral_team": "SSD_PH",
            "cine_referral_worker_id": "Worker, A. (Duty)",
        }
    )


def _assessment(told: Tables, child: Child, what: Happening) -> None:
    number, codes = what.told["id"], what.told["factors"].split(",")
    told["ssd_cin_assessments"].append(
        {
            "cina_assessment_id": number,
            "cina_person_id": source_id(child, "csc"),
            "cina_referral_id": what.told["referral"],
            "cina_assessment_start_date": _when(what.began),
            "cina_assessment_child_seen": "Y",
            "cina_assessment_auth_date": _when(what.ended),
            "cina_assessment_outcome_nfa": "N",
        }
    )
    if what.ended:
        shape = child.number % 40
        told["ssd_assessment_factors"].append(
            {
                "cinf_table_id": f"F{number}",
                "cinf_assessment_id": number,
                "cinf_assessment_factors_json": _factors(codes, shape),
            }
        )


def _factors(codes: list[str], shape: int) -> str:
    """The list as most systems write it; as yes and no; between commas; and broken off."""
    if shape < 6:
        return json.dumps({**dict.fromkeys(codes, "Yes"), "5A": "No", "6A": ""})
    if shape < 8:
        return ", ".join(codes)
    return json.dumps(codes)[: -1 if shape == 8 else None]


def _plan(told: Tables, child: Child, what: Happening) -> None:
    cin = what.kind == "plan_cin"
    start = "cinp_cin_plan" if cin else "cppl_cp_plan"
    row = {
        f"{start}_id": what.told["id"],
        "cinp_person_id" if cin else "cppl_person_id": source_id(child, "csc"),
        "cinp_referral_id" if cin else "cppl_referral_id": what.told["referral"],
        f"{start}_start_date": _when(what.began),
        f"{start}_end_date": _when(what.ended),
    }
    more = {} if cin else {"cppl_cp_plan_initial_category": what.code, "cppl_cp_plan_latest_category": what.code}
    told["ssd_cin_plans" if cin else "ssd_cp_plans"].append(row | more)


def _enquiry(told: Tables, child: Child, what: Happening) -> None:
    told["ssd_s47_enquiry"].append(
        {
            "s47e_s47_enquiry_id": what.told["id"],
            "s47e_referral_id": what.told["referral"],
            "s47e_person_id": source_id(child, "csc"),
            "s47e_s47_start_date": _when(what.began),
            "s47e_s47_end_date": _when(what.ended),
            "s47e_s47_nfa": what.told["nfa"],
            "s47e_s47_outcome_json": '{"NFA_FLAG": "N", "OUTCOME_COMMENTS": "said "no" twice',
        }
    )


def _episode(told: Tables, child: Child, what: Happening) -> None:
    goes_on = what.told["last"] == "N"
    reason = NULL if what.ended is None else "X1" if goes_on else "E4A Returned home to live with parents"
    told["ssd_cla_episodes"].append(
        {
            "clae_cla_episode_id": what.told["id"],
            "clae_person_id": source_id(child, "csc"),
            "clae_cla_id": what.told["period"],
            "clae_cla_episode_start_date": _when(what.began),
            "clae_cla_episode_start_reason": "Started to be looked after",
            "clae_cla_episode_ceased_date": _when(what.ended),
            "clae_cla_episode_ceased_reason": reason,
            "clae_entered_care_date": f"{what.told['entered']} 00:00:00.000",
        }
    )


def _placement(told: Tables, child: Child, what: Happening) -> None:
    if what.code == "K3":
        return
    far = "999.9" if child.number % 15 == 0 else str(what.value)
    told["ssd_cla_placement"].append(
        {
            "clap_cla_placement_id": what.told["id"],
            "clap_cla_id": what.told["period"],
            "clap_person_id": NULL if child.number % 9 == 0 else source_id(child, "csc"),
            "clap_cla_placement_start_date": _when(what.began),
            "clap_cla_placement_type": what.code,
            "clap_cla_placement_distance": far,
            "clap_cla_placement_end_date": _when(what.ended),
        }
    )


def _missing(told: Tables, child: Child, what: Happening) -> None:
    nth = f"M{child.number}-{what.began:%y%m%d%H%M}"
    ended = f"{what.ended:%d/%m/%Y %H:%M}" if what.ended else NULL
    told["ssd_missing"].append(
        {
            "MISS_TABLE_ID": nth,
            "MISS_PERSON_ID": source_id(child, "csc"),
            "MISS_MISSING_EPISODE_START_DATE": f"{what.began:%d/%m/%Y %H:%M}",
            "MISS_MISSING_EPISODE_TYPE": what.code,
            "MISS_MISSING_EPISODE_END_DATE": ended,
            "MISS_MISSING_RHI_OFFERED": what.told["offered"] if what.ended else NULL,
            "MISS_MISSING_RHI_ACCEPTED": what.told["accepted"] if what.ended else NULL,
        }
    )


WRITERS = {
    "referral": _referral,
    "assessment": _assessment,
    "plan_cin": _plan,
    "plan_cp": _plan,
    "section47": _enquiry,
    "episode": _episode,
    "placement": _placement,
    "missing": _missing,
}


def _traps(told: Tables, today: date) -> None:
    """Rows that are wrong in ways in which real ones are."""
    if not (told["ssd_person"] and told["ssd_cin_episodes"] and told["ssd_cin_plans"]):
        return
    _odd_people(told, today)
    _odd_referrals(told["ssd_cin_episodes"])
    _odd_days(told, today)
    told["ssd_address"].append(dict(told["ssd_address"][-1]))


def _odd_people(told: Tables, today: date) -> None:
    people, model = told["ssd_person"], told["ssd_person"][0]
    nobody = {**dict.fromkeys(model, NULL), "pers_sex": "U", "pers_is_mother": "N"}
    admin = {"pers_person_id": "-1", "pers_forename": "SYSTEM", "pers_surname": "ADMIN"}
    dead = {"pers_person_id": "0000911", "pers_forename": "Wren", "pers_surname": "Fardon"}
    mother = {"pers_person_id": "0000922", "pers_forename": "Moira", "pers_surname": "Halton", "pers_is_mother": "Y"}
    people.append({**nobody, **admin})
    people.append({**nobody, **dead, "pers_death_date": _when(today - timedelta(days=400))})
    people.append({**nobody, **mother, "pers_dob": "1988-04-02 00:00:00.000"})
    people.append(dict(people[len(people) // 2]))
    child = model["pers_person_id"]
    told["ssd_mother"].append({"moth_table_id": "1", "moth_person_id": "0000922", "moth_childs_person_id": child})
    told["ssd_family"].append({"fami_table_id": "1", "fami_family_id": "", "fami_person_id": child})


def _odd_referrals(referrals: list[Row]) -> None:
    again = referrals[1 % len(referrals)]
    referrals.append({**referrals[0], "cine_referral_id": "orphan-1", "cine_person_id": "7777777777"})
    referrals.append({**again, "cine_person_id": f" {again['cine_person_id']} "})


def _odd_days(told: Tables, today: date) -> None:
    plans, enquiries = told["ssd_cin_plans"], told["ssd_s47_enquiry"]
    backwards = {"cinp_cin_plan_id": "backwards-1", "cinp_cin_plan_start_date": _when(today - timedelta(days=9))}
    plans.append({**plans[0], **backwards, "cinp_cin_plan_end_date": _when(today - timedelta(days=90))})
    if enquiries:
        to_come = {"s47e_s47_enquiry_id": "to-come-1", "s47e_s47_start_date": _when(today + timedelta(days=12))}
        enquiries.append({**enquiries[0], **to_come, "s47e_s47_end_date": NULL})
