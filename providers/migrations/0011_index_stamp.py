from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0010_packed_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="index_stamp",
            field=models.BigIntegerField(default=0, editable=False, verbose_name="stamp of the index rows"),
        ),
    ]
