"""The papers of a panel itself: its procedure as a map for everybody, the register of its seats."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, paper
from riskpanel.access.permissions import Permission
from riskpanel.partnership import documents
from riskpanel.partnership.models import Panel, ProcedureVersion
from riskpanel.partnership.standing import procedure_of
from riskpanel.partnership.views.asking import ours


@door(Permission.USE)
def procedure_map(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A version of the procedure as a map: states, who, by when."""
    panel, version = request.user.standing.panel, ours(request, ProcedureVersion, pk)
    if panel is None:
        raise Http404
    made = documents.procedure_map(panel, version, procedure_of(version), request.user, timezone.now())
    return paper(request, made, form)


@door(Permission.ADMINISTER, Permission.DECIDE, Permission.COORDINATE)
def panel_register(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Every seat of the panel and who fills it."""
    panel = ours(request, Panel, pk, "procedure", "partnership")
    return paper(request, documents.membership_paper(panel, request.user, timezone.now()), form)
