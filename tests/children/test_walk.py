"""Sight after any course of giving and ending, set beside a small book-keeper that knows no database."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskpanel.children import grants
from riskpanel.children.models import Child, Grant
from riskpanel.partnership import actions as partnership
from tests.children.making import let_see, recorded

PEOPLE = ("worker", "member", "deputy", "school_head", "coordinator", "stranger", "administrator")
HOLDERS = ("worker", "seat", "agency", "role", "administrator")
REACHED = {
    "worker": {"worker"}, "seat": {"member", "deputy"}, "agency": {"school_head"}, "role": {"coordinator"},
    "administrator": set(),
}  # fmt: skip
SIGHTS = {"listed": "minutes_distributed", "concern_manager": "closed", "referral_reader": "triaged"}
DEPUTY_SIGHTS = {"listed", "referral_reader"}
STEP = st.one_of(
    st.tuples(
        st.just("give"), st.integers(0, 1), st.sampled_from(HOLDERS), st.sampled_from(sorted(SIGHTS)), st.integers(0, 1)
    ),
    st.tuples(st.just("end"), st.sampled_from(sorted(SIGHTS.values())), st.integers(0, 1)),
    st.tuples(st.just("wait"), st.integers(1, 40)),
    st.tuples(st.just("leave"), st.sampled_from(["member", "deputy"])),
)


class Oracle:
    """Who sees which child, by a list and two rules: an end at most so many days after it was last
    given, and so many working days after its event."""

    def __init__(self, procedure):
        from riskpanel.procedure import Calendar

        self.procedure, self.calendar, self.lines, self.gone = procedure, Calendar(procedure.calendar), [], set()

    def give(self, child, holder, sight, about, at):
        ends = at + timedelta(days=self.procedure.sight(sight).until.at_most_days)
        for line in self.lines:
            if line[:4] == [child, holder, sight, about] and line[4] > at:
                line[4] = max(line[4], ends)
                return
        self.lines.append([child, holder, sight, about, ends])

    def end(self, event, about, at):
        for line in self.lines:
            until = self.procedure.sight(line[2]).until
            if line[3] == about and until.event == event and line[4] > at:
                day = self.calendar.add_working_days(at, until.working_days).day
                line[4] = min(line[4], self.calendar.end_of_day(day))

    def sees(self, person, child, at):
        return any(
            line[0] == child and person in REACHED[line[1]] - self.gone and line[4] > at
            and (person != "deputy" or line[2] in DEPUTY_SIGHTS)
            for line in self.lines
        )  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, max_size=14))
def test_after_any_course_everybody_sees_what_the_book_says(cast, steps):
    from django.db import transaction

    with transaction.atomic():
        walk(cast, steps)
        transaction.set_rollback(True)


def walk(cast, steps):
    children = [cast.child(), cast.child()]
    about = [recorded(cast, child).pk for child in children]
    oracle, now = Oracle(cast.procedure), cast.now
    member, deputy = cast.user("member"), cast.user("deputy")
    holders = {
        "worker": {"user": cast.worker}, "seat": {"seat": cast.seat("community_safety")},
        "agency": {"agency": cast.user("school_head").standing.agency},
        "role": {"panel_role": "coordinator"}, "administrator": {"user": cast.administrator},
    }  # fmt: skip
    for step in steps:
        if step[0] == "give":
            _, child, holder, sight, which = step
            let_see(cast, children[child], sight=sight, at=now, about=about[which], **holders[holder])
            oracle.give(child, holder, sight, which, now)
        elif step[0] == "end":
            grants.end(about=about[step[2]], event=step[1], panel=cast.panel, at=now, by=cast.worker)
            oracle.end(step[1], step[2], now)
        elif step[0] == "wait":
            now += timedelta(days=step[1], hours=1)
        elif step[1] not in oracle.gone:
            partnership.leave(
                member=cast.member({"member": member, "deputy": deputy}[step[1]]), on=cast.now.date(), by=cast.worker
            )
            oracle.gone.add(step[1])
        for person in PEOPLE:
            seen = set(Child.objects.visible_to(cast.user(person), now).values_list("pk", flat=True))
            assert seen == {c.pk for n, c in enumerate(children) if oracle.sees(person, n, now)}, (person, step)
    assert Grant.objects.count() == len(oracle.lines)
