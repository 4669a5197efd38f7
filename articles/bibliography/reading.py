"""Pasted references in any of the three formats."""

from articles.bibliography import bibtex, csl, ris


def read(text):
    """Return a `Found` for each entry of a BibTeX, RIS or CSL-JSON text; the format shows at its start."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("[", "{"):
        return csl.loads(text)
    return bibtex.loads(text) if "@" in text and not text.lstrip().startswith("TY") else ris.loads(text)
