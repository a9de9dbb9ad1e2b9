"""A worry about a child: recorded by any agency, sent to early help, asked about, opened again."""

from datetime import date

import pytest
from django.utils import timezone

from riskpanel.access.models import AuditEvent
from riskpanel.children.models import Child, Grant
from riskpanel.children.moves import Refused
from riskpanel.referrals import actions
from riskpanel.referrals.models import Concern
from tests import making_referrals as making
from tests.referrals.kit import at, day_of, met, owed, told

ABOUT = {"given_name": "Zoë", "family_name": "Newcome", "born_on": date(2011, 3, 4)}
SAYS = {"happening": "Seen getting into cars of men she did not know.", "noticed_on": date(2026, 11, 9)}


@pytest.mark.clause("HRP-2.1", "HRP-3.1")
@pytest.mark.parametrize("who", ["worker", "detective", "charity"])
def test_a_practitioner_of_any_agency_records_a_concern_and_starts_a_checklist(cast, who):
    author = cast.user(who)
    made = actions.record_concern_about(panel=cast.panel, by=author, at=cast.now, **ABOUT, **SAYS)
    assert (made.state, made.author.user, made.agency) == ("open", author, cast.member(author).agency)
    assert told(made, "concern_recorded").by == author
    sheet = actions.start_checklist(concern=made, instrument="hrp-starter", by=author, at=cast.now)
    assert (sheet.state, making.fresh(made).state) == ("draft", "checklist_started")


@pytest.mark.clause("HRP-3.1")
def test_the_author_and_their_line_manager_see_the_concern_and_nobody_else_does(cast):
    made = making.concern(cast)
    for seer in (cast.worker, cast.manager):
        assert made in Concern.objects.visible_to(seer)
    for stranger in (cast.stranger, cast.head, cast.csc_manager, cast.council_chair, cast.administrator, cast.outsider):
        assert made not in Concern.objects.visible_to(stranger)


def test_somebody_of_another_partnership_cannot_record_here(cast):
    with pytest.raises(Refused, match="works for an agency of the partnership"):
        actions.record_concern(panel=cast.panel, child=cast.child(), by=cast.outsider, at=cast.now, **SAYS)


def test_a_child_whom_the_partnership_knows_is_not_made_twice_and_nothing_older_opens(cast):
    known = making.own_child(cast, cast.nurse, given_name="Zoë", family_name="Newcome", born_on=date(2011, 3, 4))
    older = making.concern(cast, child=known, by=cast.nurse)
    typed = {**ABOUT, "given_name": " ZOË", "family_name": "newcome "}
    made = actions.record_concern_about(
        panel=cast.panel, by=cast.school, at=cast.now, school="Fernhill", **typed, **SAYS
    )
    assert made.child == known and Child.objects.filter(family_name__iexact="newcome").count() == 1
    known.refresh_from_db()
    assert (known.school, known.given_name) == ("", "Zoë")
    assert told(made, "concern_recorded").data["told"] == "Fernhill"
    school = cast.school
    assert set(Concern.objects.visible_to(school)) == {made}
    assert older not in Concern.objects.visible_to(school)
    assert Grant.objects.get(user=school).scope == "concern"


def test_a_different_birth_date_is_a_different_child(cast):
    known = making.own_child(cast, cast.nurse, **ABOUT)
    for born_on in (date(2011, 3, 5), None):
        typed = {**ABOUT, "born_on": born_on}
        made = actions.record_concern_about(panel=cast.panel, by=cast.school, at=cast.now, **typed, **SAYS)
        assert made.child != known


def test_whoever_sees_a_concern_only_cannot_open_the_rest_by_naming_themselves_lead(cast):
    known = making.own_child(cast, cast.nurse, **ABOUT)
    made = actions.record_concern_about(panel=cast.panel, by=cast.school, at=cast.now, **ABOUT, **SAYS)
    with pytest.raises(Refused, match="Somebody else must name you"):
        actions.lead_for(concern=made, lead=cast.member(cast.school), by=cast.school, at=cast.now)
    known.refresh_from_db()
    assert known.lead is None


@pytest.mark.clause("HRP-4.1")
def test_early_help_is_recorded_with_its_day_and_outcome(cast):
    made = making.concern(cast, by=cast.school, universal_setting=True)
    actions.route_to_early_help(
        concern=made, note="Spoke with the family.", referred_on=date(2026, 11, 9), outcome="waiting",
        by=cast.school, at=cast.now,
    )  # fmt: skip
    assert making.fresh(made).state == "early_help"
    assert told(made, "early_help_routed").data == {"referred_on": "2026-11-09", "outcome": "waiting"}
    actions.record_early_help_outcome(
        concern=made, outcome="accepted", note="A key worker visits.", by=cast.school, at=cast.now
    )
    assert told(made, "early_help_answered").data == {"outcome": "accepted"}


@pytest.mark.clause("HRP-4.1")
def test_early_help_is_refused_outside_a_universal_setting(cast):
    made = making.concern(cast, universal_setting=False)
    with pytest.raises(Refused, match="universal setting"):
        actions.route_to_early_help(concern=made, note="x", by=cast.worker, at=cast.now)
    assert making.fresh(made).state == "open"


@pytest.mark.clause("HRP-4.1")
@pytest.mark.parametrize("level", ["high", "very_high"])
def test_early_help_never_holds_back_a_high_level_or_the_protection_route(cast, level):
    made = making.concern(cast, by=cast.school, universal_setting=True)
    actions.route_to_early_help(concern=made, note="x", by=cast.school, at=cast.now)
    actions.record_protection_call(
        panel=cast.panel, child=made.child, called="999", called_at=cast.now, by=cast.school, at=cast.now
    )
    actions.set_level(concern=made, level=level, reason="It is worse.", by=cast.school, at=cast.now)
    assert making.fresh(made).state == "level_set" and owed(made, "hold_strategy")
    straight = making.concern(cast, by=cast.school, universal_setting=True, child=making.own_child(cast, cast.school))
    actions.set_level(concern=straight, level=level, reason="It is bad.", by=cast.school, at=cast.now)
    assert making.fresh(straight).level == level


@pytest.mark.clause("HRP-4.5")
def test_social_care_is_asked_in_doubt_and_its_advice_is_kept(cast):
    made = making.concern(cast, level="medium")
    other = making.concern(cast, child=making.own_child(cast, cast.worker, family_name="Otherly"))
    actions.ask_social_care(
        concern=made, note="Medium or high?", asked="The consultation line", by=cast.worker, at=cast.now
    )
    question = told(made, "social_care_consulted")
    assert (question.note, question.at, question.data["asked"]) == (
        "Medium or high?", cast.now, "The consultation line",
    )  # fmt: skip
    assert set(Concern.objects.visible_to(cast.csc_adviser)) == {made}
    assert other not in Concern.objects.visible_to(cast.csc_adviser)
    assert day_of(owed(made, "answer_consultation")) == "Wed 11 Nov 2026 17:00"
    actions.discuss_with_manager(concern=making.fresh(made), note="We wait.", by=cast.manager, at=cast.now)
    assert making.fresh(made).level_confirmed is False
    actions.answer_consultation(concern=making.fresh(made), note="Treat it as high.", by=cast.csc_adviser, at=cast.now)
    assert told(made, "social_care_advised").note == "Treat it as high."
    assert met(made, "answer_consultation") and making.fresh(made).level == "medium"


@pytest.mark.clause("HRP-4.5")
def test_only_social_care_answers_and_an_empty_question_is_refused(cast):
    made = making.concern(cast)
    with pytest.raises(Refused, match="want to know"):
        actions.ask_social_care(concern=made, note="  ", by=cast.worker, at=cast.now)
    actions.ask_social_care(concern=made, note="?", by=cast.worker, at=cast.now)
    with pytest.raises(Refused, match="social care adviser"):
        actions.answer_consultation(concern=making.fresh(made), note="Fine.", by=cast.worker, at=cast.now)


@pytest.mark.clause("HRP-4.4")
def test_new_information_gives_the_lead_two_working_days_to_review_the_level(cast):
    made = making.concern(cast, level="medium", at=at(2))
    actions.lead_for(concern=made, lead=cast.member(cast.youth_worker), by=cast.worker, at=at(3))
    actions.report_information(concern=making.fresh(made), note="Missing again.", by=cast.worker, at=at(6))
    duty = owed(made, "review_level")
    assert day_of(duty) == "Tue 10 Nov 2026 17:00"
    assert [owner.user for owner in duty.owners.all()] == [cast.youth_worker]
    actions.keep_level(concern=making.fresh(made), reason="Known already.", by=cast.youth_worker, at=at(9))
    assert met(made, "review_level").met_at == at(9)
    actions.report_information(concern=making.fresh(made), note="Arrested.", by=cast.worker, at=at(10))
    actions.set_level(concern=making.fresh(made), level="high", reason="Worse.", by=cast.youth_worker, at=at(10, 11))
    assert owed(made, "review_level") is None


@pytest.mark.clause("HRP-4.4")
def test_keeping_the_level_without_a_reason_does_not_meet_the_review(cast):
    made = making.concern(cast, level="medium")
    actions.report_information(concern=made, note="Missing again.", by=cast.worker, at=cast.now)
    with pytest.raises(Refused, match="reason for keeping"):
        actions.keep_level(concern=making.fresh(made), reason="", by=cast.worker, at=cast.now)
    assert owed(made, "review_level")


@pytest.mark.clause("HRP-4.4")
def test_new_information_opens_a_closed_concern_again_and_its_author_sees_it_again(cast):
    made = making.concern(cast, at=at(2, year=2026, month=6))
    actions.close_without_level(concern=made, reason="A mistake.", by=cast.manager, at=at(3, month=6))
    closed = making.fresh(made)
    assert closed.state == "closed" and closed not in Concern.objects.visible_to(cast.worker)
    actions.report_information(concern=closed, note="Seen again.", by=cast.worker, at=timezone.now())
    assert making.fresh(made).state == "level_review" and owed(made, "review_level")
    assert made in Concern.objects.visible_to(cast.worker)


def test_nobody_without_a_part_works_on_a_concern_that_they_may_read(cast):
    made = making.concern(cast, level="medium")
    for act in (
        lambda by: actions.set_level(concern=making.fresh(made), level="low", reason="x", by=by, at=cast.now),
        lambda by: actions.start_checklist(concern=making.fresh(made), instrument="hrp-starter", by=by, at=cast.now),
        lambda by: making.action(cast, making.fresh(made), by=by),
    ):
        with pytest.raises(Refused, match="This is for"):
            act(cast.nurse)


@pytest.mark.clause("HRP-A2-1.1")
def test_directions_and_kinds_of_a_concern_are_kept_on_the_child_together(cast):
    child = making.own_child(cast, cast.worker)
    making.concern(cast, child=child, directions=["from_others"], categories=["CCE"])
    making.concern(cast, child=child, directions=["from_others", "to_others", "to_self"], categories=["MISS"])
    child.refresh_from_db()
    assert set(child.directions) == {"from_others", "to_others", "to_self"}
    assert child.categories == ["CCE", "MISS"]


def test_an_action_becomes_its_owners_duty_and_is_done_with_a_report(cast):
    made = making.concern(cast)
    todo = making.action(cast, made, owner=cast.member(cast.charity), due_on=date(2026, 11, 12))
    assert day_of(owed(todo, "do_interim_action")) == "Thu 12 Nov 2026 17:00"
    assert owed(todo, "do_interim_action").owners.get().user == cast.charity
    with pytest.raises(Refused, match="owner of the action"):
        actions.finish_interim_action(action=todo, report="Done.", by=cast.nurse, at=cast.now)
    with pytest.raises(Refused, match="what was done"):
        actions.finish_interim_action(action=todo, report=" ", by=cast.charity, at=cast.now)
    actions.finish_interim_action(action=todo, report="Met at the gate.", by=cast.charity, at=cast.now)
    assert met(todo, "do_interim_action")
    assert Grant.objects.get(user=cast.charity).ends_at < at(18)
    with pytest.raises(Refused, match="done already"):
        actions.finish_interim_action(action=todo, report="Again.", by=cast.charity, at=cast.now)


def test_every_act_leaves_an_audit_row_with_the_child_and_no_words(cast):
    made = making.concern(cast)
    rows = AuditEvent.objects.filter(thing="concern:concern_recorded")
    assert rows.get().children == [str(made.child_id)]
    assert not any("Robin" in str(vars(row)) or "four in the morning" in str(vars(row)) for row in rows)
