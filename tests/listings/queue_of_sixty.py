"""A Monday's queue: fifty plain submissions, five with one real problem each, edits and look-alikes."""

from datetime import timedelta

from django.utils import timezone

from listings.models import Exclusion, ExclusionList
from providers.models import LegalStatus, Treatment
from tests import factories
from tests.listings.test_verbs import edited

GIVEN = ["Ada", "Bela", "Cora", "Dina", "Edda", "Fania", "Gerda", "Hilda", "Ilka", "Jorun"]
SURNAMES = ["Quillfeather", "Ostrowick", "Thornbeck", "Marrowdale", "Winterhall"]
TEXT = "We talk first, and listen. Nothing is given at a first visit."


def parts(number, name, **more):
    """The parts of a plain document of somebody who shares nothing with another."""
    (license,) = factories.document()["licenses"]["licenses"]
    (place,) = factories.document()["places"]["places"]
    plain = {
        "you": {"legal_name": name, "display_name": name},
        "licenses": {"licenses": [{**license, "number": f"DEMO-{number:04}"}]},
        "places": {
            "places": [{**place, "phone": f"+1512555{number:04}", "street": f"{number} Example Street"}]
        },
        "about": {"approach": f"{TEXT} Visit {number} is like the first."},
    }
    for step, values in more.items():
        for field, value in values.items():
            if isinstance(value, dict):  # changes of the one row
                value = [{**plain[step][field][0], **value}]
            plain.setdefault(step, {})[field] = value
    return plain


def plain(number, name, **more):
    """Send a plain document."""
    return factories.submission(**parts(number, name, **more))


def fill(staff):
    """Fill the queue; return the rows by kind: plain, problems {check: row}, edits, alike."""
    ExclusionList.objects.create(file_sha256="x", rows=1)
    Exclusion.objects.create(
        row_sha256="x", name="VERA EXAMPLEMAN", surname="exampleman", given_name="vera",
        general="INDIVIDUAL", specialty="PSYCHIATRY", city="HOUSTON", state="TX", basis="1128a1",
        excluded_on=timezone.localdate(),
    )  # fmt: skip
    names = [f"{given} {surname}" for given in GIVEN for surname in SURNAMES]
    listed = ["Tilde Lindenmoor", "Runa Kestrelwood", "Sunna Hollowbrook", "Vigga Amberly", "Ylva Greyfield"]
    public = [factories.approve(plain(100 + n, name), by=staff) for n, name in enumerate(listed)]
    rows = [plain(n, name) for n, name in enumerate(names, start=1)]
    soon = (timezone.localdate() + timedelta(days=20)).isoformat()
    problems = {
        "exclusions": plain(60, "Vera Exampleman"),
        "licenses": plain(61, "Kalla Birkenrode", licenses={"licenses": {"expires_on": soon}}),
        "claims": plain(62, "Lotta Birkenrode", about={"approach": "We cure depression."}),
        "places": plain(63, "Mila Birkenrode", places={"places": {"city": "Houston"}}),
        "legality": plain(
            64, "Nora Birkenrode",
            care={"offers": [{"treatment": "ketamine-oral", "where": ["p1"], "conditions": ["depression"]}]},
            cost={"costs": [{"treatment": "ketamine-oral", "session_low": 400, "sessions": 6}]},
        ),
    }  # fmt: skip
    LegalStatus.objects.create(
        treatment=Treatment.objects.get(slug="ketamine-oral"), state="TX", status="not-lawful",
        summary="For this test alone.", known_on=timezone.localdate(),
    )  # fmt: skip
    edits = [edited(row, about={"approach": f"{TEXT} We moved the chairs."}) for row in public[:3]]
    alike = [
        plain(70, "Otti Birkenrode", places={"places": {"phone": public[3].locations.get().phone}}),
        plain(71, "Ylva Greyfield"),
    ]
    return rows, problems, edits, alike
