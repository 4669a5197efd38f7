"""The groups of staff and what each may do in admin."""

from django.db import migrations

from psychly.database.group_rights import granted

#: Group: app and model: verbs.
GROUPS = {
    "authors": {
        ("articles", "article"): ["view", "add", "change"],
        ("articles", "articleversion"): ["view"],
        ("articles", "contributor"): ["view", "add", "change"],
        ("articles", "credit"): ["view", "add", "change", "delete"],
        ("articles", "person"): ["view", "add", "change"],
        ("articles", "reference"): ["view", "add", "change"],
        ("articles", "step"): ["view"],
    },
    "editors": {
        ("articles", "article"): ["view", "add", "change", "publish"],
        ("articles", "articleversion"): ["view"],
        ("articles", "contributor"): ["view", "add", "change"],
        ("articles", "credit"): ["view", "add", "change", "delete"],
        ("articles", "person"): ["view", "add", "change"],
        ("articles", "reference"): ["view", "add", "change"],
        ("articles", "review"): ["view", "add"],
        ("articles", "step"): ["view"],
        ("providers", "legalstatus"): ["view", "change"],
    },
    "reviewers": {
        ("articles", "article"): ["view"],
        ("articles", "articleversion"): ["view"],
        ("articles", "contributor"): ["view"],
        ("articles", "credit"): ["view"],
        ("articles", "person"): ["view"],
        ("articles", "reference"): ["view"],
        ("articles", "review"): ["view", "add"],
        ("articles", "step"): ["view"],
    },
    "moderators": {
        ("listings", "decision"): ["view"],
        ("listings", "exclusion"): ["view"],
        ("listings", "exclusionlist"): ["view"],
        ("listings", "instantchange"): ["view", "change"],
        ("listings", "ownerchange"): ["view"],
        ("listings", "reason"): ["view", "add", "change"],
        ("listings", "submission"): ["view", "change"],
        ("providers", "legalstatus"): ["view", "change"],
        ("providers", "problemreport"): ["view", "change"],
        ("providers", "provider"): ["view"],
    },
    "administrators": {
        ("articles", "article"): ["view", "add", "change", "delete", "publish"],
        ("articles", "articleversion"): ["view"],
        ("articles", "contributor"): ["view", "add", "change", "delete"],
        ("articles", "credit"): ["view", "add", "change", "delete"],
        ("articles", "person"): ["view", "add", "change"],
        ("articles", "reference"): ["view", "add", "change", "delete"],
        ("articles", "review"): ["view", "add"],
        ("articles", "step"): ["view"],
        ("auth", "group"): ["view"],
        ("django_tasks_database", "dbtaskresult"): ["view"],
        ("listings", "decision"): ["view"],
        ("listings", "exclusion"): ["view"],
        ("listings", "exclusionlist"): ["view"],
        ("listings", "export"): ["view", "add"],
        ("listings", "instantchange"): ["view", "change"],
        ("listings", "ownerchange"): ["view"],
        ("listings", "reason"): ["view", "add", "change", "delete"],
        ("listings", "submission"): ["view", "change"],
        ("mfa", "authenticator"): ["view", "delete"],
        ("providers", "access"): ["view", "add", "change"],
        ("providers", "community"): ["view", "add", "change"],
        ("providers", "condition"): ["view", "add", "change"],
        ("providers", "language"): ["view", "add", "change"],
        ("providers", "legalstatus"): ["view", "add", "change"],
        ("providers", "paymentoption"): ["view", "add", "change"],
        ("providers", "problemreport"): ["view", "change"],
        ("providers", "provider"): ["view"],
        ("providers", "treatment"): ["view", "add", "change"],
        ("psychly", "outgoingmail"): ["view", "change"],
        ("psychly", "user"): ["view", "change"],
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_record_and_words"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("listings", "0002_record"),
        ("providers", "0003_vocabulary"),
        ("psychly", "0001_initial"),
    ]
    operations = [granted(GROUPS)]
