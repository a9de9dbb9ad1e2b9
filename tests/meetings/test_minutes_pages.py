"""The pages of the minutes afterwards: who reads which part, what was said last time, what changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.access.models import AuditEvent
from riskpanel.children.models import Grant
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions
from riskpanel.meetings.models import Correction, MinuteRevision
from riskpanel.meetings.presenters.difference import difference
from riskpanel.plans import actions as plans
from tests import making_meetings as making
from tests.meetings.test_minutes import (
    LATER,
    SENT,
    circulated,
    everybody_agrees,
    following,
    items,
    made,
    proposes,
    two,
)
from tests.meetings.test_pages import LIMIT
from tests.queries import housekeeping
from tests.repository.forms import NONSENSE, Forms
from tests.repository.test_every_route import sent, wrong_with

__all__ = ["made", "two"]


@pytest.fixture
def around(cast, two, monkeypatch):
    """The draft is around, on the day after the meeting; everybody has accepted the statement."""
    meeting = circulated(cast, two)
    monkeypatch.setattr("django.utils.timezone.now", lambda: SENT + timedelta(minutes=1))
    people = (cast.coordinator, cast.council_chair, cast.police_chair, cast.user("member"), cast.worker, cast.nurse)
    making.accepts(cast, meeting, *people)
    return meeting


def read(cast, user, address):
    answer = cast.client(user).get(address)
    return answer.status_code, answer.content.decode()


@pytest.mark.clause("HRP-A2-4.9.a")
def test_each_reads_the_parts_that_they_had_in_draft_and_the_reading_is_audited(cast, around):
    first, second = items(around)
    base = f"/meetings/{around.pk}/minutes/"
    status, text = read(cast, cast.user("member"), base + "circulated/")
    assert status == 200 and "All welcome." in text and "Word 0" in text and "Word 1" in text
    row = AuditEvent.objects.filter(thing="meeting_circulated").last()
    assert {str(first.child_id), str(second.child_id)} <= set(row.children)
    assert read(cast, cast.user("member"), base)[0] == 404
    assert read(cast, cast.outsider, base + "circulated/")[0] == 404
    assert read(cast, cast.user("administrator"), base + "circulated/")[0] in {403, 404}


@pytest.mark.clause("HRP-A2-4.6", "HRP-A2-4.9.a")
def test_a_guest_never_reads_another_part_nor_what_others_say_of_it(cast, around):
    first, second = items(around)
    guest = cast.worker
    second.guests.filter(member=cast.member(guest)).delete()
    Grant.objects.filter(about=second.pk, user=guest).update(ends_at=SENT)
    for one, words in ((first, "Mine was at noon."), (second, "Theirs was at noon.")):
        proposes(cast, around, one, should_say=words)
    proposes(cast, around, should_say="Everybody came at noon.")
    base = f"/meetings/{around.pk}/"
    Grant.objects.filter(child=second.child, user=guest).delete()
    _, text = read(cast, guest, base + "minutes/circulated/")
    assert "Word 0" in text and "Word 1" not in text and "All welcome." not in text and "at noon" not in text
    assert second.child.reference not in text
    browser = cast.client(guest)
    for address in (f"items/{second.pk}/minutes/correct/", "minutes/correct/", "minutes/", "minutes/history/",
                    f"items/{first.pk}/minutes/history/", "last/"):  # fmt: skip
        assert browser.get(base + address).status_code in {403, 404}, address
        assert browser.post(base + address, {"wrong": "a", "should_say": "b"}).status_code in {403, 404, 405}, address
    with pytest.raises(Refused):
        proposes(cast, around, second, by=guest)
    sent = browser.post(base + f"items/{first.pk}/minutes/correct/", {"wrong": "Mine", "should_say": "Ours"})
    assert sent.status_code == 302 and Correction.objects.get(wrong="Mine").item_id == first.pk


@pytest.mark.clause("HRP-A2-4.9.a")
def test_an_item_closed_to_somebody_is_no_part_of_their_draft_and_a_corrected_text_leaks_nothing(cast, around):
    second = items(around)[1]
    member = cast.user("member")
    Grant.objects.filter(about=second.pk, seat__in=[seat.pk for seat in member.standing.seats]).update(ends_at=SENT)
    correction = proposes(cast, around, second, by=cast.nurse, should_say="The uncle was there.")
    actions.accept_correction(
        correction=correction, text="The uncle was there.", version=second.version, by=cast.coordinator, at=SENT
    )
    status, text = read(cast, member, f"/meetings/{around.pk}/minutes/circulated/")
    assert status == 200 and "Word 0" in text and "uncle" not in text and second.child.reference not in text
    assert read(cast, member, f"/meetings/{around.pk}/items/{second.pk}/minutes/correct/")[0] == 404
    everybody_agrees(cast, around)
    actions.sign_minutes(meeting=making.fresh(around), by=cast.council_chair, at=SENT)
    actions.distribute(meeting=making.fresh(around), by=cast.coordinator, at=SENT)
    status, text = read(cast, member, f"/meetings/{around.pk}/minutes/")
    assert status == 200 and "Word 0" in text and "uncle" not in text and second.child.reference not in text
    assert "uncle" in read(cast, cast.nurse, f"/meetings/{around.pk}/minutes/")[1]


def test_whoever_proposed_reads_what_became_of_it_and_nobody_elses(cast, around):
    mine, theirs = proposes(cast, around), proposes(cast, around, by=cast.nurse, wrong="Who chaired.")
    actions.decline_correction(correction=mine, reason="The tape says so.", by=cast.coordinator, at=SENT)
    address = f"/meetings/{around.pk}/minutes/circulated/"
    _, text = read(cast, cast.user("member"), address)
    assert "The tape says so." in text and theirs.wrong not in text
    actions.take_back(meeting=making.fresh(around), by=cast.coordinator, at=SENT)
    status, text = read(cast, cast.user("member"), address)
    assert status == 200 and "The tape says so." in text and "Word 0" not in text
    assert read(cast, cast.police_chair, address)[0] == 404


def test_a_correction_goes_from_a_member_to_the_minutes_through_the_pages(cast, around):
    item = items(around)[0]
    member, clerk = cast.client(cast.user("member")), cast.client(cast.coordinator)
    base = f"/meetings/{around.pk}/"
    blank = member.post(base + f"items/{item.pk}/minutes/correct/", {"wrong": "", "should_say": "Kept words"})
    assert "Enter what is wrong" in blank.content.decode() and "Kept words" in blank.content.decode()
    sent = {"wrong": "It was <b>Tuesday</b>.", "should_say": "It was Monday."}
    assert member.post(base + f"items/{item.pk}/minutes/correct/", sent).status_code == 302
    made = Correction.objects.get()
    assert "1 to answer" in clerk.get(base + "minutes/round/").content.decode()
    answer = base + f"corrections/{made.pk}/"
    text = clerk.get(answer).content.decode()
    assert "&lt;b&gt;Tuesday" in text and "Word 0 about the child." in text
    bare = clerk.post(answer, {"answer": "declined", "reason": "", "text": "Kept", "version": item.version})
    assert "Say why it is not taken up" in bare.content.decode()
    write_meanwhile(cast, around, item)
    fresh = making.item_of(around, pk=item.pk)
    both = clerk.post(answer, {"answer": "accepted", "text": "It was Monday.", "version": item.version})
    text = both.content.decode()
    assert "Two people changed the minutes" in text and "Meanwhile." in text and "It was Monday." in text
    assert MinuteRevision.objects.filter(text="It was Monday.", aside=True).exists()
    sent = {"answer": "accepted", "text": "It was Monday.", "version": fresh.version}
    assert clerk.post(answer, sent).status_code == 302
    assert making.item_of(around, pk=item.pk).minutes == "It was Monday."
    assert clerk.get(answer).status_code == 302
    assert cast.client(cast.user("member")).get(answer).status_code in {403, 404}
    assert member.post(base + "minutes/agree/").status_code == 302
    assert "You agreed" in member.get(base + "minutes/circulated/").content.decode()


def write_meanwhile(cast, meeting, item):
    """Somebody else answers another correction of the same part first."""
    other = proposes(cast, meeting, item, by=cast.nurse)
    actions.accept_correction(correction=other, text="Meanwhile.", version=item.version, by=cast.council_chair, at=SENT)


def test_the_buttons_are_those_of_the_state_and_the_person(cast, around):
    base = f"/meetings/{around.pk}/minutes/"
    clerk, chair = cast.client(cast.coordinator), cast.client(cast.council_chair)
    text = chair.get(base).content.decode()
    assert "Sign the minutes</button>" in text and "Take back to draft" in text and f'href="{base}round/"' in text
    assert "Not answered:" in clerk.get(base + "round/").content.decode()
    assert cast.client(cast.user("member")).get(base + "round/").status_code in {403, 404}
    assert "Sign the minutes" not in clerk.get(base).content.decode()
    assert chair.post(base + "sign/").url == base + "sign-anyway/"
    assert "Enter why" in chair.post(base + "sign-anyway/", {"exception": ""}).content.decode()
    assert clerk.get(base + "sign-anyway/").status_code in {403, 404}
    assert chair.post(base + "sign-anyway/", {"exception": "The court sits tomorrow."}).status_code == 302
    text = chair.get(base).content.decode()
    assert "The court sits tomorrow." in text and "Distribute the minutes" in text and "Take the signature back" in text
    assert clerk.post(base + "distribute/").status_code == 302
    text = chair.get(base).content.decode()
    assert "Add a note" in text and chair.post(base + "lock/").status_code == 302
    assert making.fresh(around).state == "distributed", "their days are not over, and no later meeting agreed them"
    assert chair.post(base + "note/", {"text": "The nurse came late."}).status_code == 302
    member = cast.client(cast.user("member"))
    assert "The nurse came late." in member.get(base).content.decode()
    assert member.get(base + "note/").status_code in {403, 404}


def test_the_versions_show_word_by_word_what_changed_to_those_who_run_the_meeting(cast, around):
    item = items(around)[0]
    correction = proposes(cast, around, item)
    actions.accept_correction(
        correction=correction, text="Word 0 about the boy.", version=item.version, by=cast.coordinator, at=SENT
    )
    address = f"/meetings/{around.pk}/items/{item.pk}/minutes/history/"
    status, text = read(cast, cast.council_chair, address)
    assert status == 200 and "child." in text and "boy." in text and "<del>" in text and "<ins>" in text
    first = MinuteRevision.objects.filter(item=item).last()
    assert "boy." not in read(cast, cast.coordinator, f"{address}?version={first.pk}")[1]
    assert read(cast, cast.coordinator, f"{address}?version=9{'9' * 30}&page=x")[0] == 200
    elsewhere = MinuteRevision.objects.filter(item=None).first()
    assert "All welcome." not in read(cast, cast.coordinator, f"{address}?version={elsewhere.pk}")[1]
    assert read(cast, cast.user("member"), address)[0] in {403, 404}


def test_a_difference_puts_together_to_both_texts():
    before, after = "One two three.\nFour\n", "One 2 three.\n\nFour five\n"
    runs = difference(before, after)
    assert "".join(run.text for run in runs if run.kind != "new") == before
    assert "".join(run.text for run in runs if run.kind != "out") == after
    assert next(run.text for run in runs if run.kind == "new") == "2"
    assert difference("", "") == [] and difference("same", "same")[0].kind == "same"
    long = "word " * 20_000
    assert difference(long, long + "end")[-1].text.endswith("end")


@pytest.fixture
def second(cast, two, monkeypatch):
    """The next panel in session: both children of the last one are on the log and reviewed."""
    first = items(two)[0]
    owner = cast.member(cast.youth_worker)
    told = {"what": "Walk Robin home.", "agency": owner.agency, "owner": owner, "due_on": LATER.date()}
    given = actions.give_action(item=first, by=cast.coordinator, at=making.DURING, **told)
    making.distributed(cast, two, at=SENT)
    plans.report_done(action=given, report="Walked each day.", impact="Home.", by=cast.youth_worker, at=SENT)
    coming = following(cast)
    now = making.NEXT_AT + timedelta(minutes=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    making.accepts(cast, coming, cast.coordinator, cast.council_chair, cast.user("member"))
    making.accepts(cast, two, cast.coordinator, cast.council_chair)
    return coming


@pytest.mark.clause("HRP-A2-4.8")
def test_the_next_meeting_opens_with_the_last_minutes_and_what_became_of_their_actions(cast, two, second):
    base = f"/meetings/{second.pk}/"
    chair = cast.client(cast.council_chair)
    live = chair.get(base + "live/").content.decode()
    assert live.index("Minutes and actions of the last meeting") < live.index("?item=")
    text = chair.get(base + "last/").content.decode()
    assert "Wed 25 Nov 2026" in text and "Not agreed yet" in text
    assert "Walk Robin home." in text and "Walked each day." in text
    member = cast.client(cast.user("member"))
    assert "Agreed as a true record</button>" not in member.get(base + "last/").content.decode()
    agreed = base + f"last/{two.pk}/agreed/"
    assert member.post(agreed).status_code in {403, 404}
    assert cast.client(cast.coordinator).post(agreed).status_code in {403, 404}
    assert chair.post(base + f"last/{second.pk}/agreed/").status_code == 404
    assert chair.post(agreed).status_code == 302
    text = chair.get(base + "last/").content.decode()
    assert "Agreed as a true record" in text and "Not agreed yet" not in text and "Minutes locked" in text
    assert "were agreed as a true record" in chair.get(base + "minutes/").content.decode()


@pytest.mark.clause("HRP-A2-4.9.a")
def test_a_childs_last_item_stands_beside_the_new_one_for_those_who_see_both(cast, two, second):
    now = second.items.filter(child=items(two)[0].child, entry__isnull=False).first()
    assert now, "the child is reviewed at the next panel"
    last, here = f"/meetings/{two.pk}/items/{items(two)[0].pk}/", f"/meetings/{second.pk}/items/{now.pk}/"
    for address in (f"/meetings/{second.pk}/live/?item={now.pk}", here, f"/meetings/{second.pk}/minutes/"):
        status, text = read(cast, cast.council_chair, address)
        assert status == 200 and f'hx-get="{here}last/"' in text and f'href="{here}last/"' in text, address
    for how in ({}, {"HTTP_HX_REQUEST": "true"}):
        text = cast.client(cast.council_chair).get(here + "last/", **how).content.decode()
        assert last in text and "Three agencies see the same men." in text
        assert "Walk Robin home." in text and "Actions since" in text and ("<html" in text) is not bool(how)
    status, text = read(cast, cast.user("member"), here + "last/")
    assert status == 200 and last not in text and "Actions since" not in text
    assert cast.client(cast.stranger).get(here + "last/").status_code in {403, 404}


def test_the_pages_keep_to_their_queries(cast, two, second):
    address = {
        "minutes of the last": f"/meetings/{two.pk}/minutes/", "minutes of this": f"/meetings/{second.pk}/minutes/",
        "last": f"/meetings/{second.pk}/last/", "live": f"/meetings/{second.pk}/live/",
    }  # fmt: skip
    spent = {name: queries(cast.client(cast.council_chair), at) for name, at in address.items()}
    assert max(spent.values()) <= LIMIT, spent


LENGTHS = {"far too much", "nothing at all", "a NUL"}


def test_every_form_of_the_minutes_bears_nonsense(cast, around):
    item, correction = items(around)[0], proposes(cast, around)
    base = f"/meetings/{around.pk}/"
    chair = cast.client(cast.council_chair)
    early = ["minutes/correct/", f"items/{item.pk}/minutes/correct/", f"corrections/{correction.pk}/"]
    early += ["minutes/sign-anyway/"]
    for where in early:
        bears(chair, base + where)
    for one in Correction.objects.filter(answer=""):
        actions.decline_correction(correction=one, reason="As heard.", by=cast.coordinator, at=SENT)
    if making.fresh(around).state == "circulated":
        actions.sign_minutes(meeting=making.fresh(around), by=cast.council_chair, at=SENT, exception="Now.")
    for where in ("minutes/reopen/", "minutes/note/", f"items/{item.pk}/minutes/note/"):
        bears(chair, base + where)


def bears(browser, address):
    """Each kind of nonsense in each form of a page: words beside the field, what was typed, no error of ours."""
    for form in Forms(browser.get(address).content.decode()).found:
        if form.action and form.action != address:
            continue
        assert form.texts, address
        for kind in NONSENSE:
            answer = sent(browser, address, form.filled(kind))
            assert wrong_with(answer, form, kind, address) == "", (address, kind)
            if kind in LENGTHS:
                assert answer.status_code == 200 and "There is a problem" in answer.content.decode(), (address, kind)


def queries(browser, address):
    with CaptureQueriesContext(connection) as spent:
        assert browser.get(address).status_code == 200, address
    return len([q for q in spent if not housekeeping(q["sql"])])
