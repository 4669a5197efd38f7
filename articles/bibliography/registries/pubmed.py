"""PubMed's E-utilities: a work by its PMID, as CSL-JSON. Authors have initials only there."""

import calendar
import re

from django.conf import settings

from articles.bibliography.registries.client import NoAnswer, Unknown, ask, words

MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
DATE = re.compile(r"^(?P<year>\d{4})(?:\s+(?P<month>[A-Z][a-z]{2}))?(?:\s+(?P<day>\d{1,2}))?$")
NAME = re.compile(r"^(?P<family>.+?) (?P<initials>[A-Z]{1,4})(?: (?P<suffix>Jr|Sr|2nd|3rd))?$")
SUFFIXES = {"Jr": "Jr.", "Sr": "Sr.", "2nd": "II", "3rd": "III"}


def fetch(pmid):
    """Return the CSL-JSON item of a PMID; raise Unknown or Unreachable. Call it from a task."""
    asked = {"db": "pubmed", "id": pmid, "retmode": "json", "tool": "psychly", "email": settings.STAFF_EMAIL}
    result = ask(f"{settings.PUBMED_URL}esummary.fcgi", asked).get("result")
    if not isinstance(result, dict):
        raise NoAnswer("PubMed answered in a shape that is not known.")
    record = result.get(pmid)
    if not isinstance(record, dict) or record.get("error"):
        raise Unknown(pmid)
    return _item(record, pmid)


def _item(record, pmid):
    item = {
        "type": "article-journal",
        "title": words(record.get("title")).rstrip("."),
        "container-title": words(record.get("fulljournalname")),
        "volume": words(record.get("volume")),
        "issue": words(record.get("issue")),
        "page": _pages(words(record.get("pages"))),
        "PMID": pmid,
        "DOI": _doi(record),
        "author": [_name(words(row.get("name"))) for row in record.get("authors") or []],
    }
    if date := DATE.match(words(record.get("pubdate"))):
        parts = [int(date["year"]), MONTHS.get(date["month"] or ""), date["day"] and int(date["day"])]
        item["issued"] = {"date-parts": [[part for part in parts if part]]}
    if not item["title"]:
        raise NoAnswer("PubMed answered in a shape that is not known.")
    return {name: value for name, value in item.items() if value}


def _pages(text):
    """Return "351-354" for PubMed's "351-4"."""
    first, dash, last = text.partition("-")
    if dash and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}{dash}{last}"


def _doi(record):
    rows = [row for row in record.get("articleids") or [] if isinstance(row, dict)]
    return next((words(row.get("value")).lower() for row in rows if row.get("idtype") == "doi"), "")


def _name(name):
    """Return "Kang MJY" as a CSL name; what does not look like a person is an organization."""
    match = NAME.match(name)
    if not match:
        return {"literal": name}
    given = " ".join(f"{letter}." for letter in match["initials"])
    suffix = SUFFIXES.get(match["suffix"] or "")
    return {"family": match["family"], "given": given, **({"suffix": suffix} if suffix else {})}
