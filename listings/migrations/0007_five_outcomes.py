from django.db import migrations, models

#: What a check of each kind says when nothing speaks against it: a source agrees, or the form alone does.
MATCHES = ("npi", "exclusions", "places", "duplicates")


def rename(apps, schema_editor):
    results = apps.get_model("listings", "CheckResult").objects.using(schema_editor.connection.alias)
    results.filter(outcome="pass", kind__in=MATCHES).update(outcome="matches")
    results.filter(outcome="pass").update(outcome="plausible")
    results.filter(outcome="fail", kind__in=("exclusions", "legality")).update(outcome="alarm")
    results.filter(outcome="fail").update(outcome="look")


class Migration(migrations.Migration):
    dependencies = [("listings", "0006_followed_law")]

    operations = [
        migrations.AlterField(
            "checkresult",
            "outcome",
            models.CharField(
                choices=[
                    ("matches", "matches"),
                    ("plausible", "plausible"),
                    ("unchecked", "not looked at"),
                    ("look", "look"),
                    ("alarm", "alarm"),
                ],
                default="unchecked",
                max_length=10,
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            "checkresult",
            "kind",
            models.CharField(
                choices=[
                    ("npi", "NPI Registry"),
                    ("names", "Names"),
                    ("exclusions", "No exclusion (OIG)"),
                    ("licenses", "Licenses"),
                    ("places", "Places"),
                    ("duplicates", "No look-alike"),
                    ("claims", "Wording"),
                    ("legality", "Law"),
                    ("photo", "Photo"),
                    ("website", "Website"),
                ],
                max_length=10,
                verbose_name="check",
            ),
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
