"""Pages of an account: where it is signed in, and taking back a change of its address."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from psychly.accounts import address_change, open_sessions


@login_required
@require_safe
def sessions(request):
    """Where the account is signed in."""
    rows = list(open_sessions.sessions_of(request.user))
    for row in rows:
        row.is_this_one = row.session_id == request.session.session_key
    is_listed = any(row.is_this_one for row in rows)
    return render(request, "account/sessions.html", {"rows": rows, "is_listed": is_listed})


@login_required
@require_POST
def end_session(request, number):
    """End one session; this one too, if it is the one."""
    if open_sessions.end(request.user, number):
        messages.success(request, _("That session is signed out."))
    else:
        messages.info(request, _("That session had ended already."))
    return redirect("account_sessions")


@login_required
@require_POST
def end_sessions(request):
    """Sign out everywhere, here too."""
    open_sessions.end_all(request.user)
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    response = redirect("account_login")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def undo_address_change(request, token):
    """Ask whether the former address shall come back; a press of the button brings it."""
    change = address_change.find(token)
    if change is None:
        return render(request, "account/undo_too_late.html", status=410)
    if request.method != "POST":
        return render(request, "account/undo_change.html", {"change": change})
    try:
        is_done = address_change.undo(change)
    except address_change.Taken:
        return render(request, "account/undo_change.html", {"change": change, "is_taken": True}, status=409)
    if not is_done:
        return render(request, "account/undo_too_late.html", status=410)
    logout(request)
    return render(request, "account/undone.html", {"change": change})
