"""Versions are append-only: the database refuses every change and removal of what readers saw."""

from django.db import migrations

from psychly.per_vendor import append_only


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [append_only("articles_articleversion")]
