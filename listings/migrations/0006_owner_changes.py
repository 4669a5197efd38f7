"""What owners do to their public listings without a moderator, append-only."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from psychly.per_vendor import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0005_decided"),
        ("providers", "0007_limits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnerChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("hidden", "Hidden"), ("shown", "Shown again"), ("confirmed", "Confirmed")],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version of the listing")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owner_changes",
                        to="providers.provider",
                    ),
                ),
            ],
            options={
                "verbose_name": "change by an owner",
                "verbose_name_plural": "changes by owners",
                "ordering": ["-at", "-pk"],
            },
        ),
        append_only("listings_ownerchange"),
    ]
