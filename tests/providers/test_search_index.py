"""What the index holds of a provider, and until when."""

import datetime

import pytest
from django.utils import timezone

from providers.models import LocationEntry, TelehealthEntry, Treatment
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
    assert LocationEntry.objects.get().valid_until == today + datetime.timedelta(days=120)
    row.licenses.update(expires_on=today + datetime.timedelta(days=10))
    factories.license(row, state="TX", type="RN", expires_on=today + datetime.timedelta(days=400))
    factories.license(row, state="CA", expires_on=today + datetime.timedelta(days=400))
    rewrite(row)
    assert LocationEntry.objects.get().valid_until == today + datetime.timedelta(days=10)
    factories.license(row, state="TX", type="DO", expires_on=today + datetime.timedelta(days=20))
    rewrite(row)
    assert LocationEntry.objects.get().valid_until == today + datetime.timedelta(days=20)


def test_a_place_in_a_state_without_an_accepted_license_is_not_found():
    row = factories.listed_provider()
    row.licenses.update(state="CA")
    rewrite(row)
    assert not LocationEntry.objects.exists()


def test_telehealth_counts_where_the_license_is_held():
    row = factories.listed_provider(state="TX", telehealth=["TX", "CA"])
    row.licenses.filter(state="CA").delete()
    rewrite(row)
    assert list(TelehealthEntry.objects.values_list("state", flat=True)) == ["TX"]

    def remote(state):
        return search(Criteria(is_telehealth_only=True, telehealth_state=state)).total

    assert (remote("TX"), remote("CA"), remote("")) == (1, 0, 1)


def test_a_treatment_that_may_not_be_remote_makes_no_telehealth_entry():
    row = factories.listed_provider()
    row.telehealth_states = ["TX"]
    row.save()
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
