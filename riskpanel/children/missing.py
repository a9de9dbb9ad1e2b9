"""Who is missing now, for whoever lists children: the strip at the top of an agenda, a ranking."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from riskpanel.children.models import Child, MissingEpisode, MissingForm


def open_episodes(children: Iterable[Child | UUID]) -> QuerySet[MissingEpisode]:
    """The episodes of these children that have no return, the longest first, with the child at hand.

    Who among `children` the viewer may see is decided before: pass only those."""
    keys = [getattr(child, "pk", child) for child in children]
    found = MissingEpisode.objects.filter(child__in=keys, ended_at=None)
    return found.select_related("child__lead__user").order_by("began_at")


def missing_since(child: Child) -> datetime | None:
    """Since when a child is missing; None where they are not. It stands on the card, for whoever sees that."""
    return MissingEpisode.objects.filter(child=child, ended_at=None).values_list("began_at", flat=True).first()


def episodes_of(child: Child) -> list[MissingEpisode]:
    """Every episode of a child, the newest first."""
    return list(MissingEpisode.objects.filter(child=child).select_related("created_by").order_by("-began_at"))


def newest_form(child: Child) -> MissingForm | None:
    """The form for the police that counts: the one written down last."""
    return MissingForm.objects.filter(child=child).select_related("by").first()
