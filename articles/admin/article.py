"""The editors' desk: articles in admin. What stands beside the text is in `articles.admin.editing`."""

from datetime import timedelta

from csp.decorators import csp_update
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles import publishing
from articles.admin import editing
from articles.admin.versions import versions
from articles.models import Article, Credit
from articles.models.moves import MOVES
from articles.page import memory
from articles.proofreading import check_text, proofread
from providers.models.photo import PhotoField
from providers.photos.keeping import keep_photo

MOVE_WORDS = {
    "submit_for_review": _("Hand to review"),
    "publish": _("Publish, or schedule when the date is to come"),
    "return_to_draft": _("Take back to draft"),
    "archive": _("Archive"),
}
SOON = timedelta(days=30)
ABOUT = ("treatment", "condition", "also_treatments", "also_conditions", "byline", "edited_by")


class ArticleForm(forms.ModelForm):
    """An article, with a sentence for readers about what changed."""

    change_note = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "wide"}),
        help_text=_("For readers; shown under the article with today's date. Leave empty for typing errors."),
    )
    photo = PhotoField(
        label=_("Cover photo"),
        required=False,
        least=480,
        help_text=_("JPEG, PNG, WebP or HEIC, up to 15 MB. Without one, a cover is drawn."),
    )
    without_photo = forms.BooleanField(label=_("Take the cover photo away"), required=False)
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

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
            "also_treatments",
            "also_conditions",
            "published_at",
            "updated_on",
            "review_due_on",
        )
        widgets = {
            "title": forms.TextInput(attrs={"class": "wide"}),
            "deck": forms.Textarea(attrs={"rows": 2, "cols": 90, "class": "wide"}),
            "body": forms.Textarea(attrs={"rows": 30, "cols": 90, "spellcheck": "true"}),
            "cover_alt": forms.TextInput(attrs={"class": "wide"}),
            "cover_credit": forms.TextInput(attrs={"class": "wide"}),
        }

    by = None  # who is editing; the admin says it

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "photo" in self.fields:
            self.fields["photo"].by = self.by
        self.newest = self.instance.versions.first() if self.instance.pk else None
        if "based_on" in self.fields:
            self.initial["based_on"] = self.newest.number if self.newest else 0

    def clean_body(self):
        """Refuse a text that cites what does not exist, or whose pictures lack words."""
        self.instance.body = self.cleaned_data["body"]  # rendered once, here and when it is saved
        check_text(self.instance)
        return self.instance.body

    def clean(self):
        """A cover is described and credited; nobody's text is overwritten unseen."""
        cleaned = super().clean()
        keeps = self.instance.cover_id and not cleaned.get("without_photo")
        if cleaned.get("photo") or keeps:
            for name, problem in (
                ("cover_alt", _("Say what the cover shows.")),
                ("cover_credit", _("Say who made the cover, and under what license.")),
            ):
                if not cleaned.get(name):
                    self.add_error(name, problem)
        if self.newest and cleaned.get("based_on") not in (None, self.newest.number):
            self._tell_of_other_text()
        return cleaned

    def _tell_of_other_text(self):
        """Refuse once, with a link to what somebody else saved; the next press puts this in its place."""
        self.data = self.data.copy()
        self.data[self.add_prefix("based_on")] = self.newest.number
        address = reverse("admin:articles_article_versions", args=[self.instance.pk])
        words = _(
            "Somebody saved this article since you opened it ({by}). Nothing of yours is lost: "
            '<a href="{address}" target="_blank">look at their text</a>, then save again to put yours in '
            "its place. Theirs stays as a version."
        )
        self.add_error(None, format_html(words, by=self.newest.by or "–", address=address))


class CreditInline(admin.TabularInline):
    """The people behind an article."""

    model = Credit
    extra = 0
    fields = ("person", "role", "position")
    autocomplete_fields = ("person",)


class PersonAdmin(admin.ModelAdmin):
    """Contributors: real people with credentials and what they declare."""

    list_display = ("name", "credentials", "disclosure", "listing_slug")
    search_fields = ("name", "credentials")
    fields = ("name", "credentials", "disclosure", "listing_slug")

    def save_model(self, request, obj, form, change):
        """Save, and let readers see it."""
        publishing.save_person(obj)


class RereadFilter(admin.SimpleListFilter):
    """What should be read again."""

    title = _("to be read again")
    parameter_name = "reread"

    def lookups(self, request, model_admin):
        """Overdue, soon, or never read by a clinician."""
        return [
            ("overdue", _("Overdue")),
            ("soon", _("Within 30 days")),
            ("never", _("Not medically reviewed")),
        ]

    def queryset(self, request, queryset):
        """Narrow the list."""
        today = timezone.localdate()
        match self.value():
            case "overdue":
                return queryset.to_reread(today)
            case "soon":
                return queryset.to_reread(today + SOON)
            case "never":
                return queryset.published().without_review()
        return queryset


@method_decorator(csp_update({"frame-src": ["'self'"]}), name="changeform_view")
class ArticleAdmin(admin.ModelAdmin):
    """Write, review, publish. The state changes by verbs, never by a field."""

    form = ArticleForm
    inlines = (CreditInline,)
    list_display = ("title", "state", "published_at", "updated_on", "due", "treatment", "word_count")
    list_filter = ("state", RereadFilter, "treatment", "condition")
    search_fields = ("title", "deck", "body")
    readonly_fields = ("state", "preview", "cover_now")
    prepopulated_fields = {"slug": ("title",)}
    actions = tuple(MOVES)
    fieldsets = (
        (None, {"fields": ("title", "slug", "deck")}),
        ("text", {"fields": ("body",)}),
        (_("Cover"), {"fields": ("cover_now", "photo", "without_photo", "cover_alt", "cover_credit")}),
        (_("About"), {"fields": ABOUT}),
        (
            _("Publication"),
            {"fields": ("state", "preview", "published_at", "updated_on", "change_note", "review_due_on")},
        ),
    )

    def get_urls(self):
        """Add the pages beside the text, the versions, and the door for the verbs."""
        site = self.admin_site
        return [
            *editing.urls(site),
            path("<int:pk>/versions/", site.admin_view(self.versions), name="articles_article_versions"),
            path("<int:pk>/move/", site.admin_view(self.move), name="articles_article_move"),
            *super().get_urls(),
        ]

    def versions(self, request, pk):
        """Two versions beside each other."""
        return versions(self, request, pk)

    @method_decorator(require_POST)
    def move(self, request, pk):
        """Take one step, for those who may take it though they may not change the text now."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_write_permission(request):
            raise PermissionDenied
        self._take(request, [article], request.POST.get("verb", ""))
        return redirect("admin:articles_article_change", pk)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form, which knows who sends a photo; Django makes a class for each request."""
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the editing page over the whole width; it may show frames of this site."""
        context = {"is_nav_sidebar_enabled": False, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Say what may happen to the article."""
        moves = (obj or Article()).moves(request.user)
        context["moves"] = [(verb, MOVE_WORDS[verb]) for verb in moves if obj or verb != "archive"]
        context["article_pk"] = obj.pk if obj else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_object(self, request, object_id, from_field=None):
        """Hold the row while it is being saved, so that two who save at once come one after the other."""
        if request.method == "POST" and object_id and str(object_id).isdigit():
            list(Article.objects.select_for_update().filter(pk=object_id).values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def save_model(self, request, obj, form, change):
        """Save, note the change for readers, and say what the editor should look at."""
        if note := form.cleaned_data["change_note"]:
            obj.note_change(note)
        if photo := form.cleaned_data["photo"]:
            obj.replace_cover(keep_photo(photo, by=request.user))
        elif form.cleaned_data["without_photo"]:
            obj.replace_cover(None)
        publishing.save_article(obj, by=request.user)
        self._tell_findings(request, obj)

    def _tell_findings(self, request, article):
        found = proofread(article.rendered, article.collected.all())
        for finding in found[:5]:
            messages.warning(request, str(finding))
        if rest := len(found[5:]):
            words = ngettext("%d more thing to look at.", "%d more things to look at.", rest)
            messages.warning(request, words % rest)
        for work in article.references.filter(is_guessed=True):
            messages.warning(request, _("The fields of %s are guessed. Please confirm them.") % work.key)

    def save_related(self, request, form, formsets, change):
        """Let the byline follow the people named below, and their names reach the page."""
        super().save_related(request, form, formsets, change)
        publishing.sign_article(form.instance, by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        """Stay with the article when it is saved to go on, and take the step that was asked for."""
        return self._stepped(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Take the step that was asked for together with saving."""
        return self._stepped(request, obj) or super().response_change(request, obj)

    def _stepped(self, request, article):
        if verb := request.POST.get("_move"):
            self._take(request, [article], verb)
            return redirect("admin:articles_article_change", article.pk)
        return None

    def has_publish_permission(self, request):
        """Whether this person may decide what readers see."""
        return request.user.has_perm("articles.publish_article")

    def has_write_permission(self, request):
        """Whether this person may write articles at all."""
        return request.user.has_perm("articles.change_article")

    def has_change_permission(self, request, obj=None):
        """Who may not publish may write drafts, and nothing that readers see or a reviewer reads."""
        allowed = super().has_change_permission(request, obj)
        is_draft = obj is None or obj.state == Article.State.DRAFT
        return allowed and (is_draft or self.has_publish_permission(request))

    def has_delete_permission(self, request, obj=None):
        """Texts and steps are kept for good: an article is archived instead."""
        return super().has_delete_permission(request, obj) and obj is None

    def get_actions(self, request):
        """Nothing is deleted from the list."""
        return {name: action for name, action in super().get_actions(request).items() if name in MOVES}

    @admin.display(description=_("preview"))
    def preview(self, article):
        """A link for people who cannot sign in; it expires."""
        if not article.pk:
            return "–"
        words = _("Preview; this link can be passed on and works for %d days") % memory.PREVIEW_DAYS
        return format_html('<a href="{}">{}</a>', memory.preview_address(article), words)

    @admin.display(description=_("cover now"))
    def cover_now(self, article):
        """The cover photo as readers see it."""
        if not article.cover:
            return _("Drawn from the article's address.")
        if not article.cover.is_ready:
            return _("A photo; its sizes are being made.")
        return format_html('<img src="{}" alt="{}" width="320">', article.cover.url, article.cover_alt)

    @admin.display(description=_("read again by"), ordering="review_due_on")
    def due(self, article):
        """The day, and whether it has passed."""
        if not article.review_due_on:
            return "–"
        is_overdue = article.is_public and article.review_due_on <= timezone.localdate()
        day = f"{article.review_due_on:%B} {article.review_due_on.day}, {article.review_due_on.year}"
        return format_html("<strong>{} ({})</strong>", day, _("overdue")) if is_overdue else day

    @admin.action(permissions=["write"], description=MOVE_WORDS["submit_for_review"])
    def submit_for_review(self, request, queryset):
        """Draft to in review."""
        self._take(request, queryset, "submit_for_review")

    @admin.action(permissions=["publish"], description=MOVE_WORDS["publish"])
    def publish(self, request, queryset):
        """To published or scheduled."""
        self._take(request, queryset, "publish")

    @admin.action(permissions=["write"], description=MOVE_WORDS["return_to_draft"])
    def return_to_draft(self, request, queryset):
        """To draft."""
        self._take(request, queryset, "return_to_draft")

    @admin.action(permissions=["publish"], description=MOVE_WORDS["archive"])
    def archive(self, request, queryset):
        """To archived."""
        self._take(request, queryset, "archive")

    def _take(self, request, articles, verb):
        if verb not in publishing.VERBS:
            raise PermissionDenied
        done = 0
        for article in articles:
            try:
                publishing.VERBS[verb](article, by=request.user)
                done += 1
            except publishing.WrongState as refusal:
                messages.error(request, f"{article}: {refusal}")
            except PermissionDenied:
                messages.error(request, _("%s: you may not do this.") % article)
        if done:
            messages.success(request, ngettext("%d article changed.", "%d articles changed.", done) % done)
