"""Works that are brought in, beside what is stored: new, known, incomplete or broken, before they are saved.

A work is the one that has its DOI or its PMID; without them, the one with its title, first author, year and
container. Two that agree in title and year alone are two, and the editor is told of the other.
"""

from dataclasses import dataclass, replace

from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.bibliography import notices
from articles.bibliography.apa import casing
from articles.bibliography.apa import entry as apa
from articles.bibliography.formats import csl
from articles.bibliography.formats.detect import read_works
from articles.bibliography.formats.parsed import ParsedWork, Unused
from articles.models import Contributor, Reference
from articles.models.citation_keys import free_key, normalized_title
from articles.models.csl_columns import fitted
from articles.tasks import BATCH, look_up, search_by_title, watch_works

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
    """One entry, what is to be done with it, how it reads, and the stored work when it is known.

    `number` counts the entries of the text from 1; `unused` are the fields that are kept beside the work;
    `similar` are stored works of the same title and year.
    """

    number: int
    found: ParsedWork
    state: ImportState
    note: str = ""
    entry: str = ""
    reference: Reference | None = None
    hint: str = ""
    unused: tuple[Unused, ...] = ()
    similar: tuple[Reference, ...] = ()
    is_another: bool = False

    @property
    def left_out(self):
        """The names of its fields that no reference keeps."""
        return left_out(self.found)

    @property
    def can_be_cited(self):
        """Whether it is stored already or can be."""
        return self.state != ImportState.BROKEN

    @property
    def can_be_saved(self):
        """Whether pressing save makes a new work of it."""
        return self.state in (ImportState.NEW, ImportState.INCOMPLETE, ImportState.GUESSED)


def look(text, others=()):
    """Return a `Candidate` for each entry of a text; nothing is saved.

    `others` are the numbers of entries that the editor says are other works than those that are known.
    """
    known = _Known()
    return [
        _judge(number, found, known, is_another=number in others)
        for number, found in enumerate(read_works(text), start=1)
    ]


def unread(text, candidates):
    """Return the lines of a text whose entries cannot be read, for the editor to mend."""
    lines = text.removeprefix("\ufeff").splitlines()
    ends = [candidate.found.line - 1 for candidate in candidates[1:]] + [len(lines)]
    pieces = [
        "\n".join(lines[candidate.found.line - 1 : max(end, candidate.found.line)]).strip()
        for candidate, end in zip(candidates, ends, strict=True)
        if candidate.state == ImportState.BROKEN
    ]
    return "\n\n".join(pieces)


def numbers(texts):
    """Return the numbers of entries among what a form sent."""
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 9}


def save(candidates):
    """Save what is new or incomplete, each under a free key; return the works.

    A work that somebody else has saved since it was looked at is left as it is.
    """
    with transaction.atomic():
        saved = [work for each in candidates if each.can_be_saved and (work := _saved(each))]
        known_to_registries = [work.pk for work in saved if not work.is_awaited and (work.doi or work.pmid)]
        for start in range(0, len(known_to_registries), BATCH):
            watch_works.enqueue(known_to_registries[start : start + BATCH])
    return saved


def _saved(candidate):
    """Save one entry and have its guesses looked up; None when its DOI, PMID or key is taken by now."""
    found = candidate.found
    item = {**found.item, "id": free_key(found.item)}
    try:
        with transaction.atomic():
            work = Reference.objects.from_csl(
                item, is_guessed=found.is_guessed, unused=[row._asdict() for row in found.unused]
            )
    except IntegrityError:
        return None
    if work.is_awaited:
        look_up.enqueue(work.pk)
    elif work.can_be_searched:
        search_by_title.enqueue(work.pk)
    return work


class _Known:
    """The works that are stored or stand above in the text, by DOI, PMID, and what else tells works apart."""

    def __init__(self):
        self.by_identifier, self.by_title = {}, {}
        fields = ("key", "title", "year", "doi", "pmid", "container_title", "health")
        firsts = dict(
            Contributor.objects.filter(role=Contributor.Role.AUTHOR)
            .order_by("reference", "-position")
            .values_list("reference", Coalesce(NullIf("family", Value("")), "literal"))
        )
        for work in Reference.objects.only(*fields):
            self.add(work, firsts.get(work.pk, ""))

    def add(self, work, first_author):
        """Know a work from now on."""
        for name, value in (("doi", work.doi), ("pmid", work.pmid)):
            if value:
                self.by_identifier[name, value] = work
        title = normalized_title(work.title)
        self.by_title.setdefault((title, work.year), []).append((work, normalized_title(first_author)))

    def find(self, work, first_author):
        """Return the known work that this one is, or None; and those of the same title and year."""
        for key in (("doi", work.doi), ("pmid", work.pmid)):
            if known := self.by_identifier.get(key):
                return known, []
        title, author = normalized_title(work.title), normalized_title(first_author)
        rows = self.by_title.get((title, work.year), []) if title else []
        similar = [(known, first) for known, first in rows if not _are_told_apart(known, work)]
        container = normalized_title(work.container_title)
        for known, first in similar:
            if first == author and normalized_title(known.container_title) == container:
                return known, []
        return None, [known for known, _first in similar]


def _are_told_apart(one, other):
    """Whether two works of the same title and year have different DOIs or different PMIDs."""
    return any(a and b and a != b for a, b in ((one.doi, other.doi), (one.pmid, other.pmid)))


def _judge(number, found, known, *, is_another):
    """Return one entry as a Candidate."""
    if found.item is None:
        return Candidate(number, found, ImportState.BROKEN, found.problem)
    try:
        columns, people, unfit = fitted(found.item, Reference)
    except ValueError as error:
        return Candidate(number, found, ImportState.BROKEN, str(error))
    work = Reference(key="key", **columns)
    work.tidy()
    unused = (*found.unused, *unfit)
    author = csl.first_author(people)
    stored, similar = known.find(work, author)
    entry = apa.entry_text(csl.from_fields(work, people))
    if stored and not is_another:
        state = ImportState.KNOWN if stored.pk else ImportState.REPEATED
        known_work = stored if stored.pk else None
        return Candidate(number, found, state, "", entry, known_work, alarm(stored, found.item))
    if stored:
        found, unused = _as_another(found, work, stored, unused)
    known.add(work, author)
    missing = ", ".join(_missing(work, people, found))
    is_incomplete = missing or unused
    state = (
        ImportState.GUESSED
        if found.is_guessed
        else ImportState.INCOMPLETE
        if is_incomplete
        else ImportState.NEW
    )
    similar = tuple(work for work in similar if work.pk)
    hint = alarm(work, found.item) or case_hint(work)
    return Candidate(number, found, state, missing, entry, None, hint, unused, similar, is_another)


def _as_another(found, work, stored, unused):
    """Return an entry without the identifiers that the stored work has, which are kept beside it."""
    item = dict(found.item)
    for name, column in (("DOI", "doi"), ("PMID", "pmid")):
        if (value := getattr(work, column)) and value == getattr(stored, column):
            item.pop(name, None)
            setattr(work, column, None)
            unused = (*unused, Unused(name, value, gettext("Another work has it.")))
    return replace(
        found, item=item, unused=[*found.unused, *(row for row in unused if row not in found.unused)]
    ), unused


def findings(found):
    """Return sentences about one entry that can be read: what it lacks, and what could not be used."""
    try:
        columns, people, unfit = fitted(found.item, Reference)
    except ValueError as error:
        return [str(error)]
    missing = _missing(Reference(key="key", **columns), people, found)
    said = [gettext("missing: %s") % ", ".join(missing)] if missing else []
    said += [f"{row.field}: {row.value} ({row.why})" for row in (*found.unused, *unfit)]
    return [*said, gettext("guessed from plain text")] if found.is_guessed else said


def left_out(found):
    """Return the names of the fields of an entry that no reference keeps (keywords, a series)."""
    return [*found.left_out, *(csl.left_out(found.item) if found.item else ())]


def alarm(work, item):
    """Return a sentence for the editor about a work that was retracted, as far as is known here; or ""."""
    if work.health in (Reference.Health.RETRACTED, Reference.Health.CONCERN):
        return gettext("Registries say of this work: %s.") % work.get_health_display()
    if notices.is_about(item):
        return gettext(
            "Its title says that the work was retracted. The registries are asked once it is saved."
        )
    return ""


def case_hint(work):
    """Return a sentence for the editor about a title that looks as if it stood in Title Case, or ""."""
    is_a_name = work.kind in LAWS or work.kind == Reference.Kind.TEST
    proposed = "" if is_a_name else casing.sentence_case(work.title)
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
