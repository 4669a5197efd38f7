"""Pages of evidence: a page is a query of studies about a condition, a treatment or a substance."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from articles.evidence import weighing
from articles.models import Article, Direction, Reference, SideEffect, Study
from providers.models import Condition, Treatment

#: Substances that have a page of their own, because no treatment of the directory has their name.
SUBSTANCES = (Study.Substance.KETAMINE, Study.Substance.PSILOCYBIN, Study.Substance.MDMA)


@dataclass(frozen=True)
class Line:
    """A study in the table: what it found for the subject, and the public page of its work ("" for none)."""

    study: Study
    direction: str
    who: str
    page: str


@dataclass(frozen=True)
class EffectTable:
    """Side effects that one work counted."""

    work: Reference
    rows: list


@dataclass(frozen=True)
class EvidencePage:
    """Everything that a page of evidence shows. `compared` and `unclear` count studies, no person twice."""

    name: str
    slug: str
    lines: list
    harms: list
    rows: list
    effects: list
    articles: list
    compared: int
    unclear: int
    provider_query: str


def page_of(slug):
    """Return the EvidencePage of a slug; raise Http404 for what is no condition, treatment or substance."""
    condition = Condition.objects.filter(slug=slug).first()
    treatment = None if condition else Treatment.objects.filter(slug=slug).first()
    substance = {value.value: value for value in SUBSTANCES}.get(slug)
    if not (condition or treatment or substance):
        raise Http404
    subject = condition or treatment
    if condition:
        chosen = Study.objects.filter(findings__condition=condition)
        directions = dict(chosen.values_list("pk", "findings__direction"))
    else:
        chosen = (
            Study.objects.filter(treatments=treatment) if treatment else Study.objects.filter(substance=slug)
        )
        directions = dict(chosen.values_list("pk", "direction"))
    lines = _lines(chosen.standing(), directions)
    benefit = [line for line in lines if not line.study.is_about_harm]
    counted = [(line.direction, line.study.people) for line in benefit if not line.study.is_repeat]
    compared = [direction for direction, _people in counted if direction]
    return EvidencePage(
        name=str(subject.name if subject else substance.label),
        slug=slug,
        lines=benefit,
        harms=[line for line in lines if line.study.is_about_harm],
        rows=weighing.rows(counted, _("Nothing to compare with")),
        effects=_effects(condition, treatment),
        articles=list(Article.objects.published().about(slug).for_cards()) if subject else [],
        compared=len(compared),
        unclear=len([d for d in compared if d in (Direction.NOT_SHOWN, Direction.WORSE, Direction.MIXED)]),
        provider_query=_provider_query(condition, treatment),
    )


def _lines(studies, directions):
    public = set(Reference.objects.cited_by(Article.objects.published()).values_list("pk", flat=True))
    return [
        Line(
            study,
            directions[study.pk],
            study.reference.short_name,
            study.reference.get_absolute_url() if study.reference_id in public else study.reference.link,
        )
        for study in studies
    ]


def _effects(condition, treatment):
    """Return the EffectTables of a treatment; those of a condition only where no treatment has them."""
    if treatment:
        asked = Q(treatment=treatment)
    elif condition:
        asked = Q(treatment=None, reference__evidence__conditions=condition)
    else:
        return []
    rows = SideEffect.objects.filter(asked).exclude(reference__health=Reference.Health.RETRACTED)
    rows = rows.select_related("reference").prefetch_related("reference__contributors")
    return [EffectTable(work, list(group)) for work, group in groupby(rows, key=lambda row: row.reference)]


def _provider_query(condition, treatment):
    if condition:
        return f"?condition={condition.slug}"
    return f"?treatment={treatment.slug}" if treatment else ""


@dataclass(frozen=True)
class Subject:
    """A page of evidence in a list: how many studies it has."""

    name: str
    slug: str
    studies: int


def subjects():
    """Return the Subjects of all pages as (heading, list) pairs: conditions, treatments, substances."""
    standing = Study.objects.exclude(reference__health=Reference.Health.RETRACTED)
    by = [
        standing.values_list(field, flat=True) for field in ("findings__condition", "treatments", "substance")
    ]
    of_condition, of_treatment, of_substance = (list(ids) for ids in by)
    treatments = Treatment.objects.filter(is_drug_treatment=True) | Treatment.objects.filter(
        pk__in={pk for pk in of_treatment if pk}
    )
    return [
        (_("By condition"), [_subject(term, of_condition) for term in Condition.objects.all()]),
        (_("By treatment"), [_subject(term, of_treatment) for term in treatments.distinct()]),
        (
            _("By substance"),
            [Subject(str(one.label), one.value, of_substance.count(one.value)) for one in SUBSTANCES],
        ),
    ]


def _subject(term, ids):
    return Subject(term.name, term.slug, ids.count(term.pk))
