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


def personas() -> list[Persona]:
    """Everybody in the story who has a sentence, in its order."""
    told = people_file()
    agencies = {line["key"]: line["name"] for line in told["agencies"]}
    return [
        Persona(line["key"], line["name"], line["email"], line["job_title"], agencies[line["agency"]], line["persona"])
        for line in told["people"]
        if line.get("persona")
    ]


def account_of(key: str) -> User | None:
    """The account of a persona; None for anybody else, whoever they are."""
    emails = {one.key: one.email for one in personas()}
    return User.objects.filter(email=emails[key], is_active=True).first() if key in emails else None
