"""What stops a submission, what only warns, and what passes."""

import pytest
from django.utils import timezone

from listings import document as documents
from listings.rules import problems
from providers.models import LegalStatus, Treatment
from tests import factories

pytestmark = pytest.mark.django_db
Status = LegalStatus.Status


def found(**parts):
    """Pairs of path and whether it stops, for a complete document with some parts replaced."""
    return [(p.path, p.stops) for p in problems(documents.read(factories.document(**parts)))]


# --- The law --------------------------------------------------------------------------------------


def law(treatment, state, status, *, confirmed):
    """Write what the law says on a treatment."""
    by = factories.user() if confirmed else None
    return LegalStatus.objects.create(
        treatment=Treatment.objects.get(slug=treatment),
        state=state,
        status=status,
        summary="As known.",
        source_name="Statute",
        known_on="2026-01-02",
        confirmed_by=by,
        confirmed_on=timezone.localdate() if confirmed else None,
    )


@pytest.mark.parametrize(
    ("own", "everywhere", "expected"),
    [
        ((Status.NOT_LAWFUL, True), None, [("offers-0-where", True)]),
        ((Status.NOT_LAWFUL, False), None, [("offers-0-where", False)]),
        (None, (Status.NOT_LAWFUL, True), [("offers-0-where", True)]),
        (None, (Status.NOT_LAWFUL, False), [("offers-0-where", False)]),
        ((Status.LICENSED, False), (Status.NOT_LAWFUL, True), []),
        ((Status.LICENSED, True), (Status.NOT_LAWFUL, True), []),
        ((Status.NOT_LAWFUL, True), (Status.LAWFUL, True), [("offers-0-where", True)]),
        ((Status.NOT_OPEN, True), (Status.NOT_LAWFUL, True), [("offers-0-where", False)]),
        (None, None, []),
    ],
)
def test_only_a_confirmed_not_lawful_stops_and_a_states_own_row_goes_first(own, everywhere, expected):
    for state, row in (("TX", own), ("", everywhere)):
        if row:
            law("ketamine-infusion", state, row[0], confirmed=row[1])
    assert found() == expected


PSILOCYBIN = {
    "you": {"role": "psilocybin-facilitator", "credentials": ""},
    "licenses": {
        "licenses": [
            {
                "state": "OR",
                "type": "PSILOCYBIN_FACILITATOR",
                "board": "Demonstration board",
                "number": "DEMO-1",
                "expires_on": "2099-01-01",
            }
        ]
    },
    "places": {
        "places": [
            {
                "key": "p1",
                "street": "1 Example Street",
                "city": "Portland",
                "state": "OR",
                "zip_code": "97205",
                "phone": "+15035550143",
            }
        ]
    },
    "care": {
        "offers": [{"treatment": "psilocybin-services", "where": ["p1"]}],
        "team": [
            {"part": part, "name": "Robin Sample", "license": "Facilitator, Oregon"}
            for part in ("in-the-room", "integrates")
        ],
    },
    "cost": {"costs": [{"treatment": "psilocybin-services", "session_low": 900, "sessions": 1}]},
}


def test_confirming_the_rest_of_the_country_leaves_oregon_alone():
    from django.core.management import call_command

    call_command("load_legal_status", verbosity=0)
    rows = LegalStatus.objects.filter(treatment__slug="psilocybin-services", state="")
    rows.update(confirmed_by=factories.user(), confirmed_on=timezone.localdate())
    factories.zip_code("97205", state="OR", city="Portland")
    assert found(**PSILOCYBIN) == []
