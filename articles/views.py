"""Pages of the articles."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page

from articles.bibliography.formats import bibtex, csl, ris
from articles.evidence import pages
from articles.models import Article, Reference
from articles.page import explained, memory
from articles.search.list_form import ListForm
from articles.text import glossary as known_words
from articles.text.excerpts import excerpt
from articles.working_copies import as_written

PAGE = 12
FORMATS = {
    "bib": ("application/x-bibtex", bibtex.dumps),
    "ris": ("application/x-research-info-systems", ris.dumps),
    "json": ("application/vnd.citationstyles.csl+json", csl.dumps),
}


def articles(request):
    """The list of articles, by topic and words."""
    form = ListForm(request.GET)
    found = form.articles()
    page = Paginator(found if form.words else found.for_cards(), PAGE).get_page(form.page)
    if form.words and page.object_list:
        page.object_list = _found(page.object_list, form.answer)
    context = {"form": form, "page": page, "topics": form.topics, "answer": form.answer}
    context["canonical_query"] = form.canonical_query(page.number)
    return render(request, "articles/list.html", context)


def _found(pks, answer):
    """Return the cards of these articles in this order, each with the sentence that answers."""
    cards = Article.objects.filter(pk__in=pks).for_cards(with_text=True).in_bulk()
    shown = [cards[pk] for pk in pks if pk in cards]
    for card in shown:
        card.excerpt = excerpt(card.body_html, answer.groups_in)
    return shown


def article(request, slug):
    """One article with its references; a browser that has it already is told so.

    One statement for a page that lies in memory.
    """
    known = memory.public(slug)
    if not known:
        renamed = get_object_or_404(Article.objects.published(), slugs__slug=slug)
        return redirect(renamed, permanent=True)
    etag = memory.etag(*known)
    if "HTTP_IF_NONE_MATCH" in request.META and (answer := get_conditional_response(request, etag=etag)):
        return answer
    page = memory.page_of(*known)
    headers = {"Vary": "Accept-Encoding"} | ({"ETag": etag} if page.is_whole else {})
    if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        return HttpResponse(page.gzipped, headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(page.html, headers=headers)


@never_cache
def preview(request, token):
    """An article as readers would see it, to whoever was given the link, until the link expires."""
    shown = get_object_or_404(Article.objects.with_parts(), pk=memory.previewed(token))
    return HttpResponse(memory.rendered(as_written(shown)), headers={"X-Robots-Tag": "noindex"})


def references(request, slug, format):
    """An article's references as BibTeX, RIS or CSL-JSON; an old address leads to today's."""
    if format not in FORMATS:
        raise Http404
    shown = Article.objects.published().filter(slug=slug).first()
    if not shown:
        renamed = get_object_or_404(Article.objects.published(), slugs__slug=slug)
        return redirect("articles:references", renamed.slug, format, permanent=True)
    content_type, dumps = FORMATS[format]
    works = [c.reference for c in shown.citations.prefetch_related("reference__contributors")]
    response = HttpResponse(dumps([w.to_csl() for w in works]), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.slug}.{format}"'
    return response


@conditional_page
def reference(request, pk):
    """One work, and the published articles that cite it; a merged work leads to the one that stayed."""
    public = Reference.objects.cited_by(Article.objects.published())
    work = public.filter(pk=pk).first()
    if not work:
        return redirect(get_object_or_404(public, formers__number=pk), permanent=True)
    cited_by = Article.objects.published().filter(citations__reference=work).for_cards()
    return render(request, "articles/reference.html", {"work": work, "articles": cited_by})


@conditional_page
def glossary(request):
    """Every word that articles use in a sense of its own."""
    words = explained.with_sources(known_words.words())
    return render(request, "articles/glossary.html", {"words": words})


@conditional_page
def evidence(request):
    """What there is evidence on: conditions, treatments, substances."""
    return render(request, "articles/evidence.html", {"groups": pages.subjects()})


@conditional_page
def evidence_page(request, slug):
    """The studies about a condition, a treatment or a substance."""
    return render(request, "articles/evidence_page.html", {"page": pages.page_of(slug)})
