"""The two pages of signing in: the address, then the code. Where somebody wanted to go comes along."""

from datetime import timedelta

from allauth.account.mixins import NextRedirectMixin
from allauth.account.utils import get_login_redirect_url
from allauth.account.views import LoginView
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView

from psychly.accounts import sign_in_codes, sign_in_link
from psychly.accounts.sign_in import EmailForm, SignIn, SignInCodeForm

MINUTE = timedelta(minutes=1)


class AddressPage(LoginView):
    """Asks for the address, and goes on to the code."""

    form_class = EmailForm

    def form_valid(self, form):
        """Ask for the code; whether the address is known shows nowhere."""
        form.begin(self.request)
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def _redirect_to_pending_stage(self, request, stage):
        """Go on with what was begun, and where it should lead; an address that is sent begins anew."""
        if request.method == "POST":
            return None
        return redirect(self.passthrough_next_url(super()._redirect_to_pending_stage(request, stage).url))


@method_decorator(never_cache, name="dispatch")
class CodePage(NextRedirectMixin, FormView):
    """Asks for the code, sends it again, or goes back to the address."""

    form_class = SignInCodeForm
    template_name = "account/confirm_login_code.html"

    def dispatch(self, request, *args, **kwargs):
        """Only who asked for a code types one in."""
        if request.user.is_authenticated:
            return redirect(get_login_redirect_url(request))
        self.process = SignIn.pending(request)
        if not self.process:
            return self._start_over()
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Do what was pressed."""
        action = request.POST.get("action")
        if action == "start-over":
            self.process.abort()
            return self._start_over()
        if action == "resend":
            return self._resend()
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        """The form compares with the code of the address."""
        return {**super().get_form_kwargs(), "process": self.process}

    def form_valid(self, form):
        """Sign in."""
        return self.process.finish(self.get_next_url())

    def form_invalid(self, form):
        """Say what is wrong; three wrong codes lead back to the address."""
        if form.is_wrong and not self.process.record_invalid_attempt():
            messages.error(
                self.request,
                _("That was wrong three times. Check the address, and take the code from our newest e-mail."),
            )
            return self._start_over()
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        """The address, and when its code was mailed, runs out and may be mailed again."""
        code = self.process.code
        context = {"email": self.process.email, "works": bool(code and sign_in_codes.works(code))}
        if code:
            now = timezone.now()
            context["age"] = max(now - code.mailed_at, timedelta(0)) // MINUTE
            context["left"] = _minutes(sign_in_codes.works_until(code) - now)
            context["wait"] = _minutes(sign_in_codes.next_mail_at(code) - now)
        return super().get_context_data(**context, **kwargs)

    def _resend(self):
        if self.process.send_by_email(self.process.email):
            messages.success(
                self.request,
                _("Sent again. Every e-mail of ours that holds this code works, also an older one."),
            )
        else:
            wait = _minutes(sign_in_codes.next_mail_at(self.process.code) - timezone.now())
            said = ngettext(
                "Our last e-mail may still be on its way. Another can be sent in {n} minute.",
                "Our last e-mail may still be on its way. Another can be sent in {n} minutes.",
                wait,
            )
            messages.info(self.request, said.format(n=wait))
        return redirect(self.passthrough_next_url(self.request.path))

    def _start_over(self):
        return redirect(self.passthrough_next_url(reverse("account_login")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request, token):
    """Ask whether to sign in with a link from the shell; a press of the button does."""
    user = sign_in_link.user_of(token)
    if user and request.method != "POST":
        return render(request, "account/sign_in_link.html", {"address": user.email})
    answer = user and sign_in_link.sign_in(request, user)
    return answer or render(request, "account/sign_in_link.html", status=410)


def _minutes(time):
    """Return a time that is left in whole minutes, rounded up; 0 when it is over."""
    return max(-(-time // MINUTE), 0)
