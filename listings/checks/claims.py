"""What a listing may not say, in one table with the reason for each rule.

Wording only warns: the therapist sees the reason, the moderator sees the same finding. Contact data and
unlawful offers stop a submission. A sentence that says the contrary ("there is no cure", "we cannot
guarantee", "I do not offer MDMA") is honest and passes. Every sentence is read by the rules of English and
of Spanish; a text in another language is said to be unread (`text_language`).
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext_lazy as _

from listings.checks import (
    absolute_claims,
    absolute_spanish,
    approval,
    composed_claims,
    contact,
    effect_claims,
    implied_claims,
    spanish_claims,
    streets,
    substances,
)
from listings.checks.clauses import Finder, Sentence, says, sentences
from listings.checks.openings import Table

#: What finds a breach of a rule, by its name, beside the phrases of the table.
KINDS = (composed_claims, absolute_claims, implied_claims, effect_claims, spanish_claims, absolute_spanish)


@dataclass(frozen=True)
class Rule:
    """One row of the table; `reason` is read by the therapist."""

    name: str
    phrases: Finder
    reason: str
    stops: bool = False

    @property
    def finders(self):
        """All that finds a breach of the rule, in English or in Spanish."""
        return [self.phrases, *(finder for kind in KINDS for finder in kind.FINDERS.get(self.name, ()))]

    @cached_property
    def _table(self):
        return Table((self.name, finder) for finder in self.finders)

    def finds(self, sentence):
        """Whether a Sentence breaks the rule."""
        return bool(self._table.found(sentence))


def _holds(test):
    return Finder(lambda sentence: test(sentence.text))


# --- The table ----------------------------------------------------------------------------------------

_GROUP = r"(?:of )?(?:my |our |the |all )?(?:patients|clients|people|cases)"
RULES = [
    Rule(
        "cure",
        says(
            r"\b(?:cures?|cured|curing|curative|heals? (?:your|all|any|every)|(?:will|can) heal you"
            r"|heals (?:depression|anxiety|trauma|PTSD|OCD))\b"
        ),
        _("“Cure” promises an outcome that no study of this care supports. Say what you do instead."),
    ),
    Rule(
        "guarantee",
        says(
            r"\bguarante(?:e[sd]?|eing)\b|\b100 ?(?:%|percent) (?:effective|success\w*|relief"
            r"|recovery|safe)"
            r"|\b(?:never|doesn['’]t|does not) fails?\b|\b(?:always|permanently) (?:works?"
            r"|heals?|relieves?|lifts?|ends?|removes?|gone)\b"
            r"|\bworks (?:every time|for every(?:one|body))"
            r"|\b(?:lasting|permanent|instant|immediate|guaranteed) "
            r"(?:relief|recovery|results|remission|change|healing|solution|freedom|end|fix)\b"
            r"|\bpermanent\b[^.!?]{0,25}\b(?:depression|anxiety|trauma|PTSD|OCD)"
            r"|\b(?:effects?|relief|results?|changes?) (?:is|are|that is|that are) permanent\b"
            r"|\b(?:once and for all|lasts? forever|for the rest of your life)\b"
            r"|\byou will (?:feel better|be (?:free(?! to)|well|healed|happy)|never need|no longer)",
            unless=r"\bguarante\w+ (?:(?:your|the|an?|our|you) )*(?:privacy|confidential|prices?"
            r"|appointment"
            r"|reply|response|answer|call|visit|seat|refund|respect|honesty)",
        ),
        _("Nobody can guarantee how a treatment works for a person."),
    ),
    Rule(
        "outcome",
        says(
            r"\b(?:eliminat|eras|eradicat|revers|end)(?:e|es|s|ing)? (?:your "
            r"|all )?(?:depression|anxiety|PTSD|trauma|OCD)"
            r"|\b(?:depression|anxiety|trauma)-free\b"
            r"|\b(?:say )?goodbye to (?:your )?(?:depression|anxiety|PTSD)"
            r"|\bfree(?:dom)? (?:of|from) (?:your )?(?:depression|anxiety|PTSD|trauma|addiction)"
            r"|\b(?:re-?wires?|resets?|reboots?) (?:your|the) brain"
            r"|\bnothing (?:else )?is (?:more effective|better|faster|safer)\b"
            r"|\bnothing (?:works|helps|heals)\b[^.!?]{0,60}\b(?:like|better|faster)\b",
        ),
        _("This promises an outcome. Say what you do, and that it helps some people and not others."),
    ),
    Rule(
        "figures",
        says(
            rf"\b\d{{1,3}} ?(?:%|percent|in 10|out of (?:10|ten)) {_GROUP}"
            r"|\b(?:nine|eight|9|8) (?:in|out of) (?:ten|10)\b|\bsuccess rates?\b"
            rf"|\b(?:most|all|nearly all|almost all) {_GROUP} (?:recover|improve|get better|are cured)",
            unless=r"\b(?:trials?|stud(?:y|ies)|reviews?|placebo|analys[ei]s|randomi[sz]ed|researchers)\b",
        ),
        _("A figure on outcomes needs the study that it comes from, with its kind and size."),
    ),
    Rule(
        "absolute",
        says(
            r"\b(?:every|each|all)(?: single)?(?: one)?(?: of)?(?: my| our| the)? ?"
            r"(?:patients?|clients?|person|people|one|body|case)\b[^.!?]{0,40}?"
            r"\b(?:improv\w{1,4}|responds?(?! differently| in (?:their|its))|recover\w{0,3}"
            r"|gets? (?:better|well)|feels? (?:better|well)"
            r"|heal\w{0,3}|benefit\w{0,3}|succe\w{2,6}|transform\w{0,3}|find\w{0,1} relief|gets? relief)\b"
            r"|\b(?:(?:works?|effective|safe|suitable|right) for|helps?) (?:every|each"
            r"|all)(?: of)?(?: our| my)? ?"
            r"(?:patients?|clients?|person|people|one|body)\b(?=[.!]| with| who|$)"
        ),
        _("No treatment helps everybody. Say that it helps some people and not others."),
    ),
    Rule(
        "safe",
        says(
            r"\bmiracles?\b|\bmagic bullet|\bwonder drug|\brisk[- ]free\b|\bside[- ]effect[- ]free\b"
            r"|\b(?:no|zero) (?:known |serious |real |bad )?(?:side[- ]?effects?"
            r"|risks?)\b" + composed_claims.NO_MATTER + r""
            r"|\bwithout (?:any |the )?(?:side[- ]?effects?|risks?)\b"
            r"|\bfree of (?:side[- ]?effects?|risks?)\b"
            r"|\b(?:completely|totally|perfectly|entirely|absolutely|100 ?%) (?:safe|harmless)\b"
            r"|\bharmless\b"
            r"|\bsafe and effective\b|\bsafer than\b|\bno time off\b"
            r"|\bsafest\b(?! (?:thing|plan|course|seat|ride|route|place to (?:sit|wait|park|leave)))"
        ),
        _("Every drug treatment has risks. Say how you watch for them instead."),
    ),
    Rule(
        "addiction",
        says(
            r"\b(?:non-?|not |never )addictive\b|\b(?:no|zero) (?:risk of "
            r"|danger of )?(?:addiction|dependence)\b"
            r"|\b(?:can ?not|can['’]t) (?:be|become|get) (?:misused|abused|addict\w+|hooked)"
        ),
        _("Ketamine can be misused. Say how you screen and watch for it instead."),
    ),
    Rule(
        "proven",
        says(
            r"\b(?:clinically|scientifically|medically) proven\b|\bproven (?:to|results|cure"
            r"|treatment)\b"
        ),
        _("Name the study, its kind and its size, or leave “proven” out."),
    ),
    Rule(
        "best",
        says(
            r"\b(?:the best|number one|top[- ]rated|leading|premier|finest|the only)\s+(?:\w+ ){0,2}"
            r"(?:clinic|center|therapist|doctor|provider|psychiatrist|practice|treatment|therapy"
            r"|program)s?\b(?! is (?:the )?one\b)"
            r"|\b(?:the|our) (?:single )?most (?:effective|successful|powerful|potent|advanced"
            r"|trusted|reliable)\b(?! dose)"
            r"|\bmost effective (?:treatment|therapy|way|option|medicine|care)\b"
            r"|\b(?:unmatched|unrivall?ed|unparalleled|unbeatable|second to none|world[- ]class"
            r"|gold standard)\b"
            r"|\b(?:more effective|faster|better|superior|works better) (?:than|to) (?:any|all"
            r"|every|other|anti\w{3,12}"
            r"|ECT|TMS|talk therapy|medications?)\b|\b(?:fastest|strongest|quickest)[- ](?:acting"
            r"|working|treatment|relief|way)\b(?! to (?:reach|get (?:to|here|in)|book|contact|find|park"
            r"|ask|pay"
            r"|write|see|come))",
        ),
        _("Nobody can check this comparison. Say what you do instead."),
    ),
    Rule(
        "approved",
        approval.misuses_approval,
        _(
            "Of these treatments only esketamine (Spravato) is FDA-approved: for treatment-resistant"
            " depression and, with an oral antidepressant, for depression with acute suicidal thoughts."
        ),
    ),
    Rule(
        "schedule I, named",
        substances.only_names_schedule_one,
        _("This names a Schedule I substance. Make plain that you do not offer it."),
    ),
    Rule(
        "schedule I, offered",
        substances.offers_schedule_one,
        _("This is a Schedule I substance: no license lets a provider offer it outside a study."),
        stops=True,
    ),
    Rule(
        "psilocybin, offered",
        substances.offers_psilocybin,
        _(
            "Psilocybin may be offered only by facilitators and centers licensed in Oregon or Colorado,"
            " as psilocybin services."
        ),
        stops=True,
    ),
    Rule(
        "help to obtain",
        substances.helps_to_get,
        _("This offers help to get a substance that nobody may sell. Take it out."),
        stops=True,
    ),
    Rule(
        "no prescription",
        says(
            r"\bketamine\b(?:(?!\b(?:never|not|cannot)\b)[^.!?]){0,60}\b(?:(?:without|with no)"
            r"(?: ever)?(?: seeing| meeting| talking to)?(?: a| any)?"
            r" (?:prescription|doctor|prescriber|physician)|prescription[- ]free"
            r"|no (?:prescription|doctor) (?:is )?(?:needed|required|necessary))"
            r"|\b(?:no prescription|without (?:a )?prescription)[^.!?]{0,40}\bketamine\b"
        ),
        _("Ketamine is lawful by prescription alone."),
        stops=True,
    ),
    Rule(
        "esketamine at home",
        says(
            r"\b(?:take|bring|carry)s? (?:your |the )?(?:esketamine|spravato) home\b"
            r"|\b(?:at-home|home|take-home|mail-order|remote) (?:esketamine|spravato)\b"
            r"|\b(?:esketamine|spravato)\b(?: nasal spray)?[^.!?,;]{0,25}\b(?:at|to|in) (?:your"
            r"|their) (?:own )?home\b"
            r"|\b(?:mail|ship|send|deliver)(?:s|ed)? (?:you )?(?:esketamine|spravato)\b"
            r"|\b(?:esketamine|spravato) (?:mailed|shipped|sent|delivered)\b"
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
_TABLE = Table((rule.name, finder) for rule in RULES if rule.name in WORDING for finder in rule.finders)
#: What these may say because the license allows it; the key is a role.
ALLOWED = {
    "psilocybin-facilitator": frozenset({"psilocybin, offered"}),
    "clinical-facilitator": frozenset({"psilocybin, offered"}),
    "psilocybin-center": frozenset({"psilocybin, offered"}),
    "trial-site": frozenset({"psilocybin, offered", "schedule I, offered", "schedule I, named"}),
}


def findings(text, *, role="", leave_out=frozenset()):
    """Return the Rules that a text breaks, each once, those that stop first.

    `role` is the role of who is listed; `leave_out` names rules that do not apply to the field.
    """
    return list(_findings(text, frozenset(leave_out) | ALLOWED.get(role, frozenset())))


def broken_in(text, rule):
    """Return the first sentence of a text that breaks a Rule; the whole of it for contact data."""
    if rule.name in CONTACT:
        return text
    return next((part.text for part in sentences(contact.plainly(text)) if rule.finds(part)), text)


@lru_cache(maxsize=2_000)  # every page of a draft and every save asks for the same texts again
def _findings(text, skipped):
    whole = Sentence(text, is_denied=False)
    found = {rule.name for rule in RULES if rule.name in CONTACT - skipped and rule.finds(whole)}
    for sentence in sentences(contact.plainly(text)):
        found |= _TABLE.found(sentence, found | skipped)
    return sorted((rule for rule in RULES if rule.name in found), key=lambda rule: not rule.stops)
