"""Plays the steps of the story: finds the action, what it needs and who does it, and calls it."""

import inspect
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db.models import Model

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child
from riskpanel.children.moves import Changed, Refused
from riskpanel.demo.people import Company
from riskpanel.demo.telling.almanac import Almanac
from riskpanel.demo.telling.script import Step
from riskpanel.meetings.models import AgendaItem, Invitation, Meeting
from riskpanel.partnership.models import Agency, Member, Panel, Seat, Sitting
from riskpanel.plans.models import Action

NOBODY = "nobody"
PEOPLE_OF_FORMS = {"copy_to"}
"""Keyword arguments that an action takes without naming them and that are people."""


class StoryError(Exception):
    """The story tells something that the software does not allow."""


class Stage:
    """The children of the story, what became of them, and the people who act."""

    def __init__(self, company: Company, almanac: Almanac) -> None:
        self.company, self.almanac, self.panel = company, almanac, company.panel
        self.things: dict[tuple[str, str], Any] = {}
        self._by_pk = {user.pk: user for user in company.users.values()}

    def play(self, step: Step) -> None:
        """Plays one step and keeps what comes of it; raises StoryError where it is refused."""
        from riskpanel.demo.telling.verbs import VERBS

        try:
            if step.do not in VERBS:
                raise StoryError(f"there is no action {step.do!r}")
            made = self._call(VERBS[step.do], step)
        except (Refused, Changed, StoryError, LookupError, ValueError, TypeError) as wrong:
            raise StoryError(f"{step.where} at {step.at:%a %d %b %Y %H:%M}: {wrong!r}") from wrong
        self._keep(step, made)

    def user(self, key: str, facts: Mapping[str, Any] | None = None) -> User:
        """Somebody by key, or by their part in the child's life (`author`, `lead` …)."""
        return self.company.users[(facts or {}).get("people", {}).get(key, key)]

    def same(self, user: User) -> User:
        """The person as the story holds them, whose standing is worked out once."""
        return self._by_pk[user.pk]

    def child(self, key: str) -> Child:
        return self.things[key, "Child"]

    def meeting(self, step: Step, words: str = "") -> Meeting:
        """The meeting of the sitting that the step names."""
        sitting = self.almanac.sitting(words or step.meeting, step.anchors)
        found = Meeting.objects.select_related("sitting", "panel__procedure").get(sitting=sitting)
        found.panel = self.panel
        return found

    def item(self, step: Step) -> AgendaItem:
        """The child's item at the meeting of the step that a decision is made on."""
        items = AgendaItem.objects.filter(meeting=self.meeting(step), child=self.child(step.child), removed=False)
        found = items.filter(referral__isnull=False).first() or items.filter(entry__isnull=False).first()
        found = found or items.first()
        if found is None:
            raise StoryError(f"no item for {step.child}")
        return found

    def fresh(self, record: Any) -> Any:
        """The record as it stands in the database now."""
        if not isinstance(record, Model) or isinstance(record, Agency | Member | Panel | Sitting | User):
            return record
        again = type(record)._base_manager.get(pk=record.pk)
        if isinstance(again, Case):
            again.panel = self.panel
        return again

    # -- calling ---------------------------------------------------------------------------------

    def _call(self, action: Callable, step: Step) -> Any:
        given: dict[str, Any] = {}
        told = {name: value for name, raw in step.told.items() if (value := self._fact(raw, step)) is not None}
        for name, (kind, needed) in wanted(action).items():
            if name in told:
                given[name] = self._value(told.pop(name), kind, step)
            elif needed:
                given[name] = self._found(name, kind, step)
        for name, raw in told.items():
            given[name] = self._loose(name, raw, step)
        return action(**given)

    def _fact(self, raw: Any, step: Step) -> Any:
        """`=name` is what the story knows of the child under that name, or nothing."""
        if isinstance(raw, str) and raw.startswith("="):
            return step.facts.get(raw[1:])
        return raw

    def _found(self, name: str, kind: Any, step: Step) -> Any:
        """What an action needs and the step does not say."""
        if name == "by":
            return self.user(step.by, step.facts)
        if name == "at":
            return step.at
        if name in {"stage", "step"}:
            return self if name == "stage" else step
        if kind is Panel:
            return self.panel
        if kind is Meeting:
            return self.meeting(step)
        if kind is AgendaItem:
            return self.item(step)
        if inspect.isclass(kind) and issubclass(kind, Model):
            return self.fresh(self.things[step.child, kind.__name__])
        if kind is int and name == "version":
            return self._version(step)
        if name in step.facts:
            return self._value(step.facts[name], kind, step)
        raise StoryError(f"it needs {name!r}")

    def _version(self, step: Step) -> int:
        """The version that whoever acts has before them: the newest of what they work on."""
        kind = "Referral" if step.do == "save_cover" else "LogEntry"
        return self.fresh(self.things[step.child, kind]).version

    def _value(self, raw: Any, kind: Any, step: Step) -> Any:
        """What the story says, as what the action takes."""
        raw = self._fact(raw, step)
        if raw == NOBODY:
            return None
        if isinstance(raw, str) and raw.startswith("$"):
            return self._thing(raw[1:], step)
        if get_origin(kind) in {list, tuple, set} or getattr(kind, "__name__", "") == "Iterable":
            inner = (get_args(kind) or (str,))[0]
            return [self._value(one, inner, step) for one in raw]
        if kind is Agency:
            return self.company.agencies[raw]
        if kind is Member:
            return self.company.members[step.facts.get("people", {}).get(raw, raw)]
        if kind is Seat:
            return self.panel.seats.get(code=raw)
        if kind is Sitting:
            return self.almanac.sitting(raw, step.anchors)
        if kind is Invitation:
            return Invitation.objects.get(meeting=self.meeting(step), seat__code=raw)
        if kind is datetime:
            return self.almanac.moment(raw, step.anchors)
        if kind is date:
            return self.almanac.day(raw, step.anchors)
        if inspect.isclass(kind) and issubclass(kind, Model) and isinstance(raw, str):
            return self._thing(raw, step)
        return raw

    def _loose(self, name: str, raw: Any, step: Step) -> Any:
        """An argument that the action takes as one of many fields."""
        if name in PEOPLE_OF_FORMS:
            return self._value(raw, Member, step)
        if name.endswith("_on"):
            return self._value(raw, date, step)
        if name.endswith("_at"):
            return self._value(raw, datetime, step)
        return self._value(raw, None, step)

    def _thing(self, name: str, step: Step) -> Any:
        """Something that came of an earlier step: `name` of this child, or `child.name` of another."""
        child, _, own = name.rpartition(".")
        found = self.things.get((child or step.child, own))
        if found is None:
            raise StoryError(f"nothing is called {name!r} yet")
        return self.fresh(found)

    def _keep(self, step: Step, made: Any) -> None:
        if isinstance(made, Model):
            self.things[step.child, type(made).__name__] = made
        if isinstance(made, Action) and (raised := made.escalations.first()):
            self.things[step.child, "Escalation"] = raised
        if step.keep:
            self.things[step.child, step.keep] = made


@cache
def wanted(action: Callable) -> dict[str, tuple[Any, bool]]:
    """What an action takes by name: of which kind, and whether it must be given."""
    kinds = get_type_hints(inspect.unwrap(action))
    return {
        name: (_bare(kinds.get(name)), line.default is inspect.Parameter.empty)
        for name, line in inspect.signature(inspect.unwrap(action)).parameters.items()
        if line.kind is inspect.Parameter.KEYWORD_ONLY
    }


def _bare(kind: Any) -> Any:
    """The kind without `or None`."""
    import types

    if get_origin(kind) in {Union, types.UnionType}:
        some = [one for one in get_args(kind) if one is not type(None)]
        return some[0] if len(some) == 1 else None
    return kind
