"""Demonstration data: real enough to walk through, never to be taken for real."""

import pytest
from django.core.management import CommandError, call_command

from listings.demonstration import samples
from listings.models import Decision, Submission
from providers.models import Fact, License, Location, Provider
from psychly.models import User
from tests import factories


@pytest.fixture
def loaded(db, settings):
    """The demonstration, loaded twice."""
    settings.DEMO = True
    for sample in [*samples.samples(), *samples.waiting()]:
        for city, state, zip_code, _area in sample.towns:
            factories.zip_code(zip_code, state=state, city=city)
    for _ in range(2):
        call_command("load_demonstration", verbosity=0)


@pytest.mark.slow
def test_the_demonstration_is_loaded_once_and_says_what_it_is(loaded):
    assert Provider.objects.published().count() == 60
    assert not Provider.objects.filter(is_demonstration=False).exists()
    assert not Provider.objects.exclude(npi="").exists()
    assert not Provider.objects.exclude(
        document__about__approach__startswith="Demonstration listing."
    ).exists()
    assert not License.objects.exclude(number__startswith="DEMO-").exists()
    assert not Fact.objects.exclude(basis="staff", source_name="Demonstration check").exists()
    assert all("55501" in place.phone for place in Location.objects.all())
    assert Decision.objects.count() == 60
    assert (
        Provider.objects.published().filter(collaborators__user__email="therapist@demo.example").count() == 1
    )
    assert Submission.objects.waiting().count() == 3
    admin = User.objects.get(email="admin@demo.example")
    assert admin.is_staff
    assert admin.has_perm("psychly.view_outgoingmail")
    pairs = {pair for provider in Provider.objects.all() for pair in provider.listing.offered_in}
    assert {state for slug, state in pairs if slug == "psilocybin-services"} == {"OR", "CO"}


@pytest.mark.django_db
def test_demonstration_data_stay_out_of_a_real_site(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("load_demonstration")
