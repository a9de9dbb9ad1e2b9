"""Gives each request its number, and writes down who was refused."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from riskpanel.access import audit

REFUSED = {403: "forbidden", 404: "not_found"}


class Trail:
    """Sets what is known of the request, and records refusals of signed-in people in a transaction of
    their own (the request's is rolled back). A refusal that cannot be recorded is an error. NULs are
    left out of the address: no database can look for one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        around = audit.Circumstances(request_id=str(uuid.uuid4()))
        token = audit.circumstances.set(around)
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        try:
            response = self.get_response(request)
            if response.status_code in REFUSED and around.actor_id and request.resolver_match:
                with transaction.atomic():
                    audit.record(
                        action="refused",
                        thing=request.resolver_match.view_name,
                        decision="refused",
                        reason=REFUSED[response.status_code],
                    )
            return response
        finally:
            audit.circumstances.reset(token)
