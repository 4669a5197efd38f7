"""Claims of an effect, in both languages: what is said, without a reserve, to do away with an ill.

A sentence is a claim when something that is given or done, a verb of effect and an ill or a life stand
together, whatever the words are. "May", "some", "in a study" are reserves, and so is a question.
"""

from listings.checks.clauses import SPANISH, says
from listings.checks.composed_claims import HARM, ILLS, PEOPLE, RIVALS
from listings.checks.spanish_claims import ILLS as SPANISH_ILLS
from listings.checks.spanish_claims import PSILOCYBIN, SCHEDULE_ONE
from listings.checks.substances import ALL as SUBSTANCES

_RESERVED = (
    r"\b(?:may|might|can|could|would|should|some|sometimes|often|few|many|most|hope|hopes|goal|aim|trials?"
    r"|stud(?:y|ies|ied)|research\w*|whether|if|when|until|must|try|tries|thought|believed|designed|intended"
    r"|seems?|appears?|about|how|what|why|help (?:you|people|us|them)|to (?:see|learn|find out)|after|placebo"
    r"|wears?|fades?|fraction|minority|half|percent|third|week(?:ly)? (?:check|visit))\b|\?"
)
_AGENT = (
    r"(?:ketamine|esketamine|spravato|psilocybin|mushrooms?|ayahuasca|mdma|psychedelics?|plants?|medicines?"
    r"|infusions?|lozenges?|troches?|treatments?|therap(?:y|ies)|retreats?|ceremon(?:y|ies)|sessions?"
    r"|doses?|journeys?"
    r"|protocol|program|method|approach|care|team|we|i|it|this|they|that|and)"
)
_EFFECT = (
    r"(?:rebuild|restor|revers|melt|dissolv|uproot|pull|rip|tear|rewir|repair|heal|cur|end|eras|free|releas"
    r"|transform|conquer|defeat|resolv|solv|fix|remov|break|crush|silenc|bring|giv|wash|wip|lift|banish"
    r"|vanquish"
    r"|eliminat|obliterat|undo|unlock|chas|drive|switch|turn|rescu|sav|quiet|calm|stop|halt|shut|burn|clear)"
    r"(?:e|es|s|ed|d|ts|ting|ing)?"
)
_WHAT = (
    rf"(?:{ILLS}|treatment-resistant depression|(?:the |its |your |their )?(?:very )?roots?\b|(?:damaged "
    rf"|broken |your"
    r" )(?:brains?|minds?|neural pathways|neurons|nervous system|spirits?|souls?|hearts?|lives|life)|joy"
    r"|sobriety"
    r"|will to live|zest|old self|childhood wounds?|wounds)"
)
_NUMBER = r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)?|\d{1,3})"
_SOURCE = (
    r"\b(?:trials?|stud(?:y|ies)|reviews?|placebo|analys[ei]s|randomi[sz]ed|researchers|survey|journal"
    r"|midazolam|records|cohort|registry)\b"
)
_FDA = r"(?:f\.?d\.?a\b\.?|food and drug administration)"
_TRUE = r"\b(?:esketamine|spravato|an(?:a)?esthe\w+|anesthetic|off[- ]label|antidepressants?)\b"


def _kind(pattern, unless=_RESERVED, **options):
    return says(pattern, through=True, unless=unless, **options)


def _spanish(pattern, unless=None):
    unless = unless or (
        r"\b(?:puede\w?|podr[ií]a\w?|algun[oa]s?|a veces|ensayos?|estudios?|si|cuando|quiz[aá]s?|objetivo"
        r"|para"
        r" (?:ver|saber)|busca\w*|intenta\w*|trata(?:mos)? de|mitad|minor[ií]a)\b|\?"
    )
    return says(pattern, tongue=SPANISH, through=True, unless=unless)


FINDERS = {
    "outcome": [
        _kind(rf"\b{_AGENT} (?:\w+ ){{0,3}}?{_EFFECT} (?:(?!not\b)\w+ ){{0,4}}?{_WHAT}"),
        _kind(
            rf"\b{ILLS} (?:\w+ )?(?:becomes?|turns? into|is|are|will be|fades? into"
            rf"|shrinks? to) (?:\w+ )?(?:a |an |just"
            r" |only |nothing )*(?:\w+ )?(?:memor(?:y|ies)|history|past|dust|distance|whisper|nothing)\b"
        ),
        _kind(
            r"\b(?:came|come|comes|arrived|arrives?|walked|went) (?:in |here "
            r"|to us )?(?:\w+ ){1,4}and (?:left|leaves?|went"
            r" home|goes? home|walked out|came out) (?:\w+ ){0,2}(?:healed|free|whole|well|happy|cured"
            r"|smiling|alive|new)"
            r"|\b(?:and )?so will you\b|\b(?:will|can) do the same for you\b|\byours (?:will )?too\b"
        ),
        _kind(
            rf"\b(?:straight|right|directly) to the (?:root|source|heart|core) of (?:\w+ )?(?:{ILLS}"
            rf"|problem|pain)"
        ),
        says(
            r"\byou(?:['’]ll| will) never (?:\w+ )?(?:dread|suffer|wake|face|spend|lose|live|cry|need|want"
            r"|fear|have|feel)"
            r" (?:through )?(?:another|a single|one more|again)\b"
        ),
        _spanish(
            r"\b(?:ketamina|psilocibina|hongos|medicina|terapia|tratamiento|infusi[oó]n|infusiones"
            r"|sesi[oó]n|sesiones"
            r"|retiros?|ceremonias?|m[eé]todo|sapo|ayahuasca|plantas?|programa)\b[^.!?;]{0,15}?\b(?:(?:le"
            r"|les|te) )?(?:acab"
            r"|termin|elimin|borr|cur|san|devuelv|devolver|quit|arranc|disuelv|libera|liber|repar|restaur"
            r"|resuelv|venc"
            rf"|revier|apag|romp)\w* (?:\w+ ){{0,3}}?(?:{SPANISH_ILLS}|ganas|vida|alegr[ií]a|ra[ií]z"
            rf"|cerebro|mente|traumas"
            r"|heridas|alma)\b"
        ),
        _spanish(
            r"\b(?:resolvemos|curamos|sanamos|eliminamos|vencemos|borramos|revertimos|acabamos con"
            r"|terminamos con)"
            rf" (?:\w+ )?{SPANISH_ILLS}|\b(?:le|les|te) (?:devolver[aá]n?|devuelven?|devolvemos) (?:la|las"
            rf"|el|los|su|sus)\b"
        ),
    ],
    "guarantee": [
        _kind(
            r"\b(?:silver bullets?|panaceas?|cure-alls?|holy grail|game[- ]changers?|fountain of"
            r"|dream come true|answer to"
            r" (?:your|all))\b|\b(?:long[- ]term|long-lasting|lifelong|near-instant|overnight|total"
            r"|complete) (?:relief"
            r"|freedom|recovery|remission|healing|cure|hope)\b"
        ),
    ],
    "figures": [
        _kind(
            rf"\b{_NUMBER} ?(?:%|percent|per cent)[^.!?;]{{0,12}}?\b{PEOPLE} (?:\w+ )?(?:feel|felt|report"
            rf"|improve|recover"
            r"|respond|see|experience|find|get|got|leave|say)",
            unless=_SOURCE,
        ),
        _kind(
            rf"\b{_NUMBER} ?(?:%|percent|per cent) (?:\w+ )?(?:improvement|reduction|drop|decrease|relief"
            rf"|better|remission"
            r"|response|of those|of the people)\b",
            unless=_SOURCE,
        ),
    ],
    "safe": [
        _kind(
            rf"\b(?:fewer|less|lower|milder|no) (?:\w+ )?(?:{HARM}"
            rf"|danger) than (?:\w+ ){{0,2}}?(?:{RIVALS}|a |an |your)",
            unless=_SOURCE,
        ),
        _kind(
            r"\b(?:spotless|perfect|flawless|excellent|impeccable|unblemished|unmatched"
            r"|clean) (?:\w+ )?(?:track )?(?:record"
            r"|safety)\b|\b(?:safe|gentle|mild|natural) enough (?:for|to give)\b"
        ),
    ],
    "best": [
        _kind(
            r"\bonly (?:we|our (?:team|clinic|nurses|doctors|center)) (?:\w+ )?(?:have|has|can|offers?"
            r"|knows?|do|does|gives?"
            r"|provides?|understands?)\b|\bwe alone\b|\bmore (?:\w+ )?in (?:an?|one|two"
            r"|\w+) \w+ than (?:\w+ ){0,3}?(?:years"
            r"|months|decades|weeks)\b",
        ),
        _kind(
            r"\b(?:more|less|longer|fewer|further)(?:[- ]\w+)? (?:\w+ )?than (?:(?:any|all|other|most|your"
            r"|the|usual"
            r"|common|standard) )*(?:anti\w{3,12}|medications?|pills|drugs|therapy|clinics?|treatments?"
            r"|ssris?"
            r"|ect|tms|therapists?)\b",
            unless=_SOURCE + r"|\b(?:may|might|evidence|whether|costs?|expensive)\b",
        ),
        _spanish(
            r"\b(?:somos|soy) (?:los|las|el|la) [uú]nic[oa]s?\b|\bs[oó]lo (?:nosotros"
            r"|aqu[ií]) (?:\w+ )?(?:tenemos|podemos"
            r"|ofrecemos|sabemos|logramos|se logra|encontrar)\w*"
        ),
    ],
    "approved": [
        _kind(
            rf"\b(?:approved|cleared|licensed|sanctioned|permitted|certified|authori[sz]ed|recogni[sz]ed"
            rf"|endorsed) by the"
            rf" (?:\w+ )?{_FDA}|\b{_FDA} (?:now |has |have |already )*(?:considers?|considered|calls?"
            rf"|called|deems?|deemed"
            r"|rates?|rated|certified|lists?) (?:\w+ ){0,3}(?:breakthrough|safe|effective|treatment|best)",
            unless=_TRUE + r"|\bdesignat\w+",
        ),
        _kind(
            rf"\b(?:won|received|earned|gained|got|holds?|has|have|with|full"
            rf"|under) (?:\w+ ){{0,2}}?{_FDA} (?:authori[sz]ation"
            r"|clearance|approval|certification|license|blessing)\b",
            unless=_TRUE,
        ),
    ],
    "help to obtain": [
        says(
            rf"^\W{{0,3}}(?:order|buy|reserve|grab|get|claim|try|pick up"
            rf"|pre-?order)\b[^.!?;]{{0,40}}?\b(?:{SUBSTANCES})\b",
            unless=r"\b(?:licensed|trials?|stud(?:y|ies)|lawful|legal|integrat\w+|help|support|facts|information)\b",
        ),
        says(
            r"\b(?:set you up|teach you|show you how|walk you through|coach you|we help you|kits?|advice"
            r"|lessons)\b"
            rf"[^.!?;]{{0,40}}?\bgrow(?:ing|s)?\b[^.!?;]{{0,20}}?\b(?:{SUBSTANCES}|your own)\b"
        ),
        says(
            rf"\b(?:send|sends|mail|mails|ship|ships|deliver|delivers|bring|brings|drop"
            rf"|drops)\b[^.!?;]{{0,25}}?"
            rf"\b(?:{SUBSTANCES})\b[^.!?;]{{0,20}}?\b(?:to|for) (?:our |your |the )?(?:members?|you"
            rf"|clients?|patients?|people"
            r"|guests?|door|home|friends|those|anyone)\b"
        ),
        says(
            r"\bnuestr[oa]s? (?:\w+ ){0,2}?(?:de )?microdosis\b",
            tongue=SPANISH,
            unless=r"\bketamina\b",
        ),
        says(
            rf"^\W{{0,3}}(?:pida|compre|encargue|ordene|reserve|consiga"
            rf"|lleve)\b[^.!?;]{{0,40}}?\b(?:{SCHEDULE_ONE}"
            rf"|{PSILOCYBIN})\b",
            tongue=SPANISH,
        ),
    ],
    "schedule I, offered": [
        says(
            r"\b(?:our|my|next|join|attend|reserve|book|address of) (?:\w+ ){0,3}?(?:toad|bufo|ayahuasca"
            r"|peyote|iboga|plant"
            r" medicine|sacrament|psychedelic) (?:\w+ )?(?:ceremon\w+|retreats?|circles?|nights?|journeys?"
            r"|weekends?)\b",
            unless=r"\b(?:integrat\w+|after|trials?|stud(?:y|ies)|research|ketamine)\b",
        ),
    ],
    "no prescription": [
        says(
            r"\b(?:skip|forget|avoid|bypass|without|no need for|never (?:see|meet)) (?:the |a |any "
            r"|an )*(?:doctors?"
            r"|prescriptions?|prescribers?|physicians?|exams?|visits?"
            r"|appointments?)\b[^.!?]{0,60}\b(?:ketamine|troches?"
            r"|lozenges)\b",
            unless=r"\b(?:never|not|cannot|nobody|unlawful|illegal)\b(?! (?:see|meet))",
        ),
    ],
}
