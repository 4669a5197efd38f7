"""Where somebody is signed in: the list, and ending one or all of them (OWASP ASVS 5.0, 7.4.3 and 7.5.2).

A row stands beside each session and goes with it. It holds when the sign-in was and a rough idea of the
device; the network address is not kept, nor what else a browser says of itself.
"""

import re

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from psychly.models import OpenSession

#: The first that fits counts: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = [
    ("Firefox", re.compile(r"Firefox|FxiOS")),
    ("Edge", re.compile(r"Edg(e|A|iOS)?/")),
    ("Opera", re.compile(r"OPR/|Opera")),
    ("Samsung Internet", re.compile(r"SamsungBrowser")),
    ("Chrome", re.compile(r"Chrome|CriOS|Chromium")),
    ("Safari", re.compile(r"Safari")),
]
SYSTEMS = [
    ("iPhone", re.compile(r"iPhone")),
    ("iPad", re.compile(r"iPad")),
    ("Android", re.compile(r"Android")),
    ("Chromebook", re.compile(r"CrOS")),
    ("Windows", re.compile(r"Windows")),
    ("Mac", re.compile(r"Macintosh|Mac OS")),
    ("Linux", re.compile(r"Linux")),
]
READ = 300  # characters of a user agent that are looked at


@receiver(user_logged_in)
def note(sender, request, user, **kwargs):
    """Write down that a session began."""
    if not request.session.session_key:
        request.session.save()
    agent = request.META.get("HTTP_USER_AGENT", "")[:READ]
    OpenSession.objects.update_or_create(
        session_id=request.session.session_key,
        defaults={"user": user, "browser": _first(BROWSERS, agent), "system": _first(SYSTEMS, agent)},
    )


def sessions_of(user):
    """The sessions of a user that still work, the newest first."""
    rows = OpenSession.objects.filter(user=user, session__expire_date__gt=timezone.now())
    return rows.order_by("-started_at", "-number")


@transaction.atomic
def end_all(user, keep=None):
    """End every session of a user, those that no row knows of too; `keep` is a request whose own stays.

    A session holds a hash of the user's password field. Nobody has a password here, so that field is random,
    and a new value ends them all.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    mine = OpenSession.objects.filter(user=user)
    kept = mine.filter(session_id=keep.session.session_key).first() if keep else None
    Session.objects.filter(opensession__in=mine.exclude(pk=kept and kept.pk)).delete()
    if keep:
        update_session_auth_hash(keep, user)  # under a new key: the old row goes
        if kept:
            kept.session_id, kept.number = keep.session.session_key, None
            kept.save(force_insert=True)


def end(user, number):
    """End one session of a user; return whether there was one."""
    return bool(Session.objects.filter(opensession__user=user, opensession__number=number).delete()[0])


def _first(names, agent):
    return next((name for name, pattern in names if pattern.search(agent)), "")
