"""Words in a listing that a regulator would object to, in one table with the reason for each.

Wording only warns: the therapist sees the reason, the moderator sees the same finding. A sentence that
says the contrary ("there is no cure", "we cannot guarantee") is honest and passes.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

#: Words that turn a claim into its contrary when they come before it in the same sentence.
DENIALS = re.compile(r"\b(no|not|never|cannot|can't|don't|doesn't|isn't|without|nor|nobody|nothing)\b", re.I)
APPROVED = r"(?:FDA|F\.D\.A\.)[- ]approved|approved by the (?:FDA|F\.D\.A\.|Food and Drug Administration)"


@dataclass(frozen=True)
class Rule:
    """A claim: what it looks like, words that make it true, and why it is a problem."""

    pattern: re.Pattern
    reason: str
    unless: re.Pattern | None = None


def _rule(pattern, reason, unless=None):
    flags = re.IGNORECASE
    return Rule(re.compile(pattern, flags), reason, re.compile(unless, flags) if unless else None)


RULES = [
    _rule(
        r"\b(cures?|cured|curing)\b",
        _("“Cure” promises an outcome that no study of this care supports. Say what you do instead."),
    ),
    _rule(
        r"\bguarante(e[sd]?|eing)\b|\b100 ?%|\b(always|permanently) (works|heals|relieves)\b",
        _("Nobody can guarantee how a treatment works for a person."),
    ),
    _rule(
        r"\bmiracle|\brisk[- ]free\b|\bno side effects?\b|\b(completely|totally|perfectly) safe\b",
        _("Every drug treatment has risks. Say how you watch for them instead."),
    ),
    _rule(
        APPROVED,
        _("Of these treatments only esketamine (Spravato) is FDA-approved for depression."),
        unless=r"\b(esketamine|spravato)\b",
    ),
    _rule(
        r"\b(MDMA|LSD|DMT|ayahuasca|ibogaine|mescaline|peyote)\b[^.!?]*\b(sessions?|therapy|treatments?|ceremon\w+)\b"
        r"|\b(offer|provide|give)\b[^.!?]*\b(MDMA|LSD|DMT|ayahuasca|ibogaine|mescaline|peyote)\b",
        _("This is a Schedule I substance: offering it outside a study is unlawful."),
        unless=r"\b(trial|study|research|integration|after|experience)\b",
    ),
]


def findings(text):
    """Return the reasons for which sentences of a text would be objected to, each once."""
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
        for rule in RULES:
            hit = rule.pattern.search(sentence)
            if not hit or (rule.unless and rule.unless.search(sentence)):
                continue
            # "No side effects" is itself the claim; a word before the hit turns others around.
            if DENIALS.search(sentence[: hit.start()]):
                continue
            found.append(rule.reason)
    return list(dict.fromkeys(found))
