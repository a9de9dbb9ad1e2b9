"""What I am told: unread first, each with the page that it is about; and how I want to be told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.desk.notices import actions
from riskpanel.desk.notices.forms import ChoicesForm, chosen_by
from riskpanel.desk.reach import references_of
from riskpanel.partnership.models import Notice
from riskpanel.partnership.views.asking import sent

A_PAGE = 50


@door(Permission.USE)
def notices(request: HttpRequest) -> HttpResponse:
    """Everything that I am told; a child's reference only while I see the child."""
    paged = Paginator(Notice.objects.of(request.user).unread_first(), A_PAGE).get_page(request.GET.get("page"))
    lines = list(paged.object_list)
    seen = references_of(request.user, {one.child for one in lines}, timezone.now())
    context = {
        "paged": paged,
        "lines": [(one, seen.get(one.child, "") if one.reference else "") for one in lines],
        "newest": max((one.pk for one in lines), default=0),
        "unread": any(one.read_at is None for one in lines),
        "back_url": reverse("desk"),
    }
    return page(request, "desk/notices.jinja", context, shows=seen)


@door(Permission.USE)
@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks a notice of mine as read and goes to what it is about."""
    notice = find(Notice.objects.of(request.user), pk=pk)
    actions.read(notice=notice, at=timezone.now())
    return redirect(notice.path)


@door(Permission.USE)
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Marks everything up to the newest notice that was on the page as read."""
    until = request.POST.get("until", "")
    fits = until.isascii() and until.isdigit() and len(until) < 16
    count = actions.read_all(by=request.user, until=int(until) if fits else 0, at=timezone.now())
    messages.success(request, "Nothing was unread." if not count else f"Marked as read: {count}.")
    return redirect("notices")


@door(Permission.USE)
def notice_choices(request: HttpRequest) -> HttpResponse:
    """How I want to be told: at once by e-mail, in the daily digest, or only here."""
    form = ChoicesForm(sent(request), chosen=chosen_by(request.user))
    if request.method == "POST" and form.is_valid():
        actions.choose(by=request.user, ways=form.cleaned_data)
        messages.success(request, "Your choices hold from now on.")
        return redirect("notices")
    context = {
        "form": form,
        "heading": "How you are told",
        "intro": "Everything stands in your notices here. E-mail holds no name and no papers, at most a reference.",
        "submit_label": "Save",
        "back_url": reverse("notices"),
    }
    return page(request, "desk/notice_choices.jinja", context)
