from django.urls import path

from riskpanel.desk.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/choices/", views.notice_choices, name="notice_choices"),
    path("notices/<int:pk>/open/", views.notice_open, name="notice_open"),
]
