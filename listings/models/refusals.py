"""Why a verb of a submission was not carried out."""


class AlreadyDecided(Exception):
    """Somebody else was first: the submission is no longer where this verb starts from."""


class Conflict(Exception):
    """The document changed since it was opened, or the same field changed on both sides."""


class NotAcknowledged(Exception):
    """The exclusion list raises an alarm, and the moderator has not said in words what came of comparing."""


class NotKept(Exception):
    """What stood before the change was not kept, so it cannot be put back."""


class OwnListing(Exception):
    """Nobody decides on a listing of their own, not even an administrator."""


class NotReady(Exception):
    """Problems stop the submission; they are in `problems`."""

    def __init__(self, problems):
        super().__init__("; ".join(problem.sentence for problem in problems))
        self.problems = problems


class Erased(Exception):
    """What the submission said is erased: retention ended, or its owner deleted the account."""
