"""How long listings that came to nothing are kept; `psychly/retention.py` has all rules together."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.access import claiming, inviting
from listings.models import (
    Answer,
    Consultation,
    DecidedDocument,
    Decision,
    Submission,
    SubmissionKey,
)
from listings.policy import CLAIM_KEPT_DAYS, DISCARDED_DAYS, INVITATION_DAYS
from listings.steps import resume
from psychly.database.retention_rule import Rule, moment_before

DRAFT_DAYS = 365
ENDED_DAYS = 180
State = Submission.State


def erase_words(keys):
    """Erase what these submissions (by primary key) say, and what was written about them; return how many.

    Inside the transaction of whoever erases. Decisions stay.
    """
    Consultation.objects.filter(submission__in=keys).delete()
    Answer.objects.filter(submission__in=keys).delete()
    rows = Submission.objects.filter(pk__in=keys)
    Submission.premises.through.objects.filter(submission__in=keys).delete()
    return rows.update(document={}, base_document={}, private_note="", photo=None)


def ended(now=None):
    """First listings that were withdrawn, declined or spam half a year ago and still say something."""
    before = moment_before(ENDED_DAYS, now)
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
        SubmissionKey.objects.filter(submission__in=keys).delete()
        return erase_words(keys)


def discarded(now=None):
    """Edits that were taken back or went live whole a month ago, and still say something."""
    before = moment_before(DISCARDED_DAYS, now)
    last = Q(withdrawn_at__lte=before) | Q(withdrawn_at=None, saved_at__lte=before)
    rows = Submission.objects.filter(last, provider__isnull=False, state=State.WITHDRAWN)
    return rows.exclude(document={})


def erase_discarded(now=None):
    """Erase what they said; return how many there were. What was decided about them stays."""
    with transaction.atomic():
        return erase_words(list(discarded(now).values_list("pk", flat=True)))


def left(now=None):
    """First drafts that nobody has touched for a year, and that were never sent."""
    before = moment_before(DRAFT_DAYS, now)
    return Submission.objects.filter(provider=None, state=State.DRAFT, saved_at__lte=before, decisions=None)


def delete_left(now=None):
    """Delete them; return how many there were."""
    return left(now).delete()[1].get("listings.Submission", 0)


RULES = (
    Rule(
        _("First drafts of a listing that nobody touches"),
        _("To let you go on with it"),
        _("Your request"),
        days=DRAFT_DAYS,
        job="drafts",
        rows=left,
        erase=delete_left,
    ),
    Rule(
        _("What you typed into your listing when you were signed out"),
        _("To show it again when you have signed in"),
        _("Your request"),
        days=resume.KEPT_DAYS,
        job="interrupted steps",
        rows=resume.old,
        erase=resume.delete_old,
    ),
    Rule(
        _("What a listing said that was withdrawn or declined"),
        _("To let you send it again"),
        _("Your request"),
        days=ENDED_DAYS,
        job="ended listings",
        rows=ended,
        erase=erase_ended,
    ),
    Rule(
        _("An edit of your listing that you discarded"),
        _("To let you bring it back"),
        _("Your request"),
        days=DISCARDED_DAYS,
        job="discarded edits",
        rows=discarded,
        erase=erase_discarded,
    ),
    Rule(
        _("Invitations that nobody took: the address, and what was filled in"),
        _("To let its reader take it, and to remind them once"),
        _("Our interest in listing practices; whoever invites"),
        days=INVITATION_DAYS,
        job="invitations",
        rows=inviting.old,
        erase=inviting.erase_old,
    ),
    Rule(
        _("That an address was invited or wants no invitations: a keyed hash, not the address"),
        _("To invite nobody twice from one list, and nobody against their will"),
        _("Our duty to keep to a refusal"),
        until=_("For good"),
    ),
    Rule(
        _("Claims on a listing: who claims it and what they wrote"),
        _("To decide whose listing it is"),
        _("Your request"),
        days=CLAIM_KEPT_DAYS,
        until=_("Up to 180 days after staff have decided"),
        job="claims",
        rows=claiming.old,
        erase=claiming.erase_old,
    ),
    Rule(
        _("Listings and decisions"),
        _("To show the listing, and what was decided"),
        _("Your request; our duty to explain decisions"),
        until=_("While the listing stands, and after that as a record of what was decided"),
    ),
    Rule(
        _("Of an account that was deleted: what staff decided, when and why, without your name or texts"),
        _("To be able to explain decisions"),
        _("Our duty to explain decisions"),
        until=_("For good"),
    ),
)
