"""The papers of a panel that draws lists: what agencies told stands in each copy as far as its reader may read it."""

import pytest

from riskpanel.documents import make
from riskpanel.meetings import actions
from riskpanel.meetings.documents import PAPERS
from riskpanel.meetings.documents.pack import pack_paper
from riskpanel.meetings.models import Pack
from riskpanel.meetings.reach import Part
from tests.making_returns import PIECE, answers, asked, of, shares
from tests.reading_papers import pdf_text, text_of


def copy_for(cast, meeting, user) -> str:
    """Every word of the copy of `user`."""
    joined = Pack.objects.select_related("member", "meeting__sitting", "meeting__panel__procedure")
    pack = joined.get(meeting=meeting, member__user=user, recalled_at=None)
    return pdf_text(make(pack_paper(pack, user, cast.now), "pdf").content)


@pytest.mark.clause("HARM-MEMB-2", "HARM-MEMB-5.a")
def test_what_agencies_told_stands_in_every_copy_and_the_police_only_in_theirs(other):
    meeting = asked(other)
    shares(other, meeting, other.health, text="Missed two appointments.")
    told = [{**PIECE, "label": "police_only", "text": "Source report seven."}]
    answers(other, of(meeting, other.police), other.police, answer="information", contributions=told)
    actions.send_packs(meeting=meeting, by=other.coordinator, at=other.now)
    police, health = copy_for(other, meeting, other.police), copy_for(other, meeting, other.health)
    assert "Missed two appointments." in police and "Missed two appointments." in health
    assert "Source report seven." in police
    assert "Source report" not in health and "Held by" in health


@pytest.mark.clause("HARM-CHAIR-1", "HARM-MEMB-5.a")
@pytest.mark.parametrize("form", ("pdf", "docx", "xlsx"))
def test_the_published_list_says_by_reference_whom_the_meeting_hears_and_why(other, form):
    meeting = asked(other, children=2)
    paper = PAPERS["published_list"].make(Part(other.police, meeting), other.now)
    text = text_of(make(paper, form).content, form)
    children = [item.child for item in meeting.items.exclude(listing=None).select_related("child")]
    assert len(children) == 2 and set(paper.children) == set(children)
    for child in children:
        assert child.reference in text and child.given_name not in text


def test_a_copy_is_gathered_in_few_questions_however_many_children(other, django_assert_max_num_queries):
    meeting = asked(other, children=3)
    for number in range(3):
        answers(other, of(meeting, other.police, number), other.police)
    actions.send_packs(meeting=meeting, by=other.coordinator, at=other.now)
    pack = Pack.objects.select_related("member", "meeting__sitting", "meeting__panel__procedure").get(
        meeting=meeting, member__user=other.health
    )
    with django_assert_max_num_queries(20):
        pack_paper(pack, other.health, other.now)
