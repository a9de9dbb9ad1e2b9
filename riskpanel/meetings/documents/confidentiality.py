"""The confidentiality statement of a meeting, with who accepted it when."""

from datetime import datetime

from riskpanel.documents import Block, Paper, Table
from riskpanel.meetings.models import Acceptance
from riskpanel.meetings.presenters.meetings import head, heading
from riskpanel.meetings.reach import Part, statement_of
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.ui.words import moment

ACCEPTED = ("Who", "Agency", "When", "Wording")


def confidentiality(part: Part, at: datetime) -> Paper:
    """The statement in its present wording; those who run the meeting read who accepted it, others when
    they did themselves."""
    meeting, procedure = part.meeting, part.procedure
    words, version = statement_of(procedure)
    top = head(meeting, 0, ())
    rows = tuple(_accepted(one) for one in _acceptances(part))
    return outlined(
        meeting.panel,
        "confidentiality",
        [
            Block(
                facts=facts(("Meeting", heading(meeting.sitting, procedure)), ("When", top.when), ("Where", top.where))
            ),
            Block("The statement", text=plain_points(words), quiet=f"Wording {version}"),
            Block("Accepted by", table=Table(ACCEPTED, rows, (5, 5, 4, 4)), empty="Nobody has accepted it yet."),
        ],
        user=part.user,
        at=at,
        name=named_file("confidentiality", "", meeting.sitting.starts_at),
        about=heading(meeting.sitting, procedure),
    )


def plain_points(words: str) -> str:
    """A statement with its points as lines."""
    return "\n".join(f"– {line[2:]}" if line.startswith("- ") else line for line in words.splitlines())


def _acceptances(part: Part) -> list[Acceptance]:
    """For this meeting; where the procedure asks once, those of everybody invited to it, at whichever meeting."""
    found = Acceptance.objects.filter(meeting=part.meeting)
    if not part.procedure.setting("confidentiality_each_meeting", True):
        invited = part.meeting.invitations.exclude(member=None).values("member")
        found = Acceptance.objects.filter(member__in=invited, meeting__panel=part.meeting.panel)
    if not part.runs:
        found = found.filter(member=part.user.standing.member)
    return list(found.select_related("member__user", "member__agency").order_by("at", "pk"))


def _accepted(one: Acceptance) -> tuple[str, ...]:
    member = one.member
    return (f"{member.user.full_name}, {member.job_title}", member.agency.name, moment(one.at), one.version)
