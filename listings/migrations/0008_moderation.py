"""Exclusions, ready-made reasons, the log of exports; decisions on listings and reversals.

SQLite remakes the table of decisions and drops its triggers on the way, so the last step makes them again.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from psychly.per_vendor import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0007_check_results"),
        ("providers", "0008_reports_handled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        append_only("listings_decision", still=True),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "row_sha256",
                    models.CharField(max_length=64, unique=True, verbose_name="SHA-256 of the row"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("is_business", models.BooleanField(default=False, verbose_name="business")),
                (
                    "surname",
                    models.CharField(
                        db_index=True, max_length=120, verbose_name="folded last or business name"
                    ),
                ),
                (
                    "given_name",
                    models.CharField(
                        blank=True, db_index=True, max_length=60, verbose_name="folded first name"
                    ),
                ),
                ("general", models.CharField(blank=True, max_length=60, verbose_name="kind of provider")),
                ("specialty", models.CharField(blank=True, max_length=60, verbose_name="specialty")),
                ("npi", models.CharField(blank=True, db_index=True, max_length=10, verbose_name="NPI")),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="city")),
                ("state", models.CharField(blank=True, max_length=2, verbose_name="state")),
                ("zip_code", models.CharField(blank=True, max_length=5, verbose_name="ZIP code")),
                ("basis", models.CharField(max_length=20, verbose_name="section of the law")),
                ("excluded_on", models.DateField(verbose_name="excluded on")),
            ],
            options={
                "verbose_name": "exclusion",
                "verbose_name_plural": "exclusions",
                "ordering": ["surname", "given_name"],
            },
        ),
        migrations.CreateModel(
            name="ExclusionList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                (
                    "bad_rows",
                    models.PositiveIntegerField(default=0, verbose_name="rows that could not be read"),
                ),
                ("newest_on", models.DateField(blank=True, null=True, verbose_name="newest exclusion in it")),
                (
                    "imported_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="imported"),
                ),
            ],
            options={
                "verbose_name": "import of the exclusion list",
                "verbose_name_plural": "imports of the exclusion list",
                "ordering": ["-imported_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=60, verbose_name="what")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="What moderators choose by.", max_length=80, verbose_name="title"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="What the therapist reads. Names no person.",
                        max_length=2000,
                        verbose_name="text",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_offered", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "verbose_name": "ready-made reason",
                "verbose_name_plural": "ready-made reasons",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="checkresult",
            name="rows",
            field=models.JSONField(blank=True, default=list, verbose_name="comparison"),
        ),
        migrations.AddField(
            model_name="decision",
            name="provider",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="providers.provider",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="had been sent"),
        ),
        migrations.AlterField(
            model_name="checkresult",
            name="detail",
            field=models.TextField(blank=True, verbose_name="detail"),
        ),
        migrations.AlterField(
            model_name="checkresult",
            name="kind",
            field=models.CharField(
                choices=[
                    ("npi", "NPI Registry"),
                    ("exclusions", "OIG exclusion list"),
                    ("licenses", "Licenses"),
                    ("duplicates", "Look-alikes"),
                    ("claims", "Wording"),
                    ("legality", "Law"),
                    ("photo", "Photo"),
                ],
                max_length=10,
                verbose_name="check",
            ),
        ),
        migrations.AlterField(
            model_name="checkresult",
            name="subject",
            field=models.CharField(blank=True, max_length=40, verbose_name="value checked"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="submission",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="listings.submission",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("approved", "Approved"),
                    ("changes-requested", "Changes requested"),
                    ("declined", "Declined"),
                    ("spam", "Spam"),
                    ("reversed", "Decision reversed"),
                    ("removed", "Removed from the directory"),
                    ("restored", "Put back into the directory"),
                ],
                max_length=20,
                verbose_name="verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("provider__isnull", False),
                        ("submission", None),
                        ("verdict__in", ["removed", "restored"]),
                    ),
                    models.Q(
                        ("provider", None),
                        ("submission__isnull", False),
                        models.Q(("verdict__in", ["removed", "restored"]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_on_a_submission_or_a_listing",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        append_only("listings_decision", still=True),
        append_only("listings_export"),
    ]
