"""Pasted works beside what is stored: new, known, incomplete or broken, before anything is saved."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from articles.bibliography.apa import casing
from articles.bibliography.apa import entry as apa
from articles.bibliography.formats import csl
from articles.bibliography.formats.detect import read_works
from articles.bibliography.formats.parsed import ParsedWork
from articles.models import Contributor, Reference
from articles.tasks import look_up
from articles.text.citations import KEY

LAWS = {
    *(Reference.Kind.STATUTE, Reference.Kind.REGULATION, Reference.Kind.BILL, Reference.Kind.CASE),
    *(Reference.Kind.TREATY, Reference.Kind.HEARING),
}


class ImportState(models.TextChoices):
    """Where a pasted work stands."""

    NEW = "new", _("New")
    KNOWN = "known", _("Already known")
    REPEATED = "repeated", _("Stands above already: will be saved once")
    INCOMPLETE = "incomplete", _("Incomplete: will be saved, please complete it")
    GUESSED = "guessed", _("Guessed: will be saved, looked up, and marked for you to confirm")
    BROKEN = "broken", _("Cannot be read")


@dataclass(frozen=True)
class Candidate:
    """One pasted entry, what is to be done with it, how it reads, and the stored work when it is known."""

    found: ParsedWork
    state: ImportState
    note: str = ""
    entry: str = ""
    reference: Reference | None = None
    hint: str = ""

    @property
    def can_be_cited(self):
        """Whether it is stored already or can be."""
        return self.state != ImportState.BROKEN

    @property
    def can_be_saved(self):
        """Whether pressing save makes a new work of it."""
        return self.state in (ImportState.NEW, ImportState.INCOMPLETE, ImportState.GUESSED)


def look(text):
    """Return a `Candidate` for each entry of a pasted text; nothing is saved."""
    known = _Known()
    return [_judge(found, known) for found in read_works(text)]


@transaction.atomic
def save(candidates):
    """Save what is new or incomplete, each under a free key; return the works.

    A work that somebody else has saved since it was looked at is left as it is.
    """
    return [work for candidate in candidates if candidate.can_be_saved and (work := _saved(candidate.found))]


def _saved(found):
    """Save one entry and have its guesses looked up; None when its DOI, PMID or key is taken by now."""
    item = {**found.item, "id": _free_key(found.item)}
    try:
        with transaction.atomic():
            work = Reference.objects.from_csl(item, is_guessed=found.is_guessed)
    except IntegrityError:
        return None
    if work.is_guessed and (work.doi or work.pmid):
        look_up.enqueue(work.pk)
    return work


def normalized_title(title):
    """Return a title as it is compared: letters and digits only, without case, accents and marks."""
    text = unicodedata.normalize("NFKD", re.sub(r"</?\w+>", "", title).casefold())
    return "".join(c for c in text if c.isalnum())


class _Known:
    """The works that are stored or stand above in the text, by DOI, PMID, and title with year."""

    def __init__(self):
        self.by_identifier, self.by_title = {}, {}
        for work in Reference.objects.only("key", "title", "year", "doi", "pmid"):
            self.add(work)

    def add(self, work):
        """Know a work from now on."""
        for name, value in (("doi", work.doi), ("pmid", work.pmid)):
            if value:
                self.by_identifier[name, value] = work
        self.by_title.setdefault((normalized_title(work.title), work.year), work)

    def find(self, work):
        """Return the known work that this one is, or None: by DOI, then PMID, then title and year."""
        for key in (("doi", work.doi), ("pmid", work.pmid)):
            if known := self.by_identifier.get(key):
                return known
        known = self.by_title.get((normalized_title(work.title), work.year))
        return None if known and _are_told_apart(known, work) else known


def _are_told_apart(one, other):
    """Whether two works of the same title and year have different DOIs or different PMIDs."""
    return any(a and b and a != b for a, b in ((one.doi, other.doi), (one.pmid, other.pmid)))


def _judge(found, known):
    """Return one entry as a Candidate."""
    if found.item is None:
        return Candidate(found, ImportState.BROKEN, found.problem)
    try:
        fields, people = csl.to_fields(found.item)
        work = Reference(key="key", **fields)
        work.clean()
        work.clean_fields(exclude=["key"])
        for person in people:
            Contributor(**person).clean_fields(exclude=["reference"])
        if any("\0" in str(value) for values in (fields, *people) for value in values.values()):
            raise ValueError(_("It holds a null character, which no work has."))
    except (ValidationError, ValueError, TypeError, AttributeError) as error:
        note = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return Candidate(found, ImportState.BROKEN, note)
    entry = apa.entry_text(csl.from_fields(work, people))
    if stored := known.find(work):
        state = ImportState.KNOWN if stored.pk else ImportState.REPEATED
        return Candidate(found, state, entry=entry, reference=stored if stored.pk else None)
    known.add(work)
    missing = ", ".join(_missing(work, people, found))
    state = (
        ImportState.GUESSED if found.is_guessed else ImportState.INCOMPLETE if missing else ImportState.NEW
    )
    return Candidate(found, state, missing, entry, hint=case_hint(work))


def case_hint(work):
    """Return a sentence for the editor about a title that looks as if it stood in Title Case, or ""."""
    proposed = casing.sentence_case(work.title) if work.kind not in LAWS else ""
    words = _("The title looks like Title Case. In sentence case: “%s”; names keep their capitals.")
    return words % proposed if proposed else ""


def _missing(work, people, found):
    """Return the names of what an entry lacks that its kind has."""
    lacks = [str(found.lacks)] if found.lacks else []
    if not people and work.kind not in LAWS:
        lacks.append(str(_("authors")))
    if not (work.year or work.date_text or work.status):
        lacks.append(str(_("year")))
    if work.kind == Reference.Kind.ARTICLE and not work.container_title:
        lacks.append(str(_("journal")))
    return lacks


def _free_key(item):
    """Return the entry's own key, or first author and year, with a letter when it is taken."""
    key = str(item.get("id", ""))
    if not re.fullmatch(KEY, key) or len(key) > 70:
        fields, people = csl.to_fields(item)
        author = next((person for person in people if person["role"] == Contributor.Role.AUTHOR), {})
        name = normalized_title(author.get("family") or author.get("literal") or fields["title"])[:40]
        key = f"{name.encode('ascii', 'ignore').decode() or 'work'}{fields.get('year') or ''}"
    taken = set(Reference.objects.filter(key__startswith=key).values_list("key", flat=True))
    suffixes = ("", *"abcdefghijklmnopqrstuvwxyz", *(f"-{n}" for n in range(2, len(taken) + 3)))
    return next(key + suffix for suffix in suffixes if key + suffix not in taken)
