"""Letters, calendar files and digests: what goes out, once, and what never does."""

import smtplib
from datetime import date, datetime, timedelta
from io import StringIO
from unittest import mock
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from icalendar import Calendar

from riskpanel.children.models import Child, Duty, Recusal
from riskpanel.desk.notices.daily import tell_late, write_digests
from riskpanel.desk.notices.sending import send_waiting
from riskpanel.meetings import actions as meetings
from riskpanel.partnership.models import Notice, NoticeChoice
from riskpanel.plans import actions as plans
from riskpanel.referrals import actions as referrals
from tests import making_meetings, making_plans, making_referrals, making_referrals2
from tests.cast import LONDON

pytestmark = pytest.mark.django_db


def letters(cast, user=None, at=None) -> list[mail.EmailMessage]:
    """Sends what waits; the letters that went out, or those to one person."""
    mail.outbox.clear()
    send_waiting(at or cast.now)
    return [one for one in mail.outbox if user is None or one.to == [user.email]]


def file_in(letter: mail.EmailMessage) -> tuple[str, Calendar]:
    """The one attachment of an invitation: its content type, and the calendar in it."""
    [part] = letter.attachments
    return part["Content-Type"], Calendar.from_ical(part.get_payload(decode=True))


def event_in(letter: mail.EmailMessage):
    return file_in(letter)[1].walk("VEVENT")[0]


def test_a_letter_holds_a_sentence_a_reference_and_an_address(cast, settings):
    settings.RISKPANEL_URL = "https://panel.example"
    action = making_plans.action(cast)
    [letter] = letters(cast, cast.youth_worker)
    assert letter.subject == f"You were given an action ({action.child.reference})"
    assert f"https://panel.example{action.get_absolute_url()}" in letter.body
    assert "Meet Robin" not in letter.body and "Robin" not in letter.subject and not letter.attachments


def test_a_letter_leaves_the_reference_out_for_somebody_who_no_longer_sees_the_child(cast):
    action = making_plans.action(cast)
    action.child.grants.all().update(ends_at=cast.now)
    [letter] = letters(cast, cast.youth_worker)
    assert action.child.reference not in letter.subject + letter.body


def test_each_letter_goes_out_once(cast):
    making_plans.action(cast)
    assert letters(cast) and not letters(cast)


def test_a_letter_that_another_sender_has_claimed_is_left_alone(cast):
    making_plans.action(cast)
    Notice.objects.update(try_after=cast.now + timedelta(minutes=10))
    assert not letters(cast)
    assert letters(cast, at=cast.now + timedelta(minutes=10)), "a claim ends, and nothing is lost"


class Down(EmailBackend):
    """A mail server that refuses, with the address in its words."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such person")})


def test_a_failing_mail_server_loses_nothing_and_its_words_are_not_kept(cast, settings, caplog):
    making_plans.action(cast)
    with mock.patch("django.core.mail.get_connection", Down):
        done = send_waiting(cast.now)
    assert done.failed and not done.sent
    one = Notice.objects.get(user=cast.youth_worker, kind="action_given")
    assert (one.emailed_at, one.tries, one.failure) == (None, 1, "SMTPRecipientsRefused")
    assert "@" not in one.failure and "@" not in caplog.text
    assert not letters(cast), "it waits a minute first"
    assert letters(cast, cast.youth_worker, at=cast.now + timedelta(minutes=1))
    one.refresh_from_db()
    assert one.emailed_at and one.failure == ""


def test_one_refused_letter_holds_up_no_other(cast):
    making_plans.action(cast)
    making_plans.action(cast, owner=cast.member(cast.nurse))

    class Picky(EmailBackend):
        def send_messages(self, messages):
            if messages[0].to == [cast.youth_worker.email]:
                raise smtplib.SMTPException
            return super().send_messages(messages)

    mail.outbox.clear()
    with mock.patch("django.core.mail.get_connection", Picky):
        send_waiting(cast.now)
    reached = {one.to[0] for one in mail.outbox}
    assert cast.nurse.email in reached and cast.youth_worker.email not in reached


def test_whoever_left_since_is_told_nothing_more(cast):
    making_plans.action(cast)
    member = cast.member(cast.youth_worker)
    member.ends_on = cast.now.date() - timedelta(days=1)
    member.save()
    assert not letters(cast, cast.youth_worker)
    assert Notice.objects.get(user=cast.youth_worker, kind="action_given").emailed_at, "it does not wait for ever"


def test_nobody_is_written_to_about_what_they_chose_to_read_in_the_application(cast):
    NoticeChoice.objects.create(user=cast.youth_worker, group="actions", way="app")
    making_plans.action(cast)
    assert not letters(cast, cast.youth_worker)
    assert Notice.objects.of(cast.youth_worker).filter(kind="action_given").exists()


@pytest.mark.clause("HRP-A2-4.8")
def test_an_invitation_brings_a_calendar_file_without_a_child_in_it(cast):
    meeting = making_meetings.planned(cast)
    [letter] = letters(cast, cast.nurse)
    kind, calendar = file_in(letter)
    event = calendar.walk("VEVENT")[0]
    assert kind.startswith("text/calendar") and 'method="REQUEST"' in kind
    assert calendar["method"] == "REQUEST" and event["sequence"] == 0 and event["status"] == "CONFIRMED"
    assert event["summary"] == cast.company.procedure.identity.short_title
    assert event["dtstart"].dt == meeting.sitting.starts_at and str(event["dtstart"].params["tzid"]) == "Europe/London"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=meeting.sitting.minutes)
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    assert event["attendee"] == f"mailto:{cast.nurse.email}" and event["location"] == "Civic Centre"


def test_every_change_keeps_the_uid_and_counts_on_and_a_cancellation_ends_it(cast):
    meeting = making_meetings.planned(cast)
    [first] = letters(cast, cast.nurse)
    meetings.arrange(meeting=meeting, minutes=90, place="Town Hall", link="", by=cast.coordinator, at=cast.now)
    [second] = letters(cast, cast.nurse)
    fresh = making_meetings.fresh(meeting)
    meetings.cancel_meeting(meeting=fresh, reason="Flood.", by=cast.council_chair, at=cast.now)
    [third] = letters(cast, cast.nurse)
    events = [event_in(one) for one in (first, second, third)]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1]["location"] == "Town Hall" and file_in(third)[1]["method"] == "CANCEL"
    assert "Flood" not in third.body + third.subject


def test_two_people_have_each_a_uid_of_their_own(cast):
    making_meetings.planned(cast)
    [nurse] = letters(cast, cast.nurse)
    sent = {one.to[0]: one for one in mail.outbox}
    chair = sent[cast.council_chair.email]
    assert event_in(nurse)["uid"] != event_in(chair)["uid"]


def test_a_letter_that_waited_says_how_the_meeting_stands_when_it_goes(cast):
    meeting = making_meetings.planned(cast)
    meetings.cancel_meeting(meeting=meeting, reason="Flood.", by=cast.council_chair, at=cast.now)
    assert {file_in(one)[1]["method"] for one in letters(cast, cast.nurse)} == {"CANCEL"}


def test_a_deputy_is_invited_and_let_go_when_the_holder_comes_after_all(cast):
    meeting = making_meetings.planned(cast)
    letters(cast)
    asked = meeting.invitations.get(seat__code="community_safety")
    answer = {"invitation": asked, "by": cast.user("member"), "at": cast.now}
    deputy = cast.member(cast.charity)
    meetings.answer_invitation(**answer, answer="deputy", deputy_member=deputy)
    [asked_in] = letters(cast, cast.charity)
    meetings.answer_invitation(**answer, answer="coming")
    [let_go] = letters(cast, cast.charity)
    assert file_in(asked_in)[1]["method"] == "REQUEST" and file_in(let_go)[1]["method"] == "CANCEL"
    assert event_in(let_go)["uid"] == event_in(asked_in)["uid"]
    assert event_in(let_go)["sequence"] > event_in(asked_in)["sequence"]


def test_the_calendar_file_is_there_for_those_who_are_asked_and_for_nobody_else(cast):
    meeting = making_meetings.planned(cast)
    url = reverse("meeting_ics", args=[meeting.pk])
    answer = cast.client(cast.nurse).get(url)
    assert answer.status_code == 200 and 'filename="invitation.ics"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"].startswith("text/calendar")
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["uid"] == f"{meeting.pk}-{cast.nurse.pk}@riskpanel"
    for stranger in (cast.stranger, cast.outsider):
        assert cast.client(stranger).get(url).status_code == 404


def taken(cast, **more):
    """An action of the youth justice officer that they have accepted, so that they owe it alone."""
    action = making_plans.action(cast, **more)
    return plans.accept_action(action=action, by=cast.youth_worker, at=more.get("at", cast.now))


def test_the_digest_counts_what_is_owed_with_references_only(cast):
    action = taken(cast, due_on=cast.now.date() - timedelta(days=1), at=cast.now - timedelta(days=3))
    taken(cast, due_on=cast.now.date() + timedelta(days=2))
    letters(cast)
    assert write_digests(cast.now.date(), cast.now)
    [letter] = letters(cast, cast.youth_worker)
    assert letter.subject == "Your day: 1 late, 1 coming in the next 7 days"
    assert f"Late: 1 ({action.child.reference})" in letter.body and "Robin" not in letter.body


def test_a_digest_goes_out_once_a_day_however_often_the_day_is_run(cast):
    making_plans.action(cast, due_on=cast.now.date() + timedelta(days=2))
    today = cast.now.date()
    first = write_digests(today, cast.now)
    assert first and write_digests(today, cast.now) == 0
    assert len([one for one in letters(cast, cast.youth_worker) if "coming" in one.subject]) == 1
    assert write_digests(today, cast.now) == 0 and not letters(cast, cast.youth_worker)
    tomorrow = cast.now + timedelta(days=1)
    assert write_digests(tomorrow.date(), tomorrow) and letters(cast, cast.youth_worker, at=tomorrow)


def test_nobody_is_sent_an_empty_digest_or_one_that_they_did_not_want(cast):
    making_plans.action(cast, due_on=cast.now.date() + timedelta(days=2))
    NoticeChoice.objects.create(user=cast.youth_worker, group="digest", way="app")
    write_digests(cast.now.date(), cast.now)
    people = set(Notice.objects.filter(kind="digest").values_list("user", flat=True))
    assert cast.youth_worker.pk not in people and cast.stranger.pk not in people and people


def test_what_was_told_for_the_digest_stands_in_it_once(cast):
    NoticeChoice.objects.create(user=cast.youth_worker, group="actions", way="digest")
    taken(cast, due_on=date(2027, 3, 1))
    assert not letters(cast, cast.youth_worker)
    write_digests(cast.now.date(), cast.now)
    [letter] = letters(cast, cast.youth_worker)
    assert "You were given an action: 1" in letter.body
    tomorrow = cast.now + timedelta(days=1)
    write_digests(tomorrow.date(), tomorrow)
    assert not letters(cast, cast.youth_worker, at=tomorrow)


@pytest.mark.clause("HRP-4.3-MED.c")
def test_a_reminder_comes_on_the_working_day_that_the_procedure_names(cast):
    made = making_referrals.concern(cast, level="medium", at=datetime(2026, 11, 5, 9, tzinfo=LONDON))
    assert Duty.objects.get(case=made.pk, code="discuss_medium").due_at.date() == date(2026, 11, 12)
    days = {}
    for day in range(6, 13):
        at = datetime(2026, 11, day, 8, tzinfo=LONDON)
        letters(cast, at=at)
        write_digests(at.date(), at)
        days[day] = any("To remember today: 1" in one.body for one in letters(cast, cast.manager, at=at))
    assert [day for day, reminded in days.items() if reminded] == [10], "three working days after the Thursday"


@pytest.mark.clause("HRP-5.6.c")
def test_what_became_late_is_told_once_to_whoever_owes_it(cast):
    action = taken(cast, due_on=cast.now.date() - timedelta(days=1), at=cast.now - timedelta(days=3))
    assert tell_late(cast.now.date(), cast.now) >= 1 and tell_late(cast.now.date(), cast.now) == 0
    [late] = Notice.objects.of(cast.youth_worker).filter(kind="overdue")
    assert (late.path, late.reference) == (action.get_absolute_url(), action.child.reference)
    assert tell_late(cast.now.date() + timedelta(days=1), cast.now + timedelta(days=1)) >= 0
    assert Notice.objects.of(cast.youth_worker).filter(kind="overdue", case=action.pk).count() == 1


def test_nothing_of_a_child_is_told_to_who_keeps_out_of_them(cast):
    told = {}
    for keep_out in (False, True):
        written = making_referrals2.written_referral(cast)
        for user in (cast.police_chair, cast.detective) if keep_out else ():
            why = {"reason": "A relative.", "at": cast.now, "by": cast.coordinator}
            Recusal.objects.create(about=uuid4(), child=written.child, user=user, **why)
        referrals.submit(referral=written, by=written.concern.author.user, at=cast.now)
        Duty.objects.filter(case=written.pk, met_at=None).update(due_at=cast.now - timedelta(days=1))
        tell_late(cast.now.date(), cast.now)
        found = Notice.objects.filter(child=written.child_id, kind__in=("referral_received", "overdue"))
        told[keep_out] = set(found.values_list("user", "kind"))
    mine = {(cast.police_chair.pk, "referral_received"), (cast.detective.pk, "overdue")}
    assert mine <= told[False] and told[True] and {user for user, _ in mine}.isdisjoint(u for u, _ in told[True])


def test_the_daily_command_tells_and_sends(cast):
    making_plans.action(cast, due_on=cast.now.date())
    mail.outbox.clear()
    said = StringIO()
    call_command("daily", stdout=said)
    assert "digests." in said.getvalue() and any("due today" in one.subject for one in mail.outbox)
    count = len(mail.outbox)
    call_command("daily", stdout=StringIO())
    assert len(mail.outbox) == count


CANARIES = ("Zanzibarine", "Quillfeather", "Robin", "Testerly", "Glasshouse", "Periwinkle")


def planted(child: Child) -> None:
    """A word in each field of the child that takes one."""
    texts = [
        one.name
        for one in Child._meta.fields
        if isinstance(one, models.CharField | models.TextField) and not one.choices
        and one.name not in {"reference", "level", "upn", "nhs_number", "sex"}
    ]  # fmt: skip
    Child.objects.filter(pk=child.pk).update(
        **{name: CANARIES[at % 2] for at, name in enumerate(texts)}, upn="Glasshouse", nhs_number="Periwinkle"
    )


def everything_out(cast, at) -> str:
    """All that leaves by mail until `at`: headers, bodies, names of files, calendar files."""
    write_digests(at.date(), at)
    mail.outbox.clear()
    send_waiting(at)
    parts = []
    for letter in mail.outbox:
        parts += [str(letter.message()), letter.subject, letter.body, *letter.to]
        parts += [part.get_payload(decode=True).decode() for part in letter.attachments]
    return "\n".join(parts)


def lived(cast) -> Child:
    """A child's way through the panel: referral, meeting, plan, action, refusal, escalation, challenge,
    minutes; with a canary in every field of the child and in what people wrote."""
    meeting = making_meetings.planned(cast)
    referral = making_meetings.triaged(cast)
    child = referral.child
    planted(child)
    meeting = making_meetings.opened(cast, making_meetings.published(cast, meeting))
    making_meetings.decided(cast, making_meetings.item_of(meeting, child=child), rationale="Quillfeather is at risk.")
    given = meetings.give_action(
        item=making_meetings.item_of(meeting, child=child), what="Walk Zanzibarine home.",
        agency=cast.member(cast.youth_worker).agency, owner=cast.member(cast.youth_worker),
        due_on=making_meetings.NEXT_AT.date(), by=cast.council_chair, at=making_meetings.DURING,
    )  # fmt: skip
    plans.refuse(action=given, reason="Robin is not known to us.", by=cast.youth_worker, at=making_meetings.DURING)
    plans.challenge(
        child=child, to_agency=cast.agency("health"),
        entry=None, words="Does Testerly see a doctor?", by=cast.council_chair,
        at=making_meetings.DURING,
    )  # fmt: skip
    making_meetings.distributed(cast, making_meetings.closed(cast, meeting))
    return child


def test_no_word_of_a_child_leaves_by_mail(cast, caplog):
    child = lived(cast)
    out = everything_out(cast, making_meetings.NEXT_AT)
    kinds = set(Notice.objects.exclude(kind="digest").values_list("kind", flat=True))
    assert len(kinds) >= 12 and out.count("Subject:") > 60 and "BEGIN:VCALENDAR" in out
    assert child.reference in out, "references do go out"
    assert not [word for word in CANARIES if word.lower() in out.lower()]
    assert not [word for word in CANARIES if word in caplog.text]
    told = "\n".join(f"{one.says} {one.path} {one.reference} {one.failure}" for one in Notice.objects.all())
    assert not [word for word in CANARIES if word.lower() in told.lower()]


def test_the_search_for_canaries_finds_one_that_is_put_in_on_purpose(cast):
    meeting = making_meetings.planned(cast)
    meetings.arrange(meeting=meeting, minutes=90, place="Quillfeather", link="", by=cast.coordinator, at=cast.now)
    Notice.objects.filter(user=cast.nurse, kind="invited").update(says="Zanzibarine is missing.")
    out = everything_out(cast, cast.now)
    assert "Quillfeather" in out and "Zanzibarine" in out


def test_no_name_stands_in_the_title_or_address_of_a_notice_and_each_leads_somewhere(cast, monkeypatch):
    lived(cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: making_meetings.PANEL_AT + timedelta(days=1, hours=1))
    for user in (cast.worker, cast.youth_worker, cast.council_chair, cast.nurse):
        client = cast.client(user)
        page = client.get(reverse("notices")).content.decode()
        assert "<title>Notices" in page and not [word for word in CANARIES if word in page]
        for one in Notice.objects.of(user):
            assert client.get(one.path).status_code in {200, 302}, one.kind
