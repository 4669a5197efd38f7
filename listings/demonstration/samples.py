"""The listings of a demonstration: invented people and places of care in real towns.

Nothing here can be taken for real: every text says "Demonstration listing", license numbers read
DEMO-…, telephone numbers end 555-01xx, there is no NPI and no match in a registry.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from listings.demonstration.practices import LISTINGS, WAITING
from providers.document.choices import Part
from providers.document.schema import TELEHEALTH, TEXT_VERSION
from providers.models.eligibility import (
    ORGANIZATION_LICENSES,
    PRESCRIBER,
    Kind,
    LicenseType,
    Role,
    kind_of,
)

R = Role
LICENSES = {
    R.PSYCHIATRIST: LicenseType.MD,
    R.PHYSICIAN: LicenseType.MD,
    R.NURSE_PRACTITIONER: LicenseType.APRN,
    R.NURSE_ANESTHETIST: LicenseType.CRNA,
    R.PHYSICIAN_ASSISTANT: LicenseType.PA,
    R.PSYCHOLOGIST: LicenseType.PSYCHOLOGIST,
    R.CLINICAL_SOCIAL_WORKER: LicenseType.LCSW,
    R.MARRIAGE_AND_FAMILY_THERAPIST: LicenseType.LMFT,
    R.PROFESSIONAL_COUNSELOR: LicenseType.LPC,
    R.PSILOCYBIN_FACILITATOR: LicenseType.PSILOCYBIN_FACILITATOR,
    R.CLINICAL_FACILITATOR: LicenseType.CLINICAL_FACILITATOR,
    R.PSILOCYBIN_CENTER: LicenseType.PSILOCYBIN_CENTER,
    R.TRIAL_SITE: LicenseType.TRIAL,
}
THERAPY = ["integration-therapy", "harm-reduction"]
#: Treatments of a role; of several sets, the listing's number chooses one.
TREATMENTS = {
    R.PSYCHIATRIST: [
        ["ketamine-infusion", "medical-evaluation"],
        ["esketamine", "medical-evaluation", "integration-therapy"],
        ["ketamine-oral", "ketamine-assisted-psychotherapy", "medical-evaluation"],
    ],
    R.PHYSICIAN: [["ketamine-injection", "medical-evaluation"], ["ketamine-infusion"]],
    R.NURSE_PRACTITIONER: [["ketamine-injection", "ketamine-oral", "medical-evaluation"]],
    R.NURSE_ANESTHETIST: [["ketamine-infusion"]],
    R.PHYSICIAN_ASSISTANT: [["ketamine-injection", "medical-evaluation"]],
    R.PSYCHOLOGIST: [["integration-therapy", "ketamine-assisted-psychotherapy"], THERAPY],
    R.CLINICAL_SOCIAL_WORKER: [THERAPY],
    R.MARRIAGE_AND_FAMILY_THERAPIST: [["integration-therapy"], THERAPY],
    R.PROFESSIONAL_COUNSELOR: [THERAPY, ["integration-therapy", "ketamine-assisted-psychotherapy"]],
    R.PSILOCYBIN_FACILITATOR: [["psilocybin-services"]],
    R.CLINICAL_FACILITATOR: [["psilocybin-services"]],
    R.PSILOCYBIN_CENTER: [["psilocybin-services"]],
    R.CLINIC: [
        ["ketamine-infusion", "ketamine-injection"],
        ["esketamine", "ketamine-infusion", "medical-evaluation"],
        ["ketamine-infusion", "group-ketamine-therapy", "integration-therapy"],
    ],
    R.GROUP_PRACTICE: [
        ["ketamine-assisted-psychotherapy", "integration-therapy", "medical-evaluation"],
        ["esketamine", "medical-evaluation"],
    ],
    R.HOSPITAL_PROGRAM: [["esketamine", "ketamine-infusion", "clinical-trial"]],
    R.TRIAL_SITE: [["clinical-trial"]],
}
CONDITIONS = [
    ["depression", "treatment-resistant-depression", "anxiety"],
    ["depression", "ptsd"],
    ["treatment-resistant-depression", "bipolar-depression", "suicidal-thoughts"],
    ["anxiety", "ocd", "ptsd"],
    ["grief", "end-of-life-distress", "depression"],
    ["alcohol-use", "depression", "chronic-pain"],
]
#: Ways to pay of who gives a drug that no insurer pays for, and of who also gives care that one may pay for.
PATIENTS_PAY = [["self-pay", "payment-plan"], ["self-pay"], ["self-pay", "sliding-scale", "payment-plan"]]
PAYMENTS = [
    ["self-pay", "superbill"],
    ["self-pay", "aetna", "cigna", "blue-cross-blue-shield"],
    ["self-pay", "sliding-scale", "payment-plan"],
    ["self-pay", "medicare", "united-healthcare"],
]
#: What an insurer may pay for: the spray that is approved, talking, and a visit.
INSURED = frozenset({"esketamine", "integration-therapy", "medical-evaluation", "harm-reduction"})
LANGUAGES = [["spanish"], [], ["mandarin", "cantonese"], [], ["spanish", "portuguese"], ["french"], []]
COMMUNITIES = [["lgbtq"], ["veterans", "first-responders"], [], ["older-adults"], ["black"], ["perinatal"]]
ACCESS = [
    ["wheelchair", "step-free", "accessible-restroom"],
    ["elevator", "quiet-room"],
    [],
    ["wheelchair", "accessible-parking", "service-animals"],
]
#: Session price from and to, number of sessions, by treatment, in US dollars (invented).
PRICES = {
    "ketamine-infusion": (425, 550, 6),
    "ketamine-injection": (250, 325, 6),
    "ketamine-oral": (150, 225, 8),
    "esketamine": (300, 450, 8),
    "ketamine-assisted-psychotherapy": (400, 600, 4),
    "group-ketamine-therapy": (200, 250, 6),
    "psilocybin-services": (900, 1800, 1),
}
APPROACH = [
    "Demonstration listing. We begin with a long talk and your medical history, decide together whether "
    "this care could suit you, and say so when it does not.",
    "Demonstration listing. Preparation comes first, then a quiet room, someone beside you the whole "
    "time, and a talk the day after. We work with your own doctor if you wish.",
    "Demonstration listing. Small, unhurried and plain about costs. You can stop at any point, and we "
    "plan ahead for what happens between visits.",
]
AGREED = dict.fromkeys(["consents", "is_accurate", "follows_conduct"], True)


@dataclass(frozen=True)
class Sample:
    """One invented listing; `number` (from 1) varies everything that is not given."""

    number: int
    name: str
    credentials: str
    role: Role
    towns: list

    @property
    def email(self):
        """The invented owner's address; the first listing belongs to the therapist one can sign in as."""
        return "therapist@demo.example" if self.number == 1 else f"listing-{self.number:02}@demo.example"

    def pick(self, options):
        """One of several, by number."""
        return options[self.number % len(options)]

    @property
    def license_type(self):
        """The license the role rests on; a DO where the credentials say so."""
        return LicenseType.DO if self.credentials == "DO" else LICENSES.get(self.role, LicenseType.MD)

    @property
    def states(self):
        """States of practice."""
        return list(dict.fromkeys(town[1] for town in self.towns))

    @property
    def is_organization(self):
        """Whether it is listed as an organization."""
        return kind_of(self.role) == Kind.ORGANIZATION

    @property
    def parts(self):
        """The parts of the care; psilocybin is not prescribed, and without a drug nobody has a part."""
        if not self.priced:
            return []
        prescribes = [] if self.priced == ["psilocybin-services"] else [Part.PRESCRIBES]
        return list(map(str, [*prescribes, Part.IN_THE_ROOM, Part.INTEGRATES]))

    @property
    def own_parts(self):
        """What somebody who is listed alone does themselves."""
        beside = {part for person in self.people for part in person["parts"]}
        return [] if self.is_organization else [part for part in self.parts if part not in beside]

    @property
    def _is_held_by_lead(self):
        return self.is_organization and self.license_type not in ORGANIZATION_LICENSES

    @property
    def people(self):
        """Who works at an organization, and who prescribes where a therapist works alone."""
        if not self.is_organization:
            parts = [str(Part.PRESCRIBES)]
            prescriber = {"key": "c1", "name": "Demonstration Prescriber", "parts": parts, "license": "MD"}
            return [prescriber] if parts[0] in self.parts and self.license_type not in PRESCRIBER else []
        lead = {"key": "c1", "name": "Demonstration Lead", "parts": [*self.parts[:-1], str(Part.LEADS)]}
        guide = {"key": "c2", "name": "Demonstration Guide", "parts": [str(Part.INTEGRATES)]}
        if self.license_type in ORGANIZATION_LICENSES:  # no license of the lead's own is entered
            lead["license"] = f"Demonstration license, {self.states[0]}"
        return [lead, {**guide, "license": f"Demonstration counselor, {self.states[0]}"}]

    @property
    def licenses(self):
        """License rows: one for each state of practice."""
        day = timezone.localdate() + datetime.timedelta(days=200 + self.number * 17 % 500)
        return [
            {
                "holder": "c1" if self._is_held_by_lead else "",
                "state": state,
                "type": str(self.license_type),
                "board": "Demonstration board",
                "number": f"DEMO-{self.number:04}" + ("" if index == 0 else f"-{index + 1}"),
                "expires_on": day.isoformat(),
            }
            for index, state in enumerate(self.states)
        ]

    @property
    def places(self):
        """Place rows; every fourth listing hides its street."""
        return [
            {
                "key": f"p{index}",
                "street": f"{100 + self.number * 7 + index} Example Street",
                "suite": f"Suite {self.number}" if self.number % 3 == 0 else "",
                "city": city,
                "state": state,
                "zip_code": zip_code,
                "shows_street": self.number % 4 != 0,
                "phone": f"+1{area}55501{self.number + index:02}",
                "hours": self.pick(["Mon to Fri, 9 am to 5 pm", "Tue to Sat, 10 am to 6 pm", ""]),
                "access": self.pick(ACCESS),
                "people": ["c1", "c2"] if self.is_organization else [],
            }
            for index, (city, state, zip_code, area) in enumerate(self.towns, 1)
        ]

    @property
    def is_by_telehealth(self):
        """Whether part of the care is offered remotely."""
        return self.number % 3 != 1 and "integration-therapy" in self.treatments

    @property
    def treatments(self):
        """Slugs of what is offered."""
        return self.pick(TREATMENTS[self.role])

    @property
    def priced(self):
        """Slugs of the offers in which a drug is given."""
        return [slug for slug in self.treatments if slug in PRICES]

    @property
    def payments(self):
        """Ways to pay that can be true of what is offered."""
        if self.role == R.TRIAL_SITE:
            return ["no-cost-trial"]
        return self.pick(PAYMENTS if INSURED & set(self.treatments) else PATIENTS_PAY)

    @property
    def payments_apart(self):
        """Ways to pay by treatment: a trial costs nothing, and no insurer is said to pay for every drug."""
        if len(self.treatments) < 2:
            return []
        own = {"clinical-trial": ["no-cost-trial"]} if "clinical-trial" in self.treatments else {}
        if set(self.payments) - {way for ways in PATIENTS_PAY for way in ways}:
            own |= {s: self.payments if s in INSURED else self.pick(PATIENTS_PAY) for s in self.priced}
        return [{"treatment": slug, "options": options} for slug, options in own.items()]

    @property
    def ages(self):
        """Age groups; esketamine and psilocybin are for adults alone."""
        if {"esketamine", "psilocybin-services"} & set(self.treatments):
            return self.pick([["adults"], ["adults", "older-adults"]])
        return self.pick([["adults"], ["adults", "older-adults"], ["adolescents", "adults"]])

    def document(self):
        """The whole listing as a document (JSON), one part a step."""
        return {
            "you": self._you(),
            "licenses": self._licenses(),
            "places": {
                "places": self.places,
                "telehealth_states": self.states if self.is_by_telehealth else [],
            },
            "care": self._care(),
            "cost": {
                "costs": [self._cost(slug) for slug in self.priced] if self.number % 5 else [],
                "payment_options": self.payments,
                "payments": self.payments_apart,
            },
            "about": {
                "approach": self.pick(APPROACH),
                "first_visit": self.pick(["Bring a list of your medicines. Nothing is given that day.", ""]),
                "website": f"https://listing-{self.number:02}.example/" if self.number % 2 else "",
            },
            "review": {**AGREED, "text_version": TEXT_VERSION},
        }

    def _you(self):
        """Who is listed, and who takes part beside them: of an organization everybody."""
        return {
            "role": str(self.role),
            "legal_name": self.name,
            "display_name": self.name,
            "credentials": self.credentials,
            "people": self.people,
        }

    def _licenses(self):
        """Licenses, what is attested, training."""
        training = {"program": "Demonstration course in ketamine care", "hours": 60, "year": 2023}
        return {
            "licenses": self.licenses,
            "holds_dea_registration": True if self.license_type in PRESCRIBER else None,
            "is_rems_certified": True if "esketamine" in self.treatments else None,
            "has_malpractice_cover": True,
            "trainings": self.pick([[training], []]),
            "sessions_guided": self.pick(["0-10", "11-50", "51-200", "200+", ""]),
        }

    def _offers(self):
        """The treatments at every place, integration also remotely where there is telehealth."""
        here = [place["key"] for place in self.places]
        remotely = [TELEHEALTH] if self.is_by_telehealth else []
        return [
            {
                "treatment": slug,
                "where": here + (remotely if slug == "integration-therapy" else []),
                "conditions": [] if slug == "psilocybin-services" else self.pick(CONDITIONS),
            }
            for slug in self.treatments
        ]

    def _care(self):
        """Offers, team, safety practice and the small facts."""
        answers = {"screening": True, "vital_signs": True, "emergency_plan": True, "ride_home": True}
        if self.number % 3 == 0:
            answers |= {"life_support": True, "aftercare": True, "aftercare_detail": "A call the next day."}
        return {
            "offers": self._offers(),
            "own_parts": self.own_parts,
            "safety": answers if self.priced else {},
            "ages": self.ages,
            "languages": self.pick(LANGUAGES),
            "communities": self.pick(COMMUNITIES),
            "accepting": self.pick(["yes", "yes", "waitlist", "yes", "no"]),
            "wait_weeks": self.pick([1, 2, 6, None, None]),
        }

    def _cost(self, slug):
        """What the course costs; invented, and a little different everywhere."""
        low, high, sessions = PRICES[slug]
        more = self.number * 5 % 60
        return {
            "treatment": slug,
            "intake": 150 + more * 2,
            "session_low": low + more,
            "session_high": low + more if self.number % 2 else high + more,
            "sessions": sessions,
            "integration": 150 if self.number % 2 else None,
            "integration_sessions": 2 if self.number % 2 else None,
            "medicine_billed_apart": slug in ("esketamine", "psilocybin-services"),
        }


def samples():
    """The listings to publish."""
    return [Sample(number, *row) for number, row in enumerate(LISTINGS, 1)]


def waiting():
    """The listings that wait for a decision."""
    return [Sample(number, *row) for number, row in enumerate(WAITING, len(LISTINGS) + 1)]
