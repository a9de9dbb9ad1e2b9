"""The Standard Safeguarding Dataset's ssd_person table, as councils export it to CSV."""

from datetime import date

from riskpanel.singleview.formats.cells import Wrong, birth, blank, coded, day, identity, text
from riskpanel.singleview.formats.table import Reading, Table, read_rows

SOURCE = "ssd"
WANTED = frozenset({"pers_person_id", "pers_dob"})
COLUMNS = {
    f"pers_{name}": name
    for name in (
        "legacy_id", "person_id", "upn", "forename", "surname", "sex", "gender", "ethnicity", "dob",
        "single_unique_id", "upn_unknown", "send_flag", "expected_dob", "death_date", "is_mother", "nationality",
    )
}  # fmt: skip
SEXES = {"m": "male", "f": "female", "u": "unknown", "i": "unknown", "unknown": "unknown"}
MISSPELT = {"CNHE": "CHNE"}
YES = frozenset({"y", "yes", "true", "1"})


def read_person(table: Table, today: date) -> Reading:
    """The people of the table, under our own names. Somebody who has died is rejected, with that reason."""
    return read_rows(table, SOURCE, COLUMNS, lambda row: _understood(row, today))


def _understood(row: dict[str, str], today: date) -> dict[str, object]:
    if day(row["death_date"], "The date of death"):
        raise Wrong("The file gives a date of death: nothing is loaded of this child")
    born_on, estimated = _born(row, today)
    ethnicity = row["ethnicity"].upper()
    return {
        "source_id": identity(row["person_id"], "The id", 48),
        "given_name": text(row["forename"], "The forename", 100),
        "family_name": text(row["surname"], "The surname", 150),
        "sex": coded(row["sex"], "The sex code", SEXES),
        "born_on": born_on,
        "birth_estimated": estimated,
        "ethnicity": text(MISSPELT.get(ethnicity, ethnicity), "The ethnicity", 60),
        "upn": text(row["upn"].upper(), "The UPN", 13),
        "has_send": row["send_flag"].casefold() in YES,
    }


def _born(row: dict[str, str], today: date) -> tuple[date | None, bool]:
    """Systems that hold an estimated date of birth give it as the expected one and leave the other
    blank. An expected date to come says nothing of an age."""
    born_on = birth(row["dob"], "The date of birth", today)
    if born_on or blank(row["expected_dob"]):
        return born_on, False
    expected = day(row["expected_dob"], "The expected date of birth")
    return (expected, True) if expected and expected <= today else (None, False)
