"""A clock that stands where the story is, so that what is written then carries the time of then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def moved_clock() -> Iterator[Callable[[datetime], None]]:
    """Puts the program's clock to whatever moment the returned function is given, until the end."""
    real, stands = timezone.now, [timezone.now()]

    def set_to(moment: datetime) -> None:
        stands[0] = moment

    timezone.now = lambda: stands[0]
    try:
        yield set_to
    finally:
        timezone.now = real
