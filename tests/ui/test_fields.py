"""Every kind of field, right and wrong, drawn and told."""

import datetime as dt
import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from riskpanel.ui import forms as ui
from riskpanel.ui.gallery_form import GalleryForm
from riskpanel.ui.words import LONDON

RIGHT = {
    "name": "Grace Mensah",
    "email": "",
    "absences": "12",
    "happened_on_day": "2",
    "happened_on_month": "nov",
    "happened_on_year": "2026",
    "held_at_day": "3",
    "held_at_month": "11",
    "held_at_year": "2026",
    "held_at_time": "9:30",
    "summary": "Seen at\r\nthe station",
    "told": "yes",
    "agencies": ["police", "school"],
    "category": "missing",
    "agreed": "on",
}


def filled(**over):
    """The gallery's form, filled in well but for ``over``."""
    sheet = SimpleUploadedFile("extract.xlsx", b"a sheet")
    return GalleryForm({**RIGHT, **over}, {"extract": over.pop("extract", sheet)})


def told(form, name) -> str:
    """What the form says of one field."""
    form.is_valid()
    return " ".join(form.errors.get(name, []))


def test_a_form_filled_in_well_is_read():
    form = filled()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["happened_on"] == dt.date(2026, 11, 2)
    assert form.cleaned_data["held_at"] == dt.datetime(2026, 11, 3, 9, 30, tzinfo=LONDON)
    assert form.cleaned_data["summary"] == "Seen at\nthe station"


def test_every_field_draws_its_value():
    drawn = "".join(ui.field(bound) for bound in ui.questions(filled()))
    for piece in ('value="Grace Mensah"', 'value="9:30"', 'value="nov"', "Seen at", 'value="police" checked'):
        assert piece in drawn
    assert re.search(r'value="missing" selected', drawn)


def test_every_required_field_left_blank_is_marked_and_linked():
    form = GalleryForm({}, {})
    assert not form.is_valid()
    drawn = "".join(ui.field(bound) for bound in ui.questions(form))
    links = re.findall(r'href="#([^"]+)"', ui.error_summary(form))
    assert len(links) == len(form.errors) == 10
    assert drawn.count("govuk-error-message") == 10
    for link in links:
        assert f'id="{link}"' in drawn
    assert "id_happened_on_day" in links
    assert "id_told" in links
    assert "id_agencies" in links


def test_blank_fields_are_asked_for_in_words():
    form = GalleryForm({}, {})
    assert told(form, "name") == "Enter name of the professional"
    assert told(form, "told") == "Answer “Has the family been told?”"
    assert told(form, "category") == "Select category"
    assert told(form, "extract") == "Choose the agency’s extract"
    assert "I have read what I was sent" in told(form, "agreed")


def test_checkboxes_are_not_taken_for_radios():
    drawn = ui.field(GalleryForm()["agencies"])
    assert 'type="checkbox"' in drawn
    assert 'data-behaviour="exclusive"' in drawn
    assert 'type="radio"' in ui.field(GalleryForm()["told"])


def test_none_of_these_excludes_the_others():
    assert told(filled(agencies=["police", "none"]), "agencies") == "Select what applies, or “None of these”, not both"


def test_an_answer_reveals_its_field_once():
    form = GalleryForm()
    assert "why_not" not in [bound.name for bound in ui.questions(form)]
    drawn = ui.field(form["told"])
    assert 'id="conditional-id_told-2"' in drawn
    assert drawn.count('name="why_not"') == 1
    assert "(optional)" not in drawn


def test_a_revealed_field_can_be_needed():
    assert told(filled(told="no"), "why_not") == "Say why the family has not been told"
    assert filled(told="no", why_not="Risk to the child").is_valid()


def test_a_revealed_error_is_linked():
    form = filled(told="no")
    form.is_valid()
    assert 'href="#id_why_not"' in ui.error_summary(form)


@pytest.mark.parametrize(
    ("day", "month", "year", "says"),
    [
        ("31", "2", "2026", "The date it happened must be a real date"),
        ("29", "2", "2025", "The date it happened must be a real date"),
        ("3", "11", "", "The date it happened must include a year"),
        ("", "", "2026", "The date it happened must include a day and a month"),
        ("3", "11", "26", "The date it happened: the year must have 4 numbers"),
        ("three", "11", "2026", "The date it happened must be a real date"),
        ("1", "1", "0202", "The date it happened must be a real date"),
        ("9" * 5000, "1", "2026", "The date it happened must be a real date"),
        ("4", "11", "2026", "The date it happened must be Tue 3 Nov 2026 or earlier"),
    ],
)
def test_dates_that_cannot_be(day, month, year, says):
    form = filled(happened_on_day=day, happened_on_month=month, happened_on_year=year)
    assert told(form, "happened_on") == says


def test_the_error_leads_to_the_input_at_fault():
    form = filled(happened_on_year="")
    form.is_valid()
    assert 'href="#id_happened_on_year"' in ui.error_summary(form)
    drawn = ui.field(form["happened_on"])
    assert drawn.count("govuk-input--error") == 1
    assert 'value="nov"' in drawn


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [("17:00", 17, 0), ("5pm", 17, 0), ("9.30 am", 9, 30), ("1730", 17, 30), ("12am", 0, 0), ("12:15pm", 12, 15)],
)
def test_times_of_day_as_people_type_them(typed, hour, minute):
    form = filled(held_at_time=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["held_at"] == dt.datetime(2026, 11, 3, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize("typed", ["25:00", "17:60", "noon", "17", "١٧:٠٠"])
def test_times_of_day_that_cannot_be(typed):
    assert "like 09:30 or 17:00" in told(filled(held_at_time=typed), "held_at")


def test_a_time_must_be_given():
    form = filled(held_at_time="")
    assert told(form, "held_at") == "Strategy meeting must include a time"
    assert 'href="#id_held_at_time"' in ui.error_summary(form)


def moment(day, month, hhmm):
    """The form with a moment of 2026."""
    return filled(held_at_day=day, held_at_month=month, held_at_time=hhmm)


def test_a_time_that_the_spring_clocks_skip_is_refused():
    assert "the clocks go forward" in told(moment("29", "3", "01:30"), "held_at")
    assert moment("29", "3", "00:59").is_valid()
    assert moment("29", "3", "02:00").is_valid()


def test_a_time_that_comes_twice_is_the_first():
    form = moment("25", "10", "01:30")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["held_at"].astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_stored_values_come_back_in_london_time():
    class Stored(forms.Form):
        at = ui.MomentField(initial=dt.datetime(2026, 7, 1, 16, 0, tzinfo=dt.UTC))
        on = ui.DayField(initial="2026-11-03")

    assert 'value="17:00"' in ui.field(Stored()["at"])
    assert 'value="11"' in ui.field(Stored()["on"])
    assert not ui.DayField().has_changed("2026-11-03", ("3", "11", "2026"))


@pytest.mark.parametrize("name", ["name", "summary", "notes"])
def test_a_nul_character_is_refused_in_words(name):
    assert "cannot be stored" in told(filled(**{name: "a\x00b"}), name)


def test_too_long_says_both_numbers():
    said = told(filled(summary="x" * 2001), "summary")
    assert said == "What happened must be 2,000 characters or fewer; it is 2,001"
    assert filled(summary="x\r\n" * 1000).is_valid()


def test_long_text_counts_only_where_the_limit_matters():
    form = GalleryForm()
    assert 'data-maxlength="2000"' in ui.field(form["summary"])
    assert "character-count" not in ui.field(form["notes"])
    assert form.fields["notes"].max_length == 20_000


def test_files_are_checked():
    wrong = filled(extract=SimpleUploadedFile("extract.exe", b"x"))
    assert told(wrong, "extract") == "The file must end in .xlsx or .csv"
    assert told(filled(extract=SimpleUploadedFile("e.csv", b"")), "extract") == "The file is empty"
    assert 'accept=".xlsx,.csv"' in ui.field(GalleryForm()["extract"])


def test_numbers_are_told_in_words():
    assert told(filled(absences="many"), "absences") == "Days absent from school must be a whole number"
    assert told(filled(absences="400"), "absences") == "Days absent from school must be 190 or fewer"


def test_words_from_people_are_escaped():
    form = filled(name="<script>alert(1)</script>")
    assert "<script>" not in ui.field(form["name"])
    assert "<b>" not in ui.field(form["name"], label="<b>x</b>")


def test_an_unknown_widget_is_refused():
    class Odd(forms.Form):
        split = forms.SplitDateTimeField()
        many = forms.MultipleChoiceField(choices=[("a", "A")])

    with pytest.raises(TypeError, match="SplitDateTimeWidget"):
        ui.field(Odd()["split"])
    with pytest.raises(TypeError, match="ManyChoice"):
        ui.field(Odd()["many"])


def test_the_hint_the_clause_and_a_label_over_the_top():
    class Small(forms.Form):
        reason = ui.LongText(label="Reason", hint="In a sentence", clause="H-4.2", required=False)

    form = Small()
    assert form.fields["reason"].clause == "H-4.2"
    drawn = ui.field(form["reason"], heading=True)
    assert "In a sentence" in drawn
    assert "<h1" in drawn
    assert "Reason (optional)" in drawn


def test_prefixed_forms_keep_their_ids_apart():
    form = GalleryForm(prefix="a")
    assert 'id="id_a-happened_on_day"' in ui.field(form["happened_on"])
    assert 'name="a-happened_on_day"' in ui.field(form["happened_on"])


def test_django_fields_get_our_words_for_a_blank():
    class Plain(forms.Form):
        password = forms.CharField(widget=forms.PasswordInput)

    form = Plain({})
    assert "Enter password" in ui.error_summary(form)
    assert "secret" not in ui.field(Plain({"password": "secret"})["password"])
