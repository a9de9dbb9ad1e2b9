"""Versions of the procedure: uploaded, compared in words, put in force from a day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, page, produced
from riskpanel.access.permissions import Permission
from riskpanel.partnership import actions
from riskpanel.partnership.differences import differences, grouped
from riskpanel.partnership.forms import InForceForm, UploadForm
from riskpanel.partnership.models import InForce, Panel, ProcedureVersion
from riskpanel.partnership.standing import procedure_of
from riskpanel.partnership.views.asking import carried_out, form_page, ours, sent
from riskpanel.procedure import Problem, Procedure, ProcedureError


@door(Permission.ADMINISTER, Permission.DECIDE)
def procedures(request: HttpRequest) -> HttpResponse:
    """Every version, and when each was in force where."""
    standing = request.user.standing
    versions = ProcedureVersion.objects.of(standing.partnership).defer("source").select_related("uploaded_by")
    history = InForce.objects.filter(panel__partnership=standing.partnership)
    context = {
        "versions": list(versions),
        "history": list(history.select_related("panel", "procedure", "put_by").defer("procedure__source")),
        "following": {panel.procedure_id: panel.name for panel in standing.panels},
        "administers": standing.may(Permission.ADMINISTER),
    }
    return page(request, "partnership/procedures.jinja", context)


@door(Permission.ADMINISTER)
def procedure_upload(request: HttpRequest) -> HttpResponse:
    """Upload a file; what is wrong with it is listed, and then nothing is kept."""
    form = UploadForm(sent(request), request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            version = _kept(request, form.cleaned_data)
        except ProcedureError as error:
            problems = error.problems
            count = f"{len(problems)} thing" + ("" if len(problems) == 1 else "s")
            form.add_error("file", f"The file cannot be used: {count} to mend. Nothing was saved")
        else:
            messages.success(request, "The file is right and was kept. It is not in force yet.")
            return redirect("procedure_version", version.pk)
    return form_page(
        request, form, "Upload a procedure", reverse("procedures"), template="partnership/procedure_upload.jinja",
        problems=problems, submit_label="Check the file and keep it",
    )  # fmt: skip


def _kept(request: HttpRequest, told: dict) -> ProcedureVersion:
    name = told["file"].name
    try:
        source = told["file"].read().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ProcedureError([Problem(name, 1, "the file", f"byte {fault.start}", "text in UTF-8")]) from fault
    if "\x00" in source:
        raise ProcedureError([Problem(name, 1, "the file", "a NUL character", "text without NUL characters")])
    return actions.upload_procedure(
        partnership=request.user.standing.partnership, source=source, by=request.user, at=timezone.now(),
        asked_by=told["asked_by"],
    )  # fmt: skip


@door(Permission.ADMINISTER, Permission.DECIDE)
def procedure_version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, and in words how it differs from the one that a panel follows."""
    version = ours(request, ProcedureVersion, pk, "uploaded_by")
    panel = _panel(request, version)
    follows = panel.procedure if panel else None
    found = [] if follows is None or follows.pk == pk else differences(procedure_of(follows), _said(version))
    context = {
        "version": version,
        "said": _said(version),
        "panel": panel,
        "follows": follows,
        "groups": grouped(found),
        "count": len(found),
        "administers": request.user.standing.may(Permission.ADMINISTER),
    }
    return page(request, "partnership/procedure_version.jinja", context)


def _said(version: ProcedureVersion) -> Procedure:
    return procedure_of(version)


def _panel(request: HttpRequest, version: ProcedureVersion) -> Panel | None:
    """The panel to compare with: the one asked for, else one of the same procedure, else the first."""
    panels = request.user.standing.panels
    asked = request.GET.get("panel", "")
    wanted = [panel for panel in panels if str(panel.pk) == asked]
    return next(iter([*wanted, *(panel for panel in panels if panel.slug == version.slug), *panels]), None)


@door(Permission.ADMINISTER)
def procedure_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded."""
    version = ours(request, ProcedureVersion, pk)
    name = f"{version.slug}-{''.join(c if c.isalnum() or c in '.-' else '-' for c in version.version)}.toml"
    return produced(request, version.source.encode(), filename=name, content_type="application/toml")


@door(Permission.ADMINISTER)
def procedure_put(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a version in force at a panel from a day on."""
    standing, version = request.user.standing, ours(request, ProcedureVersion, pk)
    panel = _panel(request, version)
    form = InForceForm(
        sent(request), panels=standing.panels, today=standing.on, initial={"panel": panel, "from_day": standing.on}
    )

    def act(told: dict) -> None:
        actions.put_in_force(
            panel=told["panel"], version=version, from_day=told["from_day"], by=request.user, at=timezone.now()
        )

    if carried_out(request, form, act):
        messages.success(
            request, "The version is in force from that day. Decisions made before keep their own version."
        )
        return redirect("procedures")
    return form_page(
        request, form, "Put in force", reverse("procedure_version", args=[pk]), caption=str(version),
        submit_label="Put in force",
    )  # fmt: skip
