"""The pages of a referral: who reaches them, what they show, what they do with what is typed."""

import uuid

import pytest
from django.db import connection
from django.urls import reverse

from riskpanel.access.models import AuditEvent
from riskpanel.children.models import Event
from riskpanel.referrals import actions
from riskpanel.referrals.models import Referral, WaiverSignature
from tests.making_referrals import concern_with_strategy_held
from tests.making_referrals2 import (
    december_panel,
    declined_referral,
    drafted_referral,
    fresh,
    november_panel,
    submitted_referral,
    written_referral,
)

PAGES = (
    "referral", "referral_print", "referral_cover", "referral_police", "referral_submit", "referral_withdraw",
    "waiver_ask", "referral_emergency",
)  # fmt: skip
TRANSACTION = 3 if connection.vendor == "postgresql" else 2
"""Statements that open and close the transaction of a request."""
CHAIR_PAGES = ("waiver_answer", "referral_emergency_answer", "referral_call_in", "referral_triage")


def words(response) -> str:
    return response.content.decode()


def cover(referral, **more) -> dict:
    typed = {
        "version": referral.version,
        "categories": ["MISS"],
        "directions": ["to_self"],
        "doing_now": "Seen every second day.",
        "why_multi_agency": "Nobody can do it alone.",
        "child_protection_on_day": "3",
        "child_protection_on_month": "11",
        "child_protection_on_year": "2026",
        "family_told": "Mother knows.",
        "copy_to": referral.copy_to_id or "",
    }
    return typed | more


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_finds_no_page_of_a_referral(cast, name):
    referral = drafted_referral(cast)
    for user in (cast.stranger, cast.outsider):
        assert cast.client(user).get(reverse(name, args=[referral.pk])).status_code == 404
    assert cast.client(cast.worker).get(reverse(name, args=[referral.pk])).status_code == 200
    assert AuditEvent.objects.filter(thing=name, action="read").latest("sequence").children == [str(referral.child_id)]


@pytest.mark.parametrize("name", CHAIR_PAGES)
def test_a_chair_finds_no_page_of_a_referral_that_they_may_not_see(cast, name):
    referral = drafted_referral(cast)
    assert cast.client(cast.council_chair).get(reverse(name, args=[referral.pk])).status_code == 404
    assert cast.client(cast.worker).get(reverse(name, args=[referral.pk])).status_code == 403


def test_the_administrator_is_shut_out(cast):
    referral = drafted_referral(cast)
    assert cast.client(cast.administrator).get(reverse("referral", args=[referral.pk])).status_code == 403
    assert cast.client(cast.administrator).get(reverse("referrals")).status_code == 403


@pytest.mark.clause("HRP-4.3-HI.l")
def test_a_referral_is_started_from_the_concern(cast):
    made = concern_with_strategy_held(cast)
    address = reverse("referral_start", args=[made.pk])
    assert cast.client(cast.worker).get(address).status_code == 200
    sent = cast.client(cast.worker).post(address)
    referral = Referral.objects.get(concern=made)
    assert sent.url == reverse("referral", args=[referral.pk])
    assert cast.client(cast.worker).post(address).url == sent.url
    assert cast.client(cast.stranger).get(address).status_code == 404


@pytest.mark.clause("HRP-2.3.a", "HRP-2.4.a", "HRP-5.3.c")
def test_the_page_says_what_is_missing_how_long_it_waits_and_which_panel_it_reaches(cast):
    november_panel(cast)
    shown = words(cast.client(cast.worker).get(reverse("referral", args=[drafted_referral(cast).pk])))
    assert "Say on which day child protection procedures were followed." in shown
    assert "Will reach the panel of Thu 19 Nov 2026" in " ".join(shown.split())
    assert "send by Tue 10 Nov 2026, 17:00" in shown
    sent = submitted_referral(cast, made=concern_with_strategy_held(cast))
    shown = words(cast.client(cast.worker).get(reverse("referral", args=[sent.pk])))
    assert "Waiting since today" in shown and "Meant for the panel of Thu 19 Nov 2026" in " ".join(shown.split())


def test_titles_and_addresses_carry_the_reference_and_never_the_name(cast):
    referral = drafted_referral(cast)
    for name in PAGES:
        shown = words(cast.client(cast.worker).get(reverse(name, args=[referral.pk])))
        title = shown.split("<title>")[1].split("</title>")[0]
        assert referral.child.reference in title and "Testerly" not in title


@pytest.mark.clause("HRP-5.1.f")
def test_harmful_behaviour_asks_what_the_child_needs_and_calls_nobody_a_perpetrator(cast):
    november_panel(cast)
    referral = submitted_referral(cast, categories=["HSB"])
    shown = words(cast.client(cast.worker).get(reverse("referral", args=[referral.pk]))).lower()
    assert "what does this child need to be safe" in shown
    assert not any(word in shown for word in ("perpetrator", "offender", "abuser"))


def test_the_cover_is_saved_and_shown(cast):
    referral = drafted_referral(cast)
    client, address = cast.client(cast.worker), reverse("referral_cover", args=[referral.pk])
    assert client.post(address, cover(referral)).status_code == 302
    saved = fresh(referral)
    assert (saved.categories, saved.doing_now) == (["MISS"], "Seen every second day.")
    assert str(saved.child_protection_on) == "2026-11-03"


def test_two_people_who_write_the_cover_see_both_versions_and_lose_nothing(cast):
    referral = drafted_referral(cast)
    address = reverse("referral_cover", args=[referral.pk])
    cast.client(cast.manager).post(address, cover(referral, doing_now="What the manager wrote."))
    answer = cast.client(cast.worker).post(address, cover(referral, doing_now="What the worker wrote."))
    shown = words(answer)
    assert answer.status_code == 200
    assert "What the manager wrote." in shown and shown.count("What the worker wrote.") == 2
    assert "Rhiannon Pugh" in shown
    assert fresh(referral).doing_now == "What the manager wrote."
    again = cover(fresh(referral), doing_now="What both wrote.")
    assert f'value="{again["version"]}"' in shown
    assert cast.client(cast.worker).post(address, again).status_code == 302
    assert fresh(referral).doing_now == "What both wrote."


BAD = {
    "too long": ({"doing_now": "x" * 20_001}, "must be 20,000 characters or fewer", "x" * 300),
    "31 February": ({"child_protection_on_day": "31", "child_protection_on_month": "2"}, "must be a real date", "31"),
    "in the future": ({"child_protection_on_year": "2027"}, "must be Tue 10 Nov 2026 or earlier", "2027"),
    "NUL": ({"family_told": "told\x00"}, "cannot be stored", "told"),
    "unknown kind": ({"categories": ["NONE"]}, "Select from the answers shown", "Seen every"),
    "unknown person": ({"copy_to": "999999"}, "Select one of the answers shown", "Seen every"),
    "no version": ({"version": "abc"}, "whole number", "Seen every"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_on_the_cover_is_told_and_kept(cast, case):
    typed, told, kept = BAD[case]
    referral = drafted_referral(cast)
    answer = cast.client(cast.worker).post(reverse("referral_cover", args=[referral.pk]), cover(referral, **typed))
    assert answer.status_code == 200
    assert told in words(answer) and kept in words(answer)
    assert fresh(referral).version == referral.version


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "😀 emoji", "Zoë & “quotes”"])
def test_what_people_type_is_shown_as_they_typed_it(cast, text):
    referral = drafted_referral(cast)
    client = cast.client(cast.worker)
    client.post(reverse("referral_cover", args=[referral.pk]), cover(referral, doing_now=text))
    assert fresh(referral).doing_now == text
    assert "<script>alert" not in words(client.get(reverse("referral", args=[referral.pk])))


def test_an_empty_cover_can_be_saved_and_is_not_sent(cast):
    referral = drafted_referral(cast)
    client = cast.client(cast.worker)
    assert client.post(reverse("referral_cover", args=[referral.pk]), {"version": referral.version}).status_code == 302
    answer = client.post(reverse("referral_submit", args=[referral.pk]))
    assert answer.status_code == 200 and "Choose at least one kind of concern." in words(answer)
    assert fresh(referral).state == "draft"


@pytest.mark.clause("HRP-2.3.c")
def test_police_references_are_added_and_taken_off(cast):
    referral = drafted_referral(cast)
    client, address = cast.client(cast.worker), reverse("referral_police", args=[referral.pk])
    empty = client.post(address, {})
    assert "Select kind of record" in words(empty) and "Enter reference number" in words(empty)
    client.post(address, {"kind": "crime", "number": "0123456/26", "child_is": "Witness"})
    line = referral.police_references.get()
    assert "0123456/26" in words(client.get(reverse("referral", args=[referral.pk])))
    assert client.post(address, {"remove": line.pk}).status_code == 302
    assert not referral.police_references.exists()


@pytest.mark.clause("HRP-5.3.a")
def test_a_double_click_sends_once(cast):
    november_panel(cast)
    referral = written_referral(cast)
    client, address = cast.client(cast.worker), reverse("referral_submit", args=[referral.pk])
    token = {"submission": str(uuid.uuid4())}
    first, second = client.post(address, token), client.post(address, token)
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Event.objects.filter(case=referral.pk, kind="referral_submitted").count() == 1


@pytest.mark.clause("HRP-2.3.d")
def test_waiver_asked_and_signed_by_both_on_their_pages(cast):
    november_panel(cast)
    referral = written_referral(cast, categories=["CSE"])
    worker = cast.client(cast.worker)
    assert "Ask the co-chairs for a waiver" in words(worker.get(reverse("referral", args=[referral.pk])))
    ask = reverse("waiver_ask", args=[referral.pk])
    assert "Enter reason" in words(worker.post(ask, {"gate": "police_reference"}))
    worker.post(ask, {"gate": "police_reference", "reason": "It is being written."})
    address = reverse("waiver_answer", args=[referral.pk])
    for chair in (cast.council_chair, cast.police_chair):
        client = cast.client(chair)
        assert "Answer the waiver" in words(client.get(reverse("referral", args=[referral.pk])))
        assert client.post(address, {"agrees": "yes"}).status_code == 302
    shown = words(worker.get(reverse("referral", args=[referral.pk])))
    assert "Amina Okafor" in shown and "Tom Redfern" in shown and "Waived" in shown
    assert (fresh(referral).state, WaiverSignature.objects.count()) == ("submitted", 2)


@pytest.mark.clause("HRP-2.3.d")
def test_a_refusal_without_a_reason_is_told(cast):
    referral = written_referral(cast, categories=["CSE"])
    told = {"gate": "police_reference", "reason": "Soon.", "by": cast.worker, "at": cast.now}
    actions.ask_waiver(referral=referral, **told)
    client, address = cast.client(cast.police_chair), reverse("waiver_answer", args=[referral.pk])
    assert "Give the reason" in words(client.post(address, {"agrees": "no"}))
    assert "Your answer" in words(client.post(address, {})) or "Select" in words(client.post(address, {}))
    client.post(address, {"agrees": "no", "reason": "Ask the station desk."})
    shown = words(cast.client(cast.worker).get(reverse("referral", args=[referral.pk])))
    assert "Ask the station desk." in shown and fresh(referral).state == "returned"


@pytest.mark.clause("HRP-5.3.d")
def test_a_very_high_level_offers_the_emergency_route_and_a_chair_answers(cast):
    this, _ = november_panel(cast), december_panel(cast)
    referral = written_referral(cast, level="very_high")
    worker = cast.client(cast.worker)
    ask, page = reverse("referral_emergency", args=[referral.pk]), reverse("referral", args=[referral.pk])
    said = "nobody has asked for the emergency route"
    assert said in words(worker.get(page)) and f'href="{ask}">Ask for the emergency route' in words(worker.get(page))
    submitted = submitted_referral(cast)
    assert said not in words(worker.get(reverse("referral", args=[submitted.pk])))
    assert "Enter reason" in words(worker.post(ask, {}))
    worker.post(ask, {"reason": "Tonight."})
    assert said not in words(worker.get(page))
    chair, address = cast.client(cast.police_chair), reverse("referral_emergency_answer", args=[referral.pk])
    assert "No planned panel meets in time" in words(chair.get(address))
    typed = {"starts_at_day": "31", "starts_at_month": "2", "starts_at_year": "2027", "starts_at_time": "09:00"}
    assert "must be a real date" in words(chair.post(address, {"answer": "extraordinary", **typed}))
    typed = {"starts_at_day": "13", "starts_at_month": "11", "starts_at_year": "2026", "starts_at_time": "09:00"}
    assert chair.post(address, {"answer": "extraordinary", **typed}).status_code == 302
    accepted = fresh(referral)
    assert accepted.emergency == "accepted" and accepted.aimed_at.extraordinary and accepted.aimed_at != this


@pytest.mark.clause("HRP-A2-5.1.b", "HRP-5.1-NOTE.c")
def test_the_referrer_reads_the_reasons_and_what_is_done_instead(cast):
    november_panel(cast)
    referral = declined_referral(cast)
    shown = words(cast.client(cast.worker).get(reverse("referral", args=[referral.pk])))
    assert "The level and the plan speak for it." in shown
    assert "A mentor from the youth service." in shown and "Marlon Teixeira" in shown
    assert referral.child.reference in words(cast.client(cast.worker).get(reverse("desk")))


@pytest.mark.clause("HRP-5.1.a", "HRP-5.3.a")
def test_the_list_shows_the_queue_to_a_chair_and_filters_by_kind_of_concern(cast):
    november_panel(cast)
    missing = submitted_referral(cast, categories=["MISS"])
    violence = submitted_referral(cast, categories=["SYV"], made=concern_with_strategy_held(cast))
    client, address = cast.client(cast.council_chair), reverse("referrals")
    everything = words(client.get(address))
    assert missing.child.reference in everything and violence.child.reference in everything
    assert "Testerly" not in everything
    only = words(client.get(address, {"category": "MISS"}))
    assert missing.child.reference in only and violence.child.reference not in only
    none = words(client.get(address, {"flag": "emergency"}))
    assert missing.child.reference not in none
    assert client.get(address, {"category": "'\x00", "show": "?", "page": "zzz"}).status_code == 200


def test_the_list_of_a_stranger_is_empty_and_of_a_referrer_their_own(cast):
    referral = drafted_referral(cast)
    assert referral.child.reference in words(cast.client(cast.worker).get(reverse("referrals")))
    assert referral.child.reference not in words(cast.client(cast.stranger).get(reverse("referrals")))


def test_withdrawing_on_the_page_needs_a_reason(cast):
    referral = drafted_referral(cast)
    client, address = cast.client(cast.worker), reverse("referral_withdraw", args=[referral.pk])
    assert "Enter reason" in words(client.post(address, {"reason": "  "}))
    assert client.post(address, {"reason": "Moved away."}).status_code == 302
    assert fresh(referral).state == "withdrawn"


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("referral", "worker"),
        ("referral", "council_chair"),
        ("referral_print", "detective"),
        ("referrals", "coordinator"),
    ],
)
def test_pages_ask_few_questions_of_the_database(cast, django_assert_max_num_queries, name, person):
    november_panel(cast)
    referral = submitted_referral(cast)
    for _ in range(2):
        submitted_referral(cast, made=concern_with_strategy_held(cast))
    client = cast.client(cast.user(person))
    address = reverse(name, args=[] if name == "referrals" else [referral.pk])
    client.get(address)
    with django_assert_max_num_queries(15 + TRANSACTION):
        assert client.get(address).status_code == 200
