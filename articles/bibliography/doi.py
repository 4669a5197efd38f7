"""Digital object identifiers as they are stored: lower-case, without the resolver."""

import re

PREFIX = re.compile(r"^\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def normalized_doi(text: str | None) -> str:
    """Return "10.5555/abc" for "https://doi.org/10.5555/ABC" or "doi:10.5555/abc"; "" for nothing."""
    return PREFIX.sub("", text or "").strip().lower()
