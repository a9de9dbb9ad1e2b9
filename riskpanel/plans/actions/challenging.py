"""One agency asks another, in writing, whether it does enough."""

from datetime import datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused, write
from riskpanel.children.people import roles_on
from riskpanel.partnership.models import Agency
from riskpanel.plans.models import Challenge, LogEntry


@transaction.atomic
def challenge(
    *, child: Child, entry: LogEntry | None, to_agency: Agency, words: str, by: User, at: datetime
) -> Challenge:
    """Puts a question to another agency, whose contacts owe an answer; the chairs see both."""
    own = by.standing.agency
    panel = entry.panel if entry else by.standing.panel
    if not words.strip():
        raise Refused("Say what you ask of them, and why.")
    if own is None or to_agency.pk == own.pk or to_agency.partnership_id != child.partnership_id:
        raise Refused("Choose another agency of the partnership.")
    raised = Challenge.objects.create(
        child=child,
        panel=panel,
        entry=entry,
        by_agency=own,
        to_agency=to_agency,
        words=words.strip(),
        state="open",
        created_at=at,
        created_by=by,
    )
    about = {"child": child, "sight": "challenge_party", "panel": panel, "about": raised.pk, "by": by, "at": at}
    grants.give(agency=to_agency, **about)
    grants.give(user=by, **about)
    for seat in panel.seats.filter(chairs=True, retired=False):
        grants.give(seat=seat, **about)
    write(raised, "challenge_raised", by=by, at=at, note=raised.words)
    return raised


@transaction.atomic
def answer_challenge(*, challenge: Challenge, reply: str, by: User, at: datetime) -> Challenge:
    """The other agency answers. Raises Refused for others, without words and once it is answered."""
    if challenge.state != "open":
        raise Refused("This has been answered.")
    if "agency_contact" not in roles_on(challenge, by) or challenge.to_agency != by.standing.agency:
        raise Refused(f"The contact of {challenge.to_agency.name} answers this.")
    if not reply.strip():
        raise Refused("Write the answer.")
    challenge.state, challenge.reply, challenge.replied_by, challenge.replied_at = "answered", reply.strip(), by, at
    challenge.version += 1
    challenge.save()
    write(challenge, "challenge_answered", by=by, at=at, note=challenge.reply)
    return challenge
