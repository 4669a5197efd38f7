"""What the law excludes appears nowhere: treatment, state, role, age, payment, and each surface."""

import datetime
import json

import pytest
from django.core.management import call_command

from listings.demonstration import samples
from listings.models import NotReady, Submission
from listings.publishing import tables
from listings.publishing.public_change import public_change
from listings.steps import submitting
from listings.steps.rules import broken_law, problems, stopping
from listings.steps.step import Step
from providers.document import schema as documents
from providers.models import LegalStatus, PaymentOption, ProblemReport, Provider, Treatment
from providers.models.eligibility import LicenseType, Role
from providers.profile.building import profile_of_draft
from tests import factories

pytestmark = pytest.mark.django_db

PLACES = {"OR": ("Portland", "97205"), "CO": ("Denver", "80203"), "TX": ("Austin", "78701")}
PLACES |= {"NM": ("Santa Fe", "87501"), "PR": ("San Juan", "00901"), "UT": ("Salt Lake City", "84101")}
LICENSES = {
    "psilocybin-facilitator": "PSILOCYBIN_FACILITATOR",
    "clinical-facilitator": "CLINICAL_FACILITATOR",
    "psilocybin-center": "PSILOCYBIN_CENTER",
    "psychiatrist": "MD",
    "psychologist": "PSYCHOLOGIST",
    "clinic": "MD",
}


def listing(treatment, state, role, *, license=None, **parts):
    """A whole document of one offer in one state; `parts` replace fields of care and cost."""
    city, code = PLACES[state]
    place = {"key": "p1", "street": "1 Example Street", "city": city, "state": state, "zip_code": code}
    conditions = [] if treatment == "psilocybin-services" else ["depression"]
    offer = {"treatment": treatment, "where": ["p1"], "conditions": conditions, **parts.pop("offer", {})}
    every = ["prescribes", "in-the-room", "integrates", "leads"]
    people = [{"key": "c1", "name": "Sam Sample", "license": "MD", "parts": every}]
    data = factories.document(
        you={"role": role, "people": people},
        licenses={
            "licenses": [
                {
                    "holder": "c1" if role == "clinic" else "",
                    "state": state,
                    "type": license or LICENSES[role],
                    "board": "Demonstration board",
                    "number": "DEMO-1",
                    "expires_on": "2099-01-01",
                }
            ],
            "is_rems_certified": True,
        },
        places={
            "places": [{**place, "phone": "+15035550143"}],
            "telehealth_states": parts.pop("telehealth_states", []),
        },
        care={"offers": [offer], "own_parts": [], "ages": parts.pop("ages", ["adults"])},
        cost={
            "costs": [{"treatment": treatment, "session_low": 100, "sessions": 1}],
            "payment_options": parts.pop("payment", ["self-pay"]),
        },
    )
    factories.zip_code(code, state=state, city=city)
    return documents.read_document(data)


def stopped(document, **options):
    """Where a document is stopped."""
    return {problem.path for problem in stopping(document, **options)}


PSILOCYBIN, WHERE = "psilocybin-services", {"offers-0-where"}
TABLE = [
    # treatment, state, role, what else, where it is stopped
    (PSILOCYBIN, "OR", "psilocybin-facilitator", {}, set()),
    (PSILOCYBIN, "OR", "psilocybin-center", {}, set()),
    (PSILOCYBIN, "CO", "psilocybin-facilitator", {}, set()),
    (PSILOCYBIN, "CO", "clinical-facilitator", {}, set()),
    (PSILOCYBIN, "CO", "clinical-facilitator", {"offer": {"conditions": ["ptsd"]}}, set()),
    (
        PSILOCYBIN,
        "CO",
        "psilocybin-facilitator",
        {"offer": {"conditions": ["ptsd"]}},
        {"offers-0-conditions"},
    ),
    (PSILOCYBIN, "CO", "psilocybin-center", {"offer": {"conditions": ["ptsd"]}}, {"offers-0-conditions"}),
    (
        PSILOCYBIN,
        "OR",
        "psilocybin-facilitator",
        {"offer": {"conditions": ["ptsd"]}},
        {"offers-0-conditions"},
    ),
    (PSILOCYBIN, "OR", "psilocybin-center", {"ages": ["adolescents", "adults"]}, {"ages"}),
    (PSILOCYBIN, "CO", "psilocybin-center", {"ages": ["children"]}, {"ages"}),
    (PSILOCYBIN, "OR", "psilocybin-center", {"payment": ["self-pay", "medicare"]}, {"payment_options"}),
    (PSILOCYBIN, "CO", "psilocybin-center", {"payment": ["united-healthcare"]}, {"payment_options"}),
    (PSILOCYBIN, "CO", "psilocybin-center", {"payment": ["hsa-fsa"]}, {"payment_options"}),
    (PSILOCYBIN, "OR", "psilocybin-center", {"payment": ["superbill"]}, {"payment_options"}),
    (
        PSILOCYBIN,
        "OR",
        "psilocybin-center",
        {"payment": ["self-pay", "sliding-scale", "payment-plan"]},
        set(),
    ),
    ("esketamine", "TX", "psychiatrist", {}, set()),
    ("esketamine", "TX", "psychiatrist", {"ages": ["adolescents"]}, {"ages"}),
    ("esketamine", "TX", "psychiatrist", {"payment": ["medicare", "tricare"]}, set()),
    ("ketamine-infusion", "TX", "psychiatrist", {"payment": ["tricare"]}, {"payment_options"}),
    ("ketamine-infusion", "TX", "clinic", {"license": "LCSW"}, {*WHERE, "licenses-0-holder"}),
    ("ketamine-infusion", "PR", "psychiatrist", {}, WHERE),
    ("integration-therapy", "PR", "psychologist", {}, set()),
]


@pytest.mark.parametrize(("treatment", "state", "role", "more", "expected"), TABLE)
def test_a_listing_is_stopped_at_the_field_that_breaks_the_law(treatment, state, role, more, expected):
    assert stopped(listing(treatment, state, role, **more)) == expected


@pytest.mark.parametrize("state", ["TX", "NM", "UT"])
def test_where_no_program_is_open_nobody_can_offer_it(state):
    document = listing(PSILOCYBIN, state, "psilocybin-center")
    assert "offers-0-where" in stopped(document)
    assert "licenses-0-state" in stopped(document)


def test_only_colorado_gives_the_license_of_a_clinical_facilitator():
    document = listing(PSILOCYBIN, "OR", "clinical-facilitator")
    assert {"licenses-0-state", "offers-0-where"} <= stopped(document)


def test_a_clinical_facilitator_is_asked_for_the_health_license():
    document = listing(PSILOCYBIN, "CO", "clinical-facilitator")
    asked = [(p.path, p.stops) for p in problems(document) if "health license" in p.sentence]
    assert asked == [("licenses-0-type", False)]
    document.licenses.licenses.append(documents.LicenseRow(state="CO", type="LCSW"))
    assert not [p for p in problems(document) if "also holds a health license" in p.sentence]


# --- Time -----------------------------------------------------------------------------------------------

LAST, AFTER = datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)


def remote_oral():
    """Ketamine lozenges, prescribed by telehealth."""
    where = {"where": ["p1", documents.TELEHEALTH]}
    return listing("ketamine-oral", "TX", "psychiatrist", offer=where, telehealth_states=["TX"])


def test_after_its_last_day_a_rule_stops_new_offers_and_leaves_old_ones():
    document = remote_oral()
    assert stopped(document, today=LAST) == set()
    assert stopped(document, today=AFTER) == WHERE
    assert stopped(document, today=AFTER, before=document) == set()
    (problem,) = stopping(document, today=AFTER)
    assert "This rule was to end on December 31, 2026." in problem.sentence


@pytest.mark.parametrize("day", [datetime.date(2026, 11, 30), datetime.date(2031, 1, 1)])
def test_what_is_not_open_stays_stopped_before_and_after_its_last_day(day):
    document = listing(PSILOCYBIN, "NM", "psilocybin-center")
    assert "offers-0-where" in {p.path for p in stopping(document, today=day, before=document)}


def test_a_lawful_row_past_its_last_day_stops_a_new_offer_of_a_drug_and_not_of_talk():
    LegalStatus.objects.filter(treatment__slug__in=["esketamine", "integration-therapy"]).update(
        last_day=LAST
    )
    assert stopped(listing("esketamine", "TX", "psychiatrist"), today=AFTER) == WHERE
    assert stopped(listing("integration-therapy", "TX", "psychologist"), today=AFTER) == set()


def test_rows_stand_on_the_staffs_list_45_days_before_their_last_day():
    LegalStatus.objects.update(confirmed_on=LAST, confirmed_by=factories.user(), last_day=None)
    rows = LegalStatus.objects.filter(treatment__slug="esketamine")
    rows.update(last_day=LAST)
    day = LAST - datetime.timedelta(days=45)
    assert [row.name for row in LegalStatus.objects.awaiting(day)] == ["Esketamine nasal spray (Spravato)"]
    assert not LegalStatus.objects.awaiting(day - datetime.timedelta(days=1)).exists()
    assert LegalStatus.objects.awaiting(AFTER).exists()


# --- A term of its own ----------------------------------------------------------------------------------


def test_a_drug_treatment_without_a_row_of_law_cannot_be_offered():
    Treatment.objects.create(
        slug="new-drug", name="New drug", practice=Treatment.Practice.PRESCRIBER, is_drug_treatment=True
    )
    document = listing("new-drug", "TX", "psychiatrist")
    assert stopped(document) == WHERE
    choices = Step.stored("care", listing("esketamine", "TX", "psychiatrist")).rows["offers"][0].fields
    assert "new-drug" not in dict(choices["treatment"].choices)


def test_a_retired_term_leaves_the_forms_and_stays_where_it_stands():
    PaymentOption.objects.filter(slug="self-pay").update(is_retired=True)
    Treatment.objects.filter(slug="esketamine").update(is_retired=True)
    other = listing("ketamine-infusion", "TX", "psychiatrist", payment=["superbill"])
    own = listing("esketamine", "TX", "psychiatrist")
    for document, is_there in ((other, False), (own, True)):
        payments = Step.stored("cost", document).form.fields["payment_options"].choices
        offers = Step.stored("care", document).rows["offers"][0].fields["treatment"].choices
        assert ("self-pay" in dict(payments)) == is_there
        assert ("esketamine" in dict(offers)) == is_there
    assert stopped(own) == set()


# --- Surfaces -------------------------------------------------------------------------------------------


def published(document, owner=None):
    """The listing of a document that came to be public before the law was read."""
    provider = Provider()
    with public_change(provider, confirms=True, record=None, mail=None):
        tables.apply(document, provider)
    factories.collaborator(provider, owner)
    return provider


def test_what_the_law_excludes_is_on_no_page_of_a_listing_that_is_public_already(client):
    forbidden = {"ages": ["adolescents", "adults"], "payment": ["self-pay", "medicare"]}
    document = listing(PSILOCYBIN, "OR", "psilocybin-center", offer={"conditions": ["ptsd"]}, **forbidden)
    provider = published(document)
    html = client.get(provider.get_absolute_url()).content.decode()
    for text in ("Adolescents", "Medicare", "PTSD", "MedicalTherapy", "MedicalClinic"):
        assert text not in html.partition("</main>")[0]
    assert "21 and over" in html
    profile = profile_of_draft(document, is_demonstration=False)
    assert (profile.ages, profile.payment_options) == (["Adults (18 to 64)"], ["Self-pay"])
    assert profile.offers[0].conditions == []


def test_structured_data_call_medical_only_what_the_law_calls_so(client):
    place = {"city": "Portland", "state": "OR", "zip_code": "97205"}
    provider = factories.listed_provider(role=Role.CLINIC, treatment="esketamine", state="OR", place=place)
    factories.offer(provider, "integration-therapy", provider.locations.get())
    html = client.get(provider.get_absolute_url()).content.decode()
    data = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert [care["name"] for care in data["availableService"]] == ["Esketamine nasal spray (Spravato)"]
    assert [o["itemOffered"]["name"] for o in data["makesOffer"]] == ["Preparation and integration therapy"]


def test_a_command_puts_public_listings_that_break_the_law_into_the_queue_once(capsys):
    published(listing("esketamine", "TX", "psychiatrist"))
    broken = published(listing(PSILOCYBIN, "OR", "psilocybin-center", payment=["medicare"]))
    for _ in range(2):
        call_command("find_unlawful")
    report = ProblemReport.objects.waiting().get(kind=ProblemReport.Kind.LAW)
    assert report.provider == broken
    assert "Medicare" in report.message
    assert "1 of 2 public listings" in capsys.readouterr().out


def test_no_demonstration_listing_breaks_the_law():
    for sample in [*samples.samples(), *samples.waiting()]:
        document = documents.read_document(sample.document())
        assert [problem.sentence for problem in broken_law(document)] == [], sample.name


def test_a_small_fact_that_breaks_the_law_does_not_go_live():
    owner = factories.user()
    provider = published(listing(PSILOCYBIN, "OR", "psilocybin-center"), owner)
    edit = Submission.objects.edit_of(provider, by=provider.owners[0])
    edit.document["review"] = factories.document()["review"]
    edit.document["cost"]["payment_options"] = ["self-pay", "medicare"]
    edit.document["care"]["ages"] = ["adolescents"]
    edit.save()
    with pytest.raises(NotReady) as refusal:
        submitting.submit(edit, by=owner)
    assert {problem.path for problem in refusal.value.problems} == {"ages", "payment_options"}
    assert provider.listing.cost.payment_options == ["self-pay"]


# --- Every row ------------------------------------------------------------------------------------------


def test_every_row_names_known_licenses_payments_and_a_source():
    slugs = set(PaymentOption.objects.values_list("slug", flat=True))
    for row in LegalStatus.objects.with_sources():
        row.full_clean()
        assert set(row.licenses) <= set(LicenseType.values)
        assert set(row.payments) | set(row.payments_refused) <= slugs
        assert not set(row.payments) & set(row.payments_refused)
        assert row.sources.all()
        assert all(source.url.startswith("http") for source in row.sources.all() if source.url)


def test_every_treatment_of_the_vocabulary_has_a_row():
    assert not Treatment.objects.filter(legal_statuses=None).exists()
