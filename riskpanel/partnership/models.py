"""A partnership, its agencies and people, its panels with their seats, and the procedure in force."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.partnership.notice_models import Notice as Notice
from riskpanel.partnership.notice_models import NoticeChoice as NoticeChoice


def holding(day: date) -> Q:
    """Places and appointments that hold on a day, their last day in it."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


class OfPartnership(models.QuerySet):
    """Records that belong to one partnership, by the path that the model names in `WITHIN`."""

    def of(self, partnership: "Partnership") -> "OfPartnership":
        """Those of `partnership`: the only door for administrators."""
        return self.filter(**{self.model.WITHIN: partnership})


class Partnership(models.Model):
    """A safeguarding partnership: one data controller, apart from every other.

    `phones` are the numbers of the child-protection route: a list of {label, number, when}.
    """

    name = models.CharField(max_length=200)
    area = models.CharField(max_length=200, blank=True)
    phones = models.JSONField(default=list)
    links = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An agency of the partnership. `kind` is an agency kind of the procedure, `sector` its sector."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    sector = models.CharField(max_length=20)
    agreement_reference = models.CharField(max_length=100, blank=True)
    agreement_ends = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)

    WITHIN = "partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["partnership", "name"], name="one_agency_of_a_name")]

    def __str__(self) -> str:
        return self.name


class ProcedureVersion(models.Model):
    """A written procedure as it was uploaded; never changed, only followed by another version."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="procedures")
    slug = models.CharField(max_length=32)
    version = models.CharField(max_length=40)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    change_asked_by = models.CharField(max_length=200, blank=True)

    WITHIN = "partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "digest"], name="one_upload_of_a_procedure"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class Panel(models.Model):
    """A panel that follows a procedure. `procedure` is the version in force now; `InForce` keeps when."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=32)
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")

    WITHIN = "partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class InForce(models.Model):
    """From which day a version is in force at a panel, and who put it there. Append-only."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="history")
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    put_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta:
        ordering = ["-from_day", "-pk"]

    def __str__(self) -> str:
        return f"{self.procedure} from {self.from_day}"


class Seat(models.Model):
    """A seat at a panel, as the procedure in force names it, and the agency that fills it. `gives` is a
    role that goes with it."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    chairs = models.BooleanField(default=False)
    core_group = models.CharField(max_length=60, blank=True)
    gives = models.CharField(max_length=40, blank=True)
    attends = models.CharField(max_length=20, default="every")
    may_delegate = models.BooleanField(default=False)
    retired = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    WITHIN = "panel__partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "code"], name="one_seat_of_a_code")]

    def __str__(self) -> str:
        return self.title


class Member(models.Model):
    """A person at work for an agency, from a day until a day. A person has one such place at a time.
    What was opened to them before `since` was opened to them at another place, and is closed."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="places")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="members")
    job_title = models.CharField(max_length=200)
    team = models.CharField(max_length=200, blank=True)
    is_manager = models.BooleanField(default=False)
    may_commit = models.BooleanField(default=False)
    line_manager = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="manages")
    head = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="heads")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    since = models.DateTimeField()

    WITHIN = "agency__partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["user__full_name"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ends_on=None), name="one_open_place_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user.full_name}, {self.job_title}"


class Sitting(models.Model):
    """A date in a panel's calendar; `kind` is a kind of meeting of its procedure. `move_to` is the moment
    that a moved date of another body asks for, until somebody takes it or keeps the old one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="sittings")
    kind = models.CharField(max_length=40)
    role = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    move_to = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=300, blank=True)
    extraordinary = models.BooleanField(default=False)
    cancelled = models.BooleanField(default=False)
    serves = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="pre_panels")

    WITHIN = "panel__partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["panel", "role", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d}"


class Appointment(models.Model):
    """What somebody holds from a day until a day: a seat, a seat that they stand in for, or a role.

    `role` is `seat`, `deputy` or a role of `access.permissions` that an administrator may give.
    `sitting` limits a deputy to one meeting.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="deputies")
    may_chair = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    told_chair_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    WITHIN = "member__agency__partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=["seat", "deputy"]) | Q(seat__isnull=False), name="a_seat_is_named"
            ),
            models.CheckConstraint(condition=~Q(role="deputy") | Q(ends_on__isnull=False), name="a_deputy_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.role}"


class Review(models.Model):
    """A review that a panel did of itself: of who holds its seats, or of its procedure. Append-only;
    what falls due next is worked out from these rows (see `reviews`)."""

    class About(models.TextChoices):
        MEMBERSHIP = "membership", "Who holds the seats"
        PROCEDURE = "procedure", "The procedure against its purpose"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="reviews")
    about = models.CharField(max_length=12, choices=About)
    done_on = models.DateField()
    outcome = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-done_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.about} {self.done_on}"
