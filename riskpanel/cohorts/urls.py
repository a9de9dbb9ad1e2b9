"""Addresses of the weekly lists."""

from django.urls import path

from riskpanel.cohorts import urls_papers, urls_upward
from riskpanel.cohorts.views import extracts, listings, lists

urlpatterns = [
    *urls_upward.urlpatterns,
    *urls_papers.urlpatterns,
    path("lists/", lists.lists_page, name="lists"),
    path("lists/extracts/", extracts.extracts_page, name="extracts"),
    path("lists/extracts/new/", extracts.extract_new, name="extract_new"),
    path("lists/extracts/columns/<uuid:key>/", extracts.extract_columns, name="extract_columns"),
    path("lists/extracts/<int:pk>/rejected/", extracts.extract_rejects, name="extract_rejects"),
    path("lists/links/", extracts.links_review, name="links_review"),
    path("lists/week/", lists.week_new, name="week_new"),
    path("lists/take/", lists.lists_take, name="lists_take"),
    path("lists/new/", listings.listing_new, name="listing_new"),
    path("lists/places/<int:pk>/", lists.list_place, name="list_place"),
    path("lists/places/<int:pk>/highlight/", lists.list_highlight, name="list_highlight"),
    path("lists/children/<uuid:pk>/", listings.listing, name="listing"),
    path("lists/children/<uuid:pk>/<slug:act>/", listings.listing_act, name="listing_act"),
]
