"""A procedure without circulation and without a lock keeps the short life of its minutes."""

from datetime import timedelta

import pytest
from django.test import Client

from riskpanel.children.models import Duty
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions
from riskpanel.meetings.models import Meeting
from riskpanel.procedure.model import NotDeclared
from tests.procedures.founding import Founded
from tests.procedures.meadow_round import decide, fresh, larkmead, over, reported, under_way

pytestmark = pytest.mark.django_db
__all__ = ["larkmead"]


@pytest.fixture
def held(larkmead: Founded, monkeypatch) -> Meeting:
    """A round whose one child was decided on, over two hours later."""
    meeting = under_way(larkmead, reported(larkmead).aimed_at.starts_at)
    decide(larkmead, meeting, outcome="book", level="urgent")
    end = meeting.sitting.starts_at + timedelta(hours=2)
    actions.close_meeting(meeting=fresh(meeting), by=larkmead.user("paediatrician"), at=end)
    monkeypatch.setattr("django.utils.timezone.now", lambda: end)
    return fresh(meeting)


def signed_in(made: Founded, key: str, meeting: Meeting) -> Client:
    client, user = Client(), made.user(key)
    client.force_login(user)
    actions.accept_confidentiality(meeting=meeting, member=made.member(key), by=user, at=made.now)
    return client


def test_the_minutes_are_signed_from_draft_and_sent(larkmead: Founded, held: Meeting) -> None:
    chair, clerk = signed_in(larkmead, "paediatrician", held), signed_in(larkmead, "clerk", held)
    base = f"/meetings/{held.pk}/minutes/"
    text = chair.get(base).content.decode()
    assert "Sign the minutes" in text and "Circulate" not in text and "draft is complete" not in text
    assert chair.post(base + "sign/").status_code == 302 and fresh(held).state == "signed"
    assert "Take the signature back" not in chair.get(base).content.decode()
    assert clerk.post(base + "distribute/").status_code == 302 and fresh(held).state == "distributed"
    assert "Lock the minutes" not in clerk.get(base).content.decode()
    assert not Duty.objects.filter(about="meeting", case=held.pk, code__in=["answer_minutes", "lock_minutes"]).exists()


def test_what_it_does_not_have_is_not_there(larkmead: Founded, held: Meeting) -> None:
    clerk = signed_in(larkmead, "clerk", held)
    for step in ("circulate/", "drafted/", "take-back/", "lock/"):
        assert clerk.post(f"/meetings/{held.pk}/minutes/{step}").status_code == 404, step
    with pytest.raises(NotDeclared):
        actions.circulate(meeting=held, by=larkmead.user("clerk"), at=larkmead.now)
    assert fresh(held).state == "closed"


def test_the_next_round_agrees_them_and_they_stay_as_they_are(larkmead: Founded) -> None:
    first = under_way(larkmead, reported(larkmead).aimed_at.starts_at)
    decide(larkmead, first, outcome="book", level="urgent")
    first = over(larkmead, first)
    coming = larkmead.panel.sittings.filter(starts_at__gte=first.sitting.starts_at + timedelta(days=55)).first()
    again = under_way(larkmead, coming.starts_at)
    with pytest.raises(Refused):
        actions.agree_record(meeting=again, previous=first, by=larkmead.user("clerk"), at=coming.starts_at)
    actions.agree_record(meeting=again, previous=first, by=larkmead.user("paediatrician"), at=coming.starts_at)
    assert fresh(first).state == "distributed" and actions.agreed_at(first) == coming.starts_at
    assert "agreed as a true record" in fresh(again).general_minutes
