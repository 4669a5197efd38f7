"""Text of a reference as HTML that is escaped by construction.

A title may carry the inline marks that journals deposit (`<i>`, `<b>`, `<sub>`, `<sup>`, `<em>`); each is
rebuilt here when it is closed, and every other character is escaped.
"""

import re
from html import escape, unescape

from django.utils.html import strip_tags

MARKS = {"i": "i", "em": "i", "b": "b", "sub": "sub", "sup": "sup"}
MARK = re.compile(r"<(/?)(i|em|b|sub|sup)>", re.IGNORECASE)
BEFORE_OPENING_QUOTE = re.compile(r"[\s(\[{–—/‘“-]|$")


def curl_quotes(text):
    """Return text with straight quotes and apostrophes turned into typographic ones."""
    out = []
    for i, character in enumerate(text):
        if character not in "\"'":
            out.append(character)
            continue
        before = out[-1] if out else " "
        opens = bool(BEFORE_OPENING_QUOTE.match(before)) and text[i + 1 : i + 2].strip() != ""
        if character == '"':
            out.append("“" if opens else "”")
        else:
            out.append("‘" if opens and text.find("'", i + 2) != -1 else "’")
    return "".join(out)


def inline(text, *, italic=False):
    """Return text as HTML: escaped, quotes curled, balanced inline marks kept, the rest shown as typed.

    With `italic` the whole is set in italics, and what was italic inside stands upright.
    """
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


def plain(html):
    """Return the HTML of a reference as plain text."""
    return unescape(strip_tags(html))


def _tag(tag, italic):
    """Return one rebuilt mark; italics inside italics stand upright."""
    closing, name = tag
    if italic and name == "i":
        return "</span>" if closing else '<span class="upright">'
    return f"</{name}>" if closing else f"<{name}>"


def _paired(text):
    """Return (start, end, (closing, name)) of each mark that is properly nested, in order."""
    kept, stack = [], []
    for match in MARK.finditer(text):
        name, closing = MARKS[match[2].lower()], bool(match[1])
        if not closing:
            stack.append((match.start(), match.end(), (False, name)))
        elif stack and stack[-1][2][1] == name:
            kept += [stack.pop(), (match.start(), match.end(), (True, name))]
    return sorted(kept)
