"""What works found, in admin: one study a work, and side effects in percent."""

from django.contrib import admin

from articles.models import StudyCondition


class FindingInline(admin.TabularInline):
    """What a study found for each condition."""

    model = StudyCondition
    extra = 1


class StudyAdmin(admin.ModelAdmin):
    """A study as the pages of evidence show it."""

    inlines = (FindingInline,)
    list_display = ("reference", "kind", "substance", "people_words", "direction", "verdict")
    list_filter = ("substance", "kind", "direction")
    search_fields = ("reference__key", "reference__title", "verdict", "sentence")
    autocomplete_fields = ("reference",)
    filter_horizontal = ("treatments",)


class SideEffectAdmin(admin.ModelAdmin):
    """How often an effect was counted."""

    list_display = ("reference", "treatment", "effect", "percent", "low", "high", "percent_comparator")
    list_filter = ("treatment",)
    search_fields = ("reference__key", "effect")
    autocomplete_fields = ("reference",)
