"""Text that registries write as HTML or JATS, as one line with the marks that an entry may carry."""

import html
import re
from typing import Any

KEPT_TAGS = re.compile(r"</?(?!(?:i|sub|sup)\b)[a-zA-Z][^<>]*>")


def words(value: Any) -> str:
    """Return a text of a registry on one line: no tags but italics and raised or lowered letters."""
    text = value[0] if isinstance(value, list) and value else value
    if not isinstance(text, str | int) or isinstance(text, bool):
        return ""
    return " ".join(KEPT_TAGS.sub("", html.unescape(html.unescape(str(text)))).split())
