"""Working copies of public articles, reasons for doubtful lines, and reviews that can be corrected."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def cover_what_was_reviewed(apps, _schema_editor):
    """A review holds for the version that was reviewed."""
    apps.get_model("articles", "Review").objects.update(covers=models.F("version"))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_sentences_of_constraints"),
        ("providers", "0013_kinds_of_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Exemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("finding", models.TextField(verbose_name="finding")),
                ("quote", models.TextField(verbose_name="line")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "exemption",
                "verbose_name_plural": "exemptions",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="what changed")),
                ("is_typing_error", models.BooleanField(default=False, verbose_name="typing errors only")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in-review", "In review"), ("scheduled", "Scheduled")],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="public from")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "working copy",
                "verbose_name_plural": "working copies",
                "ordering": ["-at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="article",
            name="article_cover_is_described_and_credited",
        ),
        migrations.AddField(
            model_name="review",
            name="corrections",
            field=models.JSONField(default=list, editable=False, verbose_name="corrections"),
        ),
        migrations.AddField(
            model_name="review",
            name="covers",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="covered_by",
                to="articles.articleversion",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="withdrawn_because",
            field=models.CharField(
                blank=True, editable=False, max_length=300, verbose_name="withdrawn because"
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="body",
            field=models.TextField(
                blank=True,
                help_text="Markdown. Cite with [@berman2000] or [@kang2022; @mcinnes2022, p. 490].",
                validators=[django.core.validators.ProhibitNullCharactersValidator()],
                verbose_name="text",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="deck",
            field=models.CharField(
                blank=True,
                help_text="One or two sentences under the title and in lists.",
                max_length=300,
                verbose_name="summary",
            ),
        ),
        migrations.AlterField(
            model_name="articleversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in-review", "In review"),
                    ("scheduled", "Scheduled"),
                    ("published", "Published"),
                    ("archived", "Archived"),
                    ("working-copy", "Working copy"),
                ],
                default="published",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cover", None),
                    models.Q(
                        models.Q(("cover_alt", ""), _negated=True),
                        models.Q(("cover_credit", ""), _negated=True),
                    ),
                    models.Q(("state__in", ["published", "scheduled"]), _negated=True),
                    _connector="OR",
                ),
                name="article_cover_is_described_and_credited",
                violation_error_message="A picture needs its description and its credit.",
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="exemptions", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="article",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="copy", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="cover",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="covers_copies",
                to="providers.photo",
                verbose_name="cover photo",
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="pictures",
            field=models.ManyToManyField(related_name="illustrates_copies", to="providers.photo"),
        ),
        migrations.AddConstraint(
            model_name="workingcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "scheduled"), _negated=True),
                    ("due_at__isnull", False),
                    _connector="OR",
                ),
                name="scheduled_copy_has_its_moment",
            ),
        ),
        migrations.RunPython(cover_what_was_reviewed, migrations.RunPython.noop),
    ]
