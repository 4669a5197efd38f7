"""Where a license can be looked up: official pages of boards and of their national associations.

Only addresses that are known to be official are here. For every other state the moderator reads that no
link is known, and finds the board by its name. And what a board's name says of itself: whose, and where.
"""

import re

from providers.models.eligibility import PROGRAM_STATES, LicenseType
from providers.places.spelling import OLD_ABBREVIATIONS
from providers.states import USState
from providers.text_folding import fold

PHYSICIANS = frozenset({LicenseType.MD, LicenseType.DO, LicenseType.PA})
NURSES = frozenset({LicenseType.APRN, LicenseType.CRNA, LicenseType.RN})
PSILOCYBIN = frozenset(PROGRAM_STATES)
HEALTH = frozenset(LicenseType) - PSILOCYBIN - {LicenseType.TRIAL}

#: State: pairs of (types that can be looked up there, address). Each address was found in several independent
#: public sources that name it as the board's own look-up, last on November 28, 2026; states whose sources
#: disagree (Georgia, Illinois, Michigan, Pennsylvania, Tennessee) are left out until one is confirmed. For
#: Colorado's natural medicine no look-up is known: its two offices are named instead.
STATES = {
    "AK": [(HEALTH, "https://www.commerce.alaska.gov/cbp/main/search/professional")],
    "CA": [(HEALTH, "https://search.dca.ca.gov/")],
    "CO": [
        (HEALTH, "https://apps2.colorado.gov/dora/licensing/lookup/licenselookup.aspx"),
        (frozenset({LicenseType.PSILOCYBIN_CENTER}), "https://dnm.colorado.gov/"),
        (PSILOCYBIN, "https://dpo.colorado.gov/NaturalMedicine"),
    ],
    "CT": [(HEALTH, "https://www.elicense.ct.gov/Lookup/LicenseLookup.aspx")],
    "DE": [(HEALTH, "https://delpros.delaware.gov/OH_VerifyLicense")],
    "FL": [(HEALTH, "https://mqa-internet.doh.state.fl.us/MQASearchServices/HealthCareProviders")],
    "ID": [(HEALTH, "https://edopl.idaho.gov/OnlineServices/?link=PubSearch")],
    "IN": [(HEALTH, "https://mylicense.in.gov/everification/")],
    "ME": [(HEALTH, "https://www.pfr.maine.gov/ALMSOnline/ALMSQuery/SearchIndividual.aspx")],
    "MO": [(HEALTH, "https://pr.mo.gov/licensee-search.asp")],
    "NC": [(PHYSICIANS, "https://portal.ncmedboard.org/verification/search.aspx")],
    "NE": [(HEALTH, "https://www.nebraska.gov/LISSearch/search.cgi")],
    "NJ": [(HEALTH, "https://newjersey.mylicense.com/verification/")],
    "NY": [(HEALTH, "https://www.op.nysed.gov/verification-search")],
    "OH": [(HEALTH, "https://elicense.ohio.gov/oh_verifylicense")],
    "OR": [(PSILOCYBIN, "https://psilocybin.oregon.gov/license-directory")],
    "TX": [
        (PHYSICIANS, "https://profile.tmb.state.tx.us/"),
        (NURSES, "https://txbn.boardsofnursing.org/licenselookup"),
        (HEALTH - PHYSICIANS - NURSES, "https://bhec.texas.gov/verify-a-license/"),
    ],
    "UT": [(HEALTH, "https://secure.utah.gov/llv/search/index.html")],
    "VA": [(HEALTH, "https://dhp.virginiainteractive.org/Lookup/Index")],
    "WA": [(HEALTH, "https://fortress.wa.gov/doh/providercredentialsearch/")],
    "WI": [(HEALTH, "https://licensesearch.wi.gov/")],
}
#: Associations of the state boards, for every state (DocInfo: FSMB; Nursys: NCSBN).
NATIONAL = [(PHYSICIANS, "https://www.docinfo.org/"), (NURSES, "https://www.nursys.com/")]
TRIALS = "https://clinicaltrials.gov/study/"

_T = LicenseType
#: A word of a board's name: the licenses that a board of that name may give in some state. Several words
#: give them all ("Board of Medicine and Nursing"); a name without any says nothing (a department of health).
PROFESSIONS = [
    (re.compile(r"\b(?:medical|medicine|osteopath\w*|physicians?|surgeons?)\b"), PHYSICIANS),
    (re.compile(r"\bphysicians? assistants?\b"), frozenset({_T.PA})),
    (re.compile(r"\bnurs\w*\b"), NURSES),
    (re.compile(r"\bpsycholog\w*\b"), frozenset({_T.PSYCHOLOGIST})),
    (re.compile(r"\bsocial work\w*\b"), frozenset({_T.LCSW})),
    (re.compile(r"\b(?:marriage|family|therap\w*|counsel\w*)\b"), frozenset({_T.LMFT, _T.LPC})),
    (
        re.compile(r"\b(?:behavioral|mental health)\b"),
        frozenset({_T.PSYCHOLOGIST, _T.LCSW, _T.LMFT, _T.LPC}),
    ),
    (re.compile(r"\b(?:psilocybin|natural medicine)\b"), PSILOCYBIN),
    (
        re.compile(
            r"\b(?:dent\w*|veterin\w*|chiropract\w*|pharmac\w*|optometr\w*|podiatr\w*|massage|acupunctur\w*|"
            r"naturopath\w*|physical therap\w*|occupational therap\w*|speech\w*|cosmetology|bar)\b"
        ),
        frozenset(),
    ),
]
#: Medicine that is not a physician's, and therapy that is not talk.
_OTHER_MEDICINE = re.compile(
    r"\b(naturopathic|oriental|chinese|podiatric|veterinary|natural|dental|chiropractic) medic(?:ine|al)\b"
    r"|\b(physical|occupational|massage|speech\w*|respiratory) therap\w*"
)
#: A state's name in full. Washington, DC is not Washington, and a state's name may be another's end.
_NAMES = {fold(state.label): state.value for state in USState} | {
    "washington dc": "DC", "washington d c": "DC", "virgin islands": "VI",
}  # fmt: skip
_STATE = re.compile(rf"\b(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})\b")
#: Capitals that mean a state, except those that also mean a word, a degree or a license.
_CODES = frozenset(USState.values) - {
    "AS",
    "DO",
    "HI",
    "ID",
    "IN",
    "MA",
    "MD",
    "ME",
    "OH",
    "OK",
    "OR",
    "PA",
    "VI",
}
_OLD = {name: code for name, code in OLD_ABBREVIATIONS.items() if len(name) > 3}


def states_named(board):
    """Return the states that a board's name names: in full, or as "TX" and "Calif."."""
    found = {_NAMES[name] for name in _STATE.findall(fold(board))}
    if not found:
        found = {_OLD[word] for word in fold(board).split() if word in _OLD}
    return found or {word for word in re.findall(r"\b[A-Z]{2}\b", board) if word in _CODES}


def types_named(board):
    """Return the license types that a board of this name may give, or None when its name says nothing."""
    plain = fold(board)
    other = _OTHER_MEDICINE.search(plain)
    if "physician assistant" in plain and "medic" not in plain:
        return frozenset({_T.PA})
    talk = _OTHER_MEDICINE.sub(lambda match: match[1] or match[2], plain) if other else plain
    found = [types for words, types in PROFESSIONS if words.search(talk)]
    found += [PSILOCYBIN] if "natural medicine" in plain else []
    if not found and other:
        return frozenset()
    return frozenset().union(*found) if found else None


def lookup(state, type, number=""):
    """Return the address where a license of this type can be looked up, or "" when none is known."""
    if type == LicenseType.TRIAL:
        return f"{TRIALS}{number.upper()}" if number.isalnum() else "https://clinicaltrials.gov/"
    known = [*STATES.get(state, []), *NATIONAL]
    return next((address for types, address in known if type in types), "")
