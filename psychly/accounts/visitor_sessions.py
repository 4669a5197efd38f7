"""Sessions of visitors who are not signed in: few, small and short-lived.

A page that remembers something of a stranger (a code that was asked for, a passkey that was begun, a message)
writes a row for whoever sends no cookie back, so anybody could fill the disk.
"""

import uuid

from django.contrib.auth import SESSION_KEY
from django.shortcuts import render

from psychly.accounts import rate_limits

LASTS = 24 * 60 * 60  # seconds
LARGEST = 10_000  # characters of a row
NEW_ONES = 100  # an hour, from one network


class VisitorSessions:
    """Bounds what a response is about to store in the session of somebody who is not signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer; or refuse with 429 and store nothing."""
        response = self.get_response(request)
        session = request.session
        if not session.modified or session.is_empty():
            return response
        if SESSION_KEY in session:
            if session.get("_session_expiry") == LASTS:  # it began before the sign-in
                session.set_expiry(None)
            return response
        session.set_expiry(LASTS)
        is_too_large = len(session.encode(dict(session.items()))) > LARGEST
        if is_too_large or (session.session_key is None and not _may_begin(request)):
            session.flush()
            return render(request, "429.html", status=429)
        return response


def _may_begin(request):
    return rate_limits.take_slot("session", rate_limits.address_of(request), NEW_ONES, by=uuid.uuid4())
