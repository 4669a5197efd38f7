"""Street addresses in a text, and whether a text gives away a street that its owner hides.

Words for kinds of streets and directions, with their short forms, are those of USPS Publication 28
(Postal Addressing Standards, appendices B and C1, and section 24 for highways).
"""

import re
from functools import lru_cache

from listings.checks.contact import plainly
from providers.states import USState

# --- Words ----------------------------------------------------------------------------------------------

DIRECTIONS = {
    word: short
    for short, words in {
        "n": "n north norte",
        "s": "s south sur",
        "e": "e east este",
        "w": "w west oeste",
        "ne": "ne northeast",
        "nw": "nw northwest",
        "se": "se southeast",
        "sw": "sw southwest",
    }.items()
    for word in words.split()
}
#: The short form first, then what else is written.
SUFFIXES = {
    word: line.split()[0]
    for line in """aly alley allee ally
        anx annex anex annx
        arc arcade
        ave avenue av aven avenu avn avnue
        bch beach
        blf bluff bluf
        blvd boulevard boul boulv
        bnd bend
        br branch brnch
        brg bridge brdge
        brk brook
        byp bypass bypa byps
        byu bayou bayoo
        cir circle circ circl crcl crcle
        clf cliff
        cmn common
        cor corner
        cres crescent crsent crsnt
        crk creek
        crst crest
        cswy causeway causwa
        ct court
        ctr center centre cen cent centr cntr
        cts courts
        curv curve
        cv cove
        dl dale
        dr drive driv drv
        est estate
        ests estates
        expy expressway exp expr express expw
        ext extension extn
        fld field
        flds fields
        fls falls
        fry ferry
        frst forest
        fwy freeway freewy frway frwy
        gdn garden gardn
        gdns gardens
        gln glen
        grn green
        grv grove grov
        hbr harbor harb
        hl hill
        hls hills
        holw hollow hllw
        hts heights ht
        hwy highway highwy hiway hiwy hway route rte rt sr sh
        is island
        jct junction jction
        knl knoll knol
        lk lake
        ln lane
        lndg landing
        loop loops
        mall
        mdw meadow
        mdws meadows
        ml mill
        mnr manor
        mt mount
        mtn mountain
        orch orchard
        oval ovl
        park prk
        pass
        path paths
        pike pikes
        pine
        pkwy parkway parkwy pkway pky parkways
        pl place
        pln plain
        plz plaza plza
        pt point
        prom promenade
        prt port
        rd road
        rdg ridge rdge
        riv river
        row
        run
        shr shore
        spg spring spng
        spgs springs
        sq square sqr sqre squ
        sqs squares
        st street str strt
        sta station
        ter terrace terr
        tpke turnpike trnpk turnpk
        trce trace
        trl trail
        trwy throughway
        tunl tunnel
        un union
        via viaduct
        vis vista
        vlg village
        vly valley
        vw view
        walk walks
        way wy
        xing crossing crssng
        xrd crossroad""".splitlines()
    for word in line.split()
}
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        start=1,
    )
}
_ORDINALS = {
    word: str(value)
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        start=1,
    )
}
_ENDINGS = frozenset({"st", "nd", "rd", "th"})
#: Roads with a number have several names: each of these is written for the other.
_ROADS = {}
for _long, _short in (
    ("rural hwy", "rr"),
    ("county rd", "cr"),
    ("county hwy", "cr"),
    ("co rd", "cr"),
    ("farm to market", "fm"),
    ("ranch rd", "rm"),
    ("state hwy", "hwy"),
    ("state rd", "hwy"),
    ("us hwy", "hwy"),
    ("interstate hwy", "i"),
    ("interstate", "i"),
    ("ih", "i"),
    ("us", "hwy"),
):
    _ROADS.setdefault(_long.split()[0], []).append((_long.split(), [_short]))
#: Words that are one as part of a name.
_SHORT_WORDS = {"saint": "st", "sainte": "st", "fort": "ft"}
_PARTS = re.compile(r"\d+|[^\W\d_]+")
#: Where in a building: a text gives the street away without it.
_UNIT = re.compile(
    r"(?:\b(?:suite|ste|unit|apt|apartment|room|rm|floor|fl|bldg|building)\b\.?\s?#?|#)\s?(?:\d{1,5}[A-Z]?|[A-Z])\b"
    r"|\b\d{1,3}(?:st|nd|rd|th)\sfloor\b",
    re.I,
)
_SURE = 3  # digits of a house number that need no "Street" behind the name


# --- A hidden street ------------------------------------------------------------------------------------


def folded(text):
    """The words of a text or street as they are compared: short forms, digits for numbers, no marks."""
    words = _PARTS.findall(plainly(text).replace("'", "").replace("’", "").casefold())
    out = []
    for word in words:
        word = _SHORT_WORDS.get(word, word)
        if word in _ENDINGS and out and out[-1].isdigit():
            continue  # "5th" is "fifth"
        word = _NUMBER_WORDS.get(word) or _ORDINALS.get(word) or word
        out.append(DIRECTIONS.get(word) or SUFFIXES.get(word) or word)
    return _with_short_roads(out)


def _with_short_roads(words):
    out, at = [], 0
    while at < len(words):
        long, short = next(
            (road for road in _ROADS.get(words[at], ()) if _is_at(road[0], words, at)), (1, None)
        )
        out += short or words[at : at + 1]
        at += len(long) if short else 1
    return out


def _is_at(road, words, at):
    """Whether the words of a road with a number stand at a place, its number behind them."""
    end = at + len(road)
    return words[at:end] == road and end < len(words) and words[end].isdigit()


class HiddenStreets:
    """Streets that no text may name, in whatever forms of their words.

    A house number with the street's name is enough where the number has three digits; with a smaller one
    ("12 Sessions Lane") the kind of street must stand behind it too. Directions may be left out.
    """

    def __init__(self, streets):
        self._needles = {}  # the first word of a run of words that gives a street away: those runs
        for street in dict.fromkeys(streets):
            for needle in _needles(street):
                self._needles.setdefault(needle[0], []).append(needle)

    def stand_in(self, text):
        """Whether a text names one of them."""
        if not self._needles:
            return False
        words = _bare(text)
        return any(
            words[at : at + len(needle)] == needle
            for at, word in enumerate(words)
            for needle in self._needles.get(word, ())
        )


_MARKS_OF_WAY = frozenset(DIRECTIONS.values())
_KINDS = frozenset(SUFFIXES.values())


@lru_cache(maxsize=1000)
def _bare(text):
    """The folded words of a text without directions and without the letter of a house number ("1400-A").

    Kept, because the texts of a draft are read again with each save, and most of them stand as they stood.
    """
    words = [word for word in folded(text) if word not in _MARKS_OF_WAY]
    before, after = ["", *words], [*words[1:], ""]
    return [
        word
        for last, word, following in zip(before, words, after, strict=False)
        if not (len(word) == 1 and word.isalpha() and last.isdigit() and following not in _KINDS)
    ]


def _needles(street):
    """The runs of words that each give a street away."""
    bare = _bare(_UNIT.sub(" ", plainly(street)))
    if len(bare) < 2:
        return
    yield bare
    is_kind = bare[-1] in _KINDS
    if bare[0].isdigit() and len(bare[0]) >= _SURE and is_kind and len(bare) > 2:
        yield bare[:-1]


# --- Any address ----------------------------------------------------------------------------------------

_NUMBER = r"(?<![\d.,$#/-])\d{1,6}(?:-\d{1,4})?[A-Za-z]?\s"
_HEADING = r"(?:(?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\.?\s)?"
#: Words after a number that are counted, or lead away from it: "2 blocks from Main Street".
_COUNTED = (
    r"(?!(?:blocks?|minutes?|mins?|miles?|steps?|hours?|days?|weeks?|months?|years?|doors?|people|patients?"
    r"|clients?|sessions?|rooms?|chairs?|from|off|of|to|on|at|in|and|or|by|through|across|near)\b)"
)
_WORD = r"[\w'’.-]{1,40}\s"
_NAME = rf"(?:{_COUNTED}{_WORD}){{1,3}}"
_PROPER = rf"(?:{_COUNTED}(?:(?=[A-Z]){_WORD}|\d{{1,3}}(?:st|nd|rd|th)\s)){{1,3}}"
_SURE_ENDS = r"(?:Street|Avenue|Ave|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Turnpike|Tpke|Expressway|Freeway)"
_PLAIN_ENDS = r"(?:St|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Terrace|Ter)"
#: Words that end names of other things too: "12 Medicine Circle evenings", "the 8 Limbs Way".
_OTHER_ENDS = (
    r"(?:Way|Place|Pl|Circle|Cir|Square|Sq|Trail|Trl|Loop|Plaza|Plz|Pike|Crossing|Xing|Cove|Point|Ridge|Row|Run"
    r"|Alley|Bend|Path|Walk|Pass|Crescent|Landing|Heights|Hill|Grove|Park|View|Vista)"
)
_ROAD = (
    r"(?i:(?:(?:US|U\.S\.|state|county|rural|old)\s)?(?:highway|hwy|route|rte|interstate"
    r"|(?:county|state|ranch)\sroad|farm\sto\smarket)|[IF][HM]?|CR|SR|RR|US)[\s-]#?\d{1,4}\b"
)
_WORD_NUMBER = rf"\b(?:{'|'.join(word.title() for word in list(_NUMBER_WORDS)[:12])})\s"
_PLACE_ENDS = r"(?:Plaza|Plz|Square|Place|Court|Drive|Lane|Street|Avenue|Ave|Parkway|Boulevard|Road|Terrace)"
#: What may follow an address, where its last word is one that other things end with.
_CLOSED = (
    r"(?=\.?\s?$|\.?\s?[,;:!?)\n]|\.\s"
    r"|\s(?:(?i:suite|ste|unit|apt|floor|in|near|behind|off|by|between|next)\b|#))"
)
_STREETS = [
    re.compile(rf"{_NUMBER}{_HEADING}{_NAME}(?i:{_SURE_ENDS})\b"),
    re.compile(rf"{_NUMBER}{_HEADING}{_PROPER}{_PLAIN_ENDS}\b"),
    re.compile(rf"{_NUMBER}{_HEADING}Broadway\b"),
    re.compile(rf"{_NUMBER}{_HEADING}{_NAME}(?:st|rd|ln|dr|ct)(?=\.?,|\.?\s?$)", re.M),
    re.compile(rf"{_NUMBER}{_HEADING}{_ROAD}"),
    re.compile(rf"{_NUMBER}{_HEADING}(?i:avenue|ave)\s(?:[A-Z]|\d{{1,3}})\b"),
]
_DOUBTFUL = [
    re.compile(rf"{_NUMBER}{_HEADING}{_PROPER}{_OTHER_ENDS}\b{_CLOSED}"),
    re.compile(rf"{_WORD_NUMBER}{_HEADING}{_PROPER}{_PLACE_ENDS}\b{_CLOSED}"),
]
#: What stands before an address and not before a thing that is counted.
_LEADS_THERE = re.compile(
    r"(?:^|[.!?,;:(\n–—-]\s?"
    r"|\b(?i:at|to|is|are|on|in|address|office|located|visit|find us|near|from|moved)\s)$"
)
_SINCE = re.compile(r"\b(?:since|in|from|until|by|of|before|after)\s$", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_BEFORE = 60  # characters that are looked at before an address

_SHORT_STATES = "|".join(USState.values)
#: Abbreviations that are no words, so that they mean a state in small letters too.
_PLAIN_STATES = "|".join(
    code.lower()
    for code in USState.values
    if code
    not in [
        "AL",
        "AS",
        "CO",
        "DE",
        "HI",
        "ID",
        "IN",
        "LA",
        "MA",
        "ME",
        "MI",
        "MO",
        "MP",
        "MS",
        "OH",
        "OK",
        "OR",
        "PA",
    ]
)
_LONG_STATES = "|".join(str(state.label) for state in USState)
_TOWN = re.compile(
    rf"\b[A-Z][a-z]+\.?,?\s(?:(?:{_SHORT_STATES})\.?|(?i:{_LONG_STATES}))[,]?\s\d{{5}}\b"
    rf"|\b[a-z]+,?\s(?:{_PLAIN_STATES})\s\d{{5}}\b"
)
#: A town where somebody was, not where they are.
_WAS_THERE = re.compile(
    r"\b(?:trained|training|studied|graduated|residency|internship|fellowship|degree|school|grew up|raised"
    r"|born|lived|worked|practiced|served|stationed|moved (?:here |away )?from|came from|used to)\b"
    r"[^.!?;\n]{0,80}$",
    re.I,
)
_NOW = re.compile(r"\b(?:now|today|currently|and (?:see|practice|work|am)|but)\b", re.I)
_ROOM = re.compile(
    r"\b(?i:P\.?\s?O\.?\sbox)\s#?\d"
    r"|\b(?i:suite|ste\.?|apartment|apt\.?)\s#?\d{1,5}[A-Za-z]?\b(?!\sof\b)"
    r"|(?:,|^|\b(?i:in|at|is|to))\s?(?i:unit)\s#?\d{1,5}[A-Za-z]?\b(?!\sof\b)"
    r"|\b(?i:corner of)\s(?:[A-Z]\w{1,40}|\d{1,4}\w{0,2})\s(?:and|&)\s(?:[A-Z]\w|\d{1,4}\w{0,2})"
)


def holds_address(text):
    """Whether a text holds a street address, a suite, a post office box, or a town with its ZIP code."""
    text = plainly(text)
    if _ROOM.search(text) or any(not _is_past(hit, text) for hit in _TOWN.finditer(text)):
        return True
    if any(not _is_year(hit, text) for pattern in _STREETS for hit in pattern.finditer(text)):
        return True
    hits = (hit for pattern in _DOUBTFUL for hit in pattern.finditer(text))
    return any(_LEADS_THERE.search(_before(hit, text)) and not _is_year(hit, text) for hit in hits)


def _before(hit, text):
    return text[max(hit.start() - _BEFORE, 0) : hit.start()]


def _is_past(hit, text):
    """Whether a sentence says that somebody was in a town once: "I trained in Cambridge, MA 02139"."""
    was = _WAS_THERE.search(text[max(hit.start() - 2 * _BEFORE, 0) : hit.start()])
    return bool(was) and not _NOW.search(was[0])


def _is_year(hit, text):
    """Whether the number of a hit is a year in a sentence: "since 2014 Main Street Clinic"."""
    return bool(_YEAR.match(hit[0]) and _SINCE.search(_before(hit, text)))
