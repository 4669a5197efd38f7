"""What was typed when the session had ended comes along through the sign-in and stands on the page again."""

import time

from django.http import QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac

KEY = "interrupted"
LOST_PHOTO = "lost-photo"  # a field of the kept form: a file came with it
LIMIT = 32_000  # characters of a form that are kept; a whole step is a tenth of it
LASTS = 60 * 60  # seconds


def mark(user):
    """Return what the page of a step carries along of its writer: whoever signs in next may be another."""
    return salted_hmac("listings.interrupted", str(user.pk), algorithm="sha256").hexdigest()


def keep(request, step):
    """Keep the posted form of a step in the visitor's session; a photo has to be chosen again, so note it."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    if request.FILES:
        data[LOST_PHOTO] = "1"
    if len(typed := data.urlencode()) <= LIMIT:
        request.session[KEY] = {"step": step, "typed": typed, "at": int(time.time())}


def take(request, step):
    """Return the form of a step that was kept of this writer, once, or None; another's is thrown away."""
    kept = request.session.get(KEY)
    if not kept or kept["step"] != step:
        return None
    del request.session[KEY]
    typed = QueryDict(kept["typed"])
    is_writer = constant_time_compare(typed.get("writer", ""), mark(request.user))
    return typed if is_writer and time.time() - kept["at"] < LASTS else None
