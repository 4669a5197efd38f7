"""Submissions and the record of what was decided and done."""

from listings.models.check import CheckResult
from listings.models.decision import DecidedDocument, Decision, Export, OwnerChange
from listings.models.exclusion import Exclusion, ExclusionList
from listings.models.reason import Reason
from listings.models.submission import AlreadyDecided, Conflict, NotReady, OwnListing, Submission

__all__ = [
    "AlreadyDecided",
    "CheckResult",
    "Conflict",
    "DecidedDocument",
    "Decision",
    "Exclusion",
    "ExclusionList",
    "Export",
    "NotReady",
    "OwnListing",
    "OwnerChange",
    "Reason",
    "Submission",
]
