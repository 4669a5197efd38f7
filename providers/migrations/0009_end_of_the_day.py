"""Rows of the index end at a moment, the end of a day where they are, and no longer on a date.

What the index held is taken out: `manage.py rebuild_search_index` writes it again.
"""

from django.db import migrations, models


def empty_index(apps, _schema_editor):
    for name in ("LocationEntry", "TelehealthEntry", "Summary"):
        apps.get_model("providers", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("providers", "0008_letters_in_words")]

    operations = [
        migrations.RunPython(empty_index, empty_index),
        migrations.AlterField(
            "locationentry", "valid_until", models.DateTimeField(verbose_name="valid until")
        ),
        migrations.AlterField(
            "telehealthentry", "valid_until", models.DateTimeField(verbose_name="valid until")
        ),
    ]
