"""What databases call the kind of a document, which describes no unusual work."""

import re

#: What databases call the kind of a document; it describes no unusual work (APA 7, 9.21).
DOCUMENT = re.compile(
    r"(?:journal|original|research|review|conference|short|full|regular)?[\s:-]*"
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
