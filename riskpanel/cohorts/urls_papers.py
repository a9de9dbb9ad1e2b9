"""Addresses of required documents, ages, and how a child stands."""

from django.urls import path

from riskpanel.cohorts.views import ageing, compliance, handed, papers

urlpatterns = [
    path("children/<uuid:pk>/required/", papers.child_papers_required, name="child_papers_required"),
    path("children/<uuid:pk>/required/<slug:code>/", papers.child_paper_record, name="child_paper_record"),
    path("children/<uuid:pk>/required/<slug:code>/none/", papers.child_paper_waived, name="child_paper_waived"),
    path("children/<uuid:pk>/standing/", papers.child_circumstances, name="child_circumstances"),
    path("children/<uuid:pk>/social-care/", papers.social_care_referral_new, name="social_care_referral_new"),
    path("lists/compliance/", compliance.lists_compliance, name="lists_compliance"),
    path("lists/compliance/file/", compliance.lists_compliance_file, name="lists_compliance_file"),
    path("lists/compliance/paper/", handed.lists_compliance_paper, name="lists_compliance_paper"),
    path("lists/ageing/", ageing.lists_ageing, name="lists_ageing"),
]
