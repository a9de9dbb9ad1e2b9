"""The words that a procedure file and the application share: roles, facts, events, things.

A procedure file may use these and no others, so a misspelt role or fact is found on load and not in
a meeting. The application supplies the meaning: it turns a role into people, a record into facts and
an act into events.
"""

from typing import Literal

FactType = Literal["text", "truth", "number", "list", "moment"]

ROLE_WORDS: dict[str, str] = {
    "practitioner": "A worker of any agency who may record a concern and work on it.",
    "author": "The person who wrote the record in question.",
    "lead_professional": "The one named worker who leads for the child.",
    "line_manager": "The line manager of the author or of the lead professional.",
    "csc_manager": "A manager of children's social care, who convenes strategy meetings.",
    "csc_adviser": "Somebody at children's social care who answers doubts about a level.",
    "co_chair": "A holder of a seat that chairs the panel.",
    "core_group": "A holder of a seat that speaks for a core-group agency at the pre-panel.",
    "coordinator": "The business support that plans, minutes and distributes.",
    "panel_member": "A holder of any seat at the panel.",
    "contributor": "Somebody who was asked to contribute to a checklist.",
    "action_owner": "The person who owns the action.",
    "agency_contact": "The named contact of an agency that a plan or a challenge goes to.",
    "escalation_recipient": "Somebody to whom a stage of an escalation goes.",
    "copied_head": "The head of service who is sent a copy of the referral.",
    "administrator": "Somebody who keeps the configuration and sees no child.",
    "guest": "Somebody invited to a meeting for one child's item.",
    "deputy": "Somebody who stands in for a seat at one meeting.",
    "analyst": "Somebody who ranks children, freezes the lists and highlights children beside them.",
    "strategy_party": "Somebody who chairs or attends the strategy meeting.",
    "anyone": "Any signed-in user.",
}
ROLES: frozenset[str] = frozenset(ROLE_WORDS)

THING_WORDS: dict[str, str] = {
    "child": "The record of a child itself: registered, corrected, a lead professional named.",
    "interim_action": "An action agreed before the panel has met.",
    "checklist_part": "One agency's part in a checklist.",
    "disruption": "A line of a plan that disrupts those who harm the child.",
    "plan_copy": "A version of a plan as sent to one agency.",
    "protection": "Whether protective action is under way for a child whom a meeting hears.",
    "challenge": "A question that one agency puts to another through the chair.",
    "panel": "The panel itself: its seats and its procedure.",
    "missing_episode": "A time when a child was missing, from the report until the talk after the return.",
    "information_return": "What one agency is asked to tell before a meeting of its children, and of its own work.",
    "emergency_opening": "An opening of a child's record by somebody who had no sight of it, in an emergency.",
}
"""Things without states that still have events, beside the things that have a lifecycle."""

PAPER_WORDS: dict[str, str] = {
    "agenda": "What a meeting will talk about, by reference only.",
    "published_list": "The children of the lists whom a meeting will hear, and why; by reference only.",
    "minutes": "What was said, decided and agreed: the general part, and a part for each item that you may see.",
    "decision_record": "Every decision with its grounds, dissent, who chaired, and the procedure it was made under.",
    "attendance": "Who filled each seat, and which guests came.",
    "plan": "One child's plan: risks, what is done about each, by whom, by when.",
    "plan_family": "The same for the child and the family: no disruption, nothing restricted.",
    "step_down": "That a child leaves the panel's care: why, who goes on, what would bring the child back.",
    "log": "The panel's log as you listed it.",
    "action_list": "The actions that you listed: what, who, by when.",
    "chase_sheet": "What is late or waits, agency by agency.",
    "pack": "What one person needs for a meeting: the agenda and the child of each item that they may see.",
}
"""The papers that the application can draw."""

_REASON: tuple[FactType, str] = ("text", "The reason that the person gives.")
_NOTE: tuple[FactType, str] = ("text", "What the person writes down.")
_RATIONALE: tuple[FactType, str] = ("text", "The panel's reasons for the decision.")
_BAND: tuple[FactType, str] = ("text", "The band of the level: record, plan or panel.")
_LEVEL: tuple[FactType, str] = ("text", "The code of the level that is being set or confirmed.")
_NEXT_STEP: tuple[FactType, str] = (
    "text",
    "What a reported rise of the level calls for: extraordinary_panel, next_panel or action.",
)
_COMPLETE: tuple[FactType, str] = ("truth", "Every contributor signed or is marked as giving no input.")

FACTS: dict[str, dict[str, tuple[FactType, str]]] = {
    "concern": {
        "universal_setting": ("truth", "The author works in a universal setting, such as a school."),
        "level": _LEVEL,
        "level_band": _BAND,
        "reason": _REASON,
        "note": _NOTE,
        "actor_is_author": ("truth", "The person who acts is the one who set the level."),
        "plan_kind": ("text", "The code of the kind of plan that the actions go into."),
        "open_actions": ("number", "How many actions are open."),
        "open_to_social_care": ("truth", "The child has an open case with children's social care."),
        "meeting_at": ("moment", "When the strategy meeting is booked for."),
        "chair_is_manager": ("truth", "The person named as chair is a manager."),
        "minutes": ("text", "The minutes of the strategy meeting."),
        "timed_actions": ("number", "How many actions have an owner and a date."),
        "parties_complete": _COMPLETE,
    },
    "checklist": {"parties_complete": _COMPLETE},
    "referral": {
        "level_band": _BAND,
        "child_protection_on": ("moment", "The day on which child protection procedures were followed."),
        "strategy_held_on": ("moment", "The day on which the strategy meeting was held."),
        "checklist_state": ("text", "The state of the checklist that is the referral."),
        "police_reference": ("text", "The police record that matches the concern."),
        "interim_actions": ("text", "What is being done now."),
        "why_multi_agency": ("text", "Why a multi-agency plan is needed."),
        "categories": ("list", "The codes of the kinds of concern."),
        "reason": _REASON,
        "rationale": _RATIONALE,
        "quorate": ("truth", "The core group has the agencies that it needs."),
        "alternative": ("text", "What is done in place of a discussion at the panel."),
        "alternative_owner": ("text", "Who does it."),
    },
    "log_entry": {
        "services": ("number", "How many services the plan names."),
        "lines_complete": ("truth", "Every action of the plan has an owner agency, a person and a date."),
        "level": _LEVEL,
        "level_band": _BAND,
        "rationale": _RATIONALE,
        "reason": _REASON,
        "next_step": _NEXT_STEP,
        "receiving_service": ("text", "The service or area that takes over."),
        "reentry_trigger": ("text", "What would bring the child back."),
        "filing_complete": ("truth", "Every agency confirmed that it filed the last plan."),
        "open_actions": ("number", "How many actions are open."),
    },
    "action": {
        "report": ("text", "What was done."),
        "effect": ("text", "How far it worked, as a code of the procedure's effects."),
        "impact": ("text", "What changed for the child."),
        "reason": _REASON,
        "times_extended": ("number", "How often the action was given more time."),
        "extension_asked": ("truth", "The owner asks for more time and nobody has answered."),
    },
    "escalation": {
        "note": _NOTE,
        "reason": _REASON,
        "has_next_stage": ("truth", "The route has a further stage."),
    },
    "placed_child": {
        "evidence": ("text", "Who confirmed the strategy and what is in place."),
        "note": _NOTE,
    },
    "listing": {
        "cohort": ("text", "The code of the cohort on whose list the child stands."),
        "rank": ("number", "The child's place in the ranking, from 1."),
        "within_size": ("truth", "The rank is within the size of the cohort, or the child is carried forward."),
        "in_scope_or_reason": ("text", "The child is in scope by age, or a chair's reason for going beyond it."),
        "takes_case_status": ("truth", "The cohort takes children with the child's case status."),
        "rising_or_not_asked": ("truth", "Worry is growing, or the cohort does not ask for that."),
        "agreeing_meeting": ("text", "The meeting of social care that agreed to bring the child, and its date."),
        "actions_reviewed": ("truth", "What became of the last meeting's actions was looked at first."),
        "update": ("text", "What the present risks are."),
        "timed_actions": ("number", "How many actions have an owner and a date."),
        "lead_agency": ("text", "The agency that the panel agreed should lead for the child."),
        "receiving_service": ("text", "The service that takes over."),
        "reentry_trigger": ("text", "What would bring the child back."),
        "immediate_risk": ("truth", "The child is at risk of significant harm now."),
        "times_deferred": ("number", "How often the decision was put off."),
        "rationale": _RATIONALE,
        "reason": _REASON,
        "note": _NOTE,
    },
    "put_forward": {
        "kind": ("text", "The code of the kind of item."),
        "confirmed_at": ("text", "The code of the kind of meeting at which the item is confirmed."),
        "confirms_here": ("truth", "This kind of meeting is one at which items are confirmed."),
        "note": _NOTE,
        "reason": _REASON,
    },
    "immediate_action": {
        "what": ("text", "What is to be done at once."),
        "owner": ("text", "Who is to do it."),
        "report": ("text", "What was done."),
        "reason": _REASON,
    },
    "meeting": {
        "chairs_present_or_reason": ("text", "Every chair is there, or why the meeting opens without one."),
        "items_undecided": ("number", "How many items have no decision yet."),
        "listed": ("number", "How many children stand on the lists of this meeting."),
        "circulated_or_reason": ("text", "The minutes went round for correction, or why they are signed without."),
        "answered_or_reason": (
            "text",
            "Every proposed correction has an answer, or why the minutes are signed without.",
        ),
        "heard_or_reason": ("text", "Everybody answered or had their time, or why the minutes are signed before."),
        "unratified": ("number", "How many decisions wait for a chair who was absent."),
        "lock_due": ("truth", "A later meeting agreed the minutes as a true record, or their days are over."),
        "reason": _REASON,
    },
}
"""What the application tells a lifecycle about each kind of thing."""

CHILD_FACTS: dict[str, tuple[FactType, str]] = {
    "case_status": ("text", "The code of the child's status with family services."),
    "has_health_plan": ("truth", "The child has a health care plan."),
    "has_youth_justice": ("truth", "The child has a disposal of youth justice."),
    "has_ehcp": ("truth", "The child has an education, health and care plan."),
}
"""What the application tells of a child, for the question which documents apply."""

EVENT_FACTS: dict[str, tuple[FactType, str]] = {
    "band": ("text", "The band of the level that was set."),
    "confirmed": ("truth", "The level was confirmed at a strategy meeting."),
    "harm_signs": ("truth", "The author saw signs of serious harm."),
    "open_to_social_care": ("truth", "The child had an open case with children's social care."),
    "route": ("text", "By which route a child was put forward for a list."),
    "due_on": ("moment", "The day or moment that was agreed for an action."),
    "meeting_at": ("moment", "When the meeting in question is held."),
    "upward_at": ("moment", "When the other body's meeting is held that an item is put forward to."),
    "scope_ends_on": ("moment", "The day on which the child leaves the scope of the panel."),
    "next_meeting_at": ("moment", "When the panel meets next."),
    "triage_at": ("moment", "When the pre-panel that decides on the referral meets."),
    "answer_by": ("moment", "The day or moment until which an answer is owed."),
    "review_on": ("moment", "The day on which the procedure is to be reviewed."),
    "next_step": _NEXT_STEP,
    "late": ("truth", "A seat answered its invitation after the meeting had started."),
}
"""What the data of an event may hold, for the clocks and conditions of duties."""

ACTION_EVENT_WORDS: dict[str, str] = {
    "concern_recorded": "A concern was recorded.",
    "closed": "A concern reached its end, by whichever move.",
    "protection_call_known": "A call to child protection, made before, was counted for this concern.",
    "protection_not_called": "The author said why nobody called child protection.",
    "lead_changed": "Somebody else was named as lead professional.",
    "part_asked": "An agency was asked for its part in a checklist, or for its signature anew.",
    "part_signed": "That agency signed its part.",
    "part_no_input": "A manager said that it gives no input.",
    "part_closed": "A newer checklist took the place of the one that it was asked for.",
    "interim_action_set": "An action was agreed before the panel has met.",
    "interim_action_done": "That action was reported as done.",
    "referral_drafted": "A referral was drafted from a checklist.",
    "triaged": "The core group decided on a referral, whichever way.",
    "reasons_given": "The referrer was told the reasons.",
    "logged": "A child was put on the log.",
    "not_logged": "The panel decided against the log.",
    "disruption_asked": "An agency was asked to disrupt those who harm the child, by a day.",
    "disruption_settled": "That is in place, was refused with the reason, or has ended.",
    "disruption_closed": "The plan in which it stands has ended.",
    "plan_copied": "The plan was sent to every agency that it names.",
    "plan_copy_sent": "A copy of the plan was sent to one agency.",
    "plan_copy_filed": "That agency confirmed that the copy is on its file.",
    "plan_copy_replaced": "A newer copy took the place of this one.",
    "action_set": "An action was given to an owner.",
    "action_chased": "The owner was reminded of the action.",
    "action_closed": "An action reached its end, by whichever move.",
    "protection_missing": "A meeting found that no protective action was known to be under way.",
    "protection_settled": "Protective action is under way, somebody was told to act at once, or why none is needed.",
    "escalation_raised": "An escalation was raised.",
    "escalation_view_given": "One side gave its view of the disagreement.",
    "escalation_closed": "An escalation reached its end, by whichever move.",
    "challenge_raised": "One agency challenged another.",
    "challenge_answered": "The challenge was answered.",
    "placement_noted": "A child placed by another authority was noted.",
    "placement_changed": "Such a child moved to another placement in the area.",
    "meeting_planned": "A meeting was planned.",
    "meeting_moved": "A planned meeting was moved to another time.",
    "meeting_arranged": "The length or place of a planned meeting was set.",
    "seat_asked": "A seat that comes on request was invited.",
    "invitation_coming": "A seat answered that its holder comes.",
    "invitation_deputy": "A seat answered that a deputy comes.",
    "invitation_apologies": "A seat sent its apologies.",
    "deputy_stood_down": "A seat answered anew, so that its deputy need not come.",
    "guest_withdrawn": "The invitation of a guest was taken back.",
    "guest_invited": "Somebody was proposed as a guest for one item.",
    "guest_approved": "A chair agreed that a guest comes.",
    "minutes_sent_round": "The draft of the minutes went to everybody who has a part of it.",
    "minutes_answers_in": "Everybody to whom the minutes were circulated agreed or proposed a correction.",
    "panel_set_up": "The panel was set up with its seats.",
    "membership_reviewed": "The list of seats was reviewed.",
    "procedure_in_force": "A version of the procedure came into force.",
    "listing_proposed": "A child was put forward for a list: by rank, highlight or social care.",
    "update_prepared": "The lead worker wrote what is new about a listed child before the meeting.",
    "scope_end_near": "The birthday on which the child leaves the panel's scope has come near.",
    "put_forward": "Something was put forward to the other body's meeting.",
    "immediate_action_raised": "Somebody raised a risk of significant harm for which somebody must act at once.",
    "information_asked": "An agency was asked what it knows of the children of a meeting.",
    "information_given": "The agency answered for each of them, if only that it holds nothing.",
    "information_not_needed": "Nothing is left to answer: the children left, or the meeting is over.",
    "information_chased": "The agency was reminded of what it has not answered yet.",
    "alert_sent": "Members of the panel were warned of a risk or an issue.",
    "missing_reported": "A child was reported missing.",
    "missing_returned": "The child was found or came back.",
    "return_interview_held": "Somebody talked with the child about the time missing.",
    "return_interview_declined": "The child did not want that talk, or could not be reached, and why is written down.",
    "packs_asked": "A sending of papers waits for a co-chair, because it would reach so many.",
    "packs_sent": "The papers of a meeting were sent to those who come.",
    "packs_refused": "A co-chair stopped a sending of papers.",
    "pack_recalled": "A copy of the papers was called back.",
    "return_interview_told": "An agency's extract told that the talk was held or declined, but not when.",
    "report_sent": "A report went to a body above.",
    "opened_in_emergency": "Somebody opened a child's record in an emergency.",
    "emergency_opening_seen": "A co-chair looked at that opening.",
}
ACTION_EVENTS: tuple[str, ...] = tuple(ACTION_EVENT_WORDS)
"""Events that the application records beside the moves of the lifecycles."""
