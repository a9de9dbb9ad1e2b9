"""Times when a child was missing: told once, counted, and not done with before the talk after the return."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from riskpanel.access.models import AuditEvent
from riskpanel.children import actions
from riskpanel.children.missing import open_episodes
from riskpanel.children.models import Duty, Event, MissingEpisode
from riskpanel.children.moves import Refused
from tests.children.making import let_see
from tests.making_lists import listed_child, listing, planned, published
from tests.queries import questions

pytestmark = pytest.mark.django_db
GONE = "6f2c1a36-0000-4000-8000-000000000000"


@pytest.fixture
def child(harm):
    return listed_child(harm, given_name="Marisol", family_name="Canarywharfe")


def ago(harm, **time):
    return harm.now - timedelta(**time)


def episode(harm, child, began, ended=None, **told):
    return actions.note_episode(
        child=child, panel=harm.panel, began_at=began, ended_at=ended, by=harm.missing, at=harm.now, **told
    )


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def page(harm, user, path):
    return text(harm.client(user).get(path))


def typed(name, when):
    return {
        f"{name}_day": when.day,
        f"{name}_month": when.month,
        f"{name}_year": when.year,
        f"{name}_time": f"{when:%H:%M}",
    }


# Told once ------------------------------------------------------------------------------------


@pytest.mark.clause("HARM-ROLE-6")
def test_the_same_episode_told_again_is_the_same_row_and_adds_only_the_return(harm, child):
    first = episode(harm, child, ago(harm, days=3), reference="MP/1", source="police")
    episode(harm, child, ago(harm, days=3), reference="MP/1", source="police")
    later = episode(harm, child, ago(harm, days=3, minutes=5), ago(harm, days=2), reference="MP/1", source="police")
    again = episode(harm, child, ago(harm, days=3), ago(harm, days=1))
    assert first.pk == later.pk == again.pk and MissingEpisode.objects.count() == 1
    assert again.ended_at == ago(harm, days=2)
    kinds = list(Event.objects.filter(about="missing_episode").values_list("kind", flat=True))
    assert kinds == ["missing_reported", "missing_returned"]


def test_a_reference_outweighs_a_start(harm, child):
    one = episode(harm, child, ago(harm, days=9), reference="MP/1")
    other = episode(harm, child, ago(harm, days=3))
    assert episode(harm, child, ago(harm, days=3), ago(harm, days=2), reference="MP/1").pk == one.pk
    other.refresh_from_db()
    assert (other.reference, other.ended_at) == ("", None)
    assert episode(harm, child, ago(harm, days=3), reference="MP/2").reference == "MP/2"


def test_two_rows_of_one_start_cannot_be_kept_even_past_the_action(harm, child):
    one = episode(harm, child, ago(harm, days=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        MissingEpisode.objects.create(
            child=child, panel=harm.panel, began_at=one.began_at, created_at=harm.now, created_by=harm.worker
        )


@pytest.mark.parametrize("began, ended", [(-1, None), (5, 6), (5, -1)])
def test_what_cannot_have_been_is_refused_and_nothing_is_kept(harm, child, began, ended):
    with pytest.raises(Refused):
        episode(harm, child, ago(harm, hours=began), ago(harm, hours=ended) if ended else None)
    assert not MissingEpisode.objects.exists() and not Event.objects.filter(about="missing_episode").exists()


def test_by_hand_nobody_is_missing_twice_at_once(harm, child):
    who = {"child": child, "panel": harm.panel, "by": harm.missing, "at": harm.now}
    actions.report_missing(began_at=ago(harm, days=5), **who)
    with pytest.raises(Refused, match="Record the return first"):
        actions.report_missing(began_at=ago(harm, days=1), **who)
    actions.record_return(
        episode=MissingEpisode.objects.get(), ended_at=ago(harm, days=3), by=harm.missing, at=harm.now
    )
    with pytest.raises(Refused, match="another episode covers"):
        actions.report_missing(began_at=ago(harm, days=4), **who)
    actions.report_missing(began_at=ago(harm, days=1), **who)
    assert MissingEpisode.objects.count() == 2


# What is owed ---------------------------------------------------------------------------------


@pytest.mark.clause("HARM-ROLE-6.b")
def test_the_talk_is_owed_from_the_return_for_72_hours_by_the_lead_worker(harm, child):
    one = episode(harm, child, ago(harm, days=2))
    assert not Duty.objects.filter(about="missing_episode").exists()
    actions.record_return(episode=one, ended_at=ago(harm, hours=10), by=harm.missing, at=harm.now)
    duty = Duty.objects.get(about="missing_episode")
    assert duty.due_at == ago(harm, hours=10) + timedelta(hours=72)
    assert duty.owners.get().user == harm.worker and duty.met_at is None
    actions.offer_interview(episode=one, offered_at=harm.now, who="A youth worker", by=harm.worker, at=harm.now)
    assert Duty.objects.get(about="missing_episode").met_at is None


@pytest.mark.clause("HARM-ROLE-6.b")
@pytest.mark.parametrize("became", ["held", "declined"])
def test_the_talk_held_or_declined_meets_what_is_owed_and_needs_words(harm, child, became):
    one = episode(harm, child, ago(harm, days=2), ago(harm, hours=10))
    told = {"episode": one, "became": became, "interview_at": ago(harm, hours=1), "by": harm.worker, "at": harm.now}
    with pytest.raises(Refused, match="Write what came"):
        actions.record_interview(note="  ", **told)
    actions.record_interview(note="He was with older friends.", **told)
    assert Duty.objects.get(about="missing_episode").met_at == ago(harm, hours=1)
    with pytest.raises(Refused, match="written down already"):
        actions.record_interview(note="Again", **told)


@pytest.mark.clause("HARM-ROLE-6.b")
@pytest.mark.parametrize("became, words", [("held", "Held as an agency"), ("declined", "not possible as an agency")])
def test_a_talk_that_an_extract_tells_is_owed_no_more_and_is_neither_early_nor_late(harm, child, became, words):
    one = episode(harm, child, ago(harm, days=9), ago(harm, days=8))
    assert Duty.objects.get(about="missing_episode").met_at is None
    actions.tell_interview(episode=one, became=became, by=harm.analyst, at=harm.now)
    actions.tell_interview(episode=one, became=became, by=harm.analyst, at=harm.now)
    assert not Duty.objects.filter(about="missing_episode").exists()
    assert Event.objects.filter(kind="return_interview_told").count() == 1
    body = page(harm, harm.worker, one.get_absolute_url())
    assert words in body and "Interview late" not in body and "The interview is offered" not in body
    told = {"became": "held", "interview_at": ago(harm, days=7), "note": "He was with friends.", "by": harm.worker}
    actions.record_interview(episode=one, at=harm.now, **told)
    one.refresh_from_db()
    assert one.interview == "held" and one.interview_at == ago(harm, days=7)
    with pytest.raises(Refused, match="written down already"):
        actions.tell_interview(episode=one, became=became, by=harm.analyst, at=harm.now)


def test_no_talk_before_the_return_nor_after_now(harm, child):
    one = episode(harm, child, ago(harm, days=2))
    told = {"episode": one, "became": "held", "note": "x", "by": harm.worker, "at": harm.now}
    with pytest.raises(Refused, match="not back yet"):
        actions.record_interview(interview_at=harm.now, **told)
    actions.record_return(episode=one, ended_at=ago(harm, hours=10), by=harm.missing, at=harm.now)
    for wrong in (ago(harm, hours=11), ago(harm, hours=-1)):
        with pytest.raises(Refused):
            actions.record_interview(interview_at=wrong, **told)


# On the child's page --------------------------------------------------------------------------


@pytest.mark.clause("HARM-ROLE-6.b", "HARM-ROLE-6")
def test_that_a_child_is_missing_now_stands_on_every_page_of_the_child(harm, child):
    one = episode(harm, child, ago(harm, hours=30))
    let_see(harm, child, harm.police, sight="escalation_recipient", about=GONE)
    for user, tab in ((harm.worker, ""), (harm.worker, "story/"), (harm.worker, "access/"), (harm.police, "")):
        assert "Missing now: since Mon 9 Nov 2026, 04:00" in page(harm, user, f"/children/{child.pk}/{tab}")
    actions.record_return(episode=one, ended_at=harm.now, by=harm.missing, at=harm.now)
    assert "Missing now" not in page(harm, harm.worker, f"/children/{child.pk}/")


@pytest.mark.clause("HARM-ROLE-6", "HARM-ROLE-6.b")
def test_episodes_are_counted_over_the_windows_of_the_procedure_and_outstanding_both_ways(harm, child):
    for days in (3, 20, 60, 200):
        episode(harm, child, ago(harm, days=days), ago(harm, days=days, hours=-5))
    done = MissingEpisode.objects.order_by("began_at").first()
    actions.record_interview(
        episode=done, became="declined", interview_at=harm.now, note="He said no.", by=harm.worker, at=harm.now
    )
    shown = page(harm, harm.worker, f"/children/{child.pk}/")
    assert "<b>1</b> in 7 days, <b>2</b> in 30 days, <b>3</b> in 90 days" in shown
    assert "Goes missing repeatedly: 2 episodes in 30 days, or 3 in 90" in shown
    assert "3 return interviews owed" in shown and "Still missing" not in shown
    tab = page(harm, harm.worker, f"/children/{child.pk}/missing/")
    assert "Interview declined" in tab and "Interview late" in tab and "Interview to be offered" in tab


@pytest.mark.clause("HARM-ROLE-6")
def test_one_episode_makes_no_repeat(harm, child):
    episode(harm, child, ago(harm, days=3), ago(harm, days=2))
    assert "No repeat: that takes 2 episodes in 30 days" in page(harm, harm.worker, f"/children/{child.pk}/")


def test_every_step_is_written_down_on_the_pages(harm, child):
    client, at = harm.client(harm.worker), f"/children/{child.pk}/missing/"
    told = {**typed("began_at", ago(harm, hours=20)), "missing_from": "The placement", "reference": "MP/77"}
    assert client.post(f"{at}new/", told).status_code == 302
    one = MissingEpisode.objects.get()
    assert "not back" in text(client.get(at)) and "The placement" in text(client.get(at))
    sent = client.post(
        f"/missing/{one.pk}/return/", {**typed("ended_at", ago(harm, hours=6)), "found_where": "Bus station"}
    )
    assert sent.status_code == 302 and "Interview to be offered" in text(client.get(at))
    client.post(f"/missing/{one.pk}/offer/", {**typed("offered_at", ago(harm, hours=4)), "who": "Kit, youth worker"})
    assert "Interview offered" in text(client.get(at)) and "Talk with the child about the time missing" in text(
        client.get(at)
    )
    told = {**typed("interview_at", ago(harm, hours=1)), "became": "held", "note": "CANARY he wants a phone"}
    assert client.post(f"/missing/{one.pk}/talk/", told).status_code == 302
    assert "Interview held" in text(client.get(at)) and "No return interview is owed." in text(client.get(at))
    story = text(client.get(f"/children/{child.pk}/story/"))
    assert "CANARY he wants a phone" in story and "A child was reported missing." in story


BAD = {
    "empty": (
        {"began_at_day": "", "began_at_month": "", "began_at_year": "", "began_at_time": ""},
        "Enter when the child",
    ),
    "31 February": ({"began_at_day": "31", "began_at_month": "2"}, "real date"),
    "25 o'clock": ({"began_at_time": "25:61"}, "time of day"),
    "to come": ({"began_at_year": "2027"}, "still to come"),
    "too long": ({"missing_from": "x" * 201}, "200 characters or fewer"),
    "NUL": ({"missing_from": "a\x00b"}, "cannot be stored"),
}


@pytest.mark.parametrize("what", BAD)
def test_wrong_answers_are_explained_and_kept(harm, child, what):
    wrong, says = BAD[what]
    told = {**typed("began_at", ago(harm, hours=20)), "reference": "KEPTREF", **wrong}
    shown = text(harm.client(harm.worker).post(f"/children/{child.pk}/missing/new/", told))
    assert says in shown and "KEPTREF" in shown and not MissingEpisode.objects.exists()


@pytest.mark.parametrize("odd", ["<script>alert(1)</script>", "Zoë 🦊", "=HYPERLINK(1)", "{{ 7*7 }}"])
def test_odd_words_are_words(harm, child, odd):
    client = harm.client(harm.worker)
    client.post(f"/children/{child.pk}/missing/new/", {**typed("began_at", ago(harm, hours=2)), "missing_from": odd})
    assert MissingEpisode.objects.get().missing_from == odd
    assert "<script>alert" not in text(client.get(f"/children/{child.pk}/missing/"))


# Who sees it ----------------------------------------------------------------------------------


@pytest.mark.clause("HARM-MEMB-2")
def test_who_sees_the_card_only_sees_that_the_child_is_missing_and_no_episode(harm, child):
    one = episode(harm, child, ago(harm, hours=30), missing_from="CANARY home")
    let_see(harm, child, harm.police, sight="escalation_recipient", about=GONE)
    client = harm.client(harm.police)
    assert "CANARY" not in text(client.get(f"/children/{child.pk}/"))
    assert client.get(f"/children/{child.pk}/missing/").status_code == 403
    assert client.get(f"/missing/{one.pk}/return/").status_code == 404
    for key in ("stranger", "coordinator"):
        assert harm.client(harm.user(key)).get(f"/children/{child.pk}/missing/").status_code == 404
        assert harm.client(harm.user(key)).get(f"/missing/{one.pk}/return/").status_code == 404


@pytest.mark.clause("HARM-MEM-R12")
def test_a_seat_to_whom_the_child_is_listed_writes_episodes_and_the_form_down(harm, child):
    let_see(harm, child, seat=harm.seat("police_missing"), sight="listed", about=GONE)
    client, at = harm.client(harm.missing), f"/children/{child.pk}/missing/"
    assert "Philomena form" in text(client.get(at)) and "Nobody has written down" in text(client.get(at))
    made = {"made_on_day": 2, "made_on_month": 11, "made_on_year": 2026, "kept_where": "Missing unit, drawer 4"}
    assert client.post(f"{at}form/", made).status_code == 302
    assert "Missing unit, drawer 4" in text(client.get(at))
    late = text(client.post(f"{at}form/", {**made, "made_on_month": 12}))
    assert "cannot be in the future" in late


def test_whoever_reads_the_tab_is_in_the_trail(harm, child):
    page(harm, harm.worker, f"/children/{child.pk}/missing/")
    row = AuditEvent.objects.order_by("-sequence").first()
    assert (row.thing, row.actor_id, row.children) == ("child_missing", harm.worker.pk, [str(child.pk)])


def test_the_strip_names_those_of_the_given_children_who_are_missing_the_longest_first(harm, child):
    other, back = listed_child(harm), listed_child(harm)
    episode(harm, child, ago(harm, hours=5))
    episode(harm, other, ago(harm, hours=9))
    episode(harm, back, ago(harm, hours=9), ago(harm, hours=1))
    assert [one.child for one in open_episodes([child, other, back])] == [other, child]
    assert [one.child for one in open_episodes([child.pk, back.pk])] == [child]


@pytest.mark.clause("HARM-ROLE-6.b", "HARM-ROLE-6")
def test_who_is_missing_stands_at_the_head_of_the_agenda_by_reference_and_of_ones_own_children_by_name(harm, child):
    row = listing(harm, child=child)
    meeting = published(harm, planned(harm))
    assert meeting.items.filter(child=row.child).exists()
    client, path = harm.client(harm.chair), f"/meetings/{meeting.pk}/"
    client.post(f"{path}confidentiality/", {"accept": "on", "accepted": "on"})
    assert "Missing now" not in text(client.get(path))
    episode(harm, child, ago(harm, hours=30))
    assert "Missing now: since Mon 9 Nov 2026, 04:00" in page(harm, harm.chair, f"/lists/children/{row.pk}/")
    agenda = text(client.get(path))
    assert "Missing now: 1 child" in agenda and "since Mon 9 Nov 2026, 04:00" in agenda and "Canarywharfe" not in agenda
    mine = page(harm, harm.worker, "/children/")
    assert "Missing now: 1 child" in mine and mine.count("Marisol Canarywharfe") == 2


@pytest.mark.parametrize("tab", ["", "missing/"])
def test_twenty_episodes_take_no_more_reads_than_two(harm, child, tab):
    client, path = harm.client(harm.worker), f"/children/{child.pk}/{tab}"
    for days in (1, 2):
        episode(harm, child, ago(harm, days=days), ago(harm, days=days, hours=-2))
    with CaptureQueriesContext(connection) as few:
        text(client.get(path))
    for days in range(3, 21):
        episode(harm, child, ago(harm, days=days), ago(harm, days=days, hours=-2))
    with CaptureQueriesContext(connection) as many:
        text(client.get(path))
    assert len(questions(many)) <= len(questions(few)) and len(questions(many)) <= 20, "\n".join(questions(many))


# Where nobody counts them ---------------------------------------------------------------------


def test_a_procedure_that_counts_no_missing_episodes_has_no_such_pages(cast):
    child = cast.child()
    actions.name_lead(child=child, lead=cast.member(cast.worker), panel=cast.panel, by=cast.worker, at=cast.now)
    client = cast.client(cast.worker)
    shown = text(client.get(f"/children/{child.pk}/"))
    for word in ("Going missing", ">Missing<", "Brothers and sisters", "Required"):
        assert word not in shown
    for path in ("missing/", "missing/new/", "missing/form/", "siblings/new/"):
        assert client.get(f"/children/{child.pk}/{path}").status_code == 404
