"""Who answers for an agency before a meeting, and what each was asked, as far as somebody may see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from riskpanel.access.models import User
from riskpanel.children.restrictions import reading_of
from riskpanel.meetings.models import Contribution, InformationReturn, Meeting, ReturnVersion
from riskpanel.meetings.reach import meetings_of
from riskpanel.meetings.threads import CONTACT
from riskpanel.partnership.models import Agency
from riskpanel.procedure import Procedure

ANSWERED_IN = ("published", "open")
"""States of a meeting in which an agency answers."""


def answers_for(user: User, meeting: Meeting, invited: set[int] | None = None) -> bool:
    """Whether the user answers for their own agency before the meeting: as its contact, or because the
    meeting is theirs by a seat of it; a deputy who works elsewhere answers for nobody. `invited` are its
    invited seats, where they are at hand."""
    standing = user.standing
    if standing.sees_no_child or standing.agency is None:
        return False
    if standing.partnership.pk != meeting.panel.partnership_id:
        return False
    if CONTACT in standing.roles:
        return True
    seats = {seat.pk for seat in standing.seats} | {
        held.seat_id
        for held in standing.stands_in
        if held.sitting_id in {None, meeting.sitting_id} and held.seat.agency_id == standing.agency.pk
    }
    if invited is not None:
        return bool(seats & invited)
    return meeting.invitations.filter(seat__in=seats).exists()


def asked_of(user: User, meeting: Meeting) -> QuerySet:
    """What the user's agency is asked before the meeting, about children whom they see and about itself;
    nothing for somebody who does not answer for it."""
    if not answers_for(user, meeting):
        return InformationReturn.objects.none()
    mine = InformationReturn.objects.visible_to(user).standing()
    return mine.filter(meeting=meeting, agency=user.standing.agency)


def meetings_asking(user: User) -> QuerySet:
    """The meetings before which the user's agency is asked, or that are theirs."""
    standing = user.standing
    mine = meetings_of(user)
    if CONTACT not in standing.roles or standing.sees_no_child:
        return mine
    asked = InformationReturn.objects.visible_to(user).standing().filter(agency=standing.agency)
    asking = Meeting.objects.filter(pk__in=asked.values("meeting"), panel__partnership=standing.partnership)
    either = Meeting.objects.filter(pk__in=asking.values("pk")) | Meeting.objects.filter(pk__in=mine.values("pk"))
    return either.select_related("sitting", "panel__procedure", "panel__partnership")


@dataclass(frozen=True)
class Told:
    """One answer as it stands: the agency, what it said, and each piece of information with its label.
    `means` is blank where nobody has answered."""

    asked: int
    agency_id: int
    agency: str
    about_child: bool
    answer: str = ""
    means: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    pieces: tuple[dict[str, Any], ...] = ()


PIECE = ("text", "kind", "source", "label", "basis", "not_minuted", "not_for_family")
"""What one piece of information holds."""
_OF = {"reason": "versions__reason", "by": "versions__by__full_name", "at": "versions__at"}


def answers_in(returns: QuerySet) -> list[Told]:
    """The answers of these returns as they stand, by the name of the agency, in one query."""
    standing = Q(sent=0) | Q(versions__number=F("sent"))
    pieces = {name: f"versions__contributions__{name}" for name in PIECE}
    own = ("pk", "agency_id", "agency__name", "item_id", "answer", "means")
    rows = returns.filter(standing).order_by("agency__name", "pk", "versions__contributions__pk")
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.values(*own, *_OF.values(), *pieces.values()):
        found.setdefault(row["pk"], []).append(row)
    return [_told(lines, pieces) for lines in found.values()]


def _told(lines: list[dict[str, Any]], pieces: dict[str, str]) -> Told:
    first = lines[0]
    return Told(
        asked=first["pk"],
        agency_id=first["agency_id"],
        agency=first["agency__name"],
        about_child=first["item_id"] is not None,
        answer=first["answer"],
        means=first["means"],
        reason=first[_OF["reason"]] or "",
        by=first[_OF["by"]] or "",
        at=first[_OF["at"]],
        pieces=tuple(
            {name: row[path] for name, path in pieces.items()} for row in lines if row[pieces["text"]] is not None
        ),
    )


def told_of(asked: InformationReturn) -> Told:
    """The same of one return that `with_newest` brought."""
    last = newest(asked)
    own = {"asked": asked.pk, "agency_id": asked.agency_id, "agency": asked.agency.name}
    own |= {"about_child": asked.item_id is not None, "answer": asked.answer, "means": asked.means}
    if last is None:
        return Told(**own)
    pieces = tuple({name: getattr(one, name) for name in PIECE} for one in last.contributions.all())
    return Told(**own, reason=last.reason, by=last.by.full_name, at=last.at, pieces=pieces)


def with_newest(returns: QuerySet) -> QuerySet:
    """Returns with their answers at hand, the newest first, each with what it tells."""
    told = Prefetch("contributions", Contribution.objects.order_by("pk"))
    versions = ReturnVersion.objects.select_related("by").prefetch_related(told).order_by("-number")
    return returns.select_related("agency").prefetch_related(Prefetch("versions", versions))


def open_whole(asked: InformationReturn, procedure: Procedure, reader: Agency | None) -> bool:
    """Whether an agency may read every word of all its answers, the earlier ones too; of a return that
    `with_newest` brought."""
    told = [piece for version in asked.versions.all() for piece in version.contributions.all()]
    return all(reading_of(procedure, one.label, asked.agency_id, reader) == "open" for one in told)


def newest(asked: InformationReturn) -> ReturnVersion | None:
    """The answer that stands, of a return that `with_newest` brought."""
    return next(iter(asked.versions.all()), None)
