"""The rules on wording for Spanish: a finder for each rule of `claims.RULES` that Spanish sentences break."""

import re

from listings.checks.clauses import SPANISH, says

_PATIENTS = r"(?:pacientes|clientes|personas)"
_ILLS = r"(?:la |el |su |tu )?(?:depresi[oó]n|ansiedad|trauma|TEPT|TOC|adicci[oó]n)"
_SCHEDULE_ONE = r"MDMA|éxtasis|LSD|DMT|ayahuasca|ibogaína|ibogaina|iboga|mescalina|peyote|san pedro|bufo|sapo"
_PSILOCYBIN = r"psilocibina|hongos?(?: mágicos| alucinógenos)?|honguitos|setas mágicas"
_OFFERS = (
    r"ofre\w+|damos|doy|dar(?:le|te)|administr\w+|vend\w+|proporcion\w+|entreg\w+"
    r"|facilit(?:amos|o)"
    r"|gui(?:amos|o)|hacemos|hago|serv(?:imos)|sirvo|suministr(?:amos|o)|receta(?:mos)?|recet(?:o)"
    r"|tenemos|dispon(?:emos|ible)|organiz(?:amos|o)|consegui(?:mos|rte|rle)|consigo"
)
_EXCUSES = (
    r"integra\w{1,6}|prepara\w{1,6}|reducci[oó]n de (?:daños|riesgos)|ensayos?|estudios?|investigaci\w{1,5}"
    r"|formaci[oó]n|experiencias?|despu[eé]s de|que (?:han )?(?:usado|tomado|consumido)|ley"
    r"|legal\w{0,5}|charlas?"
)


def _offers(substances):
    """A finder: one of these substances is offered by a verb before it, without integration or a study."""
    pattern = rf"\b(?:{_OFFERS})\b[^.!?;]{{0,50}}?\b(?:{substances})\b"
    return says(pattern, unless=rf"\b(?:{_EXCUSES})\b", tongue=SPANISH)


def _says(pattern, **options):
    return says(pattern, tongue=SPANISH, **options)


_APPROVED = re.compile(
    r"\baprobad[oa]s? por la (?:FDA|Administraci[oó]n de (?:Alimentos|Medicamentos))\b"
    r"|\baprobaci[oó]n de la FDA\b"
    r"|\bla FDA (?:ya |ha |acaba de |recientemente )*(?:aprob[oó]|aprobado|aprueba|aprobar)\b",
    re.I,
)
_IS_APPROVED = re.compile(r"\b(?:esketamina|spravato|antidepresivos?|anest[eé]sic[oa]s?)\b", re.I)


def _misuses_approval(sentence):
    """Whether something is called approved in a sentence that names nothing that is."""
    hits = [hit for hit in _APPROVED.finditer(sentence.text) if not sentence.denies(hit.start(), SPANISH)]
    return bool(hits) and not _IS_APPROVED.search(sentence.text)


_ALL = r"(?:tod[oa]s?(?: (?:los|las|mis|nuestr[oa]s))?|cada(?: un[oa] de (?:mis|nuestr[oa]s))?)"
_DO_WELL = (
    r"(?:mejor(?:a|an|ó|aron)|se (?:recuper|cur|san|alivi)(?:a|an|ó|aron)|responde[n]?(?! de (?:manera"
    r"|forma|modo))"
    r"|se sien\w+ (?:mejor|bien)|(?:sal|qued|vuelv|termin)\w+ (?:curad|san|recuperad|aliviad|libre|feli"
    r"|mejor)\w*)"
)
_OUTCOMES = (
    r"(?:alivio|recuperaci[oó]n|mejor[ií]a|curaci[oó]n|resultados|[eé]xito|felicidad|bienestar|libertad)"
)
_HARMS = (
    r"(?:riesgos?|peligros?|efectos? secundarios?|efectos? adversos?|da[ñn]os?|contraindicaciones"
    r"|inconvenientes)"
)
_GOOD = (
    r"(?:eficaz|eficaces|efectiv[oa]s?|segur[oa]s?|r[aá]pid[oa]s?|avanzad[oa]s?|potentes?"
    r"|confiables?|modern[oa]s?)"
)
_RIVALS = (
    r"(?:cualquier(?:a)?|tod[oa]s|l[oa]s (?:antidepresivos|dem[aá]s|otr[oa]s)|otr[oa]s?|ning[uú]n\w*"
    r"|antidepresivos"
    r"|medicamentos|la terapia|las pastillas)"
)
_PLACES = (
    r"(?:cl[ií]nicas?|equipos?|terapeutas?|m[eé]dic[oa]s?|tratamientos?|centros?|psiquiatras?|terapias?"
    r"|programas?|opci[oó]n"
)
_PLACES += (
    r"|opciones|m[eé]todos?|especialistas?|servicios?|resultados?|atenci[oó]n|cuidados?"
    r"|expert[oa]s?)"
)


def _through(pattern):
    return _says(pattern, through=True)


#: Further finders by rule, of words of a kind put together (as `composed_claims` does for English).
COMPOSED = {
    "guarantee": [
        _says(r"\b(?:no|nunca|jam[aá]s) (?:nos |le |te )?falla\w{0,3}\b"),
        _through(
            r"\b(?:promet|asegur|garanti)\w+ (?:\w+ ){0,2}?que (?:\w+ ){0,3}?(?:mejor|sana|recuper|cura"
            r"|alivi|sentir)\w+"
        ),
        _through(
            rf"\b(?:promet(?:o|emos|e|en)|prometi\w+|asegur(?:o|amos|a)"
            rf"|garantiz\w+)\b (?:\w+ ){{0,3}}?{_OUTCOMES}\b"
        ),
        _says(r"\b(?:es )?imposible que (?:falle|no funcione|no ayude)\b|\binfalible\b"),
        _through(
            rf"\b(?:{_OUTCOMES}|resultados?|efectos?)\b[^.!?;,]{{0,25}}?\b(?:segur[oa]s"
            rf"|garantizad[oa]s?|para siempre"
            r"|de por vida|permanentes?|definitiv[oa]s?|cien por ciento)\b"
        ),
        _through(
            r"\b(?:siempre|en todos los casos|sin excepci[oó]n|sin falta) (?:ayuda|funciona|cura|alivia"
            r"|sirve)\b"
            r"|\b(?:ayuda|funciona|cura|alivia|sirve) (?:siempre|en todos los casos|sin excepci[oó]n"
            r"|a todos)\b"
        ),
    ],
    "outcome": [
        _through(rf"\b(?:elimin|erradic|borr|supr|venz|venc|derrot)\w+ (?:con )?{_ILLS}"),
        _through(rf"\badi[oó]s a {_ILLS}"),
        _says(r"\b(?:nunca|jam[aá]s|no) (?:m[aá]s )?volver[aá]\w* a (?:sentir|tener|sufrir|padecer)\w*\b"),
        _through(rf"\b{_ILLS} (?:va a )?(?:desaparece|se va|se ir[aá]|termina|se acaba|desaparecer)\w*\b"),
        _through(rf"\b(?:acab|termin|venc|derrot)(?:a|an|amos|e|emos|ar[aá])\b (?:con )?{_ILLS}"),
    ],
    "absolute": [
        _through(rf"\b{_ALL}\b[^.!?;]{{0,45}}?\b{_DO_WELL}"),
        _says(rf"\b{_PATIENTS} (?:nunca|jam[aá]s) (?:recae|fracasa|vuelve|se arrepiente)\w*\b"),
        _says(r"\b(?:nadie|ning[uú]n (?:paciente|cliente)) (?:se va|sale|recae|fracasa|queda)\w*\b"),
    ],
    "safe": [
        _says(
            rf"\b(?:no (?:tiene|hay|existe|presenta|conlleva)n?|cero|sin|libre de) (?:ning[uú]n "
            rf"|ninguna )?{_HARMS}\b"
        ),
        _says(r"\bnada que temer\b"),
    ],
    "addiction": [
        _says(
            r"\bimposible (?:que )?(?:volverse|hacerse|se vuelva) (?:adict|dependient)\w+"
            r"|\bno (?:se vuelve|se har[aá]|puede volverse) (?:adict|dependient)\w+"
        ),
    ],
    "proven": [
        _says(r"\b(?:com)?probad[oa]s? por (?:la ciencia|los estudios|m[eé]dicos|la investigaci[oó]n)\b"),
        _says(
            r"\b(?:la ciencia|los estudios|la investigaci[oó]n) (?:lo )?(?:ha[n]? )?(?:prueba|probado"
            r"|demostrado|demuestra)n?\b"
        ),
    ],
    "best": [
        _says(rf"\b(?:el|la|los|las) m[aá]s {_GOOD} (?:de|del|que|entre)\b"),
        _says(
            r"\bning[uú]n\w*(?: otr[oa])? (?:cl[ií]nica|centro|equipo|m[eé]dic[oa]|terapeuta"
            r"|programa)\b[^.!?;,]{0,20}?\b(?:mejor|m[aá]s|iguala|supera|compara)"
        ),
        _says(
            rf"\b(?:es|son|somos|soy|fue) (?:el|la|los|las) (?:m[aá]s {_GOOD}|mejor(?:es)?"
            rf"|n[uú]mero uno)\b(?! momento| hora| forma| manera)"
        ),
        _says(rf"\b(?:el|la|los|las|nuestr[oa]s?) (?:\w+ )?mejor(?:es)? {_PLACES}\b"),
        _says(
            rf"\bm[aá]s {_GOOD} (?:que|de) {_RIVALS}\b|\bmejor(?:es)? que {_RIVALS}\b"
            rf"|\bsupera\w* a {_RIVALS}\b"
        ),
        _says(
            r"\b(?:nadie|ninguna otra \w+|ning[uú]n otro \w+|nada)\b[^.!?;,]{0,25}?\b(?:mejor"
            r"|m[aá]s \w+|como nosotr[oa]s|igual)\b"
        ),
        _says(
            rf"\bno (?:hay|existen?) (?:(?:una?|ning[uú]n\w*|otr[oa]s?) )*{_PLACES}"
            rf" (?:mejor|m[aá]s {_GOOD})"
        ),
        _through(rf"\b(?:el|la|los|las) {_PLACES} m[aá]s {_GOOD}\b"),
        _through(rf"\b{_PLACES} (?:l[ií]der|n[uú]mero uno|de primera)\b"),
    ],
    "help to obtain": [
        _says(
            rf"\b(?:d[oó]nde|c[oó]mo) (?:comprar|conseguir|obtener"
            rf"|encontrar)\b[^.!?;]{{0,30}}?\b(?:{_SCHEDULE_ONE}|{_PSILOCYBIN})\b"
        ),
        _says(
            rf"\b(?:conoce(?:mos|s)?|conozco) a (?:alguien|quien"
            rf"|una persona)\b[^.!?;]{{0,30}}?\b(?:{_SCHEDULE_ONE}|{_PSILOCYBIN})\b"
        ),
    ],
}


def finds(name, sentence):
    """Whether a Sentence breaks the rule of this name in Spanish."""
    own = FINDERS.get(name)
    return (own is not None and own(sentence)) or any(f(sentence) for f in COMPOSED.get(name, ()))


#: Name of a rule: what finds a breach in a Spanish sentence.
FINDERS = {
    "cure": _says(r"\b(?:cura(?:mos|n|r|rá|rle|rte)?|sana(?:mos|rá|n)?|curativ[oa]s?)\b(?! paliativ)"),
    "guarantee": _says(
        r"\bgarantiza\w{0,5}\b|\bresultados? garantizados?\b|\b100 ?(?:%|por ciento) (?:eficaz"
        r"|efectiv[oa]|segur[oa])"
        r"|\bnunca falla\b|\b(?:siempre|permanentemente) (?:funciona|cura|alivia)\b"
        r"|\bfunciona (?:para|con) todos\b"
        r"|\b(?:alivio|recuperaci[oó]n|resultados?) (?:permanentes?|inmediat[oa]s?"
        r"|instant[aá]ne[oa]s?|duraderos?)\b"
        r"|\bpara siempre\b",
        unless=r"\bgarantiza\w{0,5} (?:(?:su|tu|la|el|una?|le) )*(?:privacidad|confidencialidad|trato"
        r"|respeto|respuesta"
        r"|precio|cita|honestidad|puntualidad)",
    ),
    "outcome": _says(
        rf"\b(?:elimin|erradic|borr)(?:a|amos|an|ar|ará)\b {_ILLS}|\b(?:di(?:ga|le)?"
        rf"|despíd\w{{1,4}}) adi[oó]s a {_ILLS}"
        rf"|\blibre de {_ILLS}|\brein(?:icia|ici[oó]) (?:su|tu|el) cerebro\b"
    ),
    "figures": _says(
        rf"\b\d{{1,3}} ?(?:%|por ciento) de (?:mis |nuestros |los )?{_PATIENTS}|\btasas? de [eé]xito\b"
        rf"|\b(?:la mayor[ií]a|casi todos?|tod[oa]s) (?:de )?(?:mis|nuestros|los"
        rf"|las) {_PATIENTS} (?:mejora|se recupera|se cura)",
        unless=r"\b(?:ensayo|estudio|revisi[oó]n|placebo)\b",
    ),
    "absolute": _says(
        rf"\b(?:cada|tod[oa]s?)(?: (?:mis|nuestr[oa]s|los|las|un[oa]))? {_PATIENTS[:-1]}"
        rf"|paciente)\b[^.!?]{{0,40}}?"
        r"\b(?:mejora|se recupera|responde|se cura|se siente mejor)"
    ),
    "safe": _says(
        r"\bmilagr\w{1,5}\b|\bsin (?:ning[uú]n |ninguna )?(?:efectos? secundarios?|riesgos?)\b"
        r"|\blibre de riesgos?\b"
        r"|\b(?:totalmente|completamente|absolutamente) segur[oa]s?\b|\binofensiv[oa]s?\b"
        r"|\bsegur[oa] y (?:eficaz|efectiv[oa])\b"
    ),
    "addiction": _says(
        r"\bno (?:es|son) adictiv[oa]s?\b|\bno (?:crea|causa|produce) (?:adicci[oó]n|dependencia)\b"
    ),
    "proven": _says(r"\b(?:cient[ií]ficamente|cl[ií]nicamente|m[eé]dicamente) (?:com)?probad[oa]s?\b"),
    "best": _says(
        r"\b(?:el|la|los|las) mejor(?:es)? (?:cl[ií]nica|terapeuta|m[eé]dic[oa]|tratamiento|centro"
        r"|psiquiatra)s?\b"
        r"|\b(?:el|la) (?:tratamiento|terapia|cl[ií]nica|opci[oó]n) m[aá]s (?:eficaz|efectiv[oa]"
        r"|segur[oa]|avanzad[oa]|r[aá]pid[oa])\b"
        r"|\bl[ií]deres? en\b|\bsin igual\b|\bn[uú]mero uno\b"
    ),
    "approved": _misuses_approval,
    "schedule I, offered": _offers(_SCHEDULE_ONE),
    "psilocybin, offered": _offers(_PSILOCYBIN),
    "help to obtain": _says(
        rf"\b(?:ayud(?:amos|o)|te|le|les) (?:a )?(?:conseguir|consigo|conseguimos|obtener|comprar"
        rf"|encontrar)\b[^.!?;]{{0,40}}?"
        rf"\b(?:{_SCHEDULE_ONE}|{_PSILOCYBIN})\b",
        unless=r"\b(?:con licencia|legal\w{0,5}|ensayos?|estudios?|servicios)\b",
    ),
    "no prescription": _says(
        r"\bketamina\b[^.!?]{0,60}?\bsin (?:receta|m[eé]dico)\b|\bsin receta\b[^.!?]{0,40}?\bketamina\b"
        r"|\bno (?:se )?(?:necesita\w*|requiere\w*|hace falta|pedimos)"
        r" (?:una |ninguna )?receta\b[^.!?]{0,40}?\bketamina\b"
    ),
    "esketamine at home": _says(
        r"\b(?:spravato|esketamina)\b[^.!?,;]{0,25}?\b(?:en (?:su|tu) (?:propia )?casa|a domicilio"
        r"|por (?:correo|video|telesalud))\b"
        r"|\b(?:env[ií]|mand|entreg)(?:o|a|amos|aremos|an) (?:el |la )?(?:spravato|esketamina)\b"
    ),
}
