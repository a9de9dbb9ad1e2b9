"""The extracts of the police, the youth justice service, schools and health, each with its mapping."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from riskpanel.singleview.synthesis.people import Child, Copy, Happening, children, written_down

Row = dict[str, str]


@dataclass(frozen=True)
class Extract:
    """One file of one agency: which happenings stand in it, and how a row is written."""

    file: str
    agency: str
    kinds: tuple[str, ...]
    row: Callable[[Child, Copy, Happening], Row]
    mapping: str


TWICE_IN = 170


def twice(child: Child) -> bool:
    """Whether social care holds the child under two ids, as happens."""
    return child.number % TWICE_IN == 11 and "csc" in child.known


def second_id(child: Child) -> str:
    """The other id of a child whom social care holds twice."""
    return f"0{child.number + 90_000_000}"


def source_id(child: Child, agency: str) -> str:
    """The child's id at an agency. No two agencies share it."""
    number = child.number
    return {
        "csc": f"{(number * 7_919 + 104_729) % 9_999_991:07d}",
        "police": f"52X2/{(number * 3_571 + 17) % 999_983:06d}/{number % 90 + 10}",
        "education": child.upn,
        "youth_justice": f"YJ{(number * 911 + 5) % 99_991:05d}{number // 90_000 or ''}",
        "health": f"H{number + 400_000}",
    }[agency]


def _british(moment: datetime | date | None) -> str:
    return f"{moment:%d/%m/%Y}" if moment else ""


def _clock(moment: datetime | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def _iso(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""


def _nominal(child: Child, copy: Copy) -> Row:
    return {
        "Nominal URN": source_id(child, "police"),
        "Surname": copy.family.upper(),
        "Forenames": copy.given,
        "Date of Birth": _british(copy.born),
        "Gender": {"M": "Male", "F": "Female"}[child.sex],
        "Home Postcode": copy.postcode,
    }


def _police_missing(child: Child, copy: Copy, what: Happening) -> Row:
    return {
        **_nominal(child, copy),
        "Missing Reference": what.told["reference"],
        "Date Missing": _british(what.began),
        "Time Missing": _clock(what.began),
        "Date Found": _british(what.ended),
        "Time Found": _clock(what.ended),
        "Risk Grading": what.code,
    }


def _police_event(child: Child, copy: Copy, what: Happening) -> Row:
    words = {
        "arrest": "Arrest",
        "victim": "Victim",
        "police_report": "Intelligence",
        "nrm": "NRM referral",
        "notice": "CAWN",
    }
    return {
        **_nominal(child, copy),
        "Record Type": words[what.kind],
        "Occurred": _iso(what.began),
        "Until": _iso(what.ended),
        "Offence or Matter": what.code,
        "Crime Reference": what.told.get("reference", ""),
    }


def _youth_justice(child: Child, copy: Copy, what: Happening) -> Row:
    return {
        "YJS ID": source_id(child, "youth_justice"),
        "Name": f"{copy.family}, {copy.given}",
        "DOB": _british(copy.born),
        "Sex": child.sex,
        "Postcode": copy.postcode,
        "Outcome Date": what.began.strftime("%d-%b-%Y"),
        "Outcome": what.code,
    }


def _pupil(child: Child, copy: Copy) -> Row:
    return {
        "UPN": child.upn,
        "Legal Surname": copy.family,
        "Legal Forename": copy.given,
        "DoB": _british(copy.born),
        "Gender": child.sex,
        "Postcode": copy.postcode,
    }


def _attendance(child: Child, copy: Copy, what: Happening) -> Row:
    told = "" if what.value is None else f"{what.value:.1f}%"
    return {
        **_pupil(child, copy),
        "Period Start": _british(what.began),
        "Period End": _british(what.ended),
        "Attendance": told,
    }


def _exclusion(child: Child, copy: Copy, what: Happening) -> Row:
    return {
        **_pupil(child, copy),
        "Start": _british(what.began),
        "End": _british(what.ended),
        "Type and Reason": what.code,
    }


def _health(child: Child, copy: Copy, what: Happening) -> Row:
    told = child.nhs if child.number % 20 else ""
    return {
        "Local ID": source_id(child, "health"),
        "NHS No": f"{told[:3]} {told[3:6]} {told[6:]}".strip(),
        "Forename": copy.given,
        "Surname": copy.family,
        "Date of birth": copy.born.isoformat() if copy.born else "",
        "Sex": {"M": "1", "F": "2"}[child.sex],
        "Postcode": copy.postcode,
        "Attended": _iso(what.began),
        "Reason": what.code,
        "Restricted Record": "Y" if child.number % 400 == 9 else "N",
    }


NOMINAL = """source_id = "Nominal URN"
family = "Surname"
given = "Forenames"
born = "Date of Birth"
sex = "Gender"
postcode = "Home Postcode"
"""
PUPIL = """source_id = "UPN"
upn = "UPN"
family = "Legal Surname"
given = "Legal Forename"
born = "DoB"
sex = "Gender"
postcode = "Postcode"
"""
EXTRACTS = (
    Extract(
        "police_missing",
        "police",
        ("missing",),
        _police_missing,
        f"""name = "Police missing reports"
source = "police"
kind = "missing"
dates = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]

[columns]
{NOMINAL}key = "Missing Reference"
reference = "Missing Reference"
began = ["Date Missing", "Time Missing"]
ended = ["Date Found", "Time Found"]
code = "Risk Grading"
""",
    ),
    Extract(
        "police_records",
        "police",
        ("arrest", "victim", "police_report", "nrm", "notice"),
        _police_event,
        f"""name = "Police records that name a child"
source = "police"

[columns]
{NOMINAL}kind = "Record Type"
began = "Occurred"
ended = "Until"
code = "Offence or Matter"
reference = "Crime Reference"

[codes.kind]
"Arrest" = "arrest"
"Victim" = "victim"
"Intelligence" = "police_report"
"NRM referral" = "nrm"
"CAWN" = "notice"
""",
    ),
    Extract(
        "youth_justice",
        "youth_justice",
        ("youth_justice",),
        _youth_justice,
        """name = "Youth justice outcomes"
source = "youth_justice"
kind = "youth_justice"
dates = ["%d/%m/%Y", "%d-%b-%Y"]

[columns]
source_id = "YJS ID"
full_name = "Name"
born = "DOB"
sex = "Sex"
postcode = "Postcode"
began = "Outcome Date"
code = "Outcome"
""",
    ),
    Extract(
        "school_attendance",
        "education",
        ("attendance",),
        _attendance,
        f"""name = "Attendance, four weeks each"
source = "education"
kind = "attendance"

[columns]
{PUPIL}began = "Period Start"
ended = "Period End"
value = "Attendance"
""",
    ),
    Extract(
        "school_exclusions",
        "education",
        ("exclusion",),
        _exclusion,
        f"""name = "Suspensions and exclusions"
source = "education"
kind = "exclusion"

[columns]
{PUPIL}began = "Start"
ended = "End"
code = "Type and Reason"
""",
    ),
    Extract(
        "health_attendances",
        "health",
        ("health_attendance",),
        _health,
        """name = "Emergency and sexual health"
source = "health"
kind = "health_attendance"

[columns]
source_id = "Local ID"
nhs = "NHS No"
given = "Forename"
family = "Surname"
born = "Date of birth"
sex = "Sex"
postcode = "Postcode"
restricted = "Restricted Record"
began = "Attended"
code = "Reason"
""",
    ),
)


def heading(extract: Extract) -> list[str]:
    """The columns of an extract, also of one in which nothing stands."""
    nobody = next(children(1, 0, date(2020, 1, 1)))
    what = Happening(extract.agency, extract.kinds[0], datetime(2020, 1, 1), told={"reference": ""})
    return list(extract.row(nobody, written_down(nobody, extract.agency), what))


def rows(extract: Extract, made: Iterable[Child], until: datetime) -> list[Row]:
    """The rows of an extract as it is drawn at a moment: what has not happened is not in it, and what has not
    ended has no end."""
    told = []
    for child in made:
        if extract.agency in child.known:
            copy = written_down(child, extract.agency)
            told += [extract.row(child, copy, seen) for seen in seen_by(child, extract.agency, extract.kinds, until)]
    return told


def seen_by(child: Child, agency: str, kinds: tuple[str, ...], until: datetime) -> list[Happening]:
    """What an agency has recorded of a child by a moment. A four weeks' attendance is told when they are over."""
    found = []
    for what in child.happened:
        if what.agency != agency or what.kind not in kinds or what.began > until:
            continue
        over = what.ended is not None and what.ended <= until
        if what.kind == "attendance" and not over:
            continue
        kept_end = what.ended if over or what.kind in {"notice", "exclusion"} else None
        found.append(Happening(agency, what.kind, what.began, kept_end, what.code, what.value, what.told))
    return found
