"""Two children whom the core group accepted, and a panel that meets today: `python -m tests.journeys.coming`
in the settings of the demonstration, before the server starts. Prints their references."""

import sys
from datetime import timedelta

import django


def make() -> list[str]:
    """The people of the story, the two referrals, the meeting; the references of the children."""
    from django.utils import timezone

    from riskpanel.demo.loading import prepare
    from tests import making_meetings as making
    from tests.cast import Cast, company
    from tests.making_plans import sitting

    now = timezone.localtime()
    prepare(now, story=False)
    cast = Cast(company())
    cast.now = now
    told = [("Tamsin", "Orrell"), ("Devran", "Akkaya")]
    sitting(cast, now + timedelta(minutes=30))
    sent = {"at": now - timedelta(days=15)}
    return [
        making.triaged(cast, given_name=given, family_name=family, **sent).child.reference for given, family in told
    ]


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(" ".join(make()))
