"""Rights of groups, given by migrations."""

from django.db import migrations


def granted(groups):
    """Return a migration operation that gives rights to groups: {group: {(app, model): [verb, …]}}.

    Django makes permissions only after all migrations have run, so the rows are made here when they lack.
    """

    def grant(apps, schema_editor):
        permission_model = apps.get_model("auth", "Permission")
        type_model = apps.get_model("contenttypes", "ContentType")
        for name, rights in groups.items():
            group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
            for (app, model), verbs in rights.items():
                kind, _ = type_model.objects.get_or_create(app_label=app, model=model)
                for verb in verbs:
                    permission, _ = permission_model.objects.get_or_create(
                        content_type=kind,
                        codename=f"{verb}_{model}",
                        defaults={"name": f"Can {verb} {model}"},
                    )
                    group.permissions.add(permission)

    return migrations.RunPython(grant, migrations.RunPython.noop)
