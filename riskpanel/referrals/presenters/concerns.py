"""The working page of a concern, and lists of concerns, in words for the templates."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.access.permissions import ROLES
from riskpanel.children.mine import OFF_LOG, ON_LOG
from riskpanel.children.models import Duty, DutyOwner, Event
from riskpanel.children.people import roles_on
from riskpanel.children.presenters import card, duty_line, story_line
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import State
from riskpanel.referrals import actions
from riskpanel.referrals.facts import CALLED, CARRIES, level_of, open_to_social_care, procedure_for
from riskpanel.referrals.models import Checklist, Concern, InterimAction, Referral, StrategyMeeting
from riskpanel.referrals.presenters.steps import Link, Standing, next_step, side_actions
from riskpanel.ui.words import day

LOG_KINDS = frozenset({ON_LOG, *OFF_LOG})
TITLES = {
    "early_help_answered": "Early help answered.",
    "lead_named": "The lead professional was named.",
    "no_input_marked": "An agency was marked as giving no input.",
    "closed": "The concern ended.",
    "protection_route_taken": "The child protection route was taken.",
}
ANSWERED = frozenset({"protection_route_taken", "protection_call_known", "protection_not_called"})
"""Events that answer whether somebody was called where there are signs of serious harm."""
BESIDE = frozenset({"checklist_locked", "checklist_completed", "closed"})
"""Events that another one on the same page says already."""


def loaded(concerns: QuerySet) -> QuerySet:
    """Concerns with everything that their pages show of people and agencies."""
    sent = Referral.objects.filter(concern=OuterRef("pk")).order_by("-created_at").values("state")
    return concerns.annotate(referral_state=Subquery(sent[:1])).select_related(
        "child__lead__user", "child__lead__agency", "child__level_set_by", "author__user", "author__agency",
        "author__line_manager__user", "agency", "panel__procedure", "panel__partnership",
    ).defer("panel__procedure__source")  # fmt: skip


def state_of(concern: Concern, procedure: Procedure) -> State:
    """The state as the procedure names it; a state that it no longer has shows by its code. A concern
    (as `loaded`) that led to a referral shows how far that is."""
    states = procedure.lifecycle(Concern.THING).states
    own = next((one for one in states if one.code == concern.state), State(code=concern.state, label=concern.state))
    return _referred(own, getattr(concern, "referral_state", None), procedure) if own.code == "referred" else own


def _referred(own: State, code: str | None, procedure: Procedure) -> State:
    lifecycle = procedure.lifecycle(Referral.THING)
    found = next((one for one in lifecycle.states if one.code == code), None)
    if found is None:
        return own
    label = "Referral begun" if code == lifecycle.start else f"Referral: {found.label.lower()}"
    return State(code=own.code, label=label, tone=found.tone)


def with_others(user: User, pk: UUID) -> list[Concern]:
    """The concern, and the others about the same child, as far as the person may see them; the one
    asked for comes first. Empty where it is not theirs to see."""
    found = list(loaded(Concern.objects.visible_to(user)).filter(child__concerns=pk))
    wanted = [one for one in found if one.pk == pk]
    return [*wanted, *(one for one in found if one.pk != pk)] if wanted else []


def context(concern: Concern, earlier: list[Concern], user: User, now: datetime) -> dict[str, Any]:
    """Everything that the working page of a concern shows; `earlier` are others about the child."""
    procedure = procedure_for(concern)
    events = _events(concern)
    own = [event for event in events if event.about in {Concern.THING, Checklist.THING}]
    checklists = _checklists(concern)
    todo = list(concern.actions.select_related("owner__user", "owner__agency", "agency"))
    standing = _standing(concern, user, now, own, checklists, todo)
    step = next_step(standing)
    return {
        "concern": concern,
        "child": concern.child,
        "card": card(concern.child, procedure, now.date(), on_log_since=_logged_since(events)),
        "state": state_of(concern, procedure),
        "level": standing.level,
        "step": step,
        "side": side_actions(standing, step.button.url if step.button else ""),
        "problems": problems(standing, user, todo),
        "duties": duties(concern, procedure, now),
        "events": [_line(event, procedure, user) for event in reversed(own) if event.kind not in BESIDE],
        "actions": [_action(one, standing) for one in todo],
        "checklists": checklists,
        "meeting": standing.meeting,
        "levels": [_level(event, concern) for event in reversed(own) if event.kind in {"level_set", "strategy_held"}],
        "told": _told(concern, procedure),
        "plan_kind": next((one.label for one in procedure.plan_kinds if one.code == concern.plan_kind), ""),
        "earlier": [(one, state_of(one, procedure), level_of(one, one.level)) for one in earlier],
        "works": standing.works,
        "live": standing.live,
        "protection_link": f"{reverse('protection_call')}?child={concern.child_id}",
    }


def _told(concern: Concern, procedure: Procedure) -> list[tuple[str, str]]:
    """What was said of the concern besides its story; what nobody said is left out, but for its kind."""
    kinds = [one.label for one in procedure.categories if one.code in concern.categories]
    directions = [one.label for one in procedure.directions if one.code in concern.directions]
    rows = [
        ("Noticed", day(concern.noticed_on)),
        ("Recorded by", f"{concern.author.user.full_name}, {concern.agency.name}"),
        ("How it is known", concern.source),
        ("May be about", "; ".join(kinds)),
        ("Where the risk points", "; ".join(directions)),
        ("Parents or carers say", concern.family_says),
    ]
    return [row for row in rows if row[1] or row[0] == "May be about"]


def _events(concern: Concern) -> list[Event]:
    """What happened to the concern and its checklists, and when the child was on the log."""
    sheets = Checklist.objects.filter(concern=concern).values("pk")
    mine = Q(case=concern.pk) | Q(about=Checklist.THING, case__in=sheets)
    on_log = Q(child=concern.child_id, kind__in=LOG_KINDS)
    return list(Event.objects.filter(mine | on_log).select_related("by", "agency"))


def _logged_since(events: list[Event]) -> datetime | None:
    last = next((event for event in reversed(events) if event.kind in LOG_KINDS), None)
    return last.at if last and last.kind == ON_LOG else None


def _checklists(concern: Concern) -> list[Checklist]:
    complete = Q(contributors__signed_at__isnull=False) | ~Q(contributors__no_input_reason="")
    return list(
        concern.checklists.annotate(
            parts=Count("contributors", distinct=True), complete=Count("contributors", filter=complete, distinct=True)
        )
    )


def _standing(
    concern: Concern, user: User, now: datetime, own: list[Event], checklists: list[Checklist],
    todo: list[InterimAction],
) -> Standing:  # fmt: skip
    kinds = [event.kind for event in own]
    meeting = _meeting(concern) if "strategy_booked" in kinds else None
    roles = frozenset(roles_on(concern, user))
    chairs = bool(meeting and meeting.chair.user_id == user.pk)
    setting_it = next((event for event in reversed(own) if event.kind == "level_set"), None)
    setter = setting_it.by_id if setting_it else None
    return Standing(
        concern=concern,
        user=user,
        procedure=procedure_for(concern),
        now=now,
        level=level_of(concern, concern.level),
        works=bool(concern.relations(user) & CARRIES or roles & CALLED) or chairs,
        roles=roles,
        checklist=next((one for one in checklists if one.state != "superseded"), None),
        meeting=meeting,
        referral=concern.referrals.first() if concern.state == "referred" else None,
        open_actions=sum(1 for one in todo if not one.done_at),
        social_care=open_to_social_care(concern),
        asked=_last(own, "social_care_consulted", "social_care_advised") == "social_care_consulted",
        undiscussed=_last(own, "level_set", "manager_discussed") == "level_set",
        to_review=_last(own, "information_received", "level_set", "level_kept") == "information_received",
        harm_signs=any(event.data.get("harm_signs") for event in own if event.kind == "concern_recorded"),
        called=any(kind in ANSWERED for kind in kinds),
        level_at=setting_it.at if setting_it else None,
        mine_to_countersign="line_manager" in roles and user.pk not in {concern.author.user_id, setter},
    )


def _last(own: list[Event], *kinds: str) -> str:
    return next((event.kind for event in reversed(own) if event.kind in kinds), "")


def _meeting(concern: Concern) -> StrategyMeeting | None:
    found = concern.strategy_meetings.filter(replaced=False).select_related("chair__user", "chair__agency")
    return found.annotate(invited=Count("parties")).order_by("-booked_at").first()


def problems(at: Standing, user: User, todo: list[InterimAction]) -> list[dict[str, Any]]:
    """What is wrong or missing, each with where it is mended, if anywhere."""
    found: list[tuple[str, Link | None]] = []
    grave = at.live and at.band in {"plan", "panel"}
    alert = at.live and at.level is not None and at.level.alert
    if at.live and at.harm_signs and not at.called:
        call = Link("Whom to call", f"{reverse('protection_call')}?child={at.concern.child_id}")
        found.append(("There are signs of serious harm. Has somebody been called?", call))
        found.append(("If nobody called, the reason is to be written down.", at.link("Say why not", "concern_no_call")))
    if alert and at.procedure.setting("very_high_needs_action", True) and not todo:
        found.append(("No immediate action is written down.", at.link("Add one", "interim_action_new")))
    if at.live and at.band == "panel" and at.checklist is None:
        found.append(("The checklist has not been begun.", at.link("Start it", "concern_checklist")))
    if grave and at.undiscussed and at.concern.state not in {"level_set", "level_review"}:
        link = at.link("Record it", "concern_discussion")
        found.append(("The level has not been discussed with the line manager.", link))
    if grave and at.concern.child.lead_id is None:
        found.append(("Nobody is named as lead professional.", at.link("Name one", "concern_lead")))
    if at.asked:
        found.append(("Social care was asked about the level and has not answered: it stays provisional.", None))
    if at.band == "record" and (count := repeats(at, user)):
        found.append((f"{count} concerns at this level in a short time: look at them together.", None))
    return [{"says": says, "link": link if at.works else None} for says, link in found]


def repeats(at: Standing, user: User) -> int:
    """How many concerns at a level that is only recorded the reader sees in a short time, if too many."""
    if at.level_at is None:
        return 0
    return actions.repeated(at.concern, Concern.objects.visible_to(user), at.level_at)


def duties(concern: Concern, procedure: Procedure, now: datetime) -> list[Any]:
    """What is owed for a concern, with who owes it."""
    owing = DutyOwner.objects.filter(duty__about=Concern.THING, duty__case=concern.pk, duty__met_at=None)
    who: dict[Duty, list[str]] = {}
    for one in owing.select_related("duty", "user", "agency", "seat").order_by("duty__due_at", "duty", "pk"):
        who.setdefault(one.duty, []).append(str(one.user or one.agency or one.seat or _role(one.role)))
    return [
        replace(duty_line(duty, procedure, now, who=", ".join(dict.fromkeys(names))), action_url="")
        for duty, names in who.items()
    ]


def _role(code: str) -> str:
    return ROLES[code].label if code in ROLES else code.replace("_", " ").capitalize()


def _line(event: Event, procedure: Procedure, user: User) -> Any:
    line = story_line(event, procedure, user.standing.agency)
    told = event.data.get("called") or event.data.get("asked")
    reference = f"Reference {event.data['reference']}" if event.data.get("reference") else ""
    return replace(
        line,
        title=TITLES.get(event.kind, line.title),
        text="\n".join(part for part in (told, reference, line.text) if part),
        kind="missing" if event.kind == "protection_route_taken" else line.kind,
        kind_label="" if event.about == Concern.THING else line.kind_label,
        url="" if event.about == Concern.THING else line.url,
    )


def _level(event: Event, concern: Concern) -> dict[str, Any]:
    return {
        "level": level_of(concern, event.data.get("level", "")),
        "reason": event.note,
        "who": event.by.full_name,
        "at": event.at,
        "confirmed": event.data.get("confirmed", False),
    }


def _action(one: InterimAction, at: Standing) -> dict[str, Any]:
    who = f"{one.owner.user.full_name}, {one.owner.agency.name}" if one.owner else one.agency.name
    late = not one.done_at and one.due_on < at.now.date()
    return {"action": one, "who": who, "late": late, "origin": one.get_origin_display(), "url": one.get_absolute_url()}


def rows(concerns: Iterable[Concern], procedure: Procedure) -> list[dict[str, Any]]:
    """Lines of a list of concerns."""
    return [
        {
            "concern": one,
            "state": state_of(one, procedure_for(one)),
            "level": level_of(one, one.level),
            "kinds": "; ".join(kind.label for kind in procedure.categories if kind.code in one.categories),
        }
        for one in concerns
    ]


ORIGINS = {
    "immediate": "What is done now?",
    "strategy": "An action of the {strategy_meeting}",
    "plan": "An action for the plan",
}


def heading_of(origin: str, concern: Concern) -> str:
    """What is asked for an action of that origin, in the words of the concern's procedure."""
    return ORIGINS[origin].format(**dict(procedure_for(concern).words))


def origin_of(concern: Concern, asked: str) -> str:
    """Where an action comes from: as asked, else by what the concern is at."""
    if asked in ORIGINS:
        return asked
    return "strategy" if concern.state == "strategy_booked" else "immediate"


def after_adding(concern: Concern, asked: str) -> str:
    """Where to go when an action is added: back to the record of the meeting for one of its actions."""
    return reverse("strategy_hold" if asked == "strategy" else "concern", args=[concern.pk])


def last_question(concern: Concern) -> Event | None:
    """What social care was last asked."""
    asked = Event.objects.filter(about=Concern.THING, case=concern.pk, kind="social_care_consulted")
    return asked.select_related("by", "agency").last()


def level_set_at(concern: Concern) -> datetime | None:
    """When the level was set as it stands."""
    last = Event.objects.filter(about=Concern.THING, case=concern.pk, kind="level_set").last()
    return last.at if last else None
