"""People: their place, their account, what they hold, their leaving."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.partnership import actions
from riskpanel.partnership.forms import LastDayForm, MoveForm, PersonForm, RoleForm
from riskpanel.partnership.models import Appointment, Member, Notice
from riskpanel.partnership.notices import ACCOUNT
from riskpanel.partnership.presenters import held_by
from riskpanel.partnership.views.asking import carried_out, form_page, ours, sent
from riskpanel.ui.words import day as written_day

A_PAGE = 50
FIELDS = ("job_title", "team", "line_manager", "head", "is_manager", "may_commit")


@door(Permission.ADMINISTER)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a place, or who had one; `q` narrows, `left` shows leavers."""
    standing = request.user.standing
    query, left = request.GET.get("q", "").replace("\x00", "").strip()[:100], "left" in request.GET
    gone = Q(ends_on__lt=standing.on)
    found = Member.objects.of(standing.partnership).filter(gone if left else ~gone | Q(ends_on=None))
    if query:
        words = Q(user__full_name__icontains=query) | Q(user__email__icontains=query)
        found = found.filter(words | Q(agency__name__icontains=query) | Q(job_title__icontains=query))
    found = found.select_related("user", "agency").prefetch_related("appointments__seat", "appointments__panel")
    shown = Paginator(found.order_by("user__full_name", "-starts_on"), A_PAGE).get_page(request.GET.get("page"))
    rows = [(member, held_by(member, standing.on)) for member in shown]
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"found": shown, "rows": rows, "q": query, "left": left, "query": kept.urlencode()}
    return page(request, "partnership/people.jinja", context)


@door(Permission.ADMINISTER)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One place of a person, and what they hold by it."""
    member = ours(request, Member, pk, "user", "agency", "line_manager__user", "head__user")
    return page(request, "partnership/person.jinja", _shown(request, member))


def _shown(request: HttpRequest, member: Member) -> dict:
    held = member.appointments.select_related("seat__panel", "panel").order_by("-starts_on", "-pk")
    letter = Notice.objects.filter(user=member.user, kind=ACCOUNT, partnership=member.agency.partnership_id).first()
    return {
        "member": member,
        "held": list(held),
        "ended": member.ends_on is not None,
        "letter": letter,
        "needs_password": actions.needs_password(member),
    }


def _password_words(member: Member, now: datetime) -> str:
    """How somebody who was just added comes by a password."""
    if not actions.needs_password(member):
        return "They sign in with the password that they had, or renew it."
    day = f" on {written_day(member.starts_on)}" if member.starts_on > timezone.localdate(now) else ""
    return f"A link to set their password goes to them by e-mail{day}."


@door(Permission.ADMINISTER)
def person_new(request: HttpRequest) -> HttpResponse:
    """Add a person and make their account."""
    standing = request.user.standing
    form = PersonForm(
        sent(request), partnership=standing.partnership, today=standing.on, initial={"from_day": standing.on}
    )
    made: list[Member] = []

    def act(told: dict) -> None:
        made.append(actions.add_person(by=request.user, at=timezone.now(), **told))

    if carried_out(request, form, act):
        messages.success(request, f"The person was added. {_password_words(made[0], timezone.now())}")
        return redirect("person", made[0].pk)
    return form_page(request, form, "Add a person", reverse("people"))


@door(Permission.ADMINISTER)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a place says."""
    standing, member = request.user.standing, ours(request, Member, pk, "user", "agency", "line_manager", "head")
    start = {name: getattr(member, name) for name in FIELDS} | {"full_name": member.user.full_name}
    form = PersonForm(sent(request), partnership=standing.partnership, today=standing.on, member=member, initial=start)

    def act(told: dict) -> None:
        actions.change_person(member=member, by=request.user, at=timezone.now(), **told)

    if carried_out(request, form, act):
        messages.success(request, "The person’s place was saved.")
        return redirect("person", pk)
    return form_page(request, form, "Change a person’s place", reverse("person", args=[pk]), caption=str(member.agency))


@door(Permission.ADMINISTER)
def person_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person another place from a day on."""
    standing, member = request.user.standing, ours(request, Member, pk, "user", "agency")
    start = {"agency": member.agency, "job_title": member.job_title, "from_day": standing.on}
    form = MoveForm(sent(request), partnership=standing.partnership, initial=start)
    made: list[Member] = []

    def act(told: dict) -> None:
        made.append(actions.place(user=member.user, by=request.user, at=timezone.now(), **told))

    if member.ends_on is None and carried_out(request, form, act):
        messages.success(request, "The person has a new place. What they held by the old one has ended.")
        return redirect("person", made[0].pk)
    return form_page(request, form, "Another agency or post", reverse("person", args=[pk]), caption=str(member))


@door(Permission.ADMINISTER)
def person_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a leaver's place."""
    member = ours(request, Member, pk, "user", "agency")
    form = LastDayForm(sent(request), initial={"last_day": request.user.standing.on})

    def act(told: dict) -> None:
        actions.end_place(member=member, last_day=told["last_day"], by=request.user, at=timezone.now())

    if carried_out(request, form, act):
        messages.success(request, "The place was ended, with every seat and role held by it.")
        return redirect("person", pk)
    intro = (
        "After the last day the person can open nothing more: seats, deputies’ parts and roles end with the place, and "
        "with them every sight of a child. If the day is over, open sessions end at their next request."
    )
    return form_page(
        request, form, "A person leaves", reverse("person", args=[pk]), caption=str(member), intro=intro, danger=True,
        submit_label="End the place",
    )  # fmt: skip


@door(Permission.ADMINISTER)
@require_POST
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Has the person sent a link by which they set a password; nobody else learns link or password."""
    member = ours(request, Member, pk, "user", "agency__partnership")
    try:
        actions.send_password_link(member=member, by=request.user, at=timezone.now())
        messages.success(request, "A link to set a password goes to the person by e-mail.")
    except actions.NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("person", pk)


@door(Permission.ADMINISTER)
def role_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a role."""
    standing, member = request.user.standing, ours(request, Member, pk, "user", "agency")
    form = RoleForm(sent(request), panels=standing.panels, initial={"from_day": standing.on})

    def act(told: dict) -> None:
        actions.give_role(member=member, by=request.user, at=timezone.now(), **told)

    if carried_out(request, form, act):
        messages.success(request, "The role was given.")
        return redirect("person", pk)
    return form_page(request, form, "Give a role", reverse("person", args=[pk]), caption=str(member))


@door(Permission.ADMINISTER)
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat, a deputy's part or a role."""
    held = ours(request, Appointment, pk, "member__user", "seat")
    form = LastDayForm(sent(request), initial={"last_day": request.user.standing.on})

    def act(told: dict) -> None:
        actions.end_appointment(appointment=held, last_day=told["last_day"], by=request.user)

    back = reverse("person", args=[held.member_id])
    if carried_out(request, form, act):
        messages.success(request, "It ends after that day.")
        return redirect(back)
    what = held.seat.title if held.seat else held.role.replace("_", " ")
    return form_page(
        request, form, "End a seat or role", back, caption=f"{held.member.user}: {what}", danger=True,
        submit_label="End it",
    )  # fmt: skip
