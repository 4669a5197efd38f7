"""The town of a street address, and addresses that stand nowhere (military mail)."""

from django.utils.translation import gettext as _

from providers.places.by_name import find_exact, is_called_so
from providers.places.lookup import Lookup
from providers.places.spelling import CITIES_BEFORE_STATES, state_of_words

LEAST_PEOPLE = 1000  # of a town that is named at the end of an address without its state
MILITARY_WORDS = {"apo", "fpo", "dpo"}
#: The first three digits of military ZIP codes → the "state" that the post office gives them.
MILITARY_AREAS = {"340": "AA", **{f"09{digit}": "AE" for digit in range(9)}, **dict.fromkeys(
    ("962", "963", "964", "965", "966"), "AP"
)}  # fmt: skip


def military_area(zip5):
    """Return AA (the Americas), AE (Europe and beyond) or AP (the Pacific) of a military ZIP, or ""."""
    return MILITARY_AREAS.get(zip5[:3], "")


def military_mail(typed):
    """Return the Lookup of military mail ("APO AE 09012"), which is no place on a map, or None."""
    area = military_area(typed.zip)
    if not area and not MILITARY_WORDS & set(typed.words[:1]):
        return None
    words = {"typed": typed.text[:60]}
    problem = (
        _(
            "“%(typed)s” is a military post office. It does not say where you are, so no distance can start "
            "there. Type the town or the state where you are."
        )
        % words
    )
    return Lookup(typed.text, problem=problem, is_military=True)


def town_of_address(typed):
    """Return the Lookup of the town in "123 Main St, Austin TX" (streets are not looked up), or None."""
    if not _is_address(typed):
        return None
    for tail in _tails(typed):
        least = 0 if tail.state else LEAST_PEOPLE
        if is_called_so(tail, typed.known, least) and (town := find_exact(tail)):
            remark = _("We do not look up streets. Distances start in the middle of %(town)s.")
            return Lookup(typed.text, town.place, town.choices, remark=remark % {"town": town.place})
    return None


def _is_address(typed):
    words = typed.words
    is_box = words[:2] == ("po", "box") or words[:1] == ("pobox",)
    is_street = len(words) > 2 and words[0][0].isdigit() and len(words[0]) <= 6
    return (is_box or is_street) and not is_called_so(typed, typed.known)


def _tails(typed):
    """Yield what the town may be: from each comma on, then the longest first; a state alone is none."""
    for count in range(1, len(typed.parts)):
        if not _is_state(tail := typed.with_parts(typed.parts[count:])):
            yield tail
    last = typed.parts[-1:] if len(typed.parts) > 1 and state_of_words(typed.parts[-1]) else ()
    words = typed.with_parts(typed.parts[: len(typed.parts) - len(last)]).words
    for count in range(2, len(words)):
        tail = typed.with_words(words[count:], *last)
        if _is_state(tail):
            return  # "100 Main St West Virginia" is not in Virginia
        yield tail


def _is_state(tail):
    return bool(state_of_words(tail.words)) and tail.squashed not in CITIES_BEFORE_STATES
