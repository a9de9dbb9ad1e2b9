"""The parts of a procedure about what agencies tell before a meeting, and of what members are warned between
meetings."""

from typing import Literal

from pydantic import Field

from riskpanel.procedure.parts import Choice, Count, Sourced

Means = Literal["unknown", "known", "withheld", "shared"]


class ReturnAnswer(Sourced):
    """What an agency may answer about a child. `means` says what follows: `unknown` and `known` carry
    nothing further, `withheld` a reason, `shared` at least one piece of information."""

    code: str
    label: str
    means: Means
    says: str = ""


class LegalBasis(Sourced):
    """On what law information is shared; `law` names it for the reader."""

    code: str
    label: str
    law: str = ""


class Activities(Sourced):
    """What each agency tells a meeting of its own work, about no child; `nothing` are the words of a nil
    return."""

    label: str
    says: str = ""
    nothing: str


class Returns(Sourced):
    """What every agency with an invited seat is asked before a meeting, for each child whose section of
    the agenda comes from one of `asks`. `kinds` are kinds of information, `labels` the restrictions that
    a piece of it may carry, `everybody` the words for none; `not_minuted` and `not_for_family` the words
    for its two further limits."""

    asks: tuple[str, ...] = Field(min_length=1)
    answers: tuple[ReturnAnswer, ...] = Field(min_length=2)
    kinds: tuple[Choice, ...] = Field(min_length=1)
    bases: tuple[LegalBasis, ...] = Field(min_length=1)
    labels: tuple[str, ...] = ()
    everybody: str
    not_minuted: str
    not_for_family: str
    activities: Activities | None = None

    def answer(self, code: str) -> ReturnAnswer | None:
        """The answer of that code, or None."""
        return next((one for one in self.answers if one.code == code), None)


class Alerts(Sourced):
    """Warnings to members between meetings. Roles in `sends` tell them at once, those in `proposes` ask a
    chair first; a text has at most `longest` characters."""

    kinds: tuple[Choice, ...] = Field(min_length=1)
    sends: tuple[str, ...] = Field(min_length=1)
    proposes: tuple[str, ...] = ()
    longest: Count = 500
