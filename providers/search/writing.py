"""Many rows at once, without model instances, for the search index."""

from django.db import connection

#: Kinds of columns whose values an engine wants in a form of its own.
DRESSED = {"BinaryField", "DateField", "JSONField"}


def insert(model, columns, rows, *, ignore_known=False):
    """Insert tuples of values into a model's table, without model instances."""
    size = 20_000 // len(columns)  # both engines take more than 20,000 parameters in a statement
    fields = {item.attname: item for item in model._meta.concrete_fields}
    prepare = [(i, f) for i, name in enumerate(columns) if (f := fields[name]).get_internal_type() in DRESSED]
    quote = connection.ops.quote_name
    # Names of tables and columns come from the models, quoted; values are parameters.
    into = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608
    one, tail = f"({', '.join(['%s'] * len(columns))})", " ON CONFLICT DO NOTHING" if ignore_known else ""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            chunk = [list(row) for row in rows[start : start + size]]
            for row in chunk:
                for i, item in prepare:
                    row[i] = item.get_db_prep_save(row[i], connection)
            values = [value for row in chunk for value in row]
            cursor.execute(into + ", ".join([one] * len(chunk)) + tail, values)
