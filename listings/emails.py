"""The mails of Get Listed, one function each, named like its templates in `templates/emails/`.

Each can be answered: the answer goes into the thread of its listing (`psychly.mail.replies`), or to staff.

A function returns the Mail; `queue()` it inside the transaction that causes it, or `render()` it to show it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from psychly.mail import outbox, replies
from psychly.models import OutgoingMail

#: The code without which no account is deleted (sent by `psychly.accounts.one_time_code`).
DELETE_CODE = "account_delete_code"


#: What the address of an answer says it is about: the letter before a number.
ABOUT_SUBMISSION, ABOUT_LISTING = "s", "l"


def last_sent(provider):
    """The submission that a listing was sent in with last, or None."""
    return provider.submissions.exclude(submitted_at=None).order_by("-submitted_at", "-pk").first()


@dataclass(frozen=True)
class Mail:
    """One mail: its templates, to which addresses (each gets its own), from which values."""

    kind: str
    to: tuple[str, ...]
    context: dict

    def queue(self):
        """Queue it; call this inside the transaction of the change."""
        for address in self.to:
            outbox.queue(self.kind, address, self.context, reply_to=self.reply_to(address))

    def queue_once(self, event):
        """Queue it to each unless this very one was queued before, perhaps this moment elsewhere.

        `event` names what it is about; return how many were queued.
        """
        return sum(self._queue_to(address, event) for address in self.to)

    def _queue_to(self, address, event):
        message_id = f"{event}-{salted_hmac('listings.emails', address).hexdigest()[:12]}"
        if OutgoingMail.objects.filter(message_id=message_id).exists():
            return False
        try:
            with transaction.atomic():
                outbox.queue(
                    self.kind,
                    address,
                    self.context,
                    reply_to=self.reply_to(address),
                    message_id=message_id,
                )
        except IntegrityError:
            return False
        return True

    def reply_to(self, address):
        """Where the answer of one recipient goes."""
        submission, provider = self.context.get("submission"), self.context.get("provider")
        about = ""
        if address == settings.STAFF_EMAIL:
            return address
        if submission:
            about = f"{ABOUT_SUBMISSION}{submission.pk}"
        elif provider and last_sent(provider):
            about = f"{ABOUT_LISTING}{provider.pk}"
        return (about and replies.address_for(about, address)) or settings.STAFF_EMAIL

    def render(self):
        """Return (subject, text, HTML)."""
        return outbox.render(self.kind, self.context)


# --- About a submission -------------------------------------------------------------------------------


def submission_received(submission):
    """It was sent and waits."""
    return _about(submission, "submission_received")


def submission_withdrawn(submission):
    """It was taken back."""
    return _about(submission, "submission_withdrawn")


def submission_approved(submission, provider=None):
    """It is public; a `provider` that is not stored yet stands for the one to come."""
    provider = submission.provider or provider
    return _about(submission, "submission_approved", provider=provider)


def submission_changes_requested(submission, reason):
    """It came back with a reason."""
    return _about(submission, "submission_changes_requested", reason=reason)


def submission_declined(submission, reason):
    """It was declined for a reason."""
    return _about(submission, "submission_declined", reason=reason)


def submission_reopened(submission, reason):
    """A decision was taken back."""
    return _about(submission, "submission_reopened", reason=reason)


def answer_came(submission):
    """Staff hear that an answer came by mail; what it says stays in admin."""
    page = settings.SITE_URL + reverse("admin:listings_submission_change", args=[submission.pk])
    return Mail("answer_came", (settings.STAFF_EMAIL,), {"submission": submission, "page": page})


def colleague_asks(consultation, path):
    """One of the staff hears that a colleague asks or hands over; what the note says stays in admin."""
    context = {"by": consultation.by, "name": consultation.listing, "page": settings.SITE_URL + path}
    context["is_handover"] = consultation.what == consultation.What.HANDOVER
    return Mail("colleague_asks", (consultation.to.email,), context)


def listing_changed(provider, labels, *, by):
    """Somebody changed small facts, which are public now; `labels` names them."""
    return _to_owners(provider, "listing_changed", labels=labels, by=by)


def _about(submission, kind, **context):
    to = tuple(user.email for user in submission.readers)
    return Mail(kind, to, {"submission": submission, **context})


# --- About a public listing ---------------------------------------------------------------------------


def small_change_put_back(provider, labels, reason):
    """Staff undid a small change; `labels` names the fields."""
    return _to_owners(provider, "small_change_put_back", labels=labels, reason=reason)


def listing_removed(provider, reason):
    """Staff took it out of the directory."""
    return _to_owners(provider, "listing_removed", reason=reason)


def listing_restored(provider, reason):
    """Staff put it back into the directory."""
    return _to_owners(provider, "listing_restored", reason=reason)


def listing_confirm(provider, owner, token, last_day):
    """Does everything still hold? `last_day` is the last one in the results without an answer."""
    return _asking(provider, owner, "listing_confirm", token, last_day)


def listing_confirm_again(provider, owner, token, last_day):
    """The same once more, shortly before the last day."""
    return _asking(provider, owner, "listing_confirm_again", token, last_day)


def listing_lapsed(provider, owner, token, last_day):
    """Nobody confirmed it: it has left the results."""
    return _asking(provider, owner, "listing_lapsed", token, last_day)


def collaborators_changed(provider, what, *, by, whom):
    """Somebody's right to write it changed (an OwnerChange.What); its owners and `whom` are told."""
    context = {"provider": provider, "what": what, "by": by, "whom": whom}
    context["is_owner"] = provider.is_owned_by(whom)
    readers = dict.fromkeys([*(owner.email for owner in provider.owners), whom.email])
    return Mail("collaborators_changed", tuple(readers), context)


def membership_changed(provider, other, what):
    """The other side asked for a membership, agreed or ended it (`what`); owners of `provider` are told."""
    return _to_owners(provider, "membership_changed", other=other, what=what)


def listing_deleted(provider):
    """Its only owner deleted the account; those who edited it hear that it is gone."""
    to = tuple(row.user.email for row in provider.collaborators.all())
    return Mail("listing_deleted", to, {"name": provider.display_name})


def listing_correction_asked(provider, reason, day, hides):
    """Its owner is asked to correct something until a day; `hides` says what happens then."""
    return _to_owners(provider, "listing_correction_asked", reason=reason, day=day, hides=hides)


def report_answered(report, reason):
    """Whoever reported something is answered."""
    context = {"provider": report.provider, "reason": reason}
    return Mail("report_answered", (report.email,), context)


def license_expires(license):
    """A license that a listing rests on runs out soon."""
    return _on_license("license_expires", license)


def license_expired(license):
    """A license that a listing rests on has run out."""
    return _on_license("license_expired", license)


def _on_license(kind, license):
    values = {"license": license.type, "state": license.get_state_display(), "day": license.expires_on}
    return _to_owners(license.provider, kind, **values)


def _asking(provider, owner, kind, token, last_day):
    """A mail to one owner, whose link it holds."""
    return Mail(kind, (owner.email,), {"provider": provider, "token": token, "last_day": last_day})


def _to_owners(provider, kind, **context):
    to = tuple(user.email for user in provider.owners)
    return Mail(kind, to, {"provider": provider, **context})


# --- Invitations --------------------------------------------------------------------------------------


def invitation(row, token):
    """Somebody is invited; the mail says by whom, to what, and how to hear of it never again."""
    return _to_invited("invitation", row, token)


def invitation_reminder(row, token, last_day):
    """The same once more, with the last day on which it can be taken."""
    return _to_invited("invitation_reminder", row, token, last_day=last_day)


def _to_invited(kind, row, token, **context):
    context |= {"invitation": row, "token": token, "operator": settings.OPERATOR}
    return Mail(kind, (row.address,), context)


# --- Claims -------------------------------------------------------------------------------------------


def claim_received(claim, earliest):
    """Each owner of a listing hears that somebody claims it, and until when nothing happens."""
    return _on_claim("claim_received", claim, [owner.email for owner in claim.provider.owners], earliest)


def claim_waits(claim):
    """Staff hear that a claim waits; what it says stays in admin."""
    page = settings.SITE_URL + reverse("admin:listings_claim_change", args=[claim.pk])
    return Mail("claim_waits", (settings.STAFF_EMAIL,), {"page": page})


def claim_granted(claim, addresses):
    """The claimant and who owned the listing before hear that the claimant owns it now."""
    return _on_claim("claim_granted", claim, addresses)


def claim_refused(claim):
    """The claimant hears why not."""
    return _on_claim("claim_refused", claim, [claim.by.email])


def _on_claim(kind, claim, addresses, earliest=None):
    context = {"claim": claim, "provider": claim.provider, "earliest": earliest}
    return Mail(kind, tuple(dict.fromkeys(addresses)), context)


# --- About the account --------------------------------------------------------------------------------


def account_deleted(address):
    """The account and all that it said are gone."""
    return Mail("account_deleted", (address,), {})
