"""The first ready-made reasons, and what staff may do with what moderation added."""

from django.db import migrations

REASONS = [
    (
        "License not found",
        "We could not find this license at the state board. Please check the number and the state.",
    ),
    (
        "Names differ",
        "The name on the license differs from the legal name. Please correct one of them.",
    ),
    (
        "Promises an outcome",
        "A text promises an outcome. Please say what you do, not what will happen.",
    ),
    ("Who is in the room", "Please say who prescribes and who is in the room."),
    (
        "No active license",
        "The directory lists licensed providers only, and we found no active license.",
    ),
]
RIGHTS = {
    "moderators": {
        ("listings", "reason"): ["view", "add", "change"],
        ("listings", "exclusion"): ["view"],
        ("listings", "exclusionlist"): ["view"],
    },
    "administrators": {
        ("listings", "reason"): ["view", "add", "change", "delete"],
        ("listings", "exclusion"): ["view"],
        ("listings", "exclusionlist"): ["view"],
        ("listings", "export"): ["view", "add"],
        ("psychly", "outgoingmail"): ["change"],
    },
}


def give_rights(apps, schema_editor):
    """Give each group its new permissions."""
    for name, rights in RIGHTS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        for permission in permissions(apps, rights):
            group.permissions.add(permission)


def take_rights(apps, schema_editor):
    """Take them back."""
    for name, rights in RIGHTS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        for permission in permissions(apps, rights):
            group.permissions.remove(permission)


def permissions(apps, rights):
    """Make and yield Django's permissions (it makes them itself only after all migrations)."""
    for (app, model), verbs in rights.items():
        kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label=app, model=model
        )
        for verb in verbs:
            yield apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=kind, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"}
            )[0]


def add_reasons(apps, schema_editor):
    """Add the reasons that the decision page offered so far."""
    apps.get_model("listings", "Reason").objects.bulk_create(
        apps.get_model("listings", "Reason")(title=title, text=text, position=position)
        for position, (title, text) in enumerate(REASONS)
    )


def remove_reasons(apps, schema_editor):
    """Remove every reason: the table goes next."""
    apps.get_model("listings", "Reason").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("listings", "0008_moderation")]

    operations = [
        migrations.RunPython(give_rights, take_rights),
        migrations.RunPython(add_reasons, remove_reasons),
    ]
