"""What was promised: accepted, given more time once, counted at each meeting, reported with its effect."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskpanel.children.models import Event
from riskpanel.children.moves import Changed
from riskpanel.plans import actions
from riskpanel.plans.models import Action
from riskpanel.procedure import Calendar, Happening, boxed, duties, load_procedure
from riskpanel.procedure.rolling import codes_by_day, rolled_over
from tests import making_lists, making_meetings
from tests import making_plans as making
from tests.plans.helping import at, due_day, owes, refused
from tests.procedures.meadow_round import MEADOW


def test_an_action_is_accepted_by_its_owner_within_the_procedures_days(cast):
    action = making.action(cast)
    assert action.state == "open" and due_day(action, "accept_action") == date(2026, 11, 12)
    with refused("action owner"):
        actions.accept_action(action=action, by=cast.council_chair, at=cast.now)
    actions.accept_action(action=Action.objects.get(pk=action.pk), by=cast.youth_worker, at=cast.now)
    action = Action.objects.get(pk=action.pk)
    assert action.state == "accepted" and not owes(action, "accept_action") and owes(action, "do_action")
    with refused("cannot be done while"):
        actions.accept_action(action=action, by=cast.youth_worker, at=cast.now)


def test_whoever_does_an_action_at_once_or_gives_it_to_themselves_has_accepted_it(cast):
    done = making.action(cast)
    actions.report_done(action=done, report="Met.", impact="Calmer.", by=cast.youth_worker, at=cast.now)
    own = making.action(cast, done.entry, owner=cast.member(cast.school_head), by=cast.school_head)
    assert not owes(done, "accept_action")
    assert own.state == "accepted" and not owes(own, "accept_action")


@pytest.mark.clause("HRP-5.6.c", "HARM-MEMB-3")
def test_more_time_is_asked_by_the_owner_given_by_a_chair_and_only_once(cast):
    action, owner, chair = making.action(cast), cast.youth_worker, cast.council_chair
    day = action.due_on
    with refused("later date"):
        actions.ask_extension(action=action, wanted_on=day, reason="Ill.", by=owner, at=cast.now)
    with refused("why more time"):
        actions.ask_extension(action=action, wanted_on=day + timedelta(7), reason=" ", by=owner, at=cast.now)
    actions.ask_extension(action=action, wanted_on=day + timedelta(7), reason="Ill.", by=owner, at=cast.now)
    assert due_day(action, "do_action") == day and owes(action, "answer_extension")
    with refused("asked for already"):
        actions.ask_extension(action=action, wanted_on=day + timedelta(9), reason="Ill.", by=owner, at=cast.now)
    with refused("co-chair"):
        actions.extend(action=action, due_on=day + timedelta(7), reason="Ill.", by=owner, at=cast.now)
    actions.extend(action=action, due_on=day + timedelta(5), reason="Ill.", by=chair, at=cast.now)
    assert (action.due_on, action.extended, action.wanted_on) == (day + timedelta(5), 1, None)
    assert due_day(action, "do_action") == day + timedelta(5) and not owes(action, "answer_extension")
    for verb, word in ((actions.ask_extension, "wanted_on"), (actions.extend, "due_on")):
        by = owner if word == "wanted_on" else chair
        with refused("once only"):
            verb(action=action, reason="Again.", by=by, at=cast.now, **{word: day + timedelta(20)})


def test_a_chair_who_gives_no_more_time_leaves_the_day_and_says_why(cast):
    action, chair = making.action(cast), cast.council_chair
    with refused("Nobody asks"):
        actions.decline_extension(action=action, reason="No.", by=chair, at=cast.now)
    told = {"wanted_on": action.due_on + timedelta(7), "reason": "Ill."}
    actions.ask_extension(action=action, by=cast.youth_worker, at=cast.now, **told)
    actions.decline_extension(action=action, reason="Somebody else goes.", by=chair, at=cast.now)
    assert action.wanted_on is None and action.extended == 0 and not owes(action, "answer_extension")
    actions.ask_extension(action=action, by=cast.youth_worker, at=cast.now, **told)


@pytest.mark.clause("HARM-MEMB-8")
def test_a_report_says_how_far_it_worked_and_what_changed(other):
    child = making_lists.listed_child(other)
    owner = other.member(other.youth)
    action = actions.set_action(
        panel=other.panel, child=child, what="Meet the child.", agency=owner.agency, owner=owner,
        due_on=other.now.date(), by=other.chair, at=other.now,
    )  # fmt: skip
    told = {"action": action, "report": "Met twice.", "by": other.youth, "at": other.now}
    with refused("how far it worked"):
        actions.report_done(impact="Talks to us.", **told)
    with refused("what changed"):
        actions.report_done(impact="", effect="partly", **told)
    with refused("Choose how far"):
        actions.report_done(impact="Talks to us.", effect="splendid", **told)
    browser = other.client(other.youth)
    page = f"/actions/{action.pk}/report/"
    back = browser.post(page, {"report": "Met <b>twice</b>", "impact": "Talks."}).content.decode()
    assert "There is a problem" in back and "Met &lt;b&gt;twice" in back
    assert browser.post(page, {"report": "Met twice.", "impact": "Talks.", "effect": "partly"}).status_code == 302
    assert "It worked in part" in browser.get(f"/actions/{action.pk}/").content.decode()


def test_a_procedure_without_acceptance_or_more_time_has_neither():
    procedure = load_procedure(MEADOW)
    assert {move.name for move in procedure.lifecycle("action").moves} == {"report_done", "verify"}
    assert codes_by_day(procedure, "action") == {"do_task"} and not procedure.effects


def test_two_people_who_answer_the_same_request_are_not_both_heard(cast):
    action = making.action(cast)
    told = {"wanted_on": action.due_on + timedelta(7), "reason": "Ill.", "by": cast.youth_worker, "at": cast.now}
    actions.ask_extension(action=action, **told)
    stale = Action.objects.get(pk=action.pk)
    actions.decline_extension(action=action, reason="No.", by=cast.council_chair, at=cast.now)
    with pytest.raises(Changed):
        actions.extend(action=stale, due_on=told["wanted_on"], reason="Yes.", by=cast.police_chair, at=cast.now)
    assert Action.objects.get(pk=action.pk).due_on == action.due_on


def test_each_meeting_that_finds_an_action_undone_past_its_day_counts_once(cast):
    meeting = making_meetings.published(cast)
    late = making.action(cast, due_on=date(2026, 11, 11))
    on_the_day = making.action(cast, late.entry, due_on=date(2026, 11, 25))
    done = making.action(cast, late.entry, due_on=date(2026, 11, 11))
    actions.report_done(action=done, report="Met.", impact="Calmer.", by=cast.youth_worker, at=cast.now)
    making_meetings.opened(cast, meeting)
    counts = [Action.objects.get(pk=one.pk).rolled_over for one in (late, on_the_day, done)]
    assert counts == [1, 0, 0]
    actions.extend(
        action=Action.objects.get(pk=late.pk), due_on=date(2026, 12, 2), reason="Ill.", by=cast.council_chair,
        at=making_meetings.DURING,
    )  # fmt: skip
    assert actions.roll_over(panel=cast.panel, at=at(12, 10)) == 0
    assert Action.objects.get(pk=late.pk).rolled_over == 1
    assert "rolled over once" in cast.client(cast.council_chair).get("/actions/?show=rolled").content.decode()


DAYS = st.integers(min_value=0, max_value=60)
KINDS = st.sampled_from(["action_extended", "action_done", "action_reopened", "action_refused", "action_settled"])


@settings(deadline=None)
@given(st.lists(st.tuples(DAYS, KINDS, DAYS), max_size=8), st.lists(DAYS, max_size=8), DAYS)
def test_what_happens_later_never_lowers_how_often_an_action_rolled_over(happened, meetings, split):
    procedure = boxed("hrp")
    calendar, start, codes = Calendar(procedure.calendar), at(1, 5), codes_by_day(procedure, "action")
    due = date(2026, 1, 8)
    events = [Happening("action_set", start, {"due_on": due.isoformat()})]
    for number, (day, kind, until) in enumerate(sorted(happened)):
        told = {"due_on": (due + timedelta(until)).isoformat()}
        events.append(Happening(kind, start + timedelta(days=day, hours=1), told, number + 1))
    moment = start + timedelta(days=split, hours=2)

    def count(until):
        known = [one for one in events if one.at <= until]
        held = [start + timedelta(days=day, hours=4) for day in meetings]
        owed = [one for one in duties(procedure, "action", known, calendar) if one.code in codes]
        return rolled_over(owed, [one for one in held if one <= until])

    assert count(moment) <= count(moment + timedelta(days=100))


def test_an_action_is_chased_by_those_who_run_the_panel_once_a_day(cast):
    action = making.action(cast, due_on=date(2026, 11, 10))
    for user in (cast.youth_worker, cast.worker, cast.nurse):
        with refused("run the panel"):
            actions.chase_actions(actions=[action], by=user, at=cast.now)
    assert actions.chase_actions(actions=[action], by=cast.coordinator, at=at(11, 12)) == [action]
    with refused("today already"):
        actions.chase_actions(actions=[action], by=cast.council_chair, at=at(11, 12, 16))
    actions.chase_actions(actions=[action], by=cast.council_chair, at=at(11, 13))
    events = Event.objects.filter(case=action.pk, kind="action_chased")
    assert [one.by for one in events] == [cast.coordinator, cast.council_chair]
    actions.report_done(action=action, report="Met.", impact="Calmer.", by=cast.youth_worker, at=at(11, 13))
    with refused("not to be done any more"):
        actions.chase_actions(actions=[action], by=cast.coordinator, at=at(11, 14))
