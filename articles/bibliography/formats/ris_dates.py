"""The dates of an RIS record: PY gives the year, DA its day, and each program writes both in its own way."""

import re

from articles.bibliography import dates
from articles.bibliography.csl_types import Item
from articles.bibliography.formats.parsed import Unused

NUMERIC = re.compile(r"(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})[/.-](?P<year>\d{4})")
TIME = re.compile(r"[/ T]\d{1,2}:\d{2}(?::\d{2})?\S*$")
YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20\d\d)(?!\d)")


def other_date(text: str) -> Item:
    """Return a date that stands alone ("2021/04/02/", "2021///Spring") as CSL gives it."""
    return _as_csl(_read(text, ""))


def issued_date(lines: list[tuple[str, str]], unused: list[Unused]) -> Item:
    """Return the day of publication: the most exact of PY, Y1 and DA that agrees with the year."""
    said = [(tag, value) for tag, value in lines if tag in ("PY", "Y1", "DA") and value]
    years = [match[1] for tag, value in said if tag != "DA" and (match := YEAR.search(value))]
    years += [match[1] for tag, value in said if tag == "DA" and (match := YEAR.search(value))]
    year, best = years[0] if years else "", dates.Date()
    for tag, value in said:
        found = _read(value, year if tag == "DA" else "")
        if found.words and year:
            unused.append(Unused(tag, value, "It is no day of the year."))
        elif found.first and year and str(found.first[0]) != year:
            unused.append(Unused(tag, value, "It is of another year."))
        elif _exactness(found) > _exactness(best):
            best = found
    return _as_csl(best)


def _exactness(found: dates.Date) -> int:
    return len(found.first) * 2 + bool(found.season) + bool(found.last) + found.is_circa + bool(found.words)


def _as_csl(found: dates.Date) -> Item:
    if found.words or found.season or found.last or found.is_circa:
        return {"raw": found.typed}
    return {"date-parts": [found.first]} if found.first else {}


def _read(text: str, year: str) -> dates.Date:
    """Return the date of "2021/04/02/Spring", "Mar 3" with the year beside it, or "03/25/2021"."""
    if numeric := NUMERIC.fullmatch(text.strip()):
        return _numeric(numeric)
    parts = [part.strip() for part in TIME.sub("", text).split("/")]
    numbers = []
    while parts and re.fullmatch(r"\d{1,4}", parts[0]):
        numbers.append(parts.pop(0))
    rest = " ".join(part for part in parts if part)
    while numbers and len(numbers) > 1 and int(numbers[-1]) == 0:
        numbers.pop()
    if numbers and not rest:
        return dates.read_text("-".join(numbers))
    if numbers and rest:
        return dates.read_text(rest if YEAR.search(rest) else f"{rest} {numbers[0]}")
    if not YEAR.search(text) and year and not re.fullmatch(r"\d{8}", text):
        return dates.read_text(
            f"{text.strip()}, {year}" if re.search(r"\d$", text) else f"{text.strip()} {year}"
        )
    return dates.read_text(
        text.strip("/ ").replace("/", "-") if re.fullmatch(r"[\d/ ]+", text) else text.strip("/ ")
    )


def _numeric(match: re.Match[str]) -> dates.Date:
    """Return "25/03/2021" or "03/25/2021"; where day and month cannot be told apart, the year alone."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if one == two and one <= 12:
        return dates.Date([year, one, two])
    if one > 12 >= two:
        return dates.Date([year, two, one])
    if two > 12 >= one:
        return dates.Date([year, one, two])
    return dates.Date(words=match[0])
