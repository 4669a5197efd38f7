"""The three groups of staff and what each may do in admin.

Django makes permissions only after all migrations have run, so the rows are made here, with the names
that Django would give them.
"""

from django.db import migrations

TERMS = ["access", "community", "condition", "language", "paymentoption", "treatment"]
#: Group: app and model: verbs.
GROUPS = {
    "editors": {
        ("articles", "article"): ["view", "add", "change"],
        ("articles", "reference"): ["view", "add", "change"],
        ("articles", "contributor"): ["view", "add", "change"],
        ("articles", "articleversion"): ["view"],
        ("providers", "legalstatus"): ["view", "change"],
    },
    "moderators": {
        ("listings", "submission"): ["view", "change"],
        ("listings", "decision"): ["view"],
        ("listings", "ownerchange"): ["view"],
        ("providers", "provider"): ["view"],
        ("providers", "problemreport"): ["view", "change"],
        ("providers", "legalstatus"): ["view", "change"],
    },
    "administrators": {
        ("articles", "article"): ["view", "add", "change", "delete"],
        ("articles", "reference"): ["view", "add", "change", "delete"],
        ("articles", "contributor"): ["view", "add", "change", "delete"],
        ("articles", "articleversion"): ["view"],
        ("listings", "submission"): ["view", "change"],
        ("listings", "decision"): ["view"],
        ("listings", "ownerchange"): ["view"],
        ("providers", "provider"): ["view"],
        ("providers", "problemreport"): ["view", "change"],
        ("providers", "legalstatus"): ["view", "add", "change"],
        **{("providers", term): ["view", "add", "change"] for term in TERMS},
        ("psychly", "user"): ["view", "change"],
        ("psychly", "outgoingmail"): ["view"],
        ("auth", "group"): ["view"],
        ("django_tasks_database", "dbtaskresult"): ["view"],
    },
}


def make_groups(apps, schema_editor):
    """Make the groups with their permissions."""
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    type_model = apps.get_model("contenttypes", "ContentType")
    for name, rights in GROUPS.items():
        group, _ = group_model.objects.get_or_create(name=name)
        for (app, model), verbs in rights.items():
            kind, _ = type_model.objects.get_or_create(app_label=app, model=model)
            for verb in verbs:
                permission, _ = permission_model.objects.get_or_create(
                    content_type=kind,
                    codename=f"{verb}_{model}",
                    defaults={"name": f"Can {verb} {model}"},
                )
                group.permissions.add(permission)


def remove_groups(apps, schema_editor):
    """Remove the groups."""
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0003_base_document"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
