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


MATH = re.compile(r"(?<!\\)\$([^$]*?)(?<!\\)\$")
SCRIPT = re.compile(r"(?P<place>[_^])(?:\{(?P<group>[^{}]*)\}|(?P<one>\\?\w))")
SWITCH = re.compile(r"\{\\(?P<mark>em|it|itshape|bf|bfseries)\s++(?P<marked>[^{}]*+)\}")
GREEK = re.compile(r"\\(?P<var>var)?(?P<name>[A-Za-z]+)(?![A-Za-z])\s*(?:\{\})?")


def encoded(text):
    """Return text as it may stand in a BibTeX field."""
    text = "".join(SPECIAL.get(character, character) for character in text)
    for pair, apart in LIGATURES:
        while pair in text:
            text = text.replace(pair, apart)
    return text


def decoded(text):
    """Return what a BibTeX field says; a command that is not known is dropped and its argument kept."""
    if "$" in text:
        text = MATH.sub(_formula, text)
    text = SWITCH.sub(lambda m: f"\\{'textbf' if m['mark'][0] == 'b' else 'emph'}{{{m['marked']}}}", text)
    return " ".join(TOKEN.sub(_read, text).split())


def _formula(match):
    """Return what stands between dollar signs as text: raised and lowered signs and Greek letters."""
    marks = {"_": "textsubscript", "^": "textsuperscript"}
    formula = GREEK.sub(_greek, match[1])
    return SCRIPT.sub(lambda m: f"\\{marks[m['place']]}{{{m['group'] or m['one'] or ''}}}", formula)


def _greek(match):
    case = "CAPITAL" if match["name"][0].isupper() else "SMALL"
    name = match["name"].replace("ambda", "amda")
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {name.upper()}")
    except KeyError:
        return match[0]


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
