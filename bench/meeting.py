"""How fast the papers of a meeting are made, beside another engine on the same content; and how fast a
meeting is followed and minuted by many at once, on each database that is at hand."""

import os
import statistics
import sys
import time
from collections.abc import Callable

CHILDREN, PEOPLE = 20, 25
ONE_PACK, ALL_PACKS, MINUTES = 1.0, 15.0, 0.5
"""Seconds: for one person's papers of a meeting of 20 children, for those of 25 people, for the minutes in Word."""


def measure(folder: str, *, quick: bool) -> int:
    """Makes a meeting of 20 children in `folder`, measures its papers and its two hours; 1 when a budget
    breaks."""
    crowd = crowd_in(folder)
    broken = papers(crowd, 3 if quick else 9)
    from bench.following import follow

    seconds = 20 if quick else 300
    broken += follow(crowd, folder, seconds)
    if address := os.environ.get("RISKPANEL_TEST_POSTGRES"):
        broken += follow(crowd, folder, seconds, address)
    else:
        _say("PostgreSQL: no server is at hand (script/bench starts one where it is installed)")
    return 1 if broken else 0


def crowd_in(folder: str):
    """A new database with meetings of 20 children, as one is named in the environment, else in `folder`."""
    from bench.pages import set_up

    company, now = set_up(folder)
    from bench.crowd import Crowd, fill

    crowd = Crowd(company, now, heard=CHILDREN)
    fill(crowd, 16 * (CHILDREN + 4), 4)
    return crowd


def papers(crowd, rounds: int) -> int:
    """Times the papers; how many budgets they break."""
    from riskpanel.documents import make
    from riskpanel.meetings.documents.minutes import minutes
    from riskpanel.meetings.documents.pack import pack_paper
    from riskpanel.meetings.reach import Part

    packs = _packs(crowd)
    past = crowd.meetings[2]
    reader = Part(crowd.company.users["coordinator"], past)
    first = pack_paper(packs[0], packs[0].member.user, crowd.now)
    rows = [
        ("papers for one person, PDF", _times(lambda: make(_pack(packs[0], crowd.now), "pdf"), rounds), ONE_PACK),
        (
            f"papers for {len(packs)} people, PDF",
            _times(lambda: [make(_pack(one, crowd.now), "pdf") for one in packs], max(1, rounds // 4)),
            ALL_PACKS,
        ),
        ("minutes, Word", _times(lambda: make(minutes(reader, crowd.now), "docx"), rounds), MINUTES),
        ("minutes, PDF", _times(lambda: make(minutes(reader, crowd.now), "pdf"), rounds), None),
    ]
    drawn = _times(lambda: make(first, "pdf"), rounds)
    _say(f"\n{CHILDREN} children, {len(packs)} people\n{'':<30}{'median s':>10}{'most s':>10}{'budget':>10}")
    for name, took, budget in rows:
        over = "  beyond the budget" if budget and statistics.median(took) > budget else ""
        _say(f"{name:<30}{statistics.median(took):>10.3f}{max(took):>10.3f}{budget or '':>10}{over}")
    _say(f"{'the drawing alone, PDF':<30}{statistics.median(drawn):>10.3f}")
    _beside(first, statistics.median(drawn), max(1, rounds // 3))
    return sum(bool(budget and statistics.median(took) > budget) for _, took, budget in rows)


def _pack(pack, at):
    from riskpanel.meetings.documents.pack import pack_paper

    return pack_paper(pack, pack.member.user, at)


def _packs(crowd) -> list:
    """A copy for everybody who holds a seat, and for others up to 25."""
    from riskpanel.meetings.models import Pack, PackSending

    meeting, users = crowd.meetings[0], crowd.company.users
    holders = [one.member for one in meeting.invitations.select_related("member__user") if one.member]
    others = [one for one in crowd.company.members.values() if one not in holders]
    people = [*holders, *others][:PEOPLE]
    told = {"meeting": meeting, "asked_by": users["coordinator"], "asked_at": crowd.now, "children": CHILDREN}
    sending = PackSending.objects.create(people=len(people), **told)
    made = [
        Pack(meeting=meeting, sending=sending, member=one, number=number, sent_at=crowd.now)
        for number, one in enumerate(people, start=1)
    ]
    return Pack.objects.bulk_create(made)


def _times(act: Callable[[], object], rounds: int) -> list[float]:
    act()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return took


def _beside(paper, ours: float, rounds: int) -> None:
    """The same content by WeasyPrint, an engine that prints HTML: for the ratio only."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as lacking:
        _say(f"WeasyPrint is not at hand for the comparison: {str(lacking).splitlines()[0]}")
        return
    from django.template.loader import render_to_string

    page = render_to_string("bench/outline.html", {"paper": paper}, using="jinja")
    theirs = statistics.median(_times(lambda: HTML(string=page).write_pdf(pdf_variant="pdf/ua-1"), rounds))
    _say(f"{'the same by WeasyPrint':<30}{theirs:>10.3f}{'':>10}{theirs / ours:>9.1f}×")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
