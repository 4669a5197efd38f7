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
