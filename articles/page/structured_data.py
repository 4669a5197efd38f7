"""Articles for machines: schema.org `MedicalWebPage`, with terms that schema.org allows where they stand."""

from contextlib import suppress
from datetime import date

from django.conf import settings

from articles.bibliography.apa import entry
from articles.models import Reference
from providers.profile import law
from psychly.web.json_ld import JsonLd

PUBLISHER = {"@type": "Organization", "name": "Psychly", "url": settings.SITE_URL}
#: Kinds of works as schema.org calls them; all others are creative works.
KINDS = {
    Reference.Kind.ARTICLE: "ScholarlyArticle",
    Reference.Kind.BOOK: "Book",
    Reference.Kind.CHAPTER: "Chapter",
    Reference.Kind.REPORT: "Report",
    Reference.Kind.WEB_PAGE: "WebPage",
    Reference.Kind.STATUTE: "Legislation",
    Reference.Kind.REGULATION: "Legislation",
    Reference.Kind.BILL: "Legislation",
}


def medical_web_page(article, citations, review, picture):
    """Return an article as schema.org JSON-LD. No review is claimed that did not happen."""
    credits = list(article.credits.select_related("person"))
    editors = [_person(credit.person) for credit in credits if credit.role == "editor"]
    return JsonLd(
        {
            "@type": "MedicalWebPage",
            "name": article.title,
            "headline": article.title[:110],
            "description": article.deck,
            "url": f"{settings.SITE_URL}{article.get_absolute_url()}",
            "inLanguage": "en-US",
            "image": picture,
            **({"datePublished": article.published_at.isoformat()} if article.published_at else {}),
            **_review(review),
            "dateModified": article.updated_on.isoformat(),
            "author": [_person(credit.person) for credit in credits if credit.role == "author"]
            or {"@type": "Organization", "name": article.byline},
            **({"editor": editors} if editors else {}),
            "publisher": PUBLISHER,
            **_about(article),
            "citation": [_work(citation.reference) for citation in citations],
        }
    )


def _person(person):
    suffix = {"honorificSuffix": person.credentials} if person.credentials else {}
    return {"@type": "Person", "name": person.name, **suffix}


def _review(review):
    """Return who reviewed what readers see now, nothing when nobody did."""
    if not review:
        return {}
    reviewer = {"@type": "Person", "name": review.name, "honorificSuffix": review.credentials}
    return {"lastReviewed": review.on.isoformat(), "reviewedBy": reviewer}


def _about(article):
    topics = []
    for condition in article.conditions:
        topics.append({"@type": "MedicalCondition", "name": condition.name})
    treatments = list(article.treatments)
    medical = law.medical_everywhere(treatments)
    for treatment in treatments:
        # What is no treatment of a disease, or no medical one by law, is no therapy to a machine either.
        is_medical = treatment.is_drug_treatment and treatment.takes_conditions and treatment.slug in medical
        topics.append({"@type": "MedicalTherapy" if is_medical else "Service", "name": treatment.name})
    return {"about": topics} if topics else {}


def _work(reference):
    work = {
        "@type": KINDS.get(reference.kind, "CreativeWork"),
        "name": reference.title_text,
        "text": entry.plain(reference.apa_html),
    }
    if reference.link:
        work["url"] = reference.link
    if reference.day:  # schema.org wants a whole day, and a work may name one that no month has
        with suppress(ValueError):
            work["datePublished"] = date(reference.year, reference.month, reference.day).isoformat()
    if reference.is_retracted:
        work["creativeWorkStatus"] = "Retracted"
    return work
