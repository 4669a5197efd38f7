"""What an editor should look at in a text, at its line: figures without source, claims, failed citations.

A finding that `stops` keeps the text from review and from readers, a `doubtful` one from readers until a
second editor says why it may stand.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from providers.states import USState

#: Stands for a citation in the words of a block.
MARK = "\ue000"
#: Numbers that say nothing about a study: dates, years, clauses of a law, steps, telephone numbers.
PLAIN_NUMBERS = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s+\d{1,2}\b(?:,\s*\d{4})?|\b(?:1[5-9]|20)\d\d\b(?!\s*(?:patients|participants|people|adults|mg))"
    r"|\[\^[^\[\]]{1,40}\]|(?<!§)§++\s*+[\d.]+|\b(?:Schedule|Section|Measure|Proposition|Phase|Part|Chapter|Step|Stage|Title)\s+\d+"
    r"|\b(?:988|911|24/7)\b|\b\d{3}[-.\s]\d{3}[-.\s]\d{4}\b|^\s*\d+[.)]\s",
    re.IGNORECASE,
)
FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:\s?(?:%|mg/kg|mg|µg|[a-z]+(?:-[a-z]+)?))?", re.IGNORECASE)
SENTENCE = re.compile(rf"\S.*?(?:[.!?…][\"”’)]*(?:\s*{MARK})*(?=\s|$)|$)", re.DOTALL)
ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|al|etc|approx|no|Dr|Mr|Ms|Mrs|St|Inc|U\.S)\.)$", re.IGNORECASE
)
CLAIMS = re.compile(
    r"(?<![“‘\"'])\b(cures?|cured|curing|guarantee[sd]?|miracles?|100\s?% (?:safe|effective)"
    r"|side[- ]effect[- ]free"
    r"|no (?:known |serious |significant )?side effects?|risk[- ]free|(?:completely|totally|perfectly) safe"
    r"|safe and effective|proven to (?:work|heal|help|treat|relieve)|works for everyone|breakthrough"
    r"|always works|permanent(?:ly)? (?:relief|relieves?|heals?)|instant relief|FDA[- ]approved ketamine)\b",
    re.IGNORECASE,
)
#: What was meant for a citation and is printed as it stands: "[@who,@nice]", "[@ who]", "see @who"; not what
#: somebody is typing just now ("[@wh").
UNREAD = re.compile(r"\[[^\[\]]{0,200}?(?<!\w)@[^\[\]]{0,200}\]|(?<![\w@/\[])@\s?[^\W\d_][\w:.-]*")
#: What stands before a year in brackets and is no author: "(March 2023)", "(Since 1970)"; nor is a state.
NO_AUTHOR = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Spring|Summer|Autumn|Fall|Winter|Q\d|Phase|Part|Table|Figure|Act|Bill|Measure"
    "|Since|In|By|Before|After|Until|Till|From|During|Around|About|Circa|As|Early|Late|Mid"
    "|Founded|Born|Published|Updated|Revised|Enacted|Passed|Signed|Effective|Approved|Banned"
)
NAME = rf"(?!(?:{NO_AUTHOR})\b)[A-Z][\w’'-]{{1,40}}"
#: Citations as others write them: "[3–5]", "[doe2021]", "\\cite{doe2021}", "helps.¹", "(Doe et al., 2021)".
FOREIGN = re.compile(
    r"\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,20}\]"
    r"|\[[a-z][a-z-]{1,40}\d{4}[a-z]?\]"
    r"|\\[a-z]{0,10}cite[a-z]{0,10}\{[^{}]{0,200}\}"
    r"|(?<=[.,;!?”)])[¹²³⁰⁴-⁹]{1,4}"
    rf"|\((?:see |cf\. )?{NAME}(?: et al\.?| (?:&|and) {NAME})?,? (?:1[89]|20)\d\d[a-z]?"
    r"(?:[,;] [^()]{1,200})?\)"
)
#: Printed as typed as well: a box of an unknown name or without an end, and a footnote.
BOX = re.compile(r"(?:^|(?<=\s)):::+\s*+([\w-]*)")
FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\]:?")
BOXES = ("care", "brief", "crisis")
#: "There is no cure" is the contrary of a claim; "no side effects" is one.
DENIALS = re.compile(
    r"\b(no|not|never|cannot|can't|don't|doesn't|isn't|nobody|nothing|without|nor)\b", re.IGNORECASE
)


@dataclass(frozen=True, order=True)
class TextWarning:
    """A sentence for the editor about a line of the text; line 0 stands for the whole text."""

    line: int
    words: str
    stops: bool = False
    is_doubtful: bool = False

    def __str__(self):
        if not self.line:
            return self.words
        return gettext("Line %(line)s: %(words)s") % {"line": self.line, "words": self.words}


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, list item or row of a table: its words, with MARK for each citation, and the
    line of each of its characters. `is_whole`: one citation stands for all of it, as in a row of a table."""

    words: str
    lines: list
    is_whole: bool
    is_heading: bool


def _names_a_state(bracket):
    """Whether a year in brackets stands beside a state: "(Oregon, 2020)"."""
    return re.split(r"\W", bracket[1:], maxsplit=1)[0] in map(str, USState.labels)


def warnings(tokens):
    """Return a Finding for each sentence of a token stream that should be looked at.

    A row of a table counts as one sentence: its citation may stand in another cell than its figure.
    """
    found = []
    for block in _blocks(tokens):
        foreign = (meant for meant in FOREIGN.finditer(block.words) if not _names_a_state(meant[0]))
        for meant in (*UNREAD.finditer(block.words), *foreign):
            words = gettext(
                "“%s” looks like a citation and is none: write [@key], or [@key; @other] for two."
            )
            found.append(TextWarning(block.lines[meant.start()], words % meant[0], is_doubtful=True))
        found += _unread_marks(block)
        for start, sentence in _sentences(block):
            if not block.is_heading and (figure := _figure(sentence)) and MARK not in sentence:
                line = block.lines[start + figure.start()]
                found.append(
                    TextWarning(line, _sourceless(figure[0].strip(), MARK in block.words), is_doubtful=True)
                )
            claim = CLAIMS.search(sentence)
            if claim and not DENIALS.search(sentence[: claim.start()]):
                line = block.lines[start + claim.start()]
                words = gettext("“%s” may be a claim that nobody can keep.") % claim[0]
                found.append(TextWarning(line, words, is_doubtful=True))
    return found


def _unread_marks(block):
    """Yield a finding for each box and footnote that is printed as it was typed."""
    for box in BOX.finditer(block.words):
        if box[1] in BOXES:
            words = gettext("The box “%s” has no end: close it with ::: in a line of its own.") % box[1]
        elif box[1]:
            words = gettext("“%s” is no box: there are care, brief and crisis.") % box[1]
        else:
            continue  # the end of a box that was named already
        yield TextWarning(block.lines[box.start()], words, is_doubtful=True)
    for note in FOOTNOTE.finditer(block.words):
        words = gettext("“%s” is a footnote, and articles have none: say it in the text, or cite a work.")
        yield TextWarning(block.lines[note.start()], words % note[0], is_doubtful=True)


def _figure(sentence):
    """Return the first number of a sentence that needs a source, None for none."""
    masked = PLAIN_NUMBERS.sub(lambda plain: " " * len(plain[0]), sentence)
    return FIGURE.search(masked)


def _sourceless(figure, is_cited_nearby):
    if is_cited_nearby:
        return gettext("“%s” stands in a sentence without a source; another sentence here has one.") % figure
    return gettext("“%s” has no source.") % figure


def _sentences(block):
    """Yield (offset, sentence); a citation behind the full stop belongs to the sentence before it."""
    if block.is_whole:
        yield 0, block.words
        return
    begun = None
    for match in SENTENCE.finditer(block.words):
        begun = match.start() if begun is None else begun
        if ABBREVIATED.search(match[0]) and match.end() < len(block.words):
            continue
        yield begun, block.words[begun : match.end()]
        begun = None
    if begun is not None:
        yield begun, block.words[begun:]


def _blocks(tokens):
    """Yield each paragraph, heading, list item and row of a table."""
    line, row, is_heading = 1, None, False
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type == "tr_open":
            row = Block("", [], True, False)
        elif token.type == "tr_close":
            yield row
            row = None
        elif token.type == "heading_open":
            is_heading = True
        elif token.type == "inline":
            words, lines = _read(token.children or [], line)
            if row is not None:
                row = Block(f"{row.words}{words} ", [*row.lines, *lines, line], True, False)
            else:
                yield Block(words, lines, False, is_heading)
            is_heading = False


def _read(children, line):
    """Return the words of inline tokens and the line of each character; what links say counts no number."""
    words, lines, in_link = "", [], False
    for child in children:
        if child.type in ("link_open", "link_close"):
            in_link = child.type == "link_open"
        more = {"citation": MARK, "softbreak": " ", "hardbreak": " "}.get(child.type, "")
        if child.type == "text":
            more = re.sub(r"\d", " ", child.content) if in_link else child.content
        line += child.type in ("softbreak", "hardbreak")
        words += more
        lines += [line] * len(more)
    return words, lines


def at_lines(tokens, kind):
    """Yield (line, token) for each inline token of a kind in a token stream."""
    line = 1
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        at = line
        for child in token.children or []:
            at += child.type in ("softbreak", "hardbreak")
            if child.type == kind:
                yield at, child
