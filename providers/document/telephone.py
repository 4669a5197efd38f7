"""Telephone numbers as a listing stores them: E.164, and what RFC 3966 puts behind it (`;ext=12`)."""

import re

from phonenumber_field.phonenumber import PhoneNumber, to_python

#: The fields of a document that hold a telephone number.
FIELDS = frozenset({"phone", "telehealth_phone"})
_PLAIN = re.compile(r"\+1(\d{3})(\d{3})(\d{4})(?:;ext=(\d{1,7}))?")


def stored(number: PhoneNumber) -> str:
    """Return a PhoneNumber as it is stored, with its extension."""
    plain = str(number.as_e164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def national(phone: str) -> str:
    """Return a stored number as people write it; what is no number (yet) stays."""
    if found := _PLAIN.fullmatch(phone):  # nearly all, and reading them takes a rebuild seconds
        area, exchange, line, extension = found.groups()
        return f"({area}) {exchange}-{line}" + (f" ext. {extension}" if extension else "")
    number = to_python(phone, region="US")
    return str(number.as_national) if number and number.is_valid() else phone


def without_extension(phone: str) -> str:
    """Return a stored number without its extension: what is compared."""
    return phone.partition(";")[0]


def link(phone: str) -> str:
    """Return the `tel:` address (RFC 3966) of a stored number, or "" of what is none."""
    number = to_python(phone, region="US") if phone else None
    if not isinstance(number, PhoneNumber):  # its truth would ask for its validity once more
        return ""
    return f"tel:{stored(number)}" if number.is_valid() else ""
