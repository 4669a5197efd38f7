"""The name on a listing beside the legal name, for one person: what the public reads is who is licensed."""

from django.utils.translation import gettext as _

from listings.checks import person_names
from listings.checks.result import LOOK, PLAUSIBLE, Result, row
from providers.models.eligibility import Kind, kind_of


def legal_name_of_person(document):
    """Return the name to compare with, "" for an organization: it does business under any name."""
    return document.you.legal_name if kind_of(document.you.role) == Kind.PERSON else ""


def check_names(document):
    """Return the Finding on the two names of a person: short forms and middle names play no part."""
    shown, legal = document.you.display_name, document.you.legal_name
    if person_names.are_one(shown, legal, is_organization=False):
        return Result("names", PLAUSIBLE, _("The name shown and the legal name can be one person's."))
    line = row(_("Name shown, legal name"), shown, legal, False)
    return Result("names", LOOK, _("The name shown and the legal name differ."), [line])
