"""The first ready-made reasons of the decision page."""

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


def add_reasons(apps, schema_editor):
    """Add them in this order; twice does no harm."""
    reason = apps.get_model("listings", "Reason")
    for position, (title, text) in enumerate(REASONS):
        reason.objects.get_or_create(title=title, defaults={"text": text, "position": position})


class Migration(migrations.Migration):
    dependencies = [("listings", "0003_groups")]
    # Backwards the rows go with their table.
    operations = [migrations.RunPython(add_reasons, migrations.RunPython.noop)]
