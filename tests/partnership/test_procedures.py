"""The procedure: uploaded, compared in words, put in force from a day, and read by everybody."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from riskpanel.partnership import actions, reviews
from riskpanel.partnership.differences import differences
from riskpanel.partnership.models import InForce, Panel, ProcedureVersion
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import box, state_of

pytestmark = pytest.mark.django_db
SOURCE = box()["hrp"].read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    assert old in SOURCE
    return SOURCE.replace(old, new, 1)


NEWER = changed('version = "1.0"', 'version = "1.1"').replace("clock = { months = 12 }", "clock = { months = 18 }")


@pytest.fixture
def admin(cast):
    return cast.client(cast.administrator)


def upload(client, source: str | bytes, asked_by: str = "Partnership board, 4 Nov 2026", name: str = "hrp.toml"):
    content = source.encode() if isinstance(source, str) else source
    sent = {"file": SimpleUploadedFile(name, content), "asked_by": asked_by}
    return client.post(reverse("procedure_upload"), sent)


def put(client, version, panel, when):
    day = {"from_day_day": str(when.day), "from_day_month": str(when.month), "from_day_year": str(when.year)}
    return client.post(reverse("procedure_put", args=[version.pk]), {"panel": panel.pk, "read": "on", **day})


@pytest.mark.clause("HRP-3.3")
def test_a_version_is_uploaded_compared_in_words_and_put_in_force(cast, admin):
    response = upload(admin, NEWER)
    version = ProcedureVersion.objects.get(version="1.1")
    assert response.url == reverse("procedure_version", args=[version.pk])
    assert Panel.objects.get(pk=cast.panel.pk).procedure_id == cast.panel.procedure_id
    html = admin.get(response.url).content.decode()
    assert "Review who holds the seats: within 12 months → within 18 months" in html
    assert "version 1.0 → 1.1" in html
    assert "2 differences" in html
    assert put(admin, version, cast.panel, cast.now.date()).status_code == 302
    assert Panel.objects.get(pk=cast.panel.pk).procedure == version
    listed = admin.get(reverse("procedures")).content.decode()
    assert "Partnership board, 4 Nov 2026" in listed
    assert listed.count(cast.administrator.full_name) >= 2


@pytest.mark.clause("HRP-3.3")
def test_what_was_decided_before_keeps_its_version(cast, admin):
    before = InForce.objects.get(panel=cast.panel)
    upload(admin, NEWER)
    put(admin, ProcedureVersion.objects.get(version="1.1"), cast.panel, cast.now.date())
    before.refresh_from_db()
    assert procedure_of(before.procedure).identity.version == "1.0"
    html = cast.client(cast.worker).get(reverse("procedure_read", args=[before.procedure_id])).content.decode()
    assert "version 1.0" in html
    assert "within 12 months" in html


def test_a_later_day_waits_for_its_morning(cast, admin, monkeypatch):
    upload(admin, NEWER)
    version = ProcedureVersion.objects.get(version="1.1")
    later = cast.now + timedelta(days=5)
    put(admin, version, cast.panel, later.date())
    assert Panel.objects.get(pk=cast.panel.pk).procedure != version
    assert "hrp 1.1 from Sun 15 Nov 2026" in admin.get(reverse("administration")).content.decode()
    call_command("bring_into_force", stdout=io.StringIO())
    assert Panel.objects.get(pk=cast.panel.pk).procedure != version
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    out = io.StringIO()
    call_command("bring_into_force", stdout=out)
    assert "now follows hrp 1.1" in out.getvalue()
    assert Panel.objects.get(pk=cast.panel.pk).procedure == version
    call_command("bring_into_force", stdout=out)
    assert "already" in out.getvalue()


def test_yesterday_is_refused(cast, admin):
    upload(admin, NEWER)
    version = ProcedureVersion.objects.get(version="1.1")
    html = put(admin, version, cast.panel, (cast.now - timedelta(days=1)).date()).content.decode()
    assert "or later" in html
    assert InForce.objects.filter(panel=cast.panel).count() == 1


def test_seats_follow_the_version_in_force(cast, admin):
    source = changed('title = "Housing support"', 'title = "Housing and homelessness"')
    upload(admin, source.replace('version = "1.0"', 'version = "2.0"'))
    put(admin, ProcedureVersion.objects.get(version="2.0"), cast.panel, cast.now.date())
    assert cast.seat("housing").title == "Housing and homelessness"
    assert cast.seat("housing").appointments.exists()


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("review_on = 2023-02-28", 'review_on = "soon"', "review_on", "identity"),
        (
            'who = ["co_chair"]\nmet_by = ["membership_reviewed"]',
            'who = ["everybody"]\nmet_by = ["membership_reviewed"]',
            "everybody",
            "everybody",
        ),
        ('band = "record"', 'band = "low"', "band", "&#39;low&#39;|low"),
    ],
)
def test_a_wrong_file_is_refused_with_line_place_value_and_expectation(cast, admin, old, new, line, told):
    source = changed(old, new)
    html = upload(admin, source).content.decode()
    number = source[: source.index(new)].count("\n") + 1
    assert "Nothing was saved" in html
    assert "What was expected" in html
    assert any(f">{one}<" in html for one in range(number, number + 3))
    assert any(word in html for word in told.split("|"))
    assert ProcedureVersion.objects.of(cast.partnership).count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"this is not toml", "Nothing was saved"),
        (b"\xff\xfe broken", "text in UTF-8"),
        (b"a = 'x\x00y'", "NUL"),
        (b"[identity]\nslug = '<script>alert(1)</script>'\n", "Nothing was saved"),
    ],
)
def test_any_other_file_is_refused_in_words(cast, admin, content, words):
    html = upload(admin, content).content.decode()
    assert words in html
    assert "<script>alert(1)" not in html
    assert ProcedureVersion.objects.of(cast.partnership).count() == 1


def test_another_kind_of_file_is_refused(cast, admin):
    assert "must end in .toml" in upload(admin, SOURCE, name="hrp.docx").content.decode()


def test_the_same_file_twice_is_one_version(cast, admin):
    upload(admin, SOURCE)
    upload(admin, SOURCE)
    assert ProcedureVersion.objects.of(cast.partnership).count() == 1


def test_the_file_comes_back_as_it_was(cast, admin):
    response = admin.get(reverse("procedure_file", args=[cast.panel.procedure_id]))
    assert response.content.decode() == cast.panel.procedure.source
    assert response.headers["Content-Disposition"] == 'attachment; filename="hrp-1.0.toml"'


@pytest.mark.clause("HRP-3.2")
def test_the_review_of_the_procedure_is_overdue_after_its_day(cast, admin):
    def due():
        return next(one for one in reviews.open_ones(cast.panel) if one.code == "review_procedure")

    london = ZoneInfo("Europe/London")
    assert state_of(due(), datetime(2023, 2, 28, 9, tzinfo=london)) == "today"
    assert state_of(due(), datetime(2023, 3, 1, 9, tzinfo=london)) == "late"
    assert "overdue since Tue 28 Feb 2023" in admin.get(reverse("administration")).content.decode()


@pytest.mark.clause("HRP-3.2")
def test_a_review_that_was_done_sets_the_next_by_the_procedures_step(cast):
    panel = actions.set_up_panel(
        partnership=cast.partnership, version=cast.panel.procedure, from_day=date(2021, 4, 1), by=cast.administrator,
        at=cast.now,
    )  # fmt: skip
    actions.record_review(
        panel=panel, about="procedure", done_on=date(2023, 2, 20), outcome="Kept.", by=cast.council_chair, at=cast.now
    )
    due = next(one for one in reviews.open_ones(panel) if one.code == "review_procedure")
    assert due.due_at.strftime("%B %Y") == "August 2024"


@pytest.mark.clause("HRP-DOC-1")
def test_the_page_shows_title_version_and_date(cast):
    html = cast.client(cast.school).get(reverse("procedure")).content.decode()
    assert "Operational High-Risk Panel Procedure (HRP), London Borough of Hillingdon" in html
    assert "Version 1.0" in html
    assert "1 Apr 2021" in html


@pytest.mark.clause("HRP-APPX", "HRP-A1")
def test_the_page_says_of_each_document_whether_it_was_supplied(cast):
    html = cast.client(cast.school).get(reverse("procedure")).content.decode()
    section = html[html.index('id="documents"') :]
    for document in cast.procedure.documents:
        row = section[section.index(document.title.replace("'", "&#39;")) :][:400]
        assert ("Not supplied" in row) is not document.supplied, document.title
    four = [one for one in cast.procedure.documents if one.code.startswith("appendix_")]
    assert [one.supplied for one in four] == [False, True, True, False]
    assert four[0].instead in html


@pytest.mark.clause("HRP-A4")
def test_the_guide_is_made_from_the_states_and_clocks_of_the_file(cast, admin):
    def guide(url: str) -> str:
        html = admin.get(url).content.decode()
        return html[html.index('id="process"') : html.index('id="duties"')]

    mine = guide(reverse("procedure"))
    for words in (
        "Discuss the level with the line manager today</strong>: the same day",
        "Hold the strategy meeting</strong>: within 5 working days",
        "Submit the referral to the panel</strong>: within 1 working day",
    ):
        assert words in mine
    for lifecycle in cast.procedure.lifecycles:
        assert f'id="life-{lifecycle.thing}"' in mine
    at = SOURCE.index('says = "Hold the strategy meeting"')
    source = SOURCE[:at] + SOURCE[at:].replace("working_days = 5", "working_days = 4", 1)
    upload(admin, source.replace('version = "1.0"', 'version = "4d"'))
    other = ProcedureVersion.objects.get(version="4d")
    assert "Hold the strategy meeting</strong>: within 4 working days" in guide(
        reverse("procedure_read", args=[other.pk])
    )
    documents = cast.procedure.documents
    assert "holds a title only" in next(one.instead for one in documents if one.code == "appendix_4")


def test_the_page_draws_every_part_of_the_file(cast):
    from html import unescape

    html = unescape(cast.client(cast.worker).get(reverse("procedure")).content.decode())
    said = cast.procedure
    parts = [*said.levels, *said.seats, *said.duties, *said.gates, *said.meetings, *said.outcomes, *said.labels]
    parts += [*said.bodies, *said.references, *said.categories, *said.settings, *said.statements, *said.escalations]
    parts += [move for lifecycle in said.lifecycles for move in lifecycle.moves]
    for part in parts:
        words = getattr(part, "says", "") or getattr(part, "label", "") or getattr(part, "title", "")
        assert words in html, words
    for sight in said.sights:
        assert sight.reason in html
    for id_, clause in said.clauses.items():
        assert f'id="{id_}"' in html
        assert clause.says in html


def test_everybody_reads_who_is_told_of_what(cast):
    page = cast.client(cast.nurse).get(reverse("procedure")).content.decode()
    section = page[page.index('<section id="tells">') :]
    assert "You were given an action." in section and "the reasons for a decision" in section.lower()
    assert "{" not in section[: section.index("</section>")]


def test_a_line_that_tells_somebody_else_is_a_difference(cast):
    old = cast.company.procedure
    first, *rest = old.tells
    new = old.model_copy(update={"tells": (first.model_copy(update={"who": ("coordinator",)}), *rest[:-1])})
    said = [one.words for one in differences(old, new) if one.part == "Who is told of what"]
    assert len(said) == 2 and "coordinator" in said[-1].lower() + said[0].lower()
