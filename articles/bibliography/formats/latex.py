"""Text inside BibTeX fields: `encoded` and `decoded` are each other's inverse on any single line of text.

A command that is not known stays visible as it was written, and `unknown_commands` names it, because a sign
that vanishes changes what a title says ("≥ 28" is not "28").
"""

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from html import unescape

from articles.bibliography.formats.latex_signs import COMBINING, LETTERS, MARKS, PLAIN, SIGNS, SWITCHES

# Braces by name: LaTeX counts `\{` as a brace when it looks for the end of a field.
SPECIAL = {c: f"\\{c}" for c in "&%$#_"} | {"\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}"}
SPECIAL |= {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
# Pairs that LaTeX reads as one sign.
LIGATURES = (("--", "-{}-"), ("``", "`{}`"), ("''", "'{}'"))
READ_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
#: Commands whose arguments are the text of another, or nothing at all.
DROPPED = {"footnote", "label", "index", "vspace", "hspace", "bibliography", "cite"}
NOTHING = {
    "/",
    "-",
    "@",
    "!",
    "left",
    "right",
    "relax",
    "protect",
    "noopsort",
    "displaystyle",
    "cyr",
    "boldmath",
}
SPACES = {
    ",",
    ";",
    ":",
    " ",
    "\n",
    "\t",
    "\\",
    "quad",
    "qquad",
    "space",
    "thinspace",
    "enspace",
    "bibtexspatium",
}
UNITS = {"micro": "μ", "milli": "m", "kilo": "k", "nano": "n", "centi": "c", "gram": "g", "litre": "L"}
UNITS |= {"liter": "L", "metre": "m", "meter": "m", "second": "s", "hour": "h", "day": "d", "molar": "M"}
UNITS |= {"percent": "%", "celsius": "°C", "degreeCelsius": "°C", "mole": "mol", "per": "/", "hertz": "Hz"}
UNITS |= {"tesla": "T", "volt": "V"}
GREEK = re.compile(r"(?:text|up|var)?(?P<name>[A-Za-z]+)$")
#: Accents that belong to a letter of Vietnamese, before those that tell its tone.
FIRST = {"\u0302", "\u0306", "\u031b"}
DEEPEST = 40  # groups and accents within others; what goes deeper stays as it was written


def encoded(text: str) -> str:
    """Return text as it may stand in a BibTeX field."""
    text = "".join(SPECIAL.get(character, character) for character in text)
    for pair, apart in LIGATURES:
        while pair in text:
            text = text.replace(pair, apart)
    return text


def decoded(code: str) -> str:
    """Return what a BibTeX field says; a command that is not known stays as it was written."""
    return _Reader(code).text


def unknown_commands(code: str) -> list[str]:
    r"""Return the commands of a BibTeX field that are not known, as they were written ("\foo")."""
    return _Reader(code).unknown


class _Reader:
    """One field, read from left to right."""

    def __init__(self, code: str) -> None:
        self.code, self.at, self.unknown, self.depth = code, 0, list[str](), 0
        if "\\" in code or any(sign in code for sign in "{}$~-`'"):
            text = self._until("", is_math=False)
            while self.at < len(code):  # a brace that closes nothing
                self.at += 1
                text += self._until("", is_math=False)
        else:
            text = code
        self.text = " ".join(text.split())

    def _until(self, end: str, *, is_math: bool) -> str:
        """Return the text up to a closing sign, which is passed over; to the end of the field without one."""
        parts: list[str] = []
        while self.at < len(self.code):
            if end and self.code.startswith(end, self.at):
                self.at += len(end)
                break
            if self.code[self.at] == "}" and end != "}":
                break
            if switched := self._switch(is_math=is_math):
                parts.append(switched)
                break
            parts.append(self._one(is_math=is_math))
        return "".join(parts)

    def _switch(self, *, is_math: bool) -> str:
        r"""Return the rest of a group in the letters that a switch asks for ("{\em in vivo}"), or ""."""
        match = COMMAND.match(self.code, self.at)
        if not match or match[1] not in SWITCHES or not self.depth:
            return ""
        self.at = match.end()
        tag = SWITCHES[match[1]]
        rest = self._until("}", is_math=is_math).strip()
        return f"<{tag}>{rest}</{tag}>" if tag and rest else rest

    def _one(self, *, is_math: bool) -> str:
        """Return the text of one sign, group or command; what goes too deep stays as it is written."""
        if self.depth >= DEEPEST:
            rest, self.at = self.code[self.at :], len(self.code)
            return rest
        self.depth += 1
        text = self._sign_or_more(is_math=is_math)
        self.depth -= 1
        return text

    def _sign_or_more(self, *, is_math: bool) -> str:
        sign = self.code[self.at]
        if sign == "\\":
            return self._command(is_math=is_math)
        if sign == "{":
            return self._group(is_math=is_math)
        if sign == "$":
            return self._dollars(is_math=is_math)
        if is_math and sign in "_^":
            return self._script(sign)
        if sign == "~":
            self.at += 1
            return " "
        for pair, read in () if is_math else READ_LIGATURES:
            if self.code.startswith(pair, self.at):
                self.at += len(pair)
                return read
        self.at += 1
        return "−" if is_math and sign == "-" else sign

    def _group(self, *, is_math: bool) -> str:
        self.at += 1
        return self._until("}", is_math=is_math)

    def _dollars(self, *, is_math: bool) -> str:
        """Return a formula; a dollar that nothing closes is a dollar."""
        mark = "$$" if self.code.startswith("$$", self.at) else "$"
        closing = re.compile(rf"(?<!\\){re.escape(mark)}").search(self.code, self.at + len(mark))
        if is_math or not closing:
            self.at += 1
            return "$"
        return self._formula(len(mark), closing.start(), closing.end())

    def _formula(self, opening: int, end: int, after: int) -> str:
        """Return the text of a formula between two places of the code."""
        inner = _Reader.__new__(_Reader)
        inner.code, inner.at, inner.unknown, inner.depth = (
            self.code[self.at + opening : end],
            0,
            [],
            self.depth,
        )
        text = inner._until("", is_math=True)
        self.unknown += inner.unknown
        rest = inner.code[inner.at :]
        self.at = after
        return text + rest

    def _script(self, sign: str) -> str:
        """Return what is raised or lowered; degrees and primes have signs of their own."""
        self.at += 1
        tag, text = ("sub" if sign == "_" else "sup"), self._argument(is_math=True)
        if tag == "sup" and text in ("∘", "°", "′", "*", "†"):
            return "°" if text == "∘" else text
        return f"<{tag}>{text}</{tag}>" if text else ""

    def _argument(self, *, is_math: bool) -> str:
        """Return the argument of a command: a group, a command, or the next sign; "" at the end."""
        while self.at < len(self.code) and self.code[self.at].isspace():
            self.at += 1
        if self.at >= len(self.code) or self.code[self.at] == "}":
            return ""
        return self._one(is_math=is_math)

    def _command(self, *, is_math: bool) -> str:
        """Return what a command stands for."""
        match = COMMAND.match(self.code, self.at)
        if not match:  # a backslash at the end
            self.at += 1
            return "\\"
        self.at, name = match.end(), match[1]
        if name == "(" and (end := self.code.find("\\)", self.at)) >= 0:
            return self._formula(0, end, end + 2)
        if name in COMBINING and (name.isalpha() or not is_math):
            return self._accent(name, match.end())
        if name in NOTHING:
            return ""
        if name in SPACES:
            is_before_percent = name == "," and self.code.startswith("\\%", self.at)
            return "" if is_before_percent else " "
        if name in "&%$#_{}":
            return name
        if reader := self._with_arguments().get(name):
            return reader(is_math)
        return self._sign(name, match[0])

    def _with_arguments(self) -> dict[str, Callable[[bool], str]]:
        """Return how each command that takes arguments is read."""
        first, raw = self._first, self._raw
        readers: dict[str, Callable[[bool], str]] = {name: first for name in PLAIN}
        readers |= {name: partial(self._marked, tag) for name, tag in MARKS.items()}
        readers |= {name: partial(self._left_out, name) for name in DROPPED}
        readers |= {"ensuremath": lambda m: first(True), "url": lambda m: raw(), "path": lambda m: raw()}
        readers |= {"href": lambda m: (raw(), first(m))[1], "enquote": lambda m: f"“{first(m)}”"}
        readers |= {"frac": lambda m: f"{first(m)}/{first(m)}", "sqrt": lambda m: f"√{first(m)}"}
        readers |= {"textcolor": lambda m: (raw(), first(m))[1], "uppercase": lambda m: first(m).upper()}
        readers |= {"MakeUppercase": lambda m: first(m).upper(), "ce": lambda m: _chemical(raw())}
        readers |= {"si": lambda m: self._units(), "unit": lambda m: self._units()}
        readers |= {
            "SI": lambda m: f"{first(m)} {self._units()}",
            "qty": lambda m: f"{first(m)} {self._units()}",
        }
        readers |= {"num": first}
        return readers

    def _first(self, is_math: bool) -> str:
        return self._argument(is_math=is_math)

    def _raw(self) -> str:
        """Return the next group as it is written."""
        while self.at < len(self.code) and self.code[self.at].isspace():
            self.at += 1
        if not self.code.startswith("{", self.at):
            return ""
        depth, start = 0, self.at + 1
        for match in re.compile(r"\\.|[{}]").finditer(self.code, self.at):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if depth == 0:
                self.at = match.end()
                return self.code[start : match.start()]
        rest, self.at = self.code[start:], len(self.code)
        return rest

    def _marked(self, tag: str, is_math: bool) -> str:
        text = self._first(is_math)
        return f"<{tag}>{text}</{tag}>" if text else ""

    def _left_out(self, name: str, is_math: bool) -> str:
        """Pass over what is no part of a text; what a reader might miss is named."""
        if self._raw().strip() and name in ("footnote", "cite"):
            self.unknown.append(f"\\{name}")
        return ""

    def _units(self) -> str:
        r"""Return units as `siunitx` writes them ("\micro\gram"); others stay as they are written."""
        text = ""
        for name, word in re.findall(r"\\([A-Za-z]+)|([^\\]+)", self._raw()):
            if name and name not in UNITS:
                self.unknown.append(f"\\{name}")
            text += UNITS.get(name, f"\\{name}") if name else word.replace(".", " ")
        return text

    def _accent(self, name: str, at: int) -> str:
        """Return a letter with its accent; the accent alone where no letter follows."""
        spelt = name.isalpha()
        if spelt and not re.match(r"\s*[{\\]|\s+[^\W\d_]", self.code[at : at + 20]):
            return self._sign(name, f"\\{name}")
        while self.at < len(self.code) and self.code[self.at].isspace():
            self.at += 1
        base = {"ı": "i", "ȷ": "j"}.get(text := self._argument(is_math=False), text)
        if not base:
            return name if not spelt else ""
        if base[0] == "<" or not base[0].isalpha():
            return f"{base}" if spelt else f"{name}{base}"
        letter, *marks = list(unicodedata.normalize("NFD", base[0]) + COMBINING[name])
        marks.sort(key=lambda mark: mark not in FIRST)
        return unicodedata.normalize("NFC", "".join([letter, *marks])) + base[1:]

    def _sign(self, name: str, written: str) -> str:
        """Return the sign or letter that a command is called after; the blank behind it belongs to it."""
        text = LETTERS.get(name) or SIGNS.get(name) or _greek(name)
        if not text:
            self.unknown.append(written)
            has_argument = self.code.startswith("{", self.at)
            return f"{written}{{{self._group(is_math=False)}}}" if has_argument else written
        if name[-1].isalpha():
            behind = re.compile(r"\{\}|\s+").match(self.code, self.at)
            self.at = behind.end() if behind else self.at
        return text


def _chemical(formula: str) -> str:
    r"""Return "CO<sub>2</sub>" for `mhchem`'s \ce{CO2}."""
    return re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"<sub>\1</sub>", unescape(formula))


def _greek(name: str) -> str:
    r"""Return the Greek letter that a command names ("\beta", "\textbeta", "\Delta"), or ""."""
    match = GREEK.match(name)
    if not match:
        return ""
    for letter in (name, match["name"]):
        case = "CAPITAL" if letter[0].isupper() else "SMALL"
        try:
            sign = unicodedata.lookup(f"GREEK {case} LETTER {letter.upper().replace('AMBDA', 'AMDA')}")
        except KeyError:
            continue
        if letter.istitle() or letter.islower():
            return sign
    return ""
