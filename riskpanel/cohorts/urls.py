"""Addresses of the weekly lists."""

from django.urls import path

from riskpanel.cohorts.views import listings, lists

urlpatterns = [
    path("lists/", lists.lists_page, name="lists"),
    path("lists/week/", lists.week_new, name="week_new"),
    path("lists/take/", lists.lists_take, name="lists_take"),
    path("lists/new/", listings.listing_new, name="listing_new"),
    path("lists/places/<int:pk>/", lists.list_place, name="list_place"),
    path("lists/places/<int:pk>/highlight/", lists.list_highlight, name="list_highlight"),
    path("lists/children/<uuid:pk>/", listings.listing, name="listing"),
    path("lists/children/<uuid:pk>/<slug:act>/", listings.listing_act, name="listing_act"),
]
