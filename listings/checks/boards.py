"""Where a license can be looked up: official pages of boards and of their national associations.

Only addresses that are known to be official are here. For every other state the moderator reads that no
link is known, and finds the board by its name.
"""

from providers.eligibility import LicenseType

PHYSICIANS = frozenset({LicenseType.MD, LicenseType.DO, LicenseType.PA})
NURSES = frozenset({LicenseType.APRN, LicenseType.CRNA, LicenseType.RN})
PSILOCYBIN = frozenset({LicenseType.PSILOCYBIN_FACILITATOR, LicenseType.PSILOCYBIN_CENTER})
HEALTH = frozenset(LicenseType) - PSILOCYBIN - {LicenseType.TRIAL}

#: State: pairs of (types that can be looked up there, address).
STATES = {
    "CA": [(HEALTH, "https://search.dca.ca.gov/")],
    "CO": [
        (
            HEALTH | {LicenseType.PSILOCYBIN_FACILITATOR},
            "https://apps2.colorado.gov/dora/licensing/lookup/licenselookup.aspx",
        )
    ],
    "FL": [(HEALTH, "https://mqa-internet.doh.state.fl.us/MQASearchServices/HealthCareProviders")],
    "GA": [(PHYSICIANS, "https://gcmb.mylicense.com/verification/")],
    "IL": [(HEALTH, "https://online-dfpr.micropact.com/lookup/licenselookup.aspx")],
    "IN": [(HEALTH, "https://mylicense.in.gov/everification/")],
    "MI": [(HEALTH, "https://val.apps.lara.state.mi.us/License/Search")],
    "NC": [(PHYSICIANS, "https://portal.ncmedboard.org/verification/search.aspx")],
    "NJ": [(HEALTH, "https://newjersey.mylicense.com/verification/")],
    "NY": [(HEALTH, "https://www.op.nysed.gov/verification-search")],
    "OH": [(HEALTH, "https://elicense.ohio.gov/oh_verifylicense")],
    "OR": [(PSILOCYBIN, "https://psilocybin.oregon.gov/")],
    "PA": [(HEALTH, "https://www.pals.pa.gov/#!/page/search")],
    "TN": [(HEALTH, "https://apps.health.tn.gov/licensure/")],
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
