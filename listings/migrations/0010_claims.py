"""Claims on a listing, and what staff may do with them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from psychly.database.group_rights import granted
from psychly.database.per_vendor import append_only

DECIDES = {("listings", "claim"): ["view", "change"]}


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0009_invitations"),
        ("providers", "0011_collaborators"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        append_only("listings_ownerchange", still=True),
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
                    ("let-in", "Made an owner by staff, after a claim"),
                ],
                max_length=10,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "statement",
                    models.TextField(max_length=2000, verbose_name="who it is, and how that can be checked"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received")),
                ("objected_at", models.DateTimeField(blank=True, null=True, verbose_name="objected")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("joins", "Let in beside the owners"),
                            ("replaces", "Let in, in place of the owners"),
                            ("refused", "Refused"),
                        ],
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "objected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="providers.provider",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("provider", "by"),
                        name="one_open_claim_of_an_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_decided_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("verdict", "")),
                            models.Q(("decided_at__isnull", False), models.Q(("verdict", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="claim_decided_with_a_verdict",
                    ),
                ],
            },
        ),
        append_only("listings_ownerchange", still=True),
        granted(dict.fromkeys(["moderators", "administrators"], DECIDES)),
    ]
