"""Dates of works: read from CSL-JSON in any of its forms, and written as APA 7 asks (9.13 to 9.17, 9.41).

CSL gives a date as numbers (`date-parts`, one row or the first and the last), as `raw` text that a program
may read, or as `literal` text that stands for itself; `season` and `circa` stand beside them.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from typing import Any

from articles.bibliography.csl_types import Item

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
SEASONS = ("Spring", "Summer", "Fall", "Winter")
IN_PRESS = {"in press", "accepted", "accepted for publication", "to appear"}
UNDATED = {"", "n.d.", "n. d.", "no date", "undated", "s.f.", "s.d."}
NUMBERS = re.compile(
    r"(?P<year>-?\d{3,4})(?:[-/.](?P<month>\d{1,2}))?(?:[-/.](?P<day>\d{1,2}))?(?:[T ][\d:.Z+-]*)?"
)
COMPACT = re.compile(r"(?P<year>1[4-9]\d\d|20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])")
YEARS = re.compile(r"(?P<first>-?\d{3,4})\s*[-–—/]\s*(?P<last>-?\d{3,4})")
ERA = re.compile(
    r"(?P<first>\d{1,4})(?:\s*[-–—/]\s*(?P<last>\d{1,4}))?\s*(?P<era>B\.?C\.?(?:E\.?)?|C\.?E\.?|A\.?D\.?)",
    re.IGNORECASE,
)
WORDS = [
    re.compile(r"\b(?P<word>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<word>[^\W\d]+)\.?,?\s+(?P<year>\d{4})"),
    re.compile(r"\b(?P<word>[^\W\d]+)\.?,?\s+(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})(?:,?\s+|[-/])(?P<word>[^\W\d]+)\.?(?:(?:\s+|[-/])(?P<day>\d{1,2}))?"),
]
#: "Mar-Apr 2020", "2020 Mar-Apr", "2003 Nov 15-21", "1998 Dec-1999 Jan": from one to another.
SPANS = [
    re.compile(r"(?P<year>\d{4})\s+(?P<one>[^\W\d]+)\.?\s*[-–/]\s*(?P<two>[^\W\d]+)\.?"),
    re.compile(
        r"(?P<one>[^\W\d]{1,15})\.?\s{0,3}[-–/]\s{0,3}(?P<two>[^\W\d]{1,15})\.?,?\s{1,3}(?P<year>\d{4})"
    ),
    re.compile(r"(?P<year>\d{4})\s+(?P<one>[^\W\d]+)\.?\s+(?P<day>\d{1,2})\s*[-–]\s*(?P<last>\d{1,2})"),
    re.compile(
        r"(?P<year>\d{4})\s+(?P<one>[^\W\d]+)\.?(?:\s+(?P<day>\d{1,2}))?\s*[-–]\s*"
        r"(?P<next>\d{4}\s+)?(?P<two>[^\W\d]+)\.?(?:\s+(?P<last>\d{1,2}))?"
    ),
]
CIRCA = re.compile(r"^(?:ca?\.|circa|about)\s*|[~?]$", re.IGNORECASE)


@dataclass(frozen=True)
class Date:
    """First and last day as [year, month, day] as far as known, a season, or words in place of numbers."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    season: str = ""
    is_circa: bool = False
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.first or self.words)

    @property
    def year(self) -> str:
        """The year or years in words: "2021", "2015–2019", "ca. 350 B.C.E.", "in press"; "" for no date."""
        if not self.first:
            return self.words
        first, last = self.first[0], self.last[0] if self.last else self.first[0]
        if first == last:
            text = _year(first)
        else:
            text = f"{abs(first) if first < 0 and last < 0 else _year(first)}–{_year(last)}"
        return f"ca. {text}" if self.is_circa else text

    @property
    def rest(self) -> str:
        """Month and day, from the first to the last ("August 29–September 2"), or the season; "" for none."""
        first, last = _month_and_day(self.first), _month_and_day(self.last)
        if not first or not last or self.first == self.last:
            return first or self.season
        same_month = self.first[:2] == self.last[:2] and len(self.last) > 2
        return f"{first}–{self.last[2] if same_month else last}"

    @property
    def typed(self) -> str:
        """The date as text that `read_text` reads back: "2015–2019", "Fall 2019", "2019-08-08/2019-08-11"."""
        if len(self.first) < 2 and len(self.last) < 2:
            return f"{self.season} {self.year}" if self.season else self.year
        text = "/".join("-".join(f"{part:02}" for part in day) for day in (self.first, self.last) if day)
        return f"ca. {text}" if self.is_circa else text

    @property
    def in_full(self) -> str:
        """The first day with its year behind: "January 9, 2020", "March 2020", "2020"."""
        rest = _month_and_day(self.first) or self.season
        joint = ", " if len(self.first) > 2 else " "
        return f"{rest}{joint}{_year(self.first[0])}" if rest and self.first else self.year


def read_date(work: Item, name: str) -> Date:
    """Return the date of a CSL work under a name (`issued`, `accessed` …), empty when there is none."""
    value = work.get(name)
    if not isinstance(value, dict):
        return read_text(str(value)) if isinstance(value, str | int) else Date()
    parts = value.get("date-parts") or []
    if isinstance(parts, list) and parts and not any(isinstance(part, list) for part in parts):
        parts = [parts]  # one row without its list around it
    rows = [numbers for row in parts if (numbers := _numbers(row))][:2]
    is_circa = bool(value.get("circa")) and str(value["circa"]).lower() not in ("false", "0")
    if not rows:
        found = read_text(str(value.get("raw") or value.get("literal") or ""))
        return Date(found.first, found.last, found.season, found.is_circa or is_circa, found.words)
    season = _season(value.get("season"))
    if len(rows[0]) > 1 and rows[0][1] > 12:
        season = season or _season(rows[0][1])
    first, *others = [_possible(row) for row in rows]
    return Date(first, others[0] if others else [], season, is_circa)


def read_text(text: str) -> Date:
    """Return a date from text in a usual form; what cannot be read stays as words, as it was typed."""
    text = " ".join(text.split())
    if text.lower() in UNDATED:
        return Date()
    if text.lower() in IN_PRESS:
        return Date(words="in press")
    bare = CIRCA.sub("", text).strip()
    is_circa = bare != text
    if (match := YEARS.fullmatch(bare)) and int(match["first"]) < int(match["last"]):
        return Date([int(match["first"])], [int(match["last"])], is_circa=is_circa)
    if match := ERA.fullmatch(bare):
        sign = -1 if match["era"][0] in "Bb" else 1
        years = [sign * int(year) for year in (match["first"], match["last"]) if year]
        return Date(years[:1], years[1:], is_circa=is_circa) if 0 not in years else Date(words=text)
    if match := NUMBERS.fullmatch(bare) or COMPACT.fullmatch(bare):
        parts = [int(part) for part in (match["year"], match["month"], match["day"]) if part]
        found = read_date({"": {"date-parts": [parts]}}, "")
        return Date(found.first, found.last, found.season, is_circa)
    if "/" in bare and all(NUMBERS.fullmatch(part) for part in bare.split("/")) and bare.count("/") == 1:
        first, last = (read_text(part) for part in bare.split("/"))
        return Date(first.first, last.first, is_circa=is_circa)
    for pattern in WORDS:
        if (match := pattern.fullmatch(bare)) and (said := _from_words(match)):
            return Date(said.first, season=said.season, is_circa=is_circa)
    for pattern in SPANS:
        if (match := pattern.fullmatch(bare)) and (said := _span(match.groupdict())):
            return Date(said.first, said.last, is_circa=is_circa)
    return Date(words=text)


def _span(parts: dict[str, str | None]) -> Date | None:
    """Return the first and the last day of a span; None when its words are no months."""
    year, one = int(parts["year"] or 0), _month(parts["one"] or "")
    two = _month(parts.get("two") or "") if parts.get("two") else one
    if not one or not two:
        return None
    first, last = [year, one], [int(parts.get("next") or year), two]
    if parts.get("day") and parts.get("last"):
        first, last = [*first, int(parts["day"] or 0)], [*last, int(parts["last"] or 0)]
    return Date(_possible(first), _possible(last)) if first <= last else None


def _possible(row: list[int]) -> list[int]:
    """Return [year, month, day] up to the first that no calendar has."""
    if len(row) > 1 and not 1 <= row[1] <= 12:
        return row[:1]
    return row[:2] if len(row) > 2 and not 1 <= row[2] <= monthrange(2000, row[1])[1] else row


def _from_words(match: re.Match[str]) -> Date | None:
    """Return the date of "May 3, 2021", "3 Mai 2021"-like English words, "Spring 2021"; None for others."""
    year, word = int(match["year"]), match["word"].lower()
    if season := _season(word):
        return Date([year], season=season)
    month = _month(word)
    day = int(match.groupdict().get("day") or 0)
    return Date([year, month, *([day] if 1 <= day <= 31 else [])]) if month else None


def _month(word: str) -> int:
    """Return the number of a month by its name or the first letters of it ("Sept"); 0 for other words."""
    word = word.lower().rstrip(".")
    starts = (n for n, name in enumerate(MONTHS, 1) if len(word) > 2 and name.lower().startswith(word))
    return 9 if word == "sept" else next(starts, 0)


def _numbers(row: Any) -> list[int]:
    """Return a row of `date-parts` as integers up to the first that is missing; [] when there is no year."""
    numbers = []
    for part in row if isinstance(row, list) else [row]:
        if not re.fullmatch(r"-?\d{1,4}", str(part).strip()) or not int(part):
            break
        numbers.append(int(part))
    return numbers[:3]


def _season(value: Any) -> str:
    """Return a season's name for 1 to 4, 13 to 16, 21 to 24 (as CSL and EDTF number them) or a name."""
    text = str(value or "").strip()
    if text.isdecimal():
        number = int(text)
        return (
            SEASONS[(number - 1) % 4]
            if number in (*range(1, 5), *range(13, 17))
            else (SEASONS[number - 21] if 21 <= number <= 24 else "")
        )
    return text.title() if text.title() in (*SEASONS, "Autumn") else ""


def _year(year: int) -> str:
    """Return a year in words; before the year 1000 the era is named."""
    return f"{-year} B.C.E." if year < 0 else f"{year} C.E." if year < 1000 else str(year)


def _month_and_day(parts: list[int]) -> str:
    """Return "September 7", "September" or "" for [year, month, day]."""
    text = MONTHS[parts[1] - 1] if len(parts) > 1 else ""
    return f"{text} {parts[2]}" if text and len(parts) > 2 else text
