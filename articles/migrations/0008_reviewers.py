"""Clinicians who review: they read everything and record reviews, and change nothing else."""

from django.db import migrations

from psychly.group_rights import granted

READ = {
    ("articles", "article"): ["view"],
    ("articles", "articleversion"): ["view"],
    ("articles", "step"): ["view"],
    ("articles", "reference"): ["view"],
    ("articles", "contributor"): ["view"],
    ("articles", "person"): ["view"],
    ("articles", "credit"): ["view"],
    ("articles", "review"): ["view", "add"],
}


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_editing")]

    operations = [granted({"reviewers": READ})]
