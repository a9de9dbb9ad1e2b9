"""Every address of the program, and the bare page that the others are compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@door(Permission.USE)
def bare(request: HttpRequest) -> HttpResponse:
    """A page of somebody signed in, with the frame and nothing in it."""
    return page(request, "bench/bare.jinja")


urlpatterns = [*urlpatterns, path("bench/bare/", bare, name="bench_bare")]
