"""How fast every main page is and how many queries it takes, full lists and all; whether either grows
with the number of records."""

import os
import resource
import statistics
import sys
import time
from dataclasses import dataclass, field

QUERIES, MILLISECONDS = 15, 60
"""The budget of a page: queries in total, and the time within which 95 of 100 requests are answered."""

APART = ("BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT", "COMMIT")
"""What opens and ends a transaction asks nothing."""


@dataclass(frozen=True)
class Size:
    """How many children and meetings, and how often each page is asked for."""

    children: int
    meetings: int
    requests: int


@dataclass
class Page:
    """A page as one person opens it, and what was measured."""

    name: str
    person: str
    url: str
    queries: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    status: int = 0

    @property
    def cpu(self) -> float:
        """The processor's time of the middle request: what is left when other programs take the machine."""
        return statistics.median(self.worked)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, int(len(self.times) * 0.95) - 1)]

    def over(self) -> list[str]:
        """What is beyond the budget."""
        found = [] if self.status == 200 else [f"status {self.status}"]
        if max(self.queries, default=0) > QUERIES:
            found.append(f"{max(self.queries)} queries")
        if len(set(self.queries)) > 1:
            found.append("queries grow: " + " → ".join(map(str, self.queries)))
        return found + ([f"p95 {self.p95:.0f} ms"] if self.times and self.p95 > MILLISECONDS else [])


def measure(folder: str, *, quick: bool) -> int:
    """Makes a database in `folder`, measures every page and prints a table; 1 when one breaks the budget."""
    small, large = (Size(112, 6, 2), Size(500, 12, 12)) if quick else (Size(500, 12, 2), Size(5000, 120, 40))
    company, now = set_up(folder)
    from bench.crowd import Crowd, fill

    crowd, began = Crowd(company, now), time.monotonic()
    fill(crowd, small.children, small.meetings)
    pages = main_pages(crowd)
    clients = _sign_in(company, {page.person for page in pages})
    for page in pages:
        _count(page, clients[page.person])
    fill(crowd, large.children - small.children, large.meetings - small.meetings)
    made = time.monotonic() - began
    for page in pages:
        _count(page, clients[page.person])
        _time(page, clients[page.person], large.requests)
    made_of = f"{len(crowd.referrals)} referrals, {len(crowd.meetings)} meetings, {len(crowd.actions)} actions"
    _say(f"{large.children} children, {made_of}")
    _say(f"made in {made:.0f} s; queries counted at {small.children} and at {large.children} children")
    return _table(pages)


def set_up(folder: str):
    """An empty database with the company and the present moment; stops where the one named holds tables."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ["RISKPANEL_DEMO_FOLDER"] = folder
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from riskpanel.demo.people import gather

    if connection.introspection.table_names():
        raise SystemExit("The database holds tables already: a measurement fills an empty one and no other.")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    return gather(now), now


def main_pages(crowd) -> list[Page]:
    """Every main page with somebody who works on it; the records are those of the first filling."""
    from django.urls import reverse

    worker = crowd.company.members["worker"]
    concern = next(one for one in crowd.concerns if one.author == worker and one.state == "referred")
    draft = next(one for one in crowd.checklists if one.concern.author == worker and one.state == "draft")
    waiting = next(one for one in crowd.referrals if one.state == "submitted")
    entry, upcoming, live, past = crowd.entries[0], *crowd.meetings[:3]
    action = next(one for one in crowd.actions if one.owner == worker)

    def one(name: str, person: str, *args, label: str = "") -> Page:
        return Page(label or name, person, reverse(name, args=args))

    return [
        one("bench_bare", "worker", label="bare"),
        one("desk", "worker"),
        one("desk", "council_chair"),
        one("desk", "coordinator"),
        one("concerns", "worker"),
        one("concern", "worker", concern.pk),
        one("checklist", "worker", draft.pk),
        one("children", "worker"),
        one("children", "council_chair"),
        one("child", "worker", concern.child_id),
        one("child_access", "worker", concern.child_id),
        one("referrals", "council_chair"),
        one("referral", "council_chair", waiting.pk),
        one("referral_triage", "head", waiting.pk),
        one("meetings", "coordinator"),
        one("meeting", "council_chair", upcoming.pk),
        one("meeting", "member", upcoming.pk),
        one("meeting_item", "council_chair", upcoming.pk, _item(crowd, upcoming).pk),
        one("meeting_live", "council_chair", live.pk),
        one("meeting_minutes", "coordinator", past.pk),
        one("log", "council_chair"),
        one("plan", "council_chair", entry.pk),
        one("actions", "council_chair"),
        one("actions", "worker"),
        one("action", "worker", action.pk),
        one("patterns", "coordinator"),
        one("placed_children", "coordinator"),
        one("procedure", "worker"),
        one("administration", "administrator"),
        one("audit", "auditor"),
    ]


def _item(crowd, meeting):
    return next(item for item in crowd.items if item.meeting == meeting)


def _sign_in(company, people: set[str]) -> dict:
    from django.test import Client

    clients = {}
    for key in people:
        clients[key] = Client(raise_request_exception=False)
        clients[key].force_login(company.users[key])
    return clients


def _count(page: Page, client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        page.status = client.get(page.url).status_code
    page.queries.append(sum(not one["sql"].startswith(APART) for one in captured))


def _time(page: Page, client, requests: int) -> None:
    for _ in range(requests):
        began, worked = time.perf_counter(), time.process_time()
        client.get(page.url)
        page.times.append((time.perf_counter() - began) * 1000)
        page.worked.append((time.process_time() - worked) * 1000)


def _table(pages: list[Page]) -> int:
    bare = next(page.cpu for page in pages if page.name == "bare")
    _say(f"\n{'page':<18}{'person':<16}{'queries':>9}{'median ms':>11}{'p95 ms':>9}{'cpu ms':>8}{'× bare':>8}")
    broken = 0
    for page in pages:
        counts = "→".join(map(str, dict.fromkeys(page.queries)))
        numbers = f"{page.median:>11.1f}{page.p95:>9.1f}{page.cpu:>8.1f}{page.cpu / bare:>8.1f}"
        row = f"{page.name:<18}{page.person:<16}{counts:>9}{numbers}"
        wrong = page.over()
        broken += bool(wrong)
        _say(f"{row}  {'; '.join(wrong)}".rstrip())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    budget = f"{QUERIES} queries, p95 {MILLISECONDS} ms"
    _say(f"\npeak memory {peak:.0f} MB; {len(pages)} pages, {broken} beyond the budget ({budget})")
    return 1 if broken else 0


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
