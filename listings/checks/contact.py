"""Contact data in a text: patients write through the site, so that nobody is asked where they look.

Each function answers whether a text holds one kind of it, however it is disguised: "robin at practice dot
com", "five one two, five five five, …", full-width letters, spaces between. Years, doses, prices, license
numbers and the numbers of public help lines are no contact data. Time and memory grow with the length of
the text and no faster: no pattern here begins or goes on without a limit.
"""

import re
import unicodedata

#: Signs that nobody sees (blank letters, directions, variants, tags) and marks over and under a letter that
#: no letter has of its own.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u0300-\u036f\u20d0-\u20f0\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
#: The hyphens of word processors and the minus sign; longer dashes part words.
_DASH = re.compile("[\u2010\u2011\u2212]")
_BLANKS = re.compile(r"[^\S\n]+")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")


def plainly(text):
    """Return a text as a reader sees it: NFKC, plain digits, single blanks, no unseen signs."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace("。", ".")
    text = _DASH.sub("-", text)
    text = _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), text)
    return _BLANKS.sub(" ", text)


# --- E-mail and links ---------------------------------------------------------------------------------

_DOT = r"(?:\s?[(\[{<]\s?(?:dot|d0t|\.)\s?[)\]}>]\s?|[\s_-](?:dot|d0t|punto)[\s_-]|\.)"
_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|@)\s?[)\]}>]\s?|[\s_-](?:at|arroba)[\s_-])"
_NAMES_OF_NETS = r"(?:com|org|net|edu|info|biz|io)"
#: Words too: a full stop before one of them with a capital is the end of a sentence without its blank.
_WORDS_OF_NETS = (
    r"(?:co|us|me|app|health|care|clinic|therapy|example|xyz|online|site|website|dev|ai|tv|page|blog|link|space"
    r"|life|wellness|center|doctor|healthcare|ca|uk)"
)
_TOP = rf"(?:{_NAMES_OF_NETS}|{_WORDS_OF_NETS})"
_MAIL_HOSTS = r"(?:g\s?mail|googlemail|hotmail|yahoo|outlook|icloud|aol|proton(?:mail)?)"
_SURE_HOSTS = r"(?:gmail|googlemail|hotmail|icloud|protonmail)"
_EMAIL = re.compile(
    rf"\S@[^\s@]+\.\w|\w\s?@\s?[\w-]{{1,63}}\s?\.\s?{_TOP}\b"
    rf"|(?<![\w.+-])[\w.+-]{{2,64}}?{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,3}}?(?:{_DOT}){_TOP}\b"
    rf"|\bat\s{_MAIL_HOSTS}\b|\b(?:my|our)\s{_SURE_HOSTS}\b|\b{_SURE_HOSTS}\s?(?:is\b|[:=])"
    r"|\w\s?[(\[{]\s?at\s?[)\]}]\s?\w",
    re.I,
)

#: Public help that a text may name.
_HELP = re.compile(r"\b(?:www\.)?(?:988lifeline\.org|clinicaltrials\.gov)\b", re.I)
_ACCOUNTS = (
    r"(?:whatsapp|telegram|instagram|insta|facebook|messenger|wechat|tiktok|snapchat|skype|discord|linkedin"
    r"|twitter|youtube)"
)
_LINK = re.compile(
    rf"h(?:tt|xx)ps?:|\bwww\b|(?<=[\w-][\w-])\.{_NAMES_OF_NETS}(?![\w-])"
    rf"|(?<=[\w-][\w-])(?-i:\.(?:{_WORDS_OF_NETS}|{_WORDS_OF_NETS.upper()})(?![\w-]))"
    r"|(?<=\w\w)\s?[(\[{]\s?(?:dot|d0t|\.)\s?[)\]}]\s?\w"
    r"|(?<=\w\w)[\s_-](?:dot|d0t|punto)[\s_-](?:com|org|net|edu|info)\b"
    r"|(?<=\w\w)\s?\.\s?(?:com|org|net)(?![\w-])"
    r"|(?<![\w.])@(?!(?-i:[A-Z][a-z]+\s[A-Z]))\w{3,}"
    r"|\b(?:message|write|text|reach|contact|follow|find|add|dm|pm|ping|call|chat|book|join|like|see|watch|look)\s"
    r"(?:me|us|my|our|with\s(?:me|us))\b[^.!?\n]{0,30}?\b(?:on|via|through|over|by|in)\s"
    rf"(?:{_ACCOUNTS}|ig|signal)\b"
    rf"|\b(?:i|we)(?:['’]m|['’]re|\sam|\sare)\s(?:also\s|both\s|active\s)?on\s{_ACCOUNTS}\b"
    rf"|(?:^|[.!?]\s)(?:dm|message|write|find|follow|contact|reach|text)\s[^.!?\n]{{0,20}}?\b(?:on|via)\s{_ACCOUNTS}\b"
    rf"|\b{_ACCOUNTS}(?:\s(?:me|us)\b|\s?:\s?\w)|(?<!the\s)(?<!a\s)\bsignal(?:\s(?:me|us)\b|\s?:\s?\w)|\b(?:ig|insta)\s?:\s?\w"
    r"|\b(?:linktr\.ee|bit\.ly|youtu\.be|t\.me|wa\.me|g\.page|fb\.com)\b",
    re.I,
)


def holds_email(text):
    """Whether a text holds an e-mail address, plain or in words."""
    return bool(_EMAIL.search(plainly(text)))


def holds_link(text):
    """Whether a text leads elsewhere: a web address, a handle, a messenger."""
    return bool(_LINK.search(_EMAIL.sub(" ", _HELP.sub(" ", plainly(text)))))


# --- Telephone numbers --------------------------------------------------------------------------------

#: Help lines for the public, each as its organization prints it; a text may name them.
HELP_LINES = frozenset(
    [
        "8006624357",  # SAMHSA National Helpline, samhsa.gov/find-help/helplines
        "8002738255",  # Veterans Crisis Line, also 988 by its old number, veteranscrisisline.net
        "8009855990",  # SAMHSA Disaster Distress Helpline
        "8002221222",  # Poison Help, poisonhelp.hrsa.gov
        "8007997233",  # National Domestic Violence Hotline, thehotline.org
        "8006564673",  # National Sexual Assault Hotline, rainn.org
        "8664887386",  # The Trevor Project, thetrevorproject.org
        "8775658860",  # Trans Lifeline, translifeline.org
        "8009506264",  # NAMI HelpLine, nami.org/help
        "8009444773",  # Postpartum Support International, postpartum.net
        "8338526262",  # National Maternal Mental Health Hotline, mchb.hrsa.gov
        "8447628483",  # StrongHearts Native Helpline, strongheartshelpline.org
        "6234737433",  # Fireside Project, firesideproject.org
    ]
)
_DIGITS = {
    word: str(value)
    for value, words in enumerate(
        (
            *("zero|oh|cero", "one|uno", "two|dos", "three|tres", "four|cuatro"),
            *("five|cinco", "six|seis", "seven|siete", "eight|ocho", "nine|nueve"),
        )
    )
    for word in words.split("|")
}
_WORD = re.compile(rf"\b({'|'.join(_DIGITS)})\b[,.]?", re.I)
#: Letters that stand for digits inside a number: "5I2-555-OI43".
_LOOKALIKE = re.compile(r"(?<=[\d\s.-])[OoIl](?=[\d.-])|(?<=\d)[OoIl](?=[\dOoIl])")
_GAP = r"[\s\-\u2010-\u2015./()_*\u00b7\u2022|~\\'’\"#]{0,5}"
_NOT_A_YEAR = r"(?!(?:19|20)\d\d(?!\d))"
_LONG_NUMBER = re.compile(
    rf"(?<![\d.,$#A-Za-z])(?:\+?1{_GAP})?\(?{_NOT_A_YEAR}[2-9](?:{_GAP}\d){{2}}{_GAP}[2-9](?:{_GAP}\d){{6}}(?!\d)"
    r"|(?<![\d.,$#A-Za-z])[2-9]\d\d(?:,|\s?[:;+=<>\u2192\u2013\u2014]{1,3}\s?|\s(?:and|then|y)\s)"
    r"[2-9]\d\d(?:,|\s?[-:;+=<>\u2192\u2013\u2014]{1,3}\s?|\s(?:and|then|y)\s)\d{4}(?!\d)"
)
_ABROAD = re.compile(r"\+\d(?:[\s().-]{0,2}\d){8,13}\b")
#: Ten places in digits and capitals ("512-KET-AMIN"); seven are a number only where somebody is to call.
_LETTERED = re.compile(
    r"\b(?:1[-. ])?[2-9]\d\d[-. ]"
    r"(?:(?=[\dA-Z-]{0,7}[A-Z])[\dA-Z]{3}[-. ]?[\dA-Z]{4}|[A-Z]{5,8})\b"
)
_CALL = r"(?:call|calls|calling|phone|telephone|tel|text|fax|dial|ring|cell|mobile|number|reach)"
_SHORT_NUMBER = re.compile(
    rf"\b{_CALL}\b[^.!?\n]{{0,25}}?"
    r"(?<![\d$-])[2-9]\d\d[-. ](?:\d{4}|(?-i:[A-Z]{4}))\b(?!\s(?:mg|mcg|milligrams|dollars|people|patients))"
    r"|(?<![\d$-])[2-9]\d\d[-. ]\d{4}\b is [^.!?\n]{0,20}\b(?:number|call|phone|telephone|line|cell)\b"
    r"|\barea code\b\W{0,3}(?:is\s)?[2-9]\d\d\b[^.!?\n]{0,30}?\b[2-9]\d\d[-. ]?\d{4}\b",
    re.I,
)
_NUMBERED = r"\b(?:licen[sc]e|lic|npi|nct|permit|certificate|certification|registration|dea|ein)\b"
_BEFORE_A_NUMBER = re.compile(rf"(?:{_NUMBERED}|\b(?:rn|md|do|no)\b)[\s.:#A-Za-z]{{0,14}}$", re.I)
_NUMBERED_IN_SENTENCE = re.compile(rf"{_NUMBERED}[^.!?\n]{{0,60}}$", re.I)
_CALLS = re.compile(rf"\b{_CALL}\b", re.I)
_BEFORE = 100  # characters that are looked at before a number
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def holds_phone(text):
    """Whether a text holds a telephone number, in digits, in words, or in both."""
    text = plainly(text)
    if _ABROAD.search(text) or _SHORT_NUMBER.search(text):
        return True
    if any(_ten(hit[0]) not in HELP_LINES for hit in _LETTERED.finditer(text)):
        return True
    plain = _WORD.sub(lambda word: _DIGITS[word[1].lower()], text)
    plain = _LOOKALIKE.sub(lambda letter: "0" if letter[0] in "Oo" else "1", plain)
    return any(
        _ten(hit[0]) not in HELP_LINES and not _is_of_a_license(hit, plain)
        for hit in _LONG_NUMBER.finditer(plain)
    )


def _ten(number):
    """The ten digits of a number, letters by their keys, without the 1 before them."""
    digits = "".join(c for c in number.upper().translate(_KEYS) if c.isdigit())
    return digits.removeprefix("1")[:10]


def _is_of_a_license(hit, text):
    """Whether a number is one of a license or register: the word stands before it, and nobody is to call."""
    before = text[max(hit.start() - _BEFORE, 0) : hit.start()]
    if _BEFORE_A_NUMBER.search(before):
        return True
    is_undivided = hit[0].isdigit()
    return is_undivided and bool(_NUMBERED_IN_SENTENCE.search(before)) and not _CALLS.search(before)
