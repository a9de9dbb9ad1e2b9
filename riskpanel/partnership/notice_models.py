"""What people are told, and how they want to be told. A notice is also the letter waiting to go out: it is
written in the transaction of the event, and e-mailed after it."""

from datetime import datetime

from django.db import models
from django.db.models import Case, Q, Value, When

from riskpanel.access.models import User

WAYS = [("at_once", "At once, by e-mail"), ("digest", "In the daily digest"), ("app", "Only here")]

LETTERS = ("digest", "account")
"""Kinds that are letters only and no notices."""


class Notices(models.QuerySet):
    def of(self, user: User) -> "Notices":
        """What `user` is told where they work now, without what is only a letter. The only door for views."""
        return self.filter(user=user, partnership=user.standing.partnership).exclude(kind__in=LETTERS)

    def unread_first(self) -> "Notices":
        """In the order of the page: what is unread, then the rest, the newest of each first."""
        new = Case(When(read_at=None, then=Value(0)), default=Value(1))
        return self.order_by(new, "-made_at", "-pk")

    def waiting(self, now: datetime) -> "Notices":
        """Letters that are to go out at `now`, the oldest first."""
        return self.filter(way="at_once", emailed_at=None, try_after__lte=now).order_by("pk")


class Notice(models.Model):
    """Somebody is told something: a fixed sentence, a reference code at most, an address inside the
    application. `about` and `case` name the record whose event it tells, `child` whom the reference means
    (a key, so that pages can name the child to the trail), `day` the day of a digest or of a duty that is
    late. `try_after` is when the letter may next be tried; `failure` the kind of the last fault."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey("partnership.Panel", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    says = models.CharField(max_length=200)
    reference = models.CharField(max_length=12, blank=True)
    path = models.CharField(max_length=200)
    about = models.CharField(max_length=30, blank=True)
    case = models.UUIDField(null=True, blank=True)
    child = models.UUIDField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=10, choices=WAYS)
    emailed_at = models.DateTimeField(null=True, blank=True)
    try_after = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)

    objects = Notices.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "read_at", "made_at"], name="notices_of_a_person"),
            models.Index(fields=["try_after"], condition=Q(emailed_at=None, way="at_once"), name="letters_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], condition=Q(kind="digest"), name="one_digest_a_day"),
            models.UniqueConstraint(
                fields=["user", "case", "day"], condition=Q(kind="overdue"), name="late_is_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d}"


class NoticeChoice(models.Model):
    """How somebody wants to be told of a group of kinds, or (`digest`) whether they want the daily digest."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_choices")
    group = models.CharField(max_length=20)
    way = models.CharField(max_length=10, choices=WAYS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="one_choice_a_group")]

    def __str__(self) -> str:
        return f"{self.group}: {self.way}"
