"""The rules on wording for Spanish: a finder for each rule of `claims.RULES` that Spanish sentences break."""

import re

from listings.checks.clauses import SPANISH, says

_PATIENTS = r"(?:pacientes|clientes|personas)"
_ILLS = r"(?:la |el |su |tu )?(?:depresi[oó]n|ansiedad|trauma|TEPT|TOC|adicci[oó]n)"
_SCHEDULE_ONE = r"MDMA|éxtasis|LSD|DMT|ayahuasca|ibogaína|ibogaina|iboga|mescalina|peyote|san pedro"
r"|bufo|sapo"
_PSILOCYBIN = r"psilocibina|hongos?(?: mágicos| alucinógenos)?|honguitos|setas mágicas"
_OFFERS = (
    r"ofre(?:cemos|zco|ce)|damos|doy|administr(?:amos|o)|vend(?:emos|o)|proporcion(?:amos|o)"
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
    r"|\baprobaci[oó]n de la FDA\b",
    re.I,
)
_IS_APPROVED = re.compile(r"\b(?:esketamina|spravato|antidepresivos?|anest[eé]sic[oa]s?)\b", re.I)


def _misuses_approval(sentence):
    """Whether something is called approved in a sentence that names nothing that is."""
    hits = [hit for hit in _APPROVED.finditer(sentence.text) if not sentence.denies(hit.start(), SPANISH)]
    return bool(hits) and not _IS_APPROVED.search(sentence.text)


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
        unless=r"\bgarantiza\w{0,5} (?:su |tu |la )?(?:privacidad|confidencialidad)",
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
    ),
    "esketamine at home": _says(
        r"\b(?:spravato|esketamina)\b[^.!?,;]{0,25}?\b(?:en (?:su|tu) (?:propia )?casa|a domicilio"
        r"|por (?:correo|video|telesalud))\b"
    ),
}
