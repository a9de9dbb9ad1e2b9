"""Who has which part in a meeting: who runs it, who attends, and who accepted its confidentiality."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.sight import closed_to
from riskpanel.meetings.models import Acceptance, AgendaItem, Circulated, Guest, Invitation, Meeting, MinutesCopy
from riskpanel.meetings.stages import BEGUN, HANDED_OUT, OVER
from riskpanel.partnership.models import Member, Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure


def coordinates(user: User, panel: Panel) -> bool:
    """Whether the user coordinates the panel."""
    standing = user.standing
    if not standing.partnership or standing.partnership.pk != panel.partnership_id:
        return False
    given = [held for held in standing.appointments if held.role == "coordinator"]
    return not standing.sees_no_child and any(held.panel_id in {None, panel.pk} for held in given)


def chairs(user: User, panel: Panel, meeting: Meeting | None = None) -> bool:
    """Whether the user chairs the panel: by a seat, or standing in for one (a deputy for one meeting
    chairs that meeting only)."""
    return bool(chair_seats(user, panel, meeting))


def chair_seats(user: User, panel: Panel, meeting: Meeting | None = None) -> list[int]:
    """Keys of the chair seats of the panel that the user fills."""
    found = []
    for held in user.standing.appointments:
        if held.seat is None or not held.seat.chairs or held.seat.panel_id != panel.pk:
            continue
        fits = held.sitting_id is None or (meeting is not None and held.sitting_id == meeting.sitting_id)
        if held.role == "seat" or (held.role == "deputy" and held.may_chair and fits):
            found.append(held.seat_id)
    return [] if user.standing.sees_no_child else found


def runs(user: User, panel: Panel, meeting: Meeting | None = None) -> bool:
    """Whether the user coordinates or chairs."""
    return coordinates(user, panel) or chairs(user, panel, meeting)


def panels_of(user: User, *, running: bool = False) -> list[Panel]:
    """The panels at which the user has a part; with `running`, those that they coordinate or chair."""
    standing = user.standing
    if standing.sees_no_child:
        return []
    seated = {held.seat.panel_id for held in standing.appointments if held.seat}
    return [p for p in standing.panels if runs(user, p) or (not running and p.pk in seated)]


def meetings_of(user: User) -> QuerySet:
    """The meetings that are the user's: of panels that they run, and those their seat is invited to."""
    standing = user.standing
    if standing.sees_no_child or not standing.partnership:
        return Meeting.objects.none()
    reach = Q(panel__in=[panel.pk for panel in panels_of(user, running=True)])
    reach |= Q(invitations__seat__in=[seat.pk for seat in standing.seats])
    reach |= Q(invitations__member=standing.member)
    for held in standing.stands_in:
        if held.sitting_id is None:
            until = Q(sitting__starts_at__date__gte=held.starts_on) & Q(sitting__starts_at__date__lte=held.ends_on)
            reach |= Q(invitations__seat=held.seat_id) & until
        else:
            reach |= Q(sitting=held.sitting_id)
    mine = Meeting.objects.filter(reach, panel__partnership=standing.partnership).values("pk")
    member = standing.member
    found = Meeting.objects.filter(pk__in=mine).annotate(
        accepted_by=Value(member.pk if member else 0), accepted_version=Subquery(_accepted(member))
    )
    return found.select_related("sitting", "panel__procedure", "panel__partnership", "signed_by")


def _accepted(member: Member | None) -> QuerySet:
    """The wording of the statement that the member accepted last for a meeting (the outer query)."""
    mine = Acceptance.objects.filter(meeting=OuterRef("pk"), member=member)
    return mine.order_by("-at", "-pk").values("version")[:1]


def statement_of(procedure: Procedure) -> tuple[str, str]:
    """The confidentiality statement and the version of its wording; two blanks where there is none."""
    words = next((str(one.value) for one in procedure.statements if one.code == "confidentiality"), "")
    digest = hashlib.sha256(words.encode()).hexdigest()[:10]
    return words.strip(), f"{procedure.identity.version}/{digest}" if words else ""


def has_accepted(user: User, meeting: Meeting) -> bool:
    """Whether the user accepted the statement in its present wording: for this meeting, or once, where
    the procedure asks once."""
    procedure = procedure_of(meeting.panel.procedure)
    version = statement_of(procedure)[1]
    member = user.standing.member
    if not version or member is None:
        return member is not None
    if (getattr(meeting, "accepted_by", 0), getattr(meeting, "accepted_version", "")) == (member.pk, version):
        return True
    accepted = Acceptance.objects.filter(member=member, version=version)
    if procedure.setting("confidentiality_each_meeting", True):
        accepted = accepted.filter(meeting=meeting)
    return accepted.exists()


@dataclass
class Part:
    """What somebody is to one meeting."""

    user: User
    meeting: Meeting

    @cached_property
    def coordinates(self) -> bool:
        return coordinates(self.user, self.meeting.panel)

    @cached_property
    def chairs(self) -> bool:
        return chairs(self.user, self.meeting.panel, self.meeting)

    @property
    def runs(self) -> bool:
        return self.coordinates or self.chairs

    @property
    def has_minutes(self) -> bool:
        """Whether this person has the minutes: in draft if they run the meeting, else once handed to them."""
        return self.meeting.state in BEGUN if self.runs else has_copy(self.user, self.meeting)

    def has_minutes_of(self, item: AgendaItem) -> bool:
        """The same of one item: a guest may have been handed that alone."""
        return self.has_minutes if self.runs else has_copy(self.user, self.meeting, item.pk)

    @cached_property
    def accepted(self) -> bool:
        return has_accepted(self.user, self.meeting)

    @cached_property
    def procedure(self) -> Procedure:
        return procedure_of(self.meeting.panel.procedure)

    def items(self) -> QuerySet:
        """The items that this person may see: of children by grants in force, business by being there.
        Only for somebody whose meeting it is."""
        now = timezone.now()
        seen = AgendaItem.objects.q(self.user, now) | Q(child=None)
        return self._agenda().filter(seen).exclude(pk__in=closed_to(self.user).values("about"))

    def item(self, pk: UUID, loaded: Callable[[QuerySet], QuerySet]) -> AgendaItem | None:
        """One of `items`, as `loaded` fetches it (with its referral); None where it is not. Asked for by itself,
        it takes a fraction of the time."""
        found = loaded(self._agenda()).filter(pk=pk).first()
        return found if found and self._sees(found) else None

    def _sees(self, item: AgendaItem) -> bool:
        if item.child_id is None:
            return not closed_to(self.user).filter(about=item.pk).exists()
        return AgendaItem.objects.sees(self.user, item)

    def _agenda(self) -> QuerySet:
        """The lines that are there for this person, whether or not they may see what each is about."""
        items = AgendaItem.objects.filter(meeting=self.meeting, removed=False)
        if not self.runs:
            items = items.exclude(section__in=self.annex_sections())
            if self.meeting.state != "planned":
                items = items.exclude(published_at=None)
        return items

    def annex(self) -> QuerySet:
        """The referrals that were not taken since the last meeting; shown to others than the chairs and
        the coordinator by reference and outcome only."""
        found = AgendaItem.objects.filter(meeting=self.meeting, removed=False, section__in=self.annex_sections())
        if not self.runs:
            found = found.exclude(published_at=None)
        return found.exclude(pk__in=closed_to(self.user).values("about"))

    def annex_sections(self) -> list[str]:
        kind = self.procedure.meeting(self.meeting.sitting.kind)
        return [section.code for section in kind.sections if section.source == "annex"]

    def holds(self, invitation: Invitation) -> bool:
        """Whether an invitation is this person's to answer: the seat's holder, or whoever coordinates."""
        return self.coordinates or invitation.seat_id in {seat.pk for seat in self.user.standing.seats}


def guest_items(user: User, meeting: UUID) -> QuerySet:
    """The items of children to which the user is a guest, as far as they see them now."""
    mine = Guest.objects.holding().filter(member=user.standing.member, item__meeting=meeting).values("item")
    return AgendaItem.objects.visible_to(user).filter(pk__in=mine, removed=False, child__isnull=False)


def open_to_guest(user: User, meeting: Meeting) -> QuerySet:
    """Those that a guest may read now: what is under discussion; what is still to come, where the procedure
    lets guests read ahead; and that of which the minutes were handed to them. A child's own lead reads
    theirs throughout."""
    leads = Guest.objects.filter(member=user.standing.member, as_lead=True).values("item")
    mine = Q(pk__in=leads) | Q(turns__ended_at=None, turns__isnull=False)
    if meeting.state in HANDED_OUT:
        mine |= Q(pk__in=copies_of(user, meeting).values("item"))
    ahead = procedure_of(meeting.panel.procedure).setting("guests_read_before_their_item", True)
    if ahead and meeting.state not in OVER:
        mine |= Q(turns=None)
    return AgendaItem.objects.filter(pk__in=guest_items(user, meeting.pk).filter(mine).values("pk"))


def guest_of(user: User, item: AgendaItem) -> Guest | None:
    """The user's own invitation to one item, if it holds."""
    member = user.standing.member
    if member is None:
        return None
    return Guest.objects.holding().filter(item=item, member=member).first()


def copies_of(user: User, meeting: Meeting) -> QuerySet:
    """The parts of the minutes that were handed to the user."""
    return MinutesCopy.objects.filter(meeting=meeting, member=user.standing.member)


def draft_of(user: User, meeting: Meeting) -> QuerySet:
    """The parts of the draft that went to the user in the last circulation."""
    return Circulated.objects.filter(meeting=meeting, turn=meeting.turn, member=user.standing.member)


def drafted_items(user: User, meeting: Meeting) -> QuerySet:
    """The items of the draft that went to the user and that they still see: those of the whole where they
    came for a seat, their own where they are a guest; each by grants in force."""
    had, part = list(draft_of(user, meeting).values_list("item", flat=True)), Part(user, meeting)
    seen = part.items().exclude(section__in=part.annex_sections())
    return seen if None in had else seen.filter(pk__in=had)


def has_drafted(user: User, meeting: Meeting, item: AgendaItem | None) -> bool:
    """Whether a part of the draft went to the user: an item that they still see, or the general part."""
    if item is None:
        return draft_of(user, meeting).filter(item=None).exists()
    return drafted_items(user, meeting).filter(pk=item.pk).exists()


def has_copy(user: User, meeting: Meeting, item: UUID | None = None) -> bool:
    """Whether the minutes were handed to the user: as a whole, or, where one is asked about, of that item."""
    if meeting.state not in HANDED_OUT:
        return False
    wanted = Q(item=None) | Q(item=item) if item else Q(item=None)
    return copies_of(user, meeting).filter(wanted).exists()
