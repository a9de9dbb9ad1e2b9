"""Tells the audit trail for whom and from where a request is made."""

from django.http import HttpRequest, HttpResponse

from riskpanel.access.audit import Circumstances, circumstances


class Standing:
    """Works out where the person stands, anew for each request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if not request.user.is_authenticated:
            return
        standing = request.user.standing
        around = circumstances.get() or Circumstances()
        around.actor_id = request.user.pk
        around.agency_id = standing.agency.pk if standing.agency else None
        around.partnership_id = standing.partnership.pk if standing.partnership else None
        around.acting_for = ",".join(held.seat.code for held in standing.stands_in)[:60]
        circumstances.set(around)
