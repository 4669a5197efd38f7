"""Providers of an export as a list of invitations: nobody is listed without having been asked."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

#: What a column may mean, and what sites usually call it.
MEANINGS = {
    "email": ("email", "e-mail", "email address", "contact email"),
    "address": ("address", "street address", "location", "full address"),
    "website": ("website", "url", "website url", "link"),
}
COLUMNS = ("name", "address", "e-mail", "website")  # of the list that `manage.py invite` reads


def invitations(rows):
    """Return (lines of the list of invitations, [(line of the export, what is wrong with it)])."""
    listed, faults, known = [], [], set()
    for row in rows:
        address = row.said.get("email", "").lower()
        if fault := _fault(row, address, known):
            faults.append((row.line, fault))
            continue
        known.add(address)
        said = {"address": row.said.get("address", ""), "website": row.said.get("website", "")}
        listed.append(
            {"name": row.name, "e-mail": address, **{k: " ".join(v.split()) for k, v in said.items()}}
        )
    return listed, faults


def _fault(row, address, known):
    """Return why a row cannot be invited, "" when it can."""
    if row.faults:
        return " ".join(row.faults)
    if row.is_archived:
        return _("%s was archived at the old site.") % row.name
    if not address:
        return _("%s has no e-mail address.") % row.name
    try:
        validate_email(address)
    except ValidationError:
        return _("The e-mail address of %s is none.") % row.name
    return _("%s has the address of a line above.") % row.name if address in known else ""
