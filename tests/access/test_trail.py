"""The audit trail: a chain, found out when tampered with, and written in the same breath."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from riskpanel.access import audit, triggers, verifier
from riskpanel.access.models import AuditEvent
from riskpanel.partnership.models import Agency, InForce

pytestmark = pytest.mark.django_db
TABLE = "access_auditevent"


@pytest.fixture(autouse=True)
def an_empty_trail(db):
    """What the cast left in the trail is taken away, inside the test's own transaction."""
    tamper(f"DELETE FROM {TABLE}")


def written(count: int) -> list[AuditEvent]:
    """So many rows more."""
    with transaction.atomic():
        return [audit.record(action="read", thing=f"page{number}", children=["c1", "c2"]) for number in range(count)]


def tamper(sql: str) -> None:
    """What somebody does who has taken the triggers away."""
    with connection.cursor() as cursor:
        for statement in triggers.removals(connection.vendor, [TABLE]):
            cursor.execute(statement)
        cursor.execute(sql)


def guard(*tables: str) -> None:
    """The triggers, as the migrations make them."""
    with connection.cursor() as cursor:
        for statement in triggers.statements(connection.vendor, tables):
            cursor.execute(statement)


def verified(**options) -> tuple[int, str]:
    """Exit code and words of `audit verify`."""
    out = io.StringIO()
    try:
        call_command("audit_verify", stdout=out, **options)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def anchor() -> str:
    out = io.StringIO()
    call_command("audit_anchor", stdout=out)
    return out.getvalue().strip()


def exported() -> list[str]:
    out = io.StringIO()
    call_command("audit_export", stdout=out)
    return out.getvalue().splitlines()


def test_a_whole_trail_is_said_to_be_whole():
    guard(TABLE)
    written(5)
    assert verified() == (0, "5 rows checked\nThe trail is whole.\n")
    assert verified(since=anchor())[0] == 0


def test_rows_are_numbered_and_each_holds_the_digest_of_the_row_before():
    rows = written(4)
    assert [row.sequence for row in rows] == [1, 2, 3, 4]
    assert [row.previous for row in rows] == [audit.GENESIS, *(row.digest for row in rows[:-1])]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", "7"),
        ("thing", "'other'"),
        ("children", "'[]'"),
        ("at", "'2020-01-01 00:00:00+00:00'"),
        ("decision", "'refused'"),
    ],
)
def test_a_changed_row_is_found(column, value):
    written(5)
    tamper(f"UPDATE {TABLE} SET {column} = {value} WHERE sequence = 3")
    code, words = verified()
    assert (code, "BROKEN at 3: its content was changed" in words) == (1, True)


def test_a_deleted_row_is_found():
    written(5)
    tamper(f"DELETE FROM {TABLE} WHERE sequence = 3")
    code, words = verified()
    assert (code, "BROKEN at 3: a row is missing" in words) == (1, True)


def test_a_tail_that_was_cut_off_is_found_with_an_anchor_only():
    guard(TABLE)
    written(5)
    noted = anchor()
    tamper(f"DELETE FROM {TABLE} WHERE sequence > 3")
    guard(TABLE)
    assert verified()[0] == 0
    code, words = verified(since=noted)
    assert (code, "BROKEN at 5: the anchored row is gone" in words) == (1, True)


def test_a_trail_computed_anew_is_found_with_an_anchor():
    written(3)
    noted = anchor()
    tamper(f"DELETE FROM {TABLE}")
    written(3)
    guard(TABLE)
    tampered = AuditEvent.objects.get(sequence=3)
    assert verified()[0] == 0
    assert tampered.digest != noted.split(":")[1]
    assert verified(since=noted)[0] == 1


def test_a_trail_without_its_guard_is_not_called_whole():
    written(1)
    tamper("SELECT 1")
    code, words = verified()
    assert code == 1
    assert f"UNGUARDED: the database lacks the trigger {TABLE}_no_update" in words


def test_a_stranger_checks_the_export_without_riskpanel():
    written(6)
    lines, noted = exported(), anchor()
    assert verifier.check(lines, noted) == (6, "")
    assert verifier.check(lines[:4], noted)[1] == "the anchored row 6 is not there"
    changed = json.loads(lines[2]) | {"thing": "other"}
    assert verifier.check([*lines[:2], json.dumps(changed), *lines[3:]])[1] == "row 3 was changed"
    assert verifier.check([*lines[:2], *lines[3:]])[1] == "row 3 is missing"


def test_the_export_holds_no_name(cast):
    cast.client(cast.worker).get(reverse("procedure"))
    told = "\n".join(exported())
    for user in (cast.worker, cast.council_chair, cast.administrator):
        assert user.full_name not in told
        assert user.email not in told


@pytest.mark.parametrize("sql", ["UPDATE access_auditevent SET thing = 'x'", "DELETE FROM access_auditevent"])
def test_the_database_refuses_to_change_or_delete_a_row(sql):
    guard(TABLE)
    written(1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEvent.objects.get().thing == "page0"


def test_the_database_refuses_to_empty_the_table():
    if connection.vendor != "postgresql":
        guard(TABLE)
        assert triggers.names(TABLE, "sqlite") == [f"{TABLE}_no_update", f"{TABLE}_no_delete"]
        return
    guard(TABLE)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")


def test_what_was_put_in_force_cannot_be_rewritten(cast):
    guard("partnership_inforce")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        InForce.objects.update(from_day="2020-01-01")


def test_a_row_needs_the_transaction_that_it_records(monkeypatch):
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(action="read")


def test_a_page_names_its_reader_and_its_partnership(cast):
    cast.client(cast.worker).get(reverse("procedure"))
    row = AuditEvent.objects.latest("sequence")
    assert (row.action, row.thing, row.actor_id) == ("read", "procedure", cast.worker.pk)
    assert row.partnership_id == cast.partnership.pk
    assert row.agency_id == cast.agency("csc").pk


def test_a_deputy_acts_for_a_seat(cast):
    cast.client(cast.deputy).get(reverse("procedure"))
    assert AuditEvent.objects.latest("sequence").acting_for == "community_safety"


def test_no_row_no_page(cast, monkeypatch):
    client = cast.client(cast.worker)
    client.raise_request_exception = False
    monkeypatch.setattr(audit, "record", broken)
    response = client.get(reverse("procedure"))
    assert response.status_code == 500
    assert cast.procedure.identity.title not in response.content.decode()


def test_no_row_no_change(cast, monkeypatch):
    client = cast.client(cast.administrator)
    client.raise_request_exception = False
    monkeypatch.setattr(audit, "record", broken)
    response = client.post(reverse("agency_new"), {"name": "Unrecorded", "kind": "csc"})
    assert response.status_code == 500
    assert not Agency.objects.filter(name="Unrecorded").exists()


def broken(**event):
    raise OSError("the disk is full")


@pytest.mark.parametrize(("path", "reason"), [("audit", "forbidden"), ("agency", "not_found")])
def test_a_refusal_is_recorded(cast, path, reason):
    who = cast.worker if path == "audit" else cast.administrator
    cast.client(who).get(reverse(path, args=[] if path == "audit" else [10**9]))
    row = AuditEvent.objects.latest("sequence")
    assert (row.action, row.thing, row.decision, row.reason) == ("refused", path, "refused", reason)
    assert row.actor_id == who.pk
