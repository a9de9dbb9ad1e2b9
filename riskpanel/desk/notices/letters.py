"""Letters as they go out by e-mail: fixed sentences, codes and addresses; no word of a record."""

from collections.abc import Iterable
from datetime import datetime
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMessage

from riskpanel.access.invitations import set_password_path
from riskpanel.desk.notices.digest import digest_of
from riskpanel.desk.reach import kept_from, references_of
from riskpanel.documents import calendars
from riskpanel.meetings.calendar_files import file_of
from riskpanel.meetings.models import Meeting
from riskpanel.partnership.actions import needs_password
from riskpanel.partnership.models import Notice
from riskpanel.partnership.notices import ACCOUNT
from riskpanel.partnership.notify import LETTER
from riskpanel.procedure import NOTICE_KINDS

FOOT = (
    "This message holds no papers and no names, on purpose. Do not answer it with any.\n"
    "How you are told is yours to choose: {choices}"
)


def letter_of(notice: Notice, now: datetime) -> EmailMessage | None:
    """The letter of a notice as things stand at `now`; None for a digest with nothing in it, for somebody who
    left since, and for somebody who has kept out of the child since: they are told nothing."""
    if notice.kind == ACCOUNT:
        return _account(notice)
    if notice.user.standing.partnership != notice.partnership:
        return None
    if notice.kind == "digest":
        return _digest(notice, now)
    if kept_from(notice.user, [notice.child], now):
        return None
    kind = NOTICE_KINDS.get(notice.kind)
    if kind and kind.calendar and (meeting := _meeting(notice)):
        return _invitation(notice, meeting, now)
    seen = references_of(notice.user, [notice.child], now) if notice.reference else {}
    reference = seen.get(notice.child, "")
    subject = f"{notice.says.rstrip('.')}{f' ({reference})' if reference else ''}"
    return _letter(notice, subject, [notice.says, f"Sign in to see it: {address(notice.path)}"], "notice")


def _account(notice: Notice) -> EmailMessage | None:
    """A link by which the reader sets their first password; None for one who needs none any more."""
    user = notice.user
    if not any(needs_password(member) for member in user.places.filter(agency__partnership=notice.partnership_id)):
        return None
    lines = [
        f"An account was made for you at {notice.partnership.name}.",
        f"Set your password: {address(set_password_path(user))}",
        f"The link is for you alone. It works once, and for {settings.PASSWORD_RESET_TIMEOUT // 86400} days.",
        "If you expected no account, tell whoever runs the panel, and do not open the link.",
    ]
    return EmailMessage("Set your password", "\n\n".join(lines) + "\n", to=[user.email], headers={LETTER: ACCOUNT})


def address(path: str) -> str:
    """The whole address of a page."""
    return f"{settings.RISKPANEL_URL}{path}"


def _meeting(notice: Notice) -> Meeting | None:
    found = Meeting.objects.select_related("sitting", "panel__procedure")
    return found.filter(pk=notice.case).first() if notice.about == Meeting.THING else None


def _invitation(notice: Notice, meeting: Meeting, now: datetime) -> EmailMessage:
    """An invitation, its change or its cancellation, with the calendar file as a part of the letter."""
    told = file_of(meeting, notice.user, at=now, over=notice.kind == "invitation_withdrawn")
    file = address(f"{meeting.get_absolute_url()}invitation.ics")
    lines = [
        notice.says,
        f"Sign in to see it and to answer: {address(notice.path)}",
        f"The calendar file, if none came with this message: {file}",
    ]
    letter = _letter(notice, notice.says.rstrip("."), lines, "invitation")
    letter.attach(_part(told))
    return letter


def _part(told: calendars.Invitation) -> MIMEText:
    """The calendar file as mail programs know one: with its method, and a file name that names nobody."""
    part = MIMEText(calendars.invitation(told).decode(), "calendar", "utf-8")
    part.set_param("method", told.method)
    part.add_header("Content-Disposition", "attachment", filename="invitation.ics")
    return part


def _digest(notice: Notice, now: datetime) -> EmailMessage | None:
    found = digest_of(notice.user, notice.day, now)
    if found is None:
        return None
    lines = [*found.lines, f"Sign in to see them: {address('/')}"]
    return _letter(notice, found.subject, lines, "digest")


def _letter(notice: Notice, subject: str, lines: Iterable[str], kind: str) -> EmailMessage:
    body = "\n\n".join([*lines, FOOT.format(choices=address("/notices/choices/"))])
    return EmailMessage(subject, f"{body}\n", to=[notice.user.email], headers={LETTER: kind})
