"""What puts a small change back, and who may look at the sample."""

from django.conf import settings
from django.db import migrations, models

from psychly.group_rights import granted


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0011_small_facts_and_lookups"),
        ("providers", "0012_island_areas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="instantchange",
            name="after",
            field=models.JSONField(default=dict, editable=False, verbose_name="after"),
        ),
        migrations.AddField(
            model_name="instantchange",
            name="before",
            field=models.JSONField(default=dict, editable=False, verbose_name="before"),
        ),
        migrations.AddField(
            model_name="instantchange",
            name="reason",
            field=models.TextField(blank=True, verbose_name="reason for putting it back"),
        ),
        migrations.AddField(
            model_name="instantchange",
            name="reverted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="put back"),
        ),
        migrations.AddConstraint(
            model_name="instantchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reverted_at", None),
                    models.Q(("seen_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="instant_change_reverted_with_reason",
            ),
        ),
        granted(
            {
                "moderators": {("listings", "instantchange"): ["view", "change"]},
                "administrators": {("listings", "instantchange"): ["view", "change"]},
            }
        ),
    ]
