"""Every component on one page, with invented contents: where a new one is tried, and where design is looked at."""

import datetime as dt
from types import SimpleNamespace as Thing

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from riskpanel.ui.gallery_form import GalleryForm, PlainForm
from riskpanel.ui.words import LONDON

TODAY = dt.date(2026, 11, 3)
PAGES = ("form", "desk", "child", "split", "meeting", "log", "editor", "error", "plain")


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """All components and all kinds of field; posting shows the fields' errors."""
    form = GalleryForm(request.POST or None, request.FILES or None)
    return page_of("ui/gallery.jinja", {**frame(), **samples(), "form": form, "pages": PAGES}, request)


@login_not_required
def gallery_page(request: HttpRequest, page: str) -> HttpResponse:
    """One layout, filled."""
    if page not in PAGES:
        raise Http404
    extra = {"form": PlainForm(request.POST or None)} if page in ("form", "editor", "plain") else {}
    return page_of(f"ui/gallery_{page}.jinja", {**frame(page), **samples(), **extra}, request)


def page_of(template: str, context: dict, request: HttpRequest) -> HttpResponse:
    """The page; drawn without the audit trail, since nothing here is about anybody."""
    return HttpResponse(render_to_string(template, context, request))


def frame(page: str = "") -> dict:
    """What the context processor gives to every page."""
    nav = [("Desk", "desk"), ("Children", "child"), ("Referrals", "split"), ("Meetings", "meeting"), ("Log", "log")]
    return {
        "product": "riskpanel",
        "partnership": "Northmoor High-Risk Panel",
        "nav": [(label, f"/gallery/{name}/", name == page) for label, name in nav],
        "phones": [
            Thing(label="Emergency services", number="999", when=""),
            Thing(label="Children’s front door", number="01632 960 101", when="Mon to Fri, 09:00 to 17:00"),
            Thing(label="Emergency duty team", number="01632 960 199", when="nights and weekends"),
        ],
        "protection_url": "#",
        "me": Thing(name="Ben Okafor", agency="Northmoor Schools", seats="Education seat"),
        "signout_url": "/gallery/",
        "acting_as": "Ruth Adeyemi, Education seat, at the panel of Wed 11 Nov" if page == "meeting" else "",
        "footer_links": [("Help", "#"), ("Privacy", "#"), ("Accessibility", "#")],
        "page_clauses": CLAUSES,
    }


CLAUSES = [
    Thing(id="H-4.2", says="A referral reaches the chair at least seven working days before the panel.", stated=True),
    Thing(id="H-4.9", says="The chair answers a referral within two working days.", stated=False),
]
HIGH = Thing(code="high", letter="H", label="High", colour="red")
MEDIUM = Thing(code="medium", letter="M", label="Medium", colour="orange")
LOW = Thing(code="low", letter="L", label="Low", colour="green")


def samples() -> dict:
    """Invented contents for every component."""
    return {
        "today": TODAY,
        "clauses": CLAUSES,
        "levels": [HIGH, MEDIUM, LOW, None],
        "card": card(),
        "plain_card": Thing(reference="C-2M9P"),
        "duties": duties(),
        "events": events(),
        "gates": gates(),
        "log_rows": log_rows(),
        "page_of_many": Paginator(range(200), 20).page(4),
        "version_at": at(14, 2),
    }


def at(hour: int, minute: int = 0, day: int = 3) -> dt.datetime:
    """A moment of November 2026, in London."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


def card() -> Thing:
    """A child's card with everything on it."""
    return Thing(
        reference="C-7F3K",
        name="Amina Yusuf",
        age_words="17 (18 in 84 days)",
        level=HIGH,
        level_since=dt.date(2026, 10, 21),
        level_by="set by the panel",
        lead="Grace Mensah, social worker",
        on_log_since=dt.date(2026, 8, 12),
        missing="since Mon 2 Nov 2026, 22:40",
        url="/gallery/child/",
    )


def duties() -> list[Thing]:
    """Late, today, and to come."""
    common = {"child_url": "/gallery/child/", "clauses": CLAUSES, "action_url": "#"}
    counted = "7 working days back from Wed 11 Nov; Saturday and Sunday left out"
    return [
        Thing(
            says="Return interview after missing episode",
            child_reference="C-7F3K",
            due_at=at(22, 40, 1),
            late=True,
            counted="72 hours from the return",
            action_label="Record it",
            who="Grace Mensah",
            **common,
        ),
        Thing(
            says="Information return for the panel of Wed 11 Nov",
            child_reference="C-2M9P",
            due_at=at(17),
            late=False,
            counted=counted,
            action_label="Write it",
            who="",
            **common,
        ),
        Thing(
            says="Review the risk plan",
            child_reference="C-9QWD",
            due_at=dt.date(2026, 11, 9),
            late=False,
            counted="every month from the panel’s decision",
            action_label="Review",
            who="You",
            words="in 4 working days",
            **common,
        ),
    ]


def events() -> list[Thing]:
    """One of each kind that looks different."""
    return [
        Thing(
            at=at(9, 30),
            title="Reported missing by foster carer",
            who="PC Daniel Hart, Northmoor Police",
            text="Left for school on Monday and did not arrive.",
            kind="missing",
            kind_label="missing",
            held_by="",
        ),
        Thing(
            at=at(17, 0, 1),
            title="Information about an address in Eastgate",
            who="",
            text="",
            kind="intelligence",
            kind_label="intelligence",
            held_by="Northmoor Police",
        ),
        Thing(
            at=dt.datetime(2026, 10, 21, 11, 5, tzinfo=LONDON),
            title="Level raised from Medium to High",
            who="Panel of Wed 21 Oct",
            text="Three missing episodes in two weeks, an older associate, new unexplained money.",
            kind="decision",
            kind_label="decision",
            held_by="",
        ),
        Thing(
            at=dt.datetime(2026, 10, 14, 15, 0, tzinfo=LONDON),
            title="Exploitation checklist completed",
            who="Grace Mensah",
            text="Eleven indicators present, four not known.",
            kind="assessment",
            kind_label="assessment",
            held_by="",
        ),
        Thing(
            at=dt.datetime(2026, 10, 2, 8, 0, tzinfo=LONDON),
            title="Moved to a new placement",
            who="Grace Mensah",
            text="",
            kind="fact",
            kind_label="fact",
            held_by="",
        ),
    ]


def gates() -> list[Thing]:
    """Met, missing, not known and waived."""
    return [
        Thing(
            label="Strategy meeting held", passed=True, says="Tue 3 Nov 2026, chaired by R. Shah", clauses=CLAUSES[:1]
        ),
        Thing(
            label="Police reference", passed=False, says="None yet", clauses=CLAUSES, action=("Ask for a waiver", "#")
        ),
        Thing(label="Family told of the referral", passed=None, says="Nobody has said"),
        Thing(
            label="Checklist no older than four weeks",
            passed=False,
            says="Five weeks old",
            waiver="by the chair on Mon 2 Nov: school holidays",
        ),
    ]


def log_rows() -> list[Thing]:
    """Rows of the log."""
    week = [2, 3, 3, 5, 4, 6, 8, 7, 9, 12, 11, 14]
    points = [("Missing", 8), ("School", 4), ("Police", 6), ("Health", 2)]
    rows = [
        ("C-7F3K", HIGH, 3, True, "Grace Mensah", 4),
        ("C-2M9P", MEDIUM, -2, False, "Tom Reilly", 1),
        ("C-9QWD", MEDIUM, 0, False, "Grace Mensah", 0),
        ("C-4HJT", LOW, None, False, "Priya Nair", 12),
    ]
    return [
        Thing(
            reference=ref,
            level=level,
            moved=moved,
            late=late,
            lead=lead,
            open=count,
            weeks=week[n:],
            points=points[n % 3 :],
            since=dt.date(2026, 8 + n % 3, 12),
            next=dt.date(2026, 11, 1 + 4 * n),
        )
        for n, (ref, level, moved, late, lead, count) in enumerate(rows)
    ]
