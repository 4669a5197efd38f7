"""Nothing that staff type at the desk is lost: what a form held is kept till it is saved.

A page of the desk keeps its form now and then; a press that comes after the session has ended is kept too.
"""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from psychly.database.retention_rule import Rule, moment_before
from psychly.models import UnsentForm

KEPT_DAYS = 30
LONGEST = 500_000  # characters of one form
#: Somebody whose form was kept within this time is writing now.
PRESENT = timedelta(minutes=2)
NOT_TYPED = {"csrfmiddlewaretoken"}


def keep(user, address, values):
    """Keep what a form holds, {name: [values]}; say whether there was something to keep."""
    typed = {
        name: list(said)
        for name, said in values.items()
        if name not in NOT_TYPED and not name.startswith("_")
    }
    is_desk = address.startswith("/admin/") and len(address) <= 200
    if not any(any(said) for said in typed.values()) or not is_desk or len(json.dumps(typed)) > LONGEST:
        return False
    UnsentForm.objects.update_or_create(
        user=user, address=address, defaults={"values": typed, "at": timezone.now()}
    )
    return True


def keep_press(request):
    """Keep what was sent, for the page on which it was typed; say whether there was something to keep."""
    page = urlsplit(request.META.get("HTTP_REFERER", ""))
    address = page.path if page.netloc == request.get_host() else request.path
    return request.method == "POST" and keep(request.user, address, dict(request.POST.lists()))


def forget(user, address):
    """Let go of what was kept for a page: it is saved, or not wanted."""
    UnsentForm.objects.filter(user=user, address=address).delete()


def of_page(user, address):
    """Return the UnsentForm of a page and its reader, None for none."""
    return UnsentForm.objects.filter(user=user, address=address).first()


def others_at(user, address):
    """Return the names of those who are typing on the same page now."""
    rows = UnsentForm.objects.filter(address=address, at__gte=timezone.now() - PRESENT).exclude(user=user)
    return [str(row.user) for row in rows.select_related("user")]


def old(now=None):
    """Forms that were kept 30 days ago."""
    return UnsentForm.objects.filter(at__lte=moment_before(KEPT_DAYS, now))


def forget_old(now=None):
    """Delete them; return how many there were."""
    return old(now).delete()[0]


RETENTION = Rule(
    _("What staff typed and did not save"),
    _("So that no text is lost when a session ends"),
    _("Running the service"),
    days=KEPT_DAYS,
    job="unsent forms",
    rows=old,
    erase=forget_old,
)
