"""What an alarm of the exclusion list was answered with, which hits were put before the moderators, indexes.

SQLite remakes the table of decisions and drops its triggers on the way, so the last step makes them again.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from psychly.per_vendor import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0013_beginning_of_excluded_names"),
        ("providers", "0013_report_of_an_exclusion"),
    ]

    operations = [
        append_only("listings_decision", still=True),
        migrations.AddField(
            model_name="decision",
            name="acknowledgement",
            field=models.TextField(
                blank=True, verbose_name="what an alarm of the exclusion list was answered with"
            ),
        ),
        migrations.AlterField(
            model_name="exclusion",
            name="given_name",
            field=models.CharField(blank=True, max_length=60, verbose_name="folded first name"),
        ),
        migrations.AddIndex(
            model_name="exclusion",
            index=models.Index(fields=["given_name", "surname"], name="excluded_people"),
        ),
        migrations.AddIndex(
            model_name="exclusion",
            index=models.Index(
                condition=models.Q(("is_business", True)), fields=["surname"], name="excluded_businesses"
            ),
        ),
        migrations.CreateModel(
            name="ExclusionHit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry", models.CharField(max_length=64, verbose_name="SHA-256 of who is excluded")),
                ("is_alarm", models.BooleanField(verbose_name="alarm")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exclusion_hits",
                        to="providers.provider",
                    ),
                ),
            ],
            options={
                "verbose_name": "hit on the exclusion list",
                "verbose_name_plural": "hits on the exclusion list",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "entry", "is_alarm"), name="one_hit_of_an_entry"
                    )
                ],
            },
        ),
        append_only("listings_decision", still=True),
    ]
