"""Migration operations whose SQL differs between SQLite and PostgreSQL."""

from django.db import migrations


def run_sql_per_vendor(forward, backward):
    """Return a migration operation that runs one list of statements for each database engine.

    `forward` and `backward` map a vendor (`sqlite`, `postgresql`) to a list of SQL statements. Write
    them so that they may run twice: SQLite remakes a table on some changes and silently drops its
    triggers, so a later migration of that table repeats the operation as its last step.
    """

    def runner(statements):
        def run(apps, schema_editor):
            for sql in statements[schema_editor.connection.vendor]:
                schema_editor.execute(sql, params=None)

        return run

    return migrations.RunPython(runner(forward), runner(backward))


def append_only(table, *, still=False):
    """Return a migration operation that makes the database refuse UPDATE, DELETE and TRUNCATE of a table.

    A later migration that changes the table has it first and last with `still`: whichever way it runs, the
    last step then gives back the triggers that SQLite loses when it remakes the table.
    """
    message = f"{table} is append-only"
    sqlite_off = [f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}" for verb in ("update", "delete")]
    sqlite_on = [
        f"""
        CREATE TRIGGER IF NOT EXISTS {table}_refuses_{verb} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{message}'); END
        """
        for verb in ("update", "delete")
    ]
    postgresql_off = [
        f"DROP TRIGGER IF EXISTS {table}_refuses_change ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_refuses_truncate ON {table}",
        f"DROP FUNCTION IF EXISTS refuse_{table}_change()",
    ]
    postgresql_on = [
        *postgresql_off,
        f"""
        CREATE FUNCTION refuse_{table}_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END $$
        """,
        f"""
        CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()
        """,
        f"""
        CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}_change()
        """,
    ]
    return run_sql_per_vendor(
        {"sqlite": sqlite_on, "postgresql": postgresql_on},
        {
            "sqlite": sqlite_on if still else sqlite_off,
            "postgresql": postgresql_on if still else postgresql_off,
        },
    )
