"""The table of contents."""

from django.conf import settings
from django.urls import include, path

from riskpanel.access.views import nothing

urlpatterns = [
    path("accounts/email/", nothing, name="own_address"),
    path("accounts/", include("allauth.urls")),
    path("", include("riskpanel.desk.urls")),
    path("", include("riskpanel.access.urls")),
    path("", include("riskpanel.partnership.urls")),
    path("", include("riskpanel.children.urls")),
    path("", include("riskpanel.referrals.urls")),
    path("", include("riskpanel.cohorts.urls")),
    path("", include("riskpanel.plans.urls")),
    path("", include("riskpanel.meetings.urls")),
]

if settings.RISKPANEL_DEMO:
    urlpatterns += [path("demo/", include("riskpanel.demo.urls"))]
if settings.RISKPANEL_GALLERY:
    urlpatterns += [path("", include("riskpanel.ui.urls"))]

handler400 = "riskpanel.access.errors.bad_request"
handler403 = "riskpanel.access.errors.forbidden"
handler404 = "riskpanel.access.errors.not_found"
handler500 = "riskpanel.access.errors.failed"
