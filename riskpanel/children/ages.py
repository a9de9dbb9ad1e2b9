"""A child's age in words, and whether a birthday that matters to the procedure is near."""

from dataclasses import dataclass
from datetime import date

from riskpanel.procedure import Procedure


@dataclass(frozen=True)
class AgeWords:
    """`words` as they stand beside a name; `warn` where the procedure's upper age is near or past."""

    words: str
    warn: bool = False

    def __str__(self) -> str:
        return self.words


def age_on(born_on: date, day: date) -> int:
    """Whole years on a day. Who was born on 29 February grows older on 1 March in other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def birthday(born_on: date, age: int) -> date:
    """The day on which somebody reaches an age."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def age_words(
    born_on: date | None, today: date, procedure: Procedure, *, estimated: bool = False, send: bool = False
) -> AgeWords:
    """`15`, `15, 16 in 84 days`, or that the age is not known. The next birthday is named within the
    procedure's days of warning; the one on which the child leaves its scope is marked, which is later
    with special educational needs (`send`) where the procedure says so."""
    if born_on is None:
        return AgeWords("Not known")
    if born_on > today:
        return AgeWords("Not yet born")
    rule, age = procedure.age, age_on(born_on, today)
    said = f"about {age}" if estimated else str(age)
    below = (send and rule.below_with_send) or rule.below
    if age >= below:
        return AgeWords(f"{said}: {below} or over", warn=True)
    days = (birthday(born_on, age + 1) - today).days
    if days > rule.warn_days:
        return AgeWords(said)
    when = "tomorrow" if days == 1 else f"in {days} days"
    return AgeWords(f"{said}, {age + 1} {when}", warn=age + 1 >= below)
