"""Verbs about a checklist: begun, answered by several agencies at once, signed, completed, begun anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Event
from riskpanel.children.moves import Changed, Refused, apply, write
from riskpanel.children.people import roles_on
from riskpanel.partnership.models import Agency, Member
from riskpanel.procedure.checklists import load_instrument
from riskpanel.procedure.lifecycles import move_of, starts_from
from riskpanel.referrals.actions.concerns import give_sight
from riskpanel.referrals.facts import carries, facts_of, live_checklist, ours, procedure_for
from riskpanel.referrals.instruments import instrument_of, progress, scale_of, windows_of
from riskpanel.referrals.models import Answer, AnswerRevision, Checklist, Concern, Contributor
from riskpanel.referrals.threads import ask_for, ask_open_parts, close_parts, tell

OPEN = ("draft", "shared")
"""States in which answers may be changed."""
SAID = ("response", "evidence", "source", "happened_on")
MARKS_NO_INPUT = frozenset({"line_manager", "csc_manager"})


@transaction.atomic
def start_checklist(
    *, concern: Concern, instrument: str, by: User, at: datetime, copy_of: Checklist | None = None
) -> Checklist:
    """Begins a checklist of an instrument that the procedure lists, from the answers of `copy_of`
    where one is given. Raises Refused while another is being filled in.

    A concern whose level is set already keeps its state: the checklist is begun beside it.
    """
    ours(concern, by)
    procedure = procedure_for(concern)
    if instrument not in procedure.checklists:
        raise Refused("Choose one of the checklists of the procedure.")
    if live_checklist(concern):
        raise Refused("A checklist of this concern is being filled in already.")
    _begin(concern, by=by, at=at)
    checklist = Checklist.objects.create(
        panel=concern.panel, state=procedure.lifecycle(Checklist.THING).start, created_at=at, created_by=by,
        concern=concern, child=concern.child, instrument=instrument,
        instrument_version=load_instrument(instrument).version, replaces=copy_of,
    )  # fmt: skip
    _add_parts(checklist, by=by, at=at)
    if copy_of:
        _copy_answers(copy_of, checklist, at=at)
    return checklist


def _begin(concern: Concern, *, by: User, at: datetime) -> None:
    lifecycle = procedure_for(concern).lifecycle(Concern.THING)
    move = move_of(lifecycle, "start_checklist")
    if starts_from(lifecycle, move, concern.state):
        apply(concern, move.name, by=by, at=at, facts=facts_of(concern, by))
    elif any(state.code == concern.state and state.end for state in lifecycle.states):
        raise Refused("The concern is closed. Say first what is new.")
    else:
        write(concern, move.event, by=by, at=at)


def _add_parts(checklist: Checklist, *, by: User, at: datetime) -> None:
    """The author's agency has a part, and so has every agency of a strategy meeting that is booked."""
    concern = checklist.concern
    add_part(checklist, concern.author.agency, concern.author, by=by, at=at)
    meeting = concern.strategy_meetings.filter(replaced=False, held_at=None).first()
    if meeting:
        add_parties(checklist, [meeting.chair, *meeting.parties.select_related("agency")], by=by, at=at)


def add_parties(checklist: Checklist, members: Any, *, by: User, at: datetime) -> None:
    """Gives every agency of these people a part in the checklist, where it has none yet."""
    for member in members:
        add_part(checklist, member.agency, member, by=by, at=at)


def add_part(checklist: Checklist, agency: Agency, member: Member | None, *, by: User, at: datetime) -> Contributor:
    """The agency's part in the checklist, made where there is none yet."""
    part, made = Contributor.objects.get_or_create(
        checklist=checklist, agency=agency, defaults={"member": member, "invited_by": by, "invited_at": at}
    )
    if made and agency.pk != checklist.concern.author.agency_id:
        ask_for(part, checklist, by=by, at=at)
    return part


def _copy_answers(old: Checklist, new: Checklist, *, at: datetime) -> None:
    instrument = instrument_of(new)
    known = {item.code for section in instrument.sections for item in section.items}
    for answer in old.answers.filter(item__in=known):
        said = {name: getattr(answer, name) for name in SAID}
        kept = Answer.objects.create(
            checklist=new, item=answer.item, window=answer.window, by=answer.by, agency=answer.agency,
            at=answer.at, **said,
        )  # fmt: skip
        AnswerRevision.objects.create(answer=kept, version=1, by=answer.by, at=answer.at, **said)
    new.strengths, new.child_says, new.family_says = old.strengths, old.child_says, old.family_says
    new.save(update_fields=["strengths", "child_says", "family_says"])


@transaction.atomic
def renew_checklist(*, checklist: Checklist, by: User, at: datetime) -> Checklist:
    """Begins a new version from the answers of this one, which stays readable. A checklist that a
    referral carries stays locked; any other is marked as replaced."""
    concern = checklist.concern
    ours(concern, by)
    if not checklist.referrals.exists():
        apply(checklist, "supersede", by=by, at=at)
        close_parts(checklist, by=by, at=at)
    return start_checklist(concern=concern, instrument=checklist.instrument, by=by, at=at, copy_of=checklist)


@transaction.atomic
def invite_contributor(
    *, checklist: Checklist, agency: Agency, by: User, at: datetime, member: Member | None = None
) -> Contributor:
    """Asks an agency for its part: a person, or its contacts where nobody is named. They gain sight
    of the checklist."""
    ours(checklist.concern, by)
    if member and member.agency_id != agency.pk:
        raise Refused("That person does not work for that agency.")
    if checklist.contributors.filter(agency=agency).exists():
        raise Refused("That agency has been asked already.")
    apply(checklist, "share", by=by, at=at, note=agency.name)
    holder = {"user": member.user} if member else {"agency": agency}
    give_sight(checklist.concern, "contributor", by=by, at=at, **holder)
    return add_part(checklist, agency, member, by=by, at=at)


def may_answer(checklist: Checklist, user: User) -> bool:
    """Whether `user` may write in the checklist now: it is open, and their agency has a part in it or
    the concern is theirs."""
    if checklist.state not in OPEN:
        return False
    return "contributor" in checklist.relations(user) or carries(checklist.concern, user)


def _writable(checklist: Checklist, by: User) -> None:
    if checklist.state not in OPEN:
        raise Refused("The checklist is closed to changes.")
    if not may_answer(checklist, by):
        raise Refused("Only agencies that have a part in the checklist can answer it.")


@transaction.atomic
def save_answer(
    *,
    checklist: Checklist,
    item: str,
    window: str,
    response: str,
    evidence: str,
    source: str,
    happened_on: str,
    version: int,
    by: User,
    at: datetime,
) -> Answer:
    """Saves one answer and keeps every earlier wording of it. `version` is the one that the person
    had before them, 0 for none. Raises Changed, with the answer as it stands, when somebody else
    saved other words since."""
    _writable(checklist, by)
    said = {"response": response, "evidence": evidence, "source": source, "happened_on": happened_on}
    _offered(checklist, item, window, response)
    held = Answer.objects.select_for_update().filter(checklist=checklist, item=item, window=window).first()
    if held and same_words(held, said):
        return held
    if held and held.version != version:
        raise Changed(held)
    answer = held or Answer(checklist=checklist, item=item, window=window, version=0)
    for name, value in said.items():
        setattr(answer, name, value)
    answer.version, answer.by, answer.agency, answer.at = answer.version + 1, by, by.standing.agency, at
    answer.save()
    AnswerRevision.objects.create(answer=answer, version=answer.version, by=by, at=at, **said)
    _unsign(checklist, by, at)
    audit.record(action="change", by=by, thing="checklist:answered", children=[checklist.child_id])
    return answer


@dataclass(frozen=True)
class Said:
    """What a person says of one item in one window; `version` is the one that they had before them."""

    item: str
    window: str
    version: int
    response: str = ""
    evidence: str = ""
    source: str = ""
    happened_on: str = ""

    @property
    def words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in SAID}


@dataclass
class Saved:
    """What became of several answers: the version that each now has before the person, and those that
    somebody else changed meanwhile, each with the answer as it stands."""

    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    conflicts: list[tuple[Said, Answer]] = field(default_factory=list)


@transaction.atomic
def save_answers(*, checklist: Checklist, said: Iterable[Said], by: User, at: datetime) -> Saved:
    """Saves what the person changed of several answers. What they did not touch is left as others have
    it; what they and somebody else both changed is a conflict, and the rest is saved all the same."""
    _writable(checklist, by)
    saved = Saved()
    stored = {(one.item, one.window): one for one in checklist.answers.select_related("by", "agency")}
    for one in said:
        place = (one.item, one.window)
        held = stored.get(place)
        if held and same_words(held, one.words):
            saved.versions[place] = held.version
        elif _untouched(held, one):
            saved.versions[place] = one.version
        else:
            _save_one(checklist, one, saved, by=by, at=at)
    return saved


def _save_one(checklist: Checklist, one: Said, saved: Saved, *, by: User, at: datetime) -> None:
    place = (one.item, one.window)
    try:
        answer = save_answer(
            checklist=checklist, item=one.item, window=one.window, version=one.version, by=by, at=at, **one.words
        )
        saved.versions[place] = answer.version
    except Changed as changed:
        saved.versions[place] = one.version
        saved.conflicts.append((one, changed.record))


def _untouched(held: Answer | None, one: Said) -> bool:
    """Whether the person left the answer as it was when they opened the page."""
    if one.version == 0:
        return not any(one.words.values())
    if held is None or held.version == one.version:
        return False
    had = held.revisions.filter(version=one.version).first()
    return had is not None and same_words(had, one.words)


def same_words(answer: Answer | AnswerRevision, said: Mapping[str, str]) -> bool:
    """Whether an answer says exactly this."""
    return all(getattr(answer, name) == said[name] for name in SAID)


def _offered(checklist: Checklist, item: str, window: str, response: str) -> None:
    instrument = instrument_of(checklist)
    try:
        section, one = instrument.place_of(item)
        scale = scale_of(instrument, one)
        if response and scale.kind != "text":
            scale.response(int(response) if scale.kind == "number" else response)
    except ValueError:
        raise Refused("Select one of the answers shown.") from None
    if window not in windows_of(section):
        raise Refused("Select one of the answers shown.")


def _unsign(checklist: Checklist, by: User, at: datetime) -> None:
    """A part that its own agency changes after signing is signed again."""
    signed = checklist.contributors.filter(agency=by.standing.agency).exclude(signed_at=None)
    if signed.update(signed_at=None):
        ask_open_parts(checklist, by=by, at=at)


@transaction.atomic
def save_voice(
    *,
    checklist: Checklist,
    by: User,
    at: datetime,
    strengths: str | None = None,
    child_says: str | None = None,
    family_says: str | None = None,
    version: int | None = None,
) -> Checklist:
    """Saves strengths and what the child and the family say; what is not given stays. Raises Changed
    when somebody else saved since `version`."""
    held = Checklist.objects.select_for_update().get(pk=checklist.pk)
    _writable(held, by)
    told = {"strengths": strengths, "child_says": child_says, "family_says": family_says}
    changed = {name: text for name, text in told.items() if text is not None and getattr(held, name) != text}
    if not changed:
        return held
    if version is not None and held.version != version:
        raise Changed(held)
    for name, text in changed.items():
        setattr(held, name, text)
    held.version += 1
    held.save(update_fields=[*changed, "version"])
    audit.record(action="change", by=by, thing="checklist:voice", children=[checklist.child_id])
    return held


@transaction.atomic
def sign_part(*, checklist: Checklist, agency: Agency, by: User, at: datetime, unanswered: str = "") -> Contributor:
    """Says that an agency's part is complete; only its own people can. Raises Refused for an agency
    that answered nothing and does not say why in `unanswered`."""
    part = checklist.contributors.filter(agency=agency).first()
    if part is None or by.standing.agency is None or by.standing.agency.pk != agency.pk:
        raise Refused("You can only sign for your own agency.")
    answered, _ = progress(checklist, checklist.answers.all(), agency.pk)
    if not answered and not unanswered.strip():
        raise Refused("Your agency answered nothing. Say why it signs all the same.")
    note = agency.name if answered else f"{agency.name}, without an answer: {unanswered}"
    apply(checklist, "sign", by=by, at=at, note=note)
    part.signed_at, part.member, part.no_input_reason = at, part.member or by.standing.member, ""
    part.save(update_fields=["signed_at", "member", "no_input_reason"])
    tell(part, checklist, "part_signed", by=by, at=at)
    return part


@transaction.atomic
def mark_no_input(*, checklist: Checklist, agency: Agency, reason: str, by: User, at: datetime) -> Contributor:
    """A manager says that an agency gives no input, and why."""
    part = checklist.contributors.filter(agency=agency).first()
    if not roles_on(checklist, by) & MARKS_NO_INPUT:
        raise Refused("This is for a manager.")
    if part is None or checklist.state not in OPEN:
        raise Refused("That agency has no open part in the checklist.")
    if not reason.strip():
        raise Refused("Say why the agency gives no input.")
    part.no_input_reason = reason
    part.save(update_fields=["no_input_reason"])
    write(checklist, "no_input_marked", by=by, at=at, note=f"{agency.name}: {reason}")
    tell(part, checklist, "part_no_input", by=by, at=at)
    return part


def parties_complete(checklist: Checklist | None) -> bool:
    """Whether every agency that has a part signed it or is marked as giving no input."""
    return checklist is not None and all(part.complete for part in checklist.contributors.all())


@transaction.atomic
def complete_checklist(*, checklist: Checklist, by: User, at: datetime) -> Event:
    """Says that all parts are complete."""
    told, facts = {"child_says": checklist.child_says}, {"parties_complete": parties_complete(checklist)}
    return apply(checklist, "complete", by=by, at=at, facts=facts, data=told)


@transaction.atomic
def amend_checklist(*, checklist: Checklist, by: User, at: datetime) -> Event:
    """Takes a completed checklist up again; every part is signed anew."""
    ours(checklist.concern, by)
    event = apply(checklist, "amend", by=by, at=at)
    checklist.contributors.update(signed_at=None)
    ask_open_parts(checklist, by=by, at=at)
    return event


def lock(checklist: Checklist, *, by: User, at: datetime) -> None:
    """Locks a complete checklist for good, inside the transaction of the meeting that completes it; in
    time, those who contributed lose sight of the concern to which their sight was given."""
    if checklist.state in OPEN:
        complete_checklist(checklist=checklist, by=by, at=at)
    apply(checklist, "lock", by=by, at=at)
    checklist.locked_at = at
    checklist.save(update_fields=["locked_at"])
    grants.end(about=checklist.concern_id, event="checklist_locked", panel=checklist.panel, at=at, by=by)
