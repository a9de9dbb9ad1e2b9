"""Addresses of the papers of a meeting."""

from django.urls import path

from riskpanel.meetings.views import papers

M = "meetings/<uuid:pk>/"

urlpatterns = [
    path(M + "papers/<slug:which>/<slug:form>/", papers.meeting_paper, name="meeting_paper"),
]
