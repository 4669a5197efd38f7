"""Making one work of two rows that are the same."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, FormerReference, Reference, Study
from articles.publishing import save_article, show_reference
from articles.text.citations import replace_key

#: What makes two notices of registries the same.
NOTICE = ("registry", "kind", "doi", "pmid", "on", "source")


class AlreadyMerged(Exception):
    """One of two works that were to be merged is gone."""


@transaction.atomic
def merge_works(kept, other, *, by=None):
    """Let one work take the place of a duplicate: articles cite it instead, and empty fields are filled.

    What is known against either of them stays known, and what somebody has confirmed replaces what was
    guessed. The texts are rewritten and saved, so a public article keeps a new version. The duplicate is
    gone; its address leads to the work that stays. Raises AlreadyMerged when one of the two is gone, or they
    are one, and ValidationError when both have data of a study, or other figures for a side effect: one of
    them would be lost.
    """
    rows = Reference.objects.select_for_update().order_by("pk").in_bulk([kept.pk, other.pk])
    if len(rows) < 2:
        raise AlreadyMerged
    kept.refresh_from_db()
    other.refresh_from_db()
    _refuse_two_studies(kept, other)
    _refuse_two_figures(kept, other)
    _take_citations(kept, other, by)
    _take_evidence(kept, other)
    confirmed = other.to_csl() if kept.is_guessed and not other.is_guessed else None
    if not kept.contributors.exists():
        other.contributors.update(reference=kept)
    FormerReference.objects.remember(other, kept)
    other.delete()
    kept.take_health(other)
    kept.fill_from(other)
    if confirmed:
        kept.replace(confirmed)
    kept.unused = [*kept.unused, *(row for row in other.unused if row not in kept.unused)]
    kept.refresh()
    show_reference(kept)


def _take_citations(kept, other, by):
    """Let articles cite and collect the work that stays where they had the other."""
    citing = Article.objects.select_for_update().filter(pk__in=other.citations.values("article"))
    for article in citing:
        article.body = replace_key(article.body, other.key, kept.key)
        save_article(article, by=by)
    for article in other.collected_for.all():
        article.collected.add(kept)


def _refuse_two_studies(kept, other):
    if Study.objects.filter(reference__in=[kept, other]).count() > 1:
        words = _(
            "Both %(kept)s and %(other)s have data of a study. Delete the wrong ones first: merging would "
            "lose one of them."
        )
        raise ValidationError(words % {"kept": kept.key, "other": other.key})


def _refuse_two_figures(kept, other):
    """Refuse two counts of one side effect that differ; what both say alike is no loss."""
    mine = {row.effect.casefold(): row for row in kept.side_effects.all()}
    differing = [
        f"“{row.effect}” ({_figures(mine[name])}; {_figures(row)})"
        for row in other.side_effects.all()
        if (name := row.effect.casefold()) in mine and _figures(mine[name]) != _figures(row)
    ]
    if differing:
        words = _(
            "Both %(kept)s and %(other)s count side effects, and not alike: %(effects)s. Delete the wrong "
            "rows first: merging would lose one of them."
        )
        effects = ", ".join(differing)
        raise ValidationError(words % {"kept": kept.key, "other": other.key, "effects": effects})


def _figures(row):
    """Return all that a row counts, in words: "28% / 165 – Spravato – 9% / 170 – placebo"."""
    span = "–".join(f"{bound:g}" for bound in (row.low, row.high) if bound is not None)
    with_it = ", ".join(
        f"{said}%" for said in ("" if row.percent is None else f"{row.percent:g}", span) if said
    )
    without = "" if row.percent_comparator is None else f"{row.percent_comparator:g}%"
    counts = [
        f"{figure} / {people}" if people else figure
        for figure, people in ((with_it, row.people), (without, row.people_comparator))
    ]
    return " – ".join(filter(None, [counts[0], str(row.treatment or ""), counts[1], row.comparator]))


def _take_evidence(kept, other):
    """Let the work that stays have what the other found, and what registries said of it."""
    Study.objects.filter(reference=other).update(reference=kept)
    known = {row.effect.casefold() for row in kept.side_effects.all()}
    new = [row.pk for row in other.side_effects.all() if row.effect.casefold() not in known]
    other.side_effects.filter(pk__in=new).update(reference=kept)
    said = set(kept.notices.values_list(*NOTICE))
    unsaid = [
        row["pk"] for row in other.notices.values("pk", *NOTICE) if tuple(map(row.get, NOTICE)) not in said
    ]
    other.notices.filter(pk__in=unsaid).update(reference=kept)  # one said twice would outlive its withdrawal
