from django.urls import path

from riskpanel.access import views

urlpatterns = [path("audit/", views.audit, name="audit")]
