"""How each paper is drawn: what an administrator sees, who sees no child."""

import pytest
from django.test import override_settings

from riskpanel.access.models import AuditEvent
from riskpanel.partnership.standing import procedure_of
from tests import making_plans
from tests.canaries import Canaries
from tests.reading_papers import text_of


@pytest.mark.parametrize("form", ("pdf", "docx", "xlsx"))
def test_every_paper_is_shown_with_invented_content_and_with_no_child(cast, form):
    making_plans.approved_plan(cast)
    canaries, browser = Canaries().plant(), cast.client(cast.administrator)
    listed = browser.get("/administration/papers/").content.decode()
    for kind in procedure_of(cast.panel.procedure).papers:
        answer = browser.get(f"/administration/papers/{kind.code}/{form}/")
        assert answer.status_code == 200 and f"/administration/papers/{kind.code}/{form}/" in listed
        text = text_of(answer.content, form)
        assert "Example" in text and not canaries.children_in(text)
    assert not [row for row in AuditEvent.objects.filter(action="document") if row.children]


def test_a_partnerships_own_template_is_named_and_shown(cast, tmp_path):
    (tmp_path / "agenda.typ").write_text('#import "house.typ": *\n#show: house\nOur own agenda.')
    (tmp_path / "outline.typ").write_text('#import "house.typ": *\n#show: house\n#oops')
    browser = cast.client(cast.administrator)
    with override_settings(RISKPANEL_TEMPLATES=tmp_path):
        assert "Your own" in browser.get("/administration/papers/").content.decode()
        own = text_of(browser.get("/administration/papers/agenda/pdf/").content, "pdf")
        wrong = browser.get("/administration/papers/plan/pdf/")
    assert "Our own agenda." in own
    assert wrong.status_code == 422 and "outline.typ, line 3" in wrong.content.decode()


def test_nobody_but_an_administrator_opens_it(cast):
    for user in (cast.council_chair, cast.worker):
        assert cast.client(user).get("/administration/papers/").status_code == 403
        assert cast.client(user).get("/administration/papers/agenda/pdf/").status_code == 403
    assert cast.client(cast.administrator).get("/administration/papers/nothing/pdf/").status_code == 404
