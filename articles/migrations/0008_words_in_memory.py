"""The words of articles lie in the memory of each process, which asks the articles themselves for them."""

from django.db import migrations

from psychly.database.per_vendor import run_sql_per_vendor


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_unused_fields")]
    operations = [
        run_sql_per_vendor(
            {
                "sqlite": [
                    *(
                        f"DROP TRIGGER IF EXISTS articles_words_{when}"
                        for when in ("insert", "delete", "update")
                    ),
                    "DROP TABLE IF EXISTS articles_words",
                ],
                "postgresql": ["DROP INDEX IF EXISTS articles_words"],
            },
            {"sqlite": [], "postgresql": []},
        ),
        migrations.DeleteModel(name="ArticleText"),
    ]
