"""Addresses of the papers of a meeting."""

from django.urls import path

from riskpanel.meetings.views import item_papers, packs, papers, previews

M = "meetings/<uuid:pk>/"

urlpatterns = [
    path(M + "papers/", papers.meeting_papers, name="meeting_papers"),
    path(M + "items/<uuid:item>/paper/<slug:form>/", item_papers.meeting_item_paper, name="meeting_item_paper"),
    path(M + "packs/", packs.meeting_packs, name="meeting_packs"),
    path(M + "packs/send/", packs.meeting_packs_send, name="meeting_packs_send"),
    path(M + "packs/sendings/<int:sending>/", packs.meeting_packs_answer, name="meeting_packs_answer"),
    path(M + "packs/<uuid:pack>/recall/", packs.meeting_pack_recall, name="meeting_pack_recall"),
    path("administration/papers/", previews.papers_preview, name="papers_preview"),
    path("administration/papers/<slug:which>/<slug:form>/", previews.paper_preview, name="paper_preview"),
    path("papers/<uuid:pk>/", packs.pack, name="pack"),
    path("papers/<uuid:pk>/open/", packs.pack_open, name="pack_open"),
    path(M + "papers/<slug:which>/<slug:form>/", papers.meeting_paper, name="meeting_paper"),
]
