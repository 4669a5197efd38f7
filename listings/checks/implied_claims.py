"""Claims that are not said outright, in both languages.

The blessing of an authority, money back, pills that are thrown away, what helped where all else failed, an
ill that is done away with. Words of a kind are put together as in `composed_claims`.
"""

from listings.checks import substances
from listings.checks.clauses import SPANISH, says
from listings.checks.composed_claims import GOOD, HARM, ILLS, NO_MATTER, PEOPLE
from listings.checks.spanish_claims import ILLS as SPANISH_ILLS
from listings.checks.spanish_claims import PSILOCYBIN, SCHEDULE_ONE

_RESERVED = (
    r"\b(?:may|might|can|could|some|sometimes|often|few|many|hope|goal|aim|trials?|stud(?:y|ies)|whether"
    r"|if|when|until|before|ask|talk|should|try|tries)\b"
)
_MEDICINES = (
    r"(?:(?:daily|old|other|psychiatric) )?(?:antidepressants?|ssris?|medications?|meds|pills|tablets"
    r"|prescriptions?|prozac|zoloft|lexapro|benzos|benzodiazepines?)"
)
_FDA = r"(?:f\.?d\.?a\b\.?|food and drug administration|federal(?:ly)?|government)"
_DONE_AWAY = (
    r"(?:erased|eliminated|ended|defeated|beaten|conquered|wiped (?:out|away)|washed away|reversed|healed"
    r"|resolved|removed|dissolved|silenced|banished|lifted|cured|gone|over|history|switched off|dealt with)"
)
_MULTIPLE = r"(?:twice|double|triple|(?:two|three|four|five|ten|many|\d+) ?(?:times|x))"
_THING = r"(?:treatments?|therap(?:y|ies)|medicines?|drugs?|approach(?:es)?|methods?|thing|options?)"
_SOURCE = r"\b(?:trials?|stud(?:y|ies)|review|placebo|researchers|randomi[sz]ed|published|survey|cohort)\b"
_HAVES = r"(?:suppl(?:y|ies)|sells?|grows?|makes?|ha[sv]e?|gets?|provides?|brings?|carr(?:y|ies)|cooks?)"


def _kind(pattern, unless=_RESERVED, **options):
    return says(pattern, through=True, unless=unless, **options)


def _spanish(pattern, unless=None):
    return says(
        pattern,
        tongue=SPANISH,
        through=True,
        unless=unless or r"\b(?:puede\w?|algun[oa]s?|a veces|ensayos?|estudios?|si|antes|consulte\w*)\b",
    )


FINDERS = {
    "cure": [says(r"\bcurable\b")],
    "approved": [
        _kind(
            rf"\b{_FDA} (?:\w+ )?(?:signed off|okays|okayed|backs|endorses|supports|recommends|blesses"
            rf"|stands behind"
            r"|allows|allowed|permits|permitted|legalized|vouches|agrees|confirms)\b",
            unless=r"\b(?:esketamine|spravato)\b",
        ),
        _kind(
            r"\b(?:ketamine|psilocybin|mdma|lozenges?|troches?|infusions?)(?: \w+)? (?:is|are|was|were"
            r"|has been|have been)"
            r" (?:now |fully |officially )?approved (?:for|to treat|against)\b",
            unless=r"\b(?:esketamine|spravato|an(?:a)?esthe\w+|insur\w+|plan|medicare|medicaid|board|committee)\b",
        ),
        _kind(
            rf"\b{_FDA}(?:['’]s)?(?: has given)?(?: \w+)? (?:blessing|backing|seal|stamp|nod|green light|okay"
            rf"|endorsement|thumbs up)\b|\b(?:blessing|backing|seal|stamp|nod|green light|okay|endorsement"
            rf"|approval)(?: \w+)? (?:of|from|by) (?:the )?(?:\w+ )?{_FDA}",
            unless=r"\b(?:esketamine|spravato)\b",
        ),
        _kind(
            rf"\b(?:backed|blessed|okayed|greenlit|green-lit|recommended|supported|vetted|recognized) by the"
            rf" (?:\w+ )?{_FDA}|\b{_FDA}[- ](?:backed|blessed|okayed|recommended|supported|vetted"
            rf"|recognized)",
            unless=r"\b(?:esketamine|spravato|breakthrough)\b",
        ),
        _spanish(
            r"\b(?:ketamina|psilocibina|hongos|mdma|infusi[oó]n"
            r"|infusiones)(?: \w+)? (?:\w+ ){0,2}aprobad[oa]s?"
            r" (?:para|contra)\b",
            unless=r"\b(?:esketamina|spravato|anest[eé]sic\w*|anestesia|seguro|medicare|medicaid|comit[eé])\b",
        ),
        _spanish(
            r"\b(?:aval|permiso|visto bueno|respaldo|sello|autorizaci[oó]n|luz verde"
            r"|bendici[oó]n) (?:\w+ )?de la"
            r" fda\b|\bla fda (?:ya )?(?:respald|aval|recomend|recomiend|certific|autoriz|apoy)\w+"
            r"|\b(?:avalad|autorizad|respaldad|recomendad|certificad)[oa]s? por la fda\b",
            unless=r"\b(?:esketamina|spravato)\b",
        ),
    ],
    "guarantee": [
        _kind(
            r"\b(?:or|and) (?:you (?:get )?)?(?:your |all your )?money back\b|\bmoney[- ]back\b"
            r"|\bif (?:it|this|ketamine|the treatment) (?:does not|doesn['’]t|did not|didn['’]t) (?:work"
            r"|help)"
            r"[^.!?;]{0,30}\b(?:refund|pay nothing|do not pay|don['’]t pay|is free)\b"
            r"|\b(?:no|without) (?:results?|relief|change|improvement),? (?:no|you pay no|without) (?:fees?"
            r"|charges?|bill|payment)\b",
            unless=None,
        ),
        _kind(
            r"\b(?:we|i) (?:\w+ )?(?:promise|swear|vow|pledge|bet)(?: (?:you|that))* you(?:['’]ll| will"
            r"| are going"
            r" to)? (?:feel|be|get|sleep|wake|notice|see|recover|heal|leave|find|love|have your)\b"
            r"|\b(?:you have|we give you|here is) (?:our|my) word\b|\bcount on (?:relief|results"
            r"|us to heal)\b"
            r"|\b(?:we are|i am|we['’]re|i['’]m|be|rest) (?:sure|certain|assured)(?: that)? (?:you"
            r"|it)(?:['’]ll"
            r"| will) (?:feel|be|get|help|work|heal|recover)\w*\b",
            unless=None,
        ),
        _kind(
            r"\b100 ?(?:%|percent) (?:track )?(?:record|results?|rate|score)\b"
            r"|\bsearch (?:for \w+ )?(?:ends|is over|stops) here\b|\blook no further\b"
        ),
        says(
            r"\b(?:nothing|no (?:\w+ )?(?:condition|illness|pain|case|depression|trauma"
            r"|disorder)) (?:\w+ ){0,3}"
            r"(?:cannot|can['’]t|could not) (?:\w+ )?(?:treat|heal|cure|fix|help|reach|ease)\b"
        ),
        _kind(r"\b(?:it|this|ketamine|the medicine) will change (?:your|the) (?:life|world)\b"),
        _spanish(
            r"\b(?:resultados?|alivio|mejor[ií]a|[eé]xito|recuperaci[oó]n|bienestar) (?:\w+ )?(?:asegurad"
            r"|garantizad|prometid|cert)[oa]s?\b|\b(?:le|les|te) (?:damos|doy) (?:nuestra|mi) palabra\b"
            r"|\b(?:tenga|ten) la (?:seguridad|certeza|garant[ií]a) de que\b"
            r"|\bo le devolvemos (?:su|el) dinero\b|\bo (?:su|tu) dinero de vuelta\b",
            unless=r"\bdeposito|dep[oó]sito\b",
        ),
    ],
    "outcome": [
        _kind(
            r"\b(?:remarkably|incredibly|amazingly|extremely|extraordinarily|astonishingly|unbelievably"
            r"|highly|very)"
            r" (?:effective|successful|powerful|potent)\b|\blife-changing (?:\w+ )?(?:experiences?"
            r"|journeys?|paths?"
            r"|sessions?|medicines?)\b",
            unless=_SOURCE + r"|\b(?:may|might|can|could|some)\b",
        ),
        _kind(
            r"\b(?:fix|repair|heal|restore|reset|rewire|reboot)(?:e?s)? (?:your|the) (?:\w+ )?(?:brain"
            r"|mind|soul|neurons|neural \w+"
            r"|nervous system)\b"
        ),
        says(
            rf"\b(?:life|world|future|tomorrow) (?:with no|without|free of|free from) (?:\w+ )?{ILLS}\b",
            unless=_RESERVED,
        ),
        _kind(
            rf"\b(?:stop|quit|drop)(?: taking)? (?:your|all your|the) {_MEDICINES} (?:once|as soon as"
            rf"|the day|within"
            r"|after (?:your|the|one|two|three|a few|only))\b",
            unless=r"\b(?:ask|asks|prescribers?|doctors?|whether|trial|study|some)\b",
        ),
        _kind(
            rf"\b(?:your |the |all |their )?{ILLS}(?: attacks?| episodes?| thoughts)? (?:is|are|was|were"
            rf"|gets?|will"
            rf" be|has been|have been) (?:\w+ )?{_DONE_AWAY}\b"
        ),
        _kind(
            rf"\b(?:throw(?:s|ing)? (?:away|out)|toss(?:es|ing)?|ditch(?:es|ing)?|bin|flush(?:es|ing)?|kiss"
            rf"|leave behind|burn|get rid of|forget (?:about )?|say good-?bye to|trade in|swap)"
            rf" (?:all )?(?:your|their|those|the|old)? ?{_MEDICINES}\b",
            unless=r"\b(?:expired|unused|old|pharmacy|before|ask|if)\b",
        ),
        _kind(
            rf"\b(?:no more|free (?:of|from)|freedom from|goodbye to|done with|life without|live without"
            rf"|an end to) (?:daily |your |all |those )*{_MEDICINES}\b"
            rf"|\b(?:get|come|came|got|getting|coming) off (?:of )?(?:your|their|all|the) {_MEDICINES}"
            r"(?=[.!]|$| for good| forever| completely| (?:with)?in )|\bmedication-free\b"
        ),
        says(
            rf"\b(?:say|wave|kiss|bid) (?:\w+ )?(?:good-?bye|farewell|adieu) to (?:your |all |the )?{ILLS}",
            through=True,
        ),
        _kind(
            rf"\b(?:walk|step|break|shake|rise|climb|get|set|sets|setting|breaks?|broke) (?:you )?(?:free"
            rf"|loose|away"
            rf"|out|up) (?:of|from|out of) (?:your |the |all )?{ILLS}\b"
        ),
        _spanish(
            rf"\b{SPANISH_ILLS} (?:\w+ )?(?:queda|quedan|quedar[aá]n?|es|son|ser[aá]n?|est[aá]n?) (?:\w+ )?"
            r"(?:borrad|eliminad|vencid|curad|superad|resuelt|atr[aá]s|cosa del pasado|historia)\w*"
        ),
        _spanish(
            r"\b(?:recuper|recobr)\w+ (?:su|tu) (?:vida|alegr[ií]a|libertad)\b"
            r"|\b(?:rese?te|reinici|reprogram|repar|reconect|sane|sana)\w* (?:el|su|tu|las?|los?|sus"
            r"|tus) (?:\w+ )?"
            r"(?:cerebro|mente|conexiones|neuronas|alma)\b|\b(?:sumamente|extremadamente|incre[ií]blemente"
            r"|altamente"
            r"|muy) (?:eficaz|efectiv[oa]|exitos[oa])\b"
        ),
        _spanish(
            r"\b(?:tire|bote|deje|deseche|olv[ií]dese de|d[ií]ga(?:le)? adi[oó]s a|deja|tira|bota|dejar[aá])"
            r" (?:(?:todas|todos|sus|tus|las|los) )*(?:pastillas|medicamentos|medicinas|antidepresivos"
            r"|recetas)\b"
            r"|\b(?:sin|no m[aá]s|libre de) (?:m[aá]s )?(?:pastillas|antidepresivos|medicamentos)"
            r"(?: (?:para siempre|nunca m[aá]s))?(?=[.!]|$)"
        ),
    ],
    "figures": [
        _kind(
            rf"\b(?:(?:vast|overwhelming|great) majority of|(?:almost|nearly) (?:all|every)|(?:four"
            rf"|five|six|seven|eight|nine|nineteen|\d+) (?:out of|of|in) (?:every |our )?(?:four|five|six"
            rf"|seven|eight|nine|ten|twenty|\d+)) (?:of )?(?:our "
            rf"|my |the )?"
            rf"{PEOPLE} (?:\w+ )?(?:improve|recover|respond|feel|get|got|report|see|find|experience|leave"
            rf"|go)",
            unless=_SOURCE,
        ),
        _kind(
            r"\b\d{1,3} ?(?:%|percent|per cent) (?:chance|probability|likelihood|effective\w*|success\w*"
            r"|of the time)",
            unless=_SOURCE,
        ),
        _spanish(
            r"\b(?:nueve|ocho|siete|9|8|7) de cada (?:diez|10)\b|\bla (?:gran"
            r"|inmensa) mayor[ií]a de (?:nuestros"
            r"|mis|los) (?:pacientes|clientes)\b|\b\d{1,3} ?(?:%|por ciento) de (?:[eé]xito|eficacia"
            r"|efectividad)",
            unless=r"\b(?:ensayos?|estudios?|placebo|encuesta|revisi[oó]n|participantes)\b",
        ),
    ],
    "safe": [
        _kind(
            r"\b(?:as|so) safe as (?!possible|we can|it can|we know)(?:an? |any )?\w+"
            r"|\b(?:100 ?%|completely|totally|entirely|all|perfectly|purely) natural\b"
            r"|\b(?:perfectly|completely|totally) (?:fine|ok|okay|tolerated)\b"
        ),
        says(
            r"\b(?:no|zero|without|without any) (?:(?:known|reported|severe|serious|major|real|permanent"
            r"|long[- ]term"
            r"|lasting|negative|bad|harmful|dangerous|significant|unpleasant|nasty|or|and|any),? ){1,4}"
            rf"{HARM}\b{NO_MATTER}|\beffective(?:,? and|,) safe\b|\bsafe, (?:\w+ )?(?:and )?effective\b"
            r"|\b(?:very|extremely|incredibly|remarkably|exceptionally|so) safe\b(?! to say)",
            unless=_SOURCE,
        ),
        says(
            rf"\b{HARM} (?:\w+ )?(?:do(?:es)? not|don['’]t|doesn['’]t|never) (?:happen|occur|exist|arise)\b"
            rf"|\bnever (?:had|seen|caused|found) (?:an?y? |one )?(?:\w+ )?{HARM}\b"
            r"|\b(?:take|use|try|have|receive|repeat) (?:it|this|ketamine|them"
            r"|infusions) (?:\w+ )?(?:without (?:any )?"
            r"(?:worry|fear|concern|danger)|with no (?:worry|fear|concern|danger))\b"
            r"|\b(?:kids|children|pregnant \w+|anyone|anybody|everyone|everybody) can (?:\w+ )?(?:take|use"
            r"|have|do|try)"
            r" (?:it|this|ketamine|them|infusions)\b"
        ),
        _spanish(
            r"\btan segur[oa]s? como (?!sea|podamos|es posible)\w+"
            r"|\b(?:100 ?%|totalmente|completamente) (?:natural|segur)\w*|\b(?:eficaz"
            r"|efectiv[oa]),? (?:y )?segur[oa]\b"
            r"|\bmuy segur[oa]s?\b(?! de)"
            r"|\bno (?:tiene|hay|conlleva|existe\w?) (?:ning[uú]n |ninguna )?(?:riesgos?|peligros?"
            r"|contraindicac\w+"
            r"|efectos? (?:secundarios?|advers\w+))\b(?! de (?:perder|que))"
        ),
    ],
    "proven": [
        _kind(
            r"\bproven (?:\w+ )?(?:record|safety|success|methods?|protocols?|medicines?|relief|results?"
            r"|cures?|way)\b"
        ),
    ],
    "best": [
        _kind(
            r"\b(?:actually|finally|really|truly) (?:works|heals|helps|cures)\b(?=[.!,]|$"
            r"| for (?:depression|you))"
            r"|\bunlike (?:\w+ ){1,3}?(?:pills?|antidepressants?|medications?|ssris?|therapy|clinics?|drugs?"
            r"|treatments?),? [^.!?;]{0,20}?\b(?:works?|heals?|helps?|lasts?|gets? to)\b"
        ),
        _kind(
            r"\b(?:works?|helps?|succeed(?:s|ed)?|heals?|effective|relief) (?:\w+ )?(?:where|when|after"
            r"|even (?:when|if"
            r"|after)) (?:\w+ )?(?:all|everything|every|nothing|antidepressants?|medications?|pills"
            r"|therapy|others?)"
            r"(?: \w+){0,2}? (?:fail|gave up|did not|didn['’]t|does not|doesn['’]t|works?|worked|helps?"
            r"|helped)",
            unless=_SOURCE + r"|\b(?:may|might|can|could|some|sometimes|whether|whom)\b",
        ),
        _kind(
            rf"\b{_MULTIPLE} (?:as |more |the )?(?:{GOOD}|good|fast|faster|better|strong|stronger|safe|safer"
            rf"|results?|relief)\b",
            unless=_SOURCE,
        ),
        _kind(
            rf"\b(?:the|this is the|our|is|are) (?:one and )?only (?:\w+ )?{_THING} (?:that|which|to|proven)"
            r" (?:\w+ )?(?:works?|heals?|helps?|lasts?|gets?|cures?|ends?|reach\w*|treats?)\b"
        ),
        _kind(
            r"\b(?:the|our) (?:highest|greatest|top) (?:\w+ )?(?:success|response|recovery|remission|cure"
            r"|satisfaction)(?: rates?)?\b|\b(?:a cut above|second to no\w+|no ?one else"
            r"|nobody else) (?:\w+ )?"
            r"(?:the rest|others?|offers?|does|gives|has|can|comes)\b|\bthe gold standard\b"
        ),
        _spanish(
            r"\b(?:el|la) [uú]nic[oa] (?:\w+ )?(?:que (?:de verdad |realmente |s[ií] )?(?:funciona|cura"
            r"|sana|sirve|ayuda"
            r"|elimina|alivia)|cl[ií]nica|tratamiento|terapia|m[eé]todo|centro)\b"
            r"|\b(?:de verdad|realmente|s[ií]) funciona\b"
            r"|\b(?:funciona|ayuda|sirve|cura|alivia) (?:\w+ )?(?:donde|cuando|aunque"
            r"|incluso si) (?:\w+ )?(?:todo|nada"
            r"|otr[oa]s|los dem[aá]s|lo dem[aá]s)\b"
            r"|\b(?:dos|tres|diez|cien|\d+) veces m[aá]s (?:eficaz|efectiv|r[aá]pid|segur|potente)\w*"
        ),
    ],
    "help to obtain": [
        substances.sells_microdoses,
        says(
            rf"\b(?:{substances.ALL})\b[^.!?;]{{0,60}}?\b(?:connect|introduce|put|point|send|refer|lead"
            rf"|direct|know)"
            rf"\w*\b[^.!?;]{{0,40}}?\b(?:who|that|where) (?:\w+ )?{_HAVES}\b",
            unless=r"\b(?:licensed|clinical trials?|stud(?:y|ies)|lawful|legal)\b",
        ),
        says(
            rf"\b(?:{substances.ALL})\b[^.!?;]{{0,60}}?\b(?:we|i)(?:['’]ll| can| will)? (?:\w+ )?(?:get"
            rf"|source|find|order"
            r"|bring|mail|ship|supply) (?:it|some|them|one|what you need)\b(?! (?:hard|useful|important"
            r"|helpful))",
            unless=r"\b(?:licensed|clinical trials?|stud(?:y|ies)|lawful|legal)\b",
        ),
        says(
            rf"\b(?:{SCHEDULE_ONE}|{PSILOCYBIN})\b[^.!?;]{{0,60}}?\b(?:se l[oa]s? (?:conseguimos|consigo"
            rf"|enviamos"
            rf"|mandamos|llevamos|traemos)|le (?:decimos|digo) d[oó]nde|quien (?:l[oa]s? )?(?:vende"
            rf"|consigue|tiene|cultiva))",
            tongue=SPANISH,
        ),
    ],
}
