"""What is called approved by the FDA and is not."""

import re
from bisect import bisect_right

from listings.checks.clauses import Finder, low

_AUTHORITY = re.compile(r"f\.?d\.?a|food and drug")
_APPROVED = re.compile(
    low(
        r"\bF\.?D\.?A\.?[- ](?:approv|clear|licens|sanction|authori[sz]|endors)(?:ed|al|ance)"
        r"|\b(?:approv|clear|licens|authori[sz]|endors)ed by the (?:US |U\.S\. )?(?:F\.?D\.?A"
        r"|Food and Drug Admin)"
    )
)
#: Said the other way round, the drug follows: "the FDA has approved esketamine".
_APPROVES = re.compile(
    low(
        r"\b(?:F\.?D\.?A\.?|Food and Drug Administration) (?:(?:has|have|had|recently|just|fully|already) )*"
        r"(?:approv|clear|licens|authori[sz]|endors)(?:e[sd]?)\b(?! by\b| for\b|[.!?,;]|$)"
    )
)
_DRUG = re.compile(
    low(
        r"\b(?P<approved>esketamine|spravato|antidepressants?|SSRIs?|an(?:a)?esthetics?|an(?:a)?esthesia)\b"
        r"|\b(?:ketamine|psilocybin|MDMA|LSD|mushrooms?|psychedelics?|lozenges?|troches?|infusions?)\b"
    )
)
_BOTH = re.compile(
    low(
        r"\b(?:ketamine|psilocybin|MDMA),? (?:and|or|as well as|like|just like|plus) (?:esketamine|spravato)"
        r"|\b(?:esketamine|spravato),? (?:and|or|as well as|plus) (?:ketamine|psilocybin|MDMA)\b"
    )
)
_OFF_LABEL = re.compile(low(r"off-label"))
_ANESTHETIC = re.compile(low(r"\ban(?:a)?esthe"))
_OTHER_USE = re.compile(
    low(
        r"\bfor (?:\w{1,40} ){0,2}(?:anxiety|PTSD|trauma|OCD|pain|addiction"
        r"|alcohol|bipolar|eating|postpartum)"
    )
)


def _misuses_approval(sentence):
    """Whether something is called approved that is not: the nearest drug before the words decides.

    True of esketamine for depression, of ketamine as an anesthetic, of antidepressants.
    """
    text = sentence.low
    if not _AUTHORITY.search(text):
        return False
    if any(_approves_another(sentence, hit) for hit in _APPROVES.finditer(text)):
        return True
    hits = [hit for hit in _APPROVED.finditer(text) if not sentence.denies(hit.start())]
    if not hits or _OFF_LABEL.search(text):
        return False
    drugs = list(_DRUG.finditer(text))
    starts = [drug.start() for drug in drugs]
    is_both, anesthetic, other_use = _BOTH.search(text), _last(_ANESTHETIC, text), _last(_OTHER_USE, text)
    for hit in hits:
        before = bisect_right(starts, hit.start())
        drug = drugs[max(before - 1, 0)] if drugs else None
        is_true = anesthetic >= hit.end() or (drug and drug["approved"])
        if not is_true or is_both or other_use >= hit.end():
            return True
    return False


def _approves_another(sentence, hit):
    """Whether the drug that follows "the FDA has approved" is one that it has not."""
    clause = re.split(r"[,;:—–]", sentence.low[hit.end() :], maxsplit=1)[0]
    drug = _DRUG.search(sentence.low, hit.end(), hit.end() + len(clause))
    if sentence.denies(hit.start()) or drug is None or _OFF_LABEL.search(sentence.low):
        return False
    return not drug["approved"] and not _ANESTHETIC.search(sentence.low, drug.end())


def _last(pattern, text):
    """Where a pattern occurs last in a text, −1 where it does not."""
    return max((hit.start() for hit in pattern.finditer(text)), default=-1)


#: What is called approved and is not.
misuses_approval = Finder(_misuses_approval)
