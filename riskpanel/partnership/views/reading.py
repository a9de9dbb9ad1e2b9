"""The procedure as a page that everybody may read, drawn from its file."""

from django.http import Http404, HttpRequest, HttpResponse

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.partnership import wording
from riskpanel.partnership.models import ProcedureVersion
from riskpanel.partnership.standing import procedure_of
from riskpanel.partnership.views.asking import ours
from riskpanel.procedure import Procedure
from riskpanel.procedure.vocabulary import ROLE_WORDS


@door(Permission.USE)
def procedure(request: HttpRequest) -> HttpResponse:
    """The procedure in force at the person's panel."""
    panel = request.user.standing.panel
    if panel is None:
        raise Http404
    return _read(request, request.user.standing.procedure, panel.procedure)


@door(Permission.USE)
def procedure_read(request: HttpRequest, pk: int) -> HttpResponse:
    """A version by its number: the one under which something was decided."""
    version = ours(request, ProcedureVersion, pk)
    return _read(request, procedure_of(version), version)


def _read(request: HttpRequest, said: Procedure, version: ProcedureVersion) -> HttpResponse:
    context = {"said": said, "version": version, "w": wording, "role_words": ROLE_WORDS, "silent": silent(said)}
    return page(request, "partnership/procedure.jinja", context)


def silent(said: Procedure) -> int:
    """How many parts are our defaults because the document is silent."""
    parts = [said.identity, said.calendar, said.age, said.chair_rule]
    for name in Procedure.model_fields:
        value = getattr(said, name)
        parts += [part for part in value if hasattr(part, "stated")] if isinstance(value, tuple) else []
    parts += [move for lifecycle in said.lifecycles for move in lifecycle.moves]
    return sum(not part.stated for part in parts)
