"""Small invented instruments, put together from pieces of text."""

from textwrap import dedent
from typing import Any

from riskpanel.procedure.checklists import Instrument, read_instrument


def form(text: str, **head: Any) -> Instrument:
    """A small instrument: three ordinary scales, and what the text adds."""
    fixed = 'code = "small"\ntitle = "Small"\nversion = "1"\nscore = true\n'
    more = "".join(f"{key} = {value}\n" for key, value in head.items())
    return read_instrument(fixed + more + SCALES + dedent(text), "small.toml")


SCALES = """
[[scales]]
code = "possible"
kind = "choice"
responses = [
  { code = "yes", label = "Yes", points = 3, positive = true },
  { code = "possible", label = "Possible", points = 1, positive = true },
  { code = "no", label = "No" },
  { code = "not_known", label = "Not known", unknown = true },
]
[[scales]]
code = "depth"
kind = "number"
most = 3
[[scales]]
code = "pick"
kind = "choice"
responses = [
  { code = "low", label = "Low", tier = "low" },
  { code = "medium", label = "Medium", tier = "medium", positive = true },
  { code = "high", label = "High", tier = "high", positive = true },
]
[[scales]]
code = "words"
kind = "text"
[[tiers]]
code = "low"
label = "Low"
[[tiers]]
code = "medium"
label = "Medium"
[[tiers]]
code = "high"
label = "High"
[[levels]]
code = "L"
label = "Low"
order = 1
[[levels]]
code = "M"
label = "Medium"
order = 2
review_months = 3
[[levels]]
code = "H"
label = "High"
order = 3
action = "Hold a meeting"
due_working_days = 5
review_months = 1
"""
BANDS = """
[[bands]]
level = "L"
least = 0
most = 4
[[bands]]
level = "M"
least = 5
most = 9
[[bands]]
level = "H"
least = 10
"""


def part(code: str, scale: str, items: str, more: str = 'total = "sum"\n') -> str:
    return f'[[sections]]\ncode = "{code}"\nlabel = "{code.title()}"\nscale = "{scale}"\n{more}items = [{items}]\n'


ITEMS = '{ code = "a", label = "A" }, { code = "b", label = "B", weight = 2 }'


def two(total: str = "sum", more: str = "") -> str:
    return part("one", "possible", ITEMS, f'total = "{total}"\n{more}')


def limited(*limits: str, weight: int = 1) -> Instrument:
    section = two().replace('code = "a", label = "A"', f'code = "a", label = "A", tier = "high", weight = {weight}')
    attribute = '[[attributes]]\ncode = "ld"\nlabel = "Learning disability"\n'
    return form(section + attribute + BANDS + "".join(f"[[limits]]\n{limit}\n" for limit in limits))
