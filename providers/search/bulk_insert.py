"""Many rows at once, without model instances, for the search index."""

import datetime
import io
from collections.abc import Sequence

from django.db import connection
from django.db.models import Model

SIZE = 5_000  # rows in one statement of PostgreSQL
VALUES = 250  # rows in one statement of SQLite
#: What a cell may be.
Value = str | bytes | int | float | datetime.date | None
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def insert(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Insert tuples of plain values into a model's table: numbers, text, bytes, dates and None.

    A JSON column takes text. PostgreSQL copies. SQLite takes few and long statements: at the end of each
    that fires a trigger, FTS5 writes what it has gathered, and a row at a time costs four times as much.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for start in range(0, len(rows), SIZE):
                lines = "".join(map(_line, rows[start : start + SIZE]))
                with cursor.db.wrap_database_errors:  # Django does it for its own calls alone
                    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO(lines))
        else:
            # Names come from the models, quoted; values are parameters.
            marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
            for start in range(0, len(rows), VALUES):
                some = rows[start : start + VALUES]
                values = [value for row in some for value in _dated(row)]
                many = ", ".join([marks] * len(some))
                cursor.execute(f"INSERT INTO {table} ({names}) VALUES {many}", values)  # noqa: S608


def _line(row: Sequence[Value]) -> str:
    """Return a row as a line of PostgreSQL's COPY."""
    return "\t".join(map(_copied, row)) + "\n"


def _copied(value: Value) -> str:
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return "\\N" if value is None else str(value)


def _dated(row: Sequence[Value]) -> list[Value]:
    """Return a row with its dates and moments (UTC) as text, as SQLite keeps them."""
    return [_as_text(value) if isinstance(value, datetime.date) else value for value in row]


def _as_text(value: datetime.date) -> str:
    return str(value.replace(tzinfo=None)) if isinstance(value, datetime.datetime) else value.isoformat()
