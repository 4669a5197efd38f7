"""What stops a submission, what only warns, and what passes."""

import pytest
from django.utils import timezone

from listings.steps.rules import problems
from providers.document import schema as documents
from providers.models import LegalStatus, Treatment
from tests import factories

pytestmark = pytest.mark.django_db
Status = LegalStatus.Status


def found(**parts):
    """Pairs of path and whether it stops, for a complete document with some parts replaced."""
    return [(p.path, p.stops) for p in problems(documents.read_document(factories.document(**parts)))]


# --- The law --------------------------------------------------------------------------------------


def law(treatment, state, status, *, confirmed):
    """Write what the law says on a treatment."""
    by = factories.user() if confirmed else None
    return LegalStatus.objects.create(
        treatment=Treatment.objects.get(slug=treatment),
        state=state,
        status=status,
        summary="As known.",
        known_on="2026-01-02",
        confirmed_by=by,
        confirmed_on=timezone.localdate() if confirmed else None,
    )


@pytest.mark.parametrize(
    ("own", "everywhere", "expected"),
    [
        ((Status.NOT_LAWFUL, True), None, [("offers-0-where", True)]),
        ((Status.NOT_LAWFUL, False), None, [("offers-0-where", True)]),
        (None, (Status.NOT_LAWFUL, True), [("offers-0-where", True)]),
        (None, (Status.NOT_LAWFUL, False), [("offers-0-where", True)]),
        ((Status.LICENSED, False), (Status.NOT_LAWFUL, True), []),
        ((Status.LICENSED, True), (Status.NOT_LAWFUL, True), []),
        ((Status.NOT_LAWFUL, True), (Status.LAWFUL, True), [("offers-0-where", True)]),
        ((Status.NOT_OPEN, False), (Status.LAWFUL, True), [("offers-0-where", True)]),
        ((Status.LAWFUL, False), None, []),
        (None, None, [("offers-0-where", True)]),
    ],
)
def test_what_is_not_lawful_or_not_known_stops_and_a_states_own_row_goes_first(own, everywhere, expected):
    LegalStatus.objects.filter(treatment__slug="ketamine-infusion").delete()
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
        "own_parts": ["in-the-room", "integrates"],
    },
    "cost": {"costs": [{"treatment": "psilocybin-services", "session_low": 900, "sessions": 1}]},
}


def test_confirming_the_rest_of_the_country_leaves_oregon_alone():
    rows = LegalStatus.objects.filter(treatment__slug="psilocybin-services", state="")
    rows.update(confirmed_by=factories.user(), confirmed_on=timezone.localdate())
    factories.zip_code("97205", state="OR", city="Portland")
    assert found(**PSILOCYBIN) == []


# --- Words ----------------------------------------------------------------------------------------


def place(**values):
    """The place of the complete document with some values replaced."""
    return {"places": [{**factories.document()["places"]["places"][0], **values}]}


def license_(**values):
    """The license of the complete document with some values replaced."""
    return {"licenses": [{**factories.document()["licenses"]["licenses"][0], **values}]}


def people(*rows):
    """The parts of a document in which people beside the one who is listed do all of it.

    A row is a part, and values that are replaced.
    """
    row = {"name": "Sam Example", "license": "MD, Texas"}
    rows = [{**row, "key": f"c{n}", "parts": [part], **more} for n, (part, more) in enumerate(rows, 1)]
    return {"you": {"people": rows}, "care": {"own_parts": []}}


EVERYONE = [("prescribes", {}), ("in-the-room", {}), ("integrates", {})]


def parts_with(text):
    """Each free text of a listing that holds `text`: its path, and the parts of the document."""
    yield from ((name, {"you": {name: text}}) for name in ("legal_name", "display_name", "credentials"))
    yield "pronouns", {"you": {"pronouns": text}}
    names = ("board", "supervised_by", "title", "supervisor_license", "employer")
    yield from ((f"licenses-0-{n}", {"licenses": license_(**{n: text})}) for n in names)
    yield "trainings-0-program", {"licenses": {"trainings": [{"program": text}]}}
    yield from ((f"places-0-{n}", {"places": place(**{n: text})}) for n in ("name", "suite", "hours"))
    yield "people-2-name", people(*EVERYONE[:2], ("integrates", {"name": text}))
    yield "people-2-license", people(*EVERYONE[:2], ("integrates", {"license": text}))
    yield "safety-screening_detail", {"care": {"safety": {"screening": True, "screening_detail": text}}}
    yield from ((name, {"about": {name: text}}) for name in ("approach", "first_visit", "about"))


@pytest.mark.parametrize("index", range(19))
@pytest.mark.parametrize(
    ("text", "stops"),
    [("Call 512-555-0143", True), ("a@b.example", True), ("see sample.com", True), ("I cure it", False)],
)
def test_contact_data_stop_and_claims_warn_in_every_text(index, text, stops):
    path, parts = list(parts_with(text))[index]
    hits = found(**parts)
    assert (path, stops) in hits
    assert (path, not stops) not in hits


@pytest.mark.parametrize(
    "text",
    ["Mon to Fri, 9 am to 5 pm", "Ph.D., M.D.", "DEMO-0001", "2023, 60 hours", "24/7 since 2014", "a@b"],
)
def test_what_is_no_contact_datum_passes(text):
    assert found(places=place(hours=text), you={"credentials": text}) == []


def test_a_street_may_be_called_a_miracle():
    assert found(places=place(street="1 Miracle Mile")) == []


@pytest.mark.parametrize("address", ["ftp://a.example", "javascript:alert(1)", "mailto:a@b.example"])
def test_a_website_is_http_or_https(address):
    assert found(about={"website": address}) == [("website", True)]
    assert found(about={"website": "https://a.example"}) == []


# --- Who takes part, and on which license ---------------------------------------------------------


@pytest.mark.parametrize("missing", range(3))
def test_a_drug_treatment_names_who_prescribes_sits_and_integrates(missing):
    rows = [row for index, row in enumerate(EVERYONE) if index != missing]
    assert found(**people(*rows)) == [("own_parts", True)]
    assert found(**people(*EVERYONE)) == []


def test_a_team_member_names_a_license_and_a_license_its_board():
    assert found(**people(*EVERYONE[:2], ("integrates", {"license": ""}))) == [("licenses-0-holder", True)]
    assert found(licenses=license_(board="")) == [("licenses-0-board", True)]


def test_a_psilocybin_session_needs_nobody_who_prescribes_but_somebody_in_the_room():
    factories.zip_code("97205", state="OR", city="Portland")
    assert found(**PSILOCYBIN) == []
    alone = {**PSILOCYBIN["care"], "own_parts": ["integrates"]}
    assert found(**{**PSILOCYBIN, "care": alone}) == [("own_parts", True)]


def test_talk_alone_needs_no_team():
    offers = [{"treatment": "integration-therapy", "where": ["p1"], "conditions": ["grief"]}]
    assert found(care={"offers": offers, "own_parts": []}) == []


# --- Offers that cannot be ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "license_type", "treatment", "where", "stops"),
    [
        ("psychiatrist", "MD", "ketamine-infusion", "p1", False),
        ("psychiatrist", "MD", "ketamine-oral", "telehealth", False),
        ("nurse-practitioner", "APRN", "ketamine-injection", "p1", False),
        ("clinical-social-worker", "LCSW", "integration-therapy", "telehealth", False),
        ("clinical-social-worker", "LCSW", "ketamine-assisted-psychotherapy", "p1", False),
        ("clinic", "MD", "clinical-trial", "p1", False),
        # Not by this role
        ("clinical-social-worker", "LCSW", "ketamine-infusion", "p1", True),
        ("psychologist", "PSYCHOLOGIST", "ketamine-oral", "p1", True),
        ("professional-counselor", "LPC", "esketamine", "p1", True),
        ("nurse-anesthetist", "CRNA", "psilocybin-services", "p1", True),
        ("psychiatrist", "MD", "psilocybin-services", "p1", True),
        ("trial-site", "TRIAL", "ketamine-infusion", "p1", True),
        # Never remotely
        ("psychiatrist", "MD", "esketamine", "telehealth", True),
        ("psychiatrist", "MD", "ketamine-infusion", "telehealth", True),
        ("psychiatrist", "MD", "ketamine-injection", "telehealth", True),
        ("psychiatrist", "MD", "group-ketamine-therapy", "telehealth", True),
        ("clinic", "MD", "clinical-trial", "telehealth", True),
        # Not at a place that is gone
        ("psychiatrist", "MD", "ketamine-infusion", "p9", True),
    ],
)
def test_an_offer_stops_where_role_or_distance_forbid_it(role, license_type, treatment, where, stops):
    LegalStatus.objects.update(last_day=None)  # of the rule on prescribing by telehealth: not today's matter
    conditions = [] if treatment == "psilocybin-services" else ["depression"]
    paths = found(
        you={
            "role": role,
            "people": [{"key": "c1", "name": "Robin Lead", "parts": ["leads"], "license": "MD, Texas"}],
        },
        licenses={**license_(type=license_type), "is_rems_certified": True},
        places={"telehealth_states": ["TX"]},
        care={"offers": [{"treatment": treatment, "where": [where], "conditions": conditions}]},
    )
    stopped = {path for path, is_stop in paths if is_stop and path.startswith("offers-0-")}
    wanted = {"offers-0-treatment", "offers-0-where"} if stops else set()
    assert bool(stopped) == stops, paths
    assert stopped <= wanted


def test_a_psilocybin_license_is_given_in_oregon_and_colorado_alone():
    parts = {**PSILOCYBIN, "places": place(zip_code="78701")}
    row = {**PSILOCYBIN["licenses"]["licenses"][0], "state": "TX"}
    hits = found(**{**parts, "licenses": {"licenses": [row]}})
    assert ("licenses-0-state", True) in hits


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        ("MD, Texas", False),
        ("Nurse practitioner, TX", False),
        ("PMHNP-BC, RN, Texas", False),
        ("Psychologist and physician, TX", False),
        ("1234, Texas", True),
        ("Naturopathic doctor, Texas", True),
        ("EMT-P, Texas", True),
        ("LCSW, Texas", True),
        ("RN, Texas", True),
        ("Licensed psychologist, Texas", True),
        ("Facilitator, Oregon", True),
    ],
)
def test_who_prescribes_holds_a_license_that_allows_it(words, stops):
    hits = found(**people(("prescribes", {"license": words}), *EVERYONE[1:]))
    hits = [hit for hit in hits if hit != ("people-0-license", False)]
    assert hits == ([("people-0-license", True)] if stops else [])


def test_an_answer_that_cannot_stand_any_more_is_said_in_plain_words():
    listing = documents.read_document(
        factories.document(you={"role": "psychologist"}, licenses=license_(type="PSYCHOLOGIST"))
    )
    sentences = [p.sentence for p in problems(listing) if p.path == "offers-0-treatment"]
    assert len(sentences) == 1
    assert "not by your role" in sentences[0]
    offers = [{"treatment": "ketamine-infusion", "where": ["p9"], "conditions": ["depression"]}]
    listing = documents.read_document(factories.document(care={"offers": offers}))
    [problem] = problems(listing)
    assert problem.sentence == "What stood here cannot be chosen any more. Choose again."
