"""Bring the first articles and their works into the database; what is there already is left alone."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Reference, SideEffect, Study, StudyCondition
from articles.publishing import publish, save_article
from providers.models import Condition, Treatment

CONTENT = Path(__file__).resolve().parents[2] / "content"
#: What a work's entry may say of corrections since it was published.
HEALTH = ("health", "health_checked_on", "health_source")
#: What a row of the studies and of the side effects says in columns of the same name.
STUDY = ("kind", "substance", "people", "people_words", "comparator", "outcome", "direction", "verdict")
STUDY += ("sentence", "interests")
EFFECT = (
    "effect",
    "percent",
    "low",
    "high",
    "percent_comparator",
    "comparator",
    "people",
    "people_comparator",
)


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
                by_hand = {"is_health_by_hand": "health" in checked}
                Reference.objects.from_csl(work, study=work["study"], **checked, **by_hand)
        _load_studies()
        for entry in _read("articles.json"):
            if not Article.objects.filter(slug=entry["slug"]).exists():
                _create(entry)
        self.stdout.write(f"{Article.objects.count()} articles, {Reference.objects.count()} references.")


def _read(name):
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def _load_studies():
    """Store what the works found, for each work that has nothing of the kind yet."""
    works = Reference.objects.in_bulk(field_name="key")
    treatments, conditions = (model.objects.in_bulk(field_name="slug") for model in (Treatment, Condition))
    known = set(Study.objects.values_list("reference__key", flat=True))
    for row in (row for row in _read("studies.json") if row["work"] not in known and row["work"] in works):
        study = Study.objects.create(
            reference=works[row["work"]],
            is_about_harm=row.get("about_harm", False),
            is_repeat=row.get("repeats", False),
            **{name: row[name] for name in STUDY},
        )
        study.treatments.set([treatments[slug] for slug in row["treatments"]])
        StudyCondition.objects.bulk_create(
            StudyCondition(study=study, condition=conditions[slug], direction=direction)
            for slug, direction in row["conditions"].items()
        )
    counted = set(SideEffect.objects.values_list("reference__key", flat=True))
    SideEffect.objects.bulk_create(
        SideEffect(
            reference=works[row["work"]],
            treatment=treatments.get(row["treatment"]),
            **{name: row[name] for name in EFFECT},
        )
        for row in _read("side_effects.json")
        if row["work"] in works and row["work"] not in counted
    )


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
    save_article(article)
    article.also_treatments.set(Treatment.objects.filter(slug__in=entry.get("also_treatments", ())))
    article.also_conditions.set(Condition.objects.filter(slug__in=entry.get("also_conditions", ())))
    publish(article, by=None)
