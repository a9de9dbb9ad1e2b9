"""Addresses of the meeting while it lasts."""

from django.urls import path

from riskpanel.meetings.views import follow, minute, presence, turns

M = "meetings/<uuid:pk>/"
ITEM = M + "items/<uuid:item>/"

urlpatterns = [
    path(ITEM + "take/", turns.meeting_take, name="meeting_take"),
    path(ITEM + "keep-out/", presence.meeting_recuse, name="meeting_recuse"),
    path(M + "pause/", turns.meeting_pause, name="meeting_pause"),
    path(M + "keys/", turns.meeting_keys, name="meeting_keys"),
    path(M + "here/", presence.meeting_presence, name="meeting_presence"),
    path(M + "here/<int:member>/", presence.meeting_come, name="meeting_come"),
    path(M + "recusals/<int:recusal>/end/", presence.meeting_recusal_end, name="meeting_recusal_end"),
    path(M + "follow/", follow.meeting_follow, name="meeting_follow"),
    path(M + "follow/now/", follow.meeting_follow_now, name="meeting_follow_now"),
    path(M + "minute/", minute.meeting_minute, name="meeting_minute"),
    path(M + "minute/pulse/", minute.meeting_pulse, name="meeting_pulse"),
    path(M + "minute/back/", minute.meeting_minute_back, name="meeting_minute_back"),
]
