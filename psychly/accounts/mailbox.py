"""Whoever changes how somebody signs in first reads that person's mailbox: an open session is no account.

OWASP ASVS 5.0, 7.5.1. The code goes to the present address, by `one_time`. What was asked for waits in the
session meanwhile and goes on by itself.
"""

import time
import uuid
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import resume_request, suspend_request
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from psychly.accounts import one_time_code, rate_limits

PURPOSE = "change how one signs in"
PROVED = "mailbox_proved"  # in the session: which address, and when
LASTS = 900  # seconds that a code, once typed in, opens these pages
FRESH = 300  # seconds after a sign-in by mailed code in which a factor may be added without another
CODES_AN_HOUR = 5
TRIES_AN_HOUR = 10


def mailbox_first(view, *, methods=("GET", "HEAD", "POST"), after_sign_in=False):
    """Guard the `methods` of a view: without a code from the present mailbox it asks for one first.

    `after_sign_in` lets the code of a sign-in count that is a few minutes old: staff who are sent to set
    up their first factor have just typed one in.
    """

    @wraps(view)
    @login_required
    def guarded(request, *args, **kwargs):
        if request.method not in methods or _is_proved(request, after_sign_in):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _send(request)
        return suspend_request(request, reverse("account_reauthenticate"))

    return guarded


def _is_proved(request, after_sign_in):
    """Whether a code from the present mailbox was typed in a short while ago, in this session."""
    now, email = time.time(), request.user.email
    proof = request.session.get(PROVED, {})
    if proof.get("email") == email and now - proof["at"] < LASTS:
        return True
    records = get_authentication_records(request, request.user) if after_sign_in else []
    return any(
        record["method"] == "code" and record.get("email") == email and now - record["at"] < FRESH
        for record in records
    )


def _send(request):
    """Mail a code; return whether one may still be sent this hour."""
    if not rate_limits.take_slot("mailbox-code", request.user.pk, CODES_AN_HOUR, by=uuid.uuid4()):
        return False
    one_time_code.send_code(request, "account_change_code", PURPOSE)
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request):
    """Ask for the code, and go on with what it was asked for."""
    if request.method == "POST" and request.POST.get("action") == "send":
        if not _send(request):
            return _page(request, 429, problem=_("We have sent many codes. Try again in an hour."))
        return redirect(_with_next(request))
    if request.method != "POST":
        return _page(
            request, form=one_time_code.CodeForm() if one_time_code.is_waiting(request, PURPOSE) else None
        )
    form = one_time_code.CodeForm(request.POST)
    if form.is_valid():
        if not rate_limits.take_slot("mailbox-try", request.user.pk, TRIES_AN_HOUR, by=uuid.uuid4()):
            form.add_error("code", _("Too many tries. Wait an hour, then ask for a new code."))
            return _page(request, 429, form=form)
        if one_time_code.code_holds(request, form.cleaned_data["code"], PURPOSE):
            request.session[PROVED] = {"email": request.user.email, "at": time.time()}
            return resume_request(request) or redirect("account_email")
        form.add_error("code", _("This is not the code from our newest e-mail, or it is too old."))
    return _page(request, form=form)


def _next(request):
    target = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if is_ours else ""


def _with_next(request):
    address = reverse("account_reauthenticate")
    target = _next(request)
    return f"{address}?{urlencode({'next': target})}" if target else address


def _page(request, status=200, form=None, problem=""):
    context = {"form": form, "problem": problem, "next": _next(request)}
    answer = render(request, "account/reauthenticate.html", context, status=status)
    if status == 429:
        answer.headers["Retry-After"] = str(rate_limits.HOUR)
    return answer
