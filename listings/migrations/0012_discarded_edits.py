"""When a submission was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0011_held_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
        ),
    ]
