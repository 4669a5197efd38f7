"""Pages of the articles."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles import structured_data
from articles.bibliography import bibtex, ris
from articles.forms import ListForm
from articles.models import Article
from providers.models import Treatment

PAGE = 12
FORMATS = {
    "bib": ("application/x-bibtex", bibtex.dumps),
    "ris": ("application/x-research-info-systems", ris.dumps),
    "json": ("application/vnd.citationstyles.csl+json", structured_data.csl_json),
}


def articles(request):
    """The list of articles, by topic and words."""
    form = ListForm(request.GET)
    found = form.articles().for_cards()
    page = Paginator(found, PAGE).get_page(form.page)
    return render(request, "articles/list.html", {"form": form, "page": page, "topics": form.topics})


def article(request, slug):
    """One article with its references."""
    shown = get_object_or_404(Article.objects.published().select_related("treatment", "condition"), slug=slug)
    citations = list(shown.citations.select_related("reference"))
    context = {
        "article": shown,
        "citations": citations,
        "references_checked_on": oldest_check(citations),
        "treatments": Treatment.objects.all(),
        "structured_data": structured_data.medical_web_page(shown, citations),
    }
    return render(request, "articles/article.html", context)


def oldest_check(citations):
    """The day by which every reference was checked, or None when one was not."""
    days = [citation.reference.health_checked_on for citation in citations]
    return min(days) if days and all(days) else None


def references(request, slug, format):
    """An article's references as BibTeX, RIS or CSL-JSON."""
    if format not in FORMATS:
        raise Http404
    shown = get_object_or_404(Article.objects.published(), slug=slug)
    content_type, dumps = FORMATS[format]
    works = [c.reference for c in shown.citations.prefetch_related("reference__contributors")]
    response = HttpResponse(dumps([w.to_csl() for w in works]), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.slug}.{format}"'
    return response
