"""Who is told of what: an event, the roles that hear of it, and in which fixed sentence.

The sentences are here and nowhere else, so that a notice can hold no word of a record: a procedure
chooses a kind of notice, and the application adds a reference code at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Literal

from pydantic import Field

from riskpanel.procedure.parts import Sourced, Test, Words

Way = Literal["at_once", "digest", "app"]
"""How a notice reaches somebody beside the application: by e-mail at once, in the daily digest, not at all."""


class Tell(Sourced):
    """Who is told when an event of one thing is written, and by which kind of notice. `when` asks about the
    data of the event; `first` leaves out every further event of that kind in the same case."""

    about: str
    event: str
    who: tuple[str, ...] = Field(min_length=1)
    kind: str
    when: tuple[Test, ...] = ()
    first: bool = False
    screen: str = ""

    @property
    def code(self) -> str:
        """What tells one line from another: there is one for each thing, event and kind."""
        return f"{self.about}.{self.event}.{self.kind}"


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of notice that a person chooses about together, and how they go out unless somebody chose."""

    label: str
    way: Way


GROUPS: dict[str, Group] = {
    "urgent": Group("Something that cannot wait", "at_once"),
    "asked": Group("Somebody asks you for something", "at_once"),
    "decided": Group("Something that you asked for was answered", "at_once"),
    "actions": Group("Actions and tasks of yours", "at_once"),
    "meetings": Group("Meetings that you are invited to", "at_once"),
    "papers": Group("Agendas, lists, minutes and plans", "at_once"),
    "news": Group("What happened to what you look after", "digest"),
    "late": Group("Something that you owe became late", "app"),
}
"""What a person chooses about, in order."""


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice: its sentence, with the procedure's own words in braces, the group that a
    person chooses about, and whether a calendar message goes with it."""

    says: str
    group: str
    calendar: bool = False

    @property
    def way(self) -> Way:
        """How it goes out to somebody who chose nothing."""
        return GROUPS[self.group].way

    @property
    def needs(self) -> Iterator[str]:
        """The words of the procedure that the sentence uses."""
        return (name for _, name, _, _ in Formatter().parse(self.says) if name)


NOTICE_KINDS: dict[str, NoticeKind] = {
    "emergency_asked": NoticeKind("The emergency route to the {panel} is asked for.", "urgent"),
    "emergency_opened": NoticeKind("Somebody opened a record in an emergency.", "urgent"),
    "level_raised": NoticeKind("The level of a {child} on the {log} is reported as higher.", "urgent"),
    "immediate_action": NoticeKind("There is a risk of significant harm: somebody must act at once.", "urgent"),
    "immediate_task": NoticeKind("You are tasked with an immediate action.", "urgent"),
    "protection_missing": NoticeKind("No protective action is known to be under way for a {child}.", "urgent"),
    "alert": NoticeKind("There is a warning for you from the {panel}.", "urgent"),
    "missing_returned": NoticeKind("A {child} for whom you lead came back from being missing.", "urgent"),
    "waiver_asked": NoticeKind("A waiver is asked of you for a referral.", "asked"),
    "level_to_discuss": NoticeKind("A level was set by somebody whom you manage.", "asked"),
    "consultation_asked": NoticeKind("Your advice about a level is asked for.", "asked"),
    "part_asked": NoticeKind("Your part in a checklist is asked for.", "asked"),
    "referral_received": NoticeKind("A referral to the {panel} came in.", "news"),
    "information_asked": NoticeKind("Your agency is asked what it knows for the {panel}.", "asked"),
    "information_chased": NoticeKind("Your agency is reminded of what the {panel} asked.", "asked"),
    "extension_asked": NoticeKind("More time is asked for an action.", "asked"),
    "alert_asked": NoticeKind("Leave to warn members of the {panel} is asked for.", "asked"),
    "challenge_raised": NoticeKind("Another agency put a challenge to yours.", "asked"),
    "escalation_raised": NoticeKind("An escalation was raised.", "asked"),
    "disruption_asked": NoticeKind("Your agency is asked for disruption in a plan.", "asked"),
    "leave_asked": NoticeKind("Leave to share a paper of the {panel} is asked for.", "asked"),
    "scope_ends_soon": NoticeKind("The ages of the {panel} end soon for a {child} on its lists.", "news"),
    "referral_decided": NoticeKind("There is a decision on a referral that you made.", "decided"),
    "reasons_given": NoticeKind("The reasons for a decision on your referral are there to read.", "decided"),
    "waiver_answered": NoticeKind("The waiver that you asked for was answered.", "decided"),
    "emergency_answered": NoticeKind("The emergency route that you asked for was answered.", "decided"),
    "consultation_answered": NoticeKind("The advice that you asked for about a level is there.", "decided"),
    "escalation_answered": NoticeKind("The escalation that you raised was answered.", "decided"),
    "challenge_answered": NoticeKind("The challenge that you put was answered.", "decided"),
    "alert_answered": NoticeKind("The warning that you asked to send was answered.", "decided"),
    "leave_answered": NoticeKind("Your request to share a paper was answered.", "decided"),
    "action_given": NoticeKind("You were given an action.", "actions"),
    "action_changed": NoticeKind("An action of yours was given more time, opened again or settled.", "actions"),
    "extension_declined": NoticeKind("No more time was given for an action of yours.", "actions"),
    "action_chased": NoticeKind("You are reminded of an action of yours.", "actions"),
    "action_done": NoticeKind("An action was reported as done.", "news"),
    "action_refused": NoticeKind("An action was refused.", "actions"),
    "lead_named": NoticeKind("You were named as {lead_professional}.", "actions"),
    "on_log": NoticeKind("A {child} for whom you lead is on the {log}.", "news"),
    "referral_copied": NoticeKind("A copy of a referral from your service is there to read.", "papers"),
    "invited": NoticeKind("You are invited to a meeting of the {panel}.", "meetings", calendar=True),
    "invitation_changed": NoticeKind("A meeting of the {panel} has another time or place.", "meetings", calendar=True),
    "invitation_cancelled": NoticeKind("A meeting of the {panel} is cancelled.", "meetings", calendar=True),
    "invitation_withdrawn": NoticeKind("You need not come to a meeting of the {panel}.", "meetings", calendar=True),
    "invitation_answered": NoticeKind("A seat sends a deputy or apologies, or answered late.", "news"),
    "guest_invited": NoticeKind("You are invited to one item of a meeting of the {panel}.", "meetings", calendar=True),
    "own_item": NoticeKind("A {child} for whom you lead is on the agenda of the {panel}.", "meetings"),
    "list_published": NoticeKind("The agenda of the {panel} is published: prepare for it.", "papers"),
    "papers_sent": NoticeKind("Your papers for a meeting of the {panel} are there to open.", "papers"),
    "papers_to_allow": NoticeKind("A wide sending of papers of the {panel} waits for a co-chair.", "asked"),
    "minutes_to_correct": NoticeKind("Minutes of the {panel} are there for you to correct.", "papers"),
    "minutes_answered": NoticeKind("Everybody answered about the minutes of the {panel}.", "news"),
    "minutes_distributed": NoticeKind("Minutes of the {panel} are there for you to read.", "papers"),
    "plan_copy": NoticeKind("A copy of a plan was sent to your agency.", "papers"),
    "overdue": NoticeKind("Something that you owe is late.", "late"),
}
"""Every kind of notice that there is."""


def sentence(kind: str, words: Words) -> str:
    """The sentence of a kind in the words of a procedure; KeyError for a kind that there is not."""
    return NOTICE_KINDS[kind].says.format(**words.model_dump())
