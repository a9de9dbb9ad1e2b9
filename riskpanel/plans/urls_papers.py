"""Addresses of the papers of plans."""

from django.urls import path

from riskpanel.plans.views import papers

urlpatterns = [
    path("plans/<uuid:pk>/paper/<slug:form>/", papers.plan_paper, name="plan_paper"),
    path("plans/<uuid:pk>/family/paper/<slug:form>/", papers.plan_family_paper, name="plan_family_paper"),
    path("plans/<uuid:pk>/step-down/paper/<slug:form>/", papers.plan_step_down_paper, name="plan_step_down_paper"),
    path("log/paper/", papers.log_paper, name="log_paper"),
    path("actions/paper/", papers.actions_paper, name="actions_paper"),
    path("actions/chase/paper/", papers.chase_paper, name="chase_paper"),
]
