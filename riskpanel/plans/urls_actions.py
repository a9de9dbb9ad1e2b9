"""Addresses of accepting actions, asking for more time and chasing."""

from django.urls import path

from riskpanel.plans.views import chasing, doing

urlpatterns = [
    path("actions/chase/", chasing.chase_sheet, name="chase_sheet"),
    path("actions/chase/agencies/<int:pk>/", chasing.chase_agency, name="chase_agency"),
    path("actions/<uuid:pk>/accept/", doing.action_accept, name="action_accept"),
    path("actions/<uuid:pk>/ask-time/", doing.action_ask_time, name="action_ask_time"),
    path("actions/<uuid:pk>/no-time/", doing.action_no_time, name="action_no_time"),
    path("actions/<uuid:pk>/chase/", chasing.action_chase, name="action_chase"),
]
