"""Decisions are append-only: the database refuses every change and removal."""

from django.db import migrations

from psychly.per_vendor import run_sql_per_vendor

SQLITE_ON = [
    f"""
    CREATE TRIGGER IF NOT EXISTS decision_refuses_{verb} BEFORE {verb} ON listings_decision
    BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END
    """
    for verb in ("update", "delete")
]
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS decision_refuses_{verb}" for verb in ("update", "delete")]
POSTGRESQL_OFF = [
    "DROP TRIGGER IF EXISTS decision_refuses_change ON listings_decision",
    "DROP TRIGGER IF EXISTS decision_refuses_truncate ON listings_decision",
    "DROP FUNCTION IF EXISTS refuse_decision_change()",
]
POSTGRESQL_ON = [
    *POSTGRESQL_OFF,
    """
    CREATE FUNCTION refuse_decision_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'decisions are append-only' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER decision_refuses_change BEFORE UPDATE OR DELETE ON listings_decision
    FOR EACH ROW EXECUTE FUNCTION refuse_decision_change()
    """,
    """
    CREATE TRIGGER decision_refuses_truncate BEFORE TRUNCATE ON listings_decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_decision_change()
    """,
]
ON = {"sqlite": SQLITE_ON, "postgresql": POSTGRESQL_ON}
OFF = {"sqlite": SQLITE_OFF, "postgresql": POSTGRESQL_OFF}


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]

    operations = [run_sql_per_vendor(ON, OFF)]
