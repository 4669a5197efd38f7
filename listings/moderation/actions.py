"""What a moderator can press, in one table: buttons, lists, pages that ask, mails and sentences come from it.

To add one: its verb in `moderation/decisions`, its line in ACTIONS, its button in a template.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from listings import emails, policy
from listings.models import Conflict, NoReason, Submission
from listings.moderation import consulting, decision_page, decisions
from listings.publishing import tables
from listings.tasks import check_npi
from providers.models import Provider

State = Submission.State
REASON = 4000  # characters


@dataclass(frozen=True)
class Together:
    """How an action is carried out on several: its title in the list, whether it asks first, what is said."""

    title: str
    done: Callable[[int], str]
    asks: bool = True


@dataclass(frozen=True)
class Action:
    """One button. `verb(target, *, by, **what it takes)` does it, or raises a Refusal.

    `takes` names what is read of the posted form (TYPED). `done` is said afterwards (%s: the listing) unless
    the verb returned False. `mail(target, reason)` is the Mail that the verb sends. One that is `asked_first`
    shows that mail before it leaves. `starts` are the states of a submission in which it may be pressed.
    """

    name: str
    title: str
    verb: Callable
    done: str
    takes: tuple[str, ...] = ()
    mail: Callable | None = None
    asked_first: bool = False
    together: Together | None = None
    starts: tuple[str, ...] = (State.SUBMITTED,)
    stays: bool = False  # on its page: nothing was decided
    key: str = ""  # what presses it on the keyboard

    @property
    def needs_reason(self):
        """Whether it is nothing without a reason."""
        return "reason" in self.takes

    def press(self, target, *, by, data):
        """Do it with what was posted; return the sentence that tells so, or nothing. Raises a Refusal."""
        options = {name: TYPED[name](data, target) for name in self.takes}
        return "" if self.verb(target, by=by, **options) is False else self.said_of(target)

    def said_of(self, target):
        """Return the sentence that tells that it is done."""
        said = str(self.done)
        return said % target if "%s" in said else said

    def preview(self, target, reason="", at_fields=()):
        """Return (subject, text, HTML) of the mail that it would send, or None."""
        reason = decisions.whole_reason(reason, at_fields)
        mail = self.mail and self.mail(target, reason)
        return mail.render() if mail and mail.to else None


# --- What is read of a posted form --------------------------------------------------------------------


def typed_in(data, name):
    """Return a text that was typed, cut to what is kept."""
    return data.get(name, "").replace("\0", "").strip()[:REASON]


def reason_in(data, _target=None):
    """Return the reason that was typed, or the ready-made one that was chosen."""
    return typed_in(data, "reason") or typed_in(data, "ready")


def _number(data, name):
    """What the page showed: the document's version, or the key of the decision."""
    number = data.get(name, "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Conflict
    return int(number)


TYPED = {
    "version": lambda data, _target: _number(data, "document_version"),
    "seen": lambda data, _target: _number(data, "decision"),
    "reason": reason_in,
    "note": reason_in,
    "facts": decision_page.facts_from,
    "acknowledgement": lambda data, _target: typed_in(data, "acknowledgement"),
    "text": lambda data, _target: typed_in(data, "private_note"),
    "colleague": lambda data, _target: data.get("colleague", ""),
    "at_fields": lambda data, target: reasons_at_fields(data, target.typed),
}


def reasons_at_fields(data, document):
    """Return what was typed at fields, as (step, field, sentence), in the order of the document."""
    return [
        (section.name, item.name, said)
        for section in fields(document)
        for item in fields(getattr(document, section.name))
        if (said := typed_in(data, f"field-{section.name}-{item.name}"))
    ]


# --- Where a press is a little more or less than its verb ---------------------------------------------


def _hold(submission, *, by):
    """Hold it for whoever pressed; the page says who holds it when somebody else does."""
    return not submission.belongs_to(by) and decisions.claim(submission, by=by) == by


def _keep_note(submission, text, *, by):
    if not text:
        raise NoReason(sentence=_("There is nothing to save: write a note first."))
    decisions.note(submission, text, by=by)


def _ask_again(submission, *, by):
    check_npi.enqueue(submission.pk)


def _approved(submission, _reason):
    """Before it is public, its mail is shown with the address that it would get."""
    to_come = Provider(slug=tables.free_slug(submission.name))
    return emails.submission_approved(submission, to_come)


def _reopened(submission, reason):
    """Spam was answered with silence, and so is its reversal."""
    return None if submission.state == State.SPAM else emails.submission_reopened(submission, reason)


def _decided(count):
    return ngettext("%d was decided on.", "%d were decided on.", count) % count


def _held(count):
    return gettext("You hold %(n)d for %(minutes)d minutes.") % {"n": count, "minutes": policy.HOLD_MINUTES}


# --- The table ----------------------------------------------------------------------------------------

#: On a submission. Nothing is approved unseen, so approval is not for several.
ON_A_SUBMISSION = {
    action.name: action
    for action in (
        Action(
            "claim",
            _("Hold it"),
            _hold,
            done=format_lazy(_("You hold this for {minutes} minutes."), minutes=policy.HOLD_MINUTES),
            together=Together(
                format_lazy(_("Hold for {minutes} minutes"), minutes=policy.HOLD_MINUTES), _held, asks=False
            ),
            stays=True,
        ),
        Action("release", _("Let go"), decisions.release, done=_("You no longer hold this."), stays=True),
        Action("note", _("Save the note"), _keep_note, takes=("text",), done=_("Note saved."), stays=True),
        Action(
            "ask",
            _("Ask"),
            consulting.ask,
            takes=("text", "colleague"),
            done=_("Your colleague finds it on the desk's first page."),
            stays=True,
        ),
        Action(
            "hand_over",
            _("Hand over"),
            consulting.hand_over,
            takes=("text", "colleague"),
            done=_("Handed over: your colleague finds it on the desk's first page."),
            stays=True,
        ),
        Action(
            "answer",
            _("Answer with this note"),
            consulting.answer,
            takes=("text",),
            done=_("Answered."),
            stays=True,
        ),
        Action("take", _("Take it over"), consulting.take, done=_("You hold this now."), stays=True),
        Action(
            "recheck",
            _("Ask the NPI Registry again"),
            _ask_again,
            done=_("The NPI Registry is being asked again. Reload this page in a moment."),
            stays=True,
        ),
        Action(
            "approve",
            _("Approve and publish"),
            decisions.approve,
            takes=("version", "note", "facts", "acknowledgement"),
            mail=_approved,
            done=_("Published: %s"),
            key="a",
        ),
        Action(
            "request_changes",
            _("Request changes"),
            decisions.request_changes,
            takes=("version", "reason", "at_fields"),
            mail=emails.submission_changes_requested,
            asked_first=True,
            together=Together(_("Request changes …"), _decided),
            done=_("Changes requested: %s"),
            key="r",
        ),
        Action(
            "decline",
            _("Decline"),
            decisions.decline,
            takes=("version", "reason"),
            mail=emails.submission_declined,
            asked_first=True,
            together=Together(_("Decline …"), _decided),
            done=_("Declined: %s"),
            key="d",
        ),
        Action(
            "spam",
            _("Mark as spam"),
            decisions.mark_spam,
            takes=("version",),
            asked_first=True,
            together=Together(_("Mark as spam …"), _decided),
            done=_("Marked as spam: %s"),
            key="s",
        ),
        Action(
            "reverse",
            _("Reverse the decision"),
            decisions.reverse,
            takes=("seen", "reason"),
            mail=_reopened,
            asked_first=True,
            starts=decisions.FINAL,
            done=_("Decision reversed, it waits again: %s"),
        ),
    )
}
#: On a public listing as it stands; each is asked first.
ON_A_LISTING = {
    action.name: action
    for action in (
        Action(
            "remove",
            _("Remove from the directory"),
            decisions.remove,
            takes=("reason",),
            mail=emails.listing_removed,
            asked_first=True,
            done=_("Done: %s"),
        ),
        Action(
            "restore",
            _("Put back into the directory"),
            decisions.restore,
            takes=("reason",),
            mail=emails.listing_restored,
            asked_first=True,
            done=_("Done: %s"),
        ),
    )
}
