"""Dates that numbers cannot say, works first published in any year, courts, bills and software."""

from django.db import migrations, models


def keep_years(apps, schema_editor):
    """Carry the year of first publication over to the column of words."""
    for work in apps.get_model("articles", "Reference").objects.exclude(original_year=None):
        work.original_date = str(work.original_year)
        work.save(update_fields=["original_date"])


def keep_words(apps, schema_editor):
    """Carry what is a plain year back."""
    for work in apps.get_model("articles", "Reference").objects.exclude(original_date=""):
        if work.original_date.isdecimal():
            work.original_year = int(work.original_date)
            work.save(update_fields=["original_year"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_reviewers")]

    operations = [
        migrations.AddField(
            model_name="reference",
            name="authority",
            field=models.CharField(
                blank=True,
                help_text="“9th Cir.” or “117th Cong.”",
                max_length=120,
                verbose_name="court or Congress",
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="date_text",
            field=models.CharField(
                blank=True,
                help_text="For what numbers cannot say: “2015–2019”, “Fall 2019”, “ca. 1900”, “2019-08-08/2019-08-11”.",
                max_length=80,
                verbose_name="date in words",
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="original_date",
            field=models.CharField(
                blank=True,
                help_text="“1899” or “ca. 350 BCE”.",
                max_length=60,
                verbose_name="first published in",
            ),
        ),
        migrations.RunPython(keep_years, keep_words),
        migrations.RemoveField(
            model_name="reference",
            name="original_year",
        ),
        migrations.AlterField(
            model_name="contributor",
            name="role",
            field=models.CharField(
                choices=[
                    ("author", "Author"),
                    ("editor", "Editor"),
                    ("translator", "Translator"),
                    ("container-author", "Author of the whole book"),
                ],
                default="author",
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="reference",
            name="kind",
            field=models.CharField(
                choices=[
                    ("article", "Journal article"),
                    ("book", "Book"),
                    ("chapter", "Book chapter"),
                    ("entry", "Encyclopedia entry"),
                    ("report", "Report or guideline"),
                    ("drug-label", "Drug label"),
                    ("thesis", "Thesis or dissertation"),
                    ("conference-paper", "Conference paper"),
                    ("presentation", "Conference presentation"),
                    ("preprint", "Preprint"),
                    ("web-page", "Web page"),
                    ("blog", "Blog post"),
                    ("newspaper", "Newspaper article"),
                    ("magazine", "Magazine article"),
                    ("dataset", "Data set"),
                    ("software", "Software"),
                    ("statute", "Statute"),
                    ("regulation", "Regulation"),
                    ("bill", "Bill"),
                    ("case", "Court case"),
                    ("treaty", "Treaty"),
                    ("hearing", "Hearing"),
                ],
                default="article",
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
