"""The HTML ids of an article's page that its text can neither take nor lack.

`tests/articles/test_anchors.py` compares them with the templates.
"""

import re

#: Written in the templates around the text; a text may link to each of them.
PAGE = frozenset(("main", "refs", "words", "changes", "near-h", "related", "promise", "people", "therapist"))
#: Made from numbers and names: references, places that cite them, words explained, fields of the search.
MADE = re.compile(r"ref-\d+|c\d+-\d+|word-[a-z-]+|id_\w+")


def is_taken(anchor):
    """Whether the page around a text has this id, or may have it."""
    return anchor in PAGE or MADE.fullmatch(anchor) is not None


def is_linkable(anchor, headings):
    """Whether a link of a text to this id leads somewhere: to a heading, or into the page around it."""
    return anchor in headings or anchor in PAGE
