"""How allauth behaves on this site: mail through the outbox, passkey first when there is no app code,
a change of address that can be undone, secrets of second factors that are encrypted.
"""

import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from psychly.accounts import address_change, factor_secrets, open_sessions
from psychly.mail import outbox

OWN = "account/email"


class AccountAdapter(DefaultAccountAdapter):
    """Sends account mail through the outbox, so that a slow mail server never holds up a page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code from our newest e-mail to you."),
        "too_many_login_attempts": _("Too many tries from your network. Wait a few minutes, then try again."),
    }

    def get_client_ip(self, request):
        """The visitor's address; one of IPv4 that a socket wrote as IPv6 (`::ffff:192.0.2.7`) as IPv4.

        The library counts IPv6 by its /64, and all of those lie in one: everybody would share one limit.
        """
        address = ipaddress.ip_address(super().get_client_ip(request))
        return str(getattr(address, "ipv4_mapped", None) or address)

    def send_mail(self, template_prefix, email, context):
        """Queue the mail that allauth has rendered; one that has no HTML of its own gets its text as HTML."""
        message = self.render_mail(template_prefix, email, {**context, "email": email})
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        if not html:
            text = message.body.rpartition("\n--\n")[0] or message.body  # the page signs by itself
            html = render_to_string(f"{OWN}/from_text.html", {"text": text, "site_url": settings.SITE_URL})
        kind = template_prefix.rpartition("/")[2]
        is_awaited = "code" in context  # by somebody who cannot go on without it
        outbox.post(kind, email, message.subject, message.body, html, is_awaited=is_awaited)

    def pre_login(self, request, user, *, email=None, **kwargs):
        """Refuse a code that went to a mailbox which the account has left meanwhile."""
        if email and user.email != email.lower():
            messages.error(request, _("The address of this account has changed. Ask for a new code."))
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **kwargs)

    @transaction.atomic
    def confirm_email(self, request, email_address):
        """Confirm an address; when it replaces another, every other session of the account ends."""
        user = email_address.user
        former = user.email
        is_confirmed = super().confirm_email(request, email_address)
        if is_confirmed and former != email_address.email:
            open_sessions.end_all(user, keep=request if request.user == user else None)
        return is_confirmed

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell the owner what changed; the former mailbox gets a link that undoes a change of address."""
        if template_prefix == f"{OWN}/email_changed":
            change = address_change.note(user, context["from_email"])
            context = {**context, "undo_url": address_change.link(change), "days": address_change.DAYS}
        super().send_notification_mail(template_prefix, user, context, email)

    def get_login_redirect_url(self, request):
        """Staff begin at their desk, a therapist at their listing (unless they came from elsewhere)."""
        return reverse("admin:index") if request.user.is_staff else super().get_login_redirect_url(request)

    def get_reauthentication_methods(self, user):
        """Offer the passkey first to someone who has no authenticator app."""
        methods = super().get_reauthentication_methods(user)
        if user.is_authenticated and not user.authenticator_set.filter(type=Authenticator.Type.TOTP).exists():
            methods.sort(key=lambda method: method["id"] != "mfa_reauthenticate_webauthn")
        return methods


class FactorAdapter(DefaultMFAAdapter):
    """Keeps secrets of apps and of recovery codes encrypted."""

    def encrypt(self, text):
        """Return a secret as it is stored."""
        return factor_secrets.encrypt(text)

    def decrypt(self, encrypted_text):
        """Return a stored secret in clear; raise LostKey when no key opens it."""
        return factor_secrets.decrypt(encrypted_text)
