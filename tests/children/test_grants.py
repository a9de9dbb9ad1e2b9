"""Sight is given with a reason and an end, prolonged rather than doubled, and ended by what happens."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from riskpanel.access.models import AuditEvent
from riskpanel.children import grants
from riskpanel.children.models import Child, Grant
from riskpanel.children.moves import write
from tests.children.making import let_see, recorded

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_every_line_of_the_procedure_gives_a_reason_and_an_end(cast):
    child = cast.child()
    for line in cast.procedure.sights:
        grant = let_see(cast, child, cast.worker, sight=line.code)
        assert grant.reason == line.reason and grant.scope == line.scope
        assert cast.now < grant.ends_at <= cast.now + timedelta(days=line.until.at_most_days)


def test_sight_given_again_is_prolonged_and_not_doubled_and_both_are_written_down(cast):
    child = cast.child()
    first = let_see(cast, child, cast.worker)
    again = let_see(cast, child, cast.worker, at=cast.now + 30 * DAY)
    assert first.pk == again.pk and Grant.objects.count() == 1
    assert again.ends_at == first.ends_at + 30 * DAY
    rows = AuditEvent.objects.filter(action="grant", children=[str(child.pk)])
    assert [row.reason for row in rows.order_by("sequence")] == ["", "prolonged"]


def test_sight_that_has_ended_is_given_anew_so_that_the_gap_stays_on_record(cast):
    child = cast.child()
    first = let_see(cast, child, cast.worker)
    later = let_see(cast, child, cast.worker, at=first.ends_at + DAY)
    assert later.pk != first.pk
    assert not Child.objects.visible_to(cast.worker, first.ends_at).exists()


def test_a_grant_to_nobody_to_two_or_without_reason_or_end_is_refused_by_the_database(cast):
    told = {
        "child": cast.child(), "scope": "card", "sight": "guest", "reason": "x", "starts_at": cast.now,
        "ends_at": cast.now + DAY, "given_by": cast.worker,
    }  # fmt: skip
    wrong = [
        {}, {"user": cast.worker, "seat": cast.seat("health")}, {"panel_role": "coordinator"},
        {"user": cast.worker, "reason": ""}, {"user": cast.worker, "ends_at": cast.now - DAY},
    ]  # fmt: skip
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(**{**told, **fields})


def test_an_event_ends_the_sights_that_wait_for_it_after_their_days_and_no_others(cast):
    child = cast.child()
    concern, other = recorded(cast, child), recorded(cast, child)
    ending = let_see(cast, child, cast.manager, sight="concern_manager", about=concern.pk)
    staying = let_see(cast, child, cast.manager, sight="concern_manager", about=other.pk)
    party = let_see(cast, child, cast.nurse, sight="strategy_party", about=concern.pk)
    write(concern, "closed", by=cast.worker, at=cast.now)
    ending.refresh_from_db(), staying.refresh_from_db(), party.refresh_from_db()
    assert ending.ends_at.date().isoformat() == "2026-12-08"
    assert ending.ended_by == cast.worker
    assert staying.ended_by is None and party.ended_by is None
    assert AuditEvent.objects.filter(action="grant_end").count() == 1


def test_no_sight_ends_before_the_event_that_ends_it_however_long_ago_it_was_given(cast):
    child = cast.child()
    concern = recorded(cast, child)
    given = let_see(cast, child, cast.manager, sight="concern_manager", about=concern.pk)
    let_see(cast, child, cast.manager, sight="concern_manager", about=concern.pk, at=cast.now + 300 * DAY)
    late = cast.now + 400 * DAY
    grants.end(about=concern.pk, event="closed", panel=cast.panel, at=late, by=cast.worker)
    given.refresh_from_db()
    assert late < given.ends_at < late + 40 * DAY


def test_sight_given_after_the_event_belongs_to_what_comes_next(cast):
    child = cast.child()
    concern = recorded(cast, child)
    later = let_see(cast, child, cast.nurse, sight="strategy_party", about=concern.pk, at=cast.now + DAY)
    assert grants.end(about=concern.pk, event="strategy_held", panel=cast.panel, at=cast.now, by=cast.worker) == 0
    later.refresh_from_db()
    assert later.ended_by is None


def test_an_event_twice_never_lengthens_a_sight(cast):
    child = cast.child()
    concern = recorded(cast, child)
    given = let_see(cast, child, cast.manager, sight="concern_manager", about=concern.pk)
    for days in (0, 5):
        grants.end(about=concern.pk, event="closed", panel=cast.panel, at=cast.now + days * DAY, by=cast.worker)
    given.refresh_from_db()
    assert given.ends_at.date().isoformat() == "2026-12-08"
