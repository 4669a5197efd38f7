"""Treatment, state, role, age, way to pay, surface: what the law excludes appears nowhere.

What is excluded is worked out here from the rows of law alone, and then looked for on each surface.
"""

import html
import json
import re

import pytest

from listings.demonstration import samples
from listings.models import NotReady, Submission
from listings.steps import submitting
from listings.steps.rules import stopping
from providers.document import schema as documents
from providers.document.choices import AgeGroup
from providers.models import Condition, LegalStatus, PaymentOption, Treatment
from tests import factories
from tests.listings.test_law import LICENSES, PSILOCYBIN, listing, published

pytestmark = pytest.mark.django_db
TERRITORIES = {"PR"}
OLDEST = {"children": 12, "adolescents": 17, "adults": 64, "older-adults": 200}
TREATMENTS = [
    "ketamine-infusion", "ketamine-injection", "ketamine-oral", "ketamine-assisted-psychotherapy",
    "group-ketamine-therapy", "esketamine", PSILOCYBIN, "integration-therapy", "medical-evaluation",
    "clinical-trial", "harm-reduction",
]  # fmt: skip
STATES = ["OR", "CO", "TX", "NM", "UT", "PR"]
CASES = [
    (treatment, state, role)
    for treatment in TREATMENTS
    for state in STATES
    for role in ("clinic", "psychiatrist", "psychologist", "psilocybin-center", "clinical-facilitator")
    if (role in ("clinic", "psychiatrist") or treatment in (PSILOCYBIN, "integration-therapy"))
]


class Excluded:
    """What one row of law excludes, read from its columns; `shut`: it cannot be offered there at all.

    `types` are the license types of who offers it.
    """

    def __init__(self, treatment, state, role, types):
        rows = {row.state: row for row in LegalStatus.objects.filter(treatment=treatment)}
        row = rows.get(state) or (None if state in TERRITORIES else rows.get(""))
        self.row = row
        self.shut = treatment.is_drug_treatment if row is None else row.status in ("not-open", "not-lawful")
        self.shut = self.shut or bool(row and row.licenses and not types & set(row.licenses))
        self.ages = {code for code, oldest in OLDEST.items() if row and (row.least_age or 0) > oldest}
        self.payments = set(row.payments_refused) if row else set()
        allowed = row and (
            row.conditions in ("all", "") or (row.conditions == "clinical" and role == "clinical-facilitator")
        )
        self.conditions = not (allowed if row else treatment.takes_conditions)
        self.medical = bool(
            row and (row.medical == "all" or (row.medical == "clinical" and role == "clinical-facilitator"))
        )


def everything(treatment, state, role):
    """A document that says everything of one treatment that a form could ever have let through."""
    payments = list(PaymentOption.objects.values_list("slug", flat=True))
    document = listing(treatment, state, role, ages=list(AgeGroup.values), payment=payments)
    document.care.offers[0].conditions = ["ptsd"]
    document.cost.payments = [documents.PaymentRow(treatment, payments)]
    return document


def structured(text):
    """The structured data of a page."""
    return json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])


@pytest.mark.parametrize(("slug", "state", "role"), CASES)
def test_what_a_row_excludes_stands_on_no_surface(client, slug, state, role):
    treatment = Treatment.objects.get(slug=slug)
    excluded = Excluded(treatment, state, role, {LICENSES[role]})
    document = everything(slug, state, role)
    payments = {term.slug: term.name for term in PaymentOption.objects.all()}
    # The form: each limit is said at its field.
    stopped = {problem.path for problem in stopping(document)}
    assert excluded.shut <= ("offers-0-where" in stopped)
    assert (excluded.ages != set()) == ("ages" in stopped)
    assert (excluded.payments != set()) == ("payments-0-options" in stopped)
    assert excluded.conditions <= ("offers-0-conditions" in stopped)
    # The search, by page and interface.
    provider = published(document)
    items = client.get(f"/api/v1/providers?treatment={slug}").json()["providers"]
    assert bool(items) != excluded.shut
    assert client.get(f"/providers/?treatment={slug}").context["page"].results.total == len(items)
    refused = "&".join(f"payment={way}" for way in excluded.payments)
    if refused:
        assert client.get(f"/api/v1/providers?treatment={slug}&{refused}").json()["total"] == 0
    assert client.get(f"/api/v1/providers?treatment={slug}&condition=ptsd").json()["total"] == (
        0 if excluded.shut or excluded.conditions else 1
    )
    for item in items:
        (paid,) = item["payments"]
        assert set(paid["options"]) == set(payments) - excluded.payments
    # The profile, and what search engines read of it.
    response = client.get(provider.get_absolute_url())
    main = html.unescape(response.content.decode()).partition("<main")[2].partition("</main>")[0]
    said = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", main))
    offers = [offer.treatment for offer in response.context["profile"].offers]
    assert offers == ([] if excluded.shut else [treatment.name])
    ptsd = Condition.objects.get(slug="ptsd").name
    assert (ptsd in said) == (not excluded.shut and not excluded.conditions)
    shown = response.context["profile"]
    if not excluded.shut:
        assert set(shown.payment_options) == {payments[way] for way in set(payments) - excluded.payments}
        assert set(shown.ages) == {str(AgeGroup(a).label) for a in set(OLDEST) - excluded.ages}
        if excluded.row and excluded.row.least_age:
            assert f"{excluded.row.least_age} and over" in said
    data = json.dumps(structured(response.content.decode()))
    assert (treatment.name in data) == (not excluded.shut)
    assert ("MedicalTherapy" in data) <= excluded.medical
    assert all(payments[way] not in data for way in excluded.payments)


@pytest.mark.parametrize(
    ("slug", "state", "role"),
    [case for case in CASES if case[2] in ("psychiatrist", "psilocybin-center") and case[1] in ("OR", "TX")],
)
def test_no_small_change_brings_in_what_a_row_excludes(slug, state, role):
    treatment = Treatment.objects.get(slug=slug)
    excluded = Excluded(treatment, state, role, {LICENSES[role]})
    document = listing(slug, state, role, payment=["self-pay"])
    if stopping(document):
        return  # it could not be public in the first place
    owner = factories.user()
    provider = published(document, owner)
    changes = [("care", "ages", [age, "adults", "older-adults"]) for age in excluded.ages]
    changes += [("cost", "payment_options", ["self-pay", way]) for way in excluded.payments]
    for step, name, value in changes:
        edit = Submission.objects.edit_of(provider, by=provider.owners[0])
        edit.document["review"] = factories.document()["review"]
        edit.document[step][name] = value
        edit.save()
        with pytest.raises(NotReady) as refusal:
            submitting.submit(edit, by=owner)
        assert name in {problem.path for problem in refusal.value.problems}
        edit.delete()
    provider.refresh_from_db()
    assert (provider.listing.care.ages, provider.listing.cost.payment_options) == (["adults"], ["self-pay"])


@pytest.mark.parametrize("sample", [*samples.samples(), *samples.waiting()], ids=lambda sample: sample.name)
def test_no_demonstration_listing_says_what_a_row_excludes(sample):
    document = documents.read_document(sample.document())
    terms = {term.slug: term for term in Treatment.objects.all()}
    rows = {row.treatment: row.options for row in document.cost.payments}
    all_excluded = [
        Excluded(terms[slug], state, document.you.role, document.license_types_in(state))
        for slug, state in document.offered_in
    ]
    for (slug, _state), excluded in zip(document.offered_in, all_excluded, strict=True):
        (offer,) = [offer for offer in document.care.offers if offer.treatment == slug]
        paid = set(rows.get(slug) or document.cost.payment_options)
        known = set(excluded.row.payments) if excluded.row else set()
        assert not excluded.shut
        assert not paid & excluded.payments
        assert (
            rows.get(slug)
            or len(terms.keys() & {o.treatment for o in document.care.offers}) == 1
            or (not known or paid <= known)
        )
        assert not (offer.conditions and excluded.conditions)
    for age in document.care.ages:
        assert any(age not in excluded.ages for excluded in all_excluded)
