"""What a stored work keeps of what was imported: it reads as it was given."""

import json
from pathlib import Path

import pytest

from articles.bibliography.apa import entry
from articles.bibliography.formats import csl
from articles.models import Reference

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "apa_cases.json").read_text()) + json.loads((DATA / "apa_edges.json").read_text())


def is_kept(item):
    """Whether a day of retrieval is a whole day, which alone is kept."""
    return len((item.get("accessed") or {}).get("date-parts", [[2020, 1, 1]])[0]) == 3


@pytest.mark.parametrize(
    "item", [case["csl"] for case in CASES if is_kept(case["csl"])], ids=lambda item: item["id"]
)
def test_an_imported_work_reads_as_it_was_given(item):
    columns, people = csl.to_fields(item)
    work = Reference(key="key", **columns)
    work.tidy()
    assert entry.entry(csl.from_fields(work, people)) == entry.entry(item)


def test_a_date_in_words_decides_the_year():
    work = Reference(key="roe", title="Sleep", date_text="Fall 2019", year=1999, month=5, day=3)
    work.tidy()
    assert (work.year, work.month, work.day) == (2019, None, None)
    work.date_text = "385–378 BCE"
    work.tidy()
    assert work.year is None
