"""Verbs of meetings, from the planned date to the distributed minutes; of patterns and of sharing."""

from riskpanel.meetings.actions.agenda import add_item, build_agenda, call_in_item, move_item, remove_item
from riskpanel.meetings.actions.alerts import answer_alert, raise_alert, read_alert
from riskpanel.meetings.actions.asking import agencies_asked, ask_agencies, ask_for_new_time, stop_asking
from riskpanel.meetings.actions.circulating import (
    accept_correction,
    agree_minutes,
    circulate,
    decline_correction,
    finish_draft,
    is_drafted,
    propose_correction,
    take_back,
)
from riskpanel.meetings.actions.coming import come, end_recusal, leave, recuse
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
from riskpanel.meetings.actions.minutes import answer_by, can_sign, distribute, keep_aside, save_minutes, sign_minutes
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
from riskpanel.meetings.actions.returns import answer_return, chase_agencies, keep_draft, late_agencies, tell_activities
from riskpanel.meetings.actions.sharing import answer_share, ask_to_share
from riskpanel.meetings.actions.standing import (
    agree_record,
    agreed_at,
    lock_minutes,
    note_to_minutes,
    reopen_minutes,
)
from riskpanel.meetings.actions.turns import pause, take_item

__all__ = [
    "accept_confidentiality",
    "accept_correction",
    "actions_waiting",
    "add_item",
    "add_pattern",
    "agencies_asked",
    "agree_minutes",
    "agree_record",
    "agreed_at",
    "agrees",
    "answer_alert",
    "answer_by",
    "answer_invitation",
    "answer_return",
    "answer_sending",
    "answer_share",
    "approve_guest",
    "arrange",
    "ask_agencies",
    "ask_for_new_time",
    "ask_seat",
    "ask_to_share",
    "build_agenda",
    "call_extraordinary",
    "call_in_item",
    "call_off_outside",
    "can_sign",
    "cancel_meeting",
    "change_pattern",
    "chase_agencies",
    "circulate",
    "close_meeting",
    "close_pattern",
    "come",
    "confirm_upward",
    "decide",
    "decide_listed",
    "decline_correction",
    "distribute",
    "end_recusal",
    "enter_outside",
    "finish_draft",
    "freeze_list",
    "give_action",
    "invite_guest",
    "is_drafted",
    "keep_aside",
    "keep_date",
    "keep_draft",
    "late_agencies",
    "late_notice",
    "leave",
    "lock_minutes",
    "may_open",
    "move_item",
    "move_outside",
    "next_due",
    "note_item",
    "note_listed",
    "note_to_minutes",
    "open_meeting",
    "open_pack",
    "outcomes_for",
    "outcomes_heard",
    "pause",
    "plan_meeting",
    "prompts_of",
    "propose_correction",
    "publish",
    "raise_alert",
    "ratify",
    "read_alert",
    "recall_pack",
    "recuse",
    "remove_item",
    "reopen_minutes",
    "reply_as_guest",
    "review_actions",
    "save_minutes",
    "send_packs",
    "set_attendance",
    "sign_minutes",
    "stop_asking",
    "take_back",
    "take_item",
    "take_move",
    "tell_activities",
    "undecided",
    "withdraw_guest",
]
