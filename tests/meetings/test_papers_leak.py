"""No paper tells its reader of a child, or of a text, that they may not see; and the search would find it."""

import pytest
from django.test import override_settings

from riskpanel.children.models import Child
from riskpanel.documents import make
from riskpanel.meetings import actions, packs
from riskpanel.meetings.documents import PAPERS, offered
from riskpanel.meetings.documents import pack as pack_module
from riskpanel.meetings.documents.pack import pack_paper
from riskpanel.meetings.models import AgendaItem, Guest, Pack
from riskpanel.meetings.reach import Part
from tests import making_meetings as making
from tests import making_plans
from tests.canaries import Canaries
from tests.reading_papers import pdf_text, text_of


@pytest.fixture
def planted(cast):
    """A published meeting whose children, five of them with plans and referrals, carry words of their own."""
    for name in ("Ash", "Bo"):
        making.triaged(cast, given_name=name)
    making.triaged(cast, outcome="declined", given_name="Io")
    making_plans.approved_plan(cast, child=cast.child(given_name="Ivo"))
    making_plans.full_plan(cast, child=cast.child(given_name="Uma"))
    meeting = making.filled(cast)
    canaries = Canaries().plant()
    actions.publish(meeting=meeting, by=cast.coordinator, at=cast.now)
    actions.send_packs(meeting=making.fresh(meeting), by=cast.coordinator, at=cast.now)
    assert len(canaries.of) > 60
    return making.fresh(meeting), canaries


def read(pack, user, cast) -> str:
    return pdf_text(make(pack_paper(pack, user, cast.now), "pdf").content)


def packs_of(meeting):
    joined = Pack.objects.select_related("member__user", "meeting__sitting", "meeting__panel__procedure")
    return list(joined.filter(meeting=meeting))


def test_every_copy_holds_only_children_whom_its_reader_sees(cast, planted):
    meeting, canaries = planted
    copies, seen_by_some = packs_of(meeting), set()
    assert len(copies) > 15
    for pack in copies:
        user = cast.user(next(k for k, u in cast.company.users.items() if u.pk == pack.member.user_id))
        told = canaries.children_in(read(pack, user, cast))
        assert told <= set(Child.objects.visible_to(user).values_list("pk", flat=True)), pack.member
        seen_by_some |= told
    assert len(seen_by_some) == 4, "the copies do tell of the children on the agenda"


def test_a_guests_copy_holds_their_own_child_alone(cast, planted, monkeypatch):
    meeting, canaries = planted
    item = meeting.items.filter(section="referrals").select_related("child").first()
    nurse = cast.member(cast.nurse)
    meeting.invitations.filter(member=nurse).update(member=None)
    Guest.objects.create(
        item=item, member=nurse, reason="Knows the child", invited_by=cast.coordinator, invited_at=cast.now,
        approved_by=cast.council_chair,
    )  # fmt: skip
    pack = next((one for one in packs_of(meeting) if one.member_id == nurse.pk), None)
    pack = pack or Pack.objects.create(
        meeting=meeting, sending=meeting.pack_sendings.get(), member=nurse, number=99, sent_at=cast.now
    )
    from riskpanel.meetings.actions.sight import give_guest

    for guest in Guest.objects.filter(member=nurse).select_related("item__child", "member__user"):
        guest.item.meeting = meeting
        give_guest(guest, by=cast.coordinator, at=cast.now)
    standing_attends = meeting.invitations.filter(member=nurse).exists()
    assert not standing_attends
    monkeypatch.setattr(packs, "meetings_of", lambda user: type(meeting).objects.none())
    told = canaries.children_in(read(pack, cast.nurse, cast))
    assert told == {item.child_id}

    everything = AgendaItem.objects.filter(meeting=meeting, removed=False)
    monkeypatch.setattr(pack_module, "items_for", lambda user, meeting: (everything, None))
    assert canaries.children_in(read(pack, cast.nurse, cast)) > {item.child_id}, "the search finds what leaks"


@pytest.mark.parametrize("which", ["agenda", "attendance"])
def test_papers_by_reference_hold_no_word_about_a_child(cast, planted, which):
    meeting, canaries = planted
    text = ""
    for form in PAPERS[which].forms:
        text += text_of(make(PAPERS[which].make(Part(cast.council_chair, meeting), cast.now), form).content, form)
    leaked = {where for word, (_, where, _) in canaries.of.items() if word in text}
    assert text and not leaked


@pytest.mark.clause("HRP-A2-5.6")
def test_what_is_for_the_police_alone_is_on_their_plan_and_on_no_other(cast, planted):
    from riskpanel.plans.documents import family_paper, plan_paper
    from riskpanel.plans.models import LogEntry

    _, canaries = planted
    # A version stands as it was approved, before the words were planted: the plan without one is read.
    unapproved = LogEntry.objects.filter(child__given_name__startswith="canary", versions=None)
    entry = unapproved.select_related("child", "panel__procedure").get()
    police = pdf_text(make(plan_paper(entry, cast.police_chair, cast.now), "pdf").content)
    council = pdf_text(make(plan_paper(entry, cast.council_chair, cast.now), "pdf").content)
    family = pdf_text(make(family_paper(entry, cast.council_chair, cast.now), "pdf").content)
    assert canaries.restricted_in(police) == {"Disruption.what"}
    assert canaries.restricted_in(council) == set() == canaries.restricted_in(family)
    assert canaries.children_in(council) == canaries.children_in(family) == {entry.child_id}


def test_no_file_name_or_property_tells_of_a_child(cast, planted):
    meeting, canaries = planted
    with override_settings(RISKPANEL_TEMPLATES=None):
        making.accepts(cast, meeting, cast.council_chair)
        there = offered(Part(cast.council_chair, meeting))
        assert {"agenda", "attendance"} <= set(there)
        for kind in PAPERS.values():
            for form in kind.forms:
                answer = cast.client(cast.council_chair).get(f"/meetings/{meeting.pk}/papers/{kind.code}/{form}/")
                assert answer.status_code == (200 if kind.code in there else 404), kind.code
                heads = str(answer.headers)
                assert not canaries.children_in(heads) and "canary" not in heads
