"""Things to test children with: sight given, and a concern as its model stands."""

from riskpanel.children import grants
from riskpanel.children.moves import write
from riskpanel.referrals.models import Concern


def let_see(cast, child, user=None, *, sight="lead_professional", at=None, about=None, **holder):
    """Gives sight by one line of the procedure to a user, or to the holder named."""
    told = {"user": user} if user else holder
    return grants.give(
        child=child, sight=sight, panel=cast.panel, by=cast.company.founder, at=at or cast.now, about=about, **told
    )


def recorded(cast, child, author=None, at=None, **fields):
    """A concern as its model stands, with its first event; nobody is given sight by it."""
    author, at = author or cast.worker, at or cast.now
    told = {"happening": "Collected from school by a man nobody knows.", "noticed_on": at.date(), **fields}
    concern = Concern.objects.create(
        panel=cast.panel, state="open", created_at=at, created_by=author, child=child,
        author=cast.member(author), agency=author.standing.agency, **told,
    )  # fmt: skip
    write(concern, "concern_recorded", by=author, at=at, note=told["happening"])
    return concern
