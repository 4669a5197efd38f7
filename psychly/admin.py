"""People, outgoing mail and tasks in Django admin."""

from allauth.mfa import admin as stock_factor_admin  # noqa: F401  registers what is replaced below
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db import admin as stock_task_admin  # noqa: F401  registers what is replaced below
from django_tasks_db.models import DBTaskResult

from psychly import deadlines
from psychly.accounts import lost_factors, staff
from psychly.accounts.staff_site import ReadOnly
from psychly.mail.outbox import send_again
from psychly.models import OutgoingMail, User


class StaffInvitation(forms.Form):
    """Whom to invite, and into which role."""

    email = forms.EmailField(label=_("E-mail address"))
    group = forms.ModelChoiceField(Group.objects.order_by("name"), label=_("Role"))


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Who may sign in, and what they may do. Rights come from groups alone, and so does the way to the desk.

    A group without "staff" would be a right that nobody can use, and nothing would say so.
    """

    list_display = ["email", "is_staff", "is_active", "date_joined", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email"]
    fields = ["email", "is_active", "groups", "is_staff", "date_joined", "last_login"]
    readonly_fields = ["email", "is_staff", "date_joined", "last_login"]
    filter_horizontal = ["groups"]

    def formfield_for_manytomany(self, db_field, request, **options):
        """Say at the groups what comes of them."""
        field = super().formfield_for_manytomany(db_field, request, **options)
        if db_field.name == "groups":
            field.help_text = _("Whoever is in a group is staff and comes to the desk; nobody else is.")
        return field

    def save_related(self, request, form, formsets, change):
        """Keep the groups, and make their members staff, or no longer."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        user.is_staff = user.is_superuser or user.groups.exists()
        user.save(update_fields=["is_staff"])

    def has_add_permission(self, request):
        """Whoever gives roles invites staff; all others make their own accounts."""
        return self.has_change_permission(request)

    def add_view(self, request, form_url="", extra_context=None):
        """Invite somebody to the staff, by mail and with a role."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = StaffInvitation(request.POST or None)
        if form.is_valid() and self._invite(request, form):
            return redirect("admin:psychly_user_changelist")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        context["title"] = _("Invite staff")
        return TemplateResponse(request, "admin/psychly/user/invite.html", context)

    def _invite(self, request, form):
        """Do it, and say so; what is not possible is said at the address."""
        try:
            user, is_new = staff.invite(form.cleaned_data["email"], form.cleaned_data["group"].name)
        except staff.NotPossible as error:
            form.add_error("email", str(error))
            return False
        if is_new:
            self.log_addition(request, user, "Invited to the staff.")
        said = _("Invited, and the mail is on its way: %s") if is_new else _("In this role already: %s")
        messages.success(request, said % user)
        return True

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

    def delete_model(self, request, obj):
        """Delete it, and tell its owner in the same transaction."""
        self.delete_queryset(request, Authenticator.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        """Delete them, tell each owner once, and end their sessions: a lost device may be signed in."""
        lost_factors.take_away(queryset)

    def get_deleted_objects(self, objs, request):
        """Name whose they are before they go."""
        _names, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return [_whose(factor) for factor in objs], counts, lacking, protected

    def log_deletions(self, request, queryset):
        """Keep on record whose they were."""
        kind = ContentType.objects.get_for_model(Authenticator).pk
        rows = [
            LogEntry(
                user_id=request.user.pk,
                content_type_id=kind,
                object_id=factor.pk,
                object_repr=_whose(factor)[:200],
                action_flag=DELETION,
            )
            for factor in queryset
        ]
        return LogEntry.objects.bulk_create(rows)


def _whose(factor):
    return _("{kind} of {email}").format(kind=factor.get_type_display(), email=factor.user.email)


class Stands(admin.SimpleListFilter):
    """Mail that has not left, and mail that will not leave by itself."""

    title = _("state")
    parameter_name = "stands"

    def lookups(self, request, model_admin):
        """Those that are asked for."""
        return [
            ("waiting", _("Not sent yet")),
            ("given-up", _("Given up")),
            ("came-back", _("Came back")),
            ("sent", _("Sent")),
        ]

    def queryset(self, request, queryset):
        """Mail of that state."""
        chosen = {
            "waiting": queryset.waiting,
            "given-up": queryset.given_up,
            "came-back": lambda: queryset.filter(bounced_at__isnull=False),
            "sent": lambda: queryset.filter(sent_at__isnull=False),
        }
        return chosen.get(self.value(), queryset.all)()


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnly, admin.ModelAdmin):
    """What was sent and what waits; never the text, which may hold a sign-in code."""

    list_display = ["kind", "stands", "to", "created_at"]
    list_filter = [Stands, "kind"]
    search_fields = ["to", "subject"]
    fields = [
        "stands",
        "kind",
        "to",
        "subject",
        "created_at",
        "sent_at",
        "tries",
        "failed_at",
        "problem",
        "bounced_at",
        "bounce",
        "message_id",
    ]
    show_full_result_count = False
    actions = ["retry"]

    class Media:
        """No column of the outbox is cut off."""

        css = {"all": ["css/desk.css"]}

    def has_retry_permission(self, request):
        """Who may have a mail sent again."""
        return request.user.has_perm("psychly.change_outgoingmail")

    @admin.display(description=_("state"))
    def stands(self, mail):
        """Where it stands, in words, and what went wrong."""
        return format_html("{} <small>{}</small>", mail.stands, mail.bounce or mail.problem)

    def changelist_view(self, request, extra_context=None):
        """The outbox, named so."""
        return super().changelist_view(request, {"title": _("Outbox"), **(extra_context or {})})

    @admin.action(description=_("Send now, whatever waits or was given up"), permissions=["retry"])
    def retry(self, request, queryset):
        """Send what can be sent; it stays on record who asked."""
        asked = [mail for mail in queryset if send_again(mail)]
        for mail in asked:
            self.log_change(request, mail, "Sent again.")
        words = ngettext("%d mail is on its way.", "%d mails are on their way.", len(asked)) % len(asked)
        messages.success(request, words) if asked else messages.info(request, _("None of these waits."))


admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnly, admin.ModelAdmin):
    """Tasks without their arguments."""

    list_display = [
        "task_path",
        "queue_name",
        "status",
        "problem",
        "enqueued_at",
        "started_at",
        "finished_at",
    ]
    list_filter = ["status", "queue_name", "task_path"]
    fields = [*list_display, "run_after", "worker_ids", "traceback"]
    show_full_result_count = False

    @admin.display(description=_("problem"))
    def problem(self, task):
        """What ended its last try; the words of an error may name people, so its kind alone."""
        kind = task.exception_class_path.rpartition(".")[2]
        return _("Took longer than it may") if kind == deadlines.DeadlinePassed.__name__ else kind
