"""A council's file of children: loaded whole or not at all, twice the same as once, seen by nobody."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from riskpanel.access.models import AuditEvent
from riskpanel.children import importing
from riskpanel.children.models import Child, Grant
from riskpanel.children.moves import Refused
from riskpanel.singleview.formats import NotUnderstood

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[3] / "shared" / "data" / "ssda903" / "header.csv"
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB,COLOUR\n"
GOOD = "A1,1,31/12/2010,WBRI,A123456789012,,,red\nB2,2,01/02/2011,BCRB,UN3,,,blue\n"


@pytest.fixture
def file(tmp_path):
    def made(text):
        path = tmp_path / "children.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return made


def load(cast, path, by=None):
    return importing.load_file(path=path, panel=cast.panel, by=by or cast.coordinator, at=cast.now)


def command(cast, path, **more):
    said = StringIO()
    told = {"panel": "hrp", "by": cast.coordinator.email, "stdout": said, **more}
    call_command("import_children", str(path), **told)
    return said.getvalue()


@pytest.mark.skipif(not REAL.exists(), reason="the shared sample data is not here")
def test_a_whole_return_is_loaded_and_the_second_time_changes_nothing(cast):
    first = load(cast, REAL)
    assert len(first.loaded) == Child.objects.count() == 2675
    assert Child.objects.values("reference").distinct().count() == 2675
    before = list(Child.objects.order_by("pk").values())
    second = load(cast, REAL)
    assert (len(second.loaded), len(second.changed), second.unchanged) == (0, 0, 2675)
    assert list(Child.objects.order_by("pk").values()) == before


def test_nobody_sees_a_child_by_a_file(cast, file):
    load(cast, file(HEADER + GOOD))
    assert not Grant.objects.exists()
    for key in ("coordinator", "council_chair", "worker", "administrator"):
        assert not Child.objects.visible_to(cast.user(key), cast.now).exists()


def test_a_child_without_names_is_kept_without_and_says_where_it_came_from(cast, file):
    load(cast, file(HEADER + GOOD))
    child = Child.objects.get(source_id="B2")
    assert (child.name, child.source, child.sex, child.upn) == ("", "ssda903", "female", "")


def test_one_row_in_the_audit_trail_names_every_child_and_the_second_time_none(cast, file):
    path = file(HEADER + GOOD)
    load(cast, path)
    load(cast, path)
    first, second = AuditEvent.objects.filter(action="import").order_by("sequence")
    assert first.children == sorted(str(pk) for pk in Child.objects.values_list("pk", flat=True))
    assert second.children == [] and first.actor_id == cast.coordinator.pk


def test_a_corrected_file_changes_what_it_says_and_a_blank_takes_nothing_away(cast, file):
    load(cast, file(HEADER + GOOD))
    outcome = load(cast, file(HEADER + "a1,1,30/12/2010,,,,,\nB2,2,01/02/2011,BCRB,,,,\n"))
    assert (len(outcome.changed), outcome.unchanged) == (1, 1)
    child = Child.objects.get(source_id="A1")
    assert (child.born_on.isoformat(), child.ethnicity, child.upn, child.version) == (
        "2010-12-30", "WBRI", "A123456789012", 2,
    )  # fmt: skip


def test_a_file_that_breaks_half_way_leaves_nothing(cast, file, monkeypatch):
    def fail(**_):
        raise DatabaseError("full")

    monkeypatch.setattr("riskpanel.children.importing.audit.record", fail)
    with pytest.raises(DatabaseError):
        load(cast, file(HEADER + GOOD))
    assert not Child.objects.exists()


def test_the_same_id_of_another_partnership_is_another_child(cast, file):
    path = file(HEADER + GOOD)
    load(cast, path)
    outsider = cast.user("outsider")
    theirs = importing.load_file(path=path, panel=outsider.standing.panel, by=outsider, at=cast.now)
    assert len(theirs.loaded) == 2 and Child.objects.count() == 4


@pytest.mark.parametrize("key", ["worker", "administrator", "outsider", "council_chair"])
def test_who_may_not_load_a_file_loads_none(cast, file, key):
    with pytest.raises(Refused):
        load(cast, file(HEADER + GOOD), by=cast.user(key))
    assert not Child.objects.exists()


def test_the_command_says_what_became_of_each_row_and_column(cast, file):
    path = file(HEADER + GOOD + "C3,9,01/02/2011,BCRB,,,,\nA1,1,31/12/2010,WBRI,,,,\n")
    said = command(cast, path)
    assert "loaded 2, changed 0, unchanged 0, rejected 2" in said
    assert "Columns that are not read: COLOUR" in said
    assert "line 4: The sex code 9 is not one of" in said and "line 5: The same child stands on line 2" in said
    assert "loaded 0, changed 0, unchanged 2, rejected 2" in command(cast, path)


def test_the_command_refuses_in_words(cast, file):
    path = file(HEADER + GOOD)
    for more, words in (
        ({"by": "nobody@example.org"}, "Nobody with the address"),
        ({"panel": "narnia"}, "no panel called narnia"),
        ({"by": cast.worker.email}, "may not load"),
    ):
        with pytest.raises(CommandError, match=words):
            command(cast, path, **more)
    with pytest.raises(CommandError, match="neither an SSDA903"):
        command(cast, file("a,b\n1,2\n"))
    with pytest.raises(CommandError, match="No such file"):
        command(cast, path.parent / "gone.csv")
    assert not Child.objects.exists()


def test_what_is_no_such_file_leaves_no_trace(cast, file):
    before = AuditEvent.objects.count()
    with pytest.raises(NotUnderstood):
        load(cast, file("a,b\n1,2\n"))
    assert AuditEvent.objects.count() == before
