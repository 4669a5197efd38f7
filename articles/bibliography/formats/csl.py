"""CSL-JSON, the form in which citation managers and registries exchange works.

`from_reference(reference)` and `to_fields(item)` are each other's inverse on everything a `Reference` keeps.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from articles.bibliography import dates
from articles.bibliography.apa.names import without_particle
from articles.bibliography.apa.sources import TEST, TEST_IN_A_DATABASE
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.formats.crossref_message import from_message, is_message
from articles.bibliography.formats.csl_fields import FOLDED, folded
from articles.bibliography.formats.parsed import ParsedWork

TYPES = {
    "article": "article-journal",
    "book": "book",
    "chapter": "chapter",
    "entry": "entry-encyclopedia",
    "report": "report",
    "drug-label": "report",
    "thesis": "thesis",
    "conference-paper": "paper-conference",
    "presentation": "speech",
    "preprint": "article",
    "web-page": "webpage",
    "blog": "post-weblog",
    "newspaper": "article-newspaper",
    "magazine": "article-magazine",
    "dataset": "dataset",
    "test": "document",
    "software": "software",
    "statute": "legislation",
    "regulation": "regulation",
    "bill": "bill",
    "case": "legal_case",
    "treaty": "treaty",
    "hearing": "hearing",
    "video": "motion_picture",
    "episode": "broadcast",
    "song": "song",
    "post": "post",
}
KINDS = {csl: kind for kind, csl in TYPES.items()} | {
    "report": "report",
    "document": "report",
    "entry": "entry",
    "entry-dictionary": "entry",
}
#: Columns of a Reference, or of one of its contributors.
Fields = dict[str, Any]
BLANKS = re.compile(r"\s*")
DRUG_LABEL = "Prescribing information"
#: Kinds for which CSL has no type, by their type there and what their description says.
DESCRIBED = {
    ("report", DRUG_LABEL): "drug-label",
    ("document", TEST): "test",
    ("document", TEST_IN_A_DATABASE): "test",
}
#: What the description of a test ends with: "Measurement instrument", "Self-report questionnaire".
INSTRUMENTS = {"test", "scale", "questionnaire", "inventory", "checklist", "instrument"}
COLUMNS = {
    "title": "title",
    "container_title": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "edition": "edition",
    "version": "version",
    "section": "section",
    "authority": "authority",
    "genre": "genre",
    "status": "status",
    "publisher": "publisher",
    "publisher_place": "publisher-place",
    "archive": "archive",
    "event_title": "event-title",
    "event_place": "event-place",
    "isbn": "ISBN",
    "doi": "DOI",
    "pmid": "PMID",
    "url": "URL",
}
#: Fields that programs spell in other letters than CSL ("doi", "Title").
FIELDS = {*COLUMNS.values(), "number", "issued", "accessed", "author", "editor", "type", "id", "note"}
#: Kinds as programs name them that do not know CSL's names.
SAID_TYPES = {
    **{"article": "article", "journal-article": "article-journal", "journalarticle": "article-journal"},
    **{"book-chapter": "chapter", "book-section": "chapter", "booksection": "chapter", "web-page": "webpage"},
    **{"conference-paper": "paper-conference", "preprint": "article", "blog-post": "post-weblog"},
    **{"newspaper-article": "article-newspaper", "magazine-article": "article-magazine"},
    **{"motion-picture": "motion_picture", "legal-case": "legal_case", "dissertation": "thesis"},
}
NAME_PARTS = {
    "family": "family",
    "given": "given",
    "particle": "non-dropping-particle",
    "dropped_particle": "dropping-particle",
    "suffix": "suffix",
    "literal": "literal",
}
LEADING_PARTICLE = re.compile(r"^(?P<particle>(?:[^\W\dA-Z]+[’']?\s+)*)(?P<family>.*)$")
ROLES = (
    *("author", "editor", "translator", "container-author", "contributor", "director", "host"),
    *("executive-producer", "narrator", "chair", "illustrator"),
)
YEARS = range(1400, 2101)  # of which a Reference keeps the number; other years stay words
PERIODICALS = {"article", "newspaper", "magazine", "conference-paper"}


def from_reference(reference: Any) -> Item:
    """Return a Reference as a CSL-JSON dict; an empty field is left out."""
    item: Item = {"id": reference.key, "type": TYPES[reference.kind]}
    for column, name in COLUMNS.items():
        if value := getattr(reference, column):
            item[name] = value
    if number := reference.article_number or reference.number:
        item["number"] = number
    if genre := {"drug-label": DRUG_LABEL, "test": TEST}.get(reference.kind):
        item.setdefault("genre", genre)
    issued = [part for part in (reference.year, reference.month, reference.day) if part]
    if reference.date_text:
        item["issued"] = {"raw": reference.date_text}
    elif issued:
        item["issued"] = {"date-parts": [issued]}
    if reference.original_date:
        item["original-date"] = {"raw": reference.original_date}
    if accessed := reference.accessed_on:
        item["accessed"] = {"date-parts": [[accessed.year, accessed.month, accessed.day]]}
    if reference.pk:
        for contributor in reference.contributors.all():
            item.setdefault(contributor.role, []).append(_name(contributor))
    return item


def _name(contributor: Any) -> Name:
    return plain_name({name: v for part, name in NAME_PARTS.items() if (v := getattr(contributor, part))})


def from_fields(reference: Any, people: Iterable[Fields]) -> Item:
    """Return what `to_fields` read, as a CSL-JSON dict, for a Reference that is not saved."""
    item = from_reference(reference)
    for person in people:
        name = {NAME_PARTS[part]: value for part, value in person.items() if part in NAME_PARTS}
        item.setdefault(person["role"], []).append(name)
    return item


def plain_name(person: Name) -> Name:
    """Return a CSL name with its particles taken apart in the one way that every format can carry.

    "van Dijk" is the particle "van" before "Dijk"; "d'Alembert" is one word; "Alfred de" is the given name
    "Alfred" with the particle "de" behind it. None of this changes how the name is printed.
    """
    if "family" not in person:
        return person
    person = dict(person)
    particle = person.pop("non-dropping-particle", "")
    joint = "" if particle.endswith(("'", "’", "-")) else " "
    if match := LEADING_PARTICLE.match(f"{particle}{joint}{person['family']}".strip()):
        person |= {"non-dropping-particle": match["particle"].strip(), "family": match["family"]}
    given = " ".join(filter(None, [person.get("given"), person.pop("dropping-particle", "")]))
    given, behind = without_particle(given)
    person |= {"given": given, "dropping-particle": behind}
    person = {part: value for part, value in person.items() if value}
    if person.keys() <= {"family", "non-dropping-particle"}:  # one name: nothing is turned round or shortened
        return {"literal": " ".join(filter(None, [person.get("non-dropping-particle"), person["family"]]))}
    return person


def to_fields(item: Any) -> tuple[Fields, list[Fields]]:
    """Return (columns of a Reference, contributors) for a CSL-JSON dict.

    Contributors are dicts with `role`, `position` and name parts. Raises ValueError with a sentence when
    the item is no work: not a mapping, without a title, or with a date that is none.
    """
    if not isinstance(item, dict) or not str(item.get("title") or "").strip():
        raise ValueError("A work needs a title.")
    item = folded(item)
    kind = KINDS.get(str(item.get("type")), "article")
    genre = str(item.get("genre", ""))
    kind = DESCRIBED.get((str(item.get("type")), genre), kind)
    if item.get("type") == "document" and INSTRUMENTS.intersection(genre.lower().split()[-1:]):
        kind = "test"
    fields: Fields = {"kind": kind}
    fields |= {column: str(item[name]).strip() for column, name in COLUMNS.items() if item.get(name)}
    if number := item.get("number"):
        fields["article_number" if kind in PERIODICALS else "number"] = str(number)
    fields |= _issued(dates.read_date(item, "issued"))
    if fields.get("date_text") == "in press":
        fields |= {"date_text": "", "status": fields.get("status") or "in press"}
    if original := dates.read_date(item, "original-date"):
        fields["original_date"] = original.year
    with suppress(TypeError, ValueError):  # a day that no calendar has, or no whole day
        fields["accessed_on"] = date(*dates.read_date(item, "accessed").first)
    return fields, [
        {"role": role, "position": position, **_parts(person)}
        for role in ROLES
        for position, person in enumerate(item.get(role) or [])
    ]


def left_out(item: Item) -> list[str]:
    """Return the names of an item's fields that a Reference does not keep; no entry in APA 7 prints them."""
    kept = {*FIELDS, *ROLES, *FOLDED, "original-date", "custom"}
    if item.get("type") == "report" and not item.get("number"):
        kept |= {"collection-title", "collection-number"}
    if not any(item.get(name) for name in ("DOI", "PMID", "URL")):
        kept.add("PMCID")
    return [name for name in item if name not in kept and item[name]]


def _issued(found: dates.Date) -> Fields:
    """Return the columns of a date: numbers for a day, a month or a year, and words for everything else."""
    has_year = bool(found.first) and found.first[0] in YEARS
    if has_year and not (found.season or found.is_circa or found.last):
        return dict(zip(("year", "month", "day"), found.first, strict=False))
    return {"date_text": found.typed, **({"year": found.first[0]} if has_year else {})} if found else {}


def _parts(person: Any) -> dict[str, str]:
    """Return the name parts of a CSL name; a name with no family name is an organization."""
    if not isinstance(person, dict):
        raise ValueError("A name is not written as CSL-JSON asks.")
    person = plain_name({name: str(value).strip() for name, value in person.items() if value})
    parts = {part: person[name] for part, name in NAME_PARTS.items() if person.get(name)}
    if "literal" in parts or "family" not in parts:
        return {"literal": parts.get("literal") or parts.get("given") or str(person.get("name", ""))}
    return parts


def first_author(people: Iterable[Fields]) -> str:
    """Return the family name or the organization of the first author among contributors, or ""."""
    author = next((person for person in people if person["role"] == "author"), {})
    return author.get("family") or author.get("literal") or ""


def dumps(items: Iterable[Item]) -> str:
    """Return CSL-JSON items as a file."""
    return json.dumps(items, ensure_ascii=False, indent=2)


def loads(text: str) -> list[ParsedWork]:
    """Return a `ParsedWork` for each item of a CSL-JSON file, in order, with the line it begins at.

    Messages of Crossref are read, too, alone, in their envelope or in the list of a search. Broken JSON is
    named with the entry and the line where it breaks; what stands before it is read.
    """
    found: list[ParsedWork] = []
    at = 0
    try:
        for at, said in _items(text):
            found += [_work(item, _line(text, at)) for item in _opened(said)]
    except (json.JSONDecodeError, RecursionError) as error:
        at = getattr(error, "began", at)
        name = re.search(r'"id"\s*:\s*"([^"]*)"', text[at : at + 5000])
        line, reason = getattr(error, "lineno", 1), getattr(error, "msg", "it goes too deep")
        found.append(ParsedWork(name[1] if name else "", line, None, f"This is not JSON: {reason}."))
    return found


def _opened(said: Any) -> list[Any]:
    """Return the items in an envelope ({"message": {"items": […]}}), or the one item itself."""
    for name in ("message", "items", "references"):
        if isinstance(said, dict) and not said.get("title") and isinstance(said.get(name), dict | list):
            said = said[name]
    return said if isinstance(said, list) else [said]


def _work(item: Any, line: int) -> ParsedWork:
    if not isinstance(item, dict):
        return ParsedWork("", line, None, "An entry is no object.")
    name = str(item.get("id") or item.get("DOI") or "")
    if is_message(item):
        return ParsedWork(name, line, from_message(item), "")
    known = {field.lower(): field for field in FIELDS}
    item = {known.get(str(field).lower(), str(field)): value for field, value in item.items()}
    if isinstance(item.get("type"), str):
        kind = item["type"].lower()
        item["type"] = SAID_TYPES.get(kind.replace(" ", "-").replace("_", "-"), kind)
    return ParsedWork(name, line, item, "")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """Yield (position, item) of a list of items or of one; a JSONDecodeError says where it `began`."""
    decoder = json.JSONDecoder()
    at = _behind_blanks(text, 0)
    is_list = text[at : at + 1] == "["
    at = _behind_blanks(text, at + is_list)
    if is_list and text[at : at + 1] == "]":
        return
    while True:
        try:
            item, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            error.began = at  # type: ignore[attr-defined]
            raise
        yield at, item
        end = _behind_blanks(text, end)
        if text[end : end + 1] == "," and is_list:
            at = _behind_blanks(text, end + 1)
        elif (is_list and text[end : end + 1] == "]") or (not is_list and end == len(text)):
            return
        else:
            raise json.JSONDecodeError("A comma or the end of the list is missing", text, end)


def _behind_blanks(text: str, at: int) -> int:
    match = BLANKS.match(text, at)
    return match.end() if match else at
