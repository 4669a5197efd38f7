"""Pages, volumes, issues, editions and report numbers as APA 7 prints them (9.19, 9.25, 9.27, 10.4)."""

import re
from html import escape

from articles.bibliography.apa.rich_text import inline
from articles.bibliography.csl_types import Item

PAGE = r"(?:[A-Za-z]{0,4}\d[\w.:]{0,30}|[ivxlcdm]+|[IVXLCDM]+)"
RANGE = re.compile(rf"(?<![\w-])({PAGE})\s*[-‐‑–—−]+\s*({PAGE})(?![\w-])")
DIGITS = re.compile(r"[\d\s,&–-]+")
#: What registries deposit where there is no page.
NO_PAGE = re.compile(
    r"(?:n\.?/?a\.?|n\.?\s?pag\.?|no|none|nil|null)(?:\s*[-–]+\s*(?:n/?a|no|none))?", re.IGNORECASE
)
PAGE_LABEL = re.compile(r"^(?:pp?|pages?|pgs?)\b\.?\s*", re.IGNORECASE)
ARTICLE_LABEL = re.compile(r"^(?:article|art\.)(?:\s+(?:no|number|id)\.?)?:?\s+", re.IGNORECASE)
#: Article numbers begin with letters; S12 and R12 are pages of supplements and reviews.
ARTICLE_NUMBER = re.compile(r"(?![SsRr]\d)[A-Za-z]+(?:[-_]?\d++(?=[-_]))*+[-_]?\d{3,}(?:\.\w+)*")
#: "e00122-21": what stands behind the hyphen is the year, for no page ends before it begins.
HYPHENED = re.compile(r"e\d{5}-\d{2}")
ORDINALS = {1: "st", 2: "nd", 3: "rd"}
#: Small words of other languages, in which only the first word has a capital.
FOREIGN = {
    "de",
    "del",
    "della",
    "des",
    "du",
    "la",
    "le",
    "les",
    "el",
    "los",
    "las",
    "und",
    "für",
    "der",
    "die",
}
FOREIGN |= {"das", "di", "et", "y", "zur", "zum", "en", "för", "och", "por", "para", "da", "do", "van", "het"}
SMALL_WORDS = {"a", "an", "and", "as", "at", "but", "by", "for", "in", "nor", "of", "on", "or", "the", "to"}


def text(work: Item, name: str) -> str:
    """Return one field of a work as text without blanks at its ends; "" when it is missing."""
    value = work.get(name)
    return str(value).strip() if value is not None else ""


def pages(value: str) -> str:
    """Return pages as HTML: ranges with en dashes, the last page in full ("351-4" is 351–354)."""
    value = PAGE_LABEL.sub("", value.strip())
    if NO_PAGE.fullmatch(value):
        return ""
    return escape(RANGE.sub(_full_range, re.sub(r"^[-–]|(?<=\d)[-–]$", "", value)), quote=False)


def _full_range(match: re.Match[str]) -> str:
    first, last = match[1], match[2]
    if first == last:
        return first
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        whole = first[: len(first) - len(last)] + last
        last = whole if int(whole) > int(first) else last
    return f"{first}–{last}"


def place_in_volume(work: Item) -> str:
    """Return an article's number ("Article 860882") or its pages, wherever they were deposited, as HTML."""
    page, number = text(work, "page"), ARTICLE_LABEL.sub("", text(work, "number"))
    labelled = ARTICLE_LABEL.sub("", page)
    if not number and (labelled != page or ARTICLE_NUMBER.fullmatch(page) or HYPHENED.fullmatch(page)):
        number = labelled
    return f"Article {escape(number, quote=False)}" if number else pages(page)


#: One number and another behind it, but no number that is repeated ("12-12").
SEVERAL = re.compile(
    r"(?<![\w.])(?!([\w.]{1,40})\s{0,3}[-–—]{1,3}\s{0,3}\1(?![\w.]))[\w.:]{1,40}+\s{0,3}[-–—,&]\s{0,3}\w"
)


def is_several(value: str) -> bool:
    """Whether pages or volumes are more than one."""
    return bool(SEVERAL.search(value))


def joined(value: str) -> str:
    """Return a volume or issue as HTML; only plain numbers make a range (volume "AU-13" is a name)."""
    return pages(value) if DIGITS.fullmatch(value) else escape(value, quote=False)


def volume_and_issue(work: Item) -> str:
    """Return "<i>12</i>(3, Pt. 2, Suppl. 1)" as far as it is known."""
    volume, issue = text(work, "volume"), joined(text(work, "issue"))
    inside = ", ".join(filter(None, [issue, part(work), supplement(work)]))
    return (f"<i>{joined(volume)}</i>" if volume else "") + (f"({inside})" if inside else "")


#: An edition that says in its own language, or as libraries do, that it is one.
EDITION_SAID = re.compile(
    r"\b(?:eds?|publ|impr)\.|\b(?:aufl|auflage|ausg|ausgabe|utg|utgåva|uppl|upplaga|izd|izdanie|"
    r"wyd|wydanie|vyd|vydání|kiad|kiadás|udg|udgave|opl|oplag|dr|druk|édition|éd|edición|edição|edizione|ediția|"
    r"ediţia|edición|edició|edycja|painos|bask|baskı|изд|издание)(?:\b|\.)|版|판",
    re.IGNORECASE,
)


def edition(work: Item) -> str:
    """Return "2nd ed." for "2" and "2nd ed", and as it is what is complete or in another language."""
    value = text(work, "edition")
    match = re.match(r"(\d+)(?:st|nd|rd|th)?(?=$|, (?!.*\bed))", value)
    if match and not EDITION_SAID.search(value):
        value = f"{ordinal(int(match[1]))} ed.{value[match.end() :]}"
    value = re.sub(
        r"\brevised\b(?= ed|$)", "Rev." if value[:7] == "Revised" else "rev.", value, flags=re.IGNORECASE
    )
    value = re.sub(r"\bedition\b\.?", "ed.", value, flags=re.IGNORECASE)
    value = re.sub(r"\b(eds?)$", r"\1.", value, flags=re.IGNORECASE)
    is_said = not value or EDITION_SAID.search(value)
    return escape(value if is_said else f"{value} ed.", quote=False)


def ordinal(number: int) -> str:
    """Return "1st", "22nd", "13th"."""
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ORDINALS.get(number % 10, 'th')}"


def volume(work: Item) -> str:
    """Return "Vol. 2", "Vols. 1–3" (also for a number of volumes) or ""; the title names a titled one."""
    value, count = text(work, "volume"), text(work, "number-of-volumes")
    if not value and count.isdigit() and int(count) > 1:
        value = f"1-{count}"
    if not value or text(work, "volume-title"):
        return ""
    value = re.sub(
        r"^(?:vol(?:ume)?s?|bd|bande?|tome?|t)\b\.?\s*(?=[\dIVXLC])", "", value, flags=re.IGNORECASE
    )
    if re.match(r"(pt|part|suppl)", value, re.IGNORECASE):
        return escape(value, quote=False)
    return f"{'Vols.' if DIGITS.fullmatch(value) and is_several(value) else 'Vol.'} {joined(value)}"


def part(work: Item) -> str:
    """Return "Pt. 2" or ""."""
    value = text(work, "part-number")
    return inline(value if not value or re.match(r"(pt|part)\b", value, re.IGNORECASE) else f"Pt. {value}")


def supplement(work: Item) -> str:
    """Return "Suppl. 1" or ""."""
    value = text(work, "supplement-number")
    is_named = not value or re.match(r"suppl", value, re.IGNORECASE)
    return escape(value if is_named else f"Suppl. {value}", quote=False)


def titled_volume(work: Item) -> str:
    """Return what a volume with a title of its own adds to the title: ": Vol. 2. Theory"."""
    title, value = text(work, "volume-title"), text(work, "volume")
    return f": Vol. {value}. {title}" if title and value else f": {title}" if title else ""


def report_number(genre: str, number: str) -> str:
    """Return "NIS Publication No. 21-1234" as HTML; a number that says what it is stands for itself."""
    name = title_case(re.sub(r"\b(?:no|number)\b\.?$", "", genre, flags=re.IGNORECASE).rstrip())
    bare = re.sub(r"^(?:no|number|nr)\b\.?\s*", "", number, flags=re.IGNORECASE)
    if re.search(r"\bnos?\.", bare, re.IGNORECASE) or (name and bare.lower().startswith(name.lower())):
        return inline(bare)
    if not name and bare == number and number[:1].isalpha():
        return inline(number)
    return inline(f"{name} No. {bare}".strip())


def version(work: Item) -> str:
    """Return "Version 2", or the text itself when it says so already; "" for none."""
    value = text(work, "version")
    return (
        inline(value if re.match(r"version\b", value, re.IGNORECASE) else f"Version {value}") if value else ""
    )


def title_case(value: str) -> str:
    """Return a name with its main words capitalized."""
    words = value.split(" ")
    if any(word.lower() in FOREIGN for word in words):
        return value[:1].upper() + value[1:]
    first, *others = (w if re.search(r"[A-Z]", w[1:]) else w[:1].upper() + w[1:] for w in words)
    small = [w if w.lower() in SMALL_WORDS else other for w, other in zip(words[1:], others, strict=True)]
    return " ".join([first, *small])
