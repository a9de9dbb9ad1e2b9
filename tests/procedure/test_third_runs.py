"""A procedure that nobody wrote code for runs from a concern to closure."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from riskpanel.children.models import Duty
from riskpanel.children.moves import Refused
from riskpanel.plans import actions as plans
from riskpanel.plans.models import LogEntry
from riskpanel.procedure import Procedure, load_procedure
from riskpanel.referrals import actions as referrals
from tests.procedures.founding import LONDON, NOW, Founded
from tests.procedures.meadow_round import (
    MEADOW,
    at_level,
    decide,
    larkmead,
    over,
    reported,
    under_way,
    with_a_plan,
)

pytestmark = pytest.mark.django_db
__all__ = ["larkmead"]


@pytest.fixture(scope="module")
def meadow() -> Procedure:
    return load_procedure(MEADOW)


def test_it_has_what_the_others_have_not(meadow: Procedure) -> None:
    assert [level.band for level in meadow.levels] == ["record", "plan", "panel"]
    assert meadow.meeting_of("triage") is None
    assert meadow.chair_rule.seats == ("paediatrician",)
    assert meadow.identity.slug not in {"hrp", "harm"}


def test_it_meets_each_week(larkmead: Founded) -> None:
    days = [sitting.starts_at.astimezone(LONDON) for sitting in larkmead.panel.sittings.order_by("starts_at")[:3]]
    assert [f"{day:%a %d %b %H:%M}" for day in days] == ["Thu 12 Nov 09:30", "Thu 19 Nov 09:30", "Thu 26 Nov 09:30"]


def test_its_own_words_are_said_to_its_people(larkmead: Founded) -> None:
    concern = at_level(larkmead, "calm")
    with pytest.raises(Refused, match="locked when the huddle has been held"):
        referrals.start_referral(concern=concern, by=larkmead.user("worker"), at=larkmead.now)


def test_it_runs_from_concern_to_closure(larkmead: Founded) -> None:
    referral = reported(larkmead)
    assert referral.state == "accepted" and referral.aimed_at.starts_at == datetime(2026, 11, 12, 9, 30, tzinfo=LONDON)
    first = under_way(larkmead, referral.aimed_at.starts_at)
    decide(larkmead, first, outcome="book", level="urgent")
    over(larkmead, first)
    entry = LogEntry.objects.get(child=referral.child)
    with_a_plan(larkmead, entry)
    look = Duty.objects.get(case=entry.pk, code="look_again", met_at=None)
    assert (look.due_at.date() - first.sitting.starts_at.date()).days == 56
    again = under_way(larkmead, datetime(2027, 1, 7, 9, 30, tzinfo=LONDON))
    leaving = {"receiving_service": "Hedgerow", "reentry_trigger": "Away again overnight"}
    decide(larkmead, again, outcome="leaves", level="wary", **leaving)
    over(larkmead, again)
    closed(larkmead, entry)


def closed(made: Founded, entry: LogEntry) -> None:
    """The page of the book closes, and no duty about it is left."""
    entry.refresh_from_db()
    assert (entry.state, entry.receiving_service) == ("stepped_down", "Hedgerow")
    plans.close_entry(entry=entry, by=made.user("clerk"), at=datetime(2027, 1, 8, 9, 0, tzinfo=LONDON))
    entry.refresh_from_db()
    assert entry.state == "closed"
    assert entry.keep_until.year == 2030
    assert not Duty.objects.filter(case=entry.pk, met_at=None).exists()


def opened(made: Founded, key: str, *addresses: str) -> str:
    """What stands on these pages for somebody, as one text; each of them opens."""
    client, told = Client(), []
    client.force_login(made.user(key))
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        told.append(answer.content.decode())
    return " ".join(told)


@pytest.fixture
def at_noon(monkeypatch) -> None:
    """The day on which everything was recorded, four hours later."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=4))


@pytest.mark.usefixtures("at_noon")
def test_its_pages_speak_its_words(larkmead: Founded) -> None:
    referral = reported(larkmead)
    worker = opened(
        larkmead, "worker", "/", reverse("concerns"), referral.concern.get_absolute_url(),
        referral.get_absolute_url(), referral.checklist.get_absolute_url(), reverse("child", args=[referral.child_id]),
    )  # fmt: skip
    chair = opened(
        larkmead, "paediatrician", "/", reverse("log"), reverse("meetings"), reverse("referrals"), reverse("actions"),
        reverse("children"), referral.get_absolute_url(), reverse("child", args=[referral.child_id]),
        reverse("procedure"),
    )  # fmt: skip
    clerk = opened(larkmead, "clerk", "/", reverse("meetings"), reverse("log"), reverse("referrals"))
    assert "Urgent" in worker and worker.count(">PRIVATE</p>") == 2 * 6
    assert "Round Book" in chair and "Round Book" in clerk
    for words in ("High-Risk", "strategy meeting", "core group", "pre-panel", "Business Support", "OFFICIAL-SENSITIVE"):
        assert words.lower() not in (worker + chair + clerk).lower(), words


@pytest.mark.usefixtures("at_noon")
def test_what_it_does_not_have_is_not_there(larkmead: Founded) -> None:
    client = Client()
    client.force_login(larkmead.user("clerk"))
    assert client.get(reverse("placed_children")).status_code == 404
    assert client.get(reverse("meetings")).status_code == 200


@pytest.mark.usefixtures("at_noon")
def test_the_navigation_offers_what_there_is(larkmead: Founded) -> None:
    page = opened(larkmead, "clerk", "/")
    assert reverse("placed_children") not in page
    assert f'href="{reverse("log")}"' in page
