"""Versions are append-only: the database refuses every change and removal of what readers saw."""

from django.db import migrations

from psychly.per_vendor import run_sql_per_vendor

SQLITE_ON = [
    f"""
    CREATE TRIGGER IF NOT EXISTS version_refuses_{verb} BEFORE {verb} ON articles_articleversion
    BEGIN SELECT RAISE(ABORT, 'versions are append-only'); END
    """
    for verb in ("update", "delete")
]
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS version_refuses_{verb}" for verb in ("update", "delete")]
POSTGRESQL_OFF = [
    "DROP TRIGGER IF EXISTS version_refuses_change ON articles_articleversion",
    "DROP TRIGGER IF EXISTS version_refuses_truncate ON articles_articleversion",
    "DROP FUNCTION IF EXISTS refuse_version_change()",
]
POSTGRESQL_ON = [
    *POSTGRESQL_OFF,
    """
    CREATE FUNCTION refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'versions are append-only' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER version_refuses_change BEFORE UPDATE OR DELETE ON articles_articleversion
    FOR EACH ROW EXECUTE FUNCTION refuse_version_change()
    """,
    """
    CREATE TRIGGER version_refuses_truncate BEFORE TRUNCATE ON articles_articleversion
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_version_change()
    """,
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        run_sql_per_vendor(
            {"sqlite": SQLITE_ON, "postgresql": POSTGRESQL_ON},
            {"sqlite": SQLITE_OFF, "postgresql": POSTGRESQL_OFF},
        )
    ]
