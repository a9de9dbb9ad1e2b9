"""The invented borough: told once, through the software's own actions, and then looked at."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from riskpanel.children.models import Child, Duty, RestrictedNote
from riskpanel.demo.people import people_file
from riskpanel.demo.telling import tell
from riskpanel.meetings.models import Decision, Invitation, Meeting, Pattern, ShareRequest
from riskpanel.meetings.stages import HANDED_OUT
from riskpanel.plans.models import Action, Challenge, Escalation, LogEntry, PlacedChild, PlanCopy, PlanVersion
from riskpanel.referrals.models import Concern, Contributor, ProtectionCall, Referral, TriageDecision, Waiver
from tests.cast import NOW
from tests.cast import company as people


def states(model):
    """How many records of a kind are in each state."""
    found = {}
    for state in model.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def children_of_every_age(company):
    return Child.objects.count() >= 40 and Child.objects.filter(address_withheld=True).exists()


def four_months_of_panels(company):
    held = Meeting.objects.filter(state__in=HANDED_OUT).order_by("sitting__starts_at")
    span = held.last().sitting.starts_at - held.first().sitting.starts_at
    return (
        held.count() >= 4
        and span > timedelta(days=80)
        and TriageDecision.objects.filter(sitting__isnull=False).exists()
    )


def a_panel_ahead_with_its_agenda_and_one_in_the_making(company):
    coming = Meeting.objects.filter(sitting__starts_at__gt=NOW)
    return coming.filter(state="published").exists() and coming.filter(state="planned", items__isnull=False).exists()


def attendance_deputies_and_apologies(company):
    past = Invitation.objects.filter(meeting__state__in=HANDED_OUT)
    return all(past.filter(answer=answer).exists() for answer in ("coming", "deputy", "apologies"))


def concerns_at_every_stage(company):
    stages = {
        "open",
        "early_help",
        "checklist_started",
        "level_set",
        "countersigned",
        "in_plan",
        "strategy_booked",
        "referred",
        "closed",
    }
    return stages <= set(states(Concern))


def a_checklist_that_two_agencies_have_half_filled(company):
    signed = Contributor.objects.filter(checklist__state="shared", signed_at__isnull=False)
    return signed.filter(checklist__contributors__signed_at=None).exists()


def referrals_in_every_state(company):
    wanted = {
        "draft",
        "waiver_pending",
        "submitted",
        "returned",
        "accepted",
        "on_agenda",
        "discussed",
        "not_accepted",
        "withdrawn",
    }
    return wanted <= set(states(Referral)) and TriageDecision.objects.filter(outcome="called_in").exists()


def emergencies_asked_and_accepted(company):
    known = set(Referral.objects.values_list("emergency", flat=True))
    return {"asked", "accepted"} <= known and Meeting.objects.filter(
        sitting__extraordinary=True, state="published"
    ).exists()


def a_waiver_with_one_signature_and_one_refused(company):
    waiting = [w for w in Waiver.objects.filter(closed_at=None) if w.signatures.count() == 1]
    return bool(waiting) and Waiver.objects.filter(outcome="refused").exists()


def a_log_in_every_stage(company):
    found = states(LogEntry)
    live = found.get("active", 0) + found.get("logged", 0)
    numbers = set(PlanVersion.objects.values_list("number", flat=True))
    left = {"stepped_down", "closed", "transferred"} <= set(found)
    return live >= 14 and found.get("logged", 0) >= 1 and {1, 2, 3} <= numbers and left


def somebody_who_came_back(company):
    return LogEntry.objects.filter(previous__isnull=False, state__in=("logged", "active")).exists()


def copies_filed_and_not_filed(company):
    return {"filed", "sent", "replaced"} <= set(states(PlanCopy))


def a_refused_action_and_disputes_open_and_resolved(company):
    disputes = Escalation.objects.filter(track="dispute")
    both = {"open", "resolved"} <= set(disputes.values_list("state", flat=True))
    return both and Action.objects.filter(state="refused").exists() and Escalation.objects.filter(track="case").exists()


def actions_in_every_state(company):
    late = Duty.objects.filter(code="do_action", met_at=None, due_at__lt=NOW)
    done = {"open", "done", "verified"} <= set(states(Action))
    return done and late.exists() and Action.objects.filter(extended=1).exists()


def challenges_open_and_answered(company):
    return {"open", "answered"} <= set(states(Challenge))


def children_placed_by_other_authorities(company):
    return {"confirmed", "requested", "not_confirmed", "escalated"} <= set(states(PlacedChild))


def patterns_of_every_kind(company):
    return {"location", "group", "cross_border"} <= set(Pattern.objects.values_list("kind", flat=True))


def restricted_notes_calls_and_shares(company):
    labels = {"police_only", "health_only"} <= set(RestrictedNote.objects.values_list("label", flat=True))
    asked = ShareRequest.objects.filter(agreed=True).exists() and ShareRequest.objects.filter(agreed=None).exists()
    return labels and asked and ProtectionCall.objects.filter(child=None).exists()


def decisions_of_every_kind(company):
    wanted = {"log", "not_logged", "deferred", "keep", "step_down", "transfer"}
    dissent = Decision.objects.exclude(dissent="").exists()
    return wanted <= set(Decision.objects.values_list("outcome", flat=True)) and dissent


def duties_late_today_and_coming(company):
    still = Duty.objects.filter(met_at=None)
    return still.filter(due_at__lt=NOW).count() > 5 and still.filter(due_at__gte=NOW).count() > 10


def words_of_children_and_families(company):
    told = PlanVersion.objects.exclude(child_says="")
    return told.count() >= 8 and PlanVersion.objects.exclude(family_says="").exists()


CONTENTS = (
    children_of_every_age,
    four_months_of_panels,
    a_panel_ahead_with_its_agenda_and_one_in_the_making,
    attendance_deputies_and_apologies,
    concerns_at_every_stage,
    a_checklist_that_two_agencies_have_half_filled,
    referrals_in_every_state,
    emergencies_asked_and_accepted,
    a_waiver_with_one_signature_and_one_refused,
    a_log_in_every_stage,
    somebody_who_came_back,
    copies_filed_and_not_filed,
    a_refused_action_and_disputes_open_and_resolved,
    actions_in_every_state,
    challenges_open_and_answered,
    children_placed_by_other_authorities,
    patterns_of_every_kind,
    restricted_notes_calls_and_shares,
    decisions_of_every_kind,
    duties_late_today_and_coming,
    words_of_children_and_families,
)
WITHOUT_CHILDREN = {"administrator", "auditor", "stranger"}


def desk_of(company, key):
    client = Client()
    client.force_login(company.users[key])
    return client.get("/")


def children_seen(company, key):
    fresh = type(company.users[key]).objects.get(pk=company.users[key].pk)
    return Child.objects.visible_to(fresh).count()


def wrong_with_the_desk(company, key):
    """What is not sensible about somebody's desk; empty where it is."""
    answer = desk_of(company, key)
    seen = children_seen(company, key)
    if answer.status_code != 200:
        return f"the desk of {key}: status {answer.status_code}"
    if key in WITHOUT_CHILDREN:
        return f"{key} sees {seen} children" if seen else ""
    return "" if seen else f"{key} sees no child"


@pytest.mark.slow
@pytest.mark.django_db
def test_the_story_holds_all_that_the_software_can_show(monkeypatch):
    """Loading is dear: the story is told once, and everything is asked of it here."""
    company = people()
    tell(company, NOW)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    missing = [check.__name__.replace("_", " ") for check in CONTENTS if not check(company)]
    assert not missing
    personas = [line["key"] for line in people_file()["people"] if line.get("persona")]
    assert len(personas) >= 10
    assert [wrong for key in personas if (wrong := wrong_with_the_desk(company, key))] == []
