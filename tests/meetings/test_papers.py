"""The papers of a meeting: what is in each, for whom, and what is written down of it."""

import re
from datetime import timedelta

import pytest
from django.test import override_settings

from riskpanel.access.models import AuditEvent
from riskpanel.meetings import actions
from tests import making_meetings as making
from tests.reading_papers import pdf_text, text_of


@pytest.fixture(scope="module")
def made(lasting):
    making.of_each_kind(lasting)
    found = making.published(lasting)
    making.accepts(lasting, found, lasting.coordinator, lasting.council_chair, lasting.user("member"))
    return found


@pytest.fixture
def meeting(cast, made):
    """A published meeting: two referrals, one that was not taken, a child on the log."""
    return making.fresh(made)


def address(meeting, which="agenda", form="pdf"):
    return f"/meetings/{meeting.pk}/papers/{which}/{form}/"


@pytest.mark.clause("HRP-A2-4.8", "HRP-A2-4.9.a")
@pytest.mark.parametrize("form", ("pdf", "docx"))
def test_the_agenda_lists_every_item_by_reference_and_says_how_to_handle_it(cast, meeting, form):
    answer = cast.client(cast.council_chair).get(address(meeting, form=form))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="agenda-2026-11-25.{form}"'
    assert "no-store" in answer.headers["Cache-Control"]
    text = text_of(answer.content, form)
    children = [item.child for item in meeting.items.filter(removed=False).exclude(child=None)]
    assert len(children) == 4
    for child in children:
        assert child.reference in text
    assert "New referrals" in text and "Annex: referrals not taken" in text
    assert "OFFICIAL-SENSITIVE" in text and "Pass nothing on without a co-chair" in text
    assert cast.council_chair.full_name in text and "HRP-A2-4.8" in text


def test_no_paper_of_the_agenda_names_a_child(cast, meeting):
    text = pdf_text(cast.client(cast.council_chair).get(address(meeting)).content)
    names = {
        name for item in meeting.items.all() if item.child for name in (item.child.given_name, item.child.family_name)
    }
    assert names and not [name for name in names if re.search(rf"\b{name}\b", text)]


def test_a_paper_is_written_down_with_every_child_in_it(cast, meeting):
    cast.client(cast.council_chair).get(address(meeting))
    row = AuditEvent.objects.filter(action="document").latest("sequence")
    assert row.thing == "meeting_paper" and row.actor_id == cast.council_chair.pk
    assert set(row.children) == {str(item.child_id) for item in meeting.items.all() if item.child_id}


@pytest.mark.clause("HRP-A2-4.9.b")
def test_no_paper_opens_before_the_confidentiality_statement_is_accepted(cast, meeting):
    answer = cast.client(cast.police_chair).get(address(meeting))
    assert answer.status_code == 302 and answer.url == f"/meetings/{meeting.pk}/confidentiality/"
    assert not AuditEvent.objects.filter(action="document").exists()


def test_a_stranger_has_the_same_answer_as_for_no_meeting(cast, meeting):
    for user in (cast.outsider, cast.worker):
        theirs = cast.client(user).get(address(meeting))
        assert theirs.status_code in {403, 404}
        assert (
            theirs.content
            == cast.client(user).get(address(meeting).replace(str(meeting.pk), str(cast.child().pk))).content
        )


@pytest.mark.parametrize(("which", "form"), [("nothing", "pdf"), ("agenda", "exe"), ("agenda", "xlsx")])
def test_what_is_no_paper_is_not_there(cast, meeting, which, form):
    assert cast.client(cast.council_chair).get(address(meeting, which, form)).status_code == 404


def test_an_item_that_is_not_out_yet_is_on_nobodys_paper_but_of_those_who_run_the_meeting(cast, meeting):
    late = actions.add_item(
        meeting=meeting, section="business", title="A word on the park", by=cast.coordinator, at=cast.now
    )
    assert late.published_at is None
    mine = pdf_text(cast.client(cast.coordinator).get(address(meeting)).content)
    theirs = pdf_text(cast.client(cast.user("member")).get(address(meeting)).content)
    assert "A word on the park" in mine and "A word on the park" not in theirs


def test_a_wrong_template_of_the_partnership_is_a_page_with_its_file_and_line(cast, meeting, tmp_path):
    (tmp_path / "agenda.typ").write_text('#import "house.typ": *\n#show: house\n#told.nothing')
    with override_settings(RISKPANEL_TEMPLATES=tmp_path):
        answer = cast.client(cast.council_chair).get(address(meeting))
    assert answer.status_code == 422
    assert "agenda.typ, line 3" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="document").exists()


@pytest.fixture
def held(cast, meeting, monkeypatch):
    """The same meeting decided, minuted, signed and distributed."""
    meeting = making.opened(cast, meeting)
    first = making.item_of(meeting, pk=meeting.items.filter(section="referrals").first().pk)
    for item in meeting.items.filter(removed=False, child__isnull=False).exclude(section="annex"):
        outcome = "log" if item.referral_id else "keep"
        made = making.item_of(meeting, pk=item.pk)
        made = making.note(cast, made, "no" if item.pk == first.pk else "yes")
        making.decided(cast, made, outcome=outcome, dissent="Health would wait." if item.pk == first.pk else "")
    by_hand = {"version": 1, "by": cast.coordinator, "at": making.DURING}
    actions.save_minutes(text="The school spoke first.", item=making.item_of(meeting, pk=first.pk), **by_hand)
    actions.save_minutes(text="All was quiet.", meeting=making.fresh(meeting), **by_hand)
    found = making.distributed(cast, making.closed(cast, meeting))
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.PANEL_AT + timedelta(days=2))
    return found


@pytest.mark.clause("HRP-A2-4.8", "HRP-1.c")
@pytest.mark.parametrize("form", ("pdf", "docx"))
def test_the_minutes_hold_the_general_part_and_a_part_for_each_item(cast, held, form):
    answer = cast.client(cast.council_chair).get(address(held, "minutes", form))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="minutes-2026-11-25.{form}"'
    text = text_of(answer.content, form)
    for words in ("All was quiet.", "The school spoke first.", "Health would wait.", "Who was there", "Signed"):
        assert words in text, words
    assert text.count("Three agencies see the same men.") == 3
    row = AuditEvent.objects.filter(action="document").latest("sequence")
    assert len(row.children) == 3


def test_nobody_has_the_minutes_before_they_are_handed_out_but_those_who_run_the_meeting(cast, meeting):
    opened = making.opened(cast, meeting)
    assert cast.client(cast.council_chair).get(address(opened, "minutes")).status_code == 200
    assert cast.client(cast.user("member")).get(address(opened, "minutes")).status_code == 404
    assert cast.client(cast.user("member")).get(address(opened, "decision_record")).status_code == 404
    assert cast.client(cast.user("member")).get(address(opened, "attendance")).status_code == 404


def test_a_lead_professional_has_the_minutes_of_their_own_item(cast, held):
    from riskpanel.meetings.models import Guest

    guest = Guest.objects.filter(item__meeting=held, as_lead=True).select_related("item__child", "member__user").first()
    user = guest.member.user
    making.accepts(cast, held, user)
    base = f"/meetings/{held.pk}/items/"
    answer = cast.client(user).get(f"{base}{guest.item_id}/paper/docx/")
    assert answer.status_code == 200 and guest.item.child.reference in text_of(answer.content, "docx")
    own = set(Guest.objects.filter(item__meeting=held, member=guest.member).values_list("item", flat=True))
    others = held.items.exclude(pk__in=own).exclude(child=None)
    assert others
    for other in others:
        assert cast.client(user).get(f"{base}{other.pk}/paper/docx/").status_code == 404


@pytest.mark.clause("HRP-1.c")
def test_the_record_of_decisions_says_what_was_decided_why_and_under_which_procedure(cast, held):
    text = pdf_text(cast.client(cast.council_chair).get(address(held, "decision_record")).content)
    for words in ("Three agencies see the same men.", "Health would wait.", "Chaired by", "version 1.0"):
        assert words in text, words


@pytest.mark.clause("HRP-A2-4.3.b")
@pytest.mark.parametrize("form", ("pdf", "xlsx"))
def test_the_register_lists_every_seat_and_whether_it_was_filled(cast, held, form):
    text = text_of(cast.client(cast.coordinator).get(address(held, "attendance", form)).content, form)
    for one in held.invitations.select_related("seat"):
        assert one.seat.title[:20] in text
    assert "came" in text


def test_the_page_of_papers_offers_what_there_is_for_the_reader(cast, held):
    chair = cast.client(cast.council_chair).get(f"/meetings/{held.pk}/papers/").content.decode()
    member = cast.client(cast.user("member")).get(f"/meetings/{held.pk}/papers/").content.decode()
    assert "Attendance register" in chair and "Minutes" in chair and "Send papers" in chair
    assert "Agenda" in member and "Attendance register" not in member and "Send papers" not in member
