"""Submissions and the record of what was decided and done."""

from listings.models.check import CheckResult
from listings.models.decision import DecidedDocument, Decision, OwnerChange
from listings.models.submission import AlreadyDecided, Conflict, NotReady, OwnListing, Submission

__all__ = [
    "AlreadyDecided",
    "CheckResult",
    "Conflict",
    "DecidedDocument",
    "Decision",
    "NotReady",
    "OwnListing",
    "OwnerChange",
    "Submission",
]
