from django.urls import path

from riskpanel.desk import views
from riskpanel.desk.notices import urls as notices

urlpatterns = [
    *notices.urlpatterns,
    path("", views.desk, name="desk"),
    path("duties/", views.desk_duties, name="desk_duties"),
]
