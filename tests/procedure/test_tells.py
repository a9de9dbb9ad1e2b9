"""Who is told of what: the lines of a procedure, the fixed sentences, and what a wrong line is told."""

from datetime import date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from riskpanel.procedure import GROUPS, NOTICE_KINDS, Calendar, ProcedureError, boxed, load_text, reminders, sentence
from riskpanel.procedure.loading import PROCEDURES

LONDON = ZoneInfo("Europe/London")
TEXT = (PROCEDURES / "hrp.toml").read_text(encoding="utf-8")
LINE = '[[tells]]\nabout = "action"\nevent = "action_set"\nwho = ["action_owner"]\nkind = "action_given"\n'
LEAD = '[[tells]]\nabout = "child"\nevent = "lead_changed"\nwho = ["lead_professional"]\nkind = "lead_named"\n'


@pytest.mark.parametrize("slug", ["hrp", "harm"])
def test_each_kind_says_one_sentence_in_the_procedure_s_words(slug: str) -> None:
    words = boxed(slug).words
    for kind in {line.kind for line in boxed(slug).tells}:
        said = sentence(kind, words)
        assert said.endswith(".") and "{" not in said and "  " not in said and len(said) <= 200


def test_a_sentence_takes_nothing_but_words_of_the_procedure() -> None:
    known = set(type(boxed("hrp").words).model_fields)
    for kind in NOTICE_KINDS.values():
        assert kind.group in GROUPS and set(kind.needs) <= known
        assert not [spec for _, _, spec, how in Formatter().parse(kind.says) if spec or how]


def test_a_kind_that_there_is_not_says_nothing() -> None:
    with pytest.raises(KeyError):
        sentence("gossip", boxed("hrp").words)


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        ('about = "action"', 'about = "gossip"', "about", "one of: action"),
        ('event = "action_set"', 'event = "action_sung"', "event", "an event that a move or an action produces"),
        ('who = ["action_owner"]', 'who = ["neighbour"]', "who[0]", "one of: action_owner"),
        ('who = ["action_owner"]', "who = []", "who", "at least 1"),
        ('kind = "action_given"', 'kind = "gossip"', "kind", "one of: action_changed"),
        (
            'kind = "action_given"',
            'kind = "action_given"\nwhen = [{ fact = "gossip", is = true, otherwise = "" }]',
            "when[0].fact",
            "a fact that is known here",
        ),
        ('kind = "action_given"', 'kind = "action_given"\nsays = "Robin!"', "says", "a key that is known here"),
    ],
)
def test_a_wrong_line_is_refused(old: str, new: str, where: str, expected: str) -> None:
    with pytest.raises(ProcedureError) as caught:
        load_text(TEXT.replace(LINE, LINE.replace(old, new)), "wrong.toml")
    found = {problem.where.split(".", 1)[-1]: problem for problem in caught.value.problems}
    assert found[where].expected.startswith(expected) and found[where].where.startswith("tells[")


def test_the_same_telling_twice_is_refused() -> None:
    with pytest.raises(ProcedureError, match="another line tells of the same event so"):
        load_text(TEXT.replace(LINE, f"{LINE}clauses = []\n\n{LINE}"), "wrong.toml")


def test_a_sentence_without_its_word_is_refused() -> None:
    meadow = (PROCEDURES.parents[1] / "tests" / "procedures" / "meadow.toml").read_text(encoding="utf-8")
    wrong = meadow.replace('lead_professional = "named worker"', 'lead_professional = ""')
    wrong = wrong.replace("[[tells]]", f"{LEAD}\n[[tells]]", 1)
    with pytest.raises(ProcedureError, match="the notice lead_named uses it"):
        load_text(wrong, "wrong.toml")


def test_reminders_are_working_days_after_the_start_and_never_after_the_end() -> None:
    procedure = boxed("hrp")
    duty = next(one for one in procedure.duties if one.remind_working_days)
    thursday, calendar = datetime(2026, 11, 5, 9, tzinfo=LONDON), Calendar(procedure.calendar)
    assert reminders(duty, thursday, date(2026, 11, 12), calendar) == (date(2026, 11, 10),)
    assert reminders(duty, thursday, date(2026, 11, 9), calendar) == ()


@pytest.mark.parametrize("words", ["High-Risk Panel " * 12, "High-Risk\\nBcc: everybody@elsewhere.example"])
def test_words_that_fit_no_subject_of_a_letter_are_refused(words: str) -> None:
    wrong = TEXT.replace('panel = "High-Risk Panel"', f'panel = "{words}"')
    with pytest.raises(ProcedureError, match="180 characters at most"):
        load_text(wrong, "wrong.toml")
