"""The migrations guard the tables to which rows are only added."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import IntegrityError, connection, transaction

from riskpanel.access import triggers
from riskpanel.access.management.commands.audit_verify import anchor_of
from tests.append_only import TABLES, lifted

ROOMS = ("access", "partnership", "children", "referrals", "plans", "meetings")


def guarded(room: str) -> tuple[str, ...]:
    """The tables that any migration of a room guards."""
    package = import_module(f"riskpanel.{room}.migrations")
    modules = [import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)]
    return tuple(table for module in modules for table in getattr(module, "TABLES", ()))


def test_the_tests_lift_just_what_the_migrations_guard():
    assert {table for room in ROOMS for table in guarded(room)} == set(TABLES)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_guards_tables_of_its_own(room):
    own = {model._meta.db_table for model in apps.get_app_config(room).get_models()}
    assert set(guarded(room)) <= own


@pytest.mark.django_db
def test_every_table_can_be_guarded_and_says_so():
    with connection.cursor() as cursor:
        for statement in triggers.statements(connection.vendor, TABLES):
            cursor.execute(statement)
    assert triggers.missing(connection, TABLES) == []


@pytest.mark.django_db
def test_the_tests_own_escape_puts_the_guard_back(cast):
    with connection.cursor() as cursor:
        for statement in triggers.statements(connection.vendor, TABLES):
            cursor.execute(statement)
        with lifted():
            assert len(triggers.missing(connection, TABLES)) >= 2 * len(TABLES)
            cursor.execute("UPDATE partnership_inforce SET from_day = '2020-01-01'")
        assert triggers.missing(connection, TABLES) == []
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute("UPDATE partnership_inforce SET from_day = '2021-01-01'")


def test_another_database_is_refused():
    with pytest.raises(NotImplementedError):
        list(triggers.statements("oracle", ["t"]))


@pytest.mark.parametrize("text", ["", "12", "x:" + "0" * 64, "12:short", "-1:" + "0" * 64])
def test_an_anchor_that_is_none_is_refused(text):
    with pytest.raises(CommandError):
        anchor_of(text)
