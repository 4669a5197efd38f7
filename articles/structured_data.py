"""Articles for machines: schema.org `MedicalWebPage` and CSL-JSON."""

from django.conf import settings

from articles.bibliography import apa
from psychly.json_ld import JsonLd


def medical_web_page(article, citations):
    """Return an article as schema.org JSON-LD. No review is claimed that did not happen."""
    return JsonLd(
        {
            "@type": "MedicalWebPage",
            "headline": article.title,
            "description": article.deck,
            "url": f"{settings.SITE_URL}{article.get_absolute_url()}",
            "inLanguage": "en-US",
            **({"datePublished": article.published_at.isoformat()} if article.published_at else {}),
            **_review(article.review),
            "dateModified": article.updated_on.isoformat(),
            "author": {"@type": "Organization", "name": article.byline},
            "editor": {"@type": "Organization", "name": article.edited_by},
            "publisher": {"@type": "Organization", "name": "Psychly", "url": settings.SITE_URL},
            "citation": [_work(citation.reference) for citation in citations],
        }
    )


def _review(review):
    """Return who reviewed what readers see now, nothing when nobody did."""
    if not review:
        return {}
    reviewer = {"@type": "Person", "name": review.name, "honorificSuffix": review.credentials}
    return {"lastReviewed": review.on.isoformat(), "reviewedBy": reviewer}


def _work(reference):
    work = {"@type": "CreativeWork", "name": reference.title, "text": apa.plain(reference.apa_html)}
    if reference.link:
        work["url"] = reference.link
    return work
