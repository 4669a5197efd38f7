"""Pages of the whole site: home, policies, errors, health."""

import sys
from datetime import timedelta

from allauth.account.views import logout
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error, connection
from django.http import Http404, HttpResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views import defaults
from django.views.decorators.cache import never_cache

from articles.page.newest import newest_articles
from providers.vocabulary import read_vocabulary
from psychly.front_page.desk_facts import desk_facts
from psychly.front_page.due_facts import due_facts
from psychly.retention import RULES
from psychly.running import readiness
from psychly.web import outages
from psychly.web.middleware import PRIVATE

RETRY_AFTER = 60  # seconds; what the page of an outage says in words


def site(request):
    """Template context of every page: whether this is a demonstration, where it stands, its own address.

    Only a private page may look at who is signed in: a public page reads no cookie and sets none.
    """
    return {
        "section": request.path.split("/")[1],
        "is_private_page": request.path.startswith(PRIVATE),
        "is_demonstration_site": settings.DEMO,
        "canonical_url": f"{settings.SITE_URL}{request.path}",
        "site_url": settings.SITE_URL,
        "staff_email": settings.STAFF_EMAIL,
        "operator": settings.OPERATOR,
        "due_facts": due_facts,  # asked by the front page of the desk alone, like the next
        "desk_facts": lambda: desk_facts(request.user),
    }


@never_cache
def healthz(request):
    """200 and `ok` when the process serves and its database answers, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:  # a connection that was closed raises InterfaceError, which is no DatabaseError
        connection.close()
        return HttpResponse("database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request):
    """200 when the site can also write, mail leaves and the worker lives, else 503; one line for each."""
    found = readiness.of_each()
    lines = [f"{name}: {problem or 'ok'}" for name, problem in found.items()]
    status = 503 if any(found.values()) else 200
    return HttpResponse("\n".join([*lines, ""]), status=status, content_type="text/plain")


def robots(request):
    """What crawlers may fetch: everything public, and nothing of a demonstration."""
    return render(request, "robots.txt", content_type="text/plain")


def icon(request):
    """The icon, for pages that name none (the admin)."""
    return redirect(static("img/icon.svg"))


def security_txt(request):
    """Where to report a weakness (RFC 9116); it must expire within a year, so it is dated anew each day."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires = (today + timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ")
    context = {"staff_email": settings.STAFF_EMAIL, "expires": expires}
    return render(request, "security.txt", context, content_type="text/plain")


def home(request):
    """The front page."""
    treatments = read_vocabulary("treatment")["treatment"]
    return render(request, "home.html", {"treatments": treatments, "articles": newest_articles(3)})


def policy(request, name):
    """One of the pages that say how the site works."""
    return render(request, f"policies/{name}.html", {"retention": RULES})


def sign_out(request):
    """Sign out as the library does, and have the browser drop what it stored (OWASP ASVS 5.0, 14.3.1).

    Not its cookies: the session's is replaced in the same answer, and the new one carries the message.
    """
    response = logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def no_passwords(request, rest=""):
    """Nobody has a password here: the pages about passwords of the sign-in library and admin do not exist."""
    raise Http404


def too_many(request):
    """The page for whoever asks the sign-in more often than it allows: its limits count by the minute."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response


def csrf_failure(request, reason=""):
    """The page for a form whose protection token is missing or stale."""
    return render(request, "403_csrf.html", status=403)


def server_error(request):
    """What an error ends in: 503 while storage does not serve, else the page of a fault of ours."""
    if outages.is_outage(sys.exception()):
        return unavailable(request)
    return defaults.server_error(request)


def bad_request(request, exception):
    """The page of a request that cannot be read; a session that an outage kept from being saved is none."""
    if outages.is_outage(exception):
        return unavailable(request)
    return defaults.bad_request(request, exception)


def unavailable(request):
    """Say that nothing can be saved at the moment, with all that was typed and a button that sends it again.

    The form's own protection token goes back with it and no new one is made: a page that another site had
    somebody post gets none.
    """
    try:
        fields, files = request.POST, request.FILES
    except (OSError, UnreadablePostError, SuspiciousOperation):
        fields, files = {}, {}
    typed = [(name, value) for name, values in dict(fields).items() for value in values]
    context = {
        "address": request.get_full_path(),
        "is_post": request.method == "POST",
        "typed": typed,
        "texts": [value for _name, value in typed if len(value.split()) > 1],
        "is_file_lost": bool(files),
    }
    response = render(request, "503.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
