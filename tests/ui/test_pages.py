"""Layouts and components: they render, speak up, keep the security policy and name nobody."""

import datetime as dt
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

import riskpanel
from riskpanel.ui import csp
from riskpanel.ui.gallery import PAGES, frame, samples
from riskpanel.ui.gallery_form import GalleryForm, PlainForm

FROM = '{% from "components/riskpanel.jinja" import '


def gallery_html(pages, page=""):
    """One page of the gallery, filled."""
    name = f"ui/gallery_{page}.jinja" if page else "ui/gallery.jinja"
    form = PlainForm() if page else GalleryForm()
    context = {**frame(page), **samples(), "form": form, "pages": PAGES, "csrf_input": "", "csrf_token": "t"}
    return pages.get_template(name).render(context)


@pytest.mark.parametrize("page", ["", *PAGES])
def test_pages_keep_the_security_policy(pages, page):
    html = gallery_html(pages, page)
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r"\son[a-z]+=", html)
    assert re.findall(r"<script>(.*?)</script>", html, re.S) == [csp.JS_ENABLED_SNIPPET]


def test_the_hash_is_of_the_snippet():
    assert csp.source_hash(csp.JS_ENABLED_SNIPPET) == csp.JS_ENABLED_HASH
    assert csp.JS_ENABLED_HASH == "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"


@pytest.mark.parametrize("page", ["", *PAGES])
def test_no_page_title_names_a_child(pages, page):
    title = re.search(r"<title>(.*?)</title>", gallery_html(pages, page))[1]
    assert title.endswith("– riskpanel")
    assert "Amina" not in title


@pytest.mark.parametrize("page", ["", *PAGES])
def test_ids_are_unique(pages, page):
    ids = re.findall(r'\sid="([^"]+)"', gallery_html(pages, page))
    assert len(ids) == len(set(ids))


def test_the_error_page_reads_nothing_of_the_request(pages):
    page = pages.get_template("layouts/error.jinja")
    mine = page.render({**frame(), "csrf_token": "secret", "messages": ["hello"]})
    assert mine == page.render()


def test_the_marking_is_the_partnerships_and_paper_takes_it_from_the_page(pages):
    page = pages.from_string('{% extends "layouts/page.jinja" %}')
    ours, bare = page.render(marking="PRIVATE"), page.render()
    assert ours.count("PRIVATE") == 2 and "OFFICIAL" not in ours and "rp-body--official" not in ours
    assert bare.count("OFFICIAL-SENSITIVE") == 2 and "rp-body--official" in bare


def test_the_base_page_needs_no_context(pages):
    html = pages.from_string('{% extends "layouts/page.jinja" %}{% block body %}hello{% endblock %}').render()
    assert "hello" in html
    assert "tel:999" in html
    assert "Sign out" not in html


def test_the_frame_says_who_i_am_and_for_whom_i_act(pages):
    html = gallery_html(pages, "meeting")
    for words in ("Ben Okafor", "Education seat", "acting as deputy for", "Emergency duty team", "Why this page?"):
        assert words in html
    assert 'action="/gallery/"' in html


@pytest.mark.parametrize(
    "source",
    ["{{ chlid }}", "{{ chlid.name }}", "{% if chlid %}{% endif %}", "{% for c in chlidren %}{% endfor %}",
     "{{ card.naem }}", "{{ chlid == 1 }}", "{{ chlid | length }}"],
)  # fmt: skip
def test_a_misspelt_name_speaks_up(pages, source):
    with pytest.raises(UndefinedError):
        pages.from_string(source).render(card=samples()["card"])


def test_a_name_said_to_be_optional_is_quiet(pages):
    source = '{{ child | default("none") }}{% if child is defined %}no{% endif %}{{ {}.key }}{{ [].place }}'
    assert pages.from_string(source).render() == "none"


def test_misspelt_names_are_quiet_in_production(pages, settings):
    from riskpanel.ui.jinja import environment

    settings.RISKPANEL_STRICT_TEMPLATES = False
    assert environment(loader=pages.loader).from_string("[{{ chlid.name }}]").render() == "[]"


def draw(pages, call, **context):
    """One macro, called."""
    name = call.split("(")[0]
    return pages.from_string(FROM + name + " %}{{ " + call + " }}").render(context)


def test_no_level_and_unknown_colours_are_words(pages):
    assert "No level" in draw(pages, "level_tag(none)")
    odd = samples()["levels"][0].__class__(letter="X", label="Odd", colour="beige")
    assert "rp-level--grey" in draw(pages, "level_tag(odd)", odd=odd)


def test_late_is_a_word_not_only_a_colour(pages):
    html = draw(pages, "due(when, today, late=true)", when=dt.date(2026, 11, 1), today=dt.date(2026, 11, 3))
    assert "2 days late" in html
    assert "Sun 1 Nov 2026" in html
    at = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
    assert "late today" in draw(pages, "due(when, today, late=true)", when=at, today=dt.date(2026, 11, 3))


def test_a_silent_document_is_said_to_be_silent(pages):
    html = draw(pages, "why(clauses, 'by hand', 'the chair')", clauses=samples()["clauses"])
    assert html.count("The document is silent") == 1
    assert "Who may change it" in html


def test_a_child_without_a_name_is_a_reference(pages):
    html = draw(pages, "identity_bar(card)", card=samples()["plain_card"])
    assert "C-2M9P" in html
    assert "Nobody named" in html


def test_an_entry_held_elsewhere_shows_no_text(pages):
    events = [e for e in samples()["events"] if e.held_by]
    events[0].text = "what the police know"
    html = draw(pages, "timeline(events)", events=events)
    assert "Held by Northmoor Police: ask" in html
    assert "what the police know" not in html


def test_both_texts_of_a_conflict_are_escaped_and_shown(pages):
    html = draw(pages, "conflict(mine, theirs)", mine="<b>mine</b>", theirs="theirs & more")
    assert "&lt;b&gt;mine" in html
    assert "theirs &amp; more" in html


def test_empty_lists_say_so(pages):
    today = dt.date(2026, 11, 3)
    assert "Nothing is due." in draw(pages, "duty_list([], today)", today=today)
    assert "Nothing has been recorded yet." in draw(pages, "timeline([])")
    assert "No guests" in draw(pages, "table(['Guest'], [], 'Guests', empty='No guests')")


def test_form_errors_stand_in_the_title(pages):
    html = pages.get_template("layouts/form.jinja").render(heading="Refuse", form=PlainForm({}))
    assert "<title>Error: Refuse – riskpanel" in html
    assert 'href="#id_reason"' in html
    assert "<title>Refuse – riskpanel" in pages.get_template("layouts/form.jinja").render(
        heading="Refuse", form=PlainForm()
    )


@pytest.mark.parametrize("layout", ["page", "split", "meeting"])
def test_what_is_wrong_with_every_form_of_a_page_is_one_summary_first_in_main(pages, layout):
    source = (
        f'{{% extends "layouts/{layout}.jinja" %}}{{% block title %}}Audit{{% endblock %}}'
        "{% block problems %}{{ error_summary(one, none, two) }}{% endblock %}"
    )
    told = {"one": PlainForm({}), "two": PlainForm({}, auto_id="two_%s"), "messages": []}
    html = pages.from_string(source).render(**told)
    main = html.split('id="main-content">')[1]
    assert html.count('class="govuk-error-summary"') == 1 and "<title>Error: Audit –" in html
    assert main.split("<h1")[0].count("govuk-error-summary__title") == 1
    assert 'href="#id_reason"' in main and 'href="#two_reason"' in main
    right = pages.from_string(source).render(one=PlainForm(), two=PlainForm(), messages=[])
    assert "<title>Audit –" in right and "govuk-error-summary" not in right


def test_no_template_draws_a_summary_elsewhere():
    root = Path(riskpanel.__file__).parent / "templates"
    lines = [(one.name, line) for one in root.rglob("*.jinja") for line in one.read_text().splitlines()]
    drawn = [(name, line) for name, line in lines if "error_summary(" in line]
    assert drawn and all(line.startswith("{% block problems %}") for _, line in drawn)
