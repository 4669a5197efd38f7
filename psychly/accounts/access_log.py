"""Who was refused, in the log: codes that were wrong, pages of staff without the right to them.

OWASP ASVS 5.0, 16.3.1 and 16.3.2. A line names an account by its number, never by its address, and what
came from outside is quoted, so that it cannot begin a line of its own (16.4.1).
"""

import logging

from allauth.account.signals import login_code_rejected
from allauth.mfa.signals import authentication_failed
from django.dispatch import receiver

log = logging.getLogger("psychly.access")


def refused(request, why):
    """Log that a page of staff was refused."""
    log.warning("refused: %s, user %s, %s %a", why, request.user.pk, request.method, request.path)


@receiver(login_code_rejected)
def code_rejected(sender, user=None, **kwargs):
    """Log a wrong code of an e-mail."""
    log.warning("wrong code of an e-mail, user %s", user.pk if user else None)


@receiver(authentication_failed)
def factor_rejected(sender, user, **kwargs):
    """Log a second factor that did not hold."""
    log.warning("wrong second factor, user %s", user.pk)
