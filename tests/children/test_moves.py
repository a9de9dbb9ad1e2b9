"""A record moves in one way: state, event, duties, ends of sight and audit, all or nothing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from riskpanel.access.models import AuditEvent
from riskpanel.children import moves
from riskpanel.children.models import Duty, DutyOwner, Event
from riskpanel.children.people import owners_of, roles_on
from riskpanel.children.threads import PanelThread
from riskpanel.referrals.models import Concern
from tests.children.making import recorded

pytestmark = pytest.mark.django_db
LEVEL = {"facts": {"level": "high", "reason": "Gifts"}, "data": {"level": "high", "band": "panel", "confirmed": False}}


@pytest.fixture
def concern(cast):
    return recorded(cast, cast.child())


def set_level(cast, concern, **more):
    told = {**LEVEL, **more}
    return moves.apply(concern, "set_level", by=cast.worker, at=cast.now, note="Gifts", **told)


def test_a_move_changes_state_writes_event_duty_owner_and_audit_together(cast, concern):
    before = AuditEvent.objects.count()
    event = set_level(cast, concern)
    stored = Concern.objects.get(pk=concern.pk)
    assert (stored.state, stored.version, concern.state, concern.version) == ("level_set", 2, "level_set", 2)
    assert (event.kind, event.by, event.agency, event.procedure) == (
        "level_set", cast.worker, cast.worker.standing.agency, cast.panel.procedure,
    )  # fmt: skip
    codes = set(Duty.objects.filter(case=concern.pk, met_at=None).values_list("code", flat=True))
    assert {"discuss_high", "hold_strategy"} <= codes
    owner = DutyOwner.objects.get(duty__code="discuss_high", user=cast.manager)
    assert owner.role == "line_manager"
    row = AuditEvent.objects.order_by("-sequence").first()
    assert AuditEvent.objects.count() == before + 1
    assert (row.action, row.thing, row.children) == ("change", "concern:level_set", [str(concern.child_id)])


def test_a_refusal_gives_every_reason_and_changes_nothing(cast, concern):
    before = (Event.objects.count(), Duty.objects.count(), AuditEvent.objects.count())
    with pytest.raises(moves.Refused) as refused:
        moves.apply(concern, "set_level", by=cast.worker, at=cast.now, facts={})
    assert refused.value.reasons == ("Choose a level.", "Give the reason for the level.")
    assert Concern.objects.get(pk=concern.pk).state == concern.state == "open"
    assert before == (Event.objects.count(), Duty.objects.count(), AuditEvent.objects.count())


def test_a_move_from_a_state_that_does_not_allow_it_says_so(cast, concern):
    with pytest.raises(moves.Refused, match="while the concern is: recorded"):
        moves.apply(
            concern,
            "countersign",
            by=cast.manager,
            at=cast.now,
            facts={"level_band": "record", "actor_is_author": False},
        )


def test_a_move_by_somebody_whose_move_it_is_not_says_whose_it_is(cast, concern):
    set_level(cast, concern, facts={"level": "low", "reason": "Calm"}, data={"level": "low", "band": "record"})
    with pytest.raises(moves.Refused, match="line manager"):
        moves.apply(
            concern,
            "countersign",
            by=cast.stranger,
            at=cast.now,
            facts={"level_band": "record", "actor_is_author": False},
        )


@pytest.mark.parametrize("key", ["administrator", "auditor", "outsider"])
def test_people_without_a_part_in_the_work_move_nothing(cast, concern, key):
    with pytest.raises(moves.Refused):
        moves.apply(concern, "take_protection_route", by=cast.user(key), at=cast.now)


def test_somebody_of_another_partnership_has_no_role_here(cast, concern):
    assert roles_on(concern, cast.user("outsider")) == set()
    assert "practitioner" in roles_on(concern, cast.stranger)


def test_two_people_moving_one_record_do_not_overwrite_each_other(cast, concern):
    theirs = Concern.objects.get(pk=concern.pk)
    set_level(cast, concern)
    with pytest.raises(moves.Changed) as changed:
        set_level(cast, theirs)
    assert changed.value.record.version == 2
    assert Event.objects.filter(case=concern.pk, kind="level_set").count() == 1


def test_without_an_audit_row_nothing_happened(cast, concern, monkeypatch):
    events, duties = Event.objects.count(), Duty.objects.count()

    def fail(**_):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("riskpanel.children.moves.audit.record", fail)
    with pytest.raises(DatabaseError), transaction.atomic():
        set_level(cast, concern)
    assert Concern.objects.get(pk=concern.pk).state == "open"
    assert (Event.objects.count(), Duty.objects.count()) == (events, duties)
    assert (concern.state, concern.version) == ("open", 1)


def test_duties_are_met_by_events_and_written_anew_never_doubled(cast, concern):
    set_level(cast, concern)
    moves.apply(
        concern, "discuss_with_manager", by=cast.manager, at=cast.now + timedelta(hours=2), note="Agreed",
        facts={"level_band": "panel", "note": "Agreed"},
    )  # fmt: skip
    duty = Duty.objects.get(case=concern.pk, code="discuss_high")
    assert duty.met_at == cast.now + timedelta(hours=2)
    assert not duty.owners.exists()
    assert Duty.objects.filter(case=concern.pk, code="hold_strategy", met_at=None).count() == 1


def test_an_event_that_happened_earlier_counts_from_when_it_happened(cast, concern):
    set_level(cast, concern)
    Duty.objects.all().delete()
    from riskpanel.children.duties import refresh

    refresh(concern)
    duty = Duty.objects.get(code="hold_strategy")
    assert duty.due_at.date().isoformat() == "2026-11-17"
    assert duty.counted and duty.clauses == ["HRP-4.3-HI.f"]


def test_a_duty_of_a_thread_keeps_its_page_when_another_record_writes_on_the_thread(cast, concern):
    set_level(cast, concern)
    url = Duty.objects.get(code="hold_strategy").url
    thread = PanelThread(cast.panel)
    thread.child = concern.child
    thread.owners = concern.owners
    moves.write(thread, "information_received", by=cast.worker, at=cast.now, about="concern", case=concern.pk)
    assert Duty.objects.get(code="hold_strategy").url == url


def test_what_nobody_would_owe_falls_to_the_coordinator(cast, concern):
    assert owners_of(concern, "guest") == [{"role": "coordinator"}]
    cast.panel.seats.update(chairs=False, core_group="")
    assert owners_of(concern, "co_chair") == owners_of(concern, "core_group") == [{"role": "coordinator"}]
