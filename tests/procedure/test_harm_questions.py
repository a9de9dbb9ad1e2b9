"""What the HARM Panel asks about each child beside the decision: disruption, causes, more help."""

import pytest
from django.urls import reverse

from riskpanel.meetings import actions
from tests import making_lists as making
from tests.making_lists import DURING

ASKED = {
    "disruption": "Two plates are with the police.",
    "causes": "Out of school since March.",
    "support": "The boxing club has a place on Mondays.",
}


@pytest.mark.clause("HARM-ROLE-2", "HARM-ROLE-11", "HARM-ROLE-14")
def test_disruption_causes_and_more_help_are_asked_and_kept(other, monkeypatch):
    item = making.heard(other)
    answers = {code: {"says": words} for code, words in ASKED.items()}
    told = {"lead_present": True, "version": item.note_version, "by": other.coordinator, "at": DURING}
    actions.note_listed(item=item, answers=answers, **told)
    monkeypatch.setattr("django.utils.timezone.now", lambda: DURING)
    client = other.client(other.coordinator)
    accepts(other, item.meeting, other.coordinator)
    page = client.get(reverse("meeting_live", args=[item.meeting_id]), {"item": item.pk}).content.decode()
    labels = {one.code: one.label for one in actions.prompts_of(item.meeting)}
    for code, words in ASKED.items():
        assert labels[code] in page and words in page, code


def accepts(other, meeting, user):
    """Somebody accepts the confidentiality statement for the meeting."""
    actions.accept_confidentiality(meeting=meeting, member=other.member(user), by=user, at=other.now)
