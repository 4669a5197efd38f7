"""What databases call the kind of a document, which describes no unusual work."""

import re

#: What databases call the kind of a document; it describes no unusual work (APA 7, 9.21).
DOCUMENT = re.compile(
    r"(?:journal|original|research|review|conference|short|full|regular)?[\s:-]{0,3}"
    r"(?:article|review|paper|chapter|book|book chapter|book part|book section|editorial|letter|note|"
    r"journal|web|"
    r"survey|proceedings paper|conference (?:paper|proceeding|abstract|review)|early access|article in press|"
    r"case reports?|periodical|serial|electronic resource|print|text|generic|full text|magazine|newspaper|"
    r"meeting abstract|(?:peer reviewed |academic )?journal|"
    r"research support.*|.*\bclinical trial\b.*|.*controlled trial.*|comparative study|multicenter study|"
    r"meta-analysis|systematic review|journal article.*)(?:\s*[;,].*)?",
    re.IGNORECASE,
)
#: Kinds whose brackets would only repeat what they are.
USUAL = {"article-journal", "book", "chapter", "paper-conference", "article-newspaper", "article-magazine"}
#: What programs call the two usual theses, as APA 7 does (10.6).
THESES = (
    (
        re.compile(r"(?:ph\.?\s?d\.?|doctoral|doctor of philosophy)(?:[\s-]*(?:thesis|dissertation))?", re.I),
        "Doctoral dissertation",
    ),
    (
        re.compile(r"(?:master(?:['’]?s)?|m\.?\s?sc\.?|m\.?\s?a\.?)[\s-]*(?:thesis|dissertation)", re.I),
        "Master’s thesis",
    ),
)


def thesis_kind(said: str) -> str:
    """Return "Doctoral dissertation" for "PhD Thesis", and what is said otherwise as it is."""
    return next((kind for pattern, kind in THESES if pattern.fullmatch(said.strip())), said)
