"""Addresses of actions that cannot wait."""

from django.urls import path

from riskpanel.plans.views import immediate

urlpatterns = [
    path("immediate/", immediate.immediate_actions, name="immediate_actions"),
    path("immediate/<uuid:pk>/", immediate.immediate_action, name="immediate_action"),
    path("immediate/<uuid:pk>/task/", immediate.immediate_task, name="immediate_task"),
    path("immediate/<uuid:pk>/accept/", immediate.immediate_accept, name="immediate_accept"),
    path("immediate/<uuid:pk>/done/", immediate.immediate_done, name="immediate_done"),
    path("immediate/<uuid:pk>/confirm/", immediate.immediate_confirm, name="immediate_confirm"),
    path("immediate/<uuid:pk>/drop/", immediate.immediate_drop, name="immediate_drop"),
    path("children/<uuid:pk>/immediate/", immediate.immediate_action_new, name="immediate_action_new"),
]
