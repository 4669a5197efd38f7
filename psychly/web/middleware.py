"""Rules for every response."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponseForbidden, HttpResponseNotAllowed
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, has_vary_header, patch_vary_headers
from django.utils.translation import gettext as _

from psychly.environment import is_loopback
from psychly.web import outages

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PRIVATE = ("/accounts/", "/admin/", "/get-listed/", "/listing/")
#: What even the browser of its reader never keeps: the desk, secrets of a second factor, a link to sign in.
SECRET = ("/admin/", "/accounts/2fa/", "/accounts/login/link/")
#: How long a cache in front may show everybody the same page; nothing hidden or removed stands longer in it.
SHARED_SECONDS = 10


class SecureAnswers(SecurityMiddleware):
    """The headers of Django's own middleware on every answer, also on what is refused before it is reached.

    Django's stands further in, where it leads to HTTPS: a wrong Host stops it there, and comes by here.
    """

    def process_request(self, request):
        """Refuse and redirect nothing."""


class Sessions(SessionMiddleware):
    """Sessions that an outage never keeps a page from being read for.

    A page that is only read may have something to remember all the same: that a notice was shown, that staff
    were here. While nothing can be saved that is left out, and the page is shown.
    """

    def process_response(self, request, response):
        """Save what changed; after a form was sent, a session that cannot be saved is an error."""
        try:
            return super().process_response(request, response)
        except Exception as error:
            if request.method not in ("GET", "HEAD") or not outages.is_outage(error):
                raise
            patch_vary_headers(response, ("Cookie",))
            return response


class PrivateResponses:
    """Keeps pages with personal data out of every cache, and other sites from embedding anything.

    A page that answers a form (refused, not saved) is kept by the browser that sent it: Back from elsewhere
    shows it with what was typed, where one that is stored nowhere is an error of the browser and the text
    is gone. Signing out empties that cache.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer (TRACE never: it would show the request's headers), then mark the response."""
        refused = request.method not in METHODS
        response = HttpResponseNotAllowed(METHODS) if refused else self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        if self._is_answer_to_a_form(request, response):
            response.headers["Cache-Control"] = "private, max-age=0"
        elif request.path.startswith(PRIVATE) or request.method == "POST":
            add_never_cache_headers(response)
        return response

    @staticmethod
    def _is_answer_to_a_form(request, response):
        is_page = not response.has_header("Location") and response.headers.get("Content-Type", "").startswith(
            "text/html"
        )
        return request.method == "POST" and is_page and not request.path.startswith(SECRET)


class SharedPages:
    """Lets a cache in front of the site keep a page that is the same for everybody for SHARED_SECONDS.

    Browsers ask each time. No word of serving it longer while a new one is made or the site is down: what
    was hidden would stand on. A page that looked at a cookie, sets one or says itself who may keep it is
    left alone; a form against forgery does the first.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer, and mark what may be shared."""
        response = self.get_response(request)
        if self._may_be_shared(request, response):
            response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SHARED_SECONDS}"
        return response

    @staticmethod
    def _may_be_shared(request, response):
        return (
            request.method in ("GET", "HEAD")
            and response.status_code in (200, 404)
            and not request.path.startswith(PRIVATE)
            and not response.cookies
            and not has_vary_header(response, "Cookie")
            and not response.has_header("Cache-Control")
        )


class SmallBodies:
    """Refuses a body that nothing here asks for, before a byte of it is read or written to a disk.

    A photo has 15 MB at most; a larger one still gets its sentence at its field, up to `MAX_BODY`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer 413 to a length that is too large, 400 to one that is none."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal():
            return render(request, "400.html", status=400)
        if int(length) > settings.MAX_BODY:
            return render(request, "413.html", status=413)
        return self.get_response(request)


class LoopbackOnly:
    """Refuses visitors from other machines while DEMO=1: staff sign in without a second factor there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer only to this machine."""
        is_forwarded = "HTTP_X_FORWARDED_FOR" in request.META  # a proxy here may serve other machines
        if settings.DEMO and (is_forwarded or not is_loopback(request.META.get("REMOTE_ADDR", ""))):
            return HttpResponseForbidden(_("This demonstration answers only to its own machine."))
        return self.get_response(request)
