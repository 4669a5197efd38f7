"""Claims in English by what they are made of: who, how surely, for how long, compared with whom.

`claims.RULES` names phrases; these patterns put words of a kind together, so that a claim is found in words
that nobody listed.
"""

from listings.checks.clauses import says
from providers.states import USState

#: What people come with, and what they hope for.
ILLS = (
    r"(?:depression|anxiety|trauma|PTSD|OCD|addiction|despair|panic|suffering|pain|grief|cravings?"
    r"|symptoms?|suicidal thoughts|mental illness|sadness|insomnia|nightmares|flashbacks|burnout|fears?"
    r"|anger|addictions|alcoholism|migraines?|fibromyalgia|hopelessness|rumination|obsessions|compulsions"
    r"|phobias?"
    r"|(?:negative|dark|intrusive) thoughts|shame|guilt|loneliness|(?:panic|mood|eating|stress"
    r"|bipolar) disorders?)"
)
OUTCOMES = (
    r"(?:relief|recovery|remission|healing|wellness|success|happiness|freedom|transformation"
    r"|improvements?|results?|an? (?:better|new|happier) (?:life|you)|(?:to )?(?:feel|get) (?:better|well))"
)
#: Whom it is about, and that it is about all of them.
PEOPLE = (
    r"(?:patients?|clients?|people|persons?|participants?|veterans?|guests?|couples?|families"
    r"|family|visitors?|mothers?|adults?|women|men|nurses|students?|seniors?|person|one|body)"
)
_ALL = (
    r"(?:every(?: single| last)?(?: one of (?:our|my|the|us))?|each(?: and every)?(?: (?:one )?of (?:our|my"
    r"|the))?"
    r"|all(?: of)?(?: (?:our|my|the|us))?|(?:a |one )?hundred per ?cent of(?: (?:our|my|the))?)"
)
_EVERYBODY = rf"(?:every(?:one|body)|any(?:one|body)|{_ALL} {PEOPLE})\b"
_NOBODY = (
    r"(?:nobody|no[- ]?one|none of (?:our|my|the) \w+|not (?:a single|one)(?: one)?(?: of (?:our"
    r"|my|the))? \w+|no (?:patient|client|person))"
)
#: That it goes well.
DO_WELL = (
    r"(?:improv(?:e|es|ed)|recover(?:s|ed)?|heal(?:s|ed)?|benefit(?:s|ed)?|succeed(?:s|ed)?"
    rf"|(?:reach|achieve|attain|experience)(?:s|es|d|ed)? (?:\w+ )?{OUTCOMES}|\w+s? (?:so much "
    rf"|much )?better\b"
    r"|respond(?:s|ed)?\b(?! differently| in (?:their|its))|transform(?:s|ed)"
    r"|(?:feels?|felt|gets?|got|becomes?|became|comes? out|came out|walks? (?:out|away)|leaves?|left|goes?"
    r"|go|is|are|was|were|stays?|stayed|remains?) (?:\w+ ){0,3}?(?:better|well|healed|cured|relieved"
    r"|(?:symptom|depression|anxiety|pain|panic|craving)s?-free|happy|happier|free|sober|renewed"
    r"|restored|transformed)\b|(?:walks?|leaves?|comes?|goes) (?:\w+ ){0,2}?with (?:hope|relief|joy|a"
    r" smile)|sleeps? (?:\w+ )?(?:well|through|again)|smil(?:es?|ed)|(?:back"
    r"|return\w*) to (?:work|life)"
    r"|(?:finds?|found|gets?|got|feels?|felt|enjoys?"
    r"|enjoyed) (?:\w+ )?(?:relief|peace|their li\w+ back))"
)
_FOREVER = (
    r"(?:forever|for good|for life|for ever|permanent(?:ly)?|life-?long|(?:a|your"
    r"|their) (?:whole )?lifetime"
    r"|for the rest of (?:your|their) li\w+|once and for all|never (?:fades?|wears? off|comes? back"
    r"|returns?))"
)
HARM = (
    r"(?:dangers?|downsides?|drawbacks?|risks?|side[- ]?effects?|harms?|complications?|hazards?"
    r"|adverse (?:effects?|events?|reactions?))"
)
#: What a risk is of that is none to health.
NO_MATTER = (
    r"(?![- ]free| assess| (?:of|to|for) (?:\w+ ){0,2}(?:los|deposit|place|appointment|fee|charg|spot|money))"
)
RIVALS = (
    r"(?:any|every|all|other|most|the other|traditional|conventional|standard|anti\w{3,12}|medications?"
    r"|medicines?"
    r"|drugs|SSRIs|talk|therapy|ECT|TMS|esketamine|Spravato|pills|clinics|competitors)"
)
GOOD = (
    r"(?:effective|successful|powerful|potent|advanced|trusted|reliable|experienced|skilled|qualified"
    r"|gifted|talented|caring|compassionate|dedicated|brilliant|loved|popular|awarded|complete|thorough"
    r"|luxurious"
    r"|exclusive|sought[- ]after|respected|renowned|innovative|cutting[- ]edge|comprehensive|affordable"
    r"|modern)"
)
_PLACES = (
    r"(?:clinics?|centers?|therapists?|doctors?|providers?|psychiatrists?|practices?|programs?|teams?"
    r"|treatments?|therap(?:y|ies)|options?|medicines?|protocols?|experts?|specialists?|leaders?"
    r"|authorit(?:y|ies)|care|results|method)"
)
#: Where a comparison would hold, and words that end like one and are none.
_STATES = "|".join(str(state.label) for state in USState)
_SCOPE = (
    r"(?:in (?:all of |the )*(?:\w+ )?(?:states?|country|world|city|nation|region|area|county|town"
    r"|market|field|US"
    rf"|U\.S\.|{_STATES})\b|on earth|anywhere|(?:on|in) the market|available|there is|around\b|of all\b"
    rf"|ever\b)"
)
_MOST = (
    r"(?:best(?!-)|finest|top|most \w+|(?!(?:near|lat|clos|small|low|young|old|earli|short|w|r|t|gu|inter"
    r"|hon|requ|sugg"
    r"|for|mod|arr|ch|inv|earn|harv|prot|cont|dig|b|near)est\b)\w{3,}est)"
)
_SAID = r"(?:promis|guarantee|assur|pledg|swear|warrant)"
_SOURCE = r"\b(?:trials?|stud(?:y|ies)|reviews?|placebo|analys[ei]s|randomi[sz]ed|researchers)\b"


def _kind(pattern, **options):
    return says(pattern, through=True, **options)


FINDERS = {
    "cure": [
        _kind(
            rf"\b{PEOPLE} (?:\w+ ){{0,5}}?(?:leave|walk out|go home"
            rf"|come out)s? (?:\w+ ){{0,2}}(?:whole|healed|cured|renewed|transformed)\b"
        ),
        _kind(
            rf"\b{PEOPLE} (?:leave|walk out|go home|come out|return home)s? (?:\w+ ){{0,3}}(?:healed"
            rf"|cured)\b"
        ),
        _kind(r"\bremed(?:y|ies) for (?:your |all |every )?" + ILLS),
    ],
    "guarantee": [
        _kind(
            rf"\b{PEOPLE}\b[^.!?;]{{0,12}}?\b(?:stay|remain|keep|are|live)s? (?:\w+ )?(?:well|better"
            rf"|free|healed|sober|happy)"
            rf"[^.!?;]{{0,12}}?\b{_FOREVER}\b"
        ),
        says(
            r"\b(?:it|this|ketamine|treatment|therapy|protocol|method|program|infusions?"
            r"|we) (?:\w+ )?(?:can ?not|can['’]t|never|won['’]t"
            r"|will not|doesn['’]t|does not)(?: ever)? (?:fail|disappoint|let you down)s?\b(?! to)"
        ),
        says(r"\b(?:no|zero) (?:relapses?|failures?|non-?responders?|disappointments?)\b"),
        says(r"\b(?:works?|helps?|heals?|succeeds?)\b[^.!?;]{0,45}?,? every (?:single )?time\b"),
        _kind(
            r"\byou(?:['’]ll| will)? (?:\w+ ){0,3}?(?:an?|like an?|as an?) (?:new|different|changed"
            r"|happier|better|whole)"
            r" (?:person|man|woman|you|human|self)\b"
        ),
        says(
            r"\b(?:results?|effects?|relief|benefits?|improvements?|changes?) (?:that )?(?:never"
            r"|do(?:es)? not"
            r"|do(?:es)?n['’]t|will not|won['’]t) (?:ever )?(?:wear|fade|end|stop|go away|run out)"
        ),
        _kind(
            r"\b(?:helps?|works?|effective) (?:for|with|in|against) (?:all|every|any) (?:types?|kinds?"
            r"|forms?|sorts?|cases?)"
        ),
        _kind(
            r"\b(?:works?|helps?|succeeds?|effective)\b[^.!?;]{0,12}?(?:100 ?%|\ball\b"
            r"|every bit) of the time"
        ),
        _kind(
            r"\byou(?:['’]ll| will| are going to|['’]re going to) (?:love|feel|be|get|enjoy|regain"
            r"|find)\b[^.!?]{0,60}"
            r"\b(?:we|i) (?:promise|guarantee|swear)\b"
        ),
        _kind(
            rf"\b{_SAID}(?:e|es|ed|ing|s)?\b (?:you |that you |that |all |our patients |them )*"
            rf"(?:will |can |the |a |your |full |real |complete |total |quick |fast |lasting )*{OUTCOMES}"
        ),
        _kind(
            rf"\b{OUTCOMES} (?:is|are|will be) (?:\w+ )?(?:certain|sure|assured|inevitable|guaranteed"
            rf"|a given)\b"
        ),
        _kind(r"\b(?:foolproof|infallible|sure-?fire|fail-?safe|bullet-?proof|never[- ]fail(?:ing)?)\b"),
        _kind(
            r"\b(?:treatment|therapy|ketamine|esketamine|spravato|it|this|protocol|method|program"
            r"|infusions?)\b"
            r" (?:\w+ )?(?:(?:will )?always|invariably|unfailingly) (?:helps?|works?|heals?|succeeds?"
            r"|relieves?)\b"
        ),
        _kind(
            r"\b(?:helps?|works?|heals?|succeeds?|effective|successful|success|relief"
            r"|results) (?:\w+ ){0,2}?(?:in (?:every|each|all)"
            r" (?:single )?(?:cases?|patients?|person|people)|every (?:single )?time|without (?:fail"
            r"|exception))\b"
        ),
        _kind(
            rf"\b(?:results?|effects?|relief|changes?|benefits?|improvements?|recovery|healing|remission)\b"
            rf"[^.!?;,]{{0,30}}?\b{_FOREVER}\b"
        ),
        _kind(
            rf"\b(?:end|lift|stop|heal|fix|solv|cur|reliev|remov)(?:e|es|s|ed|ing)?\b[^.!?;,]{{0,25}}?"
            rf"\b{ILLS}\b[^.!?;,]{{0,15}}?\b{_FOREVER}\b"
        ),
    ],
    "outcome": [
        says(
            r"\byou (?:won['’]t|will not|will no longer|no longer|will never) need (?:your |any "
            r"|an )?(?:antidepressants?|SSRIs?|(?:medications?|pills|meds) (?:anymore|any ?more"
            r"|any longer|ever|again))\b"
        ),
        says(rf"\bfix(?:es|ed)? (?:your |any |all |[\w-]+ )?{ILLS}"),
        says(
            rf"\b(?:walk(?:s|ed)? out|leaves?|left|go(?:es)? home|wakes? up) (?:\w+ ){{0,2}}?without"
            rf" (?:their |your |any )?{ILLS}"
        ),
        says(r"\bnever (?:feel|be|suffer|struggle|have|need|fear)\b[^.!?;]{0,25}\bagain\b"),
        _kind(
            rf"\b{ILLS} (?:is|are|will be|becomes?) (?:now )?(?:history|gone|a thing of the past"
            rf"|no more|behind you)\b"
        ),
        says(rf"\b{ILLS} (?:does not|doesn['’]t|won['’]t|will not|does ?n['’]t) stand a chance\b"),
        _kind(rf"\bthe (?:\w+ )?(?:answer|solution|end|antidote|fix) (?:to|for|of) (?:your |all )?{ILLS}"),
        _kind(
            rf"\b(?:(?:your|the|all|their) (?:\w+ )?)?{ILLS} (?:(?:will|is going to|['’]ll) (?:\w+ )?"
            r"(?:be (?:gone|over|lifted|cured|behind you|history)|disappear|vanish|go away|melt|end|lift)"
            r"|(?:disappears?|vanish(?:es)?|goes away|melts? away))\b"
        ),
        _kind(
            rf"\b(?:get(?:s|ting)? rid of|rids? you of|beats?|defeats?|conquers?|banish(?:es)?|wip(?:e"
            rf"|es) out"
            rf"|destroys?|erases?|stops?) (?:your |all |any |the )?{ILLS}"
        ),
    ],
    "figures": [
        says(
            r"\b(?:nine|eight|seven|9|8|7) of (?:every )?(?:ten|10)\b",
            unless=_SOURCE,
        ),
        _kind(
            r"(?:\d{1,3} ?%|\bpercent\b|\bper ?cent\b)[^.!?;]{0,15}?\b(?:response|success|remission"
            r"|recovery|cure"
            r"|effectiveness|efficacy|satisfaction|improvement)s? (?:rates?|scores?)?",
            unless=_SOURCE,
        ),
        _kind(
            rf"\b(?:\d{{1,3}} ?(?:%|per ?cent)|(?:a|one) hundred per ?cent) of (?:\w+ )?{PEOPLE}",
            unless=_SOURCE,
        ),
    ],
    "absolute": [
        says(
            rf"\b(?:never|nobody|not one|no) [^.!?;]{{0,30}}?\b{PEOPLE} (?:who|that) (?:did|does|do"
            rf"|was|were|has|have)(?: not|n['’]t)"
            r" (?:\w+ )?(?:improve|recover|respond|benefit|get better|feel better|help)"
        ),
        _kind(
            rf"\b(?:heal|help|sav|suit|fix|free|transform|reliev|cur)(?:s|e|es|ed"
            rf"|d)? (?:{_EVERYBODY})(?=[.!]|$| who)"
        ),
        _kind(rf"\b{_EVERYBODY}[^.!?;]{{0,45}}?\b{DO_WELL}"),
        says(
            rf"\b{PEOPLE} (?:of ours )?(?:always {DO_WELL}|never (?:relapse|fail|come back|need"
            rf"|regret))"
        ),
        says(
            rf"\b{_NOBODY}\b(?: who \w+(?: \w+)?)? (?:(?:has|have|had|ever|will) )*(?:leave|left|go"
            rf"|goes|went|fail"
            r"|relapse|regret|is disappointed|was disappointed)\w*\b(?! alone| by car| without a)"
        ),
    ],
    "safe": [
        _kind(r"\b(?:a |one )?hundred per ?cent (?:safe|effective|successful|harmless)\b"),
        says(
            r"\b(?:(?:can ?not|can['’]t|impossible to|could never|nobody can"
            r"|no one can)) (?:ever )?(?:overdose|be harmed"
            r"|get hurt|go wrong|hurt you)\b"
        ),
        says(
            rf"\b(?:no|zero|without|without any|not any|free (?:of|from)|carr(?:y|ies) no|poses? no"
            rf"|has no|have no)"
            rf" (?:known |real |serious |actual |possible )?{HARM}\b{NO_MATTER}"
        ),
        says(
            r"\bnothing (?:at all )?to (?:fear|worry about|lose)\b|\brisk[- ]?less\b|\b(?:can ?not"
            r"|can['’]t) hurt you\b"
        ),
    ],
    "addiction": [
        says(
            r"\b(?:no|zero|without(?: any)?) (?:risk|danger|chance|possibility|fear|potential) (?:of"
            r"|for) (?:addiction|dependence"
            r"|dependency|abuse|misuse)\b"
        ),
        says(r"\bimpossible to (?:become|get|be|grow) (?:\w+ )?(?:dependent|addicted|hooked)\b"),
        says(
            r"\b(?:can ?not|can['’]t|won['’]t|will not|never|do not|don['’]t) (?:ever )?(?:become|get"
            r"|be|make you)"
            r" (?:\w+ )?(?:dependent|addicted|hooked)\b"
        ),
        says(r"\b(?:not|non|never|isn['’]t|aren['’]t)[- ](?:\w+ )?(?:habit[- ]forming|addictive)\b"),
    ],
    "proven": [
        says(
            r"\b(?:proven|proved) by (?:science|research|studies|doctors|medicine)\b"
            r"|\b(?:science|research|studies|doctors)(?: has| have)? (?:proves?|proven|proved)\b"
            r"|\b(?:science|research|evidence)[- ]proven\b"
        ),
    ],
    "best": [
        says(rf"#1 (?:\w+ ){{0,2}}{_PLACES}\b"),
        says(
            r"\b(?:leading|foremost|top|world-?class|renowned|unrivall?ed) (?:\w+ )?(?:experts?"
            r"|specialists?|authorit\w+|leaders?)\b"
        ),
        says(
            rf"\b(?:other|most) {_PLACES} (?:only |just )?(?:dream|can ?not|can['’]t|fail|don['’]t"
            rf"|do not|wish|envy)\w*"
        ),
        says(r"\bnothing (?:else )?(?:beats|compares|matches|comes close|touches|rivals|equals)\b"),
        _kind(r"\b(?:perfect|flawless|spotless|unblemished|unbroken) (?:track )?record\b"),
        _kind(
            rf"\b\w+['’]s? (?:own )?(?:top|best|leading|premier|finest|foremost|number[- ]one"
            rf"|most {GOOD}) (?:\w+ ){{0,3}}?{_PLACES}\b"
        ),
        says(
            rf"\b(?:the|our|your|is|are) (?:single |very )?{_MOST}\b(?![^.!?;,]{{0,20}}\b(?:stud"
            rf"|evidence|research|science|data|trial))[^.!?;,]{{0,45}}?\b{_SCOPE}"
        ),
        says(
            rf"\bno (?:other )?{_PLACES}\b[^.!?;]{{0,40}}?\b(?:better|faster|safer|more {GOOD})\b"
            r"[^.!?;]{0,25}?\bthan (?:ours?|us|we|here)\b"
        ),
        says(
            rf"\bno (?:better|safer|faster|finer|greater|more {GOOD}) (?:\w+ )?{_PLACES}\b"
            rf"|\bno (?:better|safer|finer) (?:place|choice|way)\b"
        ),
        says(
            r"\b(?:rated|ranked|voted|named|considered|known as|awarded) (?:as |the |a )*(?:number one"
            r"|#1|no\. 1|best|top|first)\b"
        ),
        says(
            rf"\bno (?:other )?{_PLACES}(?: \w+)? (?:comes? close|compares?|match(?:es)?|rivals?|beats?"
            rf"|can match|can compare)\b"
        ),
        says(
            rf"\b(?:{_NOBODY}|nothing|no other \w+)(?: else)?(?: \w+){{0,5}}? (?:better|more {GOOD}|faster"
            r"|safer|like (?:we|us|our\w*|ketamine)|as (?:well|good|effective|fast) as)\b"
        ),
        says(
            rf"\b(?:won['’]t|will not|can ?not|can['’]t|never) (?:be able to )?find (?:an?y? "
            rf"|any )?(?:\w+ )?"
            rf"(?:better|safer|faster|finer|more {GOOD}|more \w+ (?:clinic|therap|treat))"
        ),
        says(rf"\b(?:outperform|outshine|surpass|beat|exceed|outclass)(?:s|es|ed|ing)? {RIVALS}\b"),
        says(
            rf"\b(?:the|our|your|Texas['’]s?) (?:\w+['’]s )?(?:top|best|leading|premier|finest|foremost"
            rf"|number[- ]one"
            rf"|most {GOOD})[- ](?:\w+[- ]){{0,3}}?{_PLACES}\b(?! is (?:the )?one\b)(?! for you)"
        ),
        says(
            rf"\b(?:more {GOOD}|safer|faster|stronger|better) than (?:(?:those|that|the \w+) (?:of"
            rf"|from|at) )?{RIVALS}\b"
        ),
    ],
}
