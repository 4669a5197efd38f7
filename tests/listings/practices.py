"""Practices as they are, as documents: ten kinds, each with what only it has to say. Names are invented."""

from listings.models import Submission
from listings.moderation import decisions
from listings.steps import submitting
from providers.document import schema as documents
from tests import factories

ALL = ["prescribes", "in-the-room", "integrates"]
TOWNS = {
    "TX": ("Austin", "78701", 30.27, -97.74), "OR": ("Portland", "97205", 45.52, -122.69),
    "CO": ("Denver", "80202", 39.75, -105.0), "CA": ("Oakland", "94607", 37.81, -122.29),
    "WY": ("Cheyenne", "82001", 41.15, -104.79), "PR": ("San Juan", "00901", 18.47, -66.11),
}  # fmt: skip


def license_(type, state, number=1, **more):
    """A license row."""
    row = {"state": state, "type": type, "board": "Demonstration board", "number": f"DEMO-{number}"}
    return {**row, "expires_on": "2099-01-01", **more}


def place(state, key="p1", **more):
    """A place row in a town whose ZIP code is known."""
    city, code, latitude, longitude = TOWNS[state]
    factories.zip_code(code, state=state, city=city, latitude=latitude, longitude=longitude)
    row = {"key": key, "street": f"1{key[1:]} Example Street", "city": city, "state": state, "zip_code": code}
    return {**row, "phone": "+15125550143", **more}


def practice(role, licenses, places, treatment, **parts):
    """A document of a practice that offers one treatment at all its places."""
    where = [row["key"] for row in places]
    conditions = [] if treatment == "psilocybin-services" else ["depression"]
    offers = [{"treatment": treatment, "where": where, "conditions": conditions}, *parts.pop("offers", [])]
    return documents.read_document(
        factories.document(
            you={"role": role, **parts.pop("you", {})},
            licenses={"licenses": licenses, **parts.pop("attested", {})},
            places={"places": places, **parts.pop("telehealth", {})},
            care={"offers": offers, "own_parts": parts.pop("own", []), **parts.pop("care", {})},
            cost={
                "costs": [{"treatment": treatment, "session_low": 100, "sessions": 1}],
                **parts.pop("cost", {}),
            },
        )
    )


def person(number, name, parts, **more):
    """A person row."""
    return {"key": f"c{number}", "name": name, "parts": parts, **more}


def clinic(**changes):
    """A clinic of six in four places, typed by an office manager."""
    people = [
        person(1, "Ada Sample", ["prescribes", "leads"], credentials="MD"),
        person(2, "Bea Sample", ["prescribes", "in-the-room"]),
        person(3, "Cal Sample", ["in-the-room"]),
        person(4, "Dee Sample", ["integrates"]),
        person(5, "Eli Sample", ["integrates"]),
        person(6, "Fay Sample", ["integrates"]),
    ]
    types = ["MD", "CRNA", "RN", "LPC", "LCSW", "PEER"]
    licenses = [license_(type, "CO", n, holder=f"c{n}") for n, type in enumerate(types, 1)]
    licenses.append(license_("MD", "WY", 7, holder="c1"))
    places = [place("CO", f"p{n}", people=["c1", f"c{n + 1}"], name=f"Clinic {n}") for n in (1, 2, 3)]
    places.append(place("WY", "p4", people=["c1"], name="Clinic 4"))
    you = {"people": people, "display_name": "Example Clinic"}
    changes = {"you": you, "licenses": licenses, "places": places, **changes}
    return practice("clinic", changes["licenses"], changes["places"], "ketamine-infusion", you=changes["you"])


def naturopath():
    """An Oregon naturopathic doctor who gives injections."""
    return practice(
        "naturopathic-doctor", [license_("ND", "OR")], [place("OR")], "ketamine-injection", own=ALL,
        you={"display_name": "Nan Sample", "credentials": "ND"},
    )  # fmt: skip


def both():
    """A counselor who is also a facilitator."""
    licenses = [license_("LPC", "OR"), license_("PSILOCYBIN_FACILITATOR", "OR", 2)]
    talk = {"treatment": "integration-therapy", "where": ["p1"], "conditions": ["grief"]}
    return practice(
        "professional-counselor", licenses, [place("OR")], "psilocybin-services",
        you={"also": ["psilocybin-facilitator"], "display_name": "Bo Sample", "credentials": "LPC"},
        own=["in-the-room", "integrates"], offers=[talk], cost={"fee": 140}, care={"ages": ["adults"]},
    )  # fmt: skip


def associate(**more):
    """An associate in California."""
    row = license_("ASSOCIATE", "CA", 123, title="Associate Marriage and Family Therapist")
    row |= {"employer": "Example Practice", "supervised_by": "Sam Super"}
    row["supervisor_license"] = "Licensed Marriage and Family Therapist, California, 45"
    return practice(
        "associate", [{**row, **more}], [place("CA")], "integration-therapy",
        you={"display_name": "Ash Sample"}, cost={"costs": [], "fee": 120},
    )  # fmt: skip


def center():
    """A licensed center; its facilitator's license is entered, its own is the organization's."""
    lead = person(1, "Gus Sample", ["in-the-room", "integrates", "leads"])
    licenses = [
        license_("PSILOCYBIN_CENTER", "OR"), license_("PSILOCYBIN_FACILITATOR", "OR", 2, holder="c1"),
    ]  # fmt: skip
    return practice(
        "psilocybin-center", licenses, [place("OR")], "psilocybin-services",
        you={"people": [lead], "display_name": "Example Service Center"},
    )  # fmt: skip


def colorado_center():
    """A healing center with a clinical facilitator and a facilitator."""
    people = [
        person(1, "Hal Sample", ["in-the-room", "integrates", "leads"], credentials="LCSW"),
        person(2, "Ida Sample", ["in-the-room"]),
    ]
    licenses = [
        license_("PSILOCYBIN_CENTER", "CO"),
        license_("CLINICAL_FACILITATOR", "CO", 2, holder="c1"),
        license_("LCSW", "CO", 3, holder="c1"),
        license_("PSILOCYBIN_FACILITATOR", "CO", 4, holder="c2"),
    ]
    return practice(
        "psilocybin-center", licenses, [place("CO", shows_street=True)], "psilocybin-services",
        you={"people": people, "display_name": "Example Healing Center"},
        cost={"costs": [{"treatment": "psilocybin-services", "session_low": 900, "session_high": 1200,
                         "sessions": 1, "integration": 150, "integration_sessions": 2}]},
    )  # fmt: skip


def facilitator_in_centers():
    """A facilitator who works in centers of others, in two states."""
    licenses = [license_("PSILOCYBIN_FACILITATOR", "OR"), license_("PSILOCYBIN_FACILITATOR", "CO", 2)]
    places = [
        place("OR", name="First Example Center", shows_street=True),
        place("OR", "p2", name="Second Example Center", shows_street=True),
        place("CO", "p3", name="Third Example Center", shows_street=True),
    ]
    return practice(
        "psilocybin-facilitator", licenses, places, "psilocybin-services",
        you={"display_name": "Jo Sample"}, own=["in-the-room", "integrates"],
    )  # fmt: skip


def psychiatrist_in_three_states():
    """A psychiatrist who gives infusions in Texas and evaluates people of three states by telehealth."""
    states = ["TX", "OK", "NM"]
    licenses = [license_("MD", state, number) for number, state in enumerate(states, 1)]
    remote = {"treatment": "medical-evaluation", "where": ["telehealth"], "conditions": ["depression"]}
    return practice(
        "psychiatrist", licenses, [place("TX", shows_street=True)], "ketamine-infusion",
        you={"display_name": "Lou Sample", "credentials": "MD"}, own=ALL, offers=[remote],
        telehealth={"telehealth_states": states, "telehealth_phone": "+15125550177"},
        cost={"costs": [{"treatment": "ketamine-infusion", "intake": 300, "session_low": 400,
                         "session_high": 450, "sessions": 6, "medicine_billed_apart": True}], "fee": 250},
    )  # fmt: skip


def nurse_in_puerto_rico():
    """A nurse practitioner in San Juan who treats in Spanish alone."""
    return practice(
        "nurse-practitioner", [license_("APRN", "PR")], [place("PR")], "integration-therapy",
        you={"display_name": "Luz Sample"},
        care={"languages": ["spanish"], "without_english": True},
        cost={"costs": [], "fee": 80},
    )  # fmt: skip


def therapist_at_home():
    """A social worker who sees people at home and by telehealth: street and telephone stay private."""
    home = place("TX", street="17 Quiet Lane", suite="Unit B", phone="", shows_street=False)
    return practice(
        "clinical-social-worker", [license_("LCSW", "TX")], [home], "integration-therapy",
        you={"display_name": "Ana Sample", "credentials": "LCSW", "pronouns": "she/her"},
        cost={"costs": [], "fee": 150, "sliding_low": 60, "sliding_high": 120, "free_first_call": True},
    )  # fmt: skip


def by_telehealth_alone():
    """A psychologist in two states, without any place."""
    document = practice(
        "psychologist", [license_("PSYCHOLOGIST", "TX"), license_("PSYCHOLOGIST", "NM", 2)], [],
        "integration-therapy",
        you={"display_name": "Kai Sample"},
        telehealth={"telehealth_states": ["TX", "NM"], "telehealth_phone": "+15125550188;ext=4"},
        cost={"costs": [], "fee": 200},
    )  # fmt: skip
    document.care.offers[0].where = [documents.TELEHEALTH]
    return document


def published(document):
    """Submit a document and approve it; return the Provider that is public then."""
    row = Submission.objects.create(owner=factories.user(), document=documents.to_json(document))
    submitting.submit(row, by=row.owner)
    row.refresh_from_db()
    return decisions.approve(row, by=factories.moderator(), facts=factories.license_facts(row))
