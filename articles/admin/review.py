"""Medical reviews in admin: recorded, corrected or withdrawn with a reason, never deleted."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleVersion, Review
from articles.publishing import record_review

CORRECTED = ("name", "credentials", "disclosure", "on")


def _said(before):
    """What was recorded, in the order of the form: PostgreSQL keeps no order."""
    return [before[name] for name in (*CORRECTED, "withdrawn_because") if before[name]]


class ReviewForm(forms.ModelForm):
    """A review; one that was recorded is changed with a reason."""

    is_withdrawn = forms.BooleanField(
        label=_("Withdraw it"),
        required=False,
        help_text=_("It did not happen, or not so: readers see nothing of it any more."),
    )
    reason = forms.CharField(
        label=_("Why it is corrected or withdrawn"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text=_("Kept with what was recorded before; for staff."),
    )

    class Meta:
        model = Review
        fields = ("version", "person", *CORRECTED)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["is_withdrawn"] = bool(self.instance.withdrawn_because)
            self.before = {name: str(getattr(self.instance, name)) for name in CORRECTED}
            self.before["withdrawn_because"] = self.instance.withdrawn_because
        else:
            for name in ("is_withdrawn", "reason"):
                self.fields.pop(name, None)


class ReviewAdmin(admin.ModelAdmin):
    """Medical reviews that happened."""

    form = ReviewForm
    list_display = ("version", "name", "credentials", "on", "stands")

    def get_fields(self, request, obj=None):
        """Of a recorded one, what it is about stays."""
        if obj is None:
            return ("version", "person", *CORRECTED)
        return ("version", *CORRECTED, "is_withdrawn", "reason", "corrected")

    def get_readonly_fields(self, request, obj=None):
        """Which text was reviewed is no typing error."""
        return ("version", "corrected") if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer the newest text of each article that is not put away, that of a working copy too."""
        if db_field.name == "version":
            kwargs["queryset"] = ArticleVersion.objects.newest().exclude(
                article__state=Article.State.ARCHIVED
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Write down who recorded it, or what was changed and why."""
        if not change:
            obj.by = request.user
        else:
            reason = form.cleaned_data["reason"]
            obj.withdrawn_because = reason if form.cleaned_data["is_withdrawn"] else ""
            row = {"at": timezone.now().isoformat(), "by": str(request.user), "reason": reason}
            obj.corrections = [*obj.corrections, {**row, "before": form.before}]
        record_review(obj)

    @admin.display(description=_("stands"), boolean=True)
    def stands(self, review):
        """Whether it was not withdrawn."""
        return not review.withdrawn_because

    @admin.display(description=_("corrections"))
    def corrected(self, review):
        """What was recorded before, and why it was changed."""
        rows = [
            (row["at"][:10], row["by"], row["reason"], ", ".join(_said(row["before"])))
            for row in review.corrections
        ]
        return format_html_join("", "<p>{}, {}: {} ({})</p>", rows) or "–"

    def has_change_permission(self, request, obj=None):
        """Whoever may record a review may correct it, with a reason."""
        return self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        """What was recorded stays."""
        return False
