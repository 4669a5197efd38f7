"""What a listing may not say, in one table with the reason for each rule.

Wording only warns: the therapist sees the reason, the moderator sees the same finding. Contact data and
unlawful offers stop a submission. A sentence that says the contrary ("there is no cure", "we cannot
guarantee", "I do not offer MDMA") is honest and passes.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from listings.checks import contact, streets

#: Words that turn a claim into its contrary when they come before it in the same clause.
DENIALS = re.compile(
    r"\b(?:no(?! other| better| doubt| secret| wonder| question)|not(?! only| just| merely)|never|cannot"
    r"|can['’]t(?! wait)|(?:do|does|is|are|was|did|would|wo)n['’]t|without|nor|nobody|neither|nothing|hardly"
    r"|rarely|instead of|rather than|far from|beware|wary|distrust|avoid|anyone who|those who|lacks?"
    r"|awaits?|awaiting|pending)\b",
    re.I,
)
#: Where another clause begins, which a denial does not reach.
CLAUSE = re.compile(
    r"[;:—–]|\b(?:but|yet|because)\b|(?:,| and| so)\s+(?:we|i|you|it|this|our|my|ketamine|they|that)\b", re.I
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, and whether it is a question that the next one answers with no."""

    text: str
    is_denied: bool

    def denies(self, at):
        """Whether what stands at a position is denied: the last denial before it is in the same clause."""
        if self.is_denied:
            return True
        starts, ends = self._denials
        before = bisect_right(ends, at)
        return bool(before) and starts[before - 1] >= self._clause_at(at)

    def _clause_at(self, at):
        before = bisect_right(self._clauses, at)
        return self._clauses[before - 1] if before else 0

    @cached_property
    def _denials(self):
        """Where the words of denial begin, and where they end."""
        spans = [hit.span() for hit in DENIALS.finditer(self.text)]
        return [start for start, _end in spans], [end for _start, end in spans]

    @cached_property
    def _clauses(self):
        """Where clauses begin."""
        return [hit.end() for hit in CLAUSE.finditer(self.text)]


@dataclass(frozen=True)
class Rule:
    """One row of the table: `finds` answers for one Sentence; `reason` is read by the therapist."""

    name: str
    finds: Callable[[Sentence], bool]
    reason: str
    stops: bool = False


def _says(pattern, *, unless=None):
    """A finder: the pattern occurs undenied, in a sentence without the words of `unless`."""
    pattern, unless = re.compile(pattern, re.I), re.compile(unless, re.I) if unless else None

    def finds(sentence):
        if unless and unless.search(sentence.text):
            return False
        return any(not sentence.denies(hit.start()) for hit in pattern.finditer(sentence.text))

    return finds


def _holds(test):
    return lambda sentence: test(sentence.text)


# --- "FDA-approved" --------------------------------------------------------------------------------

_APPROVED = re.compile(
    r"\bF\.?D\.?A\.?[- ](?:approv|clear|licens|sanction|authori[sz]|endors)(?:ed|al|ance)"
    r"|\b(?:approv|clear|licens|authori[sz]|endors)ed by the (?:US |U\.S\. )?(?:F\.?D\.?A"
    r"|Food and Drug Admin)",
    re.I,
)
_DRUG = re.compile(
    r"\b(?P<approved>esketamine|spravato|antidepressants?|SSRIs?|an(?:a)?esthetics?|an(?:a)?esthesia)\b"
    r"|\b(?:ketamine|psilocybin|MDMA|LSD|mushrooms?|psychedelics?|lozenges?|troches?|infusions?)\b",
    re.I,
)
_BOTH = re.compile(
    r"\b(?:ketamine|psilocybin|MDMA),? (?:and|or|as well as|like|just like|plus) (?:esketamine|spravato)"
    r"|\b(?:esketamine|spravato),? (?:and|or|as well as|plus) (?:ketamine|psilocybin|MDMA)\b",
    re.I,
)
_OFF_LABEL = re.compile(r"off-label", re.I)
_ANESTHETIC = re.compile(r"\ban(?:a)?esthe", re.I)
_OTHER_USE = re.compile(
    r"\bfor (?:\w{1,40} ){0,2}(?:anxiety|PTSD|trauma|OCD|pain|addiction|alcohol|bipolar|eating|postpartum)",
    re.I,
)


def _misuses_approval(sentence):
    """Whether something is called approved that is not: the nearest drug before the words decides.

    True of esketamine for depression, of ketamine as an anesthetic, of antidepressants.
    """
    text = sentence.text
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


def _last(pattern, text):
    """Where a pattern occurs last in a text, −1 where it does not."""
    return max((hit.start() for hit in pattern.finditer(text)), default=-1)


# --- Schedule I --------------------------------------------------------------------------------------

_SUBSTANCES = (
    r"MDMA|ecstasy|molly|LSD|(?:5-MeO-)?DMT|bufo|ayahuasca|ibogaine|iboga|mescaline|peyote|san pedro"
)
_PSILOCYBIN = r"psilocybin|psilocin|magic mushrooms?|mushrooms?|shrooms|truffles"
_OFFERS = (
    r"offer(?:s|ing)?|provid(?:e|es|ing)|giv(?:e|es|ing)|administer(?:s|ing)?|serv(?:e|es|ing)"
    r"|suppl(?:y|ies|ying)|sell(?:s|ing)?|dispens(?:e|es|ing)|prescrib(?:e|es|ing)|guid(?:e|es|ing|ed)"
    r"|facilitat(?:e|es|ing|ed)|host(?:s|ing)?|hold(?:s|ing)?|lead(?:s|ing)?|run(?:s|ning)?"
    r"|arrang(?:e|es|ing)|sit(?:s|ting)? for|(?<!who )us(?:e|ing)(?! of\b)|our|available"
    r"|book(?! (?:on|about)\b)|join"
    r"|ask (?:me|us)? ?about|underground|treat(?:s|ing)?"
)
_EXCUSES = (
    r"integrat\w+|prepar\w+|harm[- ]reduction|trials?|stud(?:y|ies)|research\w*|train(?:ed|ing)|experience\w*"
    r"|(?:after|following|around|about) (?:an? |the |your |their )?|have (?:used|taken|had"
    r"|tried)|who (?:use|take)"
    r"|taken|elsewhere|abroad|refer\w*|licensed (?:service|healing)|law\w*|legal\w*|schedule"
    r"|history|risks? of|(?:make|makes|making) sense of|understand\w*|questions (?:on|about)"
    r"|(?:talk|lecture|class|course|workshop|book)(?:s|es)? (?:on|about)|educat\w+"
)


def _offer_of(substances):
    """A finder: a substance is offered by these words themselves.

    Integration, studies, training and other people's use before the substance, or right behind it, excuse;
    "MDMA sessions with integration" is an offer all the same.
    """
    offered = re.compile(rf"\b(?:{_OFFERS})\b(?P<between>[^.!?;]{{0,50}}?)\b(?:{substances})\b", re.I)
    there = re.compile(
        rf"\b(?:{substances})\b[-\w ]{{0,40}}\b(?:available|offered|for sale|on request|\$\d"
        r"|at (?:our|my) (?:clinic|center|practice|office|home|retreat))"
        rf"|\b(?:we|i)(?: also)? do (?:{substances})[- ](?:ceremon|retreat|session|journey|circle)",
        re.I,
    )
    excuse = re.compile(rf"\b(?:{_EXCUSES})", re.I)
    behind = re.compile(
        r"[- ]?(?:assisted )?(?:therapy |session |experience |ceremony )?"
        r"(?:integrat|prepar|research|trial|stud|train|experience|harm|use\b)",
        re.I,
    )
    study = re.compile(r"\b(?:clinical trials?|research study|in a study|approved study)\b", re.I)

    def finds(sentence):
        if study.search(sentence.text):
            return False
        for hit in offered.finditer(sentence.text):
            is_excused = excuse.search(hit["between"]) or behind.match(sentence.text, hit.end())
            if not is_excused and not sentence.denies(hit.start("between")):
                return True
        if not there.search(sentence.text) or excuse.search(sentence.text):
            return False
        return any(not sentence.denies(hit.end()) for hit in there.finditer(sentence.text))

    return finds


_FORM = r"[- ]?(?:assisted )?(?:sessions?|therapy|treatments?|ceremon\w+|retreats?|journeys?|microdos\w+)"
_offers_schedule_one = _offer_of(_SUBSTANCES)
_names_schedule_one = _says(rf"\b(?:{_SUBSTANCES}){_FORM}", unless=rf"\b(?:{_EXCUSES})")

# --- The table ----------------------------------------------------------------------------------------

_GROUP = r"(?:of )?(?:my |our |the |all )?(?:patients|clients|people|cases)"
RULES = [
    Rule(
        "cure",
        _says(
            r"\b(?:cures?|cured|curing|curative|heals? (?:your|all|any|every)|(?:will|can) heal you"
            r"|heals (?:depression|anxiety|trauma|PTSD|OCD))\b"
        ),
        _("“Cure” promises an outcome that no study of this care supports. Say what you do instead."),
    ),
    Rule(
        "guarantee",
        _says(
            r"\bguarante(?:e[sd]?|eing)\b|\b100 ?(?:%|percent) (?:effective|success\w*|relief|recovery|safe)"
            r"|\b(?:never|doesn['’]t|does not) fails?\b|\b(?:always|permanently) (?:works?"
            r"|heals?|relieves?|lifts?)\b"
            r"|\bworks (?:every time|for every(?:one|body))|\b(?:lasting|permanent|instant|immediate) "
            r"(?:relief|recovery|results)\b"
            r"|\byou will (?:feel better|be (?:free|well|healed|happy)|never need|no longer)",
            unless=r"\bguarante\w+ (?:your |the )?(?:privacy|confidential|price|appointment|reply|response)",
        ),
        _("Nobody can guarantee how a treatment works for a person."),
    ),
    Rule(
        "outcome",
        _says(
            r"\b(?:eliminat|eras|eradicat|revers|end)(?:e|es|s|ing)? (?:your "
            r"|all )?(?:depression|anxiety|PTSD|trauma|OCD)"
            r"|\b(?:depression|anxiety|trauma)-free\b"
            r"|\b(?:say )?goodbye to (?:your )?(?:depression|anxiety|PTSD)"
            r"|\bfree(?:dom)? (?:of|from) (?:your )?(?:depression|anxiety|PTSD|trauma|addiction)"
            r"|\b(?:re-?wires?|resets?|reboots?) (?:your|the) brain"
            r"|\bnothing (?:works|helps|heals)\b[^.!?]{0,60}\b(?:like|better|faster)\b",
        ),
        _("This promises an outcome. Say what you do, and that it helps some people and not others."),
    ),
    Rule(
        "figures",
        _says(
            rf"\b\d{{1,3}} ?(?:%|percent|in 10|out of (?:10|ten)) {_GROUP}"
            r"|\b(?:nine|eight|9|8) (?:in|out of) (?:ten|10)\b|\bsuccess rates?\b"
            rf"|\b(?:most|all|nearly all|almost all) {_GROUP} (?:recover|improve|get better|are cured)",
            unless=r"\b(?:trial|stud(?:y|ies)|review|placebo|analysis)\b",
        ),
        _("A figure on outcomes needs the study that it comes from, with its kind and size."),
    ),
    Rule(
        "safe",
        _says(
            r"\bmiracles?\b|\bmagic bullet|\bwonder drug|\brisk[- ]free\b|\bside[- ]effect[- ]free\b"
            r"|\b(?:no|zero) (?:known |serious |real |bad )?(?:side[- ]?effects?"
            r"|risks?)\b(?![- ]free| assess)"
            r"|\bwithout (?:any |the )?(?:side[- ]?effects?|risks?)\b"
            r"|\bfree of (?:side[- ]?effects?|risks?)\b"
            r"|\b(?:completely|totally|perfectly|entirely|absolutely|100 ?%) (?:safe|harmless)\b|\bharmless\b"
            r"|\bsafe and effective\b|\bsafer than\b|\bno time off\b"
        ),
        _("Every drug treatment has risks. Say how you watch for them instead."),
    ),
    Rule(
        "addiction",
        _says(
            r"\b(?:non-?|not |never )addictive\b|\b(?:no|zero) (?:risk of "
            r"|danger of )?(?:addiction|dependence)\b"
            r"|\b(?:can ?not|can['’]t) (?:be|become|get) (?:misused|abused|addict\w+|hooked)"
        ),
        _("Ketamine can be misused. Say how you screen and watch for it instead."),
    ),
    Rule(
        "proven",
        _says(r"\b(?:clinically|scientifically|medically) proven\b|\bproven (?:to|results|cure|treatment)\b"),
        _("Name the study, its kind and its size, or leave “proven” out."),
    ),
    Rule(
        "best",
        _says(
            r"(?:\bthe best|#1|\bnumber one|\btop[- ]rated|\bleading)\s+(?:\w+ ){0,2}"
            r"(?:clinic|center|therapist|doctor|provider|psychiatrist|practice)\b"
        ),
        _("Nobody can check this comparison. Say what you do instead."),
    ),
    Rule(
        "approved",
        _misuses_approval,
        _(
            "Of these treatments only esketamine (Spravato) is FDA-approved: for treatment-resistant"
            " depression and, with an oral antidepressant, for depression with acute suicidal thoughts."
        ),
    ),
    Rule(
        "schedule I, named",
        lambda sentence: _names_schedule_one(sentence) and not _offers_schedule_one(sentence),
        _("This names a Schedule I substance. Make plain that you do not offer it."),
    ),
    Rule(
        "schedule I, offered",
        _offers_schedule_one,
        _("This is a Schedule I substance: offering it outside a study is unlawful."),
        stops=True,
    ),
    Rule(
        "psilocybin, offered",
        _offer_of(_PSILOCYBIN),
        _(
            "Psilocybin may be offered only by facilitators and centers licensed in Oregon or Colorado,"
            " as psilocybin services."
        ),
        stops=True,
    ),
    Rule(
        "no prescription",
        _says(
            r"\bketamine\b(?:(?!\b(?:never|not|cannot)\b)[^.!?]){0,60}\b(?:without (?:a "
            r"|any )?(?:prescription|doctor|prescriber)"
            r"|no (?:prescription|doctor) (?:is )?(?:needed|required|necessary))"
            r"|\b(?:no prescription|without (?:a )?prescription)[^.!?]{0,40}\bketamine\b"
        ),
        _("Ketamine is lawful by prescription alone."),
        stops=True,
    ),
    Rule(
        "esketamine at home",
        _says(
            r"\b(?:at-home|home|take-home|mail-order|remote) (?:esketamine|spravato)\b"
            r"|\b(?:esketamine|spravato)\b(?: nasal spray)?[^.!?,;]{0,25}\b(?:at|to|in) (?:your"
            r"|their) (?:own )?home\b"
            r"|\b(?:mail|ship|send|deliver)(?:s|ed)? (?:you )?(?:esketamine|spravato)\b"
            r"|\b(?:esketamine|spravato) (?:by|via|over) (?:telehealth|video|mail)\b"
        ),
        _("Esketamine is given only in REMS-certified settings, with at least two hours of monitoring."),
        stops=True,
    ),
    Rule(
        "e-mail",
        _holds(contact.holds_email),
        _("Leave out e-mail addresses: patients write to you through this site."),
        stops=True,
    ),
    Rule(
        "link",
        _holds(contact.holds_link),
        _("Leave out web addresses and accounts elsewhere. Your website has a field of its own."),
        stops=True,
    ),
    Rule(
        "phone",
        _holds(contact.holds_phone),
        _("Leave out phone numbers: each place has a field for one."),
        stops=True,
    ),
    Rule(
        "address",
        _holds(streets.holds_address),
        _("Leave out street addresses: each place has a field for its own, which you can hide."),
        stops=True,
    ),
]
#: Rules on contact data; they look at the whole text, since a number may run over a full stop.
CONTACT = frozenset({"e-mail", "link", "phone", "address"})
#: Every other rule.
WORDING = frozenset(rule.name for rule in RULES) - CONTACT
#: What these may say because the license allows it; the key is a role.
ALLOWED = {
    "psilocybin-facilitator": frozenset({"psilocybin, offered"}),
    "clinical-facilitator": frozenset({"psilocybin, offered"}),
    "psilocybin-center": frozenset({"psilocybin, offered"}),
    "trial-site": frozenset({"psilocybin, offered", "schedule I, offered", "schedule I, named"}),
}
_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_NO = re.compile(r"[^\w]{0,3}(?:no|not)\b", re.I)


def findings(text, *, role="", leave_out=frozenset()):
    """Return the Rules that a text breaks, each once, those that stop first.

    `role` is the role of who is listed; `leave_out` names rules that do not apply to the field.
    """
    return list(_findings(text, frozenset(leave_out) | ALLOWED.get(role, frozenset())))


@lru_cache(maxsize=2_000)  # every page of a draft and every save asks for the same texts again
def _findings(text, skipped):
    rules = [rule for rule in RULES if rule.name not in skipped]
    whole, sentences = Sentence(text, is_denied=False), list(_sentences(contact.plainly(text)))
    found = [
        rule
        for rule in rules
        if (
            rule.finds(whole) if rule.name in CONTACT else any(rule.finds(sentence) for sentence in sentences)
        )
    ]
    return sorted(found, key=lambda rule: not rule.stops)


def _sentences(text):
    parts = [part for part in _ENDS.split(text) if part.strip()]
    for part, following in zip(parts, [*parts[1:], ""], strict=False):
        yield Sentence(part, part.endswith("?") and bool(_NO.match(following)))
