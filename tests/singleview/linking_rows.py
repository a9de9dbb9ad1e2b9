"""Rows of invented people as agencies hold them, put into a store and linked."""

from datetime import date, datetime, timedelta
from random import Random

import pyarrow.parquet as pq

from riskpanel.singleview.linking import link_store
from tests.singleview.small import load, person, view

AT = datetime(2026, 11, 16, 9)
LATER = AT + timedelta(days=7)
VIEW = view()
ADA = {"given": "Adalind", "family": "Ashcombe", "born": "2012-03-09", "postcode": "NV1 2AB", "sex": "F"}
BEN = {"given": "Benedict", "family": "Birchwood", "born": "2011-07-21", "postcode": "NV4 8QT", "sex": "M"}


STRANGERS = [
    {"given": given, "family": f"{given}son", "born": f"20{n:02}-0{n - 8}-1{n - 8}", "postcode": f"NV{n} 7{ending}"}
    for n, (given, ending) in enumerate((("Quentin", "XA"), ("Yolanda", "XB"), ("Ulric", "XD"), ("Zeno", "XE")), 9)
]
"""Who is like nobody: with them a new row is few among many."""


def held(source, source_id, who=None, **changes):
    return person(source, source_id, **{**(who or ADA), **changes})


def strangers():
    return [held("health", str(n), who) for n, who in enumerate(STRANGERS)]


def put(store, *rows, at=AT, decided=(), **more):
    """Loads rows, by source, and links."""
    for source in sorted({row["source"] for row in rows}):
        load(store, source, people=[row for row in rows if row["source"] == source], when=at.isoformat())
    return link_store(store, VIEW, at=at, **more)


def children(store):
    """Which child each row is, as `source:id`."""
    rows = pq.read_table(store.path / "links" / "links.parquet").to_pylist()
    return {f"{row['source']}:{row['source_id']}": row["child"] for row in rows}


def one(store, *rows):
    return len({children(store)[row] for row in rows}) == 1


NAMES = [
    a + b for a in ("Al", "Ber", "Cor", "Dun", "El", "Fen", "Gar", "Hol") for b in ("ric", "wyn", "da", "mond", "ton")
]


def borough(random: Random, count: int):
    """Rows of three agencies about the same invented children, with slips."""
    rows = []
    for n in range(count):
        who = {
            "given": random.choice(NAMES), "family": random.choice(NAMES) + random.choice(NAMES).lower(),
            "born": str(date(2009, 1, 1) + timedelta(days=random.randrange(5000))), "sex": random.choice("MF"),
            "postcode": f"NV{random.randrange(20)} {random.randrange(10)}{''.join(random.choices('ABDE', k=2))}",
        }  # fmt: skip
        for source in ("csc", "education", "police"):
            if random.random() < 0.75:
                changes = {"given": who["given"][:-1]} if random.random() < 0.1 else {}
                changes |= {"postcode": "NV1 1AA"} if random.random() < 0.1 else {}
                rows.append(held(source, str(n), {**who, **changes}))
    return rows
