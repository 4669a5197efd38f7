"""A listing has owners and editors, where it had one owner."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def owners_become_collaborators(apps, _schema_editor):
    collaborator = apps.get_model("providers", "Collaborator")
    rows = apps.get_model("providers", "Provider").objects.exclude(owner=None).order_by("pk")
    collaborator.objects.bulk_create(
        collaborator(provider=row, user_id=row.owner_id, role="owner") for row in rows
    )


def the_first_owner_is_the_owner(apps, _schema_editor):
    for row in apps.get_model("providers", "Collaborator").objects.filter(role="owner").order_by("-pk"):
        row.provider.owner_id = row.user_id
        row.provider.save(update_fields=["owner"])


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0010_location_geocoder"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Collaborator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("editor", "Editor")],
                        default="owner",
                        max_length=6,
                        verbose_name="role",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collaborators",
                        to="providers.provider",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collaborations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "collaborator",
                "verbose_name_plural": "collaborators",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="collaborator",
            constraint=models.UniqueConstraint(
                fields=("provider", "user"), name="one_role_of_a_collaborator"
            ),
        ),
        migrations.AddConstraint(
            model_name="collaborator",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["owner", "editor"])), name="collaborator_role_is_known"
            ),
        ),
        migrations.RunPython(owners_become_collaborators, the_first_owner_is_the_owner),
        migrations.RemoveField(model_name="provider", name="owner"),
    ]
