"""Bring the first articles and their works into the database; what is there already is left alone."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Reference
from articles.proofreading import check_text
from articles.publishing import publish, save_article
from providers.models import Condition, Treatment

CONTENT = Path(__file__).resolve().parents[2] / "content"
#: What a work's entry may say of corrections since it was published.
HEALTH = ("health", "health_checked_on", "health_source")


class Command(BaseCommand):
    """Idempotent: an editor's changes to an article or a work are never overwritten."""

    help = __doc__

    @transaction.atomic
    def handle(self, *args, **options):
        """Load works, then articles."""
        works = _read("works.json")
        known = set(Reference.objects.values_list("key", flat=True))
        for work in works:
            if work["id"] not in known:
                checked = {name: work.pop(name) for name in HEALTH if name in work}
                Reference.objects.from_csl(work, study=work["study"], **checked)
        for entry in _read("articles.json"):
            if not Article.objects.filter(slug=entry["slug"]).exists():
                _create(entry)
        self.stdout.write(f"{Article.objects.count()} articles, {Reference.objects.count()} references.")


def _read(name):
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def _create(entry):
    """Create one published article; never dated later than now, whatever this machine's clock says."""
    now = timezone.now()
    published_at = min(datetime.fromisoformat(entry["published"]).replace(tzinfo=UTC), now)
    article = Article(
        slug=entry["slug"],
        title=entry["title"],
        deck=entry["deck"],
        body=(CONTENT / f"{entry['slug']}.md").read_text(encoding="utf-8"),
        treatment=Treatment.objects.get(slug=entry["treatment"]) if entry.get("treatment") else None,
        condition=Condition.objects.get(slug=entry["condition"]) if entry.get("condition") else None,
        published_at=published_at,
        updated_on=published_at.date(),
    )
    article.full_clean()
    check_text(article)
    save_article(article)
    article.also_treatments.set(Treatment.objects.filter(slug__in=entry.get("also_treatments", ())))
    article.also_conditions.set(Condition.objects.filter(slug__in=entry.get("also_conditions", ())))
    publish(article, by=None)
