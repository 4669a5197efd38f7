"""Pasted works beside what is stored: new, known, incomplete or broken, before anything is saved."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from articles.bibliography import apa, csl
from articles.bibliography.doi import normalized_doi
from articles.bibliography.found import Found
from articles.bibliography.reading import read
from articles.citations import KEY
from articles.lookups import look_up
from articles.models import Reference


class State(models.TextChoices):
    """Where a pasted work stands."""

    NEW = "new", _("New")
    KNOWN = "known", _("Already known")
    INCOMPLETE = "incomplete", _("Incomplete: will be saved, please complete it")
    GUESSED = "guessed", _("Guessed: will be saved, looked up, and marked for you to confirm")
    BROKEN = "broken", _("Cannot be read")


@dataclass(frozen=True)
class Candidate:
    """One pasted entry, what is to be done with it, how it reads, and the stored work when it is known."""

    found: Found
    state: State
    note: str = ""
    entry: str = ""
    reference: Reference | None = None

    @property
    def can_be_cited(self):
        """Whether it is stored already or can be."""
        return self.state != State.BROKEN


def look(text):
    """Return a `Candidate` for each entry of a pasted text; nothing is saved."""
    known = _Known()
    return [_judge(found, known) for found in read(text)]


@transaction.atomic
def save(candidates):
    """Save what is new or incomplete, each under a free key; return the works."""
    saved = []
    for candidate in candidates:
        if candidate.state in (State.NEW, State.INCOMPLETE, State.GUESSED):
            item = {**candidate.found.item, "id": _free_key(candidate.found.item)}
            work = Reference.objects.from_csl(item, is_guessed=candidate.found.is_guessed)
            if work.is_guessed and (work.doi or work.pmid):
                look_up.enqueue(work.pk)
            saved.append(work)
    return saved


def normalized_title(title):
    """Return a title as it is compared: letters and digits only, without case, accents and marks."""
    text = unicodedata.normalize("NFKD", re.sub(r"</?\w+>", "", title).casefold())
    return "".join(c for c in text if c.isalnum())


class _Known:
    """The stored works by DOI, PMID, and title with year."""

    def __init__(self):
        self.by_identifier, self.by_title = {}, {}
        for work in Reference.objects.all():
            for name, value in (("doi", work.doi), ("pmid", work.pmid)):
                if value:
                    self.by_identifier[name, value] = work
            self.by_title[normalized_title(work.title), work.year] = work

    def find(self, fields):
        """Return the stored work of these fields, or None: by DOI, then PMID, then title and year."""
        keys = (("doi", normalized_doi(fields.get("doi", ""))), ("pmid", fields.get("pmid", "")))
        for key in keys:
            if work := self.by_identifier.get(key):
                return work
        return self.by_title.get((normalized_title(fields["title"]), fields.get("year")))


def _judge(found, known):
    """Return one entry as a Candidate."""
    if found.item is None:
        return Candidate(found, State.BROKEN, found.problem)
    try:
        fields, people = csl.to_fields(found.item)
        work = Reference(key="key", **fields)
        work.clean()
        work.clean_fields(exclude=["key"])
    except (ValidationError, ValueError, TypeError, AttributeError) as error:
        note = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return Candidate(found, State.BROKEN, note)
    entry = apa.entry_text(csl.from_fields(work, people))
    if stored := known.find(fields):
        return Candidate(found, State.KNOWN, entry=entry, reference=stored)
    if found.is_guessed:
        return Candidate(found, State.GUESSED, entry=entry)
    missing = [
        str(name) for name, given in ((_("authors"), people), (_("year"), fields.get("year"))) if not given
    ]
    if work.kind == Reference.Kind.ARTICLE and not work.container_title:
        missing.append(str(_("journal")))
    return Candidate(found, State.INCOMPLETE if missing else State.NEW, ", ".join(missing), entry)


def _free_key(item):
    """Return the entry's own key, or first author and year, with a letter when it is taken."""
    key = str(item.get("id", ""))
    if not re.fullmatch(KEY, key) or len(key) > 70:
        person = (item.get("author") or [{}])[0]
        name = normalized_title(person.get("family") or person.get("literal") or item["title"])[:40]
        parts = (item.get("issued") or {}).get("date-parts") or [[""]]
        key = f"{name.encode('ascii', 'ignore').decode() or 'work'}{parts[0][0]}"
    taken = set(Reference.objects.filter(key__startswith=key).values_list("key", flat=True))
    suffixes = ("", *"abcdefghijklmnopqrstuvwxyz", *(f"-{n}" for n in range(2, len(taken) + 3)))
    return next(key + suffix for suffix in suffixes if key + suffix not in taken)
