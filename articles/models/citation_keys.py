"""The key of a work, made of its first author and year; and its title as it is compared."""

import re
import unicodedata

from articles.bibliography.formats import csl
from articles.models.reference import Reference
from articles.text.citations import KEY


def normalized_title(title):
    """Return a title as it is compared: letters and digits only, without case, accents and marks."""
    text = unicodedata.normalize("NFKD", re.sub(r"</?\w+>", "", title).casefold())
    return "".join(c for c in text if c.isalnum())


def free_key(item):
    """Return the entry's own key, or first author and year, with a letter when it is taken."""
    key = str(item.get("id", ""))
    if not re.fullmatch(KEY, key) or len(key) > 70:
        fields, people = csl.to_fields(item)
        name = normalized_title(csl.first_author(people) or fields["title"])[:40]
        key = f"{name.encode('ascii', 'ignore').decode() or 'work'}{fields.get('year') or ''}"
    taken = set(Reference.objects.filter(key__startswith=key).values_list("key", flat=True))
    suffixes = ("", *"abcdefghijklmnopqrstuvwxyz", *(f"-{n}" for n in range(2, len(taken) + 3)))
    return next(key + suffix for suffix in suffixes if key + suffix not in taken)
