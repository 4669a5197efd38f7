"""An article's Markdown as safe HTML: citations, callouts, figures, tables, headings with anchors.

Raw HTML in the text is shown as typed (the parser does not know it), and nh3 lets only the tags and
attributes below through, so that what `render` returns may stand in a page. `trusted` is the one door
through which it gets there.
"""

import re
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.rules_block import reference
from markdown_it.token import Token

from articles.text import anchors, callouts, citations, dated, pictures, warnings

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "hr", "br", "a"),
    *("sup", "span", "section", "div", "figure", "figcaption", "img", "svg", "path"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "id", "rel"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "p": {"class"},
    "sup": {"class"},
    "span": {"class"},
    "section": {"class", "aria-labelledby"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "figure": {"class"},
    "img": {"src", "alt", "loading", "width", "height", "srcset", "sizes"},
    "th": {"scope", "class"},
    "td": {"class", "data-label"},
    "svg": {"viewBox", "aria-hidden", "focusable"},
    "path": {"d", "stroke-linejoin"},
}


@dataclass(frozen=True)
class Rendered:
    """A text as HTML. `contents` is a list of [anchor, heading]; `cited` maps keys to `Cited`, numbered by
    order; `findings` are for the editor; `links` is a list of (line, address); `anchors` are those of the
    headings; `photos` maps the primary keys of the photos in it to their rows; `days_ended` are the last days
    that it names, in order."""

    html: str
    contents: list
    cited: dict
    findings: list
    links: list
    anchors: set
    photos: dict
    word_count: int
    days_ended: list


def render(text, photos=None):
    """Return Markdown as `Rendered`. `photos` are the uploaded ones it may show (`figures.in_text`)."""
    parser = _parser()
    env = {"photos": photos or {}}
    tokens = parser.parse(text, env)
    cited = citations.number(tokens)
    contents, headings = _anchor_headings(tokens)
    _name_cells(tokens)
    problems = [*pictures.problems(tokens, env["photos"]), *dated.problems(tokens)]
    found = sorted([*problems, *warnings.warnings(tokens)])
    links = [(line, str(link.attrGet("href") or "")) for line, link in warnings.at_lines(tokens, "link_open")]
    pictures.build_pictures(tokens)
    html = nh3.clean(
        parser.renderer.render(tokens, parser.options, env),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto", "sms", "tel"},
        link_rel=None,
    )
    words = re.findall(r"\w[\w’'-]*", nh3.clean(html, tags=set()))
    return Rendered(
        html, contents, cited, found, links, headings, env["photos"], len(words), dated.days_ended(tokens)
    )


def trusted(html) -> SafeString:
    """Mark HTML as safe that `render`, `glossary.mark` or `bibliography.apa` made, and nothing else."""
    return mark_safe(html)


def _parser():
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True})
    parser.enable(["table", "smartquotes"])
    parser.block.ruler.at("reference", _definition)
    parser.use(citations.plugin).use(callouts.plugin).use(dated.plugin)
    parser.add_render_rule("citation", _citation)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("image", pictures.image)
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("table_open", lambda *_: f"{_scroller()}<table>")
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    parser.add_render_rule("th_open", lambda self, tokens, at, *_: f'<th scope="col"{_align(tokens[at])}>')
    parser.add_render_rule("td_open", _cell)
    return parser


def _definition(state, start, end, silent):
    """Read the address of a link that stands elsewhere; a footnote is none."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    return not line.startswith("[^") and reference(state, start, end, silent)


def _scroller():
    label = escape(gettext("Table, scrolls sideways"))
    return f'<div class="scroller" tabindex="0" role="region" aria-label="{label}">'


def _cell(self, tokens, at, options, env):
    """Return the opening of a cell with the words of its column's heading: a phone shows a row as a list."""
    words = tokens[at].meta.get("heading")
    label = f' data-label="{escape(words)}"' if words else ""
    return f"<td{_align(tokens[at])}{label}>"


def _name_cells(tokens):
    """Tell each cell of a table the words of its column's heading."""
    headings, column = [], 0
    for token, following in pairwise(tokens):
        if token.type == "table_open":
            headings = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            headings.append("".join(part.content for part in following.children or []))
        elif token.type == "td_open":
            token.meta["heading"] = headings[column]
            column += 1


def _align(token):
    """Return a class for a column of numbers (Markdown's `--:`), since inline styles are not allowed."""
    return ' class="num"' if "right" in str(token.attrGet("style") or "") else ""


def _citation(self, tokens, at, options, env):
    """Return the raised numbers of one bracket, each a link to its reference."""
    links = []
    source = escape(gettext("Source"))
    for number, occurrence, prefix, locator in tokens[at].meta["places"]:
        link = (
            f'<a href="#ref-{number}" id="c{number}-{occurrence}">'
            f'<span class="vh">{source} </span>{number}</a>'
        )
        before = f"{escape(prefix)} " if prefix else ""
        behind = f" ({escape(locator)})" if locator else ""
        links.append(f"{before}{link}{behind}")
    return f'<sup class="cite">{",".join(links)}</sup>'


def _heading(self, tokens, at, options, env):
    """Return the opening of a heading; that of a warning begins with a drawn triangle."""
    mark = callouts.TRIANGLE if tokens[at].meta.get("mark") else ""
    return self.renderToken(tokens, at, options, env) + mark


def _link(self, tokens, at, options, env):
    """Return a link; one that leaves the site tells the other side nothing."""
    href = str(tokens[at].attrGet("href") or "")
    rel = ' rel="noreferrer"' if href.startswith(("http:", "https:")) else ""
    return f'<a href="{escape(href)}"{rel}>'


def _anchor_headings(tokens):
    """Give each heading an anchor, none of them above h2; return [[anchor, text]] of the h2, and all."""
    used, contents = set(), []
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = _text(tokens[at + 1])
        level = min(max(int(token.tag[1]), 2), 4)
        token.tag = tokens[at + 2].tag = f"h{level}"
        anchor = token.attrGet("id") or _free_anchor(slugify(text) or "section", used)
        used.add(anchor)
        token.attrSet("id", anchor)
        if token.meta.get("callout"):
            token.meta["section"].attrSet("aria-labelledby", anchor)
        if level == 2 and not token.meta.get("brief"):
            contents.append([anchor, text])
    return contents, used


def _free_anchor(anchor, used):
    """Return the anchor, or with a number when it is taken."""
    free, number = anchor, 1
    while free in used or anchors.is_taken(free):
        number += 1
        free = f"{anchor}-{number}"
    return free


def _text(inline: Token):
    """Return the words of a heading without marks and citations."""
    words = [child.content for child in inline.children or [] if child.type in ("text", "code_inline")]
    return "".join(words).strip()
