"""Contact data in a text: patients write through the site, so no text needs any."""

import re

#: An e-mail address, a web address or a telephone number of the United States.
PATTERN = re.compile(
    r"\S@[^\s@]+\.\w"
    r"|https?://|www\.|\w\.(com|org|net)\b"
    r"|(?<!\w)\(?[2-9][0-9]{2}\)?[ .-]{0,2}[0-9]{3}[ .-]?[0-9]{4}\b",
    re.IGNORECASE,
)


def is_in(text):
    """Whether a text holds an e-mail address, a web address or a telephone number."""
    return bool(PATTERN.search(text))
