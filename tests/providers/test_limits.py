"""What the database refuses, on both engines."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from listings.models import Submission
from providers.models import Fact, Location, Place, Provider
from tests import factories

pytestmark = pytest.mark.django_db


def refuses(rows, **values):
    """Whether the database refuses these values for the rows."""
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("values", [{"latitude": 90.1}, {"latitude": -91}, {"longitude": 181}])
def test_a_point_lies_on_the_earth(values):
    factories.location(factories.provider())
    factories.zip_code()
    assert refuses(Location.objects, **values)
    assert refuses(Place.objects, **values)


def test_a_hidden_street_keeps_no_exact_point():
    factories.location(factories.provider())
    assert not refuses(Location.objects, shows_street=True, precision="street")
    assert refuses(Location.objects, shows_street=False)
    assert not refuses(Location.objects, shows_street=False, precision="staff")
    assert not refuses(Location.objects, shows_street=False, precision="zip")


def test_a_provider_is_a_person_or_an_organization():
    factories.provider()
    assert refuses(Provider.objects, kind="retreat")


@pytest.mark.parametrize("values", [{"checked_by": None}, {"source_name": ""}])
def test_a_check_by_staff_names_who_made_it_and_where(values):
    fact = factories.fact(factories.provider(), "phone", "(512) 555-0143")
    assert refuses(Fact.objects, **values)
    assert not refuses(Fact.objects.filter(pk=fact.pk), basis="registry", **values)


@pytest.mark.parametrize("state", Submission.State.values)
def test_a_submission_has_a_date_of_decision_exactly_when_it_is_decided(state):
    factories.submission()
    rows = Submission.objects.all()
    is_decided = state in ("approved", "declined", "spam", "changes-requested")
    if state != "withdrawn":  # after changes were requested, or before
        assert refuses(rows, state=state, decided_at=None if is_decided else timezone.now())
    assert not refuses(rows, state=state, decided_at=timezone.now() if is_decided else None)
