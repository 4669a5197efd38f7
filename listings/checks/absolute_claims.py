"""Claims in English that leave no room: nothing better, all that is needed, always, for everybody, for good.

They are put together of the same kinds of words as `composed_claims`.
"""

from listings.checks.clauses import says
from listings.checks.composed_claims import DO_WELL, GOOD, HARM, ILLS, OUTCOMES, PEOPLE, RIVALS

_BETTER = rf"(?:better|safer|faster|finer|stronger|superior|higher|more {GOOD})"
_ONCE = r"(?:one|a single|just one|only one|two|three|a few|a couple of)"
_SITTINGS = r"(?:infusions?|sessions?|treatments?|doses?|visits?|weekends?|hours?|weeks?)"
_BRINGS = r"(?:brings?|gives?|provides?|delivers?|leads? to|produces?|results? in|ends? in|means?)"
_STUDY = r"\b(?:trial|stud(?:y|ies)|review|placebo|analysis|some|few|may|might|can|could|hope|goal|aim)\b"


_ENDS = (
    r"(?:end|stop|eras|defeat|beat|crush|banish|dissolv|melt|shatter|silenc|conquer|kill|kick|los|shed"
    r"|escap|destroy"
    r"|eliminat|overcom|abolish|delet)(?:e|es|s|ed|ing)?"
)
_RESERVED = (
    r"\b(?:may|might|can|could|some|sometimes|often|few|many|most|hope|goal|aim|trials?|stud(?:y|ies)"
    r"|whether|if|when"
    r"|until|should|must|try|tries|(?<!we )(?<!\bi )promise|say(?! (?:good-?bye|farewell))|says|claim|tell"
    r"|or)\b"
)


def _kind(pattern, **options):
    return says(pattern, through=True, **options)


def _broad(pattern):
    """A finder of what is a claim unless it is said with a reserve: "may", "some", "in a trial"."""
    return says(pattern, through=True, unless=_RESERVED)


_TREATMENT = (
    r"(?:ketamine|esketamine|spravato|psilocybin|(?:this|our|the) (?:treatment|therapy|method|protocol"
    r"|medicine|program"
    r"|approach|infusions?)|infusions)"
)
FINDERS = {
    "cure": [
        _kind(
            r"\b(?:heal|fix|treat|cur|remov|eliminat|resolv|repair|reach)(?:s|es|e|ing)? (?:\w+ ){0,2}"
            r"(?:root|underlying|true|real|deepest) (?:causes?|sources?|roots?)\b"
        ),
    ],
    "guarantee": [
        _broad(r"\b(?:feel|be|become) (?:like )?yourself again\b"),
        _broad(
            rf"\b{_TREATMENT} (?:will|is going to|is sure to|is certain to) (?:\w+ )?(?:sav|heal|help"
            rf"|fix|restor|chang|free"
            r"|end|lift|transform|improv|bring|giv|reliev|cur|solv|work|turn|return|repair)(?:e|es"
            r"|s)?\b(?! with| to (?:you"
            r"|your))"
        ),
        says(
            r"\b(?:last|only|final) (?:\w+ ){0,2}?(?:that )?(?:you|they|anyone|patients)(?:['’]ll|"
            r" will)? (?:ever )?needs?\b",
            unless=r"\b(?:if|may|might|form|document|paper|thing you need to bring)\b",
        ),
        _broad(
            r"\b(?:without exceptions?|each and every one|every last one|to the last (?:one|patient)|no"
            r" exceptions)\b"
        ),
        _broad(
            r"\byou(?:['’]ll| will) (?:\w+ )?(?:feel|be|become|sleep|wake up|live|smile|walk|return"
            r"|come back|leave"
            r"|emerge|go home) (?:\w+ ){0,2}?(?:better|happy|happier|free|well(?! (?:prepared|informed"
            r"|cared|looked))"
            r"|whole|alive|normal(?:ly)?|yourself|renewed|new|stronger|healthy|smiling|healed|cured)\b"
        ),
        _kind(
            rf"\b{_ONCE} (?:\w+ )?{_SITTINGS} (?:is|are|will be|can be) (?:\w+ )?"
            r"(?:all (?:you|it|anyone|they)|enough(?! to)|sufficient(?! to))\b"
            rf"|\ball (?:you need|it takes) is {_ONCE}\b|\b{_ONCE} (?:\w+ )?{_SITTINGS} (?:will )?"
            r"(?:do(?:es)? it|change everything|and (?:it|you|they) (?:is|are|['’]re) (?:done|over|well"
            r"|free))\b"
        ),
        _kind(
            r"\b(?:promis|guarantee|assur|pledg)(?:e|es|ed)? (?:\w+ ){0,2}?(?:an?|the|your|real|lasting)"
            r" (?:\w+ )?(?:breakthrough|change|cure|difference|turning point|future|life|solution)\b"
        ),
        _kind(rf"\b(?:always|invariably|without fail|every time) (?:\w+ )?{_BRINGS} (?:\w+ )?{OUTCOMES}"),
        _kind(
            r"\b(?:feel|get|be|heal|lift|end|work|disappear|vanish|better|well|free)\w* (?:\w+ ){0,2}?"
            r"(?:instantly|overnight)\b|\b(?:instantly|overnight) (?:\w+ )?(?:better|well|free|relie\w+"
            r"|heal\w*)"
        ),
        _kind(
            rf"\b(?:free|well|healed|sober|cured) (?:of|from)? ?(?:{ILLS} )?(?:forever|for good|for life)\b"
        ),
        _kind(
            r"\b(?:achieve|reach|bring|get|enjoy|experience|lead|deliver|find|expect)\w* (?:\w+ ){0,2}"
            rf"(?:complete|full|total|lasting|permanent|true) (?:\w+ )?{OUTCOMES}",
            unless=_STUDY,
        ),
    ],
    "outcome": [
        says(
            rf"\b{ILLS}\b[^.!?;]{{0,15}}?\b(?:has|have|had|stands?|stood) (?:no|never a|not a)"
            rf" (?:chance|power|hold)\b"
        ),
        _broad(rf"\b(?:turn|transform|convert|chang)\w* (?:\w+ ){{0,2}}?{ILLS} (?:\w+ )?(?:in)?to\b"),
        _broad(rf"\b{_ENDS} (?:\w+ ){{0,2}}?{ILLS}\b"),
        _broad(
            rf"\b{ILLS}(?: attacks?| episodes?| thoughts)? (?:\w+ ){{0,2}}?(?:ends?|is over|stops?|gone"
            rf"|lifts?|fades? away"
            r"|melts?|vanish\w*|dissolv\w*|disappear\w*|loses its|leaves?|dies)\b"
        ),
        says(
            rf"\b{ILLS}(?: attacks?| episodes?)? (?:will|can|shall|could) never \w+",
            unless=r"\bbe"
            r" (?:sure|certain)",
        ),
        _broad(
            rf"\b(?:farewell|good-?bye|adieu)\b[^.!?;]{{0,25}}?\b{ILLS}"
            rf"|\b{ILLS}[^.!?;]{{0,20}}?\b(?:farewell|good-?bye)\b"
        ),
        _broad(
            r"\b(?:giv|chang|transform|restor|sav|turn)\w* (?:you )?(?:back )?(?:your|their) (?:whole"
            r" )?(?:life|lives)\b"
            r"|\b(?:transforms?|changes?|saves?) lives\b"
        ),
        _broad(
            r"\b(?:come|walk|arrive|enter)s? (?:in )?(?:\w+ ){1,2}?,? ?(?:and )?(?:leave|walk out|go"
            r" home|come out)s?"
            r" (?:\w+ )?(?:whole|healed|well|happy|new|free|smiling|better|cured)\b"
            r"|\bwalk in \w+, walk out \w+"
        ),
        _kind(rf"\b(?:leav|put)(?:e|es|ing|s|ting)? (?:\w+ )?{ILLS} behind\b"),
        says(
            r"\byou(?:['’]ll| will) (?:get|have|regain|reclaim|take|win|find) (?:back )?(?:your|a)"
            r" (?:\w+ )?"
            r"(?:life|joy|happiness|freedom|old self|self)\b"
        ),
        _kind(
            rf"\b(?:forget|escape|overcome|silence|dissolve|release)s? (?:\w+ )?{ILLS} (?:for|once|forever)"
        ),
    ],
    "figures": [
        _kind(
            rf"\b(?:virtually|nearly|almost|practically|basically) (?:all|every(?:one|body)?)\b"
            rf"[^.!?;]{{0,40}}?\b{DO_WELL}"
        ),
    ],
    "absolute": [
        says(
            r"\b(?:never|nobody|no[- ]one|none|not (?:one|a single))\b[^.!?;]{0,35}?\b(?:disappoint\w*"
            r"|lets? (?:\w+ )?down|regret\w*|relaps\w*|unhappy|complain\w*|unsatisfied|non-?respon\w+)\b",
            unless=_RESERVED,
        ),
        _kind(
            rf"\b{PEOPLE} (?:\w+ )?all (?:\w+ )?(?:{DO_WELL}|(?:go|went|come|came|are) (?:in|into) \w*"
            r" ?remission|lost? their symptoms)"
        ),
        _kind(
            r"\b(?:works?|effective|helps?|heals?) (?:for |with |in )?(?:no matter|regardless of)"
            r" (?:who|what|how)"
        ),
    ],
    "addiction": [
        says(
            r"\b(?:no|zero|without|without any) (?:\w+ ){0,3}?(?:withdrawal|(?:abuse|addiction"
            r"|addictive|misuse|dependence)"
            r" (?:potential|risks?|liability))\b"
        ),
    ],
    "safe": [
        says(rf"\bfree (?:of|from) (?:any|all|every|each) (?:\w+ )?{HARM}\b"),
        says(
            r"\b(?:never|nobody|no[- ]one|none|not (?:one|a single))\b[^.!?;]{0,35}?\b(?:harm(?:ed|s)?"
            r"|hurt|injured|damaged"
            r"|in danger|at risk|gone wrong|went wrong|goes wrong)\b",
            unless=_RESERVED,
        ),
        says(r"\bnothing (?:can|could|will|ever) (?:ever )?(?:goes? wrong|happens? to you|harms?|hurts?)\b"),
        _kind(r"\bsafe (?:for|in) (?:anyone|all ages|any age|every age|children|pregnan\w+|everybody)\b"),
        says(
            r"\b(?:no need|nothing|never|no reason|(?:do not|don['’]t|won['’]t) (?:have|need)) to"
            rf" (?:worry|fear|be afraid)(?: about| of)? (?:\w+ )?{HARM}"
        ),
        _kind(
            r"\b(?:take|use|repeat) (?:it|ketamine|this|them) as (?:often|much) as you (?:like|want|wish)\b"
        ),
    ],
    "best": [
        says(
            r"\bno (?:other )?(?:clinic|center|therapist|doctor|provider|practice|program|team"
            r"|treatment|therapy|medicine)s?"
            rf"\b[^.!?;]{{0,20}}?\b(?:has|have|offers?|can|does|do|will|gets?|helps?) (?:\w+"
            rf" ){{0,2}}?(?:more|{_BETTER}|as (?:many"
            r"|much|well|fast)|like|so (?:many|well))\b"
        ),
        says(
            rf"\b(?:\w+['’]s|the|our|your) (?:single |very )?most {GOOD}\b(?! dose| way to)",
        ),
        says(
            r"\b(?:can ?not|can['’]t|won['’]t|will not|don['’]t|do not) (?:\w+ )?(?:get|find|see|have"
            r"|receive|experience)\b"
            r"[^.!?;]{0,40}?\b(?:anywhere else|elsewhere|like (?:this|ours|us))\b",
            unless=r"\b(?:if|who|when)\b",
        ),
        _broad(
            r"\b(?:like no other|bar none|hands down|in a (?:class|league) of (?:its|our|their|her|his)"
            r" own)\b"
            r"|\b(?:above all (?:others|the rest)|ahead of (?:every|all|any|the rest)|no (?:equal|rival"
            r"|match))\b"
            r"|\b(?:premier|finest|foremost|greatest|ultimate|supreme|elite)\b(?! (?:number|risk|care"
            r" with|respect))"
            r"|\bunlike (?:other|any|most) \w+, (?:we|our|ours)\b"
        ),
        says(
            rf"\bnowhere (?:else )?[^.!?;]{{0,40}}?\b(?:{_BETTER}|as (?:good|well|safe|fast)|like"
            rf" (?:here|this|ours?))\b"
        ),
        says(
            rf"\b{_BETTER} (?:\w+ ){{0,2}}than (?:{RIVALS}|anywhere|anyone|anybody|the (?:rest"
            rf"|competition))\b"
        ),
        says(
            rf"\b(?:{_BETTER}|more) (?:\w+ ){{0,3}}than (?:\w+ ){{0,3}}(?:years|months|decades|weeks"
            rf"|hours|lifetime)"
            r" (?:of|in) (?:\w+ )?(?:therapy|psychotherapy|counseling|treatment|medication|pills"
            r"|antidepressants)\b"
        ),
        _broad(
            r"\b(?:succeed|work|win|help|heal|deliver)s? where (?:\w+ ){0,3}(?:fail|give up|gave up"
            r"|stop)\w*"
        ),
        _kind(
            r"\b(?:life|game)[- ]changing (?:\w+ )?(?:results?|treatments?|therap\w+|relief|medicines?"
            r"|care|outcomes?)\b"
            r"|\b(?:revolutionary|miraculous|unprecedented|unsurpassed|matchless|peerless|incomparable)\b"
        ),
    ],
}
