"""What a search compares moves from eleven columns into one, with the rows that are there."""

import struct

from django.db import migrations, models

MASKS = ["treatments", "conditions", "payments", "languages", "communities", "access"]
VECTOR = ["x", "y", "z"]
PACKED = struct.Struct("<3q3d6q")
CHUNK = 10_000


def pack(apps, schema_editor):
    """Write `packed` from the columns."""
    for model, place in _tables(apps):
        columns = [*(["location_id", *VECTOR] if place else []), "provider_id", "valid_until", *MASKS]

        def change(row, place=place):
            location, *vector = [row.pop(0) for _ in range(4)] if place else (0, 0, 0, 0)
            provider, valid_until, *masks = row
            return [PACKED.pack(provider, location, valid_until.toordinal(), *vector, *masks)]

        _rewrite(schema_editor.connection, model, columns, ["packed"], change)


def unpack(apps, schema_editor):
    """Write the columns from `packed`."""
    for model, place in _tables(apps):

        def change(row, place=place):
            values = PACKED.unpack(bytes(row[0]))
            return [*(values[3:6] if place else []), *values[6:]]

        into = [*(VECTOR if place else []), *MASKS]
        _rewrite(schema_editor.connection, model, ["packed"], into, change)


def _tables(apps):
    return [
        (apps.get_model("providers", "LocationEntry"), True),
        (apps.get_model("providers", "TelehealthEntry"), False),
    ]


def _rewrite(connection, model, columns, into, change):
    quote, last = connection.ops.quote_name, 0
    sets = ", ".join(f"{quote(name)} = %s" for name in into)
    update = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(model._meta.pk.column)} = %s"  # noqa: S608
    rows = model.objects.order_by("pk").values_list("pk", *columns)
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        with connection.cursor() as cursor:
            cursor.executemany(update, [[*change(list(values)), pk] for pk, *values in chunk])
        last = chunk[-1][0]


def _removed(model, names):
    return [migrations.RemoveField(model, name) for name in names]


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0009_provider_photo"),
    ]

    operations = [
        migrations.RemoveIndex("locationentry", "location_entry_covering"),
        migrations.RemoveIndex("locationentry", "location_entry_state"),
        migrations.RemoveIndex("telehealthentry", "telehealth_entry_covering"),
        *(
            migrations.AddField(
                model,
                "packed",
                models.BinaryField(default=b"", verbose_name="what a search compares"),
                preserve_default=False,
            )
            for model in ("locationentry", "telehealthentry")
        ),
        # Backwards the columns come back with a value before theirs is known.
        *(migrations.AlterField("locationentry", name, models.FloatField(default=0)) for name in VECTOR),
        migrations.RunPython(pack, unpack),
        *_removed("locationentry", [*VECTOR, *MASKS]),
        *_removed("telehealthentry", MASKS),
        migrations.AddIndex(
            "locationentry",
            models.Index(fields=["lat_band", "lng", "provider", "packed"], name="location_entry_covering"),
        ),
        migrations.AddIndex(
            "locationentry",
            models.Index(fields=["state", "valid_until", "provider", "packed"], name="location_entry_state"),
        ),
        migrations.AddIndex(
            "telehealthentry",
            models.Index(fields=["state", "provider", "packed"], name="telehealth_entry_covering"),
        ),
        migrations.AddIndex("provider", models.Index(fields=["display_name", "id"], name="provider_by_name")),
        migrations.AddIndex(
            "provider", models.Index(fields=["-updated_at", "id"], name="provider_by_update")
        ),
    ]
