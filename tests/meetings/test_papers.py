"""The papers of a meeting: what is in each, for whom, and what is written down of it."""

import re

import pytest
from django.test import override_settings

from riskpanel.access.models import AuditEvent
from riskpanel.meetings import actions
from tests import making_meetings as making
from tests import making_plans
from tests.reading_papers import pdf_text, text_of


@pytest.fixture
def meeting(cast):
    """A published meeting: two referrals, one that was not taken, a child on the log."""
    making.triaged(cast)
    making.triaged(cast, given_name="Ash")
    making.triaged(cast, outcome="declined", given_name="Io")
    making_plans.log_entry(cast, child=cast.child(given_name="Ivo"))
    found = making.published(cast)
    making.accepts(cast, found, cast.coordinator, cast.council_chair, cast.user("member"))
    return found


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
