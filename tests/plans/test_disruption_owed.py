"""A line of disruption with a day is owed by the agency that does it, until it is in place, refused or ended."""

import html
from datetime import date

import pytest

from riskpanel.children.models import Duty
from riskpanel.desk.management.commands.refresh_duties import refresh_all
from riskpanel.plans import actions
from riskpanel.plans.models import LogEntry
from tests import making_plans as making

OWED = "Put the disruption in place, or say why not"


def owed(entry):
    return Duty.objects.filter(about="disruption", child=entry.child, met_at=None)


def change(cast, entry, **fields):
    line = entry.disruption.get()
    line.entry = LogEntry.objects.get(pk=entry.pk)
    version = line.entry.version
    return actions.change_disruption(disruption=line, version=version, by=cast.council_chair, at=cast.now, **fields)


def page(cast, user, url) -> str:
    return html.unescape(cast.client(user).get(url).content.decode())


@pytest.mark.clause("HRP-5.6.b", "HRP-A2-2.2")
def test_the_contacts_of_the_agency_owe_a_line_by_its_day_once_they_have_the_plan(cast):
    entry = making.full_plan(cast)
    assert not owed(entry).exists()
    version = actions.approve_plan(entry=entry, by=cast.council_chair, at=cast.now)
    actions.send_copies(version=version, by=cast.coordinator, at=cast.now)
    duty = owed(entry).get()
    assert duty.due_at.date() == date(2026, 11, 20) and duty.owners.get().agency == cast.agency("police")
    assert duty.url == f"/plans/{entry.pk}/disruption/{entry.disruption.get().pk}/"
    change(cast, entry, due_on=date(2026, 11, 25))
    assert owed(entry).get().due_at.date() == date(2026, 11, 25)


@pytest.mark.clause("HRP-5.6.b")
@pytest.mark.parametrize(
    "said", [{"status": "in_place"}, {"status": "refused", "reason": "No car."}, {"status": "ended"}]
)
def test_it_is_met_once_the_line_is_in_place_refused_with_a_reason_or_ended(cast, said):
    entry = making.approved_plan(cast)
    assert owed(entry).exists()
    change(cast, entry, **said)
    assert not owed(entry).exists()
    assert Duty.objects.get(about="disruption").met_at == cast.now


def test_it_is_among_what_is_due_on_the_plan_for_those_who_may_read_the_line(cast):
    entry = making.approved_plan(cast)
    text = page(cast, cast.police_chair, entry.get_absolute_url())
    assert OWED in text.split("What is due")[1].split("rp-columns")[0]
    assert OWED not in page(cast, cast.worker, entry.get_absolute_url()).split("What happened")[0]


def test_a_line_that_is_handed_to_an_agency_without_the_plan_waits_until_it_has_it(cast):
    entry = making.approved_plan(cast)
    change(cast, entry, agency=cast.agency("housing"), label="")
    assert not owed(entry).exists()
    version = actions.approve_plan(entry=LogEntry.objects.get(pk=entry.pk), by=cast.council_chair, at=cast.now)
    actions.send_copies(version=version, by=cast.coordinator, at=cast.now)
    assert owed(entry).get().owners.get().agency == cast.agency("housing")


def test_a_plan_that_has_ended_owes_nothing_and_the_rest_is_worked_out_anew(cast):
    entry = making.approved_plan(cast)
    Duty.objects.all().delete()
    refresh_all(cast.now.date())
    assert owed(entry).get().owners.get().agency == cast.agency("police")
    actions.end_entry(entry=entry, rationale="Grown up.", by=cast.council_chair, at=cast.now)
    assert not owed(entry).exists()
