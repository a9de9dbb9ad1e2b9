"""Addresses of the minutes after the meeting: round for correction, standing, looked back at."""

from django.urls import path

from riskpanel.meetings.views import circulating, minutes, standing

M = "meetings/<uuid:pk>/"
ITEM = M + "items/<uuid:item>/minutes/"

urlpatterns = [
    path(M + "minutes/drafted/", circulating.meeting_drafted, name="meeting_drafted"),
    path(M + "minutes/round/", minutes.meeting_round, name="meeting_round"),
    path(M + "minutes/circulate/", circulating.meeting_circulate, name="meeting_circulate"),
    path(M + "minutes/take-back/", circulating.meeting_take_back, name="meeting_take_back"),
    path(M + "minutes/circulated/", circulating.meeting_circulated, name="meeting_circulated"),
    path(M + "minutes/agree/", circulating.meeting_minutes_agree, name="meeting_minutes_agree"),
    path(M + "minutes/correct/", circulating.meeting_correction_new, name="meeting_correction_new"),
    path(ITEM + "correct/", circulating.meeting_item_correct, name="meeting_item_correct"),
    path(M + "corrections/<int:correction>/", circulating.meeting_correction, name="meeting_correction"),
    path(M + "minutes/sign-anyway/", standing.meeting_sign_anyway, name="meeting_sign_anyway"),
    path(M + "minutes/reopen/", standing.meeting_reopen, name="meeting_reopen"),
    path(M + "minutes/lock/", standing.meeting_lock, name="meeting_lock"),
    path(M + "minutes/note/", standing.meeting_minutes_note, name="meeting_minutes_note"),
    path(ITEM + "note/", standing.meeting_item_note, name="meeting_item_note"),
    path(M + "minutes/history/", standing.meeting_minutes_history, name="meeting_minutes_history"),
    path(ITEM + "history/", standing.meeting_item_history, name="meeting_item_history"),
    path(M + "last/", standing.meeting_last, name="meeting_last"),
    path(M + "last/<uuid:previous>/agreed/", standing.meeting_last_agreed, name="meeting_last_agreed"),
]
