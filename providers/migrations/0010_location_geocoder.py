from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("providers", "0009_end_of_the_day")]

    operations = [
        migrations.AddField(
            "location",
            "geocoder",
            models.CharField(
                blank=True,
                choices=[
                    ("found", "found at its street"),
                    ("unknown", "refused: the address is not known"),
                    ("several", "refused: several places have this address"),
                    ("other-state", "refused: in another state"),
                    ("other-zip", "refused: in another ZIP code"),
                    ("other-number", "refused: another house number"),
                    ("too-far", "refused: too far from its ZIP code"),
                    ("unreadable", "refused: no point on earth"),
                ],
                max_length=12,
                verbose_name="geocoder",
            ),
        ),
    ]
