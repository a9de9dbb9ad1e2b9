"""What is true of a child that decides which papers there must be, and the papers that there are."""

from django.db import models

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.sight import Seen
from riskpanel.partnership.models import Agency


class Circumstances(models.Model):
    """How a child stands with social care, and what else decides which papers there must be. `source`
    says whether the Single View or a person said so."""

    child = models.OneToOneField(Child, on_delete=models.PROTECT, related_name="circumstances")
    case_status = models.CharField(max_length=30)
    has_health_plan = models.BooleanField(default=False)
    has_youth_justice = models.BooleanField(default=False)
    has_ehcp = models.BooleanField(default=False)
    send_evidence = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = Seen(any_of=("card", "item", "papers", "child"))

    def __str__(self) -> str:
        return self.case_status


class ChildPaper(models.Model):
    """A required document that there is: its code in the procedure, its day, and where it is kept. The
    newest row of a code counts; `not_applicable` is a chair's word against the rule, with a reason."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="papers")
    code = models.CharField(max_length=40)
    dated_on = models.DateField(null=True, blank=True)
    kept_where = models.CharField(max_length=200, blank=True)
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = Seen(any_of=("item", "papers", "child"))

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.code


class SocialCareReferral(models.Model):
    """A referral to social care that somebody made by name. Discussion at the panel is none."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="social_care_referrals")
    made_on = models.DateField()
    reference = models.CharField(max_length=60, blank=True)
    why = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = Seen(any_of=("item", "papers", "child"))

    class Meta:
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return f"Referral of {self.made_on}"
