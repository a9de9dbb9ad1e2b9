"""The weekly ranking: places with reasons, the first of each cohort put forward, names only where somebody acts."""

from datetime import date
from itertools import pairwise

import pytest

from riskpanel.children.models import Child, Duty, Event, Grant, MissingEpisode
from riskpanel.cohorts import actions
from riskpanel.cohorts.models import Listing, Place
from riskpanel.procedure.listing import scope

pytestmark = pytest.mark.django_db


def ranked(cast, as_of=date(2026, 11, 9)):
    week = actions.ask_week(panel=cast.panel, as_of=as_of, by=cast.analyst, at=cast.now)
    return actions.work_out(week=week, at=cast.now)


@pytest.mark.clause("HARM-INT-7", "HARM-INT-9", "HARM-MTG-4", "HARM-MTG-10")
def test_the_first_of_each_cohort_are_put_forward_and_named_the_others_are_not(borough):
    week = ranked(borough)
    assert week.state == "done", week.fault
    for cohort in borough.procedure.listing.cohorts:
        put = Listing.objects.filter(cohort=cohort.code, state="proposed", route="ranking")
        assert put.count() == cohort.size
        assert {one.place.rank for one in put} == set(range(1, cohort.size + 1))
    beyond = Place.objects.filter(week=week, cohort="cohort_1", rank__gt=10)
    assert beyond.exists() and not beyond.exclude(child=None).exists()


def test_every_place_says_why(borough):
    week = ranked(borough)
    for place in week.places.filter(rank__lte=10):
        said = [one["text"] for one in place.reasons]
        assert said[0].endswith(".") and "list" in said[0]
        told = sum(one["points"] for one in place.reasons if one["about"] == "indicator")
        assert told == pytest.approx(place.total, abs=0.01)


def test_a_second_ranking_doubles_nobody_and_shows_what_moved(borough):
    ranked(borough)
    children, listings = Child.objects.count(), Listing.objects.count()
    again = ranked(borough)
    assert (Child.objects.count(), Listing.objects.count()) == (children, listings)
    assert again.inputs and again.config


def test_without_extracts_the_week_says_so_and_nobody_is_listed(borough, settings, tmp_path):
    settings.RISKPANEL_DATA = tmp_path / "elsewhere"
    week = ranked(borough)
    assert week.state == "failed" and "extract" in week.fault
    assert not Listing.objects.exists()


@pytest.mark.clause("HARM-INT-8", "HARM-INT-10")
def test_analysts_chairs_and_the_coordinator_see_who_was_put_forward_and_members_do_not(borough):
    ranked(borough)
    child = Listing.objects.first().child
    seen = {key: Child.objects.visible_to(borough.user(key)).filter(pk=child.pk).exists() for key in (
        "analyst", "chair", "coordinator", "police", "worker", "administrator", "auditor")}  # fmt: skip
    assert seen == {"analyst": True, "chair": True, "coordinator": True, "police": False, "worker": False,
                    "administrator": False, "auditor": False}  # fmt: skip
    assert Grant.objects.filter(child=child, ends_at=None).count() == 0


@pytest.mark.clause("HARM-ROLE-6")
def test_times_missing_that_agencies_told_stand_on_the_child_each_once(borough):
    ranked(borough)
    children = [one.child for one in Listing.objects.select_related("child")]
    episodes = [list(child.missing_episodes.order_by("began_at")) for child in children]
    assert any(episodes), "somebody on the lists went missing in the last ninety days"
    for told in episodes:
        starts = [one.began_at for one in told]
        assert all((later - sooner).days >= 1 for sooner, later in pairwise(starts))
    before = sum(map(len, episodes))
    ranked(borough)
    assert sum(child.missing_episodes.count() for child in children) == before


@pytest.mark.clause("HARM-ROLE-6.b")
def test_a_talk_that_social_care_tells_was_held_is_owed_by_nobody(borough):
    ranked(borough)
    told = MissingEpisode.objects.exclude(interview="")
    assert "held" in {one.interview for one in told}, "the invented extracts tell of it"
    assert not told.filter(ended_at=None).exists() and not told.exclude(interview_at=None).exists()
    owed = Duty.objects.filter(about="missing_episode", met_at=None).values_list("case", flat=True)
    back = MissingEpisode.objects.exclude(ended_at=None)
    assert set(owed) == set(back.filter(interview="").values_list("pk", flat=True)) != set()
    written = Event.objects.filter(kind="return_interview_told").count()
    ranked(borough)
    assert Event.objects.filter(kind="return_interview_told").count() == written == told.count()


@pytest.mark.clause("HARM-INT-4")
def test_who_is_ranked_outside_the_ages_is_marked_so_with_the_reason(borough):
    week, procedure = ranked(borough), borough.procedure
    marked = {one.pk: [said["text"] for said in one.reasons if said["about"] == "ages"] for one in week.places.all()}
    named = week.places.exclude(child=None).select_related("child")
    for place in named:
        assert bool(marked[place.pk]) is bool(scope(procedure, place.child.born_on, week.as_of).reasons)
    grown = [said for said in marked.values() if said]
    assert grown and all("ages of the panel" in said[0] for said in grown) and len(grown) < len(marked)
