"""Sentence case, which APA 7 asks of the titles of works (6.17): capitals for the first word and names only.

Nobody can tell names from other words for sure, so this finds titles that look wrong and proposes; an editor
decides.
"""

import re

from articles.bibliography.richtext import inline, plain

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
#: What a word stands behind that begins a sentence: the start, or an end mark with quotes or brackets.
START = re.compile(r"(?:^|[.?!:—]\s)[\s\"'“‘«(\[]*$")
#: Title case leaves these small in many houses, so that they say nothing.
SMALL = {"among", "between", "during", "from", "into", "over", "than", "that", "through", "versus", "with"}
LONG = 4  # letters from which a word counts


def sentence_case(title):
    """Return a title in sentence case when it looks like Title Case or CAPITALS, "" when it looks right.

    Names lose their capitals in it; abbreviations of a title that is not all capitals keep them.
    """
    text = plain(inline(title))
    words = list(WORD.finditer(text))
    is_shouted = text.isupper() and sum(len(word[0]) >= LONG for word in words) > 2
    if not is_shouted and not _is_title_case(text, words):
        return ""
    proposed = text
    for word in words:
        small = word[0].lower()
        if START.search(text[: word.start()]):
            small = small[0].upper() + small[1:]
        if is_shouted or word[0].istitle():
            proposed = proposed[: word.start()] + small + proposed[word.end() :]
    return proposed


def _is_title_case(text, words):
    """Whether most of the longer words inside the sentences begin with a capital."""
    inside = [word[0] for word in words if not START.search(text[: word.start()])]
    telling = [word for word in inside if len(word) >= LONG and word.lower() not in SMALL]
    telling = [word for word in telling if word.islower() or word.istitle()]
    capital = sum(word.istitle() for word in telling)
    return capital == len(telling) == 2 or (capital > 2 and capital >= 0.8 * len(telling))
