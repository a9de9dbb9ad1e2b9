"""The agenda as a paper: what the page of the meeting shows, by reference only."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from riskpanel.documents import Paper
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.meetings.presenters.agenda import Line, Section, count_children, loaded, sections
from riskpanel.meetings.presenters.meetings import chairs_line, head, heading
from riskpanel.meetings.reach import Part
from riskpanel.partnership.papers import marking_of, named_file
from riskpanel.plans.presenters import statement
from riskpanel.referrals.models import TriageDecision
from riskpanel.ui.words import as_day, day

PLAIN = ("patterns", "free", "put_forward")
"""Sources of sections whose lines are not about a child."""


@dataclass(frozen=True)
class ChairTold:
    """Who chairs, by seat, and whether they come."""

    seat: str
    name: str
    said: str


@dataclass(frozen=True)
class LineTold:
    """One line of the agenda: a child's reference, or a piece of business."""

    number: str
    reference: str
    about: str
    level: str
    lead: str
    actions: str
    notes: tuple[str, ...]
    warning: str


@dataclass(frozen=True)
class SectionTold:
    """A section with its lines; `plain` for one that is not about children."""

    label: str
    plain: bool
    lines: tuple[LineTold, ...]
    note: str = ""
    empty: str = "Nothing."


@dataclass(frozen=True)
class AnnexTold:
    """A referral that was not taken: reference and outcome only."""

    reference: str
    referred_by: str
    outcome: str
    instead: str


@dataclass(frozen=True)
class AgendaTold:
    """The content of the agenda."""

    when: str
    where: str
    length: str
    chairs: tuple[ChairTold, ...]
    discussion: str
    sections: tuple[SectionTold, ...]
    levelled: bool
    lead_label: str
    annex: tuple[AnnexTold, ...]
    annex_label: str
    statement: str


def agenda(part: Part, at: datetime) -> Paper:
    """The agenda as far as this reader sees it at `at`."""
    procedure, meeting = part.procedure, part.meeting
    items = loaded(part.items(), part, as_day(at))
    annex = list(annexed(part))
    top = head(meeting, count_children(items), items)
    invitations = meeting.invitations.select_related("seat", "member__user")
    told = AgendaTold(
        when=top.when,
        where=top.where,
        length=top.line,
        chairs=tuple(ChairTold(one["seat"], one["name"] or "vacant", _comes(one)) for one in chairs_line(invitations)),
        discussion=statement(procedure, "discussion"),
        sections=tuple(_numbered([one for one in sections(part, items) if one.source != "annex"], meeting)),
        levelled=bool(procedure.levels),
        lead_label=procedure.words.lead_professional.capitalize(),
        annex=tuple(_annexed(one) for one in annex),
        annex_label="Annex: referrals not taken",
        statement=statement(procedure, "panel_does_not_replace"),
    )
    return Paper(
        code="agenda",
        name=named_file("agenda", "", meeting.sitting.starts_at),
        marking=marking_of(meeting.panel, "agenda", user=part.user, at=at, about=heading(meeting.sitting, procedure)),
        told=told,
        children=tuple({one.child for one in [*items, *annex] if one.child}),
        forms=("pdf", "docx"),
    )


def annexed(part: Part) -> QuerySet:
    """The referrals that were not taken, each with what was decided."""
    decided = Prefetch("referral__decisions", TriageDecision.objects.select_related("alternative_agency"))
    return part.annex().select_related("child", "referral__concern__agency").prefetch_related(decided)


def _comes(chair: dict) -> str:
    return ("deputy, " if chair["deputy"] else "") + ("coming" if chair["coming"] else str(chair["said"]).lower())


def _numbered(found: list[Section], meeting: Meeting) -> list[SectionTold]:
    made, number = [], 0
    for section in found:
        if section.source == "patterns":
            made.append(_patterns(section, meeting, number))
            number += len(made[-1].lines)
            continue
        lines = []
        for line in section.lines:
            number += 1
            lines.append(_told(line, number))
        made.append(SectionTold(section.label, section.source in PLAIN, tuple(lines)))
    return made


def _patterns(section: Section, meeting: Meeting, number: int) -> SectionTold:
    """The open patterns, and any line that was put there by hand."""
    lines = [_told(line, number + at) for at, line in enumerate(section.lines, start=1)]
    for one in meeting.panel.patterns.filter(closed_on=None).select_related("owner_agency"):
        owner = f"{one.owner_agency.name if one.owner_agency else 'no owner'}"
        answered = f"{owner}{f', by {day(one.due_on)}' if one.due_on else ''}" if one.response else "no response yet"
        lines.append(LineTold(str(number + len(lines) + 1), "", one.title, "", "", "", (answered,), ""))
    return SectionTold(section.label, True, tuple(lines))


def _told(line: Line, number: int) -> LineTold:
    guests = [f"Guest: {g.member.user.full_name}, {g.member.agency.name}" for g in line.guests if g.effective]
    notes = ([line.decided] if line.decided else []) + guests + (["Added late"] if line.item.added_late else [])
    return LineTold(
        number=str(number),
        reference=line.reference,
        about=line.about,
        level=line.level.label if line.level else "",
        lead=_lead(line),
        actions=f"{line.actions}{f', {line.late} late' if line.late else ''}",
        notes=tuple(notes),
        warning=f"Protective action: {line.item.get_protective_action_display().lower()}" if line.item.unsafe else "",
    )


def _lead(line: Line) -> str:
    if line.lead:
        return f"{line.lead.member.user.full_name} ({line.lead_said})"
    lead = line.item.child.lead if line.item.child else None
    return lead.user.full_name if lead else ("nobody named" if line.decides else "")


def _annexed(item: AgendaItem) -> AnnexTold:
    last = next(iter(item.referral.decisions.all()), None)
    instead = last.alternative_agency.name if last and last.alternative_agency else "–"
    return AnnexTold(
        reference=item.child.reference,
        referred_by=item.referral.concern.agency.name,
        outcome=last.get_outcome_display() if last else "Not taken",
        instead=instead,
    )
