"""Addresses of meetings, patterns and requests to share."""

from django.urls import path

from riskpanel.meetings.views import agenda, attendance, before, item, live, minutes, patterns, people, sharing, upward
from riskpanel.plans import urls_immediate

M = "meetings/<uuid:pk>/"
I = M + "items/<uuid:item>/"  # noqa: E741

urlpatterns = [
    *urls_immediate.urlpatterns,
    path("meetings/", before.meetings, name="meetings"),
    path("meetings/dates/", before.meetings_dates, name="meetings_dates"),
    path("meetings/attendance/", attendance.meetings_attendance, name="meetings_attendance"),
    path("meetings/extraordinary/", before.meeting_extraordinary, name="meeting_extraordinary"),
    path("meetings/plan/<uuid:sitting>/", before.meeting_plan, name="meeting_plan"),
    path(M, before.meeting, name="meeting"),
    path(M + "confidentiality/", before.meeting_confidentiality, name="meeting_confidentiality"),
    path(M + "build/", before.meeting_build, name="meeting_build"),
    path(M + "publish/", before.meeting_publish, name="meeting_publish"),
    path(M + "arrange/", before.meeting_arrange, name="meeting_arrange"),
    path(M + "cancel/", before.meeting_cancel, name="meeting_cancel"),
    path(M + "invitations/<int:invitation>/", people.meeting_invitation, name="meeting_invitation"),
    path(M + "invitations/<int:invitation>/attended/", people.meeting_attended, name="meeting_attended"),
    path(M + "seat/", people.meeting_seat, name="meeting_seat"),
    path(M + "guests/<int:guest>/approve/", people.meeting_guest_approve, name="meeting_guest_approve"),
    path(M + "guests/<int:guest>/withdraw/", people.meeting_guest_withdraw, name="meeting_guest_withdraw"),
    path(M + "items/add/", agenda.meeting_item_add, name="meeting_item_add"),
    path(I, item.meeting_item, name="meeting_item"),
    path(I + "reply/", item.meeting_item_reply, name="meeting_item_reply"),
    path(I + "remove/", agenda.meeting_item_remove, name="meeting_item_remove"),
    path(I + "move/", agenda.meeting_item_move, name="meeting_item_move"),
    path(I + "call-in/", agenda.meeting_call_in, name="meeting_call_in"),
    path(I + "guest/", people.meeting_guest, name="meeting_guest"),
    path(I + "note/", live.meeting_note, name="meeting_note"),
    path(I + "decide/", live.meeting_decide, name="meeting_decide"),
    path(I + "action/", live.meeting_action, name="meeting_action"),
    path(I + "minutes/", minutes.meeting_item_minutes, name="meeting_item_minutes"),
    path(M + "open/", live.meeting_open, name="meeting_open"),
    path(M + "live/", live.meeting_live, name="meeting_live"),
    path(I + "immediate/", upward.meeting_immediate, name="meeting_immediate"),
    path(M + "list/freeze/", upward.meeting_freeze_list, name="meeting_freeze_list"),
    path(M + "actions-reviewed/", upward.meeting_actions_reviewed, name="meeting_actions_reviewed"),
    path(M + "upward/<uuid:put>/confirm/", upward.meeting_upward_confirm, name="meeting_upward_confirm"),
    path(M + "upward/<uuid:put>/withdraw/", upward.meeting_upward_withdraw, name="meeting_upward_withdraw"),
    path(M + "upward/themes/<int:pattern>/", upward.meeting_upward_theme, name="meeting_upward_theme"),
    path(M + "close/", live.meeting_close, name="meeting_close"),
    path(M + "decisions/<int:decision>/ratify/", live.meeting_ratify, name="meeting_ratify"),
    path(M + "minutes/", minutes.meeting_minutes, name="meeting_minutes"),
    path(M + "minutes/general/", minutes.meeting_general_minutes, name="meeting_general_minutes"),
    path(M + "minutes/sign/", minutes.meeting_sign, name="meeting_sign"),
    path(M + "minutes/distribute/", minutes.meeting_distribute, name="meeting_distribute"),
    path("patterns/", patterns.patterns, name="patterns"),
    path("patterns/new/", patterns.pattern_new, name="pattern_new"),
    path("patterns/<int:pk>/", patterns.pattern, name="pattern"),
    path("patterns/<int:pk>/edit/", patterns.pattern_edit, name="pattern_edit"),
    path("patterns/<int:pk>/close/", patterns.pattern_close, name="pattern_close"),
    path("sharing/", sharing.share_requests, name="share_requests"),
    path("sharing/new/", sharing.share_request_new, name="share_request_new"),
    path("sharing/<int:pk>/answer/", sharing.share_request_answer, name="share_request_answer"),
]
