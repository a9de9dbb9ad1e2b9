"""What a child is called where no name may stand: four signs that nobody confuses when read aloud."""

import secrets
from collections.abc import Collection

SIGNS = "2346789CDFGHJKMNPQRTVWXZ"
LENGTH = 4


def new_reference(taken: Collection[str] = ()) -> str:
    """A reference like `C-7F3K`, drawn at random and not among `taken`. It says nothing of the child
    and nothing of the order in which children came."""
    while True:
        drawn = "C-" + "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if drawn not in taken:
            return drawn


def as_typed(text: str) -> str:
    """What somebody typed, as references are kept: capitals, no spaces, with its dash."""
    signs = "".join(text.upper().split()).replace("-", "").replace("–", "")
    return f"{signs[:1]}-{signs[1:]}" if signs else ""
