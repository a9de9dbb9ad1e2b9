"""Checks an exported audit trail with Python alone, on any machine, without riskpanel:

    python verifier.py trail.jsonl [SEQ:DIGEST]

Exit code 0 when the trail is whole, 1 when it is not.
"""

import hashlib
import json
import sys
from collections.abc import Iterable

CHAINED = (
    "sequence", "at", "actor_id", "acting_for", "agency_id", "partnership_id", "action", "thing",
    "children", "fields", "decision", "reason", "request_id", "previous",
)  # fmt: skip


def check(lines: Iterable[str], anchor: str = "") -> tuple[int, str]:
    """How many rows were read, and what is wrong ("" when nothing is)."""
    wanted, _, anchored_digest = anchor.partition(":")
    count, previous, found = 0, "0" * 64, not anchor
    for line in lines:
        row = json.loads(line)
        count += 1
        text = json.dumps([row[name] for name in CHAINED], separators=(",", ":"), ensure_ascii=True)
        if row["sequence"] != count:
            return count, f"row {count} is missing"
        if row["previous"] != previous:
            return count, f"row {count} does not follow the row before"
        if hashlib.sha256(text.encode()).hexdigest() != row["digest"]:
            return count, f"row {count} was changed"
        if str(count) == wanted:
            found = row["digest"] == anchored_digest
        previous = row["digest"]
    return count, "" if found else f"the anchored row {wanted} is not there"


def main(arguments: list[str]) -> int:
    """Reads the file that is named; the exit code."""
    with open(arguments[0], encoding="utf-8") as file:  # noqa: PTH123 - runs alone, kept plain
        count, wrong = check(file, *arguments[1:2])
    sys.stdout.write(f"{count} rows checked. {wrong or 'The trail is whole.'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
