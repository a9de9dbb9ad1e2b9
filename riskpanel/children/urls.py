from django.urls import path

from riskpanel.children import views

urlpatterns = [
    path("children/", views.children, name="children"),
    path("children/emergency/", views.open_child, name="open_child"),
    path("children/emergency/opened/", views.emergency_openings, name="emergency_openings"),
    path("children/emergency/opened/<uuid:case>/", views.emergency_opening, name="emergency_opening"),
    path("children/<uuid:pk>/", views.child, name="child"),
    path("children/<uuid:pk>/story/", views.child_story, name="child_story"),
    path("children/<uuid:pk>/papers/", views.child_papers, name="child_papers"),
    path("children/<uuid:pk>/access/", views.child_access, name="child_access"),
    path("children/<uuid:pk>/details/", views.child_details, name="child_details"),
    path("children/<uuid:pk>/lead/", views.child_lead, name="child_lead"),
    path("children/<uuid:pk>/note/", views.child_note, name="child_note"),
]
