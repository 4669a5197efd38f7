"""Where people are signed in: a row beside each session."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("psychly", "0005_name_of_mails"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenSession",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("browser", models.CharField(blank=True, max_length=20)),
                ("system", models.CharField(blank=True, max_length=20)),
                (
                    "session",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="sessions.session"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
