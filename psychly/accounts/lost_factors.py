"""Taking a second factor away from somebody who lost it."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from psychly.accounts import open_sessions
from psychly.mail import outbox
from psychly.models import User


@transaction.atomic
def take_away(factors):
    """Delete these factors, end the sessions of their owners and tell each owner once; return the owners.

    Codes to recover with do not outlive the last factor. A device that is lost may still be signed in.
    """
    owners = list(User.objects.filter(authenticator__in=factors).distinct())
    factors.delete()
    for owner in owners:
        left = owner.authenticator_set
        if not left.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            left.all().delete()
        open_sessions.end_all(owner)
        context = {"at": timezone.now(), "staff_email": settings.STAFF_EMAIL}
        outbox.queue("second_factor_deleted", owner.email, context)
    return owners
