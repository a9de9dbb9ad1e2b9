"""The pages of a checklist: saved as typed, by several at once, with and without JavaScript."""

import html
import re
import uuid
from datetime import timedelta

import pytest

from riskpanel.procedure.checklists import load_instrument
from riskpanel.referrals import actions
from riskpanel.referrals.forms.checklists import token, versions
from riskpanel.referrals.models import Answer, AnswerRevision
from tests import making_referrals as making
from tests.referrals.kit import BAD, told


def words(response) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def sheet(cast):
    made = making.checklist(cast, making.concern(cast))
    actions.invite_contributor(
        checklist=made, agency=cast.member(cast.nurse).agency, member=cast.member(cast.nurse), by=cast.worker,
        at=cast.now,
    )  # fmt: skip
    return making.fresh_checklist(made)


def section(sheet, code="missing") -> str:
    return f"/checklists/{sheet.pk}/sections/{code}/"


def typed(version="", **answers) -> dict:
    return {"version": version} | {name.replace("__", "--"): text for name, text in answers.items()}


@pytest.mark.parametrize(
    "tail", ["", "sections/missing/", "print/", "compare/", "sign/", "invite/", "words/", "renew/"]
)
def test_a_stranger_meets_a_plain_404(cast, sheet, tail):
    for stranger in (cast.stranger, cast.outsider):
        client = cast.client(stranger)
        assert client.get(f"/checklists/{sheet.pk}/{tail}").status_code == 404
        assert client.get(f"/checklists/{uuid.uuid4()}/{tail}").status_code == 404
    assert cast.client(cast.administrator).get(f"/checklists/{sheet.pk}/{tail}").status_code == 403


def test_without_javascript_a_button_saves_the_section_and_goes_on(cast, sheet):
    client = cast.client(cast.worker)
    sent = client.post(section(sheet), typed(missing_often__response="present", missing_often__evidence="Three times."))
    assert sent.url == section(sheet, "sexual_exploitation")
    saved = Answer.objects.get()
    assert (saved.response, saved.evidence, saved.by) == ("present", "Three times.", cast.worker)
    assert "1 of 4" in words(client.get(section(sheet)))


def test_as_it_is_typed_a_section_saves_silently_and_tells_its_new_version(cast, sheet):
    client = cast.client(cast.worker)
    first = client.post(section(sheet), typed(missing_often__response="present"), headers={"X-Autosave": "1"})
    assert first.status_code == 200 and first.json() == {"version": "missing_often~:1"}
    second = client.post(
        section(sheet), typed(first.json()["version"], missing_often__response="possible"), headers={"X-Autosave": "1"}
    )
    assert second.json() == {"version": "missing_often~:2"}
    assert AnswerRevision.objects.count() == 2


def test_two_people_in_one_section_do_not_disturb_each_other(cast, sheet):
    client, nurse = cast.client(cast.worker), cast.client(cast.nurse)
    client.post(section(sheet), typed(missing_often__response="present"), headers={"X-Autosave": "1"})
    other = nurse.post(section(sheet), typed(missing_night__response="possible"), headers={"X-Autosave": "1"})
    assert other.status_code == 200
    assert {one.item: one.response for one in Answer.objects.all()} == {
        "missing_often": "present", "missing_night": "possible",
    }  # fmt: skip


def test_two_people_who_change_one_answer_see_both_wordings_and_neither_is_lost(cast, sheet):
    client, nurse = cast.client(cast.worker), cast.client(cast.nurse)
    nurse.post(section(sheet), typed(missing_often__response="possible", missing_often__evidence="The ward says so."))
    mine = typed(missing_often__response="present", missing_often__evidence="The carer says so.")
    silent = client.post(section(sheet), mine, headers={"X-Autosave": "1"})
    assert silent.status_code == 409
    shown = client.post(section(sheet), mine)
    page = words(shown)
    assert shown.status_code == 200 and "Two people changed" in page
    assert "The ward says so." in page and page.count("The carer says so.") == 2
    assert Answer.objects.get().evidence == "The ward says so."
    again = client.post(section(sheet), {**mine, "version": "missing_often~:1"})
    assert again.status_code == 302 and 'value="missing_often~:1"' in page
    assert set(AnswerRevision.objects.values_list("evidence", flat=True)) == {
        "The ward says so.", "The carer says so.",
    }  # fmt: skip


@pytest.mark.parametrize("bad", ["html", "emoji"])
def test_odd_text_is_kept_and_never_runs(cast, sheet, bad):
    client = cast.client(cast.worker)
    client.post(section(sheet, "about"), typed(about_worry__evidence=BAD[bad]))
    assert Answer.objects.get().evidence == BAD[bad]
    for url in (section(sheet, "about"), f"/checklists/{sheet.pk}/print/"):
        page = client.get(url).content.decode()
        assert "<script>alert(1)" not in page and BAD[bad] in html.unescape(page)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"missing_often__response": "perhaps"}, "Select one of the answers shown"),
        ({"missing_often__evidence": "x" * 4001}, "must be 4,000 characters or fewer"),
        ({"missing_often__evidence": BAD["nul"]}, "contains a character that cannot be stored"),
        ({"missing_often__source": "s" * 201}, "must be 200 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_typed_stays(cast, sheet, answers, says):
    client = cast.client(cast.worker)
    sent = typed(missing_night__evidence="Away on Friday.", **answers)
    response = client.post(section(sheet), sent)
    assert response.status_code == 200 and says in words(response) and "Away on Friday." in words(response)
    assert client.post(section(sheet), sent, headers={"X-Autosave": "1"}).status_code == 422
    assert not Answer.objects.exists()


@pytest.mark.parametrize("odd", ["~", "missing_often~:x", "a:b:c;;~:1", "missing_often~:99999999999", "x" * 10_000])
def test_a_version_that_makes_no_sense_overwrites_nothing(cast, sheet, odd):
    nurse, client = cast.client(cast.nurse), cast.client(cast.worker)
    nurse.post(section(sheet), typed(missing_often__response="possible"))
    response = client.post(section(sheet), typed(odd, missing_often__response="present"))
    assert response.status_code == 200 and Answer.objects.get().response == "possible"


def test_versions_go_there_and_back():
    held = {("missing_often", ""): 3, ("night", "current"): 1}
    assert versions(token(held)) == held


def test_a_section_that_does_not_exist_is_a_404(cast, sheet):
    assert cast.client(cast.worker).get(section(sheet, "nonsense")).status_code == 404


def test_a_locked_checklist_is_read_only(cast):
    made = making.concern_with_strategy_held(cast)
    sheet, client = made.checklists.get(), cast.client(cast.worker)
    assert client.get(section(sheet)).url == f"/checklists/{sheet.pk}/print/#missing"
    assert "Save and go on" not in words(client.get(f"/checklists/{sheet.pk}/"))
    sent = client.post(section(sheet), typed(missing_often__response="present"))
    assert sent.status_code == 302 and not Answer.objects.exists()
    assert (
        client.post(section(sheet), typed(missing_often__response="present"), headers={"X-Autosave": "1"}).status_code
        == 422
    )


def test_a_contributor_works_on_the_checklist_and_on_nothing_else(cast, sheet):
    nurse = cast.client(cast.nurse)
    assert nurse.get(f"/checklists/{sheet.pk}/").status_code == 200
    assert nurse.get(f"/concerns/{sheet.concern_id}/").status_code == 404
    assert nurse.post(section(sheet), typed(missing_often__response="present")).status_code == 302
    assert nurse.post(f"/checklists/{sheet.pk}/sign/").status_code == 302
    assert sheet.contributors.get(member__user=cast.nurse).signed_at
    refused = nurse.post(f"/checklists/{sheet.pk}/renew/")
    assert refused.status_code == 200 and "This is for the author" in words(refused)


def test_an_agency_is_invited_by_the_form_and_marked_as_giving_no_input(cast, sheet):
    client = cast.client(cast.worker)
    empty = client.post(f"/checklists/{sheet.pk}/invite/", {})
    assert "Choose a person or an agency" in words(empty)
    client.post(f"/checklists/{sheet.pk}/invite/", {"member": cast.member(cast.charity).pk})
    part = sheet.contributors.get(member__user=cast.charity)
    url = f"/checklists/{sheet.pk}/no-input/{part.pk}/"
    assert client.get(url).status_code == 403
    manager = cast.client(cast.manager)
    manager.post(url, {"words": "Away until December."})
    part.refresh_from_db()
    assert part.no_input_reason == "Away until December."
    assert manager.get(f"/checklists/{sheet.pk}/no-input/999999/").status_code == 404
    too_long = manager.post(url, {"words": "x" * 301})
    assert "300 characters or fewer" in words(too_long)


def test_an_answer_that_rests_on_nothing_is_asked_for(cast, sheet):
    client = cast.client(cast.worker)
    client.post(section(sheet), typed(missing_often__response="present"))
    page = words(client.get(f"/checklists/{sheet.pk}/"))
    assert "Say what these rest on" in page and "Goes missing" in page.split("Say what these rest on")[1]


def test_not_known_is_counted_and_shown(cast, sheet):
    client = cast.client(cast.worker)
    client.post(section(sheet), typed(missing_often__response="not_known"))
    assert "1 of 4, 1 not known" in words(client.get(section(sheet)))
    assert "1 answer says not known" in words(client.get(f"/checklists/{sheet.pk}/"))


@pytest.mark.clause("HRP-4.2")
def test_what_changed_since_the_last_checklist_is_shown(cast, sheet):
    client = cast.client(cast.worker)
    client.post(section(sheet), typed(missing_often__response="present", missing_often__evidence="x"))
    newer = actions.renew_checklist(
        checklist=making.fresh_checklist(sheet), by=cast.worker, at=cast.now + timedelta(minutes=1)
    )
    client.post(
        section(newer), typed("missing_often~:1", missing_often__response="not_present", missing_often__evidence="x")
    )
    page = words(client.get(f"/checklists/{newer.pk}/compare/"))
    assert "Goes missing" in page and "Present" in page and "Not present" in page
    assert "There is no earlier checklist" in words(client.get(f"/checklists/{sheet.pk}/compare/"))


def test_strengths_and_words_keep_both_versions(cast, sheet):
    url, client, nurse = f"/checklists/{sheet.pk}/words/", cast.client(cast.worker), cast.client(cast.nurse)
    first = {"version": sheet.version, "strengths": "A good aunt."}
    silent = nurse.post(url, first, headers={"X-Autosave": "1"})
    assert silent.json() == {"version": sheet.version + 1}
    mine = {"version": sheet.version, "strengths": "Football on Sundays."}
    assert client.post(url, mine, headers={"X-Autosave": "1"}).status_code == 409
    page = words(client.post(url, mine))
    assert "A good aunt." in page and "Football on Sundays." in page and "Two people changed" in page
    client.post(url, {**mine, "version": sheet.version + 1})
    assert making.fresh_checklist(sheet).strengths == "Football on Sundays."


def test_the_choice_of_checklist_is_offered_where_the_procedure_lists_several(cast, monkeypatch):
    made = making.concern(cast)
    client = cast.client(cast.worker)
    assert "Which checklist?" not in words(client.get(f"/concerns/{made.pk}/checklist/"))
    two = cast.procedure.model_copy(update={"checklists": ("hrp-starter", "seraf-style")})
    monkeypatch.setattr("riskpanel.partnership.standing._parsed", lambda *_: two)
    assert "Which checklist?" in words(client.get(f"/concerns/{made.pk}/checklist/"))
    assert "Select a checklist" in words(client.post(f"/concerns/{made.pk}/checklist/", {}))
    sent = client.post(f"/concerns/{made.pk}/checklist/", {"instrument": "seraf-style"})
    sheet = made.checklists.get()
    assert sent.url == f"/checklists/{sheet.pk}/" and sheet.instrument == "seraf-style"
    for code in ("significant", "moderate"):
        assert client.get(section(sheet, code)).status_code == 200
    last = load_instrument("seraf-style").sections
    item = next(one for one in last if one.code == "significant").items[0].code
    cell = {"version": "", f"{item}--current--response": "yes"}
    client.post(section(sheet, "significant"), cell)
    page = words(client.get(f"/concerns/{made.pk}/level/"))
    assert "Total: 5" in page and "checked" not in page


@pytest.mark.clause("HRP-4.3-HI.h")
def test_an_agency_that_answered_nothing_says_why_it_signs(cast):
    made = making.concern(cast, level="high")
    sheet = making.checklist(cast, made)
    client, url = cast.client(cast.worker), f"/checklists/{sheet.pk}/sign/"
    assert re.search(r"You have answered 0 of [1-9]\d*: sign all the same\?", words(client.get(url)))
    for why in ("", "   "):
        page = words(client.post(url, {"unanswered": why}))
        assert "Enter why your agency signs without an answer" in page and not sheet.contributors.get().signed_at
    assert client.post(url, {"unanswered": "We only know the name."}).status_code == 302
    assert sheet.contributors.get().signed_at and "0 answers" in words(client.get(f"/checklists/{sheet.pk}/"))
    assert told(sheet, "contribution_signed").note.endswith("We only know the name.")


def test_an_agency_that_answered_something_is_warned_and_signs(cast):
    sheet = making.checklist(cast, making.concern(cast, level="high"))
    actions.save_answer(
        checklist=sheet, item="missing_night", window="", response="present", evidence="Two nights.", source="",
        happened_on="", version=0, by=cast.worker, at=cast.now,
    )  # fmt: skip
    client, url = cast.client(cast.worker), f"/checklists/{sheet.pk}/sign/"
    page = words(client.get(url))
    assert "You have answered 1 of " in page and "Why does it sign" not in page
    assert client.post(url).status_code == 302 and sheet.contributors.get().signed_at
