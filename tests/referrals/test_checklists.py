"""A checklist: begun, shared, answered by several at once, signed, begun anew."""

import pytest

from riskpanel.children.models import Grant
from riskpanel.children.moves import Changed, Refused
from riskpanel.referrals import actions
from riskpanel.referrals.actions.checklists import Said
from riskpanel.referrals.instruments import compared, scored
from riskpanel.referrals.models import Answer, AnswerRevision, Checklist, Concern
from tests import making_referrals as making
from tests.cast import LONDON
from tests.referrals.kit import at, day_of, owed, told


def answer(cast, sheet, item="missing_often", response="present", by=None, version=0, when=None, **more):
    given = {"window": "", "evidence": "", "source": "", "happened_on": "", **more}
    return actions.save_answer(
        checklist=sheet, item=item, response=response, version=version, by=by or cast.worker,
        at=when or cast.now, **given,
    )  # fmt: skip


@pytest.fixture
def sheet(cast):
    return making.checklist(cast, making.concern(cast))


@pytest.fixture
def shared(cast, sheet):
    """A checklist in which the nurse has a part."""
    actions.invite_contributor(
        checklist=sheet, agency=cast.member(cast.nurse).agency, member=cast.member(cast.nurse), by=cast.worker,
        at=cast.now,
    )  # fmt: skip
    return making.fresh_checklist(sheet)


@pytest.mark.clause("HRP-4.2")
def test_a_checklist_is_begun_on_an_open_concern_and_resumed(cast, sheet):
    assert sheet.concern.state == "checklist_started"
    assert day_of(owed(sheet.concern, "continue_checklist")) == "Tue 17 Nov 2026 17:00"
    answer(cast, sheet, evidence="Three times.")
    again = Checklist.objects.visible_to(cast.worker).get()
    assert again.answers.get().evidence == "Three times."
    with pytest.raises(Refused, match="being filled in already"):
        actions.start_checklist(
            concern=making.fresh(sheet.concern), instrument="hrp-starter", by=cast.worker, at=cast.now
        )


@pytest.mark.clause("HRP-4.2")
def test_a_new_version_begins_from_the_last_answers_and_the_two_can_be_told_apart(cast, sheet):
    answer(cast, sheet, evidence="Three times.")
    newer = actions.renew_checklist(checklist=making.fresh_checklist(sheet), by=cast.worker, at=at(12))
    old = making.fresh_checklist(sheet)
    assert (old.state, newer.state, newer.replaces) == ("superseded", "draft", old)
    assert newer.answers.get().evidence == "Three times."
    answer(cast, newer, response="not_present", version=1, evidence="Home all week.", when=at(12))
    assert old.answers.get().response == "present" and newer.answers.get().response == "not_present"
    assert compared(old, newer).changed == {("missing_often", None): ("present", "not_present")}


@pytest.mark.clause("HRP-4.2")
def test_a_locked_checklist_that_a_referral_carries_stays_locked_when_another_is_begun(cast):
    made = making.concern_with_strategy_held(cast)
    actions.start_referral(concern=made, by=cast.worker, at=cast.now)
    old = made.checklists.get()
    newer = actions.renew_checklist(checklist=old, by=cast.worker, at=cast.now)
    assert making.fresh_checklist(old).state == "locked" and newer.state == "draft"


def test_an_instrument_that_the_procedure_does_not_list_is_refused(cast):
    made = making.concern(cast)
    with pytest.raises(Refused, match="one of the checklists"):
        actions.start_checklist(concern=made, instrument="seraf-style", by=cast.worker, at=cast.now)


@pytest.mark.clause("HRP-4.3-HI.h")
def test_an_invited_person_sees_that_checklist_and_not_the_concern(cast, shared):
    assert shared in Checklist.objects.visible_to(cast.nurse)
    assert shared.concern not in Concern.objects.visible_to(cast.nurse)
    assert Grant.objects.get(user=cast.nurse).scope == "checklist"
    assert shared.state == "shared" and told(shared, "contributor_invited")


@pytest.mark.clause("HRP-4.3-HI.h")
def test_each_answer_names_its_agency_and_strangers_cannot_answer(cast, shared):
    answer(cast, shared, by=cast.nurse, evidence="Seen at A&E.")
    assert Answer.objects.get().agency == cast.member(cast.nurse).agency
    with pytest.raises(Refused, match="have a part"):
        answer(cast, shared, by=cast.charity, item="cce_debt")


@pytest.mark.clause("HRP-4.3-HI.h")
def test_a_part_is_signed_by_its_own_agency_only_and_signed_again_after_a_change(cast, shared):
    health = cast.member(cast.nurse).agency
    with pytest.raises(Refused, match="your own agency"):
        actions.sign_part(checklist=shared, agency=health, by=cast.worker, at=cast.now)
    part = making.sign(cast, shared, cast.nurse)
    assert part.signed_at == cast.now
    answer(cast, making.fresh_checklist(shared), by=cast.nurse)
    part.refresh_from_db()
    assert part.signed_at is None


@pytest.mark.clause("HRP-4.3-HI.h")
def test_only_a_manager_marks_an_agency_as_giving_no_input_and_says_why(cast, shared):
    health = cast.member(cast.nurse).agency
    given = {"checklist": shared, "agency": health, "at": cast.now}
    with pytest.raises(Refused, match="for a manager"):
        actions.mark_no_input(reason="No answer.", by=cast.worker, **given)
    with pytest.raises(Refused, match="Say why"):
        actions.mark_no_input(reason=" ", by=cast.manager, **given)
    actions.mark_no_input(reason="No answer in a week.", by=cast.manager, **given)
    assert told(shared, "no_input_marked").note.endswith("No answer in a week.")


@pytest.mark.clause("HRP-4.3-HI.h")
def test_a_checklist_is_complete_when_every_part_is(cast, shared):
    with pytest.raises(Refused, match="Every contributor must sign"):
        actions.complete_checklist(checklist=shared, by=cast.worker, at=cast.now)
    for user in (cast.worker, cast.nurse):
        making.sign(cast, shared, user)
    actions.complete_checklist(checklist=making.fresh_checklist(shared), by=cast.worker, at=cast.now)
    done = making.fresh_checklist(shared)
    assert done.state == "completed"
    with pytest.raises(Refused, match="closed to changes"):
        answer(cast, done)
    actions.amend_checklist(checklist=done, by=cast.worker, at=cast.now)
    assert making.fresh_checklist(shared).state == "shared"
    assert not any(part.signed_at for part in shared.contributors.all())


@pytest.mark.clause("HRP-4.3-HI.h")
def test_a_contributor_loses_sight_five_working_days_after_the_lock(cast):
    made = making.booked(cast)
    member = cast.member(cast.charity)
    sheet = made.checklists.get()
    actions.invite_contributor(checklist=sheet, agency=member.agency, member=member, by=cast.worker, at=cast.now)
    making.sign(cast, sheet, cast.charity)
    making.hold(cast, making.fresh(made))
    assert day_of_grant(Grant.objects.get(user=cast.charity)) == (17, 23, 59)


def day_of_grant(grant):
    ends = grant.ends_at.astimezone(LONDON)
    return ends.day, ends.hour, ends.minute


def test_an_agency_without_a_named_person_is_asked_through_its_contacts(cast, sheet):
    agency = cast.member(cast.school_head).agency
    actions.invite_contributor(checklist=sheet, agency=agency, by=cast.worker, at=cast.now)
    assert sheet in Checklist.objects.visible_to(cast.school_head)
    making.sign(cast, sheet, cast.school_head)
    assert sheet.contributors.get(agency=agency).member.user == cast.school_head
    with pytest.raises(Refused, match="asked already"):
        actions.invite_contributor(checklist=making.fresh_checklist(sheet), agency=agency, by=cast.worker, at=cast.now)


def test_two_people_who_change_one_answer_both_keep_their_words(cast, shared):
    first = answer(cast, shared, evidence="As the carer says.")
    answer(cast, shared, by=cast.nurse, evidence="As the ward says.", version=first.version)
    with pytest.raises(Changed) as changed:
        answer(cast, shared, evidence="As the school says.", version=first.version)
    assert changed.value.record.evidence == "As the ward says."
    answer(cast, shared, evidence="Ward and school say so.", version=2)
    kept = list(AnswerRevision.objects.order_by("version").values_list("evidence", flat=True))
    assert kept == ["As the carer says.", "As the ward says.", "Ward and school say so."]


def test_saving_a_whole_section_leaves_what_others_wrote_in_it_and_tells_only_real_conflicts(cast, shared):
    answer(cast, shared, item="missing_often", evidence="One")
    answer(cast, shared, item="missing_night", evidence="One")
    seen_by_worker = [
        Said("missing_often", "", 1, "present", "One"),
        Said("missing_night", "", 1, "present", "Mine"),
        Said("missing_school", "", 0, "not_known"),
        Said("missing_silent", "", 0),
    ]
    answer(cast, shared, item="missing_often", evidence="Theirs", version=1, by=cast.nurse)
    answer(cast, shared, item="missing_night", evidence="Theirs", version=1, by=cast.nurse)
    saved = actions.save_answers(checklist=shared, said=seen_by_worker, by=cast.worker, at=cast.now)
    assert [(mine.item, theirs.evidence) for mine, theirs in saved.conflicts] == [("missing_night", "Theirs")]
    now = {one.item: one for one in shared.answers.all()}
    assert (now["missing_often"].evidence, now["missing_night"].evidence) == ("Theirs", "Theirs")
    assert now["missing_school"].response == "not_known" and "missing_silent" not in now
    assert saved.versions[("missing_often", "")] == 1 and saved.versions[("missing_school", "")] == 1


def test_the_same_words_sent_twice_are_one_revision(cast, sheet):
    answer(cast, sheet, evidence="Once.")
    answer(cast, sheet, evidence="Once.")
    assert AnswerRevision.objects.count() == 1


@pytest.mark.parametrize(
    ("item", "window", "response"),
    [("no_such_item", "", "present"), ("missing_often", "current", "present"), ("missing_often", "", "perhaps")],
)
def test_an_answer_that_the_form_does_not_offer_is_refused(cast, sheet, item, window, response):
    with pytest.raises(Refused, match="answers shown"):
        answer(cast, sheet, item=item, window=window, response=response)


def test_not_known_counts_as_an_answer_and_is_told_apart(cast, sheet):
    answer(cast, sheet, item="missing_often", response="not_known")
    answer(cast, sheet, item="missing_night", response="not_present")
    result = scored(sheet)
    assert (result.answered, result.unknown, result.level_code) == (2, 1, None)


def test_strengths_and_voices_are_saved_and_a_second_saver_is_told(cast, sheet):
    held = actions.save_voice(
        checklist=sheet, strengths="A good aunt.", version=sheet.version, by=cast.worker, at=cast.now
    )
    with pytest.raises(Changed) as changed:
        actions.save_voice(checklist=sheet, strengths="Football.", version=sheet.version, by=cast.worker, at=cast.now)
    assert changed.value.record.strengths == "A good aunt."
    actions.save_voice(checklist=sheet, child_says="Leave me.", version=held.version, by=cast.worker, at=cast.now)
    now = making.fresh_checklist(sheet)
    assert (now.strengths, now.child_says) == ("A good aunt.", "Leave me.")


def test_a_level_keeps_what_the_checklist_made_of_the_answers(cast, sheet):
    answer(cast, sheet)
    decision = actions.set_level(
        concern=making.fresh(sheet.concern), level="low", reason="x", by=cast.worker, at=cast.now
    )
    assert decision.scored["checklist"] == str(sheet.pk) and decision.scored["level"] is None
    assert any("1 of" in line for line in decision.scored["working"])
