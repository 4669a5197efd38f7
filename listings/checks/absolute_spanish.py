"""Claims in Spanish that leave no room, as `absolute_claims` has them for English.

What is said with a reserve ("puede", "a veces", "en un estudio") is no promise.
"""

from listings.checks.clauses import SPANISH, says
from listings.checks.spanish_claims import GOOD, ILLS, PLACES, PSILOCYBIN, SCHEDULE_ONE

_RESERVED = (
    r"\b(?:puede\w?|podr[ií]a\w?|algun[oa]s?|a veces|quiz[aá]s?|tal vez|ensayos?|estudios?|si|cuando"
    r"|objetivo"
    r"|esper\w+|debe\w?|ayud\w+ a|prometer|promet\w+ que nadie|decir|diga\w?|trat(?:a|amos) de|mientras)\b"
)
_GETS = (
    r"(?:(?:le |les |te )?llev(?:amos|o|aremos)|(?:le |les |te )?tra(?:emos|igo|eremos)|compre[ns]?"
    r"|compra|pida[ns]?"
    r"|encargue[ns]?|adquiera[ns]?|(?:puede[ns]?|podr[aá]n?) (?:comprar|conseguir|obtener|pedir"
    r"|encargar)|consiga[ns]?|ordene[ns]?|obtenga[ns]?)"
)


def _kind(pattern, unless=_RESERVED):
    return says(pattern, tongue=SPANISH, through=True, unless=unless)


def _says(pattern, unless=_RESERVED):
    return says(pattern, tongue=SPANISH, unless=unless)


_TREATMENT = (
    r"(?:la (?:ketamina|esketamina|psilocibina)|(?:este|nuestro|el) (?:tratamiento|m[eé]todo|protocolo"
    r"|programa)"
    r"|(?:esta|nuestra|la) (?:terapia|medicina|infusi[oó]n))"
)
_SOMEBODY = r"(?:cultivador|proveedor|vendedor|contacto|amig|cham[aá]n|qu[ií]mico|distribuidor|fuente)\w*"
FINDERS = {
    "guarantee": [
        _kind(
            r"\b(?:vuelv|volver)\w* a ser (?:usted|t[uú]|quien era)\b|\bsal\w* (?:de aqu[ií] )?con"
            r" (?:esperanza|alivio"
            r"|alegr[ií]a|una sonrisa)\b"
        ),
        _kind(
            rf"\b{_TREATMENT} (?:\w+ )?(?:salv|san|ayud|arregl|restaur|cambi|liber|termin|transform"
            rf"|mejor|tra|d|alivi|cur"
            r"|resolv|funcion|devolv|repar)(?:ar|er|ir)[aá]n?\b"
        ),
        _says(r"\bno (?:puede|va a|podr[ií]a) fallar\b", unless=None),
        _says(
            r"\b(?:[uú]ltim[oa]|[uú]nic[oa]) (?:\w+ ){0,2}?que (?:usted )?(?:necesit|tomar|har"
            r"|requerir)\w+\b"
            r"|\b(?:ser[aá]|es) (?:la|el) [uú]ltim[oa] (?:\w+ )?que\b"
        ),
        _says(
            r"\b(?:sin excepci[oó]n|sin excepciones|tod[oa]s y cada un[oa]|cien por cien(?:to)?"
            r" (?:seguro|eficaz))\b"
        ),
        _kind(
            r"\b(?:dormir|vivir|sonreir|despertar|disfrutar|respirar|sentir)[aá]\w* (?:\w+"
            r" ){0,3}?(?:feliz|libre"
            r"|mejor|bien|de nuevo|otra vez|tranquil[oa]|plen\w+|en paz)\b"
        ),
    ],
    "outcome": [
        _says(
            rf"\b{ILLS}\b[^.!?;]{{0,15}}?\bno (?:tiene|tendr[aá]) (?:ningun[ao] |nada de |m[aá]s"
            rf" )?(?:oportunidad|poder|futuro)\w*"
        ),
        _kind(rf"\b(?:conv(?:ie|e)rt|transform|cambi)\w+ (?:\w+ ){{0,2}}?{ILLS} en\b"),
        _kind(
            r"\b(?:acab|termin|elimin|derrot|venc|borr|quit|romp|disolv|apag|desterr|expuls|olvid"
            r"|dest?ru\w|desp[ií]d"
            rf"|diga|dile|adi[oó]s)\w* (?:\w+ ){{0,2}}?{ILLS}\b"
        ),
        _says(
            rf"\b{ILLS} (?:\w+ ){{0,2}}?(?:(?:no|nunca|jam[aá]s|ya no) (?:le |te |lo |la |se"
            rf" )?(?:volver|molest|regres"
            r"|domin|control|exist)|termina|acaba|desaparec|se disuelv|se esfum|se van?\b|se ir[aá]"
            r"|queda\w* atr[aá]s)\w*"
        ),
        _kind(
            r"\b(?:le|les|te) (?:devolv|regres|cambi|transform|salv)\w+ (?:la|su|tu) (?:vida|alegr[ií]a"
            r"|esperanza|paz)\b"
            r"|\b(?:cambi|transform|salv)(?:a|amos|ar[aá]|aremos) (?:su|tu) vida\b|\b(?:cambiamos"
            r"|salvamos|transformamos) vidas\b"
        ),
    ],
    "absolute": [
        _says(
            r"\b(?:nadie|ning[uú]n\w* (?:paciente|cliente|persona)|nunca"
            r"|jam[aá]s)\b[^.!?;]{0,35}?\b(?:decepcion|defraud"
            r"|arrepient|arrepinti|recae|reca[ií]|fracas|sin (?:alivio|mejor)|queja|igual que)\w*"
        ),
    ],
    "safe": [
        _says(r"\blibre de (?:todo |toda |cualquier )(?:riesgo|peligro|da[ñn]o|efecto)\w*", unless=None),
        _says(
            r"\b(?:nadie|nunca|jam[aá]s)\b[^.!?;]{0,35}?\b(?:da[ñn]ad|lastimad|perjudicad|da[ñn]o"
            r"|empeor|salido mal)\w*"
        ),
    ],
    "addiction": [
        _says(
            r"\bno (?:tiene|hay|existe|conlleva|presenta) (?:ning[uú]n )?(?:potencial|riesgo|peligro"
            r"|posibilidad) de"
            r" (?:abuso|adicci[oó]n|dependencia|uso indebido)\b"
        ),
        _says(
            r"\b(?:no|nunca|jam[aá]s) (?:es|son|crea|causa|produce|genera|provoca|lleva a) (?:\w+"
            r" )?(?:adictiv[oa]s?"
            r"|adicci[oó]n|dependencia)\b"
        ),
    ],
    "best": [
        _says(
            rf"\bning[uú]n\w*(?: otr[oa])? {PLACES}\b[^.!?;]{{0,40}}?\b(?:m[aá]s|mejor|tan|como)\b",
            unless=r"\b(?:puede|podr[ií]a|prometer)\b",
        ),
        _says(
            rf"\bm[aá]s {GOOD} (?:jam[aá]s|nunca|hasta (?:hoy|ahora|la fecha)|que se hayan?)\b"
            rf"|\bno (?:hay|existen?) (?:una? )?mejor(?:es)? {PLACES}"
        ),
        _says(
            rf"\bning[uú]n\w*(?: otr[oa])? {PLACES} (?:\w+ ){{0,3}}?(?:tan|mejor|m[aá]s|iguala|supera"
            rf"|compara|logra|ofrece)\w*"
        ),
        _says(
            r"\bno (?:va a )?(?:encontrar|hallar|recibir|obtendr|ver)\w* [^.!?;]{0,40}?\b(?:en"
            r" (?:otr[oa]|ning[uú]n\w*)"
            r" (?:otr[oa] )?(?:lugar|sitio|lado|parte)|igual)\b"
        ),
        _kind(
            r"\ba diferencia de (?:otr[oa]s|l[oa]s dem[aá]s)|\bcomo (?:ning[uú]n\w* otr[oa]|nadie)\b"
            r"|\bfuera de serie\b"
            r"|\bpor encima de (?:tod[oa]s|l[oa]s dem[aá]s|cualquier)|\bsin parang[oó]n\b|\bde"
            r" primer[ií]sim\w+|\bde [eé]lite\b"
        ),
        _kind(
            rf"\b(?:el|la|los|las) {PLACES} m[aá]s {GOOD}\b|\b(?:el|la) (?:nombre|equipo|marca) m[aá]s"
            rf" {GOOD}\b"
        ),
    ],
    "help to obtain": [
        _says(
            rf"\b(?:conozco|conocemos|tenemos|tengo) (?:a )?una? (?:\w+ )?{_SOMEBODY}[^.!?;]{{0,50}}?"
            rf"\b(?:{SCHEDULE_ONE}|{PSILOCYBIN})\b"
        ),
        _says(rf"\b{_GETS} (?:\w+ ){{0,3}}?(?:{SCHEDULE_ONE}|{PSILOCYBIN})\b"),
    ],
}
