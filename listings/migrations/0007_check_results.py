"""Results of automatic checks, for the moderator."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0006_owner_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("npi", "NPI Registry")], max_length=10, verbose_name="check"),
                ),
                ("subject", models.CharField(max_length=40, verbose_name="value checked")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pass", "agrees"),
                            ("look", "look twice"),
                            ("fail", "does not agree"),
                            ("unchecked", "not checked yet"),
                        ],
                        default="unchecked",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="detail")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="listings.submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "check result",
                "verbose_name_plural": "check results",
                "ordering": ["kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "kind"), name="one_result_per_check")
                ],
            },
        ),
    ]
