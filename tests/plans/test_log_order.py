"""The table of the log: what was reported since the panel decided, since when a level stands, who comes first."""

import pytest

from riskpanel.plans import actions
from tests import making_plans as making
from tests.plans.helping import at


def _listed(cast, *entries) -> list:
    """The entries in the order in which the log shows them."""
    text = cast.client(cast.council_chair).get("/log/").content.decode()
    body = text.split("<tbody>")[1]
    return sorted(entries, key=lambda one: body.index(one.child.reference))


def _row(cast, entry) -> str:
    """The row of an entry, as the log shows it."""
    text = cast.client(cast.council_chair).get("/log/").content.decode()
    return next(row for row in text.split("<tr data-row")[1:] if entry.child.reference in row).split("</tr>")[0]


@pytest.mark.clause("HRP-4.4", "HRP-4.3-HI.b")
def test_a_rise_that_was_reported_stands_beside_the_panels_level_until_it_is_answered(cast):
    entry = making.log_entry(cast, at=at(11, 3))
    assert "reported" not in _row(cast, entry)
    actions.raise_level(entry=entry, level="very_high", reason="Found far away.", by=cast.worker, at=at(11, 9, 15))
    row = _row(cast, entry)
    assert "reported Very high, 9 Nov" in row and "High" in row.split("reported")[0]
    said = {"confirmed": False, "reason": "A mix-up.", "next_step": "next_panel"}
    actions.answer_raised_level(entry=entry, by=cast.council_chair, at=at(11, 9, 16), **said)
    assert "reported" not in _row(cast, entry)


def test_since_is_the_start_of_the_unbroken_run_of_the_level_and_not_the_last_review(cast):
    entry = making.log_entry(cast, level="very_high", at=at(8, 4))
    reviewed = {"entry": entry, "rationale": "As it was.", "by": cast.council_chair}
    for level, day in (("high", at(9, 1)), ("very_high", at(10, 6)), ("high", at(10, 20)), ("high", at(11, 3))):
        actions.record_review(level=level, at=day, **reviewed)
    row = _row(cast, entry)
    assert 'data-label="Since">Tue 20 Oct 2026' in row and 'data-label="Last review">Tue 3 Nov 2026' in row


def test_the_gravest_come_first_then_the_soonest_review(cast):
    later = making.log_entry(cast, child=cast.child(given_name="Kim"), next_meeting_at=at(12, 1))
    sooner = making.log_entry(cast, child=cast.child(given_name="Lee"), next_meeting_at=at(11, 17))
    gravest = making.log_entry(
        cast, child=cast.child(given_name="Jo"), level="very_high", referrer_level="high", next_meeting_at=at(12, 8)
    )
    assert _listed(cast, later, sooner, gravest) == [gravest, sooner, later]
    actions.raise_level(entry=later, level="very_high", reason="Worse.", by=cast.worker, at=at(11, 10, 9))
    assert _listed(cast, later, sooner, gravest) == [later, gravest, sooner]


def test_every_cell_says_what_it_is_where_the_cells_stand_below_one_another(cast):
    entry = making.log_entry(cast, next_meeting_at=at(11, 17))
    row = _row(cast, entry)
    for title in ("Level", "Since", "Next review", "Lead", "Open actions"):
        assert f'data-label="{title}"' in row
