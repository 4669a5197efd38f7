"""The words of listings hold letters that were dropped before (ø, ł, þ), and telephone numbers."""

from django.db import migrations


def say_so(apps, _schema_editor):
    if apps.get_model("providers", "SearchText").objects.exists():
        print("\n  The words of listings have changed: run `python manage.py rebuild_search_index`.")


class Migration(migrations.Migration):
    dependencies = [("providers", "0007_approximate_places")]
    operations = [migrations.RunPython(say_so, migrations.RunPython.noop, elidable=True)]
