"""A sitting of the panel: its life, who is invited and came, who accepted its confidentiality."""

from django.db import models
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Event
from riskpanel.partnership.models import Appointment, Member, Seat, Sitting


class Meeting(Case):
    """A sitting of the panel, with its life from planned to distributed minutes.

    `exception` is the recorded reason for opening without a co-chair; `actions_reviewed_at` says when the
    meeting had looked at the last one's actions, where the procedure asks for that first; `signed_although`
    is the recorded reason for signing minutes that had not been all the way round.
    """

    THING = "meeting"

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="meeting")
    exception = models.TextField(blank=True)
    needs_ratifying = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    actions_reviewed_at = models.DateTimeField(null=True, blank=True)
    general_minutes = models.TextField(blank=True)
    general_version = models.PositiveIntegerField(default=1)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_although = models.TextField(blank=True)

    class Meta:
        ordering = ["-sitting__starts_at"]

    def __str__(self) -> str:
        return f"Meeting {self.sitting.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])

    def told(self, role: str, event: Event) -> list[dict] | None:
        """Who hears of an event of this meeting in a role: see `told`."""
        from riskpanel.meetings.told import who_hears_of

        return who_hears_of(self, role, event)

    def url_of(self, screen: str) -> str:
        """Where a duty is done: the minutes on their own page, the rest on the meeting's."""
        return reverse(screen if screen in ("meeting_minutes", "meeting_circulated") else "meeting", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        """While the draft is around, `panel_member` is everybody who had it and has not answered."""
        return [{"user": member.user} for member in self.unanswered()] if role == "panel_member" else []

    @property
    def turn(self) -> int:
        """Which circulation of the draft is the last one, from 1; 0 before the first."""
        return self.circulated.aggregate(last=models.Max("turn"))["last"] or 0

    def unanswered(self) -> list[Member]:
        """Who had the draft in the last circulation and neither agreed nor proposed a correction."""
        turn = self.turn
        had = Member.objects.filter(pk__in=self.circulated.filter(turn=turn).values("member"))
        had = had.exclude(pk__in=self.agreed.filter(turn=turn).values("member"))
        had = had.exclude(pk__in=self.corrections.filter(turn=turn).values("member"))
        return list(had.select_related("user", "agency").order_by("user__full_name"))


class Invitation(models.Model):
    """A seat's invitation to a meeting, its answer, and its attendance. `member` is who comes: the
    holder, or a deputy by `deputy`. `told_at` is when the chair was told; after the start it is late."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deputy = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(
        max_length=10,
        blank=True,
        choices=[("coming", "Coming"), ("deputy", "Sending a deputy"), ("apologies", "Apologies")],
    )
    told_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    attended = models.BooleanField(null=True)
    may_commit = models.BooleanField(null=True)
    by_request = models.BooleanField(default=False)

    class Meta:
        ordering = ["seat__order"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="one_invitation_a_seat")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.answer or 'no answer'}"


class Acceptance(models.Model):
    """Somebody accepted the confidentiality statement, in one wording, for one meeting. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="acceptances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member", "version"], name="one_acceptance_of_a_wording")
        ]

    def __str__(self) -> str:
        return self.version
