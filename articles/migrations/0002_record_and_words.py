"""What the database refuses to change of articles, and the words of their texts."""

from django.db import migrations

from psychly.database.full_text import words_index
from psychly.database.per_vendor import append_only


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [
        append_only("articles_articleversion"),
        append_only("articles_step"),
        words_index("articles_words", "articles_articletext", "article_id", "body"),
    ]
