"""Two texts beside each other: what went and what came, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+(?:[.,'’-]\w+)*|[^\w\s]")
UNCHANGED_AROUND = 1  # paragraphs shown before and after a change


@dataclass(frozen=True)
class Paragraph:
    """A line of the newer text, or one that went, as [(kind, words)]: kind is "", "del" or "ins".

    `line` is its number in the newer text, 0 for one that went; `skipped` counts unchanged lines left out
    before it.
    """

    line: int
    parts: list
    skipped: int = 0

    @property
    def is_changed(self):
        """Whether anything went or came."""
        return any(kind for kind, _words in self.parts)


def compare(old, new):
    """Return the changed Paragraphs of two texts with a little around them; [] when they are equal.

    Lines are compared first and words only inside lines that changed, so that long texts stay quick.
    """
    before, after = old.splitlines(), new.splitlines()
    paragraphs = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            paragraphs += [Paragraph(at + 1, [("", after[at])]) for at in range(c, d)]
        else:
            paragraphs += _changed(before[a:b], after[c:d], c + 1)
    return _near_changes(paragraphs)


def words(old, new):
    """Return [(kind, words)] that lead from one line to another."""
    before, after = WORD.findall(old), WORD.findall(new)
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("", "".join(before[a:b])))
            continue
        parts += [("del", "".join(before[a:b]))] if a < b else []
        parts += [("ins", "".join(after[c:d]))] if c < d else []
    return parts


def _changed(before, after, line):
    """Return the Paragraphs of a run of changed lines; lines that are much alike are compared by words."""
    if len(before) == len(after):
        pairs = list(zip(before, after, strict=True))
        return [Paragraph(line + at, _line(old, new)) for at, (old, new) in enumerate(pairs)]
    gone = [Paragraph(0, [("del", text)]) for text in before if text.strip()]
    come = [Paragraph(line + at, [("ins", text)]) for at, text in enumerate(after) if text.strip()]
    return [*gone, *come]


def _line(old, new):
    alike = SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() > 0.3
    return words(old, new) if alike else [part for part in (("del", old), ("ins", new)) if part[1]]


def _near_changes(paragraphs):
    """Return what changed with UNCHANGED_AROUND lines on each side, empty ones left out."""
    full = [p for p in paragraphs if p.is_changed or p.parts[0][1].strip()]
    changed = [at for at, paragraph in enumerate(full) if paragraph.is_changed]
    kept, last = [], -1
    for at, paragraph in enumerate(full):
        if any(abs(at - change) <= UNCHANGED_AROUND for change in changed):
            kept.append(Paragraph(paragraph.line, paragraph.parts, at - last - 1))
            last = at
    return kept
