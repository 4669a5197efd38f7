"""Three letters by which rows of the exclusion list are picked for comparison."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0012_small_changes_put_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="exclusion",
            name="beginning",
            field=models.GeneratedField(
                db_index=True,
                db_persist=True,
                expression=django.db.models.functions.text.Left("surname", 3),
                output_field=models.CharField(max_length=3),
            ),
        ),
    ]
