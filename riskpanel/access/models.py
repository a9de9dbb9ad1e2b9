"""Who signs in, and what they did."""

import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.module_loading import import_string


class UserManager(BaseUserManager):
    def create_user(self, email: str, full_name: str, password: str | None = None) -> "User":
        """A person who may sign in; without a password they cannot until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())


class User(AbstractBaseUser):
    """A person who may sign in. What they may see and do comes from appointments and grants only."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    @cached_property
    def standing(self) -> Any:
        """Where the person stands now; whoever knows (see settings) works it out once a request."""
        return import_string(settings.RISKPANEL_STANDING)(self)


class AuditEvent(models.Model):
    """One thing that somebody did or saw. Append-only: both databases refuse to change or delete a row.

    It holds ids and codes, never a name or a text, so that it can outlive what it speaks of. `digest`
    is the SHA-256 of the row with the digest of the row before.
    """

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    acting_for = models.CharField(max_length=60, blank=True)
    agency_id = models.BigIntegerField(null=True)
    partnership_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    thing = models.CharField(max_length=120, blank=True)
    children = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    decision = models.CharField(max_length=10, default="allowed")
    reason = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class Submission(models.Model):
    """A form that was sent and led somewhere; sent again, it leads to the same place."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    path = models.CharField(max_length=300)
    location = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.token)
