"""What cannot wait stands on top of a chair's desk until a chair confirms it; late is red."""

from datetime import timedelta

import pytest

from riskpanel.plans.actions import immediate
from riskpanel.plans.models import ImmediateAction
from tests import making_lists as making


@pytest.mark.clause("HARM-CHAIR-4")
def test_it_is_pinned_until_a_chair_confirms_and_late_once_nobody_took_it_in_time(other, monkeypatch):
    child = making.listed_child(other)
    told = {"risk": "A man waits.", "by": other.worker, "at": other.now}
    made = immediate.raise_immediate(panel=other.panel, child=child, **told)
    owner = other.member(other.youth)
    immediate.task(action=made, what="Fetch the child.", owner=owner, by=other.chair, at=other.now)

    def desk(user, after=0):
        monkeypatch.setattr("django.utils.timezone.now", lambda: other.now + timedelta(minutes=after))
        return other.client(user).get("/").content.decode()

    early, late = desk(other.chair, 59), desk(other.chair, 61)
    assert "Fetch the child." in early and "Late since" not in early
    assert 'rp-due--late">Late since' in late and "Take the task" in late
    assert "Fetch the child." not in desk(other.police, 61)
    immediate.accept(action=ImmediateAction.objects.get(pk=made.pk), by=other.youth, at=other.now)
    assert "Late since" not in desk(other.chair, 61) and "Fetch the child." in desk(other.chair, 61)
    immediate.report_immediate(
        action=ImmediateAction.objects.get(pk=made.pk), report="Home.", by=other.youth, at=other.now
    )
    assert "Fetch the child." in desk(other.chair)
    immediate.confirm_immediate(action=ImmediateAction.objects.get(pk=made.pk), by=other.chair, at=other.now)
    assert "Fetch the child." not in desk(other.chair)
