"""Who dealt with a report, and what was found."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0007_limits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="problemreport",
            name="finding",
            field=models.TextField(blank=True, max_length=4000, verbose_name="what staff found and did"),
        ),
        migrations.AddField(
            model_name="problemreport",
            name="handled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="problemreport",
            index=models.Index(fields=["handled_at", "created_at"], name="report_queue"),
        ),
    ]
