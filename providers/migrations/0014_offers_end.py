"""Each offer ends with the licenses that carry it, and a card says when.

What the index held is taken out: `manage.py rebuild_search_index` writes it again.
"""

from django.db import migrations


def empty_index(apps, _schema_editor):
    names = ("LocationEntry", "TelehealthEntry", "Summary")
    tables = [apps.get_model("providers", name).objects for name in names]
    if any(rows.exists() for rows in tables):
        print("\n  The search index is empty now: run `python manage.py rebuild_search_index`.")
    for rows in tables:
        rows.all().delete()


class Migration(migrations.Migration):
    dependencies = [("providers", "0013_kinds_of_reports")]
    operations = [migrations.RunPython(empty_index, empty_index, elidable=True)]
