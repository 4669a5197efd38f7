"""The editors' desk: articles in admin. What stands beside the text is in `articles.admin.editing`."""

from datetime import timedelta

from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles import publishing, working_copies
from articles.admin import editing
from articles.admin.article_form import ArticleForm, CreditForm, CreditFormSet
from articles.admin.versions import versions
from articles.models import Article, Credit, Exemption
from articles.models.moves import COPY_MOVES, MOVES
from articles.page import memory
from articles.proofreading import NotReady, open_points, quote
from psychly.accounts import unsent_forms

MOVE_WORDS = {
    "submit_for_review": _("Hand to review"),
    "publish": _("Publish, or schedule when the date is to come"),
    "publish_now": _("Publish now"),
    "return_to_draft": _("Take back to draft"),
    "archive": _("Archive"),
    "read_again": _("Read again, nothing to change"),
    "submit_copy": _("Hand the working copy to review"),
    "publish_copy": _("Publish the working copy"),
    "schedule_copy": _("Schedule the working copy"),
    "return_copy": _("Take the working copy back"),
    "discard_copy": _("Discard the working copy"),
}
SOON = timedelta(days=30)
ABOUT = ("treatment", "condition", "also_treatments", "also_conditions", "byline", "edited_by")


class CreditInline(admin.TabularInline):
    """The people behind an article."""

    model = Credit
    form = CreditForm
    formset = CreditFormSet
    fields = ("person", "role", "position")
    autocomplete_fields = ("person",)

    def get_extra(self, request, obj=None, **kwargs):
        """No empty row; those of a working copy are none of the stored ones."""
        return len(working_copies.people_of(obj) or ()) if obj else 0


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


class CopyFilter(admin.SimpleListFilter):
    """Public articles that somebody is correcting."""

    title = _("working copy")
    parameter_name = "copy"

    def lookups(self, request, model_admin):
        """By where it stands."""
        return [
            ("draft", _("Draft")),
            ("in-review", _("In review")),
            ("scheduled", _("Scheduled")),
            ("late", _("Could not go public")),
        ]

    def queryset(self, request, queryset):
        """Narrow the list."""
        if self.value() == "late":
            return queryset.filter(copy__state="scheduled", copy__due_at__lte=timezone.now())
        return queryset.filter(copy__state=self.value()) if self.value() else queryset


@method_decorator(csp_update({"frame-src": ["'self'"]}), name="changeform_view")
class ArticleAdmin(admin.ModelAdmin):
    """Write, review, publish. The state changes by verbs, never by a field."""

    form = ArticleForm
    inlines = (CreditInline,)
    list_display = ("title", "state", "published_at", "updated_on", "due", "treatment", "word_count")
    list_filter = ("state", CopyFilter, RereadFilter, "treatment", "condition")
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
            {
                "fields": (
                    *("state", "preview", "published_at", "due_at", "updated_on", "change_note"),
                    *("is_typing_error", "review_due_on"),
                )
            },
        ),
    )

    def get_urls(self):
        """Add the pages beside the text, the versions, and the door for the verbs."""
        site = self.admin_site
        return [
            *editing.urls(site),
            path("<int:pk>/versions/", site.admin_view(self.versions), name="articles_article_versions"),
            path("<int:pk>/exempt/", site.admin_view(self.exempt), name="articles_article_exempt"),
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

    @method_decorator(require_POST)
    def exempt(self, request, pk):
        """Write down why doubtful lines may stand: a second editor says so, not who wrote them."""
        article = working_copies.as_written(get_object_or_404(Article, pk=pk))
        if not self.may_exempt(request, article):
            raise PermissionDenied
        chosen, reason = set(request.POST.getlist("point")), request.POST.get("reason", "").strip()
        points = [p for p in open_points(article) if p.is_doubtful and str(p) in chosen]
        if not reason or not points or len(reason) > 300:
            words = _("Choose the lines, and say in at most 300 characters why they may stand.")
            messages.error(request, words)
        for point in points if reason and len(reason) <= 300 else ():
            said = {"finding": point.words, "quote": quote(article, point)}
            brought = article.versions.first_with(said["quote"])
            if brought and brought.by_id == request.user.pk:
                words = _("“%s” is yours: somebody else says why it may stand.")
                messages.error(request, words % said["quote"])
                continue
            Exemption.objects.create(article=article, by=request.user, reason=reason, **said)
        return redirect("admin:articles_article_change", pk)

    def may_exempt(self, request, article):
        """Whether this person may decide and did not write the newest text."""
        newest = article.versions.first()
        wrote_it = newest is not None and newest.by_id == request.user.pk
        return self.has_publish_permission(request) and not wrote_it

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
        copy = obj.working_copy if obj else None
        if obj and (copy or obj.is_public):
            moves = [*working_copies.moves(obj, request.user), *moves]
        context["moves"] = [(verb, MOVE_WORDS[verb]) for verb in moves if obj or verb != "archive"]
        context["article_pk"] = obj.pk if obj else ""
        if obj:
            stored = Article.objects.get(pk=obj.pk)
            context |= {
                "copy": copy,
                "public_address": stored.get_absolute_url() if stored.is_public else "",
                "points": [(point, quote(obj, point)) for point in open_points(obj)],
                "may_exempt": self.may_exempt(request, obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_object(self, request, object_id, from_field=None):
        """Return the article as its working copy says it; hold its row while it is being saved.

        Two who save at once come one after the other.
        """
        if request.method == "POST" and object_id and str(object_id).isdigit():
            list(Article.objects.select_for_update().filter(pk=object_id).values_list("pk"))
        article = super().get_object(request, object_id, from_field)
        return article and working_copies.as_written(article)

    def save_model(self, request, obj, form, change):
        """Save, and note the change for readers; a working copy is saved with all that belongs to it."""
        if form.is_copy:
            return
        if note := form.cleaned_data["change_note"]:
            obj.note_change(note)
        if (cover := form.cover()) != obj.cover:
            obj.replace_cover(cover)
        is_typing_error = form.cleaned_data["is_typing_error"]
        publishing.save_article(obj, by=request.user, is_typing_error=is_typing_error)

    def save_related(self, request, form, formsets, change):
        """Let the byline follow the people named below, and their names reach the page."""
        if form.is_copy:
            self._save_copy(request, form, formsets)
            return
        super().save_related(request, form, formsets, change)
        publishing.sign_article(form.instance, by=request.user)

    def _save_copy(self, request, form, formsets):
        """Keep all that was typed as the working copy; the day on which it is read again holds at once."""
        cleaned, article = form.cleaned_data, form.instance
        for formset in formsets:  # admin writes into its log which stored rows changed: none
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        article.cover = form.cover()
        before = form.copy.state if form.copy else None
        copy = working_copies.save_copy(
            article,
            topics={name: cleaned[name] for name in ("also_treatments", "also_conditions")},
            people=formsets[0].said(),
            note=cleaned["change_note"],
            is_typing_error=cleaned["is_typing_error"],
            by=request.user,
        )
        Article.objects.filter(pk=article.pk).update(review_due_on=cleaned["review_due_on"])
        request.copy_due_at = cleaned["due_at"]
        self._say_of_moment(request, copy, before, is_typed="due_at" in form.changed_data)

    def _say_of_moment(self, request, copy, before, *, is_typed):
        """Say when saving ended the moment of a working copy, or left one that was typed."""
        if before == Article.State.SCHEDULED and copy.state == Article.State.DRAFT:
            words = _("It is no longer scheduled: as it stands it may not go public. Below stands why.")
            messages.warning(request, words)
        elif is_typed and request.POST.get("_move") not in ("schedule_copy", "publish_copy", "discard_copy"):
            words = _(
                "The moment stays as it was: “Schedule the working copy” sets it, and “Take the working copy "
                "back” ends it."
            )
            messages.warning(request, words)

    def response_add(self, request, obj, post_url_continue=None):
        """Stay with the article when it is saved to go on, and take the step that was asked for."""
        unsent_forms.forget(request.user, request.path)
        return self._stepped(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Take the step that was asked for together with saving."""
        unsent_forms.forget(request.user, request.path)
        if answer := self._stepped(request, obj):
            return answer
        if obj.working_copy:
            words = _("The working copy is saved. Readers see what was published, until it is published.")
            messages.success(request, words)
            here = "admin:articles_article_change", obj.pk
            return redirect(*here) if "_continue" in request.POST else redirect(here[0] + "list")
        return super().response_change(request, obj)

    def _stepped(self, request, article):
        verb = request.POST.get("_move")
        if not verb:
            return None
        stored = Article.objects.get(pk=article.pk)
        if verb == "publish" and stored.is_public:  # its moment was set to one that has come
            messages.success(request, _("Readers see the article now."))
        elif not self._take(request, [stored], verb):
            messages.success(request, _("What you typed is saved."))  # the browser forgets it when told so
        return redirect("admin:articles_article_change", article.pk)

    def has_publish_permission(self, request):
        """Whether this person may decide what readers see."""
        return request.user.has_perm("articles.publish_article")

    def has_write_permission(self, request):
        """Whether this person may write articles at all."""
        return request.user.has_perm("articles.change_article")

    def has_change_permission(self, request, obj=None):
        """Who may not publish may write drafts, working copies too, and nothing that a reviewer reads."""
        allowed = super().has_change_permission(request, obj)
        is_draft = obj is None or obj.state == Article.State.DRAFT or working_copies.is_draft(obj)
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
        """The cover photo."""
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

    @admin.action(permissions=["publish"], description=MOVE_WORDS["publish_now"])
    def publish_now(self, request, queryset):
        """From scheduled to published."""
        self._take(request, queryset, "publish_now")

    @admin.action(permissions=["publish"], description=MOVE_WORDS["read_again"])
    def read_again(self, request, queryset):
        """Nothing moves but the day on which it is read again."""
        self._take(request, queryset, "read_again")

    def _take(self, request, articles, verb):
        """Take a step with each; say what was refused, and return with how many it was taken."""
        if verb not in publishing.VERBS and verb not in COPY_MOVES:
            raise PermissionDenied
        done = 0
        for article in articles:
            try:
                self._step(request, article, verb)
                done += 1
            except (publishing.WrongState, NotReady) as refusal:
                messages.error(request, f"{article}: {refusal}")
            except ValidationError as refusal:
                messages.error(request, f"{article}: {' '.join(refusal.messages)}")
            except PermissionDenied:
                messages.error(request, _("%s: you may not do this.") % article)
        if done:
            messages.success(request, ngettext("%d article changed.", "%d articles changed.", done) % done)
        return done

    def _step(self, request, article, verb):
        if verb in publishing.VERBS:
            publishing.VERBS[verb](article, by=request.user)
        elif verb == "schedule_copy":
            at = getattr(request, "copy_due_at", None)
            working_copies.schedule_copy(article, by=request.user, at=at)
        else:
            working_copies.VERBS[verb](article, by=request.user)
