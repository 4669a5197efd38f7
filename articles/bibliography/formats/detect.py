"""Pasted references: in one of the three formats, or as a plain list."""

import re

from articles.bibliography.formats import bibtex, csl, plain_list, ris

PLAIN_NUMBER = re.compile(r"\[\d{1,3}\]\s+\S")
BIBTEX = re.compile(r"^[^\S\n]*+@\w++\s*+[{(]", re.MULTILINE)
RIS = re.compile(r"^[^\S\n]*+TY\s++-", re.MULTILINE)


def read_works(text):
    """Return a `Found` for each entry of a BibTeX, RIS or CSL-JSON text or a plain list."""
    text = text.removeprefix("\ufeff")
    start = text.lstrip()
    if start[:1] in ("[", "{") and not PLAIN_NUMBER.match(start):
        return csl.loads(text)
    if BIBTEX.search(text):
        return bibtex.loads(text)
    return ris.loads(text) if RIS.search(text) else plain_list.loads(text)
