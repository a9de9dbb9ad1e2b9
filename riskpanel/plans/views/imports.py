"""Bringing a log in: upload, columns, what would come of it, load."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.children.moves import Refused
from riskpanel.plans.forms.log import LoadForm, MapForm, UploadForm
from riskpanel.plans.importing import Unreadable, keep_upload, load, read
from riskpanel.plans.importing.checking import Checked, missing_fields
from riskpanel.plans.importing.loading import checked, map_columns
from riskpanel.plans.models import LogImport


def import_of(request: HttpRequest, pk: int) -> LogImport:
    """An upload of the person's own; otherwise a plain 404."""
    mine = LogImport.objects.filter(uploaded_by=request.user, panel__partnership=request.user.standing.partnership)
    return find(mine.select_related("panel__procedure").defer("panel__procedure__source"), pk=pk)


@door(Permission.IMPORT)
def log_import_new(request: HttpRequest) -> HttpResponse:
    """Takes the file of a log; nothing is loaded yet."""
    standing = request.user.standing

    def act(typed: dict[str, Any]) -> LogImport:
        file = typed["file"]
        try:
            sheet = read(file.name, file.read())
        except Unreadable as wrong:
            raise Refused(str(wrong)) from wrong
        return keep_upload(panel=standing.panel, sheet=sheet, by=request.user, at=timezone.now())

    return ask(
        request,
        posted(request, UploadForm),
        act,
        heading="Bring a log in",
        back=reverse("log"),
        submit="Upload",
        to=lambda kept: reverse("log_import_map", args=[kept.pk]),
        multipart=True,
        intro="Nothing is loaded until you have said which column holds what, and have seen what would come of it.",
    )


@door(Permission.IMPORT)
def log_import_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Says which column holds what; the likely ones are chosen."""
    kept = import_of(request, pk)
    first = next((row[1:] for row in kept.rows if any(row[1:])), [])
    samples = dict(zip(kept.columns, first, strict=False))
    form = posted(request, MapForm, kept.columns, samples, initial=kept.mapping)

    def act(typed: dict[str, Any]) -> LogImport:
        return map_columns(kept=kept, mapping=typed, by=request.user)

    return ask(
        request,
        form,
        act,
        heading="Which column holds what?",
        back=reverse("log_import_new"),
        submit="See what would come of it",
        to=reverse("log_import_preview", args=[kept.pk]),
    )


@door(Permission.IMPORT)
def log_import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come of a file, or what came of it; loading is all or nothing."""
    kept = import_of(request, pk)
    now = timezone.now()
    done = kept.loaded_at is not None
    wrong = [] if done else missing_fields(kept.mapping)
    found = Checked() if done or wrong else checked(kept, now)
    rejected = kept.rejected if done else found.rejected

    def act(typed: dict[str, Any]) -> LogImport:
        return load(kept=kept, by=request.user, at=now)

    return ask(
        request,
        posted(request, LoadForm),
        act,
        heading="What came of it" if done else "What would come of it",
        back=reverse("log") if done else reverse("log_import_map", args=[kept.pk]),
        submit="Load",
        to=reverse("log_import_preview", args=[kept.pk]),
        done="Loaded.",
        template="plans/log_import_preview.jinja",
        kept=kept,
        wrong=wrong,
        new=kept.loaded if done else len(found.new),
        unchanged=kept.unchanged if done else len(found.unchanged),
        rejected=rejected,
        rejected_page=Paginator(rejected, 200).get_page(request.GET.get("page")),
    )
