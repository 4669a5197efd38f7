"""Pandoc citations in Markdown: `[@key]`, `[@a; @b, p. 490]`, `[see @a]`.

A citation is an inline rule of the Markdown parser, so code and addresses are never taken for one. Numbers
follow the first appearance in the text; one work has one number.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

KEY = r"[A-Za-z0-9_](?:[A-Za-z0-9_:.\-]*[A-Za-z0-9_])?"
KEYED = re.compile(rf"@({KEY})")
BRACKET = re.compile(r"\[([^\[\]]*@[^\[\]]*)\]")
ITEM = re.compile(rf"^(?P<prefix>(?:[^@]*\s)?)-?@(?P<key>{KEY})(?:[,\s]\s*(?P<locator>[^@]*))?$")


@dataclass
class Cited:
    """A work in a text: the line of each place that cites it."""

    lines: list

    @property
    def occurrences(self):
        """How many places cite it."""
        return len(self.lines)


def plugin(parser: MarkdownIt):
    """Teach a Markdown parser citations; they become tokens of type `citation`."""
    parser.inline.ruler.before("link", "citation", _rule)


def _rule(state, silent):
    """Read one bracket of citations at the parser's position."""
    if state.src[state.pos] != "[":
        return False
    match = BRACKET.match(state.src, state.pos)
    if not match or state.src[match.end() : match.end() + 1] in ("(", "["):
        return False
    items = [ITEM.match(part.strip()) for part in match[1].split(";")]
    if not all(items):
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {
            "offset": state.src.count("\n", 0, state.pos),
            "items": [
                {name: " ".join((value or "").split()) for name, value in item.groupdict().items()}
                for item in items
            ],
        }
    state.pos = match.end()
    return True


def replace_key(text, old, new):
    """Return a text that cites `new` in every bracket in which it cited `old`, once in each."""

    def replaced(bracket):
        if old not in KEYED.findall(bracket[0]):
            return bracket[0]
        kept, cites_it = [], False
        for part in KEYED.sub(lambda key: f"@{new}" if key[1] == old else key[0], bracket[1]).split(";"):
            if part.strip() != f"@{new}" or not cites_it:
                kept.append(part)
            cites_it = cites_it or new in KEYED.findall(part)
        return f"[{';'.join(kept)}]"

    return BRACKET.sub(replaced, text)


def number(tokens):
    """Give each citation in a token stream its numbers and anchors; return {key: Cited} by first appearance.

    `token.meta["places"]` becomes a list of (number, occurrence, prefix, locator), ascending.
    """
    cited = {}
    line = 1
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        before = None
        for child in token.children or []:
            if child.type == "citation":
                if before and before.type == "text":
                    before.content = before.content.rstrip(" ")  # a raised number follows its word
                child.meta["places"] = sorted(
                    _place(cited, item, line + child.meta["offset"]) for item in child.meta["items"]
                )
            before = child
    return cited


def _place(cited, item, line):
    """Count one citation and return its place in the list."""
    work = cited.setdefault(item["key"], Cited(lines=[]))
    work.lines.append(line)
    return list(cited).index(item["key"]) + 1, work.occurrences, item["prefix"], item["locator"]
