"""Pages of the articles."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import conditional_page

from articles import structured_data
from articles.bibliography import bibtex, csl, ris
from articles.forms import ListForm
from articles.models import Article, Reference
from providers.forms import ShortSearchForm

PAGE = 12
FORMATS = {
    "bib": ("application/x-bibtex", bibtex.dumps),
    "ris": ("application/x-research-info-systems", ris.dumps),
    "json": ("application/vnd.citationstyles.csl+json", csl.dumps),
}


def articles(request):
    """The list of articles, by topic and words."""
    form = ListForm(request.GET)
    found = form.articles().for_cards()
    page = Paginator(found, PAGE).get_page(form.page)
    return render(request, "articles/list.html", {"form": form, "page": page, "topics": form.topics})


@conditional_page
def article(request, slug):
    """One article with its references."""
    shown = get_object_or_404(
        Article.objects.published().select_related("treatment", "condition", "cover"), slug=slug
    )
    citations = list(shown.citations.select_related("reference"))
    context = {
        "article": shown,
        "citations": citations,
        "references_checked_on": oldest_check(citations),
        "search": ShortSearchForm(initial={"treatment": shown.treatment.slug if shown.treatment else ""}),
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


@conditional_page
def reference(request, pk):
    """One work, and the published articles that cite it."""
    work = get_object_or_404(Reference.objects.cited_in_public(), pk=pk)
    cited_by = Article.objects.published().filter(citations__reference=work).for_cards()
    return render(request, "articles/reference.html", {"work": work, "articles": cited_by})
