"""Every page opens for those whom it is for, within fifteen queries, and for nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskpanel.plans import actions
from riskpanel.plans.models import PlanCopy
from tests import making_plans as making
from tests.queries import housekeeping

MOST_QUERIES = 15


@pytest.fixture
def story(cast):
    """A plan with a copy, an action, an escalation, a challenge, and a child placed here."""
    entry = making.approved_plan(cast)
    child = entry.child
    said = {"by": cast.worker, "at": cast.now}
    escalation = actions.raise_escalation(
        panel=cast.panel, child=child, track="case", issue="Nobody comes.", against=cast.agency("health"), **said
    )
    challenge = actions.challenge(child=child, entry=entry, to_agency=cast.agency("health"), words="Where?", **said)
    placed = actions.note_placed_child(
        panel=cast.panel,
        child=cast.child(given_name="Sam", family_name="Elsewhere"),
        placing_authority="Eastbrook Council",
        setting="private_home",
        risk="Missing twice a week.",
        by=cast.coordinator,
        at=cast.now,
    )
    return {
        "entry": entry,
        "risk": entry.risks.get(),
        "service": entry.services.get(),
        "disruption": entry.disruption.get(),
        "copy": PlanCopy.objects.get(agency=cast.agency("police")),
        "action": entry.actions.get(),
        "escalation": escalation,
        "challenge": challenge,
        "placed": placed,
        "child": child,
    }


CHAIRS = [
    ("log",),
    ("plan", "entry"),
    ("plan_family", "entry"),
    ("plan_versions", "entry"),
    ("plan_approve", "entry"),
    ("plan_send", "entry"),
    ("plan_review", "entry"),
    ("plan_close", "entry"),
    ("plan_lead", "entry"),
    ("plan_raise_level", "entry"),
    ("plan_raised_level", "entry"),
    ("plan_risk_new", "entry"),
    ("plan_risk", "entry", "risk"),
    ("plan_service_new", "entry"),
    ("plan_service", "entry", "service"),
    ("plan_disruption_new", "entry"),
    ("plan_disruption", "entry", "disruption"),
    ("plan_no_disruption", "entry"),
    ("plan_action_new", "entry"),
    ("plan_copy", "copy"),
    ("plan_copy_file", "copy"),
    ("actions",),
    ("action_new",),
    ("action", "action"),
    ("action_report", "action"),
    ("action_verify", "action"),
    ("action_send_back", "action"),
    ("action_extend", "action"),
    ("action_refuse", "action"),
    ("action_settle", "action"),
    ("action_cancel", "action"),
    ("escalation_new", "child"),
    ("challenge_new", "child"),
    ("escalation", "escalation"),
    ("escalation_answer", "escalation"),
    ("escalation_view", "escalation"),
    ("escalation_next", "escalation"),
    ("escalation_resolve", "escalation"),
    ("escalation_withdraw", "escalation"),
    ("challenge", "challenge"),
    ("placed_children",),
    ("placed_child_new",),
    ("placed_child", "placed"),
    ("placed_child_request", "placed"),
    ("placed_child_chase", "placed"),
    ("placed_child_confirm", "placed"),
    ("placed_child_not_confirmed", "placed"),
    ("placed_child_escalate", "placed"),
    ("placed_child_review", "placed"),
    ("placed_child_moved", "placed"),
    ("placed_child_end", "placed"),
    ("log_extract",),
]


def path(name, *keys, story):
    return reverse(name, args=[story[key].pk for key in keys])


def test_a_co_chair_opens_every_page_within_fifteen_queries(cast, story):
    client = cast.client(cast.police_chair)
    for line in CHAIRS:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(path(*line, story=story))
        assert response.status_code == 200, line
        said = [one["sql"] for one in asked.captured_queries if not housekeeping(one["sql"])]
        assert len(said) <= MOST_QUERIES, (line, "\n".join(one[:160] for one in said))
        if response.headers["Content-Type"].startswith("text/html"):
            title = response.content.decode().split("<title>")[1].split("</title>")[0]
            assert "Robin" not in title and "Testerly" not in title


def test_somebody_with_no_part_gets_a_plain_404_or_no_door(cast, story):
    for user in (cast.stranger, cast.outsider, cast.administrator):
        client = cast.client(user)
        for line in CHAIRS:
            response = client.get(path(*line, story=story))
            assert b"Testerly" not in response.content, line
            assert len(line) == 1 or response.status_code in {403, 404}, line
