"""A meeting in session, made for the journeys of those who take its minutes: `python -m tests.journeys.room`
in the settings of the demonstration, before the server starts."""

from datetime import timedelta

import django

PIECES = 20


def make() -> None:
    """The people of the story, and a panel of theirs that has just begun, with a piece of business for
    each journey."""
    from django.utils import timezone

    from riskpanel.access.models import User
    from riskpanel.demo.loading import prepare
    from riskpanel.demo.people import people_file
    from riskpanel.meetings import actions
    from riskpanel.meetings.models import Meeting
    from riskpanel.partnership.models import Member

    now = timezone.now()
    prepare(now, story=False)
    emails = {line["key"]: line["email"] for line in people_file()["people"]}

    def user(key: str) -> User:
        return User.objects.get(email=emails[key])

    coordinator, chair = user("coordinator"), user("council_chair")
    panel = next(iter(coordinator.standing.panels))
    called = {"starts_at": now + timedelta(seconds=1), "reason": "The room is needed at once.", "minutes": 90}
    meeting = actions.call_extraordinary(panel=panel, by=coordinator, at=now, **called)
    for number in range(PIECES):
        actions.add_item(meeting=meeting, section="patterns", title=f"Business {number}", by=coordinator, at=now)
    actions.publish(meeting=meeting, by=coordinator, at=now)
    for one in (coordinator, chair):
        member = Member.objects.get(user=one, ends_on=None)
        actions.accept_confidentiality(meeting=meeting, member=member, by=one, at=now)
    seats = [one.seat for one in meeting.invitations.select_related("seat") if one.member_id]
    meeting = Meeting.objects.select_related("sitting", "panel__procedure").get(pk=meeting.pk)
    actions.open_meeting(meeting=meeting, present_seats=seats, by=chair, at=now)


if __name__ == "__main__":
    django.setup()
    make()
