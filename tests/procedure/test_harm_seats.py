"""The eighteen seats of the HARM Panel, by role, and who stands in for each."""

import pytest

from riskpanel.procedure import boxed

HARM = boxed("harm")
SEATS = [
    ("IASS", "SASS team manager"),
    ("ISS", "ISS group manager"),
    ("Safeguarding hub and assessment", "Team manager"),
    ("Family placement", "Team manager"),
    ("Disability, ages 5 to 19", "preparation for adulthood"),
    ("CAMHS", "without a role"),
    ("Community safety, data analyst", "Community safety officer"),
    ("data analyst", ""),
    ("Missing and exploitation", "social worker"),
    ("Acute hospital", ""),
    ("Police exploitation", "Detective Constable"),
    ("Police missing", "Philomena"),
    ("Youth support", "Targeted youth manager"),
    ("Specialist nurse", ""),
    ("Virtual school", "Advisory teacher"),
    ("neighbourhood", ""),
    ("Wise Up", ""),
    ("housing", ""),
]


@pytest.mark.clause(
    "HARM-MEM-1", "HARM-MEM-R1", "HARM-MEM-R2", "HARM-MEM-R3", "HARM-MEM-R4", "HARM-MEM-R5", "HARM-MEM-R6",
    "HARM-MEM-R7", "HARM-MEM-R8", "HARM-MEM-R9", "HARM-MEM-R10", "HARM-MEM-R11", "HARM-MEM-R12", "HARM-MEM-R13",
    "HARM-MEM-R14", "HARM-MEM-R15", "HARM-MEM-R16", "HARM-MEM-R17", "HARM-MEM-R18",
)  # fmt: skip
@pytest.mark.parametrize("number", range(1, 19))
def test_each_seat(number: int) -> None:
    seat, (title, stand_in) = HARM.seats[number - 1], SEATS[number - 1]
    assert title in seat.title and seat.clauses[0] == f"HARM-MEM-R{number}"
    assert stand_in in seat.stand_in and bool(seat.stand_in) is bool(stand_in) is seat.may_delegate
    assert seat.chair is (number <= 2)
    assert (seat.gives == "analyst") is (number in (7, 8))
