"""The words of listings, found the same way on both engines."""

from django.db import migrations

from psychly.database.full_text import words_index


class Migration(migrations.Migration):
    dependencies = [("providers", "0001_initial")]
    operations = [words_index("providers_words", "providers_searchtext", "provider_id", "body")]
