"""Addresses of what goes up to the other body's meeting."""

from django.urls import path

from riskpanel.cohorts.views import handed, upward

urlpatterns = [
    path("upward/", upward.put_forwards, name="put_forwards"),
    path("upward/new/", upward.put_forward_new, name="put_forward_new"),
    path("upward/pack/<uuid:sitting>/", upward.put_forward_pack, name="put_forward_pack"),
    path("upward/pack/<uuid:sitting>/paper/<slug:form>/", handed.put_forward_paper, name="put_forward_paper"),
    path("upward/<uuid:pk>/", upward.put_forward, name="put_forward"),
    path("upward/<uuid:pk>/<slug:act>/", upward.put_forward_act, name="put_forward_act"),
]
