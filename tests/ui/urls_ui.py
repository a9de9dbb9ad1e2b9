"""The gallery at its own address."""

from django.urls import include, path

urlpatterns = [path("", include("riskpanel.ui.urls"))]
