from django.urls import path

from riskpanel.access import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("audit/", views.audit, name="audit"),
]
