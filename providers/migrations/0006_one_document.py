"""A provider keeps what it says as the one document that was decided on; the tables it was spread over go.

Nothing was ever released, so there is no site whose rows would have to be carried over: a database that holds
providers is refused by name, and `script/server --reset` starts a demonstration over.
"""

from django.db import migrations, models


def refuse_rows(apps, _schema_editor):
    if apps.get_model("providers", "Provider").objects.exists():
        raise RuntimeError(
            "This database holds listings of an unreleased version, which are not carried over. "
            "Start over with an empty one (script/server --reset for the demonstration)."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0005_treatment_law"),
    ]

    operations = [
        migrations.RunPython(refuse_rows, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="Cost",
        ),
        migrations.DeleteModel(
            name="Offer",
        ),
        migrations.DeleteModel(
            name="Safety",
        ),
        migrations.DeleteModel(
            name="TeamMember",
        ),
        migrations.DeleteModel(
            name="Training",
        ),
        migrations.RemoveConstraint(
            model_name="provider",
            name="provider_photo_has_words",
        ),
        migrations.RemoveField(
            model_name="license",
            name="board",
        ),
        migrations.RemoveField(
            model_name="license",
            name="supervised_by",
        ),
        migrations.RemoveField(
            model_name="location",
            name="access",
        ),
        migrations.RemoveField(
            model_name="location",
            name="hours",
        ),
        migrations.RemoveField(
            model_name="location",
            name="name",
        ),
        migrations.RemoveField(
            model_name="location",
            name="state",
        ),
        migrations.RemoveField(
            model_name="location",
            name="street",
        ),
        migrations.RemoveField(
            model_name="location",
            name="suite",
        ),
        migrations.RemoveField(
            model_name="location",
            name="zip_code",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="about",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="accepting",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="ages",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="approach",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="communities",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="first_visit",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="has_malpractice_cover",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="holds_dea_registration",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="is_rems_certified",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="languages",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="lead_license",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="lead_name",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="payment_options",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="photo_alt",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="pronouns",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="sessions_guided",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="telehealth_states",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="wait_weeks",
        ),
        migrations.RemoveField(
            model_name="provider",
            name="website",
        ),
        migrations.AddField(
            model_name="location",
            name="key",
            field=models.CharField(default="", max_length=12, verbose_name="key in the document"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="provider",
            name="document",
            field=models.JSONField(default=dict, verbose_name="what it says"),
        ),
        migrations.AlterField(
            model_name="location",
            name="phone",
            field=models.CharField(blank=True, max_length=20, verbose_name="phone"),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.UniqueConstraint(fields=("provider", "key"), name="one_location_per_place"),
        ),
    ]
