"""A child, what only some may read of them, and who is a brother or sister of whom."""

import uuid

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children.sight import Seen
from riskpanel.partnership.models import Agency, Member, Partnership


class Child(models.Model):
    """A child known to the partnership. `reference` is what stands in lists, addresses and titles."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="children")
    reference = models.CharField(max_length=12)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=150)
    known_as = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True, blank=True)
    birth_estimated = models.BooleanField(default=False)
    sex = models.CharField(max_length=20, blank=True)
    ethnicity = models.CharField(max_length=60, blank=True)
    has_send = models.BooleanField(default=False)
    upn = models.CharField(max_length=13, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    address = models.TextField(blank=True)
    address_withheld = models.BooleanField(default=False)
    school = models.CharField(max_length=200, blank=True)
    open_to = models.JSONField(default=list)
    responsible_authority = models.CharField(max_length=200, blank=True)
    categories = models.JSONField(default=list)
    directions = models.JSONField(default=list)
    level = models.CharField(max_length=30, blank=True)
    level_provisional = models.BooleanField(default=False)
    level_set_at = models.DateTimeField(null=True, blank=True)
    level_set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = Seen(
        "id", any_of=("card", "concern", "checklist", "referral", "item", "plan", "action", "papers", "child")
    )

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="one_child_of_a_reference"),
            models.UniqueConstraint(
                fields=["partnership", "source", "source_id"],
                condition=~Q(source_id=""),
                name="one_child_of_a_source_id",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        """What the child is called; nothing for a child of a source that gives no names."""
        return f"{self.known_as or self.given_name} {self.family_name}".strip()


class RestrictedNote(models.Model):
    """Something that not everybody who sees the child may read. `label` is a restriction of the procedure."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="restricted")
    about = models.CharField(max_length=100)
    label = models.CharField(max_length=40)
    held_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"{self.about} ({self.label})"


class Sibling(models.Model):
    """That two children are brothers or sisters: how that is known, and who said so. One row a pair; a
    link made by mistake is taken back, and stays. It gives nobody sight of either."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="siblings")
    other = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    known_how = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(child=models.F("other")), name="no_sibling_of_oneself"),
            models.UniqueConstraint(
                fields=["child", "other"], condition=Q(taken_back_at=None), name="one_link_of_two_siblings"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} and {self.other_id}"
