"""What is said of a work after it was published: retractions, concerns, corrections, and what lifts them.

Crossref, PubMed and the file of Retraction Watch each say it in their own shape; here all are one. A work is
as its gravest notice says, unless a reinstatement came after it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from articles.bibliography import identifiers
from articles.bibliography.csl_types import Item
from articles.bibliography.formats.markup import words

RETRACTION, CONCERN, CORRECTION, REINSTATEMENT = "retraction", "concern", "correction", "reinstatement"
#: Each registry's words for a notice (Crossref writes both "_" and "-"; PubMed "Retraction in").
KINDS = {
    **dict.fromkeys(
        ("retraction", "withdrawal", "removal", "retracted publication", "retraction in"), RETRACTION
    ),
    **dict.fromkeys(("expression of concern", "expression of concern in", "partial retraction"), CONCERN),
    **dict.fromkeys(("partial retraction in", "concern"), CONCERN),
    **dict.fromkeys(("correction", "erratum", "corrigendum", "addendum", "clarification"), CORRECTION),
    **dict.fromkeys(("erratum in", "corrected and republished in", "correction in"), CORRECTION),
    **dict.fromkeys(("reinstatement", "reinstatement in"), REINSTATEMENT),
}
GRAVITY = (CORRECTION, CONCERN, RETRACTION)
TITLED = re.compile(r"^\W*(?:retracted|withdrawn|removed)(?:\s+article)?\W*[:\]]", re.IGNORECASE)
UNKNOWN = {"", "0", "unavailable", "unknown"}


@dataclass(frozen=True)
class Notice:
    """One notice about a work: its kind, identifiers and day as far as they are known, and who says so."""

    kind: str
    source: str
    doi: str = ""
    pmid: str = ""
    on: date | None = None


def gravest(notices: Iterable[Any]) -> Any | None:
    """Return the gravest notice that no later reinstatement lifts, the earliest of equal ones; or None."""
    rows = list(notices)
    lifted = [row.on for row in rows if row.kind == REINSTATEMENT]
    standing = [row for row in rows if row.kind != REINSTATEMENT and not _is_lifted(row, lifted)]
    standing.sort(
        key=lambda row: (-GRAVITY.index(row.kind), row.on or date.max, "publisher" not in row.source)
    )
    return standing[0] if standing else None


def _is_lifted(row: Any, days: list[date | None]) -> bool:
    """Whether a reinstatement came on or after the day of a retraction or concern; corrections stay."""
    if row.kind == CORRECTION:
        return False
    return any(day is None or row.on is None or row.on <= day for day in days)


def of_crossref(message: dict[str, Any]) -> list[Notice]:
    """Return the notices in a message of Crossref's: `updated-by`, and a title that says "RETRACTED:"."""
    own = identifiers.doi_in(words(message.get("DOI")))
    found = []
    for row in message.get("updated-by") or []:
        kind = _kind(row.get("type")) if isinstance(row, dict) else ""
        doi = identifiers.doi_in(words(row.get("DOI"))) if kind else ""
        if kind:
            by = "Retraction Watch" if words(row.get("source")) == "retraction-watch" else "publisher"
            found.append(
                Notice(kind, f"Crossref ({by})", "" if doi == own else doi, "", _day(row.get("updated")))
            )
    if TITLED.match(words(message.get("title"))) and not any(row.kind == RETRACTION for row in found):
        found.append(Notice(RETRACTION, "Crossref (title)"))
    return found


def of_pubmed(record: dict[str, Any]) -> list[Notice]:
    """Return the notices in a record of PubMed's: its kinds of publication, and what refers to it."""
    found = []
    for row in record.get("references") or []:
        kind = _kind(row.get("reftype")) if isinstance(row, dict) else ""
        if kind:
            year = re.search(r"\b((?:19|20)\d\d)\b", words(row.get("refsource")))
            on = date(int(year[1]), 1, 1) if year else None
            doi = identifiers.doi_in(words(row.get("refsource")))
            found.append(Notice(kind, "PubMed", doi, words(row.get("pmid")), on))
    kinds = {_kind(kind) for kind in record.get("pubtype") or [] if isinstance(kind, str)}
    if RETRACTION in kinds and not any(row.kind == RETRACTION for row in found):
        found.append(Notice(RETRACTION, "PubMed"))
    return found


def of_retraction_watch(row: dict[str, str]) -> Notice | None:
    """Return the notice in a row of the Retraction Watch file, None for one of another nature."""
    kind = _kind(row.get("RetractionNature"))
    if not kind:
        return None
    doi = identifiers.doi_in(row.get("RetractionDOI") or "")
    pmid = (row.get("RetractionPubMedID") or "").strip()
    day = None
    if written := re.match(r"(\d{1,2}/\d{1,2}/\d{4})", row.get("RetractionDate") or ""):
        day = datetime.strptime(written[1], "%m/%d/%Y").date()
    return Notice(kind, "Retraction Watch", doi, "" if pmid.lower() in UNKNOWN else pmid, day)


def original(row: dict[str, str]) -> tuple[str, str]:
    """Return (DOI, PMID) of the work that a row of the Retraction Watch file is about; "" for none."""
    pmid = (row.get("OriginalPaperPubMedID") or "").strip()
    is_pmid = re.fullmatch(r"[1-9]\d*", pmid) is not None
    return identifiers.doi_in(row.get("OriginalPaperDOI") or ""), pmid if is_pmid else ""


def is_about(item: Item) -> bool:
    """Whether the title of a work says that it was withdrawn ("RETRACTED: …")."""
    return bool(TITLED.match(str(item.get("title") or "")))


def _kind(value: Any) -> str:
    return KINDS.get(re.sub(r"[_\s-]+", " ", words(value)).strip().lower(), "")


def _day(value: Any) -> date | None:
    rows = value.get("date-parts") if isinstance(value, dict) else None
    if not (isinstance(rows, list) and rows and isinstance(rows[0], list)):
        return None
    year, month, day = ([part for part in rows[0] if isinstance(part, int)] + [1, 1, 1])[:3]
    try:
        return date(year, month, day)
    except ValueError:
        return None
