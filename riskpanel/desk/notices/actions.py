"""What somebody does with their own notices: reads them, and chooses how to be told."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.partnership.models import Notice, NoticeChoice


@transaction.atomic
def read(*, notice: Notice, at: datetime) -> None:
    """Marks one notice as read; one that was read stays as it was."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


@transaction.atomic
def read_all(*, by: User, until: int, at: datetime) -> int:
    """Marks everything that `by` was told as read, up to the notice `until` (the newest that they saw); how
    many."""
    return Notice.objects.of(by).filter(read_at=None, pk__lte=until).update(read_at=at)


@transaction.atomic
def choose(*, by: User, ways: Mapping[str, str]) -> None:
    """Keeps how `by` wants to be told from now on, by group."""
    for group, way in ways.items():
        NoticeChoice.objects.update_or_create(user=by, group=group, defaults={"way": way})
    audit.record(action="change", by=by, thing="notice_choices")
