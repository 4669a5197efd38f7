"""What the index is read and written with beside Django's own calls fails as the database fails."""

import pytest
from django.db import OperationalError, connection, transaction

from providers.models import LocationEntry
from providers.search import engine
from providers.search.bulk_insert import insert
from psychly.web import outages

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite copies nothing"),
]


def test_an_index_that_cannot_be_read_in_time_is_an_outage():
    cursor = connection.cursor()
    cursor.execute("SET LOCAL statement_timeout = 50")
    with pytest.raises(OperationalError) as caught, transaction.atomic():
        engine._value(cursor, "SELECT pg_sleep(60)::text::bytea", [])
    assert outages.is_outage(caught.value)


def test_an_index_that_cannot_be_written_is_an_outage():
    connection.cursor().execute("SET LOCAL transaction_read_only = on")
    with pytest.raises(Exception, match="read-only") as caught, transaction.atomic():
        insert(LocationEntry, ["provider_id"], [[1]])
    assert outages.is_outage(caught.value)
