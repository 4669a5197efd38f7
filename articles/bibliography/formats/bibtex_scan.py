"""BibTeX taken apart: entries with their fields, abbreviations, and the text between, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.bibliography.formats.parsed import Unused

ENTRY = re.compile(r"(?<![\w.])@\s*(?P<kind>[A-Za-z]\w*)\s*(?P<opening>[{(])")
KEY = re.compile(
    r"\s*+(?P<key>[^\s,={}()\"#]*+(?:[ \t]++[^\s,={}()\"#]++)*?)\s*(?:(?=,)|(?=[})])|\s(?=[\w:.-]+\s*=))"
)
NAME = re.compile(r"[\s,]*(?P<name>[^\s,={}()\"#%]+)\s*=\s*")
BARE = re.compile(r"[^\s,#{}()\"=]+")
#: What a value in braces or quotes is made of, and an entry that begins at a line, which no value holds.
INSIDE = re.compile(
    r"\\.|[{}\"]|\n[ \t]{0,9}@\w{1,40}\s{0,9}[{(]\s{0,9}[^\s,={}()]{0,80}\s{0,9},\s{0,9}\w{1,40}\s{0,9}=",
    re.DOTALL,
)
JOINT = re.compile(r"\s*#\s*")
CUT = "The field has no end."
TWICE = "The entry names the field twice."
ABBREVIATION = "The abbreviation is not explained in the file."
MONTHS = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}


@dataclass
class Entry:
    """One entry: fields by lower-case name as code, and those that could not be used."""

    kind: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    unused: list[Unused] = field(default_factory=list)
    is_whole: bool = True


@dataclass(frozen=True)
class Between:
    """Text that belongs to no entry."""

    text: str
    line: int


def scan(text: str) -> list[Entry | Between]:
    """Return the entries of a file and the text between them, in order; linear in the length of the file."""
    scanner = _Scanner(text)
    return list(scanner.blocks())


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.line, self.counted = text, 0, 1, 0
        self.strings: dict[str, str] = {}
        self.find_strings()

    def find_strings(self) -> None:
        """Read all abbreviations first: files name them before or behind the entries that use them."""
        for match in ENTRY.finditer(self.text):
            if match["kind"].lower() == "string":
                self.at = match.end()
                entry = Entry("string", "", 0)
                if name := NAME.match(self.text, self.at):
                    self.at = name.end()
                    self.strings[name["name"].lower()] = self.value(entry, name["name"]) or ""
        self.at = 0

    def line_at(self, at: int) -> int:
        """Return the line of a place; places are asked for in order."""
        self.line += self.text.count("\n", self.counted, at)
        self.counted = at
        return self.line

    def blocks(self) -> Iterator[Entry | Between]:
        while match := ENTRY.search(self.text, self.at):
            yield from self.between(match.start())
            kind, line = match["kind"].lower(), self.line_at(match.start())
            self.at = match.end()
            if kind in ("comment", "preamble"):
                self.group("}" if match["opening"] == "{" else ")")
            elif kind == "string":
                self.fields(Entry(kind, "", line), match["opening"])
            else:
                yield self.entry(kind, line, match["opening"])
        yield from self.between(len(self.text))

    def between(self, end: int) -> Iterator[Between]:
        """Yield the text from here up to a place, from its first sign on, if there is any."""
        text = self.text[self.at : end]
        if bare := text.strip():
            yield Between(bare, self.line_at(self.at + len(text) - len(text.lstrip())))

    def entry(self, kind: str, line: int, opening: str) -> Entry:
        entry = Entry(kind, "", line)
        if match := KEY.match(self.text, self.at):
            entry.key, self.at = match["key"].strip(), match.end()
        self.fields(entry, opening)
        return entry

    def fields(self, entry: Entry, opening: str) -> None:
        """Read fields up to the sign that closes the entry."""
        closing = "}" if opening == "{" else ")"
        while match := NAME.match(self.text, self.at):
            self.at = match.end()
            name = match["name"].lower()
            value = self.value(entry, name)
            if value is None:
                entry.is_whole = False
                return
            if name not in entry.fields:
                entry.fields[name] = value
            elif value != entry.fields[name]:
                entry.unused.append(Unused(name, value, TWICE))
        end = re.compile(rf"[\s,]*(\{closing})?").match(self.text, self.at)
        entry.is_whole = bool(end and end[1])
        self.at = end.end() if end and end[1] else self.at

    def value(self, entry: Entry, name: str) -> str | None:
        """Return a value with its parts joined ("Journal of " # jep); None when it does not end."""
        parts = []
        while True:
            sign = self.text[self.at : self.at + 1]
            if sign in ("{", '"'):
                self.at += 1
                start = self.at
                if not self.group("}" if sign == "{" else '"'):
                    entry.unused.append(Unused(name, self.text[start : self.at].strip()[:500], CUT))
                    return None
                parts.append(self.text[start : self.at - 1])
            elif match := BARE.match(self.text, self.at):
                self.at = match.end()
                parts.append(self.abbreviated(entry, name, match[0]))
            else:
                return "".join(parts)
            joint = JOINT.match(self.text, self.at)
            if not joint:
                return "".join(parts)
            self.at = joint.end()

    def abbreviated(self, entry: Entry, name: str, word: str) -> str:
        """Return what an abbreviation stands for; one that is not explained stays, and is named."""
        if word.lower() in self.strings:
            return self.strings[word.lower()]
        if not word[0].isdigit() and word.lower()[:3] not in MONTHS and entry.kind != "string":
            entry.unused.append(Unused(name, word, ABBREVIATION))
        return word

    def group(self, closing: str) -> bool:
        """Pass over a group and its closing sign; False when another entry or the end comes first."""
        depth = 0
        for match in INSIDE.finditer(self.text, self.at):
            sign = match[0]
            if sign[0] == "\n":
                self.at = match.start()
                return False
            if depth == 0 and sign == closing:
                self.at = match.end()
                return True
            if sign in "{}":
                depth += 1 if sign == "{" else -1
                if depth < 0 and closing != "}":
                    break
        if closing == ")" and (end := self.text.find(")", self.at)) >= 0:
            self.at = end + 1
            return True
        self.at = len(self.text)
        return False
