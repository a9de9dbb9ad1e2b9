"""`python -m bench.opening FOLLOWERS WRITERS`: signs everybody in to the meeting that is open, and says its
key, how many items it has, their keys, and the sessions: first of those who follow, then of those who write."""

import itertools
import sys


def main(followers: int, writers: int) -> None:
    """Prints keys and sessions, one a line."""
    import django

    django.setup()
    from django.test import Client
    from django.utils import timezone

    from riskpanel.meetings.models import Acceptance, Meeting
    from riskpanel.meetings.reach import statement_of
    from riskpanel.partnership.standing import procedure_of

    meeting = Meeting.objects.select_related("panel__procedure").get(state="open")
    items = [str(one.pk) for one in meeting.items.filter(removed=False)]
    seated = [one for one in meeting.invitations.select_related("member__user", "seat") if one.member]
    running = [one.member for one in seated if one.seat.chairs]
    version = statement_of(procedure_of(meeting.panel.procedure))[1]
    for one in seated:
        Acceptance.objects.get_or_create(
            meeting=meeting, member=one.member, version=version, defaults={"at": timezone.now()}
        )
    lines = [str(meeting.pk), str(len(items)), *items]
    for wanted, people in ((followers, [one.member for one in seated]), (writers, running)):
        for member in itertools.islice(itertools.cycle(people), wanted):
            client = Client()
            client.force_login(member.user)
            lines.append(client.cookies["sessionid"].value)
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
