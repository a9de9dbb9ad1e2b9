"""Extracts in, what their columns are, what was not taken, and which rows are one child."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page, produced
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask
from riskpanel.children.moves import Refused
from riskpanel.cohorts.actions import extracts as actions
from riskpanel.cohorts.extract_forms import ExtractForm, MappingForm
from riskpanel.cohorts.models import Extract, Week
from riskpanel.cohorts.presenters import links, lists
from riskpanel.cohorts.store import has_engines
from riskpanel.cohorts.views.lists import panel_of
from riskpanel.partnership.models import Partnership


def partnership_of(request: HttpRequest) -> Partnership:
    """The person's partnership, where its panel has lists and the engines are there; else a plain 404."""
    panel, procedure = panel_of(request)
    if procedure.single_view is None or not has_engines():
        raise Http404
    return panel.partnership


@door(Permission.LIST)
def extracts_page(request: HttpRequest) -> HttpResponse:
    """What agencies gave in, newest first, and how fresh each feed is."""
    panel, procedure = panel_of(request)
    partnership = partnership_of(request)
    week = Week.objects.filter(panel=panel, state="done").order_by("-as_of", "-asked_at").first()
    context = {
        "extracts": Extract.objects.of(partnership).select_related("by")[:100],
        "feeds": lists.feeds_of(week, procedure),
        "labels": {one.code: one.label for one in procedure.single_view.feeds},
        "back_url": reverse("lists"),
    }
    return page(request, "cohorts/extracts.jinja", context)


@door(Permission.LIST)
def extract_new(request: HttpRequest) -> HttpResponse:
    """Takes the files of an agency and loads them; a table that is not known asks what its columns are."""
    _, procedure = panel_of(request)
    partnership = partnership_of(request)
    told = {"feeds": procedure.single_view.feeds, "mappings": list(actions.mappings(partnership))}
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = ExtractForm(**told, **sent)

    def act(typed: dict[str, Any]) -> str:
        key = actions.keep_files(partnership=partnership, files=typed["files"])
        try:
            return _load(request, partnership, key, typed)
        except Refused as refused:
            if len(typed["files"]) == 1 and not typed["mapping"] and _has_columns(typed["files"][0].name):
                messages.warning(request, f"{refused} Say what its columns are.")
                return reverse("extract_columns", args=[key])
            actions.throw_away(partnership, key)
            raise

    return ask(
        request, form, act, heading="Give in an extract", back=reverse("extracts"), submit="Load", multipart=True,
        to=str, intro="Tables of the Standard Safeguarding Dataset, the SSDA903 set and the CIN census are known by "
        "their headings. For any other table, say once what its columns are.",
    )  # fmt: skip


def _has_columns(name: str) -> bool:
    return name.lower().endswith((".csv", ".tsv", ".txt", ".xlsx", ".xlsm"))


def _load(request: HttpRequest, partnership: Partnership, key: UUID, typed: dict[str, Any]) -> str:
    mapping = actions.mappings(partnership).get(typed.get("mapping", ""))
    files = [file for file in actions.kept_files(partnership, key) if file.suffix != ".toml"]
    told = {"source": typed.get("source", ""), "mapping": mapping, "by": request.user, "at": timezone.now()}
    made = actions.load_extracts(partnership=partnership, files=files, **told)
    actions.throw_away(partnership, key)
    rejected = sum(one.rejected for one in made)
    messages.success(request, f"Loaded {sum(one.rows for one in made):,} rows; {rejected:,} rejected.")
    return reverse("extracts")


@door(Permission.LIST)
def extract_columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Says which column is what, shows what would come of the first rows, then keeps the mapping and loads."""
    from riskpanel.singleview.formats.table import NotUnderstood
    from riskpanel.singleview.mapping import MappingError, mapping_of, preview
    from riskpanel.singleview.sheets import open_sheet

    partnership = partnership_of(request)
    _, procedure = panel_of(request)
    files = actions.kept_files(partnership, key)
    if not files:
        raise Http404
    try:
        heading = open_sheet(files[0]).heading
    except NotUnderstood as wrong:
        messages.error(request, str(wrong))
        return redirect("extract_new")
    form = MappingForm(heading, procedure.single_view.feeds, request.POST if request.method == "POST" else None)
    seen = None
    if request.method == "POST" and form.is_valid():
        try:
            if "look" in request.POST:
                seen = preview(files[0], mapping_of(form.told()), timezone.localdate())
            else:
                mapping = actions.keep_mapping(partnership=partnership, told=form.told())
                return redirect(_load(request, partnership, key, {"mapping": mapping.name}))
        except (MappingError, NotUnderstood, Refused) as wrong:
            for line in str(wrong).splitlines():
                form.add_error(None, line)
    context = {"form": form, "seen": seen, "heading": "What are the columns?", "file": files[0].name}
    return page(request, "cohorts/extract_columns.jinja", context | {"back_url": reverse("extract_new")})


@door(Permission.LIST)
def extract_rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of an extract that were not taken, with the reason of each."""
    partnership = partnership_of(request)
    extract = find(Extract.objects.of(partnership).select_related("partnership"), pk=pk)
    name = f"rejected-{extract.source}-{extract.at:%Y-%m-%d}.csv"
    return produced(request, actions.rejects_file(extract), filename=name, content_type="text/csv; charset=utf-8")


@door(Permission.LIST)
def links_review(request: HttpRequest) -> HttpResponse:
    """Rows that may be one child: same, or not the same. What was decided can be taken back."""
    _, procedure = panel_of(request)
    partnership = partnership_of(request)
    if request.method == "POST":
        _decide(request, partnership)
        return redirect("links_review")
    questions, count = links.waiting(partnership, procedure)
    context = {"questions": questions, "count": count, "decided": links.decided(partnership)}
    return page(request, "cohorts/links_review.jinja", context | {"back_url": reverse("lists")})


def _decide(request: HttpRequest, partnership: Partnership) -> None:
    answers = {"same": True, "apart": False, "undo": None}
    left, right = (
        (request.POST.get(f"{side}_source", ""), request.POST.get(f"{side}_id", "")) for side in ("left", "right")
    )
    if request.POST.get("answer") not in answers or not all(left + right) or left == right:
        messages.error(request, "Choose whether the two rows are one child.")
        return
    same = answers[request.POST["answer"]]
    told = {"left": left, "right": right, "same": same, "by": request.user, "at": timezone.now()}
    try:
        actions.decide_pair(partnership=partnership, **told)
    except Refused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, "Remembered. It counts when the lists are next worked out.")
