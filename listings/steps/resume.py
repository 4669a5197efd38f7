"""What was typed when the session had ended comes along through the sign-in and stands on the page again.

Kept on our side, because nothing personal may lie in a browser's storage, where the next person at the same
machine finds it. Bounds: A_WRITER bytes for one writer, EVERYBODY forms (200 MB) in all, NETWORK writers an
hour from one network, one day. What cannot be kept stays on the page, which says why.
"""

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import Error, transaction
from django.db.models import Sum
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.models import InterruptedStep
from psychly.accounts import rate_limits
from psychly.database.retention_rule import moment_before
from psychly.models import User
from psychly.web import outages

LOST_PHOTO = "lost-photo"  # a field of the kept form: a file came with it
A_WRITER = 40_000  # bytes of all forms of one writer, as they are sent; a step is a tenth of it
EVERYBODY = 5_000  # forms
NETWORK = 20  # writers an hour
KEPT_DAYS = 1
#: Fields of the form that nobody typed.
OURS = {"csrfmiddlewaretoken", "action", "seen", "base", "writer", "checked"}

_signer = signing.Signer(salt="listings.steps.resume")


class NotKept(Exception):
    """A form that cannot be kept: `status` is that of the answer, the message says why."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


def mark_of_writer(user):
    """Return what the page of a step carries along of its writer: whoever signs in next may be another."""
    return _signer.sign(user.pk)


def sign_in_first(request):
    """Answer who is signed out: to the sign-in, with what was typed, or with a page that still holds it."""
    values = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    typed = [(name, value) for name, value in values if name not in OURS and value]
    is_pressed = request.POST.get("action") != "keep"  # saved while writing: it stands on the page anyway
    if is_pressed and (typed or request.FILES):
        try:
            _keep(request)
        except NotKept as refusal:
            context = {
                "reason": str(refusal),
                "fields": [(name, value) for name, value in values if name != "csrfmiddlewaretoken"],
                "typed": typed,
            }
            answer = render(request, "listings/not_kept.html", context, status=refusal.status)
            if refusal.status == 429:
                answer.headers["Retry-After"] = str(rate_limits.HOUR)
            return answer
    return redirect_to_login(request.path)


def take_kept_form(request):
    """Return the form that was kept of this writer for this page, or None; once, while it can be deleted."""
    kept = InterruptedStep.objects.filter(
        writer=request.user, path=request.path, at__gt=moment_before(KEPT_DAYS)
    ).first()
    if not kept or not _is_first_to_take(kept):
        return None
    return QueryDict(kept.typed)


def _is_first_to_take(kept):
    try:
        return bool(InterruptedStep.objects.filter(pk=kept.pk).delete()[0])
    except Error as error:
        if not outages.is_outage(error):
            raise
        return True  # the page is read all the same, and once more when it can be deleted


def old(now=None):
    """Forms that nobody came back for within a day."""
    return InterruptedStep.objects.filter(at__lte=moment_before(KEPT_DAYS, now))


def delete_old(now=None):
    """Delete them; return how many there were."""
    return old(now).delete()[0]


@transaction.atomic
def _keep(request):
    """Keep the posted form; a photo has to be chosen again, so note it. Raise NotKept."""
    writer = _writer(request)
    if not writer:
        raise NotKept(403, _("This page does not know who wrote it, so it cannot be kept through a sign-in."))
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    if request.FILES:
        data[LOST_PHOTO] = "1"
    typed = data.urlencode()
    if not rate_limits.take_slot("interrupted", rate_limits.address_of(request), NETWORK, by=writer.pk):
        raise NotKept(429, _("Too much was sent from your network by people who are signed out."))
    mine = InterruptedStep.objects.filter(writer=writer)
    others = mine.exclude(path=request.path).aggregate(size=Sum("size"))["size"] or 0
    if others + len(typed) > A_WRITER:
        raise NotKept(413, _("This is more than we can keep through a sign-in."))
    if not mine.filter(path=request.path).exists() and not _has_room():
        raise NotKept(503, _("Just now there is no room to keep it through a sign-in."))
    mine.update_or_create(
        writer=writer,
        path=request.path,
        defaults={"typed": typed, "size": len(typed), "at": timezone.now()},
    )


def _has_room():
    if InterruptedStep.objects.count() >= EVERYBODY:
        delete_old()
    return InterruptedStep.objects.count() < EVERYBODY


def _writer(request):
    """Return who was signed in when the page was made, or None; their windows come here one by one."""
    try:
        pk = _signer.unsign(request.POST.get("writer", ""))
    except signing.BadSignature:
        return None
    return User.objects.select_for_update().filter(pk=pk, is_active=True).first()
