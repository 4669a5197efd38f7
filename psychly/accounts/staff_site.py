"""Django admin behind the site's own sign-in, with a second factor for staff."""

import json
import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from psychly.accounts import access_log, time_zones, unsent_forms

IDLE = 30 * 60  # seconds without a page of the desk, after which staff sign in again
LONGEST = 12 * 60 * 60  # seconds that a sign-in lasts at the desk, however busy
SEEN = "desk_seen_at"  # in the session; written once a minute at most


class ReadOnly:
    """Shows rows and changes none."""

    def has_add_permission(self, request, obj=None):
        """Nobody adds here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes here."""
        return False


class StaffSite(AdminSite):
    """Admin for staff who proved a second factor in this session (unless DEMO=1)."""

    site_header = _("Psychly staff")
    site_title = _("Psychly staff")
    index_title = _("Desk")

    def has_permission(self, request):
        """Whether this session may see the admin: active staff, with a second factor when asked for."""
        return super().has_permission(request) and (
            not settings.STAFF_SECOND_FACTOR
            or any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
        )

    def get_urls(self):
        """Add the door for what was typed and not saved, and the one at which a time zone is chosen."""
        choose = self.admin_view(require_POST(time_zones.choose_zone))
        return [
            path("unsent/", self.admin_view(self.unsent), name="unsent"),
            path("time-zone/", choose, name="time_zone"),
            *super().get_urls(),
        ]

    def unsent(self, request):
        """Keep or let go of what a page's form holds; answer with a fresh token and who else is typing there.

        `address` is the page, `values` a JSON object {name: [values]}; none of it on GET.
        """
        address, kept = request.POST.get("address", ""), False
        if "forget" in request.POST:
            unsent_forms.forget(request.user, address)
        elif request.method == "POST":
            kept = unsent_forms.keep(request.user, address, _lists(request.POST.get("values", "")))
        others = unsent_forms.others_at(request.user, address) if address else []
        return JsonResponse({"kept": kept, "others": others, "token": get_token(request)})

    def each_context(self, request):
        """What this reader typed on this page and did not save stands on it again."""
        is_read = request.method == "GET" and self.has_permission(request)
        kept = unsent_forms.of_page(request.user, request.path) if is_read else None
        return {**super().each_context(request), "unsent_form": kept}

    def admin_view(self, view, cacheable=False):
        """Guard a page: an idle or old session ends here, and a refusal is logged.

        Its times are those of the zone that its reader chose, also where no script runs.
        """
        guarded = super().admin_view(view, cacheable)

        @wraps(view)
        def page(request, *args, **kwargs):
            if request.user.is_authenticated and request.user.is_staff:
                _end_when_stale(request)
            elif request.user.is_authenticated:
                access_log.refused(request, "not staff")
            try:
                with timezone.override(time_zones.zone_of(request.user)):
                    response = guarded(request, *args, **kwargs)
                    is_left_to_do = callable(getattr(response, "render", None))
                    return response.render() if is_left_to_do else response
            except PermissionDenied:
                access_log.refused(request, "no right")
                raise

        return page

    def login(self, request, extra_context=None):
        """Send to the site's sign-in, then to enrolment or to the second factor."""
        return _login(request, self)


def _lists(text):
    """Return {name: [texts]} as JSON says it, {} for anything else."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    rows = said.items() if isinstance(said, dict) else ()
    return {name: values for name, values in rows if isinstance(values, list) and _are_texts(values)}


def _are_texts(values):
    return all(isinstance(value, str) and "\0" not in value for value in values)


def _end_when_stale(request):
    """Sign staff out who were away for IDLE, or who signed in LONGEST ago; else note that they are here.

    OWASP ASVS 5.0, 7.3.1 and 7.3.2; therapists' own sessions last longer.
    """
    now = time.time()
    proofs = [record["at"] for record in get_authentication_records(request, request.user)]
    seen_at = max([request.session.get(SEEN, 0), *proofs])
    if (seen_at and now - seen_at > IDLE) or now - min(proofs, default=now) > LONGEST:
        is_kept = unsent_forms.keep_press(request)
        logout(request)
        messages.info(request, _("You were signed out, to keep the desk safe. Sign in to go on."))
        if is_kept:
            messages.info(request, _("What you typed is kept: it stands on its page when you open it again."))
    elif now - seen_at > 60:
        request.session[SEEN] = now


@secure_admin_login
def _login(request, site):
    """Take signed-in staff on to what is still missing (others never come here)."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("admin:index")
    if site.has_permission(request):
        return redirect(target)
    kinds = set(request.user.authenticator_set.values_list("type", flat=True))
    if not kinds & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
        messages.info(
            request,
            _("Staff sign in with a second step. Set up an app or a passkey; “Staff desk” then asks for it."),
        )
        return redirect("mfa_index")
    name = "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
    messages.info(
        request,
        _(
            "The desk asks for your second step, also right after it was set up: use your passkey, "
            "or the next code that the app shows."
        ),
    )
    return redirect(f"{reverse(name)}?{urlencode({'next': target})}")
