"""How each paper is drawn, for administrators: invented content, the partnership's own templates."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, page, paper
from riskpanel.access.permissions import Permission
from riskpanel.documents import drawn_with
from riskpanel.meetings.documents.invented import FORMS, invented
from riskpanel.meetings.views.papers import FORM_WORDS
from riskpanel.procedure.vocabulary import PAPER_WORDS


@door(Permission.ADMINISTER)
def papers_preview(request: HttpRequest) -> HttpResponse:
    """Every paper of the panel, with the templates that it is drawn with."""
    procedure = request.user.standing.procedure
    rows = [
        {
            "title": one.title,
            "says": PAPER_WORDS[one.code],
            "drawn": [drawn_with(one.code, form, settings.RISKPANEL_TEMPLATES) for form in ("pdf", "docx")],
            "forms": [(FORM_WORDS[form], reverse("paper_preview", args=[one.code, form])) for form in FORMS],
        }
        for one in (procedure.papers if procedure else ())
    ]
    context = {
        "heading": "Papers and their templates",
        "back_url": reverse("administration"),
        "rows": rows,
        "folder": settings.RISKPANEL_TEMPLATES,
    }
    return page(request, "meetings/papers_preview.jinja", context)


@door(Permission.ADMINISTER)
def paper_preview(request: HttpRequest, which: str, form: str) -> HttpResponse:
    """One paper with invented content."""
    panel = request.user.standing.panel
    if panel is None:
        raise Http404
    return paper(request, invented(which, panel, request.user, timezone.now()), form)
