"""What happens to invented children: the background of a borough, and the turns that practitioners know."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from riskpanel.singleview.synthesis.people import Child, Happening

HORIZON = 200
PAST = 420
OWN_FACTORS = ("10A", "11A", "13A", "14A", "15A", "18B", "19B", "24A", "2A", "7A")
FAMILY_FACTORS = ("3B", "4B", "2B", "1B", "3A", "4A", "16A", "17A")
NEEDS = ("N1", "N1", "N1", "N4", "N5", "N6", "N8")
CATEGORIES = ("Neglect", "Emotional", "Physical", "Sexual")
STREETS = ("the bus station", "the retail park", "the canal path", "a party", "an address in another county")


class Life:
    """One child's history as it is written. Days count from `base`, the first day of extracts."""

    def __init__(self, child: Child, base: date) -> None:
        self.child, self.base, self.chance = child, base, child.chance
        self.count = 0

    def at(self, day: float, hour: int | None = None) -> datetime:
        """The moment so many days from the first extract."""
        midnight = datetime.combine(self.base, time()) + timedelta(days=int(day))
        if hour is None:
            return midnight
        return midnight + timedelta(hours=hour, minutes=self.chance.randrange(60))

    def add(self, agency: str, kind: str, began: datetime, ended: datetime | None = None, code: str = "",
            value: float | None = None, **told: str) -> None:  # fmt: skip
        """Writes down what happened, where the agency would."""
        self.child.known.add(agency)
        self.child.happened.append(Happening(agency, kind, began, ended, code, value, told))

    def number(self) -> str:
        """A number that no other row has."""
        self.count += 1
        return f"{self.child.number:06d}{self.count:03d}"

    def gone(self, day: float, hours: float, *, away: bool = False) -> None:
        """Missing or away, as social care and the police each tell it, seldom to the minute alike."""
        began = self.at(day, self.chance.randint(17, 25))
        ended = began + timedelta(hours=hours)
        if "csc" in self.child.known:
            offered = self.chance.choices(("Y", "N", "NA", "NULL"), (70, 12, 6, 12))[0]
            accepted = self.chance.choices(("Y", "N"), (60, 40))[0] if offered == "Y" else "NULL"
            words = ("Away", "A", "Unauthorised absence") if away else ("Missing", "M", "MISSING", "Missing from home")
            self.add("csc", "missing", began, ended, self.chance.choice(words), offered=offered, accepted=accepted)
        if not away:
            told = began + timedelta(minutes=self.chance.randint(20, 300) if hours > 6 else 10)
            self.add("police", "missing", told, ended,
                     self.chance.choice(("Medium", "High")), reference=f"XM{self.number()}")  # fmt: skip

    def referral(self, day: float, days_open: float | None, need: str = "") -> str:
        """A referral to social care, its assessment and the factors found there; gives its number."""
        number = self.number()
        began = self.at(day)
        ended = None if days_open is None else self.at(day + days_open)
        self.add("csc", "referral", began, ended, need or self.chance.choice(NEEDS), id=number, nfa="N")
        return number

    def assessed(self, day: float, referral: str, factors: list[str]) -> None:
        """A child and family assessment with its factors."""
        self.add("csc", "assessment", self.at(day), self.at(day + self.chance.randint(12, 44)), id=self.number(),
                 referral=referral, factors=",".join(factors))  # fmt: skip

    def cared_for(self, day: float, days: float | None, moves: list[float], *, far: bool = False) -> None:
        """A period of care, with a placement from its start and from each move on."""
        period = self.number()
        ends = None if days is None else self.at(day + days)
        starts = [day, *sorted(moves)]
        for nth, start in enumerate(starts):
            last = nth + 1 == len(starts)
            end = ends if last else self.at(starts[nth + 1])
            self.add("csc", "episode", self.at(start), end, id=self.number(), period=period, last="Y" if last else "N",
                     entered=self.at(day).date().isoformat())  # fmt: skip
            miles = self.chance.uniform(22, 90) if far and last else self.chance.uniform(0.5, 15)
            kind = self.chance.choice(("U6", "U4", "K2", "K2", "U1"))
            if self.child.age(self.base) >= 17 and last:
                kind = "K3"
            self.add("csc", "placement", self.at(start), end, kind, round(miles, 1), id=self.number(), period=period)


def background(life: Life) -> None:
    """What agencies hold of a child to whom nothing of this panel's concern happens."""
    child, chance = life.child, life.chance
    age = child.age(life.base)
    if chance.random() < 0.42:
        _social_care(life)
    if 5 <= age <= 16 and chance.random() < 0.55:
        attendance(life, chance.gauss(94, 4))
    if age >= 10 and chance.random() < 0.06:
        life.add(
            "police",
            "police_report",
            life.at(chance.randrange(-PAST, HORIZON), 16),
            code="Witness to antisocial behaviour",
        )
    if chance.random() < 0.12:
        life.add(
            "health", "health_attendance", life.at(chance.randrange(-PAST, HORIZON), 18), code="ED: injury, accident"
        )
    if age >= 10 and chance.random() < 0.02:
        life.add(
            "youth_justice", "youth_justice", life.at(chance.randrange(-PAST, HORIZON)), code="Community resolution"
        )
    if not child.known:
        life.add(
            "health", "health_attendance", life.at(chance.randrange(-PAST, HORIZON), 15), code="Minor injuries unit"
        )


def _social_care(life: Life) -> None:
    chance = life.chance
    for _ in range(chance.choices((1, 2, 3), (70, 22, 8))[0]):
        day = chance.randrange(-2_000, HORIZON)
        still = day > -300 and chance.random() < 0.6
        days = max(60, chance.randrange(HORIZON) - day) if still else chance.randint(60, 400)
        number = life.referral(day, days)
        if chance.random() < 0.75:
            own = chance.sample(OWN_FACTORS, chance.choice((0, 0, 0, 1)))
            life.assessed(day + 3, number, own + chance.sample(FAMILY_FACTORS, chance.randint(1, 3)))
        turn = chance.random()
        end = life.at(day + days)
        if turn < 0.30:
            life.add("csc", "plan_cin", life.at(day + 40), end, id=life.number(), referral=number)
        elif turn < 0.40:
            life.add(
                "csc", "section47", life.at(day + 5), life.at(day + 18), id=life.number(), referral=number, nfa="N"
            )
            life.add(
                "csc", "plan_cp", life.at(day + 20), end, chance.choice(CATEGORIES), id=life.number(), referral=number
            )
        elif turn < 0.46:
            life.cared_for(day + 30, None if still else chance.randint(90, 700), [])
    if life.child.age(life.base) >= 11 and chance.random() < 0.05:
        life.gone(chance.randrange(-PAST, HORIZON), chance.uniform(2, 14))


def attendance(life: Life, level: float, *, falls_from: float = 10_000.0, to: float = 40.0) -> None:
    """Attendance over four weeks each, from two terms back; from a day on it falls."""
    life.child.happened = [what for what in life.child.happened if what.kind != "attendance"]
    for start in range(-140, HORIZON, 28):
        told = level if start + 28 < falls_from else to + (level - to) * max(0.0, 0.5 - (start + 28 - falls_from) / 80)
        told = max(0.0, min(100.0, told + life.chance.gauss(0, 2)))
        life.add("education", "attendance", life.at(start), life.at(start + 27), value=round(told, 1))


def sudden_missing(life: Life, day: float) -> None:
    """Never missing before; then four to nine times in a month, for longer each time."""
    _open(life, day - 40, 0.75, ["10A"])
    for nth in range(life.chance.randint(4, 9)):
        life.gone(day - 28 + nth * life.chance.uniform(3, 4.5), 3 + nth * life.chance.uniform(1, 6))


def moved_then_missing(life: Life, day: float) -> None:
    """Looked after; moved far away; within days, missing."""
    _open(life, day - 300, 1.0, ["10A", "24A"])
    life.cared_for(day - 260, None, [day - 12], far=True)
    for nth in range(life.chance.randint(2, 5)):
        life.gone(day - 10 + nth * 4, life.chance.uniform(6, 50), away=life.chance.random() < 0.3)


def first_arrest(life: Life, day: float) -> None:
    """A first arrest, for possession with intent to supply, away from home; then the youth justice service."""
    _open(life, day - 20, 0.5, ["24A", "13A"])
    life.add("police", "arrest", life.at(day, 21), code="PWITS class A", reference=f"XC{life.number()}")
    life.add("youth_justice", "youth_justice", life.at(day + 21), code="Released under investigation; prevention offer")
    if life.chance.random() < 0.4:
        life.add("police", "nrm", life.at(day + 9), code="Referred: criminal exploitation")
    life.gone(day - 6, life.chance.uniform(20, 60))


def excluded(life: Life, day: float) -> None:
    """Suspended twice, then excluded; attendance collapses."""
    _open(life, day - 60, 0.35, ["14A"])
    for days_before, length in ((50, 2), (21, 5)):
        start = life.at(day - days_before)
        life.add(
            "education",
            "exclusion",
            start,
            start + timedelta(days=length),
            "Suspension: physical assault against a pupil",
        )
    life.add("education", "exclusion", life.at(day), code="Permanent exclusion: offensive weapon")
    attendance(life, life.chance.gauss(91, 3), falls_from=day - 40, to=life.chance.uniform(15, 45))


def stabbed(life: Life, day: float) -> None:
    """The victim of a knife assault: the police and the emergency department tell of the same night."""
    _open(life, day + 1, 0.6, ["18B", "13A"])
    hour = life.chance.randint(16, 23)
    life.add("police", "victim", life.at(day, hour), code="Wounding with a knife", reference=f"XC{life.number()}")
    life.add("health", "health_attendance", life.at(day, hour), code="ED: stab wound")
    life.add(
        "police", "police_report", life.at(day + 9, 20), code=f"Seen with older males at {life.chance.choice(STREETS)}"
    )


def back_from_care(life: Life, day: float) -> None:
    """Came home from care; away overnight, then missing."""
    _open(life, day - 400, 1.0, ["10A", "11A"])
    life.cared_for(day - 380, 360, [day - 200])
    for nth in range(life.chance.randint(2, 4)):
        life.gone(day - 14 + nth * 6, life.chance.uniform(5, 40))


def groomed(life: Life, day: float) -> None:
    """Overnight with an older person: sexual health, a warning notice, missing at weekends."""
    _open(life, day - 30, 0.8, ["11A", "10A", "19C"])
    for nth in range(life.chance.randint(2, 4)):
        life.gone(day - 21 + nth * 7, life.chance.uniform(12, 36))
        if nth % 2:
            life.add("health", "health_attendance", life.at(day - 18 + nth * 7, 11), code="Sexual health clinic")
    life.add(
        "police",
        "notice",
        life.at(day + 4, 12),
        life.at(day + 186),
        "Child abduction warning notice",
        reference=f"XN{life.number()}",
    )


def county_lines(life: Life, day: float) -> None:
    """Gone for days and found in another county with drugs and a phone; enquiry, and referral as a victim."""
    number = _open(life, day - 90, 0.85, ["24A", "12A", "10A"])
    life.gone(day - 9, life.chance.uniform(60, 150))
    life.add(
        "police", "arrest", life.at(day - 3, 4), code="PWITS class A; bladed article", reference=f"XC{life.number()}"
    )
    if number:
        life.add("csc", "section47", life.at(day - 2), life.at(day + 10), id=life.number(), referral=number, nfa="N")
    life.add("police", "nrm", life.at(day + 6), code="Referred: county lines")
    life.gone(day + 20, life.chance.uniform(20, 80))


def quietening(life: Life, day: float) -> None:
    """Much, half a year ago; since then nothing, and school again."""
    _open(life, day - 330, 1.0, ["10A", "24A"])
    for nth in range(life.chance.randint(3, 7)):
        life.gone(day - 260 + nth * 9, life.chance.uniform(3, 30))
    attendance(life, life.chance.gauss(93, 2))


STORIES: tuple[Callable[[Life, float], None], ...] = (
    sudden_missing, moved_then_missing, first_arrest, excluded, stabbed, back_from_care, groomed, county_lines,
    quietening,
)  # fmt: skip
EARLIEST = 10
SHARE = 0.11


def live(child: Child, base: date) -> str:
    """Writes a child's history up to HORIZON days after `base`; the name of its story, if it has one."""
    life = Life(child, base)
    background(life)
    if child.age(base) < EARLIEST or child.age(base) > 17 or child.chance.random() > SHARE:
        return ""
    tell = child.chance.choice(STORIES)
    tell(life, child.chance.randrange(-PAST, HORIZON))
    return tell.__name__


def _open(life: Life, day: float, likely: float, factors: list[str]) -> str:
    """An open referral from a day on, as likely as that; its number or nothing."""
    if life.chance.random() > likely:
        return ""
    days = life.chance.choice((None, None, None, 300))
    number, ends = life.referral(day, days, "N5"), None if days is None else life.at(day + days)
    life.assessed(day + 2, number, factors + life.chance.sample(FAMILY_FACTORS, 1))
    if life.chance.random() < 0.4:
        life.add("csc", "plan_cin", life.at(day + 45), ends, id=life.number(), referral=number)
    elif life.chance.random() < 0.4:
        life.add(
            "csc", "plan_cp", life.at(day + 30), ends, life.chance.choice(CATEGORIES), id=life.number(), referral=number
        )
    return number
