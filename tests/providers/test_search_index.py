"""What the index holds of a provider, and until when."""

import datetime
import random

import pytest
from django.utils import timezone

from providers.local_days import end_of_day
from providers.models import Condition, LocationEntry, TelehealthEntry, Treatment
from providers.search.criteria import Criteria
from providers.search.engine import search
from providers.search.index import rewrite
from tests import factories

pytestmark = pytest.mark.django_db
AUSTIN, PORTLAND, SEATTLE = (30.2706, -97.7426), (45.52, -122.68), (47.61, -122.33)


def near(point, treatment=None, **asked):
    """Return the ids found within 50 miles of a point."""
    mask = 1 << Treatment.objects.get(slug=treatment).bit if treatment else 0
    return [hit.provider_id for hit in search(Criteria(point=point, treatments=mask, **asked)).hits]


def test_a_listed_provider_is_found_and_a_rewrite_changes_nothing():
    row = factories.listed_provider()
    assert near(AUSTIN) == near(AUSTIN, "ketamine-infusion") == [row.pk]
    rewrite(row)
    assert LocationEntry.objects.filter(provider=row).count() == 1
    assert near(AUSTIN, "esketamine") == []


def test_a_treatment_is_found_only_where_it_is_offered():
    row = factories.provider(role="clinic")
    for state in ("OR", "WA"):
        factories.license(row, state=state)
    portland = factories.location(row, state="OR", city="Portland", latitude=45.52, longitude=-122.68)
    seattle = factories.location(row, state="WA", city="Seattle", latitude=47.61, longitude=-122.33)
    factories.offer(row, "medical-evaluation", portland)
    factories.offer(row, "ketamine-infusion", seattle)
    rewrite(row)
    assert near(PORTLAND, "medical-evaluation") == [row.pk]
    found = search(
        Criteria(point=PORTLAND, treatments=1 << Treatment.objects.get(slug="ketamine-infusion").bit)
    )
    assert found.widened_to == 250  # Seattle's offer, honestly far away
    assert found.hits[0].location_id == seattle.pk


def bit(model, slug):
    """Return the mask of one term."""
    return 1 << model.objects.get(slug=slug).bit


@pytest.fixture
def infusion_for_pain():
    """Infusion for pain and esketamine for depression in Austin, integration for anxiety by telehealth."""
    row = factories.listed_provider(
        treatment="ketamine-infusion", conditions=["chronic-pain"], telehealth=["TX"]
    )
    factories.offer(row, "esketamine", row.locations.get(), ["depression"])
    with factories.saying(row) as said:
        said.care.offers[1].conditions = ["anxiety"]
    rewrite(row)
    return row


@pytest.mark.parametrize(
    ("treatment", "condition", "is_found"),
    [
        ("ketamine-infusion", "chronic-pain", True),
        ("esketamine", "depression", True),
        ("ketamine-infusion", "depression", False),
        ("esketamine", "chronic-pain", False),
        ("integration-therapy", "anxiety", False),  # by telehealth, not in Austin
    ],
)
def test_a_condition_counts_for_the_treatment_that_is_offered_for_it(
    infusion_for_pain, treatment, condition, is_found
):
    mask = bit(Condition, condition)
    assert near(AUSTIN, treatment, conditions=mask) == [infusion_for_pain.pk] * is_found
    facets = search(Criteria(point=AUSTIN, conditions=mask)).facets["treatments"]
    assert facets.get(Treatment.objects.get(slug=treatment).bit, 0) == is_found


def test_what_a_remote_offer_is_for_is_its_own(infusion_for_pain):
    def remote(condition):
        asked = Criteria(is_telehealth_only=True, telehealth_state="TX", conditions=bit(Condition, condition))
        return search(asked).total

    assert (remote("anxiety"), remote("depression")) == (1, 0)


def test_a_place_where_nothing_is_offered_is_found_when_no_treatment_is_asked_for():
    row = factories.listed_provider(place=False, telehealth=["TX"])
    factories.location(row)
    rewrite(row)
    assert near(AUSTIN) == [row.pk]
    assert near(AUSTIN, "integration-therapy") == []


def test_a_place_may_offer_as_many_treatments_as_a_taxonomy_holds():
    row = factories.listed_provider()
    place, chance = row.locations.get(), random.Random(1)
    for number in range(60 - Treatment.objects.count()):
        Treatment.objects.create(slug=f"t-{number}", name=f"T {number}", practice="prescriber")
    conditions = list(Condition.objects.values_list("slug", flat=True))
    for slug in Treatment.objects.exclude(slug="ketamine-infusion").values_list("slug", flat=True):
        factories.offer(row, slug, place, chance.sample(conditions, 5))
    rewrite(row)
    assert Treatment.objects.count() == 60
    assert len(search(Criteria(point=AUSTIN)).facets["treatments"]) == 59  # one is not lawful there


@pytest.mark.parametrize("change", ["unpublished", "hidden", "removed"])
def test_what_is_not_public_is_not_in_the_index(change):
    row = factories.listed_provider(telehealth=["CA"])
    now = timezone.now()
    changes = {
        "unpublished": {"published_at": None},
        "hidden": {"hidden_by_owner_at": now},
        "removed": {"removed_at": now, "removed_by": factories.user()},
    }
    type(row).objects.filter(pk=row.pk).update(**changes[change])
    rewrite(row)
    assert not LocationEntry.objects.exists()
    assert not TelehealthEntry.objects.exists()


def test_a_listing_ends_with_its_confirmation_or_its_last_accepted_license():
    today = timezone.localdate()
    row = factories.listed_provider()
    assert LocationEntry.objects.get().valid_until == end_of_day(today + datetime.timedelta(days=120), "TX")
    with factories.saying(row) as said:
        said.licenses.licenses[0].expires_on = today + datetime.timedelta(days=10)
    factories.license(row, state="TX", type="RN", expires_on=today + datetime.timedelta(days=400))
    factories.license(row, state="CA", expires_on=today + datetime.timedelta(days=400))
    rewrite(row)
    assert LocationEntry.objects.get().valid_until == end_of_day(today + datetime.timedelta(days=10), "TX")
    factories.license(row, state="TX", type="DO", expires_on=today + datetime.timedelta(days=20))
    rewrite(row)
    assert LocationEntry.objects.get().valid_until == end_of_day(today + datetime.timedelta(days=20), "TX")


def test_a_place_in_a_state_without_an_accepted_license_is_not_found():
    row = factories.listed_provider()
    with factories.saying(row) as said:
        said.licenses.licenses[0].state = "CA"
    rewrite(row)
    assert not LocationEntry.objects.exists()


def test_telehealth_counts_where_the_license_is_held():
    row = factories.listed_provider(state="TX", telehealth=["TX", "CA"])
    with factories.saying(row) as said:
        said.licenses.licenses = [held for held in said.licenses.licenses if held.state != "CA"]
    rewrite(row)
    assert list(TelehealthEntry.objects.values_list("state", flat=True)) == ["TX"]

    def remote(state):
        return search(Criteria(is_telehealth_only=True, telehealth_state=state)).total

    assert (remote("TX"), remote("CA"), remote("")) == (1, 0, 1)


def test_a_treatment_that_may_not_be_remote_makes_no_telehealth_entry():
    row = factories.listed_provider()
    with factories.saying(row) as said:
        said.places.telehealth_states = ["TX"]
    factories.offer(row, "ketamine-infusion", None)
    rewrite(row)
    assert not TelehealthEntry.objects.exists()


def test_accepting_is_a_filter():
    open_row = factories.listed_provider()
    factories.listed_provider(accepting="waitlist")
    assert len(near(AUSTIN)) == 2
    assert near(AUSTIN, accepting=True) == [open_row.pk]
    results = search(Criteria(point=AUSTIN))
    assert results.facets["accepting"] == 1
