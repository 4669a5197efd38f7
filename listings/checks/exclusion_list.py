"""Reads the OIG's published file (LEIE, "UPDATED.csv") into the table of exclusions.

https://oig.hhs.gov/exclusions/exclusions_list.asp: one row a person or business, dates as YYYYMMDD with
00000000 for none, NPI 0000000000 for none. The file is the whole list: who is no longer in it was reinstated.
"""

import csv
import datetime
import hashlib

from django.db import transaction

from listings.models.exclusion import Exclusion, ExclusionList
from providers.text_folding import fold

COLUMNS = [
    *["LASTNAME", "FIRSTNAME", "MIDNAME", "BUSNAME", "GENERAL", "SPECIALTY", "UPIN", "NPI", "DOB"],
    *["ADDRESS", "CITY", "STATE", "ZIP", "EXCLTYPE", "EXCLDATE", "REINDATE", "WAIVERDATE", "WVRSTATE"],
]
NEEDED = {"LASTNAME", "FIRSTNAME", "BUSNAME", "NPI", "STATE", "EXCLTYPE", "EXCLDATE"}
BATCH = 2_000
MOST_BAD = 0.05  # of the rows; more means that this is not the file we know


class NotTheList(Exception):
    """The file is not the published list; nothing was changed."""


def load(path):
    """Make the table hold exactly what a file says; return (ExclusionList, added, gone, bad rows).

    A bad row is (line number, sentence); it is left out. The same file twice changes no row. Raises
    NotTheList, or OSError when the file cannot be read.
    """
    entries, bad, digest = _read(path)
    known = set(Exclusion.objects.values_list("row_sha256", flat=True))
    new = [entry for key, entry in entries.items() if key not in known]
    gone = list(known - entries.keys())
    newest = max((entry.excluded_on for entry in entries.values()), default=None)
    with transaction.atomic():
        for start in range(0, len(gone), BATCH // 4):
            Exclusion.objects.filter(row_sha256__in=gone[start : start + BATCH // 4]).delete()
        Exclusion.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
        record = ExclusionList.objects.create(
            file_sha256=digest, rows=len(entries), bad_rows=len(bad), newest_on=newest
        )
    return record, len(new), len(gone), bad


def _read(path):
    """Return ({fingerprint: Exclusion}, bad rows, fingerprint of the file)."""
    entries, bad, digest = {}, [], hashlib.sha256()
    # Names in the file are plain ASCII but for a few; what is not UTF-8 is Windows text.
    with open(path, "rb") as file:
        content = file.read()
    digest.update(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    reader = csv.DictReader(text.replace("\0", "").splitlines(), restkey="more")
    header = {name.strip().upper() for name in reader.fieldnames or [] if name}
    if missing := NEEDED - header:
        raise NotTheList(f"Columns are missing: {', '.join(sorted(missing))}.")
    reader.fieldnames = [(name or "").strip().upper() for name in reader.fieldnames]
    for values in reader:
        try:
            entry = _entry(values)
        except ValueError as error:
            bad.append((reader.line_num, str(error)))
            continue
        if entry:
            entries[entry.row_sha256] = entry
    if not entries or len(bad) > MOST_BAD * (len(bad) + len(entries)):
        raise NotTheList(f"{len(bad)} of {len(bad) + len(entries)} rows cannot be read.")
    return entries, bad, digest.hexdigest()


def _entry(values):
    """Return one row as an Exclusion, None for somebody who was reinstated; raises ValueError."""
    if "more" in values or None in values.values():
        raise ValueError("The number of columns is wrong.")
    row = {name: values.get(name, "").strip() for name in COLUMNS}
    is_business = not row["LASTNAME"]
    surname = fold(row["BUSNAME"] if is_business else row["LASTNAME"])
    if not surname:
        raise ValueError("There is no name in it.")
    excluded_on = _day(row["EXCLDATE"], "EXCLDATE")
    if excluded_on is None:
        raise ValueError("EXCLDATE is missing.")
    if _day(row["REINDATE"], "REINDATE"):
        return None
    npi = row["NPI"]
    if npi and not (npi.isascii() and npi.isdigit() and len(npi) == 10):
        raise ValueError("NPI is not ten digits.")
    person = " ".join(filter(None, [row["FIRSTNAME"], row["MIDNAME"], row["LASTNAME"]]))
    key = "\x1f".join(row[name] for name in COLUMNS if name != "DOB")
    return Exclusion(
        row_sha256=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest(),
        name=(row["BUSNAME"] if is_business else person)[:200],
        is_business=is_business,
        surname=surname[:120],
        given_name="" if is_business else fold(row["FIRSTNAME"])[:60],
        general=row["GENERAL"][:60],
        specialty=row["SPECIALTY"][:60],
        npi="" if npi.strip("0") == "" else npi,
        city=row["CITY"][:60],
        state=row["STATE"][:2],
        zip_code=row["ZIP"][:5],
        basis=row["EXCLTYPE"][:20],
        excluded_on=excluded_on,
    )


def _day(text, column):
    """Read YYYYMMDD; None for nothing or zeros; raises ValueError naming the column."""
    if not text.strip("0"):
        return None
    try:
        return datetime.datetime.strptime(text, "%Y%m%d").date()
    except ValueError as error:
        raise ValueError(f"{column} is not a day (YYYYMMDD).") from error
