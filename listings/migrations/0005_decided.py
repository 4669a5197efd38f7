"""A submission has a date of decision exactly when it is decided (no table with triggers is remade)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0004_groups"),
        ("providers", "0007_limits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state__in", ["draft", "submitted"])),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("state__in", ["changes-requested", "approved", "declined", "spam"]),
                    ),
                    ("state", "withdrawn"),
                    _connector="OR",
                ),
                name="submission_decided_at",
            ),
        ),
    ]
