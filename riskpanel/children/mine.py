"""How much of one child a person sees, and what follows from it for that child's pages."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from riskpanel.access.models import User
from riskpanel.children.missing import episodes_of
from riskpanel.children.models import Child, Duty, DutyOwner, Event, Grant, MissingEpisode, RestrictedNote, Sibling
from riskpanel.children.presenters.cards import OFF_LOG, ON_LOG, logged_since
from riskpanel.children.restrictions import not_hidden
from riskpanel.children.sight import grants_of
from riskpanel.children.threads import OpeningThread
from riskpanel.procedure import Procedure

WHOLE = frozenset({"papers", "child"})
"""Scopes that open everything about a child."""
KNOWING = WHOLE | {"concern", "referral", "item", "plan"}
"""Scopes that open more of a child than the card."""
KEEPERS = frozenset({"co_chair", "coordinator"})
SOCIAL_CARE = frozenset({"csc_manager", "csc_adviser"})
BEGINNINGS = ("concern", "log_entry", "listing", "placed_child")
"""The kinds of record with which something about a child begins; all others belong to one of them."""
EMERGENCY = "break_glass"
"""The sight that somebody opens for themselves in an emergency: it lets nobody change who else sees."""


def with_owners(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """Duties with who owes them at hand."""
    owners = DutyOwner.objects.select_related("user", "seat", "agency").order_by("pk")
    return duties.prefetch_related(Prefetch("owners", owners))


@dataclass
class Mine:
    """What `user` sees of `child` at `now`, by the grants in force."""

    user: User
    child: Child
    now: datetime

    @cached_property
    def grants(self) -> list[Grant]:
        """The grants that reach the person, the longest first."""
        found = grants_of(self.user, self.now).filter(child=self.child)
        return list(found.select_related("seat", "agency", "panel", "given_by").order_by("-ends_at", "pk"))

    @cached_property
    def scopes(self) -> frozenset[str]:
        return frozenset(grant.scope for grant in self.grants)

    @property
    def whole(self) -> bool:
        """Whether everything about the child is open to them."""
        return bool(self.scopes & WHOLE)

    @property
    def knows(self) -> bool:
        """Whether more is open to them than the card."""
        return bool(self.scopes & KNOWING)

    @property
    def whole_by_part(self) -> bool:
        """Whether everything is open to them by a part that they have, and not by an emergency alone."""
        return any(grant.scope in WHOLE and grant.sight != EMERGENCY for grant in self.grants)

    @cached_property
    def nothing_hidden(self) -> bool:
        """Whether they recorded a concern, and the record holds nothing that is not open to them."""
        if "concern" not in self.scopes:
            return False
        begun = Event.objects.filter(child=self.child, about__in=BEGINNINGS)
        return not begun.exclude(case__in=self.cases).exists()

    @property
    def began_it(self) -> bool:
        """Whether the record began with them and is still theirs alone."""
        return self.child.created_by_id == self.user.pk and self.nothing_hidden

    @property
    def may_correct(self) -> bool:
        """Whoever sees the whole by their part; until somebody leads, also whoever began the record."""
        return self.whole_by_part or (self.child.lead_id is None and self.began_it)

    @property
    def may_read_withheld(self) -> bool:
        """Whether a withheld address is theirs to change: the lead professional's and the chairs'."""
        lead = self.child.lead is not None and self.child.lead.user_id == self.user.pk
        return self.whole_by_part and (lead or "co_chair" in self.user.standing.roles)

    @property
    def may_name_lead(self) -> bool:
        """Whoever sees the whole by their part, whoever manages the lead, social care's own people; and
        while nobody leads, whoever recorded a concern and to whom nothing in the record is hidden."""
        lead = self.child.lead
        manages = bool(lead and lead.line_manager and lead.line_manager.user_id == self.user.pk)
        social_care = bool(self.grants) and bool(self.user.standing.roles & SOCIAL_CARE)
        return self.whole_by_part or manages or social_care or (lead is None and self.nothing_hidden)

    @property
    def sees_who(self) -> bool:
        """Whether they may read who else sees the child: the lead professional, chairs, coordinator."""
        lead = self.child.lead is not None and self.child.lead.user_id == self.user.pk
        return self.whole and (lead or bool(self.user.standing.roles & KEEPERS))

    @property
    def cases(self) -> set[UUID]:
        """The threads that are open to somebody who does not see the whole."""
        return {grant.about for grant in self.grants if grant.about}

    def events(self, procedure: Procedure) -> QuerySet[Event]:
        """What happened, as far as it is open to them; what is hidden from them is not among it.
        Openings in an emergency are for the chairs, on a page of their own."""
        found = Event.objects.filter(child=self.child).exclude(about=OpeningThread.THING)
        found = found.filter(not_hidden(procedure, self.user.standing.agency))
        return found if self.whole else found.filter(case__in=self.cases)

    @cached_property
    def on_log_since(self) -> datetime | None:
        """Since when the child is on the log: it stands on the card, which everybody here sees."""
        return logged_since(Event.objects.filter(child=self.child, kind__in=[ON_LOG, *OFF_LOG], at__lte=self.now))

    @cached_property
    def _episodes(self) -> list[MissingEpisode]:
        counted = self.user.standing.procedure.missing is not None
        return episodes_of(self.child) if counted else []

    @property
    def missing_since(self) -> datetime | None:
        """Since when the child is missing: it stands on the card, which everybody here sees."""
        return next((one.began_at for one in self._episodes if one.ended_at is None), None)

    @property
    def episodes(self) -> list[MissingEpisode]:
        """The missing episodes, for those to whom more than the card is open."""
        return self._episodes if self.knows else []

    def talks(self) -> QuerySet[Duty]:
        """The talks after a return that are owed, with who owes them."""
        found = Duty.objects.filter(child=self.child, about=MissingEpisode.THING, met_at=None)
        return with_owners(found)

    def siblings(self) -> list[Sibling]:
        """The links to brothers and sisters that are in force, for those who know more than the card."""
        if not self.knows:
            return []
        found = Sibling.objects.filter(Q(child=self.child) | Q(other=self.child), taken_back_at=None)
        return list(found.select_related("child", "other", "by"))

    def duties(self) -> QuerySet[Duty]:
        """What is owed for the child, as far as it is open to them."""
        found = Duty.objects.filter(child=self.child, met_at=None).exclude(about=OpeningThread.THING)
        return found if self.whole else found.filter(case__in=self.cases)

    def notes(self, procedure: Procedure) -> QuerySet[RestrictedNote]:
        """Restricted notes of which they may know; whether they may read each is another question."""
        if not self.knows:
            return RestrictedNote.objects.none()
        found = RestrictedNote.objects.filter(child=self.child)
        found = found.filter(not_hidden(procedure, self.user.standing.agency, "held_by"))
        return found.select_related("held_by", "written_by")


def who_sees(child: Child, now: datetime) -> QuerySet[Grant]:
    """Every grant in force, whoever it reaches."""
    found = Grant.objects.filter(child=child, starts_at__lte=now, ends_at__gt=now)
    return found.select_related("user", "seat", "agency", "panel", "given_by").order_by("ends_at", "pk")
