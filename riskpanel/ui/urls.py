"""The gallery's addresses; ``riskpanel.urls`` includes them at the root, and only where RISKPANEL_GALLERY says so."""

from django.conf import settings
from django.urls import path

from riskpanel.ui.gallery import gallery, gallery_page

urlpatterns = (
    [
        path("gallery/", gallery, name="gallery"),
        path("gallery/<slug:page>/", gallery_page, name="gallery_page"),
    ]
    if getattr(settings, "RISKPANEL_GALLERY", False)
    else []
)
