"""The rules on wording for Spanish: a finder for each rule of `claims.RULES` that Spanish sentences break."""

from listings.checks.clauses import SPANISH, says

PATIENTS = r"(?:pacientes|clientes|personas)"
ILLS = (
    r"(?:l[ao]s? |el |sus? |tus? )?(?:depresi[oó]n|ansiedad|traumas?|TEPT|TOC|adicci[oó]n|adicciones"
    r"|insomnio|pesadillas|estr[eé]s|miedos?|culpa|angustia|trastornos?(?: \w+)?|verg[uü]enza|soledad"
    r"|dolor(?: cr[oó]nico)?|sufrimiento|tristeza|p[aá]nico|s[ií]ntomas|pensamientos suicidas)"
)
SCHEDULE_ONE = (
    r"MDMA|éxtasis|LSD|DMT|ayahuasca|ibogaína|ibogaina|iboga|mescalina|peyote"
    r"|san pedro|bufo|sapo|medicinas? (?:sagradas?|ancestral(?:es)?)|plantas (?:sagradas|maestras)"
)
PSILOCYBIN = r"psilocibina|hongos?(?: mágicos| alucinógenos)?|honguitos|setas mágicas|trufas"
_OFFERS = (
    r"ofre\w+|damos|doy|dar(?:le|te)|administr\w+|vend\w+|proporcion\w+|entreg\w+"
    r"|facilit(?:amos|o)"
    r"|gui(?:amos|o)|hacemos|hago|serv(?:imos)|sirvo|suministr(?:amos|o)|receta(?:mos)?|recet(?:o)"
    r"|tenemos|dispon(?:emos|ible)|organiz(?:amos|o)|consegui(?:mos|rte|rle)|consigo"
    r"|env[ií](?:amos|o|ar\w*)|mand(?:amos|o)|repart(?:imos|o)|tra(?:iga|e) (?:su|tu)s? propi[oa]s?"
)
EXCUSES = (
    r"integra\w{1,6}|prepara\w{1,6}|reducci[oó]n de (?:daños|riesgos)|ensayos?|estudios?|investigaci\w{1,5}"
    r"|formaci[oó]n|experiencias?|despu[eé]s de|que (?:han )?(?:usado|tomado|consumido)|ley"
    r"|legal\w{0,5}|charlas?"
)


def _offers(substances):
    """A finder: one of these substances is offered by a verb before it, without integration or a study."""
    pattern = rf"\b(?:{_OFFERS})\b[^.!?;]{{0,50}}?\b(?:{substances})\b"
    return says(pattern, unless=rf"\b(?:{EXCUSES})\b", tongue=SPANISH)


def _says(pattern, **options):
    return says(pattern, tongue=SPANISH, **options)


_APPROVED = (
    r"\baprobad[oa]s? por la (?:FDA|Administraci[oó]n de (?:Alimentos|Medicamentos))\b"
    r"|\baprobaci[oó]n de la FDA\b"
    r"|\bla FDA (?:ya |ha |acaba de |recientemente )*(?:aprob[oó]|aprobado|aprueba|aprobar)\b"
)
_IS_APPROVED = r"\b(?:esketamina|spravato|antidepresivos?|anest[eé]sic[oa]s?)\b"


_ALL = r"(?:tod[oa]s?(?: (?:los|las|mis|nuestr[oa]s))?|cada(?: un[oa] de (?:mis|nuestr[oa]s))?)"
_DO_WELL = (
    r"(?:mejor(?:a|an|ó|aron)|se (?:recuper|cur|san|alivi)(?:a|an|ó|aron)|responde[n]?(?! de (?:manera"
    r"|forma|modo))"
    r"|se sien\w+ (?:mejor|bien)|duerme\w* (?:\w+ )?bien|sonr[ií]e\w*|vive\w* (?:feli|libre|sin)\w*"
    r"|est[aá]n? mejor"
    r"|(?:sal|qued|vuelv|termin)\w+ (?:curad|san|recuperad|aliviad|libre|feli"
    r"|mejor)\w*)"
)
OUTCOMES = (
    r"(?:alivio|recuperaci[oó]n|mejor[ií]a|curaci[oó]n|resultados|[eé]xito|felicidad|bienestar|libertad)"
)
_HARMS = (
    r"(?:riesgos?|peligros?|efectos? secundarios?|efectos? adversos?|da[ñn]os?|contraindicaciones"
    r"|inconvenientes)"
)
GOOD = (
    r"(?:dotad[oa]s?|talentos[oa]s?|human[oa]s?|dedicad[oa]s?|brillantes?|querid[oa]s?|popular(?:es)?"
    r"|premiad[oa]s?"
    r"|exclusiv[oa]s?|lujos[oa]s?|prestigios[oa]s?|reconocid[oa]s?|complet[oa]s?|exitos[oa]s?"
    r"|experimentad[oa]s?|innovador\w{0,2}"
    r"|poderos[oa]s?|fuertes?|eficaz|eficaces|efectiv[oa]s?|segur[oa]s?|r[aá]pid[oa]s?|avanzad[oa]s?"
    r"|potentes?"
    r"|confiables?|modern[oa]s?)"
)
_RIVALS = (
    r"(?:cualquier(?:a)?|tod[oa]s|l[oa]s (?:antidepresivos|dem[aá]s|otr[oa]s)|otr[oa]s?|ning[uú]n\w*"
    r"|antidepresivos"
    r"|medicamentos|la terapia|las pastillas|(?:\w+ ){0,2}(?:años|meses|d[eé]cadas|horas) de (?:\w+ )?"
    r"(?:psicoterapia|terapia|tratamiento|medicaci[oó]n|pastillas))"
)
PLACES = (
    r"(?:cl[ií]nicas?|equipos?|terapeutas?|m[eé]dic[oa]s?|tratamientos?|centros?|psiquiatras?|terapias?"
    r"|programas?|opci[oó]n"
)
PLACES += (
    r"|opciones|m[eé]todos?|especialistas?|servicios?|resultados?|atenci[oó]n|cuidados?"
    r"|expert[oa]s?)"
)


def _through(pattern, **options):
    return _says(pattern, through=True, **options)


def _gathers(substances):
    """A finder: people gather for one of these substances, without integration or a study."""
    gatherings = r"(?:retiros?|ceremonias?|sesi[oó]n|sesiones|c[ií]rculos?|viajes?|tomas?)"
    pattern = rf"\b{gatherings} (?:guiad[oa]s? )?(?:de|con) (?:\w+ ){{0,2}}(?:{substances})\b"
    return _through(pattern, unless=rf"\b(?:{EXCUSES})\b")


def _at_ours(substances):
    """A finder: one of these substances is taken where the writer lives or works."""
    places = r"(?:casa|finca|rancho|retiro|centro|consulta|consultorio|cl[ií]nica|hogar)"
    pattern = rf"\b(?:{substances})\b[^.!?;]{{0,25}}?\ben (?:nuestr[oa]|mi) {places}\b"
    return _through(pattern, unless=r"\b(?:ensayos?|estudios?|investigaci\w{1,5})\b")


#: Words of a kind put together, as `composed_claims` does for English.
_COMPOSED = {
    "guarantee": [
        _says(r"\b(?:de una vez por todas|para toda la vida)\b"),
        _through(
            r"\b(?:una?|dos|tres|un par de) (?:sol[oa] |[uú]nic[oa] )?(?:infusi[oó]n|infusiones|sesi[oó]n"
            r"|sesiones|dosis|tratamientos?|visitas?|semanas?) (?:le |te )?(?:bastan?|(?:es|son)"
            r" suficientes?)\b"
        ),
        _through(
            r"\b(?:promet|asegur|garanti)\w+ (?:\w+ ){0,2}?(?:una? |el |la |su )(?:\w+ )?(?:cambio"
            r"|transformaci[oó]n|vida|cura|soluci[oó]n|futuro|diferencia)\b"
        ),
        _through(
            r"\b(?:soluci[oó]n|respuesta|remedio|salida|fin) (?:definitiv[oa]|permanente|total|final)\b"
            rf"|\b(?:la soluci[oó]n|el fin|el remedio|la respuesta|el final) (?:de|a|al|del|para"
            rf"|contra) {ILLS}"
        ),
        _through(
            r"\b(?:saldr|ser|quedar|se sentir|te sentir|volver)[aá]\w* (?:a (?:ser|vivir|estar) )?(?:\w+ )?"
            r"(?:nuev[oa]|otr[oa] persona|feliz|curad[oa]|san[oa]|libre|bien|mejor)\b",
        ),
        _through(
            r"\b(?:siempre|invariablemente) (?:\w+ )?(?:trae|da|brinda|produce|logra|consigue|ofrece"
            r"|lleva)\w*"
            rf" (?:\w+ )?{OUTCOMES}"
        ),
        _says(r"\b(?:no|nunca|jam|jam[aá]s) (?:nos |le |te )?falla\w{0,3}\b"),
        _through(
            r"\b(?:promet|asegur|garanti)\w+ (?:\w+ ){0,2}?que (?:\w+ ){0,3}?(?:mejor|sana|recuper|cura"
            r"|alivi|sentir)\w+"
        ),
        _through(
            rf"\b(?:promet(?:o|emos|e|en)|prometi\w+|asegur(?:o|amos|a)"
            rf"|garantiz\w+)\b (?:\w+ ){{0,3}}?{OUTCOMES}\b"
        ),
        _says(r"\b(?:es )?imposible que (?:falle|no funcione|no ayude)\b|\binfalible\b"),
        _through(
            rf"\b(?:{OUTCOMES}|resultados?|efectos?)\b[^.!?;,]{{0,25}}?\b(?:segur[oa]s"
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
        _through(rf"\b(?:elimin|erradic|borr|supr|venz|venc|derrot)\w+ (?:con )?{ILLS}"),
        _through(rf"\badi[oó]s (?:al? )?{ILLS}"),
        _through(
            r"\b(?:olv[ií]de(?:se)?|olv[ií]date|lib[eé]re(?:se)?|lib[eé]rate|desh[aá]gase|desp[ií]dase"
            r"|l[ií]brese)"
            rf" (?:del? )?{ILLS}|\bpon\w{{1,4}} fin al? {ILLS}|\bdej\w+ (?:atr[aá]s )?{ILLS} atr[aá]s\b"
            rf"|\bdejar[aá]\w* atr[aá]s {ILLS}"
        ),
        _says(
            r"\b(?:nunca|jam[aá]s|ya no) (?:m[aá]s )?(?:necesitar|sufrir|padecer|depender)[aá]\w*\b"
            rf"|\b(?:nunca|jam[aá]s) (?:m[aá]s )?(?:sentir|tendr)[aá]\w* (?:\w+ )?{ILLS}"
        ),
        _through(
            r"\b(?:recuperar|recobrar|tendr|disfrutar)[aá]\w* (?:de )?(?:su|tu|la|una) (?:nueva )?"
            r"(?:vida|alegr[ií]a|felicidad|libertad)\b"
        ),
        _through(
            r"\b(?:san|cur|trat|elimin|resuelv|arranc|atac|lleg)\w+ (?:a )?(?:la |las |el |su"
            r" )(?:verdadera )?"
            r"(?:causas?|ra[ií]z|ra[ií]ces|origen) "
        ),
        _says(r"\b(?:nunca|jam[aá]s|no) (?:m[aá]s )?volver[aá]\w* a (?:sentir|tener|sufrir|padecer)\w*\b"),
        _through(rf"\b{ILLS} (?:va a )?(?:desaparece|se va|se ir[aá]|termina|se acaba|desaparecer)\w*\b"),
        _through(rf"\b(?:acab|termin|venc|derrot)(?:a|an|amos|e|emos|ar[aá])\b (?:con )?{ILLS}"),
    ],
    "figures": [
        _through(
            r"\b(?:cien|noventa(?: y \w+)?|ochenta(?: y \w+)?|\d{1,3}) ?(?:por ciento|%) de (?:mis"
            r"|nuestr[oa]s"
            rf"|l[oa]s|quienes|l[oa]s que) ?{PATIENTS}?",
            unless=r"\b(?:ensayos?|estudios?|revisi[oó]n|placebo)\b",
        ),
        _through(
            r"\b(?:la (?:gran|inmensa) mayor[ií]a|casi tod[oa]s?|pr[aá]cticamente"
            r" tod[oa]s?)\b[^.!?;]{0,35}?"
            rf"\b{_DO_WELL}"
        ),
        _through(r"\b(?:nueve|ocho|9|8) de cada (?:diez|10)\b", unless=r"\b(?:ensayos?|estudios?|placebo)\b"),
    ],
    "absolute": [
        _through(
            r"\b(?:funciona|sirve|ayuda|eficaz|efectiv[oa]) (?:para|a|con|en) (?:tod[oa]s\b(?! l)|todo"
            r" el mundo"
            r"|tod[oa]s l[oa]s (?:personas|pacientes|casos)|cualquier(?:a| persona| paciente| caso)"
            r"|cada (?:persona"
            r"|paciente|caso))"
        ),
        _says(
            r"\b(?:nunca|jam[aá]s|no) (?:hemos|he) (?:tenido|visto|atendido) (?:a )?(?:un[oa]?"
            r"|ning[uú]n\w*|nadie)"
            r" ?(?:\w+ )?que no\b"
        ),
        _through(rf"\b{_ALL}\b[^.!?;]{{0,45}}?\b{_DO_WELL}"),
        _says(rf"\b{PATIENTS} (?:nunca|jam[aá]s) (?:recae|fracasa|vuelve|se arrepiente)\w*\b"),
        _says(r"\b(?:nadie|ning[uú]n (?:paciente|cliente)) (?:se va|sale|recae|fracasa|queda)\w*\b"),
    ],
    "safe": [
        _says(
            rf"\b(?:no (?:tiene|hay|existe|presenta|conlleva)n?|cero|sin|libre de) (?:ning[uú]n "
            rf"|ninguna )?{_HARMS}\b"
        ),
        _says(
            r"\b(?:no (?:tiene|hay|tendr[aá]) )?nada que (?:temer|perder)\b|\bnada (?:puede|podr[ií]a)"
            r" salir mal\b"
        ),
        _through(
            r"\b(?:segur[oa]|apt[oa]|adecuad[oa])s? para (?:tod[oa]s|todo el mundo|cualquier(?:a|"
            r" persona| edad)"
            r"|embarazadas|niñ[oa]s)\b"
        ),
    ],
    "addiction": [
        _says(
            r"\bno (?:genera|provoca|da|hay(?: riesgo de)?|existe(?: riesgo de)?) (?:ning[uú]n tipo de )?"
            r"(?:adicci[oó]n|dependencia)\b|\bsin (?:ning[uú]n )?(?:riesgo|peligro) de (?:adicci[oó]n"
            r"|dependencia)\b"
        ),
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
        _says(rf"\b(?:el|la|los|las) m[aá]s {GOOD} (?:de|del|que|entre)\b"),
        _says(
            r"\bning[uú]n\w*(?: otr[oa])? (?:cl[ií]nica|centro|equipo|m[eé]dic[oa]|terapeuta"
            r"|programa)\b[^.!?;,]{0,20}?\b(?:mejor|m[aá]s|iguala|supera|compara)"
        ),
        _says(
            rf"\b(?:es|son|somos|soy|fue) (?:el|la|los|las) (?:m[aá]s {GOOD}|mejor(?:es)?"
            rf"|n[uú]mero uno)\b(?! momento| hora| forma| manera)"
        ),
        _says(rf"\b(?:el|la|los|las|nuestr[oa]s?) (?:\w+ )?mejor(?:es)? {PLACES}\b"),
        _says(
            rf"\bm[aá]s {GOOD} (?:que|de) {_RIVALS}\b|\bmejor(?:es)? que {_RIVALS}\b"
            rf"|\bsupera\w* a (?:l[oa]s de )?{_RIVALS}\b|\bmejor(?:es)? (?:\w+ )?que (?:en )?{_RIVALS}\b"
        ),
        _says(
            rf"\b(?:no|nunca|jam[aá]s) (?:va a |podr[aá] )?encontrar\w* (?:(?:una?|otr[oa]|nada)"
            rf" )*(?:\w+ )?"
            rf"(?:mejor|m[aá]s {GOOD})|\ben ning[uú]n (?:otro )?(?:lugar|sitio)[^.!?;]{{0,40}}?\bmejor\b"
        ),
        _says(
            rf"\b(?:el|la|los|las|nuestr[oa]s?) \w+ m[aá]s {GOOD} (?:del (?:pa[ií]s|mundo|estado"
            rf"|mercado|\w+)"
            r"|que (?:existen?|hay|se conocen?|conocemos)|de (?:la|el|los|las|todo|todos|nuestr\w+"
            r"|[A-Z]\w+)\b)"
        ),
        _says(
            r"\b(?:inigualables?|incomparables?|insuperables?|inmejorables?|revolucionari[oa]s?"
            r"|milagros[oa]s?)\b"
            r"|\bsin (?:rival|comparaci[oó]n|competencia)\b|\bde (?:talla|clase) mundial\b"
        ),
        _says(
            r"\b(?:nadie|ninguna otra \w+|ning[uú]n otro \w+|nada)\b[^.!?;,]{0,25}?\b(?:mejor"
            r"|m[aá]s \w+|como nosotr[oa]s|igual)\b"
        ),
        _says(
            rf"\bno (?:hay|existen?) (?:(?:una?|ning[uú]n\w*|otr[oa]s?) )*{PLACES}"
            rf" (?:mejor|m[aá]s {GOOD})"
        ),
        _through(rf"\b(?:el|la|los|las) {PLACES} m[aá]s {GOOD}\b"),
        _through(rf"\b{PLACES} (?:l[ií]der|n[uú]mero uno|de primera)\b"),
    ],
    "schedule I, named": [_gathers(SCHEDULE_ONE)],
    "schedule I, offered": [_at_ours(SCHEDULE_ONE)],
    "psilocybin, offered": [_gathers(PSILOCYBIN), _at_ours(PSILOCYBIN)],
    "help to obtain": [
        _says(rf"\b(?:{_OFFERS})\b (?:\w+ ){{0,2}}microdosis\b", unless=r"\bketamina\b"),
        _says(
            rf"\b(?:proveedor|vendedor|contacto|fuente)\w* de (?:\w+ ){{0,2}}(?:{SCHEDULE_ONE}"
            rf"|{PSILOCYBIN})\b"
            rf"|\b(?:{SCHEDULE_ONE}|{PSILOCYBIN}) (?:\w+ ){{0,3}}(?:a la venta|por encargo|a domicilio"
            rf"|por correo)\b"
        ),
        _says(
            rf"\b(?:d[oó]nde|c[oó]mo) (?:comprar|conseguir|obtener"
            rf"|encontrar)\b[^.!?;]{{0,30}}?\b(?:{SCHEDULE_ONE}|{PSILOCYBIN})\b"
        ),
        _says(
            rf"\b(?:conoce(?:mos|s)?|conozco) a (?:alguien|quien"
            rf"|una persona)\b[^.!?;]{{0,30}}?\b(?:{SCHEDULE_ONE}|{PSILOCYBIN})\b"
        ),
    ],
}

#: Name of a rule: the phrases by which Spanish sentences break it.
_PHRASES = {
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
        rf"\b(?:elimin|erradic|borr)(?:a|amos|an|ar|ará)\b {ILLS}|\b(?:di(?:ga|le)?"
        rf"|despíd\w{{1,4}}) adi[oó]s a {ILLS}"
        rf"|\blibre de {ILLS}|\brein(?:icia|ici[oó]) (?:su|tu|el) cerebro\b"
    ),
    "figures": _says(
        rf"\b\d{{1,3}} ?(?:%|por ciento) de (?:mis |nuestros |los )?{PATIENTS}|\btasas? de [eé]xito\b"
        rf"|\b(?:la mayor[ií]a|casi todos?|tod[oa]s) (?:de )?(?:mis|nuestros|los"
        rf"|las) {PATIENTS} (?:mejora|se recupera|se cura)",
        unless=r"\b(?:ensayo|estudio|revisi[oó]n|placebo)\b",
    ),
    "absolute": _says(
        rf"\b(?:cada|tod[oa]s?)(?: (?:mis|nuestr[oa]s|los|las|un[oa]))? {PATIENTS[:-1]}"
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
    # Something is called approved in a sentence that names nothing that is.
    "approved": _says(_APPROVED, unless=_IS_APPROVED),
    "schedule I, offered": _offers(SCHEDULE_ONE),
    "psilocybin, offered": _offers(PSILOCYBIN),
    "help to obtain": _says(
        rf"\b(?:ayud(?:amos|o)|te|le|les) (?:a )?(?:conseguir|consigo|conseguimos|obtener|comprar"
        rf"|encontrar)\b[^.!?;]{{0,40}}?"
        rf"\b(?:{SCHEDULE_ONE}|{PSILOCYBIN})\b",
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
#: Name of a rule: what finds a breach in a Spanish sentence.
FINDERS = {
    name: [*filter(None, [_PHRASES.get(name)]), *_COMPOSED.get(name, ())]
    for name in {**_PHRASES, **_COMPOSED}
}
