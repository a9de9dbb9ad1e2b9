"""The plan: one page that prints, its versions, its copies."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page, produced
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.children.people import roles_on
from riskpanel.children.presenters import card
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, facts, presenters
from riskpanel.plans.copytext import as_text
from riskpanel.plans.forms.plans import ApproveForm, FiledForm, NothingForm
from riskpanel.plans.models import LogEntry, PlanCopy, PlanVersion
from riskpanel.plans.pressing import PLAN_STEPS, first_press, others
from riskpanel.plans.snapshot import compared, for_agency, for_both, for_family, snapshot
from riskpanel.plans.threads import owed_with_lines
from riskpanel.procedure import moves_from

JOINS = (
    "child__lead__user",
    "child__lead__agency",
    "child__level_set_by",
    "lead__user",
    "lead__agency",
    "receiving_agency",
    "panel__procedure",
)


def entry_of(request: HttpRequest, pk: UUID) -> LogEntry:
    """The log entry, if the person may see it; otherwise a plain 404."""
    seen = LogEntry.objects.visible_to(request.user).select_related(*JOINS).defer("panel__procedure__source")
    return find(seen, pk=pk)


def card_of(entry: Any, procedure: Any, today: Any) -> Any:
    """The identity bar of the entry's child."""
    since = datetime.combine(entry.entered_on, time(12), tzinfo=UTC) if entry.live else None
    return card(entry.child, procedure, today, on_log_since=since)


@door(Permission.USE)
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan of a log entry, whole, on one page."""
    entry = entry_of(request, pk)
    procedure, now, today = procedure_of(entry.panel.procedure), timezone.now(), timezone.localdate()
    copies = _copies(request, entry)
    version = copies[0].version_sent if copies else None
    lines = presenters.PlanLines(entry, procedure, request.user, today)
    owed, of_lines = owed_with_lines(entry, lines.readable)
    may = may_do(entry, request.user, procedure, version)
    may["answer_raised_level"] &= answerable(entry, owed, procedure)
    waiting = may["send"] and any(one.state == "to_send" for one in copies)
    presses = {name for name, allowed in may.items() if allowed} - (set() if waiting else {"send"})
    press = first_press(entry, owed, PLAN_STEPS, presses, procedure)
    due = presenters.owed_lines(owed, procedure, now) + presenters.line_duties(of_lines, lines, now)
    context = {
        "entry": entry,
        "card": card_of(entry, procedure, today),
        "state": presenters.state_of(procedure, LogEntry.THING, entry.state),
        "level": presenters.level_of(procedure, entry.level),
        "referrer_level": presenters.level_of(procedure, entry.referrer_level),
        "categories": presenters.labels_of(procedure.categories, entry.categories),
        "lines": lines,
        "version": version,
        "copies": presenters.copy_lines(one for one in copies if one.version_sent_id == version.pk) if version else [],
        "older": sorted({one.version_sent.number for one in copies} - {version.number} if version else ()),
        "duties": sorted(due, key=lambda one: one.due_at),
        "press": press,
        "others": others(PLAN_STEPS, presses, entry, press),
        "story": presenters.story_of(entry, request.user, procedure),
        "statement": presenters.statement(procedure, "plan_does_not_replace"),
        "may": may,
        "own_agency": request.user.standing.agency,
    }
    return page(request, "plans/plan.jinja", context, shows=[entry.child])


def _copies(request: HttpRequest, entry: LogEntry) -> list[PlanCopy]:
    """The copies of the plan that the person may see, those of the newest version first."""
    return list(
        PlanCopy.objects.visible_to(request.user)
        .filter(version_sent__entry=entry)
        .select_related("agency", "version_sent__approved_by", "filed_by")
        .defer("version_sent__content")
        .order_by("-version_sent__number", "agency__name")
    )


def may_do(entry: LogEntry, user: Any, procedure: Any, version: Any) -> dict[str, bool]:
    """Which buttons stand on the plan."""
    roles = roles_on(entry, user)
    moves = {move.name for move in moves_from(procedure, LogEntry.THING, entry.state, roles)}
    edit = entry.live and facts.may_edit(entry, user)
    return {
        "edit": edit,
        "write": entry.live,
        "approve": "approve_plan" in moves,
        "review": bool({"review", "step_down"} & moves) or ("transfer" in moves and entry.state == "stepped_down"),
        "raise_level": "raise_level" in moves,
        "answer_raised_level": "answer_raised_level" in moves,
        "close": "close" in moves,
        "send": bool(version) and facts.may_send(entry, user),
        "family": edit,
    }


def answerable(entry: LogEntry, owed: list[Any], procedure: Any) -> bool:
    """Whether a reported rise of the level waits for a decision."""
    codes = facts.duty_codes(procedure, entry.THING, starts="level_raised", met_by="plan_reviewed")
    return any(duty.code in codes for duty in owed)


@door(Permission.USE)
def plan_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan for the child and the family: no disruption, nothing restricted."""
    entry = entry_of(request, pk)
    procedure = procedure_of(entry.panel.procedure)
    version = facts.last_version(entry)
    context = {
        "entry": entry,
        "version": version,
        "content": for_family(version.content if version else snapshot(entry)),
        "statement": presenters.statement(procedure, "plan_does_not_replace"),
    }
    return page(request, "plans/plan_family.jinja", context, shows=[entry.child])


@door(Permission.USE)
def plan_versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two versions side by side; without a choice the last one against the plan as it stands."""
    entry = entry_of(request, pk)
    procedure, agency = procedure_of(entry.panel.procedure), request.user.standing.agency
    versions = {str(one.number): one for one in entry.versions.select_related("approved_by")}
    newest = max(map(int, versions), default=0)
    left = request.GET.get("left", "") if request.GET.get("left") in versions else str(newest)
    right = request.GET.get("right", "") if request.GET.get("right") in versions else "now"

    def content(which: str) -> dict[str, Any]:
        held = versions[which].content if which in versions else snapshot(entry) if which == "now" else {}
        return for_agency(held, procedure, agency, kept=which != "now") if held else {}

    rows = compared(content(left), content(right)) if left in versions else []
    names = {number: f"Version {number}" for number in versions} | {"now": "As it stands now"}
    context = {"entry": entry, "versions": versions, "left": left, "right": right, "rows": rows, "names": names}
    return page(request, "plans/plan_versions.jinja", context, shows=[entry.child])


@door(Permission.DECIDE)
def plan_approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair approves the plan as it stands."""
    entry = entry_of(request, pk)
    last = facts.last_version(entry)
    initial = (
        {"version": entry.version, "child_says": last.child_says, "family_says": last.family_says}
        if last
        else {"version": entry.version}
    )
    form = posted(request, ApproveForm, initial=initial)
    now = timezone.now()

    def act(typed: dict[str, Any]) -> PlanVersion:
        typed.pop("agreed")
        return actions.approve_plan(entry=entry, by=request.user, at=now, **typed)

    words = procedure_of(entry.panel.procedure).words
    return ask(
        request,
        form,
        act,
        heading=f"Approve the {words.plan}",
        back=entry.get_absolute_url(),
        submit="Approve",
        done="Approved. Now send the copies.",
        shows=[entry.child],
        caption=entry.child.reference,
        intro=_approving(entry),
        called="this plan",
        warning=" ".join(facts.incomplete_lines(entry, timezone.localdate())),
    )


def _approving(entry: LogEntry) -> str:
    agencies = len(facts.named_agencies(entry))
    return f"The plan is kept as a version, and a copy goes to each of the {agencies} agencies that it names."


@door(Permission.COORDINATE, Permission.DECIDE)
def plan_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sends the copies of the version in force to the agencies that it names."""
    entry = entry_of(request, pk)
    version = facts.last_version(entry)
    waiting = list(version.copies.filter(state="to_send").select_related("agency")) if version else []

    def act(typed: dict[str, Any]) -> Any:
        return actions.send_copies(version=version, by=request.user, at=timezone.now())

    return ask(
        request,
        posted(request, NothingForm),
        act if version else _nothing,
        heading="Send the copies",
        back=entry.get_absolute_url(),
        submit="Send",
        done="Sent. Each agency is asked to file its copy.",
        shows=[entry.child],
        caption=entry.child.reference,
        intro="The contacts of these agencies will see the plan:" if waiting else "Nothing is left to send.",
        lines=[copy.agency.name for copy in waiting],
    )


def _nothing(typed: dict[str, Any]) -> None:
    return None


def copy_of(request: HttpRequest, pk: UUID) -> PlanCopy:
    """The copy, if the person may see it; otherwise a plain 404."""
    seen = PlanCopy.objects.visible_to(request.user).select_related(
        "agency", "child", "version_sent__entry", "version_sent__approved_by", "panel__procedure", "filed_by"
    )
    return find(seen.defer("panel__procedure__source"), pk=pk)


@door(Permission.USE)
def plan_copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One agency's copy, to print and to file; what the agency may not read is not on it."""
    copy = copy_of(request, pk)
    procedure = procedure_of(copy.panel.procedure)
    context = {
        "copy": copy,
        "tag": presenters.copy_lines([copy])[0].tag,
        "content": for_both(copy, procedure, request.user.standing.agency),
        "statement": presenters.statement(procedure, "plan_does_not_replace"),
        "level": presenters.level_of(procedure, copy.version_sent.content["level"]),
        "may_file": copy.state == "sent" and actions.may_file(copy, request.user, timezone.now()),
    }
    return page(request, "plans/plan_copy.jinja", context, shows=[copy.child])


@door(Permission.USE)
def plan_copy_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An agency's copy as a text file for its case file."""
    copy = copy_of(request, pk)
    text = as_text(copy, procedure_of(copy.panel.procedure), request.user.standing.agency)
    name = f"plan-{copy.child.reference}-v{copy.version_sent.number}.txt"
    return produced(request, text.encode(), filename=name, content_type="text/plain; charset=utf-8", shows=[copy.child])


@door(Permission.ANSWER_FOR_AGENCY, Permission.COORDINATE)
def plan_copy_filed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An agency's contact says that its copy is on the case file."""
    copy = copy_of(request, pk)

    def act(typed: dict[str, Any]) -> PlanCopy:
        return actions.confirm_filed(copy=copy, by=request.user, at=timezone.now(), **typed)

    return ask(
        request,
        posted(request, FiledForm),
        act,
        heading="Confirm that the plan is on the case file",
        back=reverse("plan_copy", args=[copy.pk]),
        submit="Confirm",
        done="Confirmed.",
        shows=[copy.child],
        caption=f"{copy.child.reference}, version {copy.version_sent.number}, {copy.agency.name}",
    )
