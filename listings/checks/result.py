"""The shape of what a check found, before it is kept as a `CheckResult`."""

from dataclasses import dataclass, field

#: From the most to the least that a moderator must look at.
ORDER = ("fail", "look", "unchecked", "pass")


@dataclass
class Result:
    """One check's outcome (pass, look, fail, unchecked), in words, with comparisons for the page.

    A row is [what, on the listing, on record, agrees (True, False, None: not known), address or ""].
    """

    kind: str
    outcome: str
    detail: str = ""
    rows: list = field(default_factory=list)


def row(what, ours="", theirs="", agrees=None, url=""):
    """Return one comparison in the shape that is stored."""
    return [str(what), str(ours), str(theirs), agrees, url]


def worst(outcomes):
    """Return the outcome that weighs most; "pass" when there is none."""
    return min(outcomes, key=ORDER.index, default="pass")
