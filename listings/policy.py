"""The numbers that Get Listed promises, each once; sentences and templates print them from here."""

from datetime import timedelta

from django.conf import settings

from providers.models.provider import CONFIRMATION_ASKED_DAYS, CONFIRMATION_DAYS
from psychly.web.middleware import SHARED_SECONDS
from psychly.web.replicas import LOOKED, MOST_BEHIND

__all__ = ["CONFIRMATION_DAYS"]

#: Business days until a decision is promised.
DECISION_DAYS = 3
#: How long a moderator holds a submission that was opened.
HOLD = timedelta(minutes=20)
HOLD_MINUTES = HOLD // timedelta(minutes=1)
#: How long a decision that was pressed can be taken back before it is made; none: it is made at once.
UNDO_SECONDS = 10
#: Days after a confirmation until its owner is asked again, and once more.
ASK_AFTER_DAYS = CONFIRMATION_ASKED_DAYS
ASK_AGAIN_AFTER_DAYS = 110
#: Days before a license expires until its owner is told, and once more.
LICENSE_TOLD_DAYS = 30
LICENSE_TOLD_AGAIN_DAYS = 7
#: Seconds for which a page that was opened just before may still show what was hidden or removed since.
GONE_WITHIN_SECONDS = SHARED_SECONDS + (MOST_BEHIND + LOOKED if settings.REPLICAS else 0)
#: Days after which an invitation is erased, and after which its reader is reminded, once.
INVITATION_DAYS = 60
INVITATION_REMINDED_DAYS = 14
#: Days that the owners of a listing have before staff let in somebody who claims it.
CLAIM_DAYS = 7
CLAIM_KEPT_DAYS = 180
#: Days in which an edit that was discarded can be brought back.
DISCARDED_DAYS = 30
