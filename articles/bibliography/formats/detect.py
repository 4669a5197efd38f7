"""Pasted references: in a format that is known, as a plain list, or refused in one sentence."""

import re
from collections.abc import Callable
from dataclasses import replace

from articles.bibliography.formats import bibtex, csl, plain_list, ris, tagged
from articles.bibliography.formats.cleaning import cleaned
from articles.bibliography.formats.parsed import ParsedWork

PLAIN_NUMBER = re.compile(r"\[\d{1,3}\]\s+\S")
BIBTEX = re.compile(r"^[^\S\n]*+@\w++\s*+[{(]", re.MULTILINE)
#: How each tagged format begins a record, and who reads it.
TAGGED: list[tuple[re.Pattern[str], Callable[[str], list[ParsedWork]]]] = [
    (re.compile(r"^[^\S\n]*+TY[^\S\n]*+[-–—]", re.MULTILINE), ris.loads),
    (re.compile(r"^(?:PMID|OWN ) ?-", re.MULTILINE), tagged.loads_medline),
    (re.compile(r"^%0 \S", re.MULTILINE), tagged.loads_endnote),
    (re.compile(r"^(?:FN (?:ISI|Clarivate|Thomson)|PT [JBSCP]\s*$)", re.MULTILINE), tagged.loads_isi),
]
XML = re.compile(r"\s*<(?:\?xml|!DOCTYPE|xml\b|records\b|PubmedArticle|html\b)", re.IGNORECASE)
REFUSED = "XML is not read here. Export the works as RIS, BibTeX, CSL-JSON or PubMed’s format instead."


def read_works(text: str) -> list[ParsedWork]:
    """Return a `ParsedWork` for each entry of a text in a format that is known, or of a plain list.

    Fields have their forms already; those that have none are named in `unused`.
    """
    text = text.removeprefix("\ufeff")
    if XML.match(text):
        return [ParsedWork("", 1, None, REFUSED)]
    return [_cleaned(work) for work in _reader(text)(text)]


def _reader(text: str) -> Callable[[str], list[ParsedWork]]:
    start = text.lstrip()
    if start[:1] in ("[", "{") and not PLAIN_NUMBER.match(start):
        return csl.loads
    if BIBTEX.search(text):
        return bibtex.loads
    return next((reads for begins, reads in TAGGED if begins.search(text)), plain_list.loads)


def _cleaned(work: ParsedWork) -> ParsedWork:
    if work.item is None:
        return work
    item, unused, doubts = cleaned(work.item)
    lacks = "; ".join(filter(None, [work.lacks, *doubts]))
    return replace(work, item=item, unused=[*work.unused, *unused], lacks=lacks)
