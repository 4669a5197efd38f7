"""Callouts in Markdown: a block between `::: name Title` and `:::`.

`care` (who should avoid, what to watch), `brief` (the article in brief), `crisis` (help now, no title).
"""

import re

from markdown_it import MarkdownIt

OPENING = re.compile(r"^:::\s*(?P<name>care|brief|crisis)(?:[ \t]++(?P<title>\S.*))?$")
TRIANGLE = (
    '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M12 3.5 22 20.5H2z" stroke-linejoin="round"></path><path d="M12 10v5M12 17.2v.6"></path></svg>'
)
CLASSES = {"care": "care", "brief": "brief", "crisis": "now"}


def plugin(parser: MarkdownIt):
    """Teach a Markdown parser callouts."""
    parser.block.ruler.before("fence", "callout", _rule, {"alt": ["paragraph", "blockquote", "list"]})


def _line(state, number):
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _rule(state, start, end, silent):
    """Read one callout from its opening line to its closing line."""
    match = OPENING.match(_line(state, start))
    if not match:
        return False
    # Where one callout finds no end, those behind it find none either: they need not look.
    unclosed = state.env.setdefault("unclosed_callouts", set())
    if (state.level, end) in unclosed:
        return False
    close = next((n for n in range(start + 1, end) if _line(state, n) == ":::"), None)
    if close is None:
        unclosed.add((state.level, end))
        return False
    if silent:
        return True
    name, title = match["name"], match["title"]
    section = state.push("callout_open", "section" if title else "div", 1)
    section.attrSet("class", CLASSES[name])
    section.block, section.map = True, [start, close]
    if title:
        _heading(state, section, title, start, name)
    old_line_max, old_parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = close, "callout"
    state.md.block.tokenize(state, start + 1, close)
    state.lineMax, state.parentType = old_line_max, old_parent
    state.push("callout_close", "section" if title else "div", -1).block = True
    state.line = close + 1
    return True


def _heading(state, section, title, line, name):
    """Push the callout's title as an h2 that names its section."""
    heading = state.push("heading_open", "h2", 1)
    heading.map = [line, line + 1]
    heading.meta = {"callout": True, "section": section, "mark": name == "care", "brief": name == "brief"}
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = title, [line, line + 1], []
    state.push("heading_close", "h2", -1)
