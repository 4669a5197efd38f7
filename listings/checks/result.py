"""The shape of what a check found, before it is kept as a `CheckResult`."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

#: The five outcomes, from the most to the least that a moderator must look at: an alarm is answered in
#: words before anything is approved; a look has a reason; plausible is the form alone; matches is what a
#: source says.
ALARM, LOOK, UNCHECKED, PLAUSIBLE, MATCHES = ORDER = ("alarm", "look", "unchecked", "plausible", "matches")


@dataclass
class Result:
    """One check's outcome (one of ORDER), in words, with comparisons for the page.

    `detail` of a look and of an alarm is the reason, in one sentence: the page begins with it.
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
    """Return the outcome that weighs most; "plausible" when there is none."""
    return min(outcomes, key=ORDER.index, default=PLAUSIBLE)


def reason(outcomes, sentences):
    """Return the sentence of the outcome that weighs most, and how many more there are like it."""
    weighed = worst(outcomes)
    said = [sentence for outcome, sentence in zip(outcomes, sentences, strict=True) if outcome == weighed]
    if len(said) < 2:
        return "".join(said)
    return _("%(first)s (and %(n)d more)") % {"first": said[0], "n": len(said) - 1}
