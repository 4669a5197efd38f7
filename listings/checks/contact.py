"""Contact data and addresses in a text: patients write through the site, and a hidden street stays hidden.

Each function answers whether a text holds one kind of it, however it is disguised: "robin at practice dot
com", "five one two, five five five, …", "1 4 0 0 Example Street" is not (people write addresses plainly).
Years, doses, prices, license numbers, 911 and 988 are no contact data.
"""

import re

from providers.states import State

_DOT = r"(?:\s*[(\[{<]\s*(?:dot|\.)\s*[)\]}>]\s*|\s+dot\s+|\.)"
_AT = r"(?:\s*@\s*|\s*[(\[{<]\s*(?:at|@)\s*[)\]}>]\s*|\s+at\s+)"
_TOP = r"(?:com|org|net|edu|info|biz|io|co|us|me|app|health|care|clinic|therapy|example)"
_MAIL_HOSTS = r"(?:gmail|googlemail|hotmail|yahoo|outlook|icloud|aol|proton(?:mail)?)"
_EMAIL = re.compile(
    rf"\S@[^\s@]+\.\w|(?<![\w.+-])[\w.+-]{{2,64}}{_AT}[\w-]+(?:{_DOT}[\w-]+)*?(?:{_DOT}){_TOP}\b|\bat\s+{_MAIL_HOSTS}\b"
    rf"|\b\w+\s*[(\[{{]\s*at\s*[)\]}}]\s*\w+",
    re.I,
)

#: Public help that a text may name.
_HELP = re.compile(r"\b(?:www\.)?(?:988lifeline\.org|clinicaltrials\.gov)\b", re.I)
_ACCOUNTS = r"(?:whatsapp|telegram|instagram|facebook|messenger|wechat|tiktok)"
_LINK = re.compile(
    rf"https?:|\bwww\b|\b[\w-]{{2,}}\.{_TOP}(?![\w-])|\b[\w-]{{2,}}\s*[(\[{{]\s*dot\s*[)\]}}]\s*\w+"
    rf"|\b[\w-]{{2,}}\s+dot\s+(?:com|org|net|edu|info)\b"
    r"|(?<![\w.])@\w{3,}"
    rf"|\b(?:on|via|through|over|by)\s+{_ACCOUNTS}\b|\b{_ACCOUNTS}(?:\s+(?:me|us)\b|\s*:\s*\w)|\bsignal:\s*\w"
    r"|\b(?:linktr\.ee|bit\.ly|youtu\.be|t\.me)\b",
    re.I,
)

_DIGITS = {
    word: str(value)
    for value, words in enumerate(
        ("zero|oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split("|")
}
_WORD = re.compile(rf"\b({'|'.join(_DIGITS)})\b,?", re.I)
#: Letters that stand for digits inside a number: "5I2-555-OI43".
_LOOKALIKE = re.compile(r"(?<=[\d\s.-])[OoIl](?=[\d.-])|(?<=\d)[OoIl](?=[\dOoIl])")
_GAP = r"[\s\-\u2010-\u2015./()_*\u00b7]{0,3}"
_NOT_A_YEAR = r"(?!(?:19|20)\d\d(?!\d))"
_LONG_NUMBER = re.compile(
    rf"(?<![\d.,$#A-Za-z])(?:\+?1{_GAP})?\(?{_NOT_A_YEAR}[2-9](?:{_GAP}\d){{2}}{_GAP}[2-9](?:{_GAP}\d){{6}}(?!\d)"
)
_ABROAD = re.compile(r"\+\d(?:[\s().-]{0,2}\d){8,13}\b")
_LETTERED = re.compile(r"\b(?:1-)?[2-9]\d\d-(?:\d{3}-)?[A-Z]{4,8}\b")
_SHORT_NUMBER = re.compile(
    r"\b(?:call|calls|phone|telephone|tel|text|fax|dial|ring|cell|mobile|number|reach)\b[^.!?\n]{0,25}?"
    r"(?<![\d$-])[2-9]\d\d[-. ]\d{4}\b(?!\s*(?:mg|mcg|milligrams|dollars|people|patients))"
    r"|(?<![\d$-])[2-9]\d\d[-. ]\d{4}\b is [^.!?\n]{0,20}\b(?:number|call|phone|telephone|line|cell)\b",
    re.I,
)
_BEFORE_A_NUMBER = re.compile(
    r"\b(?:licen[sc]e|lic|npi|nct|permit|certificate|certification|registration|dea|ein|rn|md|do|no)\b"
    r"[\s.:#A-Za-z]{0,14}$",
    re.I,
)

_STATES = "|".join(State.values)
_NUMBER = r"(?<![\d.,$#/-])\d{1,6}[A-Za-z]?\s+"
_HEADING = r"(?:(?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\.?\s+)?"
#: Words after a number that are counted, or lead away from it: "2 blocks from Main Street".
_COUNTED = (
    r"(?!(?:blocks?|minutes?|mins?|miles?|steps?|hours?|days?|weeks?|months?|years?|doors?|people|patients?"
    r"|clients?|sessions?|rooms?|chairs?|from|off|of|to|on|at|in|and|or|by|through|across|near)\b)"
)
_SURE_ENDS = r"(?:Street|Avenue|Ave|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Turnpike)"
_OTHER_ENDS = (
    r"(?:St|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Terrace|Circle|Square|Trail|Loop|Plaza|Pike)"
)
_NAME = rf"(?:{_COUNTED}[\w'’.-]+\s+){{1,3}}"
_PROPER = rf"(?:{_COUNTED}(?:[A-Z][\w'’.-]*|\d+(?:st|nd|rd|th))\s+){{1,3}}"
_SINCE = re.compile(r"\b(?:since|in|from|until|by|of|before|after)\s+$", re.I)
_STREETS = [
    re.compile(rf"{_NUMBER}{_HEADING}{_NAME}(?i:{_SURE_ENDS})\b"),
    re.compile(rf"{_NUMBER}{_HEADING}{_PROPER}{_OTHER_ENDS}\b"),
    re.compile(rf"{_NUMBER}{_HEADING}Broadway\b"),
    re.compile(rf"{_NUMBER}{_HEADING}{_NAME}(?:st|rd|ln|dr|ct)(?=\.?,|\.?\s*$)", re.M),
]
_ADDRESS = re.compile(
    r"\b(?i:P\.?\s?O\.?\s+box)\s+\d"
    r"|\b(?i:suite|ste\.?|unit|apartment|apt\.?)\s+#?\d{1,5}[A-Za-z]?\b"
    rf"|\b[A-Z][a-z]+,\s*(?:{_STATES})\.?\s+\d{{5}}\b"
    r"|\b(?i:corner of)\s+(?:[A-Z]\w+|\d+\w+)\s+(?:and|&)\s+(?:[A-Z]\w+|\d+\w+)"
)


def holds_email(text):
    """Whether a text holds an e-mail address, plain or in words."""
    return bool(_EMAIL.search(text))


def holds_link(text):
    """Whether a text leads elsewhere: a web address, a handle, a messenger."""
    return bool(_LINK.search(_EMAIL.sub(" ", _HELP.sub(" ", text))))


def holds_phone(text):
    """Whether a text holds a telephone number, in digits, in words, or in both."""
    if _ABROAD.search(text) or _LETTERED.search(text) or _SHORT_NUMBER.search(text):
        return True
    plain = _WORD.sub(lambda word: _DIGITS[word[1].lower()], text)
    plain = _LOOKALIKE.sub(lambda letter: "0" if letter[0] in "Oo" else "1", plain)
    hits = _LONG_NUMBER.finditer(plain)
    return any(not _BEFORE_A_NUMBER.search(plain[: hit.start()]) for hit in hits)


def holds_address(text):
    """Whether a text holds a street address, a suite, a post office box, or a town with its ZIP code."""
    if _ADDRESS.search(text):
        return True
    hits = (hit for pattern in _STREETS for hit in pattern.finditer(text))
    return any(not _is_year(hit, text) for hit in hits)


def _is_year(hit, text):
    """Whether the number of a hit is a year in a sentence: "since 2014 Main Street Clinic"."""
    return bool(re.match(r"(?:19|20)\d\d\b", hit[0]) and _SINCE.search(text[: hit.start()]))
