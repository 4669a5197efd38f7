"""How names of places are written: short forms, nicknames, states, and the form that is compared."""

import re

from providers.states import USState
from providers.text_folding import fold

#: Short for longer words in names of places (USPS Publication 28 and common use).
WORDS = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "mtn": "mountain",
    "spgs": "springs",
    "hts": "heights",
    "bch": "beach",
    "vlg": "village",
    "twp": "township",
    "jct": "junction",
    "ctr": "center",
    "lk": "lake",
    "pt": "point",
    "crk": "creek",
    "hls": "hills",
    "vly": "valley",
    "isl": "island",
    "hbr": "harbor",
    "afb": "airforcebase",
}
FIRST_WORDS = {"n": "north", "s": "south", "e": "east", "w": "west", "no": "north", "so": "south"}
#: What people call a city, or the middle of a region → (squashed name, state).
ALIASES = {
    "newyork": ("newyorkcity", "NY"), "nyc": ("newyorkcity", "NY"), "ny": ("newyorkcity", "NY"),
    "nycity": ("newyorkcity", "NY"), "bigapple": ("newyorkcity", "NY"),
    "nuevayork": ("newyorkcity", "NY"), "ciudaddenuevayork": ("newyorkcity", "NY"),
    "bk": ("brooklyn", "NY"), "longisland": ("hicksville", "NY"), "hamptons": ("southampton", "NY"),
    "hudsonvalley": ("poughkeepsie", "NY"), "la": ("losangeles", "CA"), "socal": ("losangeles", "CA"),
    "southerncalifornia": ("losangeles", "CA"), "dtla": ("downtownlosangeles", "CA"),
    "weho": ("westhollywood", "CA"), "westhollywood": ("westhollywood", "CA"),
    "sanfernandovalley": ("vannuys", "CA"), "inlandempire": ("riverside", "CA"),
    "coachellavalley": ("palmsprings", "CA"), "sanbuenaventura": ("ventura", "CA"),
    "sf": ("sanfrancisco", "CA"), "sanfran": ("sanfrancisco", "CA"), "bayarea": ("sanfrancisco", "CA"),
    "sanfranciscobayarea": ("sanfrancisco", "CA"), "sfbayarea": ("sanfrancisco", "CA"),
    "siliconvalley": ("sanjose", "CA"), "sacto": ("sacramento", "CA"), "napavalley": ("napa", "CA"),
    "laketahoe": ("southlaketahoe", "CA"), "dc": ("washington", "DC"), "washdc": ("washington", "DC"),
    "dmv": ("washington", "DC"), "northernvirginia": ("fairfax", "VA"), "hamptonroads": ("norfolk", "VA"),
    "philly": ("philadelphia", "PA"), "pgh": ("pittsburgh", "PA"), "lehighvalley": ("allentown", "PA"),
    "poconos": ("stroudsburg", "PA"), "bmore": ("baltimore", "MD"), "vegas": ("lasvegas", "NV"),
    "nola": ("neworleans", "LA"), "slc": ("saltlakecity", "UT"), "okc": ("oklahomacity", "OK"),
    "atl": ("atlanta", "GA"), "indy": ("indianapolis", "IN"), "pdx": ("portland", "OR"),
    "stpete": ("saintpetersburg", "FL"), "saintpete": ("saintpetersburg", "FL"),
    "jax": ("jacksonville", "FL"), "southflorida": ("miami", "FL"), "cincy": ("cincinnati", "OH"),
    "chitown": ("chicago", "IL"), "chicagoland": ("chicago", "IL"), "abq": ("albuquerque", "NM"),
    "phx": ("phoenix", "AZ"), "kc": ("kansascity", "MO"), "kcmo": ("kansascity", "MO"),
    "kck": ("kansascity", "KS"), "stl": ("saintlouis", "MO"), "saintjoe": ("saintjoseph", "MO"),
    "mpls": ("minneapolis", "MN"), "twincities": ("minneapolis", "MN"), "dsm": ("desmoines", "IA"),
    "quadcities": ("davenport", "IA"), "dfw": ("dallas", "TX"), "dallasfortworth": ("dallas", "TX"),
    "atx": ("austin", "TX"), "htown": ("houston", "TX"), "riograndevalley": ("mcallen", "TX"),
    "nlr": ("northlittlerock", "AR"), "clt": ("charlotte", "NC"), "rdu": ("raleigh", "NC"),
    "raleighdurham": ("raleigh", "NC"), "researchtriangle": ("durham", "NC"),
    "outerbanks": ("killdevilhills", "NC"), "obx": ("killdevilhills", "NC"),
    "capecod": ("hyannis", "MA"), "marthasvineyard": ("vineyardhaven", "MA"),
    "jacksonhole": ("jackson", "WY"), "urbanhonolulu": ("honolulu", "HI"), "oahu": ("honolulu", "HI"),
    "maui": ("kahului", "HI"), "kauai": ("lihue", "HI"), "molokai": ("kaunakakai", "HI"),
    "lanai": ("lanaicity", "HI"), "saintcroix": ("saintcroix", "VI"), "saintthomas": ("saintthomas", "VI"),
    "agana": ("hagatna", "GU"), "tutuila": ("pagopago", "AS"),
    "westernmass": ("springfield", "MA"), "westernmassachusetts": ("springfield", "MA"),
    "centralmass": ("worcester", "MA"), "centralmassachusetts": ("worcester", "MA"),
    "flushing": ("flushing", "NY"), "berkshires": ("pittsfield", "MA"),
    "upstatenewyork": ("syracuse", "NY"), "upstateny": ("syracuse", "NY"), "norcal": ("sacramento", "CA"),
    "northerncalifornia": ("sacramento", "CA"), "centralvalley": ("fresno", "CA"),
    "centralcoast": ("sanluisobispo", "CA"), "eastbay": ("oakland", "CA"),
    "upperpeninsula": ("marquette", "MI"), "navajonation": ("windowrock", "AZ"),
    "southjersey": ("camden", "NJ"), "northjersey": ("newark", "NJ"), "jerseyshore": ("tomsriver", "NJ"),
    "filadelfia": ("philadelphia", "PA"), "nuevaorleans": ("neworleans", "LA"),
    "cayohueso": ("keywest", "FL"), "cayolargo": ("keylargo", "FL"), "fenix": ("phoenix", "AZ"),
    "sanagustin": ("saintaugustine", "FL"), "lagosalado": ("saltlakecity", "UT"),
    "bufalo": ("buffalo", "NY"), "sanpetersburgo": ("saintpetersburg", "FL"), "hialea": ("hialeah", "FL"),
    "29palms": ("twentyninepalms", "CA"), "1000oaks": ("thousandoaks", "CA"),
    "tumon": ("tamuning", "GU"), "ordot": ("chalanpagoordot", "GU"),
    "chalanpago": ("chalanpagoordot", "GU"), "mongmong": ("mongmongtotomaite", "GU"),
    "jblm": ("jointbaselewismcchord", "WA"),
    "jointbaseelmendorfrichardson": ("jber", "AK"),
}  # fmt: skip
#: Names of regions among the above: their town is a guess, and these of the same state are offered too.
REGIONS = {
    "longisland": "hempstead huntington riverhead", "hamptons": "easthampton", "socal": "sandiego riverside",
    "hudsonvalley": "newburgh kingston whiteplains", "southerncalifornia": "sandiego riverside",
    "sanfernandovalley": "burbank", "inlandempire": "sanbernardino ontario", "coachellavalley": "indio",
    "bayarea": "oakland sanjose", "sanfranciscobayarea": "oakland sanjose", "sfbayarea": "oakland sanjose",
    "siliconvalley": "paloalto mountainview sunnyvale", "napavalley": "sainthelena", "laketahoe": "truckee",
    "dmv": "", "northernvirginia": "arlington alexandria manassas",
    "hamptonroads": "virginiabeach newportnews", "lehighvalley": "bethlehem easton", "poconos": "mountpocono",
    "southflorida": "fortlauderdale westpalmbeach", "chicagoland": "naperville", "quadcities": "bettendorf",
    "twincities": "saintpaul", "dfw": "fortworth arlington", "dallasfortworth": "fortworth arlington",
    "riograndevalley": "brownsville harlingen", "rdu": "durham", "raleighdurham": "durham cary",
    "researchtriangle": "raleigh chapelhill", "outerbanks": "nagshead", "obx": "nagshead",
    "capecod": "falmouth provincetown", "marthasvineyard": "edgartown", "jacksonhole": "",
    "oahu": "kailua pearlcity", "maui": "lahaina", "kauai": "kapaa", "molokai": "", "tutuila": "",
    "westernmass": "pittsfield northampton", "westernmassachusetts": "pittsfield northampton",
    "centralmass": "fitchburg", "centralmassachusetts": "fitchburg", "berkshires": "northadams",
    "upstatenewyork": "albany rochester buffalo", "upstateny": "albany rochester buffalo",
    "northerncalifornia": "redding chico sanfrancisco", "norcal": "redding chico sanfrancisco",
    "centralvalley": "modesto bakersfield", "centralcoast": "santacruz santabarbara",
    "eastbay": "berkeley fremont", "upperpeninsula": "escanaba saultstemarie", "navajonation": "chinle",
    "southjersey": "cherryhill atlanticcity", "northjersey": "paterson jerseycity",
    "jerseyshore": "asburypark",
}  # fmt: skip
#: Before the name of a state: a part of it that nobody drew a line round.
PARTS_OF_A_STATE = {
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "upstate",
    "downstate", "upper", "lower", "middle", "mid", "coastal", "rural", "northeast", "northwest",
    "southeast", "southwest", "northeastern", "northwestern", "southeastern", "southwestern",
}  # fmt: skip
#: Whole countries that people type; what is called so here is offered.
ABROAD = {
    "canada", "mexico", "unitedkingdom", "uk", "england", "scotland", "ireland", "australia", "germany",
    "india", "france", "spain", "italy", "netherlands", "brazil", "colombia", "costarica", "newzealand",
}  # fmt: skip
#: These letters alone mean the city first; "NY" alone is the state.
CITIES_BEFORE_STATES = {"newyork", "la", "dc"}
#: The whole country, and the place where the visitor is: neither is a place in the table.
WHOLE_COUNTRY = {"usa", "us", "unitedstates", "unitedstatesofamerica", "america"}
EVERYWHERE = WHOLE_COUNTRY | {"anywhere", "nationwide"}
HERE = {
    "here",
    "nearme",
    "nearby",
    "nearhere",
    "aroundme",
    "mylocation",
    "currentlocation",
    "closetome",
}
MOST_WORDS_ROUND = 6  # that are taken off a name, one after another
#: What people write round a place's name.
BEFORE_A_NAME = re.compile(r"^(?:(?:in|near|around|close to|downtown|greater|metro) )+")
AFTER_A_NAME = re.compile(
    r" (?:area|metro|metro area|metropolitan area|region|suburbs|city center"
    r"|city|town|village|usa|us|united states|united states of america)$"
)
#: Abbreviations in use before the two-letter ones.
OLD_ABBREVIATIONS = {
    "ala": "AL", "ariz": "AZ", "ark": "AR", "calif": "CA", "cal": "CA", "colo": "CO", "conn": "CT",
    "dela": "DE", "fla": "FL", "ill": "IL", "kans": "KS", "mass": "MA", "mich": "MI", "minn": "MN",
    "miss": "MS", "mont": "MT", "nebr": "NE", "nev": "NV", "okla": "OK", "ore": "OR", "penn": "PA",
    "penna": "PA", "tenn": "TN", "tex": "TX", "wash": "WA", "wis": "WI", "wisc": "WI", "wyo": "WY",
    "ncarolina": "NC", "scarolina": "SC", "ndakota": "ND", "sdakota": "SD", "wva": "WV",
    "virginislands": "VI", "wvirginia": "WV", "del": "DE", "ida": "ID", "ind": "IN", "kan": "KS",
    "neb": "NE", "oreg": "OR", "nmex": "NM", "nmexico": "NM", "ndak": "ND", "sdak": "SD", "ncar": "NC",
    "scar": "SC", "cnmi": "MP", "samoa": "AS", "wvirg": "WV",
}  # fmt: skip
#: The states in Spanish where that differs; accents are dropped.
SPANISH_STATES = {
    "pensilvania": "PA", "luisiana": "LA", "tejas": "TX", "nuevomexico": "NM", "nuevomejico": "NM",
    "nuevajersey": "NJ", "carolinadelnorte": "NC", "carolinadelsur": "SC", "dakotadelnorte": "ND",
    "dakotadelsur": "SD", "virginiaoccidental": "WV", "nuevohampshire": "NH", "nuevahampshire": "NH",
    "misisipi": "MS", "misuri": "MO", "islasvirgenes": "VI", "islasmarianasdelnorte": "MP",
    "islasmarianas": "MP", "marianas": "MP", "samoaamericana": "AS", "distritodecolumbia": "DC",
}  # fmt: skip
PARTS_OF_A_NAME = re.compile(r"\([^()]*\)")


def squash(text):
    """Return a place name in the form that look-ups compare: folded, words spelled out, no spaces."""
    return squash_words(fold(PARTS_OF_A_NAME.sub(" ", str(text))).split())


def squash_words(words):
    """Return folded words in the form that look-ups compare."""
    words = list(words)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if len(words) > 2 and words[:2] == ["ciudad", "de"]:
        words = words[2:]
    if len(words) > 2 and words[1] == "of" and words[0] in ("city", "town", "village", "township", "borough"):
        words = words[2:]
    if len(words) > 1:
        words[0] = FIRST_WORDS.get(words[0], words[0])
    return "".join(WORDS.get(word, word) for word in words)


STATE_NAMES = {fold(state.label).replace(" ", ""): state.value for state in USState}
STATE_CODES = {state.value.lower(): state.value for state in USState}
STATES = STATE_NAMES | STATE_CODES | OLD_ABBREVIATIONS | SPANISH_STATES


def state_named(text):
    """Return the abbreviation of the state that a text names in full or in short, or ""."""
    return state_of_words(fold(text).split())


def state_of_words(words):
    """Return the abbreviation of the state that folded words name in full or in short, or ""."""
    return STATES.get("".join(words), "")


_COUNTY_WORDS = re.compile(
    r"^(?:city and county of|city and borough of|city of|condado de|municipio de) "
    r"| (?:county|co|cty|parish|borough|census area|municipality|municipio|city|ca)$"
)


def county_key(text):
    """Return the name of a county in the form that look-ups compare, without its "County" or "Parish"."""
    return county_key_of_words(fold(PARTS_OF_A_NAME.sub(" ", str(text))).split())


def county_key_of_words(words):
    """Return the folded words of a county's name in the form that look-ups compare."""
    plain = " ".join(words)
    for _turn in range(MOST_WORDS_ROUND):
        plain = _COUNTY_WORDS.sub("", plain)
    return squash_words(plain.split())
