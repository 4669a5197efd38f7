"""How names of places are written: short forms, nicknames, states, and the form that is compared."""

import re

from providers.folding import fold
from providers.states import State

#: Short for longer words in names of places (USPS Publication 28 and common use).
WORDS = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "mtn": "mountain",
    "spgs": "springs",
    "hts": "heights",
    "bch": "beach",
    "vlg": "village",
    "twp": "township",
    "jct": "junction",
    "ctr": "center",
}
FIRST_WORDS = {"n": "north", "s": "south", "e": "east", "w": "west", "no": "north", "so": "south"}
#: What people call a city → (squashed name, state).
ALIASES = {
    "newyork": ("newyorkcity", "NY"),
    "nyc": ("newyorkcity", "NY"),
    "ny city": ("newyorkcity", "NY"),
    "bigapple": ("newyorkcity", "NY"),
    "la": ("losangeles", "CA"),
    "sf": ("sanfrancisco", "CA"),
    "sanfran": ("sanfrancisco", "CA"),
    "dc": ("washington", "DC"),
    "philly": ("philadelphia", "PA"),
    "vegas": ("lasvegas", "NV"),
    "nola": ("neworleans", "LA"),
    "slc": ("saltlakecity", "UT"),
    "okc": ("oklahomacity", "OK"),
    "atl": ("atlanta", "GA"),
    "indy": ("indianapolis", "IN"),
    "pdx": ("portland", "OR"),
    "stpete": ("saintpetersburg", "FL"),
    "saintpete": ("saintpetersburg", "FL"),
    "jax": ("jacksonville", "FL"),
    "cincy": ("cincinnati", "OH"),
    "chitown": ("chicago", "IL"),
    "abq": ("albuquerque", "NM"),
    "urbanhonolulu": ("honolulu", "HI"),
    "sanbuenaventura": ("ventura", "CA"),
}
#: Abbreviations in use before the two-letter ones.
OLD_ABBREVIATIONS = {
    "ala": "AL", "ariz": "AZ", "ark": "AR", "calif": "CA", "cal": "CA", "colo": "CO", "conn": "CT",
    "dela": "DE", "fla": "FL", "ill": "IL", "kans": "KS", "mass": "MA", "mich": "MI", "minn": "MN",
    "miss": "MS", "mont": "MT", "nebr": "NE", "nev": "NV", "okla": "OK", "ore": "OR", "penn": "PA",
    "penna": "PA", "tenn": "TN", "tex": "TX", "wash": "WA", "wis": "WI", "wisc": "WI", "wyo": "WY",
    "ncarolina": "NC", "scarolina": "SC", "ndakota": "ND", "sdakota": "SD", "wva": "WV",
    "virginislands": "VI", "wvirginia": "WV",
}  # fmt: skip
PARTS_OF_A_NAME = re.compile(r"\(.*?\)")


def squash(text):
    """Return a place name in the form that look-ups compare: folded, words spelled out, no spaces."""
    words = fold(PARTS_OF_A_NAME.sub(" ", str(text))).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if len(words) > 2 and words[1] == "of" and words[0] in ("city", "town", "village", "township", "borough"):
        words = words[2:]
    if len(words) > 1:
        words[0] = FIRST_WORDS.get(words[0], words[0])
    return "".join(WORDS.get(word, word) for word in words)


STATE_NAMES = {fold(state.label).replace(" ", ""): state.value for state in State}
STATE_CODES = {state.value.lower(): state.value for state in State}
STATES = STATE_NAMES | STATE_CODES | OLD_ABBREVIATIONS


def state_named(text):
    """Return the abbreviation of the state that a text names in full or in short, or ""."""
    return STATES.get(fold(text).replace(" ", ""), "")
