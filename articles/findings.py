"""What an editor should look at in a text: figures without a source, and claims nobody may make."""

import re

from django.utils.translation import gettext

# A percentage, a count of patients or a dose is a claim about a study.
FIGURE = re.compile(r"\d+(?:\.\d+)?\s?(?:%|percent|mg\b|patients|participants|points)")
CLAIMS = re.compile(
    r"\b(cures?|cured|guaranteed?|miracle|100\s?% (?:safe|effective)|no side effects|risk-free"
    r"|FDA-approved ketamine)\b",
    re.IGNORECASE,
)


def warnings(tokens):
    """Return a sentence with the line for each block of a token stream that should be looked at.

    A row of a table counts as one block: its citation may stand in another cell than its figure.
    """
    found = []
    for line, words, cites in _blocks(tokens):
        if not cites and (figure := FIGURE.search(words)):
            found.append(
                gettext("Line %(line)s: “%(text)s” has no source.") % {"line": line, "text": figure[0]}
            )
        if claim := CLAIMS.search(words):
            found.append(
                gettext("Line %(line)s: “%(text)s” may be a claim that nobody can keep.")
                % {"line": line, "text": claim[0]}
            )
    return found


def _blocks(tokens):
    """Yield (line, words, whether it cites) for each paragraph, heading, list item and row of a table."""
    line, row = 1, None
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield line, *_read(row)
            row = None
        elif token.type == "inline" and row is not None:
            row += token.children
        elif token.type == "inline":
            yield line, *_read(token.children)


def _read(children):
    words = " ".join(child.content for child in children if child.type == "text")
    return words, any(child.type == "citation" for child in children)
