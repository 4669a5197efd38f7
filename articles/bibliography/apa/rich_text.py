"""Text of a reference as HTML that is escaped by construction.

A title may carry the inline marks that journals deposit (`<i>`, `<b>`, `<sub>`, `<sup>`, `<em>`); each is
rebuilt here when it is closed, and every other character is escaped.
"""

import re
from html import escape, unescape

from django.utils.html import strip_tags

MARKS = {"i": "i", "em": "i", "b": "b", "strong": "b", "sub": "sub", "sup": "sup"}
#: Marks that say how to set letters, not what they are; the letters stay ("nocase" is CSL's, "scp" Wiley's).
IGNORED = re.compile(
    r"<(span class=\"nocase\"|span style=\"font-variant: ?small-caps;?\"|scp?)>"
    r"((?:(?!</?(?:span|sc)).)*+)</(?:span|scp?)>"
)
MARK = re.compile(r"<(/?)(i|em|b|strong|sub|sup)>", re.IGNORECASE)
BEFORE_OPENING_QUOTE = re.compile(r"[\s(\[{–—/‘“\x00-]|$")
#: Words that begin with an apostrophe.
ELIDED = re.compile(r"(?:n|em|tis|twas|til|cause|round|\d0s)\b", re.IGNORECASE)
CLOSING = re.compile(r"(?<=[^\s(\[{–—/])'(?![^\W_])")


def curl_quotes(text: str) -> str:
    """Return text with straight quotes and apostrophes turned into typographic ones, as Americans print them.

    Quotations in single quotes get double ones, and single ones inside of double ones.
    """
    if '"' not in text and "'" not in text:
        return text
    out, depth, single = [], 0, []
    last_closing = max((match.start() for match in CLOSING.finditer(text)), default=-1)
    for i, character in enumerate(text):
        if character in "“”":
            depth = max(0, depth + (1 if character == "“" else -1))
        if character not in "\"'":
            out.append(character)
            continue
        before = out[-1] if out else " "
        opens = bool(BEFORE_OPENING_QUOTE.match(before)) and text[i + 1 : i + 2].strip() != ""
        if character == "'" and opens:
            opens = not ELIDED.match(text, i + 1) and last_closing >= i + 2
        if opens:
            out.append("‘" if depth % 2 else "“")
            depth += 1
            single.append(character)
        elif single and single[-1] == character and (character == '"' or CLOSING.match(text, i)):
            single.pop()
            depth = max(0, depth - 1)
            out.append("’" if depth % 2 else "”")
        else:
            out.append("”" if character == '"' else "’")
    return "".join(out)


def inline(text: str, *, italic: bool = False) -> str:
    """Return text as HTML: escaped, quotes curled, balanced inline marks kept, the rest shown as typed.

    With `italic` the whole is set in italics, and what was italic inside stands upright.
    """
    text = IGNORED.sub(r"\2", text) if "<s" in text else text
    parts, position = [], 0
    for start, end, tag in _paired(text):
        parts += [text[position:start], (tag,)]
        position = end
    parts.append(text[position:])
    curled = iter(re.split("\x00", curl_quotes("\x00".join(p for p in parts if isinstance(p, str)))))
    html = "".join(
        _tag(part[0], italic) if isinstance(part, tuple) else escape(next(curled), quote=False)
        for part in parts
    )
    return f"<i>{html}</i>" if italic else html


def plain(html: str) -> str:
    """Return the HTML of a reference as plain text."""
    return unescape(strip_tags(html))


def _tag(tag: tuple[bool, str], italic: bool) -> str:
    """Return one rebuilt mark; italics inside italics stand upright."""
    closing, name = tag
    if italic and name == "i":
        return "</span>" if closing else '<span class="upright">'
    return f"</{name}>" if closing else f"<{name}>"


def _paired(text: str) -> list[tuple[int, int, tuple[bool, str]]]:
    """Return (start, end, (closing, name)) of each mark that is properly nested, in order."""
    kept, stack = [], []
    for match in MARK.finditer(text):
        name, closing = MARKS[match[2].lower()], bool(match[1])
        if not closing:
            stack.append((match.start(), match.end(), (False, name)))
        elif stack and stack[-1][2][1] == name:
            kept += [stack.pop(), (match.start(), match.end(), (True, name))]
    return sorted(kept)
