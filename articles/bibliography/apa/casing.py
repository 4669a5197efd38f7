"""Sentence case, which APA 7 asks of the titles of works (6.17): capitals for the first word and names only.

Nobody can tell names from other words for sure, so this finds titles that look wrong and proposes; an editor
decides.
"""

import re

from articles.bibliography.apa.rich_text import inline, plain

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
#: What a word stands behind that begins a sentence: the start, or an end mark with quotes or brackets.
START = re.compile(r"(?:^|[.?!:—]\s)[\s\"'“‘«(\[]*$")
#: Title case leaves these small in many houses, so that they say nothing.
SMALL = {"among", "between", "during", "from", "into", "over", "than", "that", "through", "versus", "with"}
LONG = 4  # letters from which a word counts
BEFORE = 20  # characters that are looked at before a word


def sentence_case(title: str) -> str:
    """Return a title in sentence case when it looks like Title Case or CAPITALS, "" when it looks right.

    Names lose their capitals in it; abbreviations of a title that is not all capitals keep them.
    """
    text = plain(inline(title))
    words = list(WORD.finditer(text))
    is_shouted = text.isupper() and sum(len(word[0]) >= LONG for word in words) > 2
    if not is_shouted and not _is_title_case(words):
        return ""
    proposed, at = "", 0
    for word in words:
        small = word[0].lower()
        if _begins_a_sentence(word):
            small = small[0].upper() + small[1:]
        proposed += text[at : word.start()] + (small if is_shouted or word[0].istitle() else word[0])
        at = word.end()
    return proposed + text[at:]


def _begins_a_sentence(word: re.Match[str]) -> re.Match[str] | None:
    return START.search(word.string, max(word.start() - BEFORE, 0), word.start())


def _is_title_case(words: list[re.Match[str]]) -> bool:
    """Whether most of the longer words inside the sentences begin with a capital."""
    inside = [word[0] for word in words if not _begins_a_sentence(word)]
    telling = [word for word in inside if len(word) >= LONG and word.lower() not in SMALL]
    telling = [word for word in telling if word.islower() or word.istitle()]
    capital = sum(word.istitle() for word in telling)
    return capital == len(telling) == 2 or (capital > 2 and capital >= 0.8 * len(telling))
