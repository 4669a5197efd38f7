"""Words in a column of folded text, found the same way on both engines.

Text is folded to ASCII words in Python when it is stored and when it is asked for (`providers.text_folding`),
because the engines' own tokenizers differ. `Words` asks, `words_index` makes what it asks; their SQL is
the only one that differs between SQLite and PostgreSQL. The names in it are written in our own source.
"""
# ruff: noqa: S608

from django.db import models

from psychly.database.per_vendor import run_sql_per_vendor


class Words(models.Lookup):
    """`body__words=[["johnson", "jonson"], ["ketamine"]]`: one of each group begins a word of the text.

    A subclass names its index.
    """

    lookup_name = "words"
    prepare_rhs = False
    index = ""

    def get_db_prep_lookup(self, value, connection):
        """Pass the groups on as they are."""
        return "%s", [value]

    def as_sqlite(self, compiler, connection):
        """Ask the FTS5 table."""
        lhs, params = self.process_lhs(compiler, connection)
        query = " AND ".join("(" + " OR ".join(f'"{word}"*' for word in group) + ")" for group in self.rhs)
        field = self.lhs.target
        pk = lhs.replace(f'"{field.column}"', f'"{field.model._meta.pk.column}"')
        found = f"SELECT rowid FROM {self.index} WHERE {self.index} MATCH %s"
        return f"{pk} IN ({found})", [*params, query]

    def as_postgresql(self, compiler, connection):
        """Ask the GIN index."""
        lhs, params = self.process_lhs(compiler, connection)
        query = " & ".join("(" + " | ".join(f"{word}:*" for word in group) + ")" for group in self.rhs)
        return f"to_tsvector('simple', {lhs}) @@ to_tsquery('simple', %s)", [*params, query]


def words_index(index, table, pk, column):
    """Return a migration operation that makes the index of a column of words.

    On SQLite an FTS5 table kept by triggers, which SQLite drops when it remakes the table: a later migration
    of the table repeats the operation as its last step. On PostgreSQL a GIN index.
    """
    added = f"INSERT INTO {index}(rowid, {column}) VALUES (new.{pk}, new.{column});"
    removed = f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.{pk}, old.{column});"
    whens = {"insert": added, "delete": removed, "update": f"{removed} {added}"}
    sqlite = [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5("
        f"{column}, content='{table}', content_rowid='{pk}', tokenize='unicode61')",
        *(
            f"CREATE TRIGGER IF NOT EXISTS {index}_{when} AFTER {when} ON {table} BEGIN {does} END"
            for when, does in whens.items()
        ),
        f"INSERT INTO {index}({index}) VALUES ('rebuild')",
    ]
    sqlite_back = [
        *(f"DROP TRIGGER IF EXISTS {index}_{when}" for when in whens),
        f"DROP TABLE IF EXISTS {index}",
    ]
    postgresql = [
        f"CREATE INDEX IF NOT EXISTS {index} ON {table} USING gin (to_tsvector('simple', {column}))"
    ]
    return run_sql_per_vendor(
        {"sqlite": sqlite, "postgresql": postgresql},
        {"sqlite": sqlite_back, "postgresql": [f"DROP INDEX IF EXISTS {index}"]},
    )
