"""The names of state boards by state and license, where one is known: filled in for its holder to read.

Names are those under which a state's own register shows the licenses of behavioral health, as compiled in
github.com/tthreatt/agentic-education-verification at bf72f5f (February 4, 2026); where the register names
no board but an agency or a search page, nothing is filled in. DC: dchealth.dc.gov; GU: guamhplo.org; VI:
usvipsychologyboard.com; MP: cnmilicensing.gov.mp. Physicians and nurses: the boards whose own look-ups stand
in `boards.STATES`, and in Oregon oregon.gov/omb.
"""

from providers.models.eligibility import LicenseType as T

_TALK = (T.LPC, T.LMFT)
_ALL = (T.LPC, T.LMFT, T.LCSW)
_MEDICAL = (T.MD, T.DO, T.PA)
_BOARDS = {
    "AL": {
        "Alabama Board of Examiners in Counseling": (T.LPC,),
        "Alabama State Board of Social Work Examiners": (T.LCSW,),
        "Alabama Board of Examiners in Psychology": (T.PSYCHOLOGIST,),
    },
    "AR": {
        "Arkansas Board of Examiners in Counseling and Marriage and Family Therapy": _TALK,
        "Arkansas Social Work Licensing Board": (T.LCSW,),
        "Arkansas Psychology Board": (T.PSYCHOLOGIST,),
    },
    "AZ": {
        "Arizona Board of Behavioral Health Examiners": _ALL,
        "Arizona Board of Psychologist Examiners": (T.PSYCHOLOGIST,),
    },
    "DC": {
        "District of Columbia Board of Professional Counseling": (T.LPC,),
        "District of Columbia Board of Marriage and Family Therapy": (T.LMFT,),
        "District of Columbia Board of Social Work": (T.LCSW,),
    },
    "GU": {"Guam Board of Allied Health Examiners": (*_TALK, T.PSYCHOLOGIST)},
    "KS": {"Kansas Behavioral Sciences Regulatory Board": (*_ALL, T.PSYCHOLOGIST)},
    "KY": {"Kentucky Board of Social Work": (T.LCSW,)},
    "LA": {
        "Louisiana Licensed Professional Counselors Board of Examiners": _TALK,
        "Louisiana State Board of Social Work Examiners": (T.LCSW,),
        "Louisiana State Board of Examiners of Psychologists": (T.PSYCHOLOGIST,),
    },
    "MD": {
        "Maryland Board of Professional Counselors and Therapists": _TALK,
        "Maryland Board of Examiners of Psychologists": (T.PSYCHOLOGIST,),
    },
    "MN": {
        "Minnesota Board of Behavioral Health and Therapy": (T.LPC,),
        "Minnesota Board of Marriage and Family Therapy": (T.LMFT,),
        "Minnesota Board of Social Work": (T.LCSW,),
        "Minnesota Board of Psychology": (T.PSYCHOLOGIST,),
    },
    "MP": {
        "Northern Mariana Islands Health Care Professions Licensing Board": (*_TALK, T.PSYCHOLOGIST),
    },
    "MS": {
        "Mississippi Board of Examiners for Licensed Professional Counselors": (T.LPC,),
        "Mississippi Board of Examiners for Social Workers and Marriage and Family Therapists": (
            T.LMFT,
            T.LCSW,
        ),
        "Mississippi Board of Psychology": (T.PSYCHOLOGIST,),
    },
    "NC": {
        "North Carolina Medical Board": _MEDICAL,
        "North Carolina Board of Licensed Clinical Mental Health Counselors": (T.LPC,),
        "North Carolina Marriage and Family Therapy Licensure Board": (T.LMFT,),
        "North Carolina Social Work Certification and Licensure Board": (T.LCSW,),
        "North Carolina Psychology Board": (T.PSYCHOLOGIST,),
    },
    "ND": {
        "North Dakota Board of Counselor Examiners": (T.LPC,),
        "North Dakota Marriage and Family Therapy Licensure Board": (T.LMFT,),
        "North Dakota Board of Social Work Examiners": (T.LCSW,),
    },
    "NV": {
        "Nevada Board of Examiners for Marriage and Family Therapists and Clinical Professional Counselors": (
            _TALK
        ),
        "Nevada Board of Examiners for Social Workers": (T.LCSW,),
        "Nevada Board of Psychological Examiners": (T.PSYCHOLOGIST,),
    },
    "OK": {
        "Oklahoma State Board of Behavioral Health Licensure": _TALK,
        "Oklahoma State Board of Licensed Social Workers": (T.LCSW,),
        "Oklahoma State Board of Examiners of Psychologists": (T.PSYCHOLOGIST,),
    },
    "OR": {
        "Oregon Medical Board": _MEDICAL,
        "Oregon Board of Licensed Professional Counselors and Therapists": _TALK,
        "Oregon Board of Licensed Social Workers": (T.LCSW,),
        "Oregon Board of Psychology": (T.PSYCHOLOGIST,),
    },
    "SD": {
        "South Dakota Board of Examiners for Counselors and Marriage and Family Therapists": _TALK,
        "South Dakota Board of Social Workers": (T.LCSW,),
        "South Dakota Board of Examiners of Psychologists": (T.PSYCHOLOGIST,),
    },
    "TX": {
        "Texas Medical Board": _MEDICAL,
        "Texas Board of Nursing": (T.APRN, T.CRNA, T.RN),
        "Texas Behavioral Health Executive Council": (*_ALL, T.PSYCHOLOGIST),
    },
    "VI": {"Virgin Islands Board of Psychology Examiners": (T.PSYCHOLOGIST,)},
    "WV": {
        "West Virginia Board of Examiners in Counseling": _TALK,
        "West Virginia Board of Social Work": (T.LCSW,),
        "West Virginia Board of Examiners of Psychologists": (T.PSYCHOLOGIST,),
    },
    "WY": {
        "Wyoming Mental Health Professions Licensing Board": _ALL,
        "Wyoming Board of Psychology": (T.PSYCHOLOGIST,),
    },
}


def board_of(state, type):
    """Return the name of the board that gives licenses of a type in a state, or "" where none is known."""
    return next((name for name, types in _BOARDS.get(state, {}).items() if type in types), "")
