"""Where a license can be looked up: official pages of boards and of their national associations.

Only addresses that are known to be official are here. For every other state the moderator reads that no
link is known, and finds the board by its name.
"""

from providers.eligibility import LicenseType

PHYSICIANS = frozenset({LicenseType.MD, LicenseType.DO, LicenseType.PA})
NURSES = frozenset({LicenseType.APRN, LicenseType.CRNA, LicenseType.RN})
PSILOCYBIN = frozenset({LicenseType.PSILOCYBIN_FACILITATOR, LicenseType.PSILOCYBIN_CENTER})
HEALTH = frozenset(LicenseType) - PSILOCYBIN - {LicenseType.TRIAL}

#: State: pairs of (types that can be looked up there, address). Each address was found in several independent
#: public sources that name it as the board's own look-up, last on November 24, 2026; states whose sources
#: disagree (Illinois, Ohio) are left out.
STATES = {
    "CA": [(HEALTH, "https://search.dca.ca.gov/")],
    "CO": [(HEALTH, "https://apps2.colorado.gov/dora/licensing/lookup/licenselookup.aspx")],
    "FL": [(HEALTH, "https://mqa-internet.doh.state.fl.us/MQASearchServices/HealthCareProviders")],
    "GA": [(PHYSICIANS, "https://gcmb.mylicense.com/verification/")],
    "IN": [(HEALTH, "https://mylicense.in.gov/everification/")],
    "MI": [(HEALTH, "https://val.apps.lara.state.mi.us/License/Search")],
    "NC": [(PHYSICIANS, "https://portal.ncmedboard.org/verification/search.aspx")],
    "NJ": [(HEALTH, "https://newjersey.mylicense.com/verification/")],
    "NY": [(HEALTH, "https://www.op.nysed.gov/verification-search")],
    "OR": [(PSILOCYBIN, "https://psilocybin.oregon.gov/license-directory")],
    "PA": [(HEALTH, "https://www.pals.pa.gov/#!/page/search")],
    "TN": [(HEALTH, "https://internet.health.tn.gov/Licensure/")],
    "TX": [
        (PHYSICIANS, "https://profile.tmb.state.tx.us/"),
        (NURSES, "https://txbn.boardsofnursing.org/licenselookup"),
        (HEALTH - PHYSICIANS - NURSES, "https://bhec.texas.gov/verify-a-license/"),
    ],
    "UT": [(HEALTH, "https://secure.utah.gov/llv/search/index.html")],
    "VA": [(HEALTH, "https://dhp.virginiainteractive.org/Lookup/Index")],
    "WA": [(HEALTH, "https://fortress.wa.gov/doh/providercredentialsearch/")],
}
#: Associations of the state boards, for every state (DocInfo: FSMB; Nursys: NCSBN).
NATIONAL = [(PHYSICIANS, "https://www.docinfo.org/"), (NURSES, "https://www.nursys.com/")]
TRIALS = "https://clinicaltrials.gov/study/"


def lookup(state, type, number=""):
    """Return the address where a license of this type can be looked up, or "" when none is known."""
    if type == LicenseType.TRIAL:
        return f"{TRIALS}{number.upper()}" if number.isalnum() else "https://clinicaltrials.gov/"
    known = [*STATES.get(state, []), *NATIONAL]
    return next((address for types, address in known if type in types), "")
