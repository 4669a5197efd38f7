"""Substances of Schedule I in a text: named, offered, or help to get them."""

import re

from listings.checks.clauses import Finder, low, says

_SUBSTANCES = (
    r"MDMA|ecstasy|molly|LSD|(?:5-MeO-)?DMT|bufo|ayahuasca|ibogaine|iboga|mescaline|peyote|san pedro"
    r"|plant medicines?|sacred medicines?|entheogens?"
)
_PSILOCYBIN = r"psilocybin|psilocin|magic mushrooms?|mushrooms?|shrooms|truffles|golden teachers?"
ALL = rf"{_SUBSTANCES}|{_PSILOCYBIN}"
_OFFERS = (
    r"offer(?:s|ing)?|provid(?:e|es|ing)|giv(?:e|es|ing)|administer(?:s|ing)?|serv(?:e|es|ing)"
    r"|suppl(?:y|ies|ying)|sell(?:s|ing)?|dispens(?:e|es|ing)|prescrib(?:e|es|ing)|guid(?:e|es|ing|ed)"
    r"|facilitat(?:e|es|ing|ed)|host(?:s|ing)?|hold(?:s|ing)?|lead(?:s|ing)?|run(?:s|ning)?"
    r"|arrang(?:e|es|ing)|sit(?:s|ting)? for|(?<!who )us(?:e|ing)(?! of\b)|our|available"
    r"|book(?! (?:on|about)\b)|join"
    r"|(?<!\bwe )(?<!\bi )(?<!\bpeople )(?<!\bpatients )(?:ask|message|text|write|call|contact"
    r"|dm)(?: to)?(?: me| us)?(?: \w+)? (?:about|for)|underground|come (?:to us )?for|treat(?:s|ing)?"
    r"|(?:we|i)(?: also| do| always)? (?:have|carry|stock|keep|got)|you(?: will| can|['’]ll) (?:receive"
    r"|get|take"
    r"|be given|drink|eat|try)"
)
_EXCUSES = (
    r"integrat\w+|prepar\w+|harm[- ]reduction|trials?|stud(?:y|ies)|research\w*|train(?:ed|ing)"
    r"|experience(?!d (?:guide|facilitator|sitter|shaman|healer|team|therapist|nurse)s?\b)\w*"
    r"|(?:after|following|around|about) (?:an? |the |your |their )?|have (?:used|taken|had"
    r"|tried)|who (?:use|take)"
    r"|taken|elsewhere|abroad|turned down|reject\w*|declin\w*|refus\w*|unapproved|not approved|banned|illegal"
    r"|prohibit\w*|refer\w*|licensed (?:service|healing)|law\w*|legal\w*|schedule"
    r"|history|risks? of|(?:make|makes|making) sense of|understand\w*|questions (?:on|about)"
    r"|(?:talk|lecture|class|course|workshop|book)(?:s|es)? (?:on|about)|educat\w+"
)


def _offer_of(substances):
    """A finder: a substance is offered by these words themselves.

    Integration, studies, training and other people's use before the substance, or right behind it, excuse;
    "MDMA sessions with integration" is an offer all the same.
    """
    offered = re.compile(low(rf"\b(?:{_OFFERS})\b(?P<between>[^.!?;]{{0,50}}?)\b(?:{substances})\b"))
    there = re.compile(
        low(
            rf"\b(?:{substances})\b[-\w ]{{0,40}}\b(?:available|offered|for sale|on request|\$\d"
            r"|at (?:our|my) (?:clinic|center|practice|office|home|retreat))"
            rf"|\b(?:buy|order|purchase)(?: your| some)? (?:{substances})\b[-\w ]{{0,15}}\b(?:from|through"
            rf"|here|with) "
            rf"|\b(?:we|i)(?: also)? do (?:{substances})[- ](?:ceremon|retreat|session|journey|circle)",
        )
    )
    excuse = re.compile(low(rf"\b(?:{_EXCUSES})"))
    behind = re.compile(
        r"[- ]?(?:assisted )?(?:therapy |session |experience |ceremony )?"
        r"(?:integrat|prepar|research|trial|stud|train|experience|harm|use\b)",
    )
    own_place = says(
        rf"\b(?:{substances})\b[^.!?;]{{0,25}}\b(?:at|in|on) (?:our|my) (?:own )?"
        r"(?:house|home|place|ranch|farm|cabin|land|property|retreats?|villa)\b",
        through=True,
    )
    study = re.compile(r"\b(?:clinical trials?|research study|in a study|approved study)\b")

    named = re.compile(low(substances))

    def finds(sentence):
        if not named.search(sentence.low) or study.search(sentence.low):
            return False
        if own_place.finds(sentence):
            return True
        for hit in offered.finditer(sentence.low):
            is_excused = excuse.search(hit["between"]) or behind.match(sentence.low, hit.end())
            if not is_excused and not sentence.denies(hit.end("between")):
                return True
        if not there.search(sentence.low) or excuse.search(sentence.low):
            return False
        return any(not sentence.denies(hit.end()) for hit in there.finditer(sentence.low))

    return Finder(finds)


_FORM = (
    r"[- ]?(?:assisted )?(?:\w+ )?(?:sessions?|therapy|treatments?|ceremon\w+|retreats?|journeys?"
    r"|microdos\w+)"
)
offers_schedule_one = _offer_of(_SUBSTANCES)
_names_schedule_one = says(rf"\b(?:{_SUBSTANCES}){_FORM}", unless=rf"\b(?:{_EXCUSES})")

#: Help to get what nobody may sell. What follows may make it lawful: a service, a center, a study.
_GET = (
    r"(?:help|assist)(?:s|ing)? (?:you |people |clients |patients )?(?:to )?(?:get|obtain|source"
    r"|find|buy|order|access)"
    r"|(?:can|will|we['’]ll|i['’]ll) (?:get|source|obtain|order|bring|ship|mail|deliver) (?:you "
    r"|it |some )?"
    r"|(?:source|sourcing|ship|mail|deliver)(?:s|ed)?|(?:where|how) to (?:get|buy|find|order|obtain|source)"
    r"|(?:know|point you to|introduce you to|refer you to|send you to|put you in touch with)[^.!?;]{0,20}?"
    r" (?:who|that) (?:sell|grow|make|ha|supply|suppl|carr)\w*|(?:pick(?:ed)? up|collect)(?: your| some)?"
    r"|connect(?:s|ing)? you (?:with|to)|(?:supplier|dealer|vendor|grower)s? (?:of|for)"
    r"|(?:know|have|found) (?:a|an|some|the) (?:\w+ )?(?:grower|dealer|supplier|source|vendor|chemist"
    r"|contact|shaman)s?"
    r"|bring your own|grow kits?(?: for)?"
    r"|(?:bring|carry|take)s? (?:you |the |your |some )*(?=\w+ (?:to|at|by))|hook(?:s|ed)? you up|set"
    r" you up with"
    r"|(?:get|buy|order|pick up|score)(?: your| some| the)?(?= \w+ (?:from|through|with|by|at) (?:us|me"
    r"|our|my)\b)"
)
_LAWFUL = (
    r"[- ](?:assisted )?(?:services?|therap\w{1,4}|trials?|stud(?:y|ies)|research|integration"
    r"|providers?|centers?"
    r"|facilitators?|programs?|information|education)"
)
#: What is sold for small doses names no substance, and is none that a prescriber gives.
sells_microdoses = says(
    r"\bmicrodos(?:e|es|ing) (?:kits?|capsules?|packs?|blends?|chocolates?|gummies|products?|supplies|menus?"
    r"|bars?|edibles)\b"
    r"|\b(?:sell|ship|mail|suppl|offer|provid)\w* (?:\w+ ){0,2}microdoses\b",
    unless=r"\bketamine\b",
)

helps_to_get = says(
    rf"\b(?:{_GET})[^.!?;]{{0,40}}?\b(?:{_SUBSTANCES}|{_PSILOCYBIN}|spores)\b(?!{_LAWFUL})",
    unless=r"\b(?:licensed|clinical trials?|stud(?:y|ies)|lawful|legal(?:ly)?(?! or (?:not|il)))\b",
)
only_names_schedule_one = Finder(
    lambda sentence: _names_schedule_one.finds(sentence) and not offers_schedule_one.finds(sentence)
)
offers_psilocybin = _offer_of(_PSILOCYBIN)
