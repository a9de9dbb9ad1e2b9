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
    path("children/<uuid:pk>/access/paper/<slug:form>/", views.access_paper, name="access_paper"),
    path("children/<uuid:pk>/details/", views.child_details, name="child_details"),
    path("children/<uuid:pk>/lead/", views.child_lead, name="child_lead"),
    path("children/<uuid:pk>/note/", views.child_note, name="child_note"),
    path("children/<uuid:pk>/missing/", views.child_missing, name="child_missing"),
    path("children/<uuid:pk>/missing/paper/<slug:form>/", views.missing_paper, name="missing_paper"),
    path("children/<uuid:pk>/missing/new/", views.missing_new, name="missing_new"),
    path("children/<uuid:pk>/missing/form/", views.missing_form, name="missing_form"),
    path("missing/<uuid:pk>/return/", views.missing_return, name="missing_return"),
    path("missing/<uuid:pk>/offer/", views.missing_offer, name="missing_offer"),
    path("missing/<uuid:pk>/talk/", views.missing_interview, name="missing_interview"),
    path("children/<uuid:pk>/siblings/new/", views.sibling_new, name="sibling_new"),
    path("siblings/<int:pk>/take-back/", views.sibling_take_back, name="sibling_take_back"),
]
