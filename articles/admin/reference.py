"""Works in admin: their fields, pasting many at once, and making one of duplicates."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.bibliography.apa import entry as apa
from articles.bibliography.identifiers import normalized_doi
from articles.models import Contributor, Reference
from articles.publishing import replace_guess, save_reference
from articles.tasks import watch_works
from articles.works import importing
from articles.works.merging import AlreadyMerged, merge_works


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
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "aria-describedby": "paste-help"}),
    )


class WorkForm(forms.ModelForm):
    """A work, what became of its import's unusable fields, and which of the proposed works it is."""

    proposal = forms.ChoiceField(
        label=_("It is"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Crossref found these for its title. What you choose replaces every field below."),
    )

    are_dealt_with = forms.BooleanField(
        label=_("Dealt with"),
        required=False,
        help_text=_("What is worth keeping stands in the fields below; forget the rest."),
    )

    def __init__(self, *args, **kwargs):
        """Offer what a registry proposed, each as its entry reads."""
        super().__init__(*args, **kwargs)
        proposed = [(item["DOI"], apa.entry_text(item)) for item in self.instance.proposals]
        self.fields["proposal"].choices = [*proposed, ("", _("None of these"))]

    def clean_proposal(self):
        """Return the CSL-JSON item that was chosen, or None; one that is stored already is to be merged."""
        doi = self.cleaned_data["proposal"]
        item = next((item for item in self.instance.proposals if item["DOI"] == doi), None)
        if item and (stored := Reference.objects.identified_by(normalized_doi(doi), None).first()):
            raise ValidationError(_("This work is stored as “%s”. Merge the two instead.") % stored.key)
        return item

    def clean(self):
        """What is known of a work is known since a day: today, when no other is given."""
        if self.cleaned_data.get("health") != Reference.Health.UNCHECKED:
            self.cleaned_data["health_checked_on"] = (
                self.cleaned_data.get("health_checked_on") or timezone.localdate()
            )
        return self.cleaned_data

    def save(self, commit=True):
        """Forget what could not be used when somebody has dealt with it; note who said the health."""
        if "health" in self.changed_data:
            self.instance.is_health_by_hand = True
        if self.cleaned_data.get("are_dealt_with"):
            self.instance.unused = []
        return super().save(commit)


class IncompleteFilter(admin.SimpleListFilter):
    """Works with fields that could not be used."""

    title = _("fields that could not be used")
    parameter_name = "unused"

    def lookups(self, request, model_admin):
        """One choice."""
        return [("1", _("Some"))]

    def queryset(self, request, queryset):
        """Works of which the import left something over."""
        return queryset.exclude(unused=[]) if self.value() else queryset


class ProposedFilter(admin.SimpleListFilter):
    """Guesses for whose title a registry found works."""

    title = _("proposed works")
    parameter_name = "proposed"

    def lookups(self, request, model_admin):
        """One choice."""
        return [("1", _("To be confirmed"))]

    def queryset(self, request, queryset):
        """Works that an editor has to compare with what was found."""
        return queryset.exclude(proposals=[]) if self.value() else queryset


class ReferenceAdmin(admin.ModelAdmin):
    """A work in its fields, with the entry that readers see."""

    class Media:
        css = {"all": ("css/works.css",)}

    form = WorkForm
    inlines = (ContributorInline,)
    actions = ("merge",)
    list_display = ("key", "title", "container_title", "year", "health")
    list_filter = ("needs_attention", "is_guessed", ProposedFilter, IncompleteFilter, "kind", "health")
    search_fields = ("key", "title", "doi", "pmid", "contributors__family", "contributors__literal")
    readonly_fields = ("as_readers_see_it", "left_over", "what_registries_say")
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
        (
            _("Where in it"),
            {"fields": (("volume", "issue"), ("pages", "article_number"), ("section", "authority"))},
        ),
        (_("When"), {"fields": (("year", "month", "day"), "date_text", ("status", "original_date"))}),
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
        (
            _("Health"),
            {
                "fields": (
                    "health",
                    ("health_checked_on", "health_source"),
                    "needs_attention",
                    "what_registries_say",
                )
            },
        ),
    )

    def get_fieldsets(self, request, obj=None):
        """Show what the import could not use and what a registry proposes, as long as there is any of it."""
        first, *others = super().get_fieldsets(request, obj)
        if obj and obj.unused:
            others.insert(
                0, (_("Fields that could not be used"), {"fields": ("left_over", "are_dealt_with")})
            )
        if obj and obj.proposals:
            others.insert(0, (_("Is it one of these?"), {"fields": ("proposal",)}))
        return (first, *others)

    @admin.display(description=_("what registries say"))
    def what_registries_say(self, reference):
        """Each notice, its day and who told of it, and when the registries last answered."""
        rows = [
            (row.get_kind_display(), row.on or "", row.doi or row.pmid, row.source)
            for row in reference.notices.all()
        ]
        asked = reference.watched_on or _("They have not answered yet.")
        return format_html(
            "{}{}",
            format_html_join("\n", "{} {} {} ({})<br>", rows),
            format_html("{}: {}", _("Last answer"), asked),
        )

    @admin.display(description=_("fields of the import"))
    def left_over(self, reference):
        """Each field that could not be used, what it says, and why."""
        rows = ((row["field"], row["value"], row["why"]) for row in reference.unused)
        return format_html_join("\n", "<code>{}</code>: {} ({})<br>", rows)

    def has_merge_permission(self, request):
        """Whoever decides what readers see may say that two works are one: nothing that was cited is lost."""
        return request.user.has_perm("articles.publish_article")

    def get_urls(self):
        """Add the page that takes pasted references."""
        paste = path("import/", self.admin_site.admin_view(self.paste), name="articles_reference_import")
        return [paste, *super().get_urls()]

    @admin.action(permissions=["merge"], description=_("Merge duplicates into one work"))
    def merge(self, request, queryset):
        """Show the works that are one, and make one of them on the second press."""
        works = list(queryset.prefetch_related("articles").order_by("is_guessed", "pk"))
        if len(works) < 2:
            messages.warning(request, _("Choose two or more works that are the same."))
            return None
        kept = next((work for work in works if str(work.pk) == request.POST.get("keep")), None)
        if kept:
            return self._merged(request, kept, works)
        context = {
            "works": works,
            "articles": {article for work in works for article in work.articles.all()},
            "title": _("Merge %d works into one") % len(works),
            "opts": self.opts,
        }
        return self._page(request, "admin/articles/reference/merge.html", context)

    def _merged(self, request, kept, works):
        """Make one work of several rows; say so when somebody else was faster."""
        try:
            with transaction.atomic():
                for other in works:
                    if other != kept:
                        merge_works(kept, other, by=request.user)
        except AlreadyMerged:
            messages.error(request, _("One of these works is gone: somebody else has merged it meanwhile."))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Merged into %s. Articles cite that one now.") % kept.key)

    def paste(self, request):
        """Look at pasted references; save them on the second press."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PasteForm(request.POST or None)
        others = importing.numbers(request.POST.getlist("another"))
        candidates = importing.look(form.cleaned_data["text"], others) if form.is_valid() else []
        if candidates and "save" in request.POST:
            saved = importing.save(candidates)
            messages.success(request, ngettext("%d work saved.", "%d works saved.", len(saved)) % len(saved))
            return redirect("admin:articles_reference_changelist")
        context = {
            "form": form,
            "candidates": candidates,
            "savable": sum(candidate.can_be_saved for candidate in candidates),
            "title": _("Paste references"),
            "opts": self.opts,
        }
        return self._page(request, "admin/articles/reference/import.html", context)

    def _page(self, request, template, context):
        return render(request, template, {**self.admin_site.each_context(request), **context})

    def save_related(self, request, form, formsets, change):
        """Render the entry after its contributors are saved."""
        super().save_related(request, form, formsets, change)
        if chosen := form.cleaned_data.get("proposal"):
            replace_guess(form.instance, chosen)
            watch_works.enqueue([form.instance.pk])
        save_reference(form.instance)
        if hint := importing.case_hint(form.instance):
            messages.warning(request, hint)

    def get_form(self, request, obj=None, **kwargs):
        """Say beside the title that it looks like Title Case."""
        form = super().get_form(request, obj, **kwargs)
        hint = importing.case_hint(obj) if obj else ""
        if hint and (title := form.base_fields.get("title")):
            title.help_text = format_html("{} <strong>{}</strong>", title.help_text, hint)
        return form

    @admin.display(description=_("entry in APA 7"))
    def as_readers_see_it(self, reference):
        """The entry as the article shows it."""
        if not reference.pk:
            return "–"
        return format_html("{} {} {}", reference.entry, reference.link, reference.note)
