"""The works that texts cite, and the addresses that articles and merged works had."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.bibliography.apa import entry
from articles.models.reference import Reference
from articles.text.citations import replace_key


class FormerSlugQuerySet(models.QuerySet):
    """Slugs that articles had."""

    def remember(self, article):
        """Write down an article's slug; a slug that another article had leads to this one from now on."""
        self.update_or_create(slug=article.slug, defaults={"article": article})


class FormerSlug(models.Model):
    """A slug that an article has or had, so that old addresses lead to it."""

    slug = models.SlugField(_("slug"), unique=True, max_length=80)
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="slugs")

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        verbose_name = _("slug")
        verbose_name_plural = _("slugs")

    def __str__(self):
        return self.slug


class FormerReferenceQuerySet(models.QuerySet):
    """Works that were merged into others."""

    def remember(self, gone, kept):
        """Write down that one work takes the place of another, and of those merged into that before."""
        self.filter(reference=gone).update(reference=kept)
        self.create(number=gone.pk, key=gone.key, reference=kept)

    def renewed(self, text):
        """Return a text that cites the works that stay where it cited merged ones.

        A key that a work has again is left as it is.
        """
        gone = self.exclude(key__in=Reference.objects.values("key")).order_by("-number")
        for old, new in gone.values_list("key", "reference__key"):
            text = replace_key(text, old, new) if f"@{old}" in text else text
        return text


class FormerReference(models.Model):
    """A work that was merged into another: its address and its key lead to the work that stays."""

    number = models.BigIntegerField(_("number in the address"), primary_key=True)
    key = models.CharField(_("citation key"), max_length=80)
    reference = models.ForeignKey(Reference, models.CASCADE, related_name="formers")

    objects = FormerReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("merged reference")
        verbose_name_plural = _("merged references")

    def __str__(self):
        return f"{self.number}: {self.key}"


class CitationQuerySet(models.QuerySet):
    """Works in texts."""

    def derive(self, article):
        """Write the works of an article's text in place of those it had."""
        rows = self.of(article)
        for row in rows:
            row.article = article
        self.filter(article=article).delete()
        self.bulk_create(rows)

    def of(self, article):
        """Return the rows that the text of an article in memory makes; not saved.

        A draft may cite what nobody has brought in yet: its number stays free.
        """
        cited = article.rendered.cited
        works = Reference.objects.with_keys(cited).in_bulk(field_name="key")
        return [
            Citation(reference=works[key], position=number, occurrences=places.occurrences)
            for number, (key, places) in enumerate(cited.items(), start=1)
            if key in works
        ]


def count_of_citations():
    """The number of an article's sources, whatever else a query of articles joins."""
    cited = Citation.objects.filter(article=models.OuterRef("pk")).order_by().values("article")
    return Coalesce(models.Subquery(cited.annotate(n=models.Count("pk")).values("n")), 0)


class Citation(models.Model):
    """A work's place in an article's list, and how often the text leads to it. Derived from the text."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="citations")
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="citations")
    position = models.PositiveSmallIntegerField(_("number"))
    occurrences = models.PositiveSmallIntegerField(_("places"))

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "reference"], name="one_number_per_work"),
            models.UniqueConstraint(fields=["article", "position"], name="one_work_per_number"),
        ]

    def __str__(self):
        return f"{self.position}. {self.reference_id}"

    @property
    def places(self):
        """The places in the text that cite the work, as (anchor, letter): a, b … z, aa, ab …."""
        return [(f"c{self.position}-{n}", entry.letters(n)) for n in range(1, self.occurrences + 1)]
