"""Invitations, whose right to write a listing an owner changed, and what staff may do with invitations."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from psychly.database.group_rights import granted
from psychly.database.per_vendor import append_only

INVITES = {("listings", "invitation"): ["view", "add", "delete"]}


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0008_sent_by"),
        ("providers", "0011_collaborators"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        append_only("listings_ownerchange", still=True),
        migrations.CreateModel(
            name="InvitedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address_hash", models.CharField(max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="last invited")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="refused for good")),
            ],
            options={
                "verbose_name": "invited address",
                "verbose_name_plural": "invited addresses",
            },
        ),
        migrations.AddField(
            model_name="ownerchange",
            name="whom",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="ownerchange",
            name="what",
            field=models.CharField(
                choices=[
                    ("hidden", "Hidden"),
                    ("shown", "Shown again"),
                    ("confirmed", "Confirmed"),
                    ("instant", "Small facts changed"),
                    ("invited", "Somebody invited to write it"),
                    ("joined", "Invitation taken"),
                    ("left", "Left"),
                    ("dismissed", "Right to write it taken away"),
                    ("owner", "Made an owner"),
                    ("editor", "Made an editor"),
                    ("handed", "Handed over"),
                ],
                max_length=10,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("owner", "Owner"), ("editor", "Editor")],
                        max_length=6,
                        verbose_name="role",
                    ),
                ),
                ("document", models.JSONField(blank=True, default=dict, verbose_name="what is filled in")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="sent")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clinician_invitations",
                        to="providers.provider",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="providers.provider",
                        verbose_name="listing",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "address"), name="one_invitation_to_write_a_listing"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("provider", None)),
                        fields=("address",),
                        name="one_invitation_to_be_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("provider", None), ("role", "")),
                            models.Q(("provider__isnull", False), models.Q(("role", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="invitation_to_a_listing_has_a_role",
                    ),
                ],
            },
        ),
        append_only("listings_ownerchange", still=True),
        granted(dict.fromkeys(["moderators", "administrators"], INVITES)),
    ]
