"""Everything the directory stores."""

from providers.models.collaborator import Collaborator
from providers.models.legal import LegalSource, LegalStatus
from providers.models.membership import Membership
from providers.models.message import Inquiry, ProblemReport
from providers.models.photo import Photo, PremisesPhoto
from providers.models.place import Place, PlaceRelease
from providers.models.provider import Fact, License, Location, Provider
from providers.models.search_index import LocationEntry, SearchText, Summary, TelehealthEntry, Word
from providers.models.taxonomy import Access, Community, Condition, Language, PaymentOption, Treatment

__all__ = [
    "Access",
    "Collaborator",
    "Community",
    "Condition",
    "Fact",
    "Inquiry",
    "Language",
    "LegalSource",
    "LegalStatus",
    "License",
    "Location",
    "LocationEntry",
    "Membership",
    "PaymentOption",
    "Photo",
    "Place",
    "PlaceRelease",
    "PremisesPhoto",
    "ProblemReport",
    "Provider",
    "SearchText",
    "Summary",
    "TelehealthEntry",
    "Treatment",
    "Word",
]
