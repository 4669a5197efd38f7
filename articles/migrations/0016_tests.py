"""Tests, scales and questionnaires as a kind of work; editors may delete what was counted wrongly."""

from django.db import migrations, models

from psychly.database.group_rights import granted

GROUPS = {"editors": {("articles", "study"): ["delete"], ("articles", "sideeffect"): ["delete"]}}


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_working_copies"),
    ]

    operations = [
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
                    ("test", "Test, scale or questionnaire"),
                    ("software", "Software"),
                    ("statute", "Statute"),
                    ("regulation", "Regulation"),
                    ("bill", "Bill"),
                    ("case", "Court case"),
                    ("treaty", "Treaty"),
                    ("hearing", "Hearing"),
                    ("video", "Film or video"),
                    ("episode", "Podcast, broadcast or an episode of one"),
                    ("song", "Song"),
                    ("post", "Post in a social network"),
                ],
                default="article",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        granted(GROUPS),
    ]
