"""What readers saw, and who reviewed it, in admin."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.models import ArticleVersion
from psychly.admin_site import ReadOnly


class VersionAdmin(ReadOnly, admin.ModelAdmin):
    """What readers saw: to read, to compare and to bring back, never to change."""

    list_display = ("article", "number", "at", "by")
    list_filter = ("article",)
    readonly_fields = ("article", "number", "changes", *ArticleVersion.KEPT, "by", "at")
    actions = ("restore",)

    @admin.display(description=_("changed since the version before"))
    def changes(self, version):
        """The lines that went and came."""
        rows = [("del" if line[0] == "-" else "ins", line) for line in version.difference()]
        rows = [(tag, line, tag) for tag, line in rows if not line.startswith("@@")]
        return format_html("<pre>{}</pre>", format_html_join("\n", "<{}>{}</{}>", rows)) if rows else "–"

    def has_publish_permission(self, request):
        """Whether this person may decide what readers see."""
        return request.user.has_perm("articles.publish_article")

    @admin.action(permissions=["publish"], description=_("Bring the text back"))
    def restore(self, request, queryset):
        """Write one version again into its article."""
        if len(versions := list(queryset)) != 1:
            messages.error(request, _("Choose one version."))
            return
        article = versions[0].article
        article.restore(versions[0])
        try:
            article.save()
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("The text of version %d is back.") % versions[0].number)


class ReviewAdmin(admin.ModelAdmin):
    """Medical reviews that happened: added, never changed."""

    list_display = ("version", "name", "credentials", "on")
    fields = ("version", "name", "credentials", "disclosure", "on")

    def save_model(self, request, obj, form, change):
        """Write down who recorded it."""
        obj.by = request.user
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None):
        """What was recorded stays."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What was recorded stays."""
        return False
