"""The plan: its lines, its versions, its copies."""

import json
import re
from datetime import date
from types import SimpleNamespace

import pytest

from riskpanel.children.models import Grant
from riskpanel.children.moves import Changed, Refused
from riskpanel.children.sight import grants_of
from riskpanel.plans import actions, facts
from riskpanel.plans.copytext import as_text
from riskpanel.plans.models import Action, PlanCopy
from riskpanel.plans.snapshot import for_agency
from riskpanel.procedure import Procedure
from tests import making_plans as making
from tests.plans.helping import due_day, owes, refused

STATEMENT = "This plan replaces nothing that an agency decides to do"


@pytest.mark.clause("HRP-5.6.a")
def test_services_stand_by_the_risk_they_answer_and_a_plan_without_one_is_refused(cast):
    entry = making.log_entry(cast)
    said = {"by": cast.council_chair, "at": cast.now}
    with refused("at least one service"):
        actions.approve_plan(entry=entry, **said)
    risk = actions.add_risk(entry=entry, words="Older men at the station.", **said)
    agency = cast.agency("yjs")
    actions.add_service(entry=entry, risk=risk, what="Mentoring", agency=agency, status="planned", **said)
    actions.add_service(entry=entry, risk=risk, what="Boxing", agency=agency, status="active", **said)
    text = cast.client(cast.council_chair).get(entry.get_absolute_url()).content.decode()
    for words in ("Older men at the station.", "Mentoring", "Planned", "Boxing", "Under way", agency.name):
        assert words in text
    assert actions.approve_plan(entry=entry, **said).number == 1
    with refused("of this plan"):
        other = making.log_entry(cast, child=cast.child(given_name="Kim"))
        actions.add_service(entry=other, risk=risk, what="x", agency=agency, **said)


@pytest.mark.clause("HRP-5.6.b")
def test_disruption_has_an_agency_and_a_date_and_police_only_stays_with_the_police(cast):
    entry = making.approved_plan(cast)
    line = entry.disruption.get()
    assert line.agency == cast.agency("police") and line.due_on == date(2026, 11, 20)
    secret = "Warning notice to the driver"
    copies = {copy.agency.kind: copy for copy in PlanCopy.objects.all()}
    police = cast.client(cast.missing_unit)
    school = cast.client(cast.school_head)
    assert secret in police.get(f"/plan-copies/{copies['police'].pk}/").content.decode()
    assert secret in police.get(f"/plan-copies/{copies['police'].pk}/file/").content.decode()
    for path in (
        f"/plan-copies/{copies['school'].pk}/",
        f"/plan-copies/{copies['school'].pk}/file/",
        f"/plan-copies/{copies['police'].pk}/",
        f"/plan-copies/{copies['police'].pk}/file/",
        f"/plans/{entry.pk}/",
        f"/plans/{entry.pk}/versions/",
        f"/plans/{entry.pk}/family/",
    ):
        response = school.get(path)
        assert response.status_code == 200 and secret not in response.content.decode(), path
    assert "Held by Metropolitan Police" in school.get(f"/plans/{entry.pk}/").content.decode()
    assert school.get(f"/plans/{entry.pk}/disruption/{line.pk}/").status_code == 404
    chair = cast.client(cast.council_chair)
    assert secret not in chair.get(f"/plans/{entry.pk}/").content.decode()
    assert chair.get(f"/plans/{entry.pk}/disruption/{line.pk}/").status_code == 404
    assert secret not in cast.client(cast.police_chair).get(f"/plans/{entry.pk}/family/").content.decode()


@pytest.mark.clause("HRP-5.6.b")
def test_the_copy_for_the_family_carries_no_disruption_and_nothing_restricted(cast):
    entry = making.full_plan(cast)
    said = {"by": cast.council_chair, "at": cast.now}
    actions.add_disruption(
        entry=entry, what="Close the flat", agency=cast.agency("housing"), due_on=date(2026, 12, 1), **said
    )
    making.action(cast, entry, what="Speak to the aunt first", label="not_for_family")
    actions.approve_plan(entry=entry, **said)
    text = cast.client(cast.worker).get(f"/plans/{entry.pk}/family/").content.decode()
    assert "Weekly mentoring" in text and "Close the flat" not in text and "aunt" not in text


@pytest.mark.clause("HRP-A2-5.4")
def test_approving_waits_for_an_agency_a_person_and_a_date_on_every_line(cast):
    entry = making.full_plan(cast)
    said = {"by": cast.council_chair, "at": cast.now}
    line = actions.add_disruption(entry=entry, what="Visit the shop", agency=cast.agency("police"), **said)
    with refused("needs a date"):
        actions.approve_plan(entry=entry, **said)
    actions.change_disruption(disruption=line, due_on=date(2026, 12, 1), version=entry.version, **said)
    gone = cast.member(cast.youth_worker)
    making.action(cast, entry, owner=gone)
    type(gone).objects.filter(pk=gone.pk).update(ends_on=date(2026, 11, 9))
    with refused("still works there"):
        actions.approve_plan(entry=entry, **said)
    type(gone).objects.filter(pk=gone.pk).update(ends_on=None)
    version = actions.approve_plan(entry=entry, **said)
    assert [one["what"] for one in version.content["services"]] == ["Weekly mentoring"]
    assert {one["what"] for one in version.content["disruption"]} >= {"Visit the shop"}


@pytest.mark.clause("HRP-5.7.a", "HRP-A2-5.6")
def test_each_agency_named_has_one_copy_and_a_new_version_replaces_the_old_ones(cast):
    entry = making.full_plan(cast)
    said = {"by": cast.council_chair, "at": cast.now}
    first = actions.approve_plan(entry=entry, **said)
    assert {copy.agency.kind for copy in first.copies.all()} == {"yjs", "police", "school"}
    assert due_day(entry, "send_copies") == date(2026, 11, 11)
    school = cast.client(cast.school_head)
    assert school.get(entry.get_absolute_url()).status_code == 404
    with refused("Copies are sent by"):
        actions.send_copies(version=first, by=cast.worker, at=cast.now)
    actions.send_copies(version=first, by=cast.coordinator, at=cast.now)
    assert not owes(entry, "send_copies") and school.get(entry.get_absolute_url()).status_code == 200
    assert all(copy.sent_at == cast.now for copy in first.copies.all())
    assert due_day(first.copies.first(), "file_plan") == date(2026, 11, 17)
    action = entry.actions.get()
    actions.cancel(action=action, reason="Done.", **said)
    second = actions.approve_plan(entry=entry, **said)
    assert second.number == 2 and {copy.agency.kind for copy in second.copies.all()} == {"yjs", "police"}
    assert {copy.state for copy in first.copies.all()} == {"replaced"}
    with refused("newer version"):
        actions.send_copies(version=first, by=cast.coordinator, at=cast.now)
    with refused("taken the place"):
        actions.confirm_filed(copy=first.copies.first(), file_reference="x", by=cast.youth_manager, at=cast.now)
    actions.send_copies(version=second, by=cast.coordinator, at=cast.now)
    held = Grant.objects.get(
        about=entry.pk,
        sight="plan_agency",
        agency=cast.agency("school").__class__.objects.get(name="Fernhill High School"),
    )
    assert held.ends_at.date() == date(2026, 11, 17)


@pytest.mark.clause("HRP-A2-4.9.a")
def test_the_copies_to_named_agencies_are_the_standing_exception(cast):
    entry = making.approved_plan(cast)
    assert grants_of(cast.school_head, cast.now).filter(about=entry.pk, sight="plan_agency").exists()
    assert cast.client(cast.nurse).get(entry.get_absolute_url()).status_code == 404


@pytest.mark.clause("HRP-5.8", "HRP-A2-2.6")
def test_an_agency_records_its_own_action_at_once_whatever_state_the_plan_is_in(cast):
    entry = making.approved_plan(cast)
    head = cast.school_head
    own = {"agency": cast.member(head).agency, "owner": cast.member(head), "due_on": date(2026, 11, 12)}
    put = {"panel": cast.panel, "child": entry.child, "entry": entry, "by": head, "at": cast.now}
    assert actions.set_action(what="Lock the side gate", **own, **put).state == "accepted"
    actions.step_down(
        entry=entry,
        level="medium",
        rationale="Safe.",
        receiving_service="Key working",
        reentry_trigger="Missing",
        by=cast.council_chair,
        at=cast.now,
    )
    assert actions.set_action(what="Walk home with Robin", **own, **put).state == "accepted"
    other = {"agency": cast.agency("yjs"), "owner": cast.member(cast.youth_worker), "due_on": date(2026, 11, 12)}
    with refused("your own agency"):
        actions.set_action(what="Do more", **other, **put)


@pytest.mark.clause("HRP-5.8", "HRP-A2-5.5")
def test_the_statement_stands_on_the_plan_in_every_output(cast):
    entry = making.approved_plan(cast)
    copy = PlanCopy.objects.get(agency=cast.agency("police"))
    client = cast.client(cast.police_chair)
    for path in (
        f"/plans/{entry.pk}/",
        f"/plans/{entry.pk}/family/",
        f"/plan-copies/{copy.pk}/",
        f"/plan-copies/{copy.pk}/file/",
    ):
        assert STATEMENT in client.get(path).content.decode(), path


def test_the_copy_as_text_carries_the_marking_that_the_procedure_sets(cast):
    making.approved_plan(cast)
    copy = PlanCopy.objects.get(agency=cast.agency("police"))
    lines = tuple(one for one in cast.procedure.settings if one.code != "paper_marking")
    marked = next(one for one in cast.procedure.settings if one.code == "paper_marking")
    ours = cast.procedure.model_copy(update={"settings": (*lines, marked.model_copy(update={"value": "PRIVATE"}))})
    assert as_text(copy, ours, copy.agency).startswith("PRIVATE\r\n")
    bare = cast.procedure.model_copy(update={"settings": lines})
    assert as_text(copy, bare, copy.agency).startswith("OFFICIAL-SENSITIVE\r\n")


@pytest.mark.clause("HRP-A2-2.2")
def test_a_plan_without_disruption_is_seen_answered_and_asked_again(cast):
    entry = making.log_entry(cast)
    client = cast.client(cast.council_chair)
    said = {"by": cast.council_chair}

    def listed():
        return entry.child.reference in client.get("/log/?only=no_disruption").content.decode()

    assert listed() and not facts.disruption_answered(entry)
    actions.no_disruption(entry=entry, reason="Nobody is known to harm Robin.", at=cast.now, **said)
    assert not listed() and facts.disruption_answered(entry)
    later = cast.now.replace(day=19)
    actions.record_review(entry=entry, level="high", rationale="Same.", at=later, **said)
    assert listed() and not facts.disruption_answered(entry)
    actions.add_disruption(
        entry=entry, what="Patrols", agency=cast.agency("police"), due_on=date(2026, 12, 1), at=later, **said
    )
    assert not listed()
    with refused("why none suits"):
        actions.no_disruption(entry=entry, reason=" ", at=later, **said)


def test_a_version_is_kept_whole_and_can_be_compared(cast):
    entry = making.full_plan(cast)
    version = actions.approve_plan(entry=entry, child_says="Leave me be.", by=cast.council_chair, at=cast.now)
    assert json.dumps(version.content) and version.content["risks"][0]["words"].startswith("Older men")
    risk = entry.risks.get()
    actions.change_risk(risk=risk, words="They use the park now.", version=entry.version, by=cast.worker, at=cast.now)
    version.refresh_from_db()
    assert version.content["risks"][0]["words"].startswith("Older men")
    text = cast.client(cast.police_chair).get(f"/plans/{entry.pk}/versions/?left=1&right=now").content.decode()
    assert "Older men" in text and "They use the park now." in text and "Changed" in text
    assert cast.client(cast.police_chair).get(f"/plans/{entry.pk}/versions/?left=%00&right=99").status_code == 200


def test_only_those_who_keep_the_plan_write_its_risks(cast):
    entry = making.approved_plan(cast)
    with refused("kept by"):
        actions.add_risk(entry=entry, words="x", by=cast.school_head, at=cast.now)
    for user in (cast.worker, cast.coordinator, cast.police_chair):
        actions.add_risk(entry=entry, words="Another risk.", by=user, at=cast.now)


def test_approval_is_the_co_chairs_and_of_what_they_saw(cast):
    entry = making.full_plan(cast)
    with refused("co-chair"):
        actions.approve_plan(entry=entry, by=cast.coordinator, at=cast.now)
    seen = entry.version
    making.action(cast, entry)
    actions.add_risk(entry=entry, words="Another.", by=cast.worker, at=cast.now)
    with pytest.raises(Changed):
        actions.approve_plan(entry=entry, version=seen, by=cast.council_chair, at=cast.now)


def test_two_people_change_one_risk_and_both_texts_are_shown(cast):
    entry = making.full_plan(cast)
    risk, seen = entry.risks.get(), entry.version
    actions.change_risk(risk=risk, words="Theirs, saved first.", version=seen, by=cast.worker, at=cast.now)
    response = cast.client(cast.council_chair).post(
        f"/plans/{entry.pk}/risks/{risk.pk}/", {"words": "Mine, not saved.", "version": seen}
    )
    text = response.content.decode()
    assert response.status_code == 200 and "Mine, not saved." in text and "Theirs, saved first." in text
    assert "Two people changed this plan" in text
    risk.refresh_from_db()
    assert risk.words == "Theirs, saved first."


def test_the_lines_of_a_plan_are_a_table_with_a_caption_row_headers_and_links_told_apart(cast):
    entry = making.approved_plan(cast)
    risk, service, secret = entry.risks.get(), entry.services.get(), entry.disruption.get()
    address = f"/plans/{entry.pk}/"
    text = cast.client(cast.council_chair).get(address).content.decode()
    assert f'<caption class="govuk-visually-hidden">Services, disruption and actions: {risk.words}</caption>' in text
    assert re.search(rf'<th scope="row">\s*{service.what}', text)
    assert f'Change<span class="govuk-visually-hidden">: {service.what}</span>' in text
    mine = cast.client(cast.missing_unit).get(address).content.decode()
    assert f'Change<span class="govuk-visually-hidden">: {secret.what}</span>' in mine
    assert secret.what not in cast.client(cast.school_head).get(address).content.decode()


def test_what_two_people_changed_is_called_what_it_is_and_a_form_holds_its_token_once(cast, monkeypatch):
    action = making.action(cast, making.log_entry(cast))

    def late(**_):
        raise Changed(SimpleNamespace(version=2))

    monkeypatch.setattr(actions, "cancel", late)
    response = cast.client(cast.council_chair).post(f"/actions/{action.pk}/cancel/", {"reason": "Done by others."})
    text = response.content.decode()
    assert "Two people changed this record" in text and text.count('name="submission"') == 1


BAD = ["", "x" * 2001, "a\x00b"]


def test_what_is_wrong_in_a_form_is_said_and_what_was_typed_is_kept(cast):
    entry = making.log_entry(cast)
    client = cast.client(cast.council_chair)
    for words in BAD:
        response = client.post(f"/plans/{entry.pk}/risks/new/", {"words": words})
        assert response.status_code == 200 and "There is a problem" in response.content.decode()
    response = client.post(f"/plans/{entry.pk}/risks/new/", {"words": "<b>bold</b> 🙂"})
    assert response.status_code == 302
    text = client.get(entry.get_absolute_url()).content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt; 🙂" in text and "<b>bold</b>" not in text
    owner = cast.member(cast.youth_worker)
    typed = {"what": "Kept words", "owner": owner.pk, "due_on_day": "31", "due_on_month": "2", "due_on_year": "2027"}
    response = client.post(f"/plans/{entry.pk}/actions/new/", typed)
    text = response.content.decode()
    assert (
        response.status_code == 200 and "must be a real date" in text and "Kept words" in text and 'value="31"' in text
    )
    past = typed | {"due_on_day": "1", "due_on_month": "1", "due_on_year": "2026"}
    text = client.post(f"/plans/{entry.pk}/actions/new/", past).content.decode()
    assert "today or later" in text and "Kept words" in text
    forged = typed | {"owner": cast.outsider.pk + 10_000, "due_on_month": "3"}
    assert client.post(f"/plans/{entry.pk}/actions/new/", forged).status_code == 200
    assert not Action.objects.exists()


def test_a_form_sent_twice_acts_once(cast):
    entry = making.log_entry(cast)
    client = cast.client(cast.council_chair)
    sent = {"words": "Once.", "submission": "7a0a1a52-0000-4000-8000-000000000001"}
    first = client.post(f"/plans/{entry.pk}/risks/new/", sent)
    second = client.post(f"/plans/{entry.pk}/risks/new/", sent)
    assert first.url == second.url and entry.risks.count() == 1


def test_a_plan_is_built_and_filed_through_its_pages(cast):
    entry = making.log_entry(cast)
    chair = cast.client(cast.council_chair)
    chair.post(f"/plans/{entry.pk}/risks/new/", {"words": "Men at the station."})
    risk = entry.risks.get()
    youth = cast.member(cast.youth_worker)
    service = {"what": "Mentoring", "agency": youth.agency_id, "person": youth.pk, "status": "active", "risk": risk.pk}
    assert chair.post(f"/plans/{entry.pk}/services/new/", service).status_code == 302
    due = {"due_on_day": "1", "due_on_month": "12", "due_on_year": "2026"}
    line = {"what": "Patrol", "agency": cast.agency("police").pk, "status": "asked", **due}
    assert chair.post(f"/plans/{entry.pk}/disruption/new/", line).status_code == 302
    act = {"what": "Walk to the bus", "owner": cast.member(cast.school).pk, "risk": risk.pk, **due}
    assert chair.post(f"/plans/{entry.pk}/actions/new/", act).status_code == 302
    entry.refresh_from_db()
    assert chair.post(f"/plans/{entry.pk}/approve/", {"agreed": "on", "version": entry.version}).status_code == 302
    assert cast.client(cast.coordinator).post(f"/plans/{entry.pk}/send/").status_code == 302
    copy = PlanCopy.objects.get(agency=youth.agency)
    manager = cast.client(cast.youth_manager)
    shown = {
        user.pk: cast.client(user).get(f"/plan-copies/{copy.pk}/") for user in (cast.youth_manager, cast.coordinator)
    }
    offered = {pk: "Confirm filing" in page.content.decode() for pk, page in shown.items()}
    assert offered == {cast.youth_manager.pk: True, cast.coordinator.pk: False}
    assert manager.post(f"/plan-copies/{copy.pk}/filed/", {"file_reference": "YJ-1"}).status_code == 302
    copy.refresh_from_db()
    assert copy.filed_by == cast.youth_manager
    review = {"outcome": "step_down", "level": "medium", "rationale": "Safe.", "version": ""}
    text = chair.post(f"/plans/{entry.pk}/review/", review).content.decode()
    assert "There is a problem" in text and "Safe." in text
    review |= {"receiving_service": "Key working", "reentry_trigger": "Missing"}
    assert chair.post(f"/plans/{entry.pk}/review/", review).status_code == 302
    text = chair.post(f"/plans/{entry.pk}/close/").content.decode()
    assert "Close or hand over the open actions first" in text


@pytest.mark.parametrize("leave", [("plan",), ()])
def test_the_coordinator_is_offered_to_send_a_plan_where_the_chairs_gave_leave(cast, monkeypatch, leave):
    plain = Procedure.setting
    monkeypatch.setattr(
        Procedure, "setting", lambda self, code, *rest: leave if code == "share_standing" else plain(self, code, *rest)
    )
    entry = making.full_plan(cast)
    actions.approve_plan(entry=entry, child_says="Stop.", family_says="", by=cast.council_chair, at=cast.now)
    offered = {
        user.pk: f"/plans/{entry.pk}/send/" in cast.client(user).get(f"/plans/{entry.pk}/").content.decode()
        for user in (cast.coordinator, cast.council_chair)
    }
    assert offered == {cast.coordinator.pk: bool(leave), cast.council_chair.pk: True}


def test_a_service_names_a_person_of_its_agency(cast):
    entry = making.log_entry(cast)
    with pytest.raises(Refused):
        actions.add_service(
            entry=entry,
            what="x",
            agency=cast.agency("police"),
            person=cast.member(cast.youth_worker),
            by=cast.council_chair,
            at=cast.now,
        )


def test_a_line_restricted_later_is_not_read_in_older_versions_either(cast):
    entry = making.approved_plan(cast)
    line = entry.actions.filter(label="").first()
    procedure, school = cast.procedure, cast.agency("school")
    content = entry.versions.first().content
    assert str(line.pk) in {one["key"] for one in for_agency(content, procedure, school)["actions"]}
    line.label = "police_only"
    line.save()
    assert str(line.pk) not in {one["key"] for one in for_agency(content, procedure, school)["actions"]}
    assert str(line.pk) in {one["key"] for one in for_agency(content, procedure, cast.agency("police"))["actions"]}
