"""Verbs of meetings, from the planned date to the distributed minutes; of patterns and of sharing."""

from riskpanel.meetings.actions.agenda import add_item, build_agenda, call_in_item, move_item, remove_item
from riskpanel.meetings.actions.dates import call_off_outside, enter_outside, keep_date, move_outside, take_move
from riskpanel.meetings.actions.deciding import agrees, decide, outcomes_for, ratify
from riskpanel.meetings.actions.guests import approve_guest, invite_guest, reply_as_guest, withdraw_guest
from riskpanel.meetings.actions.hearing import (
    actions_waiting,
    confirm_upward,
    decide_listed,
    note_listed,
    outcomes_heard,
    prompts_of,
    review_actions,
)
from riskpanel.meetings.actions.holding import (
    close_meeting,
    give_action,
    note_item,
    open_meeting,
    set_attendance,
    undecided,
)
from riskpanel.meetings.actions.listed import freeze_list, next_due
from riskpanel.meetings.actions.minutes import distribute, keep_aside, save_minutes, sign_minutes
from riskpanel.meetings.actions.packs import answer_sending, may_open, open_pack, recall_pack, send_packs
from riskpanel.meetings.actions.patterns import add_pattern, change_pattern, close_pattern
from riskpanel.meetings.actions.planning import (
    answer_invitation,
    arrange,
    ask_seat,
    call_extraordinary,
    cancel_meeting,
    late_notice,
    plan_meeting,
)
from riskpanel.meetings.actions.publishing import accept_confidentiality, publish
from riskpanel.meetings.actions.sharing import answer_share, ask_to_share

__all__ = [
    "accept_confidentiality",
    "actions_waiting",
    "add_item",
    "add_pattern",
    "agrees",
    "answer_invitation",
    "answer_sending",
    "answer_share",
    "approve_guest",
    "arrange",
    "ask_seat",
    "ask_to_share",
    "build_agenda",
    "call_extraordinary",
    "call_in_item",
    "call_off_outside",
    "cancel_meeting",
    "change_pattern",
    "close_meeting",
    "close_pattern",
    "confirm_upward",
    "decide",
    "decide_listed",
    "distribute",
    "enter_outside",
    "freeze_list",
    "give_action",
    "invite_guest",
    "keep_aside",
    "keep_date",
    "late_notice",
    "may_open",
    "move_item",
    "move_outside",
    "next_due",
    "note_item",
    "note_listed",
    "open_meeting",
    "open_pack",
    "outcomes_for",
    "outcomes_heard",
    "plan_meeting",
    "prompts_of",
    "publish",
    "ratify",
    "recall_pack",
    "remove_item",
    "reply_as_guest",
    "review_actions",
    "save_minutes",
    "send_packs",
    "set_attendance",
    "sign_minutes",
    "take_move",
    "undecided",
    "withdraw_guest",
]
