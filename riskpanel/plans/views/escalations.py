"""Escalations and challenges."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.models import User
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.children.models import Child, Event
from riskpanel.children.people import roles_on
from riskpanel.partnership.models import Agency
from riskpanel.partnership.reaching import at_work
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, presenters
from riskpanel.plans.actions.escalating import coming_stage, side_of
from riskpanel.plans.forms.actions import ChallengeForm, EscalationForm, ReasonForm
from riskpanel.plans.forms.choosing import agencies_of
from riskpanel.plans.models import Challenge, Escalation, LogEntry
from riskpanel.procedure import moves_from

JOINS = ("child__lead__user", "child__lead__agency", "child__level_set_by", "panel__procedure", "created_by")


def escalation_of(request: HttpRequest, pk: UUID) -> Escalation:
    """The escalation, if the person may see it; otherwise a plain 404."""
    seen = Escalation.objects.visible_to(request.user).select_related(*JOINS, "raised_by_agency", "against", "action")
    return find(seen.defer("panel__procedure__source"), pk=pk)


@door(Permission.USE)
def escalation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One escalation: the issue, both views, its stages with the day of the answer."""
    record = escalation_of(request, pk)
    procedure, now, today = procedure_of(record.panel.procedure), timezone.now(), timezone.localdate()
    recipients = record.recipients()
    roles = roles_on(record, request.user)
    coming = coming_stage(record)
    context = {
        "record": record,
        "card": presenters.card_of(record.child, procedure, today),
        "tag": presenters.state_of(procedure, Escalation.THING, record.state),
        "track": procedure.track(record.track),
        "stages": stages_of(record, request.user.standing.agency),
        "recipients": User.objects.filter(pk__in=recipients).order_by("full_name"),
        "moves": {m.name for m in moves_from(procedure, Escalation.THING, record.state, roles)},
        "coming": coming,
        "side": side_of(record, request.user),
        "views": presenters.views_of(record),
        "duties": presenters.owed_on(record, procedure, now),
    }
    return page(request, "plans/escalation.jinja", context, shows=[record.child])


def stages_of(record: Escalation, reader: Agency | None) -> list[dict[str, Any]]:
    """The stages that it went through, with what was said at each as somebody of `reader` may read it."""
    procedure, happened = procedure_of(record.panel.procedure), Event.objects.filter(about=Escalation.THING)
    events = happened.filter(case=record.pk).select_related("by", "agency").order_by("at", "pk")
    labels = {stage.code: stage for stage in procedure.track(record.track).stages}
    found: list[dict[str, Any]] = []
    for event in events:
        line = presenters.event_line(event, procedure, reader)
        if event.data.get("stage") in labels:
            by_day = presenters.day_in(event.data.get("answer_by"))
            found.append({"stage": labels[event.data["stage"]], "since": event.at, "answer_by": by_day, "said": []})
        if found and event.kind != "escalation_closed":
            found[-1]["said"].append(line)
    return found


def _asked(request: HttpRequest, pk: UUID, form: Any, verb: Any, **words: Any) -> HttpResponse:
    record = escalation_of(request, pk)

    def act(typed: dict[str, Any]) -> Escalation:
        return verb(escalation=record, by=request.user, at=timezone.now(), **typed)

    return ask(
        request,
        form,
        act,
        back=record.get_absolute_url(),
        shows=[record.child],
        caption=record.child.reference,
        **words,
    )


def _renamed(name: str, verb: Any) -> Any:
    """The verb, with what the form calls `reason` under the name that it takes."""
    return lambda *, reason, **rest: verb(**{name: reason}, **rest)


@door(Permission.USE)
def escalation_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Raises a case that is not moving, from any record of a child that the person may see."""
    child = find(Child.objects.visible_to(request.user), pk=pk)
    standing = request.user.standing
    members = list(at_work(child.partnership, timezone.localdate()))
    agencies = [one for one in agencies_of(child.partnership) if one != standing.agency]
    managers = [one for one in members if one.is_manager]

    def act(typed: dict[str, Any]) -> Escalation:
        theirs, ours = typed.pop("theirs"), typed.pop("ours")
        sent_to = [one for one in (theirs, ours) if one] if theirs else []
        return actions.raise_escalation(
            panel=standing.panel, child=child, track="case", by=request.user, at=timezone.now(),
            recipients=sent_to, **typed,
        )  # fmt: skip

    return ask(
        request,
        posted(request, EscalationForm, agencies, managers),
        act,
        heading="Escalate a case that is not moving",
        back=presenters.child_url(child),
        submit="Escalate",
        done="Escalated. The co-chairs are told, and it goes on the next agenda.",
        to=lambda made: made.get_absolute_url(),
        shows=[child],
        caption=child.reference,
        intro="It holds nothing up: do what keeps the child safe now, and escalate as well.",
    )


@door(Permission.USE)
def escalation_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody to whom it was sent answers."""
    form = posted(request, ReasonForm, "What is your answer?", "The answer")
    verb = _renamed("note", actions.answer_escalation)
    return _asked(request, pk, form, verb, heading="Answer the escalation", submit="Answer", done="Answered.")


@door(Permission.USE)
def escalation_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of the two sides gives its view."""
    record = escalation_of(request, pk)
    panels = side_of(record, request.user) == "own" and record.action_id is not None
    whose = "the panel" if panels else "your agency"
    form = posted(request, ReasonForm, f"How does {whose} see it?", "Your view")
    verb = _renamed("words", actions.say_view)
    return _asked(request, pk, form, verb, heading=f"Give {whose}’s view", submit="Save", done="Saved.",
                  lines=[record.issue])  # fmt: skip


@door(Permission.USE)
def escalation_next(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It goes to the next stage."""
    form = posted(request, ReasonForm, "Why does it go on?", "The reason")
    words = {"heading": "Take it to the next stage", "submit": "Take it on", "done": "It is at the next stage."}
    return _asked(request, pk, form, actions.next_stage, **words)


@door(Permission.USE)
def escalation_resolve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is settled; the panel is told."""
    form = posted(request, ReasonForm, "What was settled?", "What was settled")
    words = {"heading": "Resolve the escalation", "submit": "Resolve", "done": "Resolved. The panel is told."}
    return _asked(request, pk, form, _renamed("note", actions.resolve), **words)


@door(Permission.USE)
def escalation_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever raised it takes it back."""
    form = posted(request, ReasonForm, "Why do you take it back?", "The reason")
    words = {"heading": "Withdraw the escalation", "submit": "Withdraw", "danger": True, "done": "Withdrawn."}
    return _asked(request, pk, form, actions.withdraw_escalation, **words)


def challenge_of(request: HttpRequest, pk: UUID) -> Challenge:
    """The challenge, if the person may see it; otherwise a plain 404."""
    seen = Challenge.objects.visible_to(request.user).select_related(
        *JOINS, "by_agency", "to_agency", "replied_by", "entry"
    )
    return find(seen.defer("panel__procedure__source"), pk=pk)


@door(Permission.USE)
def challenge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One challenge: what was asked, and the answer."""
    record = challenge_of(request, pk)
    procedure, now, today = procedure_of(record.panel.procedure), timezone.now(), timezone.localdate()
    own = request.user.standing.agency
    answers = own == record.to_agency and "agency_contact" in roles_on(record, request.user)
    context = {
        "record": record,
        "card": presenters.card_of(record.child, procedure, today),
        "duties": presenters.owed_on(record, procedure, now),
        "may_answer": record.state == "open" and answers,
    }
    return page(request, "plans/challenge.jinja", context, shows=[record.child])


@door(Permission.USE)
def challenge_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Puts a question to another agency about a child that the person may see."""
    child = find(Child.objects.visible_to(request.user), pk=pk)
    agencies = [one for one in agencies_of(child.partnership) if one != request.user.standing.agency]

    def act(typed: dict[str, Any]) -> Challenge:
        seen = LogEntry.objects.visible_to(request.user).filter(
            child=child, state__in=["logged", "active", "stepped_down"]
        )
        return actions.challenge(child=child, entry=seen.first(), by=request.user, at=timezone.now(), **typed)

    return ask(
        request,
        posted(request, ChallengeForm, agencies),
        act,
        heading="Challenge another agency",
        back=presenters.child_url(child),
        submit="Send",
        done="Sent. Their contact is asked to answer.",
        to=lambda made: made.get_absolute_url(),
        shows=[child],
        caption=child.reference,
        intro="A challenge asks whether enough is done. The other agency answers in writing; the co-chairs see both.",
    )


@door(Permission.ANSWER_FOR_AGENCY)
def challenge_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The other agency answers."""
    record = challenge_of(request, pk)

    def act(typed: dict[str, Any]) -> Challenge:
        return actions.answer_challenge(challenge=record, reply=typed["reason"], by=request.user, at=timezone.now())

    return ask(
        request,
        posted(request, ReasonForm, "What is your answer?", "The answer"),
        act,
        heading="Answer the challenge",
        back=record.get_absolute_url(),
        submit="Answer",
        done="Answered.",
        shows=[record.child],
        caption=record.child.reference,
        lines=[record.words],
    )
