"""What must never be untrue of a provider is refused by the database."""

from django.conf import settings
from django.db import migrations, models


def take_back_checks_that_prove_nothing(apps, schema_editor):
    """A check by staff that names no source or nobody counts as what the provider says."""
    unproven = models.Q(checked_by=None) | models.Q(source_name="")
    facts = apps.get_model("providers", "Fact").objects.filter(unproven, basis="staff")
    facts.update(basis="self-stated")


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0006_summaries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_back_checks_that_prove_nothing, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "staff"), _negated=True),
                    models.Q(("checked_by__isnull", False), models.Q(("source_name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="fact_checked_by_staff_says_by_whom_and_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                name="location_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shows_street", True), ("precision__in", ["zip", "staff"]), _connector="OR"
                ),
                name="location_hidden_street_has_no_exact_point",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                name="place_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "organization"])), name="provider_kind"
            ),
        ),
    ]
