"""The SSDA903 return's header file: one row for each child looked after. It gives no names."""

from datetime import date

from riskpanel.singleview.formats.cells import Wrong, birth, coded, identity, text
from riskpanel.singleview.formats.table import Reading, Table, read_rows

SOURCE = "ssda903"
WANTED = frozenset({"child", "sex", "dob"})
COLUMNS = {
    "child": "child",
    "sex": "sex",
    "dob": "dob",
    "ethnic": "ethnic",
    "upn": "upn",
    "mother": "mother",
    "mc_dob": "mc_dob",
}
SEXES = {"1": "male", "2": "female", "m": "male", "f": "female", "u": "unknown", "0": "unknown"}
NO_UPN = frozenset(f"un{number}" for number in range(1, 11))


def read_header(table: Table, today: date) -> Reading:
    """The children of a header file, under our own names; the names that it lacks are blank."""
    return read_rows(table, SOURCE, COLUMNS, lambda row: _understood(row, today))


def _understood(row: dict[str, str], today: date) -> dict[str, object]:
    born_on = birth(row["dob"], "The date of birth", today)
    if born_on is None:
        raise Wrong("The date of birth is missing")
    upn = row["upn"].upper()
    return {
        "source_id": identity(row["child"], "The id"),
        "given_name": "",
        "family_name": "",
        "sex": coded(row["sex"], "The sex code", SEXES),
        "born_on": born_on,
        "birth_estimated": False,
        "ethnicity": text(row["ethnic"].upper(), "The ethnicity", 60),
        "upn": "" if upn.casefold() in NO_UPN else text(upn, "The UPN", 13),
    }
