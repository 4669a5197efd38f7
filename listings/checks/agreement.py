"""Fields that say the same thing twice, compared: ZIP code, town and state; a license and its board.

A ZIP code of another state cannot be right: the pin follows the one, the law the other. A town may well be
right that a ZIP code does not name (a suburb, a second name of the post office), and so may a board: there
the writer is asked, and the moderator sees both.
"""

import itertools
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from listings.checks import boards
from listings.checks.result import LOOK, MATCHES, UNCHECKED, Result, reason, row, worst
from providers.places.find import zip_rows
from providers.places.known_names import names, names_meant
from providers.places.spelling import squash, state_named
from providers.states import USState

ZIP = re.compile(r"[0-9]{5}")
#: A box for mail, where nobody can be treated.
PO_BOX = re.compile(r"\s*+(?:P\.? ?O\.? ?|post office )box\b", re.I)
#: The first three digits of military post offices: USPS, Publication 65, "APO/FPO/DPO".
MILITARY = re.compile(r"09[0-8]|340|96[2-6]")
FAR = 15  # miles from the middle of a ZIP code, within which a town may have it
#: ZIP codes that reach over a state line, with the other state: the Census Bureau's relationship file of
#: ZIP Code Tabulation Areas and places, 2010 (zcta_place_rel_10.txt).
ALSO_IN = {
    "02861": "MA", "42223": "TN", "59221": "ND", "63673": "IL", "71749": "LA", "73949": "TX", "81137": "NM",
    "84536": "AZ", "86044": "UT", "86515": "NM", "88063": "TX", "89439": "CA", "97635": "CA",
}  # fmt: skip


@dataclass(frozen=True)
class Mismatch:
    """Two fields that do not agree: `name` is the one that is asked about.

    `sentence` tells the writer and the moderator; `brief` says no more than which fields they are.
    """

    name: str
    sentence: str
    brief: str
    stops: bool = False


def zips_of(documents):
    """Return {ZIP code: its Place} for the places of several documents; one query."""
    return zip_rows({place.zip_code for document in documents for place in document.places.places})


def with_zips(providers, chunk):
    """Give each provider of an iterator with what `zips_of` says of it; one query for `chunk` of them."""
    while rows := list(itertools.islice(providers, chunk)):
        zips = zips_of([row.listing for row in rows])
        yield from ((row, zips) for row in rows)


def of_place(place, zips):
    """Return the Mismatch of a place with its ZIP code, or None; `zips` as `zips_of` gives them."""
    code = place.zip_code
    if not ZIP.fullmatch(code):
        return None
    if MILITARY.match(code):
        sentence = _("%s is a military post office (APO, FPO or DPO), so it has no place on a map here.")
        return Mismatch(
            "zip_code", sentence % code, _("the ZIP code is a military post office's"), stops=True
        )
    known = zips.get(code)
    if known is None or not known.state:
        return None
    if place.state and place.state not in (known.state, ALSO_IN.get(code)):
        words = {"zip": code, "where": _where(known)}
        return Mismatch(
            "zip_code",
            _("%(zip)s is in %(where)s. Correct the ZIP code or the state.") % words,
            _("the ZIP code is in %(zip)s, the state is %(state)s")
            % {"zip": state_name(known.state), "state": state_name(place.state)},
            stops=True,
        )
    if place.state not in ("", known.state) or not place.city:
        return None
    if not known.city:
        return _far_away(place, known)
    if not _is_town(place.city, known):
        words = {"zip": code, "known": known.city, "town": place.city[:80]}
        return Mismatch(
            "city",
            _("We know %(zip)s as %(known)s, not as “%(town)s”. Is the town right?") % words,
            _("the ZIP code is known by the name of another town"),
        )
    return None


def _far_away(place, known):
    """The Mismatch of a town that the table has far from a ZIP code of which it has no town (Puerto Rico)."""
    towns = names().exact(squash(place.city), known.state)
    miles = min((town.miles_to(known) for town in towns), default=0)
    if miles <= FAR:
        return None
    words = {"zip": known.name, "town": place.city[:80], "miles": round(miles)}
    sentence = _("%(zip)s is about %(miles)d miles from %(town)s. Is the town right?") % words
    return Mismatch("city", sentence, _("the ZIP code is far from the town"))


def _is_town(typed, known):
    """Whether a town as it was typed is the one that a ZIP code names: St. Louis, NYC, "Austin, TX"."""
    name = typed.partition(",")[0]
    words = name.split()
    short = " ".join(words[:-1]) if len(words) > 1 and state_named(words[-1]) == known.state else name
    ours = {names_meant(squash(text), known.state) for text in (name, short)}
    return names_meant(squash(known.city), known.state) in ours


def _where(known):
    return ", ".join(filter(None, [known.city, state_name(known.state)]))


def state_name(code):
    return str(USState(code).label) if code in USState.values else code


def of_license(license):
    """Return the Mismatch of a license with the board that is named for it, or None."""
    said = {"board": license.board[:120], "state": state_name(license.state)}
    named = boards.states_named(license.board)
    if license.state and named and license.state not in named:
        sentence = _("“%(board)s” names another state than %(state)s. Is it the board of this license?")
        return Mismatch("board", sentence % said, _("the board names another state"))
    types = boards.types_named(license.board)
    if license.type and types is not None and license.type not in types:
        sentence = _(
            "“%(board)s” reads like the board of another profession. Is it the board of this license?"
        )
        return Mismatch("board", sentence % said, _("the board is one of another profession"))
    return None


def of_license_in_words(words, document):
    """The sentence on a license in words that names no state in which a Document practices, or nothing.

    "MD, Colorado", "RN (OR)"; words that name no state say nothing of one.
    """
    named = boards.states_named(words)
    ours = {place.state for place in document.places.places} | set(document.places.telehealth_states)
    if not named or not ours - {""} or named & ours:
        return ""
    states = ", ".join(sorted(state_name(code) for code in named))
    return _("“%(words)s” names %(states)s, where this practice is not.") % {
        "words": words[:120],
        "states": states,
    }


def check(document):
    """Return the Finding on the places of a document: what each ZIP code is, beside what the place says."""
    zips = zips_of([document])
    outcomes, sentences, rows = [], [], []
    for place in document.places.places:
        ours = ", ".join(filter(None, [place.city, f"{place.state} {place.zip_code}".strip()]))
        found = of_place(place, zips)
        known = zips.get(place.zip_code)
        if found:
            outcomes.append(LOOK)
            sentences.append(found.sentence)
            rows.append(row(_("ZIP code, town, state"), ours, found.sentence, False))
        elif known:
            outcomes.append(MATCHES)
            sentences.append("")
            rows.append(row(_("ZIP code, town, state"), ours, _where(known), True))
        else:
            outcomes.append(UNCHECKED)
            sentences.append(_("Not looked at: no ZIP code that we know."))
            rows.append(row(_("ZIP code, town, state"), ours, sentences[-1]))
    outcome = worst(outcomes)
    return Result("places", outcome, "" if outcome == MATCHES else reason(outcomes, sentences), rows)
