"""What each group of staff may do with studies and side effects: as much as with the works they belong to."""

from django.db import migrations

from psychly.database.group_rights import granted

WRITE = ["view", "add", "change"]
WRITERS = {
    ("articles", "study"): WRITE,
    ("articles", "studycondition"): [*WRITE, "delete"],
    ("articles", "sideeffect"): WRITE,
}
GROUPS = {
    "authors": WRITERS,
    "editors": WRITERS,
    "reviewers": {key: ["view"] for key in WRITERS},
    "administrators": {key: [*WRITE, "delete"] for key in WRITERS},
}


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_kinds_and_roles"), ("listings", "0003_groups")]
    operations = [granted(GROUPS)]
