"""Rebuilding the whole index, in batches, while the site goes on."""

import threading
import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from providers.models import Inquiry, LocationEntry, Provider, SearchText, Summary, TelehealthEntry, Word
from providers.search import index, rebuild
from providers.search.criteria import Criteria
from providers.search.engine import search
from tests import factories

TABLES = [LocationEntry, TelehealthEntry, SearchText, Summary]
AUSTIN = (30.2706, -97.7426)
PATIENCE = 120  # seconds until a visitor counts as stuck; SQLite's own lock gives up before


def contents():
    """Return all rows of the index."""
    rows = [sorted(map(plain, model.objects.values_list(*columns(model)))) for model in TABLES]
    return [*rows, set(Word.objects.values_list("word", "is_name"))]


def columns(model):
    """Return the columns that two writings of one index have in common."""
    return [field.attname for field in model._meta.concrete_fields if field.name != "id"]


def plain(row):
    """Return a row as text, bytes too, whatever the engine calls them."""
    return str([bytes(value) if isinstance(value, memoryview) else value for value in row])


def found():
    """Return who is found in Austin."""
    return sorted(hit.provider_id for hit in search(Criteria(point=AUSTIN)).hits)


def whole(providers):
    """Return the Rows of these providers as a rebuild reads them."""
    return index.shape_rows({"gte": providers[0].pk, "lte": providers[-1].pk})


@pytest.fixture
def small_batches(monkeypatch):
    """Two batches and more."""
    monkeypatch.setattr(rebuild, "BATCH", 2)


@pytest.mark.django_db
def test_a_rebuild_writes_what_a_rewrite_of_each_writes(small_batches):
    rows = [factories.listed_provider(telehealth=["TX"], about=f"Ünï\tcode \\ {n}\nline") for n in range(5)]
    factories.cost(rows[0])
    factories.fact(rows[1], "license", "MD TX 1")
    for row in rows:
        index.rewrite(row)
    before, ids = contents(), found()
    for model in [*TABLES, Word]:
        model.objects.all().delete()
    call_command("rebuild_search_index", verbosity=0)
    assert contents() == before
    assert found() == ids == [row.pk for row in rows]
    call_command("rebuild_search_index", verbosity=0)
    assert contents() == before


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_between_the_batches_of_a_rebuild_people_search_and_write(small_batches):
    rows = [factories.listed_provider() for _n in range(6)]
    answers, problems = [], []

    def visit():
        try:
            Inquiry.objects.receive(provider=rows[0], token=uuid.uuid4(), name="A", email="a@demo.example")
            answers.append(found())
        except Exception as error:  # told to the test, not to the thread
            problems.append(error)
        finally:
            connection.close()

    for _done, _total, _seconds in rebuild.rebuild_index():
        visitor = threading.Thread(target=visit)
        visitor.start()
        visitor.join(PATIENCE)
    assert problems == []
    assert answers == [[row.pk for row in rows]] * 3
    assert Inquiry.objects.count() == 3


@pytest.mark.django_db
def test_what_a_rebuild_wrote_before_it_failed_stays(small_batches):
    rows = [factories.listed_provider() for _n in range(3)]
    LocationEntry.objects.all().delete()
    Provider.objects.filter(pk=rows[2].pk).update(role="no-such-role")
    with pytest.raises(ValueError, match="no-such-role"):
        call_command("rebuild_search_index", verbosity=0)
    assert found() == [row.pk for row in rows[:2]]


@pytest.mark.django_db
def test_a_provider_changed_while_the_rebuild_reads_keeps_its_newer_rows():
    changed, hidden, deleted, same = (factories.listed_provider(accepting="waitlist") for _n in range(4))
    rows = whole([changed, hidden, deleted, same])
    with factories.saying(changed) as said:
        said.care.accepting = "yes"
    Provider.objects.filter(pk=changed.pk).update(display_name="Newer")
    Provider.objects.filter(pk=hidden.pk).update(hidden_by_owner_at=timezone.now())
    for row in (changed, hidden):
        row.refresh_from_db()
        index.rewrite(row)
    LocationEntry.objects.filter(provider=same).delete()
    Provider.objects.filter(pk=deleted.pk).delete()
    new = factories.listed_provider()
    index.store(rows)
    assert found() == [changed.pk, same.pk, new.pk]
    assert search(Criteria(point=AUSTIN, accepting=True)).total == 2
    assert Summary.objects.get(provider=changed).card["name"].startswith("Newer")


@pytest.mark.django_db
def test_a_document_of_before_a_field_was_there_is_indexed_as_if_nothing_was_said():
    row = factories.listed_provider()
    del row.document["care"]["wait_weeks"], row.document["places"]["places"][0]["suite"]
    Provider.objects.filter(pk=row.pk).update(document=row.document)
    index.rewrite(row)
    assert found() == [row.pk]


@pytest.mark.django_db
def test_one_that_is_no_longer_public_leaves_the_index_with_a_rebuild():
    row = factories.listed_provider()
    Provider.objects.filter(pk=row.pk).update(published_at=None)  # past every verb
    call_command("rebuild_search_index", verbosity=0)
    assert not any(model.objects.exists() for model in TABLES)


@pytest.mark.django_db
def test_a_change_is_found_in_its_own_transaction_and_gone_when_that_fails():
    row = factories.listed_provider()
    with transaction.atomic():
        with factories.saying(row) as said:
            said.care.accepting = "no"
        index.rewrite(row)
        assert search(Criteria(point=AUSTIN, accepting=True)).total == 0
        transaction.set_rollback(True)
    assert search(Criteria(point=AUSTIN, accepting=True)).total == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_writes_while_a_transaction_of_the_rebuild_is_open_waits_and_is_served(
    small_batches, monkeypatch
):
    rows = [factories.listed_provider() for _n in range(3)]
    store, visitors, problems = index.store, [], []

    def visit(began):
        try:
            answers.append(found())  # reads do not wait
            began.set()
            Inquiry.objects.receive(provider=rows[0], token=uuid.uuid4(), name="A", email="a@demo.example")
        except Exception as error:  # told to the test, not to the thread
            problems.append(error)
            began.set()
        finally:
            connection.close()

    def store_beside_a_visitor(batch):
        store(batch)
        began = threading.Event()
        visitors.append(threading.Thread(target=visit, args=[began]))
        visitors[-1].start()
        assert began.wait(PATIENCE)

    answers = []
    monkeypatch.setattr(index, "store", store_beside_a_visitor)
    for _done, _total, _seconds in rebuild.rebuild_index():
        for visitor in visitors:
            visitor.join(PATIENCE)
    assert problems == []
    assert answers == [[row.pk for row in rows]] * 2
    assert Inquiry.objects.count() == 2
