"""The seed of the benchmarks: what is measured is what the site itself makes of such listings."""

import pytest
from django.core.management import call_command

from providers.models import LocationEntry, Provider, TelehealthEntry
from providers.search.packing import ROW
from tests.bench_seed import Seed
from tests.brute_force import entries

pytestmark = pytest.mark.django_db


def _contents(rows):
    """Return what these rows of the index hold; the order of the treatments of a place says nothing."""
    size = ROW.itemsize
    packed = [(row.provider_id, row.state, bytes(row.packed)) for row in rows]
    return sorted(
        (provider, state, sorted(block[at : at + size] for at in range(0, len(block), size)))
        for provider, state, block in packed
    )


def test_a_rebuild_makes_the_index_rows_that_the_seed_expects():
    call_command("load_places", verbosity=0)
    seed = Seed(25)
    seed.write()
    call_command("rebuild_search_index", verbosity=0)
    assert Provider.objects.count() == 25
    assert _contents(LocationEntry.objects.all()) == _contents(entries(seed.local))
    assert _contents(TelehealthEntry.objects.all()) == _contents(entries(seed.remote))
