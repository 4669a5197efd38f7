"""What a therapist may do with the data of the account: take all of it along, delete all of it."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings import emails
from listings.account import deletion
from listings.account.export import pack_belongings
from providers.models import Provider
from psychly.accounts import one_time_code, rate_limits

EXPORTS_AN_HOUR = 10
CODES_AN_HOUR = 5
TRIES_AN_HOUR = 10
PURPOSE = "delete the account"


class LeaveForm(one_time_code.CodeForm):
    """The code of the e-mail, and that it is meant."""

    understood = forms.BooleanField(
        label=gettext_lazy("I understand that this cannot be undone."),
        error_messages={"required": gettext_lazy("Confirm that you understand.")},
    )


@login_required
@require_safe
def your_data(request):
    """What we keep, with the two buttons."""
    return _page(request)


def _page(request, problem="", status=200, **context):
    if "form" in context:
        context["form_list"] = [context["form"]]
    listings = Provider.objects.written_by(request.user).prefetch_related("collaborators").order_by("pk")
    going = [row for row in listings if [owner.pk for owner in row.owners] == [request.user.pk]]
    context |= {"going": going, "staying": [row for row in listings if row not in going]}
    context = {"form": None, "problem": problem, "is_staff": request.user.is_staff, **context}
    answer = render(request, "listings/your_data.html", context, status=status)
    if status == 429:
        answer.headers["Retry-After"] = str(rate_limits.HOUR)
    return answer


@login_required
@require_POST
def export(request):
    """All data of the account as a ZIP."""
    if not rate_limits.take_slot("export", request.user.pk, EXPORTS_AN_HOUR, by=uuid.uuid4()):
        return _page(request, _("You have taken your data along many times. Try again in an hour."), 429)
    name = f"psychly-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(pack_belongings(request.user), as_attachment=True, filename=name)


@login_required
@require_POST
def send_code(request):
    """E-mail the code without which nothing is deleted."""
    if request.user.is_staff:
        return _page(request, _("A staff account is closed by an administrator."), 403)
    if not rate_limits.take_slot("leave-code", request.user.pk, CODES_AN_HOUR, by=uuid.uuid4()):
        return _page(request, _("We have sent many codes. Try again in an hour."), 429)
    one_time_code.send_code(request, emails.DELETE_CODE, PURPOSE)
    return redirect("listings:delete-account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request):
    """Ask for the code, and delete the account when it is right."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        if not rate_limits.take_slot("leave-try", request.user.pk, TRIES_AN_HOUR, by=uuid.uuid4()):
            form.add_error("code", _("Too many tries. Wait an hour, then ask for a new code."))
            status = 429
        elif one_time_code.code_holds(request, form.cleaned_data["code"], PURPOSE):
            return _leave(request)
        else:
            form.add_error("code", _("This is not the code from our newest e-mail, or it is too old."))
    return _page(request, form=form, status=status)


def _leave(request):
    user = request.user
    deletion.leave(user)
    logout(request)
    messages.success(request, _("Your account and your listing are deleted."))
    return redirect("listings:about")
