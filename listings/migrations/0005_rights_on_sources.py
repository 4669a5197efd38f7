"""Who may change a row of law may change its sources."""

from django.db import migrations

from psychly.database.group_rights import granted

WRITES = {("providers", "legalsource"): ["view", "add", "change", "delete"]}


class Migration(migrations.Migration):
    dependencies = [("listings", "0004_reasons"), ("providers", "0005_treatment_law")]
    operations = [granted(dict.fromkeys(["editors", "moderators", "administrators"], WRITES))]
