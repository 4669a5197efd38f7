"""What the database refuses to change: decisions, what owners did, what staff took out of admin."""

from django.db import migrations

from psychly.database.per_vendor import append_only


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]
    operations = [
        append_only("listings_decision"),
        append_only("listings_export"),
        append_only("listings_ownerchange"),
    ]
