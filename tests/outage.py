"""A database that can be read and not written, as a full disk or a failed-over server leaves it."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def read_only_database():
    """Refuse every write of this test's connection for as long as the block lasts.

    SQLite refuses it itself. PostgreSQL is told as its administrator would: for the database, so that a new
    connection is no way around. The test must not be in a transaction: `django_db(transaction=True)`.
    """
    if connection.vendor == "sqlite":
        run("PRAGMA query_only = ON")
        try:
            yield
        finally:
            run("PRAGMA query_only = OFF")
        return
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    run(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    connection.close()
    try:
        yield
    finally:
        run(
            "SET default_transaction_read_only = off",
            f"ALTER DATABASE {database} RESET default_transaction_read_only",
        )
        connection.close()


def run(*statements):
    """Run statements on the test's connection."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
