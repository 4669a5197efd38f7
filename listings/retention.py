"""How long listings that came to nothing are kept (the table is `psychly/retention.py`)."""

from django.db import transaction
from django.db.models import Q

from listings.models import DecidedDocument, Decision, Submission
from psychly.retention import RULES

State = Submission.State


def ended(now=None):
    """First listings that were withdrawn, declined or spam half a year ago and still say something."""
    before = RULES["ended"].before(now)
    last = Q(decided_at__lte=before) | Q(decided_at=None, saved_at__lte=before)
    states = [State.WITHDRAWN, State.DECLINED, State.SPAM]
    return Submission.objects.filter(last, provider=None, state__in=states).exclude(document={})


def erase_ended(now=None):
    """Erase what they said, with its decided documents; return how many there were.

    The decisions stay: who, when, why, and the fingerprint of what is gone. The photo is unused then.
    """
    with transaction.atomic():
        keys = list(ended(now).values_list("pk", flat=True))
        gone = Decision.objects.filter(submission__in=keys).values("document_sha256")
        kept = Decision.objects.exclude(submission__in=keys).values("document_sha256")
        DecidedDocument.objects.filter(sha256__in=gone).exclude(sha256__in=kept).delete()
        return Submission.objects.filter(pk__in=keys).update(
            document={}, base_document={}, private_note="", photo=None
        )


def left(now=None):
    """First drafts that nobody has touched for a year, and that were never sent."""
    before = RULES["draft"].before(now)
    return Submission.objects.filter(provider=None, state=State.DRAFT, saved_at__lte=before, decisions=None)


def delete_left(now=None):
    """Delete them; return how many there were."""
    return left(now).delete()[1].get("listings.Submission", 0)
