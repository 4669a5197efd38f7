"""The editors' desk: articles and the works they cite."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import importing, pages
from articles.history_admin import ReviewAdmin, VersionAdmin
from articles.models import Article, ArticleVersion, Contributor, Reference, Review, WrongState
from providers.models import Photo
from providers.models.photo import PhotoField


class ArticleForm(forms.ModelForm):
    """An article, with a sentence for readers about what changed."""

    change_note = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=300,
        help_text=_("For readers; shown under the article with today's date. Leave empty for typing errors."),
    )

    photo = PhotoField(
        label=_("Cover photo"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 5 MB and 25 million pixels. Without one, a cover is drawn."),
    )
    without_photo = forms.BooleanField(label=_("Take the cover photo away"), required=False)

    class Meta:
        model = Article
        fields = (
            "title",
            "slug",
            "deck",
            "body",
            "cover_alt",
            "cover_credit",
            "byline",
            "edited_by",
            "treatment",
            "condition",
            "published_at",
            "updated_on",
        )
        widgets = {
            "deck": forms.Textarea(attrs={"rows": 2, "cols": 90}),
            "body": forms.Textarea(attrs={"rows": 34, "cols": 90, "spellcheck": "true"}),
        }

    def clean(self):
        """A cover is described for those who cannot see it, and credited."""
        cleaned = super().clean()
        keeps = self.instance.cover_id and not cleaned.get("without_photo")
        if cleaned.get("photo") or keeps:
            for name, problem in (
                ("cover_alt", _("Say what the cover shows.")),
                ("cover_credit", _("Say who made the cover, and under what license.")),
            ):
                if not cleaned.get(name):
                    self.add_error(name, problem)
        return cleaned


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """Write, review, publish. The state changes by the actions below, never by a field."""

    form = ArticleForm
    list_display = ("title", "state", "published_at", "updated_on", "treatment", "word_count")
    list_filter = ("state", "treatment", "condition")
    search_fields = ("title", "deck", "body")
    readonly_fields = ("state", "preview", "cited_works", "cover_now")
    prepopulated_fields = {"slug": ("title",)}
    actions = ("submit_for_review", "publish", "return_to_draft", "archive")
    fieldsets = (
        (None, {"fields": ("title", "slug", "deck", "body", "cited_works")}),
        (_("Cover"), {"fields": ("cover_now", "photo", "without_photo", "cover_alt", "cover_credit")}),
        (_("About"), {"fields": ("treatment", "condition", "byline", "edited_by")}),
        (_("Publication"), {"fields": ("state", "preview", "published_at", "updated_on", "change_note")}),
    )

    def save_model(self, request, obj, form, change):
        """Save, note the change for readers, and show what the editor should look at."""
        if note := form.cleaned_data["change_note"]:
            obj.note_change(note)
        if photo := form.cleaned_data["photo"]:
            obj.replace_cover(Photo.objects.keep(photo, by=request.user))
        elif form.cleaned_data["without_photo"]:
            obj.replace_cover(None)
        super().save_model(request, obj, form, change)
        for warning in obj.rendered.warnings:
            messages.warning(request, warning)
        for work in obj.references.filter(is_guessed=True):
            messages.warning(request, _("The fields of %s are guessed. Please confirm them.") % work.key)

    def has_publish_permission(self, request):
        """Whether this person may decide what readers see."""
        return request.user.has_perm("articles.publish_article")

    def has_change_permission(self, request, obj=None):
        """Who may not publish may write drafts, and nothing that readers see or a reviewer reads."""
        allowed = super().has_change_permission(request, obj)
        is_draft = obj is None or obj.state == Article.State.DRAFT
        return allowed and (is_draft or self.has_publish_permission(request))

    @admin.display(description=_("preview"))
    def preview(self, article):
        """A link for people who cannot sign in; it expires."""
        if not article.pk:
            return "–"
        words = _("Preview; this link can be passed on and works for %d days") % pages.PREVIEW_DAYS
        return format_html('<a href="{}">{}</a>', pages.preview_address(article), words)

    def has_delete_permission(self, request, obj=None):
        """Only what readers never saw can be deleted; the rest is archived."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.versions.exists())

    @admin.display(description=_("cover now"))
    def cover_now(self, article):
        """The cover photo as readers see it."""
        if not article.cover:
            return _("Drawn from the article's address.")
        if not article.cover.is_ready:
            return _("A photo; its sizes are being made.")
        return format_html('<img src="{}" alt="{}" width="320">', article.cover.url, article.cover_alt)

    @admin.display(description=_("cited works"))
    def cited_works(self, article):
        """The article's works in order, with the number each has in the text."""
        if not article.pk:
            return _("Saved articles show their references here.")
        rows = [(c.position, c.reference.key, c.reference.title) for c in _citations(article)]
        return format_html("<ol>{}</ol>", _lines(rows)) if rows else _("None yet.")

    @admin.action(description=_("Hand to review"))
    def submit_for_review(self, request, queryset):
        """Draft to in review."""
        self._each(request, queryset, "submit_for_review")

    @admin.action(permissions=["publish"], description=_("Publish, or schedule when the date is to come"))
    def publish(self, request, queryset):
        """To published or scheduled."""
        self._each(request, queryset, "publish")

    @admin.action(permissions=["publish"], description=_("Take back to draft"))
    def return_to_draft(self, request, queryset):
        """To draft."""
        self._each(request, queryset, "return_to_draft")

    @admin.action(permissions=["publish"], description=_("Archive"))
    def archive(self, request, queryset):
        """To archived."""
        self._each(request, queryset, "archive")

    def _each(self, request, queryset, verb):
        done = 0
        for article in queryset:
            try:
                getattr(article, verb)(by=request.user)
                done += 1
            except WrongState as refusal:
                messages.error(request, f"{article}: {refusal}")
        if done:
            messages.success(request, ngettext("%d article changed.", "%d articles changed.", done) % done)


def _citations(article):
    return article.citations.select_related("reference")


def _lines(rows):
    return format_html_join("", '<li value="{}"><code>[@{}]</code> {}</li>', rows)


class ContributorInline(admin.TabularInline):
    """Authors, editors and translators in order."""

    model = Contributor
    extra = 1
    fields = ("position", "role", "family", "given", "particle", "suffix", "literal")


class PasteForm(forms.Form):
    """References in a format, as a plain list, or as bare DOIs and PMIDs."""

    text = forms.CharField(
        label=_("BibTeX, RIS, CSL-JSON, a plain list, or one DOI or “PMID 12345678” a line"),
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 20, "cols": 100, "spellcheck": "false"}),
    )


@admin.register(Reference)
class ReferenceAdmin(admin.ModelAdmin):
    """A work in its fields, with the entry that readers see."""

    inlines = (ContributorInline,)
    actions = ("merge",)
    list_display = ("key", "title", "container_title", "year", "health")
    list_filter = ("is_guessed", "kind", "health")
    search_fields = ("key", "title", "doi", "pmid", "contributors__family", "contributors__literal")
    readonly_fields = ("as_readers_see_it",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "key",
                    "kind",
                    "title",
                    "container_title",
                    "study",
                    "is_guessed",
                    "as_readers_see_it",
                )
            },
        ),
        (_("Where in it"), {"fields": (("volume", "issue"), ("pages", "article_number"), "section")}),
        (_("When"), {"fields": (("year", "month", "day"), ("status", "original_year"))}),
        (_("Identifiers"), {"fields": ("doi", "pmid", "url", "accessed_on", "isbn")}),
        (
            _("Books, reports, theses, data, events"),
            {
                "fields": (
                    ("edition", "version", "number"),
                    "genre",
                    ("publisher", "publisher_place", "archive"),
                    ("event_title", "event_place"),
                )
            },
        ),
        (_("Health"), {"fields": ("health", "health_checked_on", "health_source")}),
    )

    def get_urls(self):
        """Add the page that takes pasted references."""
        paste = path("import/", self.admin_site.admin_view(self.paste), name="articles_reference_import")
        return [paste, *super().get_urls()]

    @admin.action(
        permissions=["delete"], description=_("Merge into the oldest of them; articles cite that one then")
    )
    def merge(self, request, queryset):
        """Make one work of several rows."""
        kept, *others = queryset.order_by("pk")
        for other in others:
            kept.absorb(other)
        messages.success(request, _("Merged into %s.") % kept.key)

    def paste(self, request):
        """Look at pasted references; save them on the second press."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PasteForm(request.POST or None)
        candidates = importing.look(form.cleaned_data["text"]) if form.is_valid() else []
        if candidates and "save" in request.POST:
            saved = importing.save(candidates)
            messages.success(request, ngettext("%d work saved.", "%d works saved.", len(saved)) % len(saved))
            return redirect("admin:articles_reference_changelist")
        context = {"form": form, "candidates": candidates, "title": _("Paste references"), "opts": self.opts}
        return render(
            request,
            "admin/articles/reference/import.html",
            {**self.admin_site.each_context(request), **context},
        )

    def save_related(self, request, form, formsets, change):
        """Render the entry after its contributors are saved."""
        super().save_related(request, form, formsets, change)
        form.instance.refresh()

    @admin.display(description=_("entry in APA 7"))
    def as_readers_see_it(self, reference):
        """The entry as the article shows it."""
        return format_html("{} {}", reference.entry, reference.link) if reference.pk else "–"


admin.site.register(ArticleVersion, VersionAdmin)
admin.site.register(Review, ReviewAdmin)
