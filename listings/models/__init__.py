"""Submissions and the record of what was decided and done."""

from listings.models.answer import Answer
from listings.models.check import CheckResult
from listings.models.claim import Claim
from listings.models.consultation import Consultation
from listings.models.decision import DecidedDocument, Decision, Export, OwnerChange
from listings.models.exclusion import Exclusion, ExclusionHit, ExclusionList
from listings.models.field_reason import FieldReason
from listings.models.followed_law import FollowedLaw
from listings.models.held_decision import HeldDecision
from listings.models.interrupted_step import InterruptedStep
from listings.models.invitation import Invitation, InvitedAddress
from listings.models.reason import Reason
from listings.models.refusals import (
    AlreadyDecided,
    Conflict,
    Erased,
    LastOwner,
    NoDate,
    NoReason,
    NoSource,
    NotAcknowledged,
    NotInvited,
    NotKept,
    NotProved,
    NotReady,
    OwnListing,
    Refusal,
    TooEarly,
    Unlawful,
)
from listings.models.registry_lookup import RegistryLookup
from listings.models.report_step import ReportStep
from listings.models.small_change import InstantChange
from listings.models.submission import Submission
from listings.models.submission_key import SubmissionKey

__all__ = [
    "AlreadyDecided",
    "Answer",
    "CheckResult",
    "Claim",
    "Conflict",
    "Consultation",
    "DecidedDocument",
    "Decision",
    "Erased",
    "Exclusion",
    "ExclusionHit",
    "ExclusionList",
    "Export",
    "FieldReason",
    "FollowedLaw",
    "HeldDecision",
    "InstantChange",
    "InterruptedStep",
    "Invitation",
    "InvitedAddress",
    "LastOwner",
    "NoDate",
    "NoReason",
    "NoSource",
    "NotAcknowledged",
    "NotInvited",
    "NotKept",
    "NotProved",
    "NotReady",
    "OwnListing",
    "OwnerChange",
    "Reason",
    "Refusal",
    "RegistryLookup",
    "ReportStep",
    "Submission",
    "SubmissionKey",
    "TooEarly",
    "Unlawful",
]
