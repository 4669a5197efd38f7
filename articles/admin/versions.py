"""Every text an article had, compared and brought back, and who reviewed it, in admin."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from articles.admin.comparison import compare, words
from articles.models import Article, ArticleVersion
from articles.publishing import save_article
from articles.working_copies import as_written, people_of, save_copy, topics_of
from psychly.accounts.staff_site import ReadOnly


class VersionAdmin(ReadOnly, admin.ModelAdmin):
    """What articles said: to read, never to change. The article's own page compares and brings back."""

    list_display = ("article", "number", "state", "at", "by")
    list_filter = ("state", "article")
    readonly_fields = ("article", "number", "state", *ArticleVersion.KEPT, "by", "at")


def versions(model_admin, request, pk):
    """Two versions of an article beside each other: `?old=` and `?new=` are their numbers.

    Without them the newest is compared with the one before. A press brings the text of one back.
    """
    article = get_object_or_404(Article, pk=pk)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    if request.method == "POST":
        with transaction.atomic():  # held: nobody publishes it, or hands it to review, between look and save
            _restore(model_admin, request, Article.objects.select_for_update().get(pk=pk))
        return redirect("admin:articles_article_versions", pk)
    kept = list(article.versions.select_related("by").prefetch_related("reviews"))
    if not kept:  # a draft of a time when drafts were not kept
        messages.info(request, _("No version is kept yet: saving keeps the first."))
        return redirect("admin:articles_article_change", pk)
    new = _chosen(kept, request.GET.get("new"), kept[0])
    old = _chosen(kept, request.GET.get("old"), new.before)
    context = {
        "title": _("Versions of %s") % article,
        "opts": model_admin.opts,
        "article": article,
        "versions": kept,
        "steps": article.steps.select_related("by"),
        "old": old,
        "new": new,
        "fields": _fields(old, new),
        "paragraphs": compare(old.body if old else "", new.body),
        "may_restore": model_admin.has_change_permission(request, article),
    }
    return render(
        request,
        "admin/articles/article/versions.html",
        {**model_admin.admin_site.each_context(request), **context},
    )


def _chosen(kept, number, default):
    return next((version for version in kept if str(version.number) == number), default)


def _fields(old, new):
    """Return [(label, parts)] of the short texts that differ."""
    meta = ArticleVersion._meta
    return [
        (meta.get_field(name).verbose_name, words(getattr(old, name) if old else "", getattr(new, name)))
        for name in ArticleVersion.TEXTS
        if name != "body" and (not old or getattr(old, name) != getattr(new, name))
    ]


def _restore(model_admin, request, article):
    """Write the text of the version that was pressed again; say what is wrong when it cannot be."""
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    number = request.POST.get("restore", "")
    version = get_object_or_404(article.versions, number=int(number) if number.isdecimal() else 0)
    if (people := people_of(article)) is not None:
        topics = topics_of(article)
        article = as_written(article)
        article.restore(version)
        save_copy(article, topics=topics, people=people, by=request.user)
        words = _("The text of version %d is in the working copy. Readers see it when that is published.")
        messages.success(request, words % version.number)
        return
    article.restore(version)
    try:
        save_article(article, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, _("The text of version %d is back, as the newest version.") % version.number
        )
