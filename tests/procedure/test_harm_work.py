"""What the HARM Panel's members do with what they know: challenge, escalate, restrict, notice patterns,
see each other's work, and read their own procedure."""

from datetime import timedelta

import pytest
from django.urls import reverse

from riskpanel.children import actions as children
from riskpanel.children.models import Child, Duty, RestrictedNote
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import AgendaItem, Pattern
from riskpanel.plans import actions as plans
from riskpanel.plans.models import Action, Escalation
from riskpanel.referrals import actions as referrals
from tests.procedures.founding import LONDON, Founded, join
from tests.procedures.harm_panel import AFTER, BEFORE, fresh, gave, harm, known, opened, published, read, told

pytestmark = pytest.mark.django_db
__all__ = ["harm"]


def noticed(made: Founded, kind: str, key: str = "wise_up", **fields) -> Pattern:
    """A pattern that somebody who sits at the panel writes down."""
    told_ = {"title": "The station after dark", "what": "Three children, same car.", "horizon": "short"}
    return meetings.add_pattern(panel=made.panel, kind=kind, by=made.user(key), at=made.now, **{**told_, **fields})


@pytest.mark.clause("HARM-PUR-2", "HARM-ROLE-13", "HARM-ROLE-15")
@pytest.mark.parametrize("kind", ["theme", "trend", "location", "vulnerability", "resource", "practice"])
def test_members_pool_what_they_notice(harm: Founded, kind: str) -> None:
    noticed(harm, kind, title=f"About {kind}")
    assert f"About {kind}" in read(harm, "camhs", reverse("patterns"))
    outsider = join(harm, "passer_by", "legal", "Clerk")
    with pytest.raises(Refused, match="those who sit at the panel"):
        noticed(harm, kind, key=outsider.user.email.split("@")[0])


@pytest.mark.clause("HARM-MEMB-2")
def test_what_is_listed_is_shared_with_every_member_of_that_meeting(harm: Founded) -> None:
    child = known(harm)
    published(harm, "before_mace", child)
    seats = [seat.code for seat in harm.procedure.seats]
    without = [key for key in seats if not Child.objects.visible_to(harm.user(key)).filter(pk=child.pk).exists()]
    assert without == []


@pytest.mark.clause("HARM-MEMB-2")
def test_an_owner_may_restrict_what_it_shares(harm: Founded) -> None:
    child, sergeant = known(harm), harm.user("police_missing")
    published(harm, "before_mace", child)
    children.add_restricted_note(
        child=child, about="child", label="police_only", text="Watched address", held_by=sergeant.standing.agency,
        panel=harm.panel, by=sergeant, at=harm.now,
    )  # fmt: skip
    assert RestrictedNote.objects.filter(child=child).count() == 1
    address = reverse("child", args=[child.pk])
    assert "Watched address" not in read(harm, "camhs", address)


@pytest.mark.clause("HARM-PUR-9")
def test_a_case_that_does_not_move_goes_up_by_the_partnership_s_route(harm: Founded) -> None:
    child = known(harm)
    published(harm, "before_mace", child)
    raised = plans.raise_escalation(
        panel=harm.panel, child=child, track="case", issue="No placement for a month.", by=harm.user("camhs"),
        at=harm.now, recipients=[harm.member("placements")],
    )  # fmt: skip
    owed = Duty.objects.get(case=raised.pk, code="answer_escalation")
    assert (raised.stage, owed.due_at.astimezone(LONDON).date().isoformat()) == ("managers", "2026-11-17")
    later = harm.now + timedelta(days=1)
    plans.answer_escalation(escalation=raised, note="A home from Monday.", by=harm.user("placements"), at=later)
    raised = Escalation.objects.get(pk=raised.pk)
    plans.resolve(escalation=raised, note="Moved.", by=harm.user("intensive_manager"), at=later)
    assert Escalation.objects.get(pk=raised.pk).state == "resolved"


@pytest.mark.clause("HARM-ROLE-9", "HARM-MEMB-5.d")
def test_all_agencies_actions_for_a_child_stand_on_one_page(harm: Founded) -> None:
    child = known(harm)
    meeting = opened(harm, published(harm, "before_mace", child))
    item = AgendaItem.objects.get(meeting=meeting, child=child)
    for key in ("camhs", "police_missing", "virtual_school"):
        owner = harm.member(key)
        meetings.give_action(
            item=item, what=f"Task of {key}", agency=owner.agency, owner=owner, due_on=AFTER.date(),
            by=harm.user("intensive_manager"), at=BEFORE,
        )  # fmt: skip
    page = read(harm, "intensive_manager", reverse("actions"))
    assert all(f"Task of {key}" in page for key in ("camhs", "police_missing", "virtual_school"))


@pytest.mark.clause("HARM-ROLE-1")
def test_the_chair_follows_what_was_decided_and_done(harm: Founded, monkeypatch) -> None:
    child = known(harm)
    meeting = opened(harm, published(harm, "before_mace", child))
    action = gave(harm, meeting, child)
    plans.report_done(
        action=action,
        report="Walked home.",
        effect="worked",
        impact="Home by ten.",
        by=harm.user("youth_support"),
        at=BEFORE,
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: BEFORE + timedelta(hours=1))
    plans.verify(action=Action.objects.get(pk=action.pk), by=harm.user("intensive_manager"), at=BEFORE)
    page = read(harm, "intensive_manager", action.get_absolute_url())
    assert "Walked home." in page and "Home by ten." in page


@pytest.mark.clause("HARM-CHAIR-3")
def test_the_chair_sees_what_is_late_and_whose_it_is(harm: Founded, monkeypatch) -> None:
    child = known(harm)
    meeting = opened(harm, published(harm, "before_mace", child))
    gave(harm, meeting, child)
    told(harm, meeting)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER + timedelta(days=1))
    page = read(harm, "intensive_manager", "/")
    assert "late, all agencies" in page
    listed = read(harm, "intensive_manager", f"{reverse('desk_duties')}?scope=panel&panel={harm.panel.pk}&when=late")
    assert "Do the action and report what changed" in listed


@pytest.mark.clause("HARM-MEMB-5", "HARM-DOC-2", "HARM-DOC-3", "HARM-INT-11")
def test_its_people_read_their_own_procedure(harm: Founded) -> None:
    page = read(harm, "camhs", reverse("procedure"))
    for words in (
        "four things", "The place for a signature is blank", "Minute template".lower(), "Pre-MACE meeting",
        "the document also says 8", "the document also says 5", "2 times in 30 days", "72 hours",
        "Risk and vulnerability assessment (HaRVA)", "(overdue)", "Should MACE hear of this child?",
        "the first Tuesday that is 1 working day or more after each mace", "A decision is put off once at most",
    ):  # fmt: skip
        assert words in page, words
    assert 'id="levels"' not in page and 'id="gates"' not in page


def test_the_other_procedure_reads_as_before(cast) -> None:
    page = cast.client(cast.council_chair).get(reverse("procedure")).content.decode()
    assert 'id="levels"' in page and 'id="gates"' in page and 'id="lists"' not in page
    assert "4 working days before each panel" in page


def test_a_meeting_of_the_panel_is_planned_anew_after_a_cancelled_one(harm: Founded) -> None:
    meeting = published(harm, "after_mace", known(harm))
    meetings.cancel_meeting(meeting=fresh(meeting), reason="MACE moved.", by=harm.user("administrator"), at=harm.now)
    assert fresh(meeting).state == "cancelled"


def test_no_page_speaks_of_levels_where_there_are_none(harm: Founded) -> None:
    worker, child = harm.user("lead_worker"), known(harm)
    concern = referrals.record_concern(
        panel=harm.panel, child=child, by=worker, at=harm.now, happening="Away.", noticed_on=harm.now.date()
    )
    for address in (reverse("children"), reverse("concerns"), concern.get_absolute_url()):
        page = read(harm, "lead_worker", address)
        assert ">Level<" not in page and "No level" not in page, address
