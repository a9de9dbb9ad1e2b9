"""Every address under procedures that lack what another one has: it opens, or it is not there, and no
page fails."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from riskpanel.plans import actions as plans
from riskpanel.plans.models import LogEntry
from riskpanel.referrals import actions as referrals
from tests.procedures.founding import Founded
from tests.procedures.harm_panel import gave, harm, known, opened, published
from tests.procedures.meadow_round import decide, larkmead, reported, under_way, with_a_plan
from tests.repository.routes import Route, address, model_of, routes

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
__all__ = ["harm", "larkmead"]


def at_work(made: Founded) -> None:
    """A concern with its sheet, a meeting in session, an action, a challenge and an escalation."""
    child, worker = known(made), made.user("lead_worker")
    concern = referrals.record_concern(
        panel=made.panel, child=child, by=worker, at=made.now, happening="Away.", noticed_on=made.now.date()
    )
    referrals.start_checklist(concern=concern, instrument=made.procedure.checklists[0], by=worker, at=made.now)
    meeting = opened(made, published(made, "before_mace", child))
    gave(made, meeting, child)
    told = {"child": child, "by": made.user("camhs"), "at": made.now}
    plans.challenge(entry=None, to_agency=made.agencies["police"], words="Why not?", **told)
    plans.raise_escalation(
        panel=made.panel, track="case", issue="Stuck.", recipients=[made.member("placements")], **told
    )


def addresses() -> list[tuple[Route, str]]:
    """Each route, on the newest record of its kind where it is about one. That each kind of address has its
    record is for `tests/repository` to ask."""
    found = []
    for route in routes():
        with suppress(LookupError):
            if not route.keywords:
                found.append((route, f"/{route.pattern}"))
            elif record := model_of(route)._default_manager.order_by("-pk").first():
                value = record.case if route.keywords[0][1] == "case" else record.pk
                found.append((route, address(route, record, value)))
    return found


def failures(made: Founded, key: str) -> list[str]:
    """Every address that fails for somebody, asked for and sent empty."""
    client, wrong = Client(raise_request_exception=False), []
    client.force_login(made.user(key))
    for route, url in addresses():
        for send in (client.get, client.post):
            with transaction.atomic():
                answer = send(url)
            if answer.status_code >= 500:
                wrong.append(f"{route.name}: {answer.status_code} on {send.__name__}")
            client.force_login(made.user(key))
    return wrong


@pytest.mark.parametrize("key", ["intensive_manager", "lead_worker"])
def test_no_page_fails_where_children_come_from_lists(harm: Founded, key: str, monkeypatch) -> None:
    at_work(harm)
    monkeypatch.setattr("django.utils.timezone.now", lambda: harm.now + timedelta(days=21))
    assert failures(harm, key) == []


@pytest.mark.parametrize("key", ["paediatrician", "worker"])
def test_no_page_fails_where_nobody_stands_before_the_panel(larkmead: Founded, key: str, monkeypatch) -> None:
    referral = reported(larkmead)
    meeting = under_way(larkmead, referral.aimed_at.starts_at)
    decide(larkmead, meeting, outcome="book", level="urgent")
    with_a_plan(larkmead, LogEntry.objects.get(child=referral.child))
    monkeypatch.setattr("django.utils.timezone.now", lambda: larkmead.now + timedelta(days=4))
    assert failures(larkmead, key) == []
