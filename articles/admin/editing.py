"""What stands beside the text while an editor writes: the preview, the works to cite, new works, pictures.

Each is a page of its own that the editing page shows in a frame, so that all of it works without script.
"""

import re
from functools import wraps

from csp.decorators import csp_replace
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, When
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from articles.models import Article, Citation, Contributor, Reference
from articles.proofreading import proofread
from articles.working_copies import as_written
from articles.works import importing
from providers.models.photo import PhotoField
from providers.photos.keeping import keep_photo

OFFERED = 8
#: How often the page of a new work looks again whether the registries have answered; two seconds apart.
LOOKS = 20
#: Where the session keeps what could not be read, so that it stands in the box again.
UNREAD = "articles.unread_works"
SHOWN = ("title", "slug", "deck", "body", "byline", "edited_by")


class WorkForm(forms.Form):
    """A work or several: an identifier, an entry, or a list."""

    text = forms.CharField(
        label=_("DOI, PMID, PMCID, ISBN, address or pasted references"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "One a line: 10.1001/…, “PMID 12345678”, PMC4756000, an ISBN, the address of a page at PubMed "
            "or a journal. "
            "Or BibTeX, RIS, CSL-JSON, PubMed’s format, or entries as they stand in a list."
        ),
    )


class PictureForm(forms.Form):
    """A picture for the text, with what must stand beside it."""

    photo = PhotoField(label=_("Picture"), least=100, help_text=_("JPEG, PNG, WebP or HEIC, up to 15 MB."))
    alt = forms.CharField(
        label=_("Alternative text"),
        max_length=300,
        help_text=_("What it shows, for readers who cannot see it."),
    )
    credit = forms.CharField(
        label=_("Credit"), max_length=200, help_text=_("Who made it, and under what license.")
    )
    caption = forms.CharField(label=_("Caption"), max_length=300, required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photo"].by = by

    def markdown(self, photo):
        """Return the lines that show an uploaded photo in a text."""
        words = {
            name: " ".join(re.sub(r'[\[\]\\"]', " ", self.cleaned_data[name]).split())
            for name in ("alt", "credit")
        }
        address = reverse("photo", args=[photo.file_name()])
        caption = " ".join(self.cleaned_data["caption"].split())
        return f'![{words["alt"]}]({address} "{words["credit"]}")\n{caption}'.strip()


def framed(view, right):
    """Let those in who have a right to articles, and let the editing page show the answer in a frame."""

    @wraps(view)
    def gate(request, *args, **kwargs):
        if not request.user.has_perm(f"articles.{right}_article"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return xframe_options_sameorigin(csp_replace({"frame-ancestors": ["'self'"]})(gate))


def urls(site):
    """The addresses of these pages, below those of the articles in admin."""
    pages = {
        "preview": framed(preview, "view"),
        "works": framed(works, "change"),
        "work": framed(add_work, "change"),
        "uncollect": framed(uncollect, "change"),
        "picture": framed(add_picture, "change"),
    }
    return [
        path(f"{name}/", site.admin_view(page), name=f"articles_article_{name}")
        for name, page in pages.items()
    ]


def preview(request):
    """A text as readers would see it, with what the editor should look at: as typed, or as saved."""
    saved = Article.objects.filter(pk=_number(request.GET.get("article"))).first()
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in SHOWN}
    if request.method != "POST":
        written = as_written(saved) if saved else None
        typed = {name: getattr(written, name) if written else "" for name in SHOWN}
    article = Article(**typed, state=Article.State.DRAFT)
    if saved:
        article.updated_on, article.published_at = saved.updated_on, saved.published_at
    rendered = article.rendered
    article.derive()
    context = {
        "article": article,
        "findings": _with_quotes(proofread(rendered, saved.collected.all() if saved else ()), article.body),
        "citations": Citation.objects.of(article),
    }
    return render(request, "admin/articles/article/preview.html", context)


def _with_quotes(findings, text):
    """Return [(finding, how its line begins)]."""
    lines = ["", *text.split("\n")]
    return [(finding, lines[finding.line][:60] if finding.line < len(lines) else "") for finding in findings]


def works(request):
    """Works of which `?q=` says key, title, author or year, for the completion of `[@`.

    First those whose key begins so, then those whose first author does; what was retracted comes last.
    """
    found = Reference.objects.all()
    words = request.GET.get("q", "").replace("\0", "").split()[:6]
    for word in words:
        said = Q(key__icontains=word) | Q(title__icontains=word)
        said |= Q(contributors__family__istartswith=word) | Q(contributors__literal__icontains=word)
        found = found.filter(said | Q(year=int(word)) if re.fullmatch(r"\d{4}", word) else said)
    found = found.distinct().prefetch_related("contributors")
    found = found.annotate(rank=_rank(words[0])).order_by("rank", "key") if words else found.order_by("-pk")
    return JsonResponse({"works": [_line(work) for work in found[:OFFERED]]})


def _rank(word):
    """Return the place of a work in the completion of a word: 0 is first."""
    firsts = Contributor.objects.filter(reference=OuterRef("pk"), role=Contributor.Role.AUTHOR, position=0)
    is_first = Exists(firsts.filter(Q(family__istartswith=word) | Q(literal__istartswith=word)))
    return Case(
        When(health=Reference.Health.RETRACTED, then=3),
        When(key__istartswith=word, then=0),
        When(is_first, then=1),
        default=2,
        output_field=IntegerField(),
    )


def _line(work):
    """Return what a line of the completion says about a work."""
    people = [str(person) for person in work.contributors.all() if person.role == "author"]
    who = f"{people[0]} {_('et al.')}" if len(people) > 2 else " & ".join(people)
    health = work.get_health_display() if work.health in ("retracted", "concern") else ""
    return {
        "key": work.key,
        "who": f"{who} ({work.year or _('n.d.')})",
        "title": work.title,
        "note": health or (str(_("Guessed")) if work.is_guessed else ""),
    }


def add_work(request):
    """Look at a DOI, a PMID or pasted references, save what is new, and show the keys to cite.

    What is saved is put aside for the article named by `?article=`.
    """
    article = Article.objects.filter(pk=_number(request.GET.get("article"))).first()
    form = WorkForm(request.POST or None)
    others = importing.numbers(request.POST.getlist("another"))
    candidates = importing.look(form.cleaned_data["text"], others) if form.is_valid() else []
    if "save" in request.POST and any(candidate.can_be_cited for candidate in candidates):
        added = [*importing.save(candidates), *(c.reference for c in candidates if c.reference)]
        if article:
            article.collected.add(*added)
        request.session[UNREAD] = importing.unread(form.cleaned_data["text"], candidates)
        query = {"article": article.pk if article else "", "work": [work.pk for work in added]}
        return redirect(f"{request.path}?{urlencode(query, doseq=True)}")
    if request.method == "GET" and (unread := request.session.pop(UNREAD, "")):
        form = WorkForm(initial={"text": unread})
    added = Reference.objects.filter(pk__in=[_number(pk) for pk in request.GET.getlist("work")[:200]])
    look = _number(request.GET.get("look")) + 1
    is_waiting = any(work.is_awaited for work in added) and look <= LOOKS
    context = {
        "form": form,
        "candidates": candidates,
        "can_save": any(candidate.can_be_cited for candidate in candidates),
        "added": added,
        "again": f"?{urlencode({**request.GET, 'look': look}, doseq=True)}" if is_waiting else "",
        "article": article,
        "has_unread": bool(form.initial.get("text")),
        "cited": article.citations.select_related("reference") if article else [],
        "waiting": article.collected.exclude(pk__in=article.references.values("pk")) if article else [],
    }
    return render(request, "admin/articles/article/add_work.html", context)


@require_POST
def uncollect(request):
    """Take a work off the list of those that an article wants to cite."""
    article = get_object_or_404(Article, pk=_number(request.POST.get("article")))
    article.collected.remove(*Reference.objects.with_keys([request.POST.get("key", "")]))
    return redirect(f"{reverse('admin:articles_article_work')}?article={article.pk}")


def add_picture(request):
    """Keep a picture and show the Markdown that puts it into the text."""
    form = PictureForm(request.POST or None, request.FILES or None, by=request.user)
    context = {"form": form}
    if form.is_valid():
        photo = keep_photo(form.cleaned_data["photo"], by=request.user)
        context = {
            "form": PictureForm(by=request.user),
            "photo": photo,
            "markdown": form.markdown(photo),
            "alt": form.cleaned_data["alt"],
        }
    return render(request, "admin/articles/article/add_picture.html", context)


def _number(text):
    """Return a text as a number that may be a primary key, 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
