"""Print how many years of school each article asks for."""

from django.core.management.base import BaseCommand

from articles.models import Article
from articles.text.reading_grade import grade

HIGHEST = 9  # what lies above is looked at again; no qualifier is cut for it


class Command(BaseCommand):
    """`manage.py reading_grade [SLUG …]`: the hardest first."""

    help = __doc__

    def add_arguments(self, parser):
        """Articles by their slugs; all of them when none is named."""
        parser.add_argument("slugs", nargs="*")

    def handle(self, *args, **options):
        """Print one line an article."""
        articles = Article.objects.filter(slug__in=options["slugs"]) if options["slugs"] else Article.objects
        measured = [(*grade(html), slug) for slug, html in articles.values_list("slug", "body_html")]
        for value, words, length, slug in sorted(measured, reverse=True):
            mark = "  look again" if value > HIGHEST else ""
            self.stdout.write(f"{value:5.1f}  {words:5} words  {length:4.1f} a sentence  {slug}{mark}")
