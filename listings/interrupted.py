"""What was typed when the session had ended comes along through the sign-in and stands on the page again."""

import time

from django.http import QueryDict

KEY = "interrupted"
LIMIT = 32_000  # characters of a form that are kept; a whole step is a tenth of it
LASTS = 60 * 60  # seconds; who signs in later on this machine may be somebody else


def keep(request, step):
    """Keep the posted form of a step in the visitor's session; a photo has to be chosen again."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    if len(typed := data.urlencode()) <= LIMIT:
        request.session[KEY] = {"step": step, "typed": typed, "at": int(time.time())}


def take(request, step):
    """Return the form of a step that was kept, once, or None."""
    kept = request.session.get(KEY)
    if not kept or kept["step"] != step:
        return None
    del request.session[KEY]
    return QueryDict(kept["typed"]) if time.time() - kept["at"] < LASTS else None
