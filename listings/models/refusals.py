"""Why a verb was not carried out; each refusal says its own sentence to whoever pressed."""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A verb changed nothing. `detail` says what exactly stood in the way."""

    said = ""

    def __init__(self, detail="", *, sentence=""):
        super().__init__(str(detail))
        self._sentence = sentence

    @property
    def sentence(self):
        """What is read by whoever pressed; a caller who knows more says it in other words."""
        return str(self._sentence) or f"{self.said} {self}".strip()


class AlreadyDecided(Refusal):
    """Somebody else was first: the submission is no longer where this verb starts from."""

    said = _("Somebody else was first, or it was taken back. Nothing was changed.")


class Conflict(Refusal):
    """The document changed since it was opened, or the same field changed on both sides."""

    said = _("This changed since you opened it. Look again before you decide.")


class NoReason(Refusal):
    """What is sent needs words."""

    said = _("Enter a reason: it is sent to the therapist.")


class NoSource(Refusal):
    """A check was ticked without naming where it was made: it proves nothing to a reader."""

    said = _("Name the source of the check you ticked:")


class NoDate(Refusal):
    """A check was ticked with a day that cannot be read or is still to come."""

    said = _("Enter the day of the check you ticked, not later than today:")


class NotProved(Refusal):
    """A license that the listing rests on was not checked: Get Listed promises that each is."""

    said = _("Look up each license, tick it and name the source. Not checked:")


class NotAcknowledged(Refusal):
    """The exclusion list raises an alarm, and the moderator has not said in words what came of comparing."""

    said = _("The exclusion list raises an alarm. Say in words what came of comparing, then approve.")


class NotKept(Refusal):
    """What stood before the change was not kept, so it cannot be put back."""

    said = _("It is too old to be put back: what stood before was not kept.")


class OwnListing(Refusal):
    """Nobody decides on a listing of their own, not even an administrator."""

    said = _("This listing is your own. Another moderator decides on it.")


class NotReady(Refusal):
    """Problems stop the submission; they are in `problems`."""

    said = _("This cannot be published:")

    def __init__(self, problems):
        super().__init__("; ".join(problem.sentence for problem in problems))
        self.problems = problems


class Unlawful(Refusal):
    """What stood before would be public again, and the law does not allow it any more."""

    said = _("The law no longer allows what stood before:")

    def __init__(self, problems):
        super().__init__(" ".join(dict.fromkeys(str(problem.sentence) for problem in problems)))


class Erased(Refusal):
    """What the submission said is erased: retention ended, or its owner deleted the account."""

    said = _("What it said is erased, so there is nothing to decide on any more.")


class LastOwner(Refusal):
    """Without this owner nobody could do everything with the listing."""

    said = _("A listing needs an owner. Make somebody else an owner first, or hand it over.")


class NotInvited(Refusal):
    """An invitation was not sent; the sentence says why."""


class TooEarly(Refusal):
    """Somebody was told and still has time to answer; the sentence says until when."""
