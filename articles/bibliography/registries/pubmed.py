"""PubMed's E-utilities: a work by its PMID, as CSL-JSON. Authors have initials only there."""

import re
from typing import Any

from django.conf import settings

from articles.bibliography import dates, notices
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.formats import medline_names, people
from articles.bibliography.formats.markup import words
from articles.bibliography.notices import Notice
from articles.bibliography.registries.client import NoAnswer, Unknown, ask


def fetch(pmid: str) -> Item:
    """Return the CSL-JSON item of a PMID; raise Unknown or NoAnswer. Call it from a task."""
    asked = {"db": "pubmed", "id": pmid, "retmode": "json", "tool": "psychly", "email": settings.STAFF_EMAIL}
    result = ask(f"{settings.PUBMED_URL}esummary.fcgi", asked).get("result")
    if not isinstance(result, dict):
        raise NoAnswer("PubMed answered in a shape that is not known.")
    record = result.get(pmid)
    if not isinstance(record, dict) or record.get("error"):
        raise Unknown(pmid)
    return _item(record, pmid)


def _item(record: dict[str, Any], pmid: str) -> Item:
    place, number = _place(record)
    book = words(record.get("bookname") or record.get("booktitle"))
    own = medline_names.title(words(record.get("title"))) or words(record.get("vernaculartitle")) or book
    kind = "article-journal" if not book else "chapter" if own != book else "book"
    item: Item = {
        "type": kind,
        "title": own.rstrip("."),
        "container-title": book or medline_names.journal_name(words(record.get("fulljournalname"))),
        "volume": words(record.get("volume")),
        "issue": words(record.get("issue")),
        "page": place,
        "number": number,
        "publisher": words(record.get("publishername")) if book else "",
        "PMID": pmid,
        "DOI": _doi(record),
        "author": [name for row in record.get("authors") or [] if (name := _name(row))],
        "issued": _issued(record),
    }
    if kind == "book":
        del item["container-title"]
    if not item["title"]:
        raise NoAnswer("PubMed answered in a shape that is not known.")
    return {name: value for name, value in item.items() if value}


def _place(record: dict[str, Any]) -> tuple[str, str]:
    """Return (pages, article number); a number that stands alone in `elocationid` is an article's."""
    said = words(record.get("pages"))
    if said:
        return ("", said) if medline_names.is_article_number(said) else (medline_names.pages(said), "")
    pii = re.search(r"\bpii: ?(?P<number>\w+)", words(record.get("elocationid")))
    return "", pii["number"] if pii and medline_names.is_article_number(pii["number"]) else ""


def _issued(record: dict[str, Any]) -> Item:
    """Return the day of the issue, else of the web, else that PubMed sorts by; a year at the least."""
    for name in ("pubdate", "epubdate", "sortpubdate"):
        text = words(record.get(name))
        found = dates.read_text(text)
        if found.first:
            return {"raw": found.typed} if found.last or found.season else {"date-parts": [found.first]}
        if year := re.match(r"(?:1[4-9]|20)\d\d\b", text):
            return {"date-parts": [[int(year[0])]]}
    return {}


def _doi(record: dict[str, Any]) -> str:
    rows = [row for row in record.get("articleids") or [] if isinstance(row, dict)]
    return next((words(row.get("value")).lower() for row in rows if row.get("idtype") == "doi"), "")


def _name(row: Any) -> Name:
    """Return "Kang MJY" as a CSL name; PubMed says of each name whether it is a group's."""
    if not isinstance(row, dict) or not (name := words(row.get("name"))):
        return {}
    is_group = "ollective" in words(row.get("authtype"))
    return {"literal": name} if is_group else people.initialled(name) or {"literal": name}


def identify(pmcid: str) -> tuple[str, str]:
    """Return (DOI, PMID) of a work in PubMed Central; raise Unknown or NoAnswer. Call it from a task."""
    number = pmcid.removeprefix("PMC")
    asked = {"db": "pmc", "id": number, "retmode": "json", "tool": "psychly", "email": settings.STAFF_EMAIL}
    result = ask(f"{settings.PUBMED_URL}esummary.fcgi", asked).get("result")
    record = result.get(number) if isinstance(result, dict) else None
    if not isinstance(record, dict) or record.get("error"):
        raise Unknown(pmcid)
    rows = [row for row in record.get("articleids") or [] if isinstance(row, dict)]
    pmids = [words(row.get("value")) for row in rows if row.get("idtype") == "pmid"]
    return _doi(record), next((pmid for pmid in pmids if re.fullmatch(r"[1-9]\d*", pmid)), "")


def fetch_notices(pmids: list[str]) -> dict[str, list[Notice]]:
    """Return {PMID: notices} of the works that PubMed knows, asked for together; raise NoAnswer."""
    if not pmids:
        return {}
    asked = {"db": "pubmed", "id": ",".join(pmids), "retmode": "json", "tool": "psychly"}
    result = ask(f"{settings.PUBMED_URL}esummary.fcgi", {**asked, "email": settings.STAFF_EMAIL}).get(
        "result"
    )
    if not isinstance(result, dict):
        raise NoAnswer("PubMed answered in a shape that is not known.")
    records = {pmid: result.get(pmid) for pmid in pmids}
    return {
        pmid: notices.of_pubmed(record)
        for pmid, record in records.items()
        if isinstance(record, dict) and not record.get("error")
    }
