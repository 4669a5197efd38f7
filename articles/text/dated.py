"""Facts that end, and days of knowledge, in Markdown: `{until: 2026-12-31}` and `{known: esketamine}`.

`{until: DAY}` or `{until: DAY STATE}` stands behind a sentence about a rule with a last day. Nothing shows
until that day is over in the state, without one everywhere in the country, as on the pages of the law; then
the page says by itself that the rule was to end. `{known: TREATMENT STATE}` (or `{Known: …}` at the
beginning of a sentence) becomes "as known on" with the day of the row of law, so that no date is typed twice.
"""

import datetime
import re

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext
from markdown_it import MarkdownIt

from articles.text.warnings import TextWarning, at_lines
from providers.local_days import today_in
from providers.profile import law
from providers.states import USState

MARK = re.compile(
    r"\{(?:(?P<until>until):\s*(?P<day>[0-9-]{1,10})(?:\s+(?P<where>[A-Z]{2}))?"
    r"|(?P<known>[Kk]nown):\s*(?P<slug>[a-z0-9-]{1,80})(?:\s+(?P<state>[A-Z]{2}))?)\s*\}"
)
_PLACE = re.compile(r'<span class="(until|[Kk]nown) ([a-z0-9-]+)(?: ([A-Z]{2}))?"></span>')


def plugin(parser: MarkdownIt):
    """Teach a Markdown parser these marks; they become tokens of type `dated`."""
    parser.inline.ruler.before("link", "dated", _rule)
    parser.add_render_rule("dated", _place)


def _rule(state, silent):
    match = MARK.match(state.src, state.pos) if state.src[state.pos] == "{" else None
    if not match:
        return False
    if not silent:
        token = state.push("dated", "", 0)
        token.meta = {**match.groupdict(), "offset": state.src.count("\n", 0, state.pos)}
    state.pos = match.end()
    return True


def _place(self, tokens, at, options, env):
    """Return the empty place that `fill` writes into when a page is made."""
    mark = tokens[at].meta
    names = ["until", "day", "where"] if mark["until"] else ["known", "slug", "state"]
    return f'<span class="{escape(" ".join(mark[name] for name in names if mark[name]))}"></span>'


def days_ended(tokens):
    """Return the last days that a text names, in order."""
    days = [_day(mark.meta["day"]) for _line, mark in at_lines(tokens, "dated") if mark.meta["until"]]
    return sorted(filter(None, days))


def problems(tokens):
    """Return what stops a text: a mark whose day is none, or whose state."""
    found = []
    for line, mark in at_lines(tokens, "dated"):
        if mark.meta["until"] and not _day(mark.meta["day"]):
            sentence = gettext("“%s” is no day; write it like {until: 2026-12-31}.")
            found.append(TextWarning(line, sentence % mark.meta["day"], stops=True))
        elif (mark.meta["where"] or mark.meta["state"] or "TX") not in USState:
            sentence = gettext("“%s” is no state; write it like {until: 2026-12-31 OR}.")
            found.append(TextWarning(line, sentence % (mark.meta["where"] or mark.meta["state"]), stops=True))
    return found


def fill(html, today=None):
    """Return an article's HTML with its marks written out for a day, without one as it is in each state."""
    if not _PLACE.search(html):
        return html
    known = law.known_by_name()

    def words(place):
        kind, name, state = place.groups()
        if kind != "until":
            return _knowledge(known.get((name, state or "")), is_first=kind == "Known")
        day, here = _day(name), today or today_in(state or "")
        return f' <strong class="ended">{escape(_ended(day))}</strong>' if day and here > day else ""

    return _PLACE.sub(words, html)


def _ended(day):
    words = gettext("This rule was to end on %s. We have not confirmed what follows it.")
    return words % date_format(day, "F j, Y")


def _knowledge(notice, *, is_first):
    if notice is None:
        return escape(gettext("As far as we know") if is_first else gettext("as far as we know"))
    words = gettext("As known on %s") if is_first else gettext("as known on %s")
    return escape(words % date_format(notice.since, "F j, Y"))


def _day(text):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
