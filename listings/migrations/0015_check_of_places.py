"""A check of places: whether ZIP code, town and state agree."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0014_alarms_and_hits"),
    ]

    operations = [
        migrations.AlterField(
            model_name="checkresult",
            name="kind",
            field=models.CharField(
                choices=[
                    ("npi", "NPI Registry"),
                    ("exclusions", "OIG exclusion list"),
                    ("licenses", "Licenses"),
                    ("places", "Places"),
                    ("duplicates", "Look-alikes"),
                    ("claims", "Wording"),
                    ("legality", "Law"),
                    ("photo", "Photo"),
                    ("website", "Website"),
                ],
                max_length=10,
                verbose_name="check",
            ),
        ),
    ]
