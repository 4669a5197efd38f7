"""Decisions are append-only: the database refuses every change and removal."""

from django.db import migrations

from psychly.per_vendor import append_only


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]

    operations = [append_only("listings_decision")]
