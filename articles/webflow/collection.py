"""A collection as Webflow exports it: a CSV file with columns of its own, then those of the site.

`Name, Slug, Collection ID, [Locale ID,] Item ID, [Archived, Draft,] Created On, Updated On, Published On`,
then what the site calls its fields; a mapping says which of those mean what. Days look like
`Thu Jun 29 2023 17:11:21 GMT+0000 (Coordinated Universal Time)`.
"""

import csv
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from django.utils.translation import gettext as _

LONGEST = 5_000_000  # characters of one cell
OWN = ("Name", "Slug", "Collection ID", "Locale ID", "Item ID", "Archived", "Draft")
DAYS = ("Created On", "Updated On", "Published On")
NEEDED = ("Name", "Slug")
DAY = re.compile(
    r"(?:[A-Z][a-z]{2} )?(?P<day>[A-Z][a-z]{2} \d{1,2} \d{4} \d\d:\d\d:\d\d) "
    r"(?:GMT|UTC)(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)(?: \(.*\))?"
)


class NoExport(Exception):
    """The file is no export of a collection, or the mapping names columns that it does not have."""


@dataclass(frozen=True)
class Row:
    """One item: its line in the file, its own columns, its days (None for none), and the site's by meaning.

    `faults` are sentences about cells that cannot be read: such a row is not taken over.
    """

    line: int
    name: str
    slug: str
    is_archived: bool
    is_draft: bool
    created: datetime | None
    updated: datetime | None
    published: datetime | None
    said: dict
    faults: list = field(default_factory=list)


@dataclass(frozen=True)
class Collection:
    """Every item of a file, and the columns without a meaning, with how many cells they fill."""

    rows: list
    unused: dict


def read_collection(lines, mapping):
    """Return the Collection in the lines of a CSV file; raise NoExport.

    `mapping` is {meaning: name of a column}; a column that the file lacks is refused by name.
    """
    csv.field_size_limit(LONGEST)
    try:
        reader = csv.DictReader(lines, strict=True)
        columns = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = columns
        if lacking := [name for name in NEEDED if name not in columns]:
            raise NoExport(_("The file has no column %s: it is no export of a collection.") % lacking[0])
        if lacking := [name for name in mapping.values() if name not in columns]:
            words = _("The mapping names the column “%(name)s”, and the file has: %(columns)s.")
            raise NoExport(words % {"name": lacking[0], "columns": ", ".join(columns)})
        rows, filled = [], dict.fromkeys(set(columns) - {*OWN, *DAYS, *mapping.values()}, 0)
        for cells in reader:
            rows.append(_row(reader.line_num, cells, mapping))
            for name in filled:
                filled[name] += bool((cells.get(name) or "").strip())
    except (csv.Error, UnicodeDecodeError) as error:
        raise NoExport(_("The file cannot be read as CSV in UTF-8: %s.") % error) from error
    return Collection(rows, {name: times for name, times in sorted(filled.items()) if times})


def usual(columns, known):
    """Return {meaning: column} of the usual names that a file has. `known` is {meaning: usual names}."""
    by_name = {name.strip().lower(): name.strip() for name in columns}
    found = {}
    for meaning, names in known.items():
        if column := next((by_name[name] for name in names if name in by_name), None):
            found[meaning] = column
    return found


def _row(line, cells, mapping):
    faults, days = [], []
    for name in DAYS:
        try:
            days.append(_day(cells.get(name) or ""))
        except ValueError:
            days.append(None)
            faults.append(_("%(name)s: “%(text)s” is no day.") % {"name": name, "text": cells[name][:60]})
    if None in cells:
        faults.append(_("The row has more cells than the file has columns."))
    if any(value is None for value in cells.values()):
        faults.append(_("The row ends before its last column."))
    name, slug = ((cells.get(column) or "").strip() for column in NEEDED)
    if not name:
        faults.append(_("Name: it is empty."))
    if not slug:
        faults.append(_("Slug: it is empty."))
    flags = [(cells.get(column) or "").strip().lower() == "true" for column in ("Archived", "Draft")]
    said = {meaning: (cells.get(column) or "").strip() for meaning, column in mapping.items()}
    return Row(line, name, slug, *flags, *days, said, faults)


def _day(text):
    """Return the moment that a cell names, None for an empty one; raise ValueError for anything else."""
    text = text.strip()
    if not text:
        return None
    match = DAY.fullmatch(text)
    if not match:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    zone = timezone(offset if match["sign"] == "+" else -offset)
    return datetime.strptime(match["day"], "%b %d %Y %H:%M:%S").replace(tzinfo=zone)
