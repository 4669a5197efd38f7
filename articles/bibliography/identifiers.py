"""What identifies a work, in any spelling that people paste: DOI, PMID, PMCID, ISBN."""

import re
from html import unescape
from urllib.parse import unquote

PREFIX = re.compile(
    r"^\s*[<(\[]*(?:https?://)?(?:(?:www\.|dx\.)?doi\.org/|doi[:\s]\s*|(?=10\.\d))(?:doi:\s*)?", re.IGNORECASE
)
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–−", "-") | dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", ""))
#: A DOI in a text. Those of the nineties hold "<113::AID-CNE9>"; other angle brackets end it.
DOI = re.compile(
    r"(?<![\d.])10\.\d{4,9}(?:/|%2F)\s?(?:[^\s\"<>]|<(?=[^<>\s]{0,60}:[^<>\s]{0,60}>)[^<>\s]{1,60}>)+",
    re.IGNORECASE,
)
#: What the addresses of publishers put behind a DOI.
BEHIND = re.compile(
    r"(?:/(?:full|abstract|pdf|epdf|pdfft|html|meta|summary|fulltext)|\.full(?:-text)?|\.pdf){1,6}$"
)
VERSION = re.compile(r"^(10\.(?:1101|64898)/[\d.]+?)v\d+(?:\.\w+)*$")
#: A web address that holds the DOI, up to it; what follows "?" or "#" behind it is the address's.
ADDRESS = re.compile(r"https?://\S*$", re.IGNORECASE)
PMID = re.compile(
    r"(?:\bPMID\s{0,3}:?\s{0,3}|(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(?:\?term=)?)"
    r"0*(?P<pmid>[1-9]\d{0,8})\b",
    re.IGNORECASE,
)
PMCID = re.compile(r"\bPMC\s?(?P<number>[1-9]\d{2,9})\b", re.IGNORECASE)
#: Where the full text of a PMCID stands.
PMC = "https://pmc.ncbi.nlm.nih.gov/articles/"
ISBN = re.compile(r"(?<![\d-])(?:97[89][-‐‑–\s]?)?(?:\d[-‐‑–\s]?){9}[\dXx](?![\d-])")


def normalized_doi(text: str | None) -> str:
    """Return "10.5555/abc" for "https://doi.org/10.5555/ABC" or "DOI 10.5555/abc."; "" for nothing.

    What holds no DOI is returned as it was typed, in small letters, so that it can be refused by name.
    """
    typed = (text or "").strip()
    return doi_in(typed) or PREFIX.sub("", typed).strip().lower()


def doi_in(text: str) -> str:
    """Return the first DOI of a text in the form it is stored in: lower-case, without the resolver; or ""."""
    if "10." not in text:
        return ""
    text = unescape(text).translate(HYPHENS)
    text = text.replace("<wbr>", "").replace("//doi.org/ ", "//doi.org/")
    match = DOI.search(text)
    if not match:
        return ""
    doi = unquote(match[0]).replace(" ", "").lower()
    if ADDRESS.search(text[: match.start()]):
        doi = BEHIND.sub("", re.split(r"[?#&]", doi)[0])
    return VERSION.sub(r"\1", _trimmed(doi))


def _trimmed(doi: str) -> str:
    """Return a DOI without the punctuation of the sentence it stood in; its own parentheses stay."""
    before = ""
    while before != doi:
        before, doi = doi, doi.rstrip(".,;:'’”*_\\")
        for opening, closing in ("()", "[]", "{}"):
            if doi.endswith(closing) and doi.count(closing) > doi.count(opening):
                doi = doi[:-1]
    return doi


def pmid_in(text: str) -> str:
    """Return the first PMID that a text names as such, or that a PubMed address holds; "" for none."""
    match = PMID.search(text)
    return match["pmid"] if match else ""


def pmcid_in(text: str) -> str:
    """Return the first PMCID of a text ("PMC4756000"), or ""."""
    match = PMCID.search(text)
    return f"PMC{match['number']}" if match else ""


def isbn_in(text: str) -> str:
    """Return the first ISBN of a text whose check digit is right, without hyphens; or ""."""
    for match in ISBN.finditer(text):
        isbn = re.sub(r"[^\dXx]", "", match[0]).upper()
        if is_isbn(isbn):
            return isbn
    return ""


def is_isbn(isbn: str) -> bool:
    """Whether ten or thirteen characters are an ISBN with the right check digit (ISO 2108)."""
    if re.fullmatch(r"\d{13}", isbn):
        return sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(isbn)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", isbn):
        digits = [10 if digit == "X" else int(digit) for digit in isbn]
        return sum(digit * (10 - at) for at, digit in enumerate(digits)) % 11 == 0
    return False
