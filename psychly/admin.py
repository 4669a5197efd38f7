"""People, outgoing mail and tasks in Django admin."""

from allauth.mfa import admin as stock_factor_admin  # noqa: F401  registers what is replaced below
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django_tasks_db import admin as stock_task_admin  # noqa: F401  registers what is replaced below
from django_tasks_db.models import DBTaskResult

from psychly.admin_site import ReadOnly
from psychly.models import OutgoingMail, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Who may sign in, and what they may do. Rights come from groups alone."""

    list_display = ["email", "is_staff", "is_active", "date_joined", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email"]
    fields = ["email", "is_active", "is_staff", "groups", "date_joined", "last_login"]
    readonly_fields = ["email", "date_joined", "last_login"]
    filter_horizontal = ["groups"]

    def has_add_permission(self, request):
        """People make their own accounts."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Decisions name people; an account is made inactive instead."""
        return False


admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnly, admin.ModelAdmin):
    """Second factors: that they exist, never their secret. A lost one is deleted; its owner enrolls anew."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = list_display
    has_delete_permission = admin.ModelAdmin.has_delete_permission


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnly, admin.ModelAdmin):
    """What was sent and what waits; never the text, which may hold a sign-in code."""

    list_display = ["kind", "to", "created_at", "sent_at"]
    list_filter = ["kind", ("sent_at", admin.EmptyFieldListFilter)]
    fields = ["kind", "to", "subject", "created_at", "sent_at", "message_id"]
    show_full_result_count = False


admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnly, admin.ModelAdmin):
    """Tasks without their arguments."""

    list_display = ["task_path", "status", "enqueued_at", "started_at", "finished_at"]
    list_filter = ["status", "task_path"]
    fields = [*list_display, "run_after", "worker_ids", "traceback"]
    show_full_result_count = False
