"""Which line of a TOML text each value stands on.

The standard reader forgets lines, so this small scanner walks the same text once more. It expects a
text that the standard reader has already accepted.
"""

from bisect import bisect_right

Place = tuple[str | int, ...]
"""The way to a value: names of keys, and positions in lists counted from 0."""

_BLANK = " \t"
_STOP = ",]}#\n"


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every table, key and list entry of a valid TOML text."""
    scanner = _Scanner(text)
    scanner.run()
    return scanner.found


def line_of(lines: dict[Place, int], place: Place) -> int:
    """The line of a place, or of the nearest part around it that has one; 1 when none has."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.found: dict[Place, int] = {}
        self.last: dict[Place, int] = {}
        self.starts = [0] + [at + 1 for at, char in enumerate(self.text) if char == "\n"]

    def run(self) -> None:
        table: Place = ()
        self.skip()
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self.header(2)
            elif self.text[self.at] == "[":
                table = self.header(1)
            else:
                self.pair(table)
            self.skip()

    def note(self, place: Place, at: int) -> None:
        self.found.setdefault(place, bisect_right(self.starts, at))

    def skip(self) -> None:
        """Go past blanks, line ends and comments."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in " \t\n":
                self.at += 1
            else:
                return

    def blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in _BLANK:
            self.at += 1

    def header(self, brackets: int) -> Place:
        start, place = self.at, ()  # type: int, Place
        self.at += brackets
        keys = self.keys()
        self.at += brackets
        for index, key in enumerate(keys):
            place += (key,)
            if brackets == 2 and index == len(keys) - 1:
                self.note(place, start)
                self.last[place] = self.last.get(place, -1) + 1
            if place in self.last:
                place += (self.last[place],)
            self.note(place, start)
        return place

    def keys(self) -> list[str]:
        keys = [self.key()]
        while self.at < len(self.text) and self.text[self.at] == ".":
            self.at += 1
            keys.append(self.key())
        return keys

    def key(self) -> str:
        self.blanks()
        start = self.at
        if self.text[self.at] in "\"'":
            self.string()
            name = self.text[start + 1 : self.at - 1]
        else:
            while self.at < len(self.text) and self.text[self.at] not in " \t.=]\n":
                self.at += 1
            name = self.text[start : self.at]
        self.blanks()
        return name

    def pair(self, table: Place) -> None:
        start, place = self.at, table
        for key in self.keys():
            place += (key,)
            self.note(place, start)
        self.at += 1  # the equals sign
        self.value(place)

    def value(self, place: Place) -> None:
        self.skip()
        self.note(place, self.at)
        opening = self.text[self.at : self.at + 1]
        if opening in ("'", '"'):
            self.string()
        elif opening == "[":
            self.array(place)
        elif opening == "{":
            self.inline(place)
        else:
            while self.at < len(self.text) and self.text[self.at] not in _STOP:
                self.at += 1

    def array(self, place: Place) -> None:
        self.at += 1
        index = 0
        self.skip()
        while self.at < len(self.text) and self.text[self.at] != "]":
            self.value((*place, index))
            index += 1
            self.comma()
        self.at += 1

    def inline(self, place: Place) -> None:
        self.at += 1
        self.skip()
        while self.at < len(self.text) and self.text[self.at] != "}":
            self.pair(place)
            self.comma()
        self.at += 1

    def comma(self) -> None:
        self.skip()
        if self.text[self.at : self.at + 1] == ",":
            self.at += 1
            self.skip()

    def string(self) -> None:
        """Go past a string of any of the four kinds."""
        quote = self.text[self.at]
        long = self.text.startswith(quote * 3, self.at)
        closing = quote * 3 if long else quote
        self.at += len(closing)
        while self.at < len(self.text) and not self.text.startswith(closing, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(closing)
        while long and self.text[self.at : self.at + 1] == quote:
            self.at += 1  # a long string may end in up to two quotation marks of its own
