"""What comes next for a concern: the one button, or whom it waits for, and what else can be done."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.procedure import Procedure, moves_from
from riskpanel.procedure.model import Level
from riskpanel.referrals.models import Checklist, Concern, StrategyMeeting


@dataclass(frozen=True)
class Link:
    """Something that can be done, and where."""

    label: str
    url: str
    post: bool = False


@dataclass(frozen=True)
class Next:
    """The next step: a button for whoever may take it, else whom it waits for; `says` explains."""

    says: str
    button: Link | None = None


@dataclass
class Standing:
    """Where a concern stands for one reader, worked out once for the page."""

    concern: Concern
    user: User
    procedure: Procedure
    now: datetime
    level: Level | None
    works: bool
    roles: frozenset[str]
    checklist: Checklist | None = None
    meeting: StrategyMeeting | None = None
    referral: Any = None
    open_actions: int = 0
    social_care: bool = False
    asked: bool = False
    to_review: bool = False
    undiscussed: bool = False
    harm_signs: bool = False
    called: bool = False
    mine_to_countersign: bool = False
    level_at: datetime | None = None
    moves: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        found = moves_from(self.procedure, Concern.THING, self.concern.state, self.roles)
        self.moves = frozenset(move.name for move in found) if self.works else frozenset()

    @property
    def band(self) -> str:
        return self.level.band if self.level else ""

    @property
    def live(self) -> bool:
        """Whether the concern has not come to its end."""
        states = self.procedure.lifecycle(Concern.THING).states
        return not any(one.code == self.concern.state and one.end for one in states)

    @property
    def early_help_first(self) -> bool:
        """Whether early help is offered before anything else."""
        offered = "route_to_early_help" in self.moves and self.concern.universal_setting
        return offered and not self.harm_signs and self.band != "panel"

    def link(self, label: str, name: str) -> Link:
        return Link(label, reverse(name, args=[self.concern.pk]))


def next_step(at: Standing) -> Next:
    """The next step of a concern, by its state and who looks at it."""
    if at.asked and "answer_consultation" in at.moves and "csc_adviser" in at.roles:
        return Next("Somebody is in doubt about the level.", at.link("Give advice", "concern_advice"))
    if at.to_review and at.works and at.live:
        return Next("There is new information: look at the level again.", at.link("Review the level", "concern_level"))
    found = STEPS.get(at.concern.state, _nothing)(at)
    if found.button and not at.works:
        return Next(found.says)
    return found


def _nothing(at: Standing) -> Next:
    return Next("Nothing more is to be done here.")


def _open(at: Standing) -> Next:
    if at.early_help_first:
        words = at.procedure.words.early_help
        return Next(
            f"From a universal setting, {words} comes first.", at.link(f"Turn to {words}", "concern_early_help")
        )
    return _checklist(at)


def _checklist(at: Standing) -> Next:
    if at.checklist is None:
        return Next("The checklist helps to see the whole.", at.link("Start the checklist", "concern_checklist"))
    if at.checklist.state in {"draft", "shared"}:
        then = ", then set the level" if at.procedure.levels else ""
        return Next(f"Go on with the checklist{then}.", Link("Go on with the checklist", _sheet(at)))
    if not at.procedure.levels:
        return Next("The checklist is complete.", Link("Open the checklist", _sheet(at)))
    return Next("The checklist is complete: set the level.", at.link("Set the level", "concern_level"))


def _sheet(at: Standing) -> str:
    return reverse("checklist", args=[at.checklist.pk])


def _level_set(at: Standing) -> Next:
    if at.band == "record":
        if at.mine_to_countersign:
            return Next("Countersign the level.", at.link("Countersign", "concern_countersign"))
        return Next(f"Waits for {_manager(at)} to countersign.")
    if at.level and at.level.alert and not at.open_actions:
        return Next("Say what is done at once to keep the child safe.", at.link("Add an action", "interim_action_new"))
    when = "today" if at.band == "panel" else "and write down what was agreed"
    said = f"Discuss the level with {_manager(at)} {when}."
    return Next(said, at.link("Record the discussion", "concern_discussion"))


def _manager(at: Standing) -> str:
    manager = at.concern.author.line_manager
    return f"the line manager, {manager.user.full_name}" if manager else "a line manager"


def _discussed(at: Standing) -> Next:
    if at.band == "plan":
        if not at.open_actions:
            return Next(
                "Add what will be done, then put it into a plan.", at.link("Add an action", "interim_action_new")
            )
        return Next("Put the actions into the child’s plan.", at.link("Put into a plan", "concern_plan"))
    if not at.social_care:
        says = f"The child is not open to {at.procedure.words.family_services}."
        return Next(says, at.link("Refer to social care", "concern_social_care"))
    return _booking(at)


def _booking(at: Standing) -> Next:
    meeting = at.procedure.words.strategy_meeting
    return Next(f"Call the {meeting}, with a manager in the chair.", at.link(f"Book the {meeting}", "strategy_book"))


def _booked(at: Standing) -> Next:
    meeting = at.procedure.words.strategy_meeting
    due = at.meeting and at.meeting.starts_at <= at.now
    if at.checklist is None:
        return Next(
            "The checklist is filled in by everybody at the meeting.",
            at.link("Start the checklist", "concern_checklist"),
        )
    if due and "hold_strategy" in at.moves and at.roles & {"csc_manager", "line_manager"}:
        return Next(f"Record the {meeting}.", at.link(f"Record the {meeting}", "strategy_hold"))
    return Next(f"Every agency completes its part before the {meeting}.", Link("Open the checklist", _sheet(at)))


def _held(at: Standing) -> Next:
    says = "The locked checklist is the referral: add the cover and send it."
    return Next(says, at.link("Start the referral", "referral_start"))


REFERRED = {
    "draft": ("The referral is begun and not sent. Finish and send it.", "Finish the referral"),
    "returned": ("The referral came back. Add what was asked for and send it again.", "Finish the referral"),
    "waiver_pending": ("The referral waits for the chairs to answer a waiver.", "Open the referral"),
    "not_accepted": ("The referral was not taken by the panel: read the reasons.", "Open the referral"),
    "withdrawn": ("The referral was withdrawn.", "Open the referral"),
    "discussed": ("The panel has discussed the referral.", "Open the referral"),
}
"""What is said of a concern whose referral is in a state of its own, and the button."""


def _referred(at: Standing) -> Next:
    if at.referral is None:
        return Next("The referral is on its way.")
    says, button = REFERRED.get(at.referral.state, ("The referral is with the panel.", "Open the referral"))
    return Next(says, Link(button, at.referral.get_absolute_url()))


def _countersigned(at: Standing) -> Next:
    return Next("Print the checklist, file it, and say where.", at.link("File and close", "concern_file"))


def _in_plan(at: Standing) -> Next:
    if "line_manager" in at.roles and "end_plan" in at.moves:
        return Next("The plan carries the work.", at.link("End the plan", "concern_plan_end"))
    return Next(f"The plan carries the work. When it is done, {_manager(at)} ends it.")


def _review(at: Standing) -> Next:
    return Next("Look at what is new and set the level.", at.link("Set the level", "concern_level"))


STEPS = {
    "open": _open,
    "early_help": _checklist,
    "checklist_started": _checklist,
    "level_set": _level_set,
    "discussed": _discussed,
    "csc_referred": _booking,
    "strategy_booked": _booked,
    "strategy_held": _held,
    "referred": _referred,
    "countersigned": _countersigned,
    "in_plan": _in_plan,
    "level_review": _review,
}

SIDE = (
    ("route_to_early_help", "Turn to early help", "concern_early_help"),
    ("set_level", "Set or change the level", "concern_level"),
    ("report_information", "Report new information", "concern_information"),
    ("reopen", "Open again: there is new information", "concern_information"),
    ("keep_level", "Keep the level after new information", "concern_keep_level"),
    ("ask_social_care", "Ask social care about the level", "concern_consult"),
    ("answer_consultation", "Give advice", "concern_advice"),
    ("discuss_with_manager", "Record a discussion with the line manager", "concern_discussion"),
    ("refer_to_social_care", "Refer to social care", "concern_social_care"),
    ("book_strategy", "Book the {strategy_meeting}", "strategy_book"),
    ("hold_strategy", "Record the {strategy_meeting}", "strategy_hold"),
    ("close_without_level", "Close: no concern remains", "concern_close"),
)


def side_actions(at: Standing, chosen: str) -> list[Link]:
    """What else can be done now, besides the step at `chosen`."""
    words = dict(at.procedure.words)
    found = [at.link(label.format(**words), name) for move, label, name in SIDE if move in at.moves and _fits(at, move)]
    if at.works and at.live:
        found.append(at.link("Add an action", "interim_action_new"))
        found.append(at.link("Name the lead professional", "concern_lead"))
        if at.checklist is None:
            found.append(at.link("Start the checklist", "concern_checklist"))
    if at.works and at.concern.state == "early_help":
        found.append(at.link("Record what early help answered", "concern_early_help"))
    return [link for link in found if link.url != chosen]


def _fits(at: Standing, move: str) -> bool:
    """Whether a move of this state makes sense for this level; the procedure decides when it is tried."""
    panel = move in {"book_strategy", "hold_strategy", "refer_to_social_care"}
    return {
        "route_to_early_help": at.concern.universal_setting,
        "keep_level": at.to_review,
        "answer_consultation": at.asked,
        "discuss_with_manager": at.band in {"plan", "panel"},
        "refer_to_social_care": at.band == "panel" and not at.social_care,
    }.get(move, at.band == "panel" if panel else True)
