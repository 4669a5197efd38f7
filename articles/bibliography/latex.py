"""Text inside BibTeX fields: `encoded` and `decoded` are each other's inverse on any single line of text."""

import re
import unicodedata

SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}"}
# Pairs that LaTeX reads as one sign.
LIGATURES = (("--", "-{}-"), ("``", "`{}`"), ("''", "'{}'"))
COMBINING = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "c": "\u0327",
    "k": "\u0328",
}
LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "textendash": "–",
    "textemdash": "—",
    "textquoteright": "’",
    "textbackslash": "\\",
}
MARKS = {"emph": "i", "textit": "i", "textbf": "b", "textsubscript": "sub", "textsuperscript": "sup"}
TOKEN = re.compile(
    r"""\\(?P<escaped>[&%$\#_{}\s])
    | \\(?P<symbol>[`'^"~=.])\s*(?:\{\\?(?P<symbol_on>[A-Za-z]?)\}|\\?(?P<symbol_at>[A-Za-z]))
    | \\(?P<letter>[uvHckr])(?:\s*\{\\?(?P<letter_on>[A-Za-z])\}|\s+(?P<letter_at>[A-Za-z]))
    | \\(?P<mark>emph|textit|textbf|textsubscript|textsuperscript)\{(?P<marked>[^{}]*)\}
    | \\(?P<command>[A-Za-z]+)(?:\{\}|\s+|(?![A-Za-z]))
    | (?P<thin>\\[,;:!/]) | (?P<dashes>---?) | (?P<quotes>``|'') | (?P<tie>~) | (?P<brace>[{}])""",
    re.VERBOSE,
)


def encoded(text):
    """Return text as it may stand in a BibTeX field."""
    text = "".join(SPECIAL.get(character, character) for character in text)
    for pair, apart in LIGATURES:
        while pair in text:
            text = text.replace(pair, apart)
    return text


def decoded(text):
    """Return what a BibTeX field says; a command that is not known is dropped and its argument kept."""
    return " ".join(TOKEN.sub(_read, text).split())


def _read(match):
    kind = match.lastgroup and next(name for name, value in match.groupdict().items() if value is not None)
    if kind == "escaped":
        return match["escaped"]
    if kind in ("symbol", "letter"):
        sign = match[kind]
        base = match[f"{kind}_on"] or match[f"{kind}_at"] or ""
        return unicodedata.normalize("NFC", base + COMBINING[sign]) if base else sign
    if kind == "mark":
        tag = MARKS[match["mark"]]
        return f"<{tag}>{match['marked']}</{tag}>"
    if kind == "command":
        return LETTERS.get(match["command"], "")
    return {"---": "—", "--": "–", "``": "“", "''": "”", "~": " "}.get(match[0], "")
