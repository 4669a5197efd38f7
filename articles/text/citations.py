"""Pandoc citations in Markdown: `[@key]`, `[@a; @b, p. 490]`, `[see @a]`, also `[@a][@b]`.

A citation is an inline rule of the Markdown parser, so code and addresses are never taken for one. Numbers
follow the first appearance in the text; one work has one number.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference

KEY = r"[A-Za-z0-9_](?:[A-Za-z0-9_:.\-]*[A-Za-z0-9_])?"
KEYED = re.compile(rf"@({KEY})")
BRACKET = re.compile(r"\[([^\[\]]*@[^\[\]]*)\]")
BLANKS = re.compile(r"[ \t]*")
LABEL = re.compile(r"\[([^\[\]]+)\]")
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
    """Read the brackets of citations that follow each other at the parser's position: they are one place."""
    begin, items = state.pos, []
    while read := _bracket(state, state.pos):
        end, more = read
        for item in more:
            if item not in items:
                items.append(item)
        state.pos = end + len(BLANKS.match(state.src, end)[0])
    if not items:
        return False
    state.pos = end
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"offset": state.src.count("\n", 0, begin), "items": items}
    return True


def _bracket(state, at):
    """Return (where it ends, what it cites) of the citations in a bracket, or None."""
    match = BRACKET.match(state.src, at)
    if not match or _is_text_of_a_link(state, match.end()):
        return None
    items = [ITEM.match(part.strip()) for part in match[1].split(";")]
    if not all(items):
        return None
    return match.end(), [
        {name: " ".join((value or "").split()) for name, value in item.groupdict().items()} for item in items
    ]


def _is_text_of_a_link(state, end):
    """Whether a bracket that ends here is the words of a link: `[…](address)`, `[…][label]`."""
    label = LABEL.match(state.src, end)
    known = state.env.get("references", {})
    return state.src[end : end + 1] == "(" or bool(label and normalizeReference(label[1]) in known)


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
