"""A listing that names an NPI is compared with the registry, and the moderator reads what came of it."""

import pytest

from listings.checks import npi as registry
from listings.models import CheckResult
from tests import factories
from tests.listings.test_npi import PERSON
from tests.mailbox import run_tasks
from tests.outside import serving

pytestmark = pytest.mark.django_db
NPI = "1234567893"


def sent_in(**you):
    """A submission that was sent in with an NPI."""
    return factories.submission(you={"npi": NPI, **you})


def shown(client):
    """What the moderator reads about the check."""
    row = CheckResult.objects.get(kind="npi")
    factories.enter_desk(client, factories.moderator())
    page = client.get(f"/admin/listings/submission/{row.submission_id}/change/").content.decode()
    assert NPI in page
    assert str(row.get_outcome_display()) in page
    return row


@pytest.mark.parametrize(
    ("legal_name", "outcome"),
    [("Example Person", "matches"), ("EXAMPLE Q. PERSON", "matches"), ("Somebody Else", "look")],
)
def test_name_and_state_are_compared_with_the_registry(client, settings, legal_name, outcome):
    sent_in(legal_name=legal_name)
    assert CheckResult.objects.get(kind="npi").outcome == "unchecked"
    with serving(lambda path: (200, PERSON)) as (url, _asked):
        settings.NPI_REGISTRY_URL = url
        run_tasks()
    assert shown(client).outcome == outcome


def test_a_number_that_the_registry_does_not_have_does_not_agree(client, settings):
    sent_in()
    with serving(lambda path: (200, {"results": []})) as (url, _asked):
        settings.NPI_REGISTRY_URL = url
        run_tasks()
    assert shown(client).outcome == "look"


def test_a_registry_that_cannot_be_reached_reads_not_checked_yet(client, settings):
    settings.NPI_REGISTRY_URL = "http://127.0.0.1:9/"
    row = sent_in()
    run_tasks()
    assert shown(client).outcome == "unchecked"
    with pytest.raises(registry.RegistryUnreachable):
        registry.fetch(row.typed.you.npi)


def test_without_an_npi_nobody_is_asked(client):
    factories.submission()
    assert not CheckResult.objects.filter(kind="npi").exists()
