"""What a registry found for the title of a guess that nothing identifies."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("articles", "0012_words_of_constraints")]

    operations = [
        migrations.AddField(
            model_name="reference",
            name="proposals",
            field=models.JSONField(
                blank=True, default=list, editable=False, verbose_name="works that it may be"
            ),
        ),
    ]
