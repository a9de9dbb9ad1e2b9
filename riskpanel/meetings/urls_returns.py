"""Addresses of what agencies tell before a meeting, and of warnings between meetings."""

from django.urls import path

from riskpanel.meetings.views import alerts, returns

M = "meetings/<uuid:pk>/returns/"

urlpatterns = [
    path(M, returns.meeting_returns, name="meeting_returns"),
    path(M + "activities/", returns.meeting_activities, name="meeting_activities"),
    path(M + "board/", returns.meeting_readiness, name="meeting_readiness"),
    path(M + "chase/", returns.meeting_returns_chase, name="meeting_returns_chase"),
    path(M + "chase/<int:agency>/", returns.meeting_return_chase, name="meeting_return_chase"),
    path(M + "<int:asked>/", returns.meeting_return, name="meeting_return"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/new/", alerts.alert_new, name="alert_new"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("alerts/<int:pk>/read/", alerts.alert_read, name="alert_read"),
    path("alerts/<int:pk>/answer/", alerts.alert_answer, name="alert_answer"),
]
