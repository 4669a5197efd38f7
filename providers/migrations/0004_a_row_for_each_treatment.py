"""The search index holds a row for each treatment of a place, and cards what is offered at each place.

What it held before says neither: it is emptied, and written again by `manage.py rebuild_search_index`.
"""

from django.db import migrations


def empty_index(apps, _schema_editor):
    names = ("LocationEntry", "TelehealthEntry", "Summary")
    if any([apps.get_model("providers", name).objects.all().delete()[0] for name in names]):
        print("\n  The search index is empty now: run `python manage.py rebuild_search_index`.")


class Migration(migrations.Migration):
    dependencies = [("providers", "0003_vocabulary")]
    operations = [migrations.RunPython(empty_index, migrations.RunPython.noop, elidable=True)]
