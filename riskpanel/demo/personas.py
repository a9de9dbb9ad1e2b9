"""Whom a visitor of the demonstration may be, from the story's people."""

from dataclasses import dataclass

from riskpanel.access.models import User
from riskpanel.demo.people import people_file


@dataclass(frozen=True)
class Persona:
    """An invented person with one button; `does` says in a sentence what they do."""

    key: str
    name: str
    email: str
    job_title: str
    agency: str
    does: str


BOROUGHS = ("people", "eastmere")
"""The files of the invented boroughs, in the order in which they are offered."""


def personas(name: str = BOROUGHS[0]) -> list[Persona]:
    """Everybody of a borough who has a sentence, in its order. Keys of the others begin with its name."""
    told, before = people_file(name), "" if name == BOROUGHS[0] else f"{name}-"
    agencies = {line["key"]: line["name"] for line in told["agencies"]}
    return [
        Persona(
            before + line["key"], line["name"], line["email"], line["job_title"], agencies[line["agency"]],
            line["persona"],
        )
        for line in told["people"]
        if line.get("persona")
    ]  # fmt: skip


def boroughs() -> list[tuple[str, list[Persona]]]:
    """Each borough that is there by its area, with whom one may be in it."""
    found = []
    for name in BOROUGHS:
        there = [one for one in personas(name) if User.objects.filter(email=one.email, is_active=True).exists()]
        found += [(people_file(name)["partnership"]["area"], there)] if there else []
    return found


def account_of(key: str) -> User | None:
    """The account of a persona; None for anybody else, whoever they are."""
    emails = {one.key: one.email for name in BOROUGHS for one in personas(name)}
    return User.objects.filter(email=emails[key], is_active=True).first() if key in emails else None
