"""Telling people: one function for every room. What is told is a kind with a fixed sentence, an address
inside the application and a reference code at most, so that no word of a record can go out.

A notice is a row of the transaction that it belongs to: taken back, nobody is told. E-mail is for
whoever listens to `told`, after the transaction has ended well.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal

from riskpanel.access.models import User
from riskpanel.partnership.models import Notice, NoticeChoice, Panel, Partnership
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import NOTICE_KINDS, sentence
from riskpanel.ui.words import day as written_day

REFERENCE = re.compile(r"[A-Z]-[2346789CDFGHJKMNPQRTVWXZ]{4}")
"""A reference code of a child: a letter, a dash and four signs, and nothing else."""
PATH = re.compile(r"/(?:[a-z0-9-]+/)*(?:#[a-z0-9-]+)?")
"""An address inside the application: words of the program, numbers and keys; no query."""

ACCOUNT = "account"
"""The kind of a letter about an account; as a digest it is a letter and no notice."""

told = Signal()
"""Sent with `notices`, the keys of notices that stand now; a fault of a listener harms nobody's page."""


def tell(
    *,
    to: Iterable[User],
    kind: str,
    panel: Panel,
    path: str,
    at: datetime,
    reference: str = "",
    about: str = "",
    case: UUID | None = None,
    child: UUID | None = None,
    day: date | None = None,
    held_at: datetime | None = None,
    by: User | None = None,
) -> list[Notice]:
    """Tells each of these people once, but not `by`, who knows. In the caller's transaction. `held_at` is when
    the meeting in question is held: its day ends the sentence.

    Raises KeyError for a kind that there is not, ValueError for a reference that is no reference code
    and for an address that is not inside the application.
    """
    if kind not in NOTICE_KINDS:
        raise KeyError(kind)
    if reference and not REFERENCE.fullmatch(reference):
        raise ValueError("A notice holds a reference code and no other word of a child.")
    if not PATH.fullmatch(path):
        raise ValueError("A notice leads to an address inside the application.")
    people = {user.pk: user for user in to if by is None or user.pk != by.pk}
    if not people:
        return []
    ways = ways_of(people, kind)
    shared = {"partnership_id": panel.partnership_id, "panel": panel, "kind": kind, "path": path, "by": by}
    shared |= {"says": _says(kind, panel, held_at), "reference": reference, "day": day}
    shared |= {"about": about, "case": case, "child": child, "made_at": at, "try_after": at}
    rows = [Notice(user=user, way=ways[key], **shared) for key, user in sorted(people.items())]
    return post(rows)


def _says(kind: str, panel: Panel, held_at: datetime | None) -> str:
    said = sentence(kind, procedure_of(panel.procedure).words)
    return f"{said.removesuffix('.')}: {written_day(held_at)}." if held_at else said


def tell_of_account(user: User, partnership: Partnership, *, by: User, at: datetime, on: datetime) -> None:
    """A letter, to go out `on` that moment, with a link by which somebody sets their first password. The link
    is made as the letter goes out: no row holds it."""
    shared = {"partnership": partnership, "by": by, "made_at": at, "try_after": on, "way": "at_once"}
    post([Notice(user=user, kind=ACCOUNT, says="Set your password.", path="/", **shared)])


def post(rows: list[Notice]) -> list[Notice]:
    """Writes notices, and says so once the transaction has ended well. Rows that are there already (a
    digest, a duty told as late) are left as they are."""
    dated = any(row.day for row in rows)
    with transaction.atomic():
        made = Notice.objects.bulk_create(rows, ignore_conflicts=dated)
        keys = [row.pk for row in made if row.pk]
        transaction.on_commit(lambda: told.send_robust(sender=Notice, notices=keys), robust=True)
    return made


def ways_of(people: Iterable[int], kind: str) -> dict[int, str]:
    """How each of these people (by key) hears of a kind: as they chose, else as the kind goes out."""
    line = NOTICE_KINDS[kind]
    chosen = NoticeChoice.objects.filter(user__in=list(people), group=line.group).values_list("user", "way")
    return {**dict.fromkeys(people, line.way), **dict(chosen)}
