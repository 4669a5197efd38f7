"""What the National Library of Medicine writes its own way: names of journals, pages, titles."""

import re

from articles.bibliography.apa.numbers import title_case

#: Journals whose names the catalogue spells otherwise than the journals do.
SPELT = {
    "plos one": "PLOS ONE",
    "peerj": "PeerJ",
    "elife": "eLife",
    "eneuro": "eNeuro",
    "jama": "JAMA",
    "bmj": "BMJ",
    "bmj open": "BMJ Open",
}
WORD = re.compile(r"[A-Z]?[a-z]*[A-Z]\w*|\S+")


def journal_name(text: str) -> str:
    """Return a journal's name as it prints it: main words with capitals, no place, no subtitle.

    The catalogue writes "Neuropsychopharmacology : official publication of …" and "Lancet (London, England)".
    """
    name = re.sub(r"\s{0,3}\((?!19|20)[^()]*\)\s{0,3}$", "", text.strip().rstrip("."))
    name = re.split(r"\s{1,3}:\s{1,3}", name)[0].strip()
    if name.lower() in SPELT:
        return SPELT[name.lower()]
    name = re.sub(r"^PLoS\b", "PLOS", name)
    if name.isupper() and len(name) > 6:
        name = name.lower()
    return title_case(name)


def pages(text: str) -> str:
    """Return "351-354" for "351-4"; other forms as they are."""
    first, dash, last = text.partition("-")
    if dash and first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}{dash}{last}"


def is_article_number(text: str) -> bool:
    """Whether a place in a journal is an article's number: one number of five digits or more, or "e1001"."""
    return (
        bool(re.fullmatch(r"\d{5,}|e\d+|[A-Za-z]*\d+[A-Za-z]+\d+|10\.\d{4,9}/\S+", text)) and "/" not in text
    )


def title(text: str) -> str:
    """Return a title without the period at its end, and without the brackets that say "translated"."""
    text = " ".join(text.split())
    text = text.removesuffix(".") if not text.endswith("...") else text
    match = re.fullmatch(r"\[(?P<title>[^\[\]]+?)\.?\](?P<behind>\.?(?:\s*\(.*\))?)", text)
    return match["title"] if match else text
