"""APA 7 from fields, against entries written by hand or by a reference processor and then corrected."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.bibliography import apa

DATA = Path(__file__).parent / "data"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "apa_cases.json"
CASES = json.loads((DATA / "apa_cases.json").read_text())
GROUPS = json.loads((DATA / "apa_groups.json").read_text())
UPRIGHT = ('<span style="font-style:normal;">', '<span class="upright">')  # see data/apa_differences.md


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["csl"]["id"])
def test_an_entry_is_written_as_apa_7_asks(case):
    assert apa.entry(case["csl"]) == case["html"].replace(*UPRIGHT)
    assert apa.entry_text(case["csl"]) == case["text"]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["group"])
def test_works_of_the_same_authors_and_year_are_told_apart_by_letters(group):
    works = [item["csl"] for item in group["items"]]
    suffixes = apa.year_suffixes(works)
    entries = [apa.entry(work, year_suffix=suffixes.get(at, "")) for at, work in enumerate(works)]
    assert entries == [item["html"] for item in group["items"]]


@pytest.mark.skipif(not REAL.exists(), reason="the collection of real works is not part of the project")
def test_real_works_come_out_as_expected():
    cases = json.loads(REAL.read_text())
    different = [c["csl"]["id"] for c in cases if apa.entry(c["csl"]) != c["html"].replace(*UPRIGHT)]
    assert different == []


@given(st.text(), st.text(), st.text())
def test_no_field_can_put_markup_on_the_page(title, journal, family):
    work = {
        "type": "article-journal",
        "title": title,
        "container-title": journal,
        "author": [{"family": family, "given": "A"}],
    }
    html = apa.entry(work)
    for tag in ("i", "b", "sub", "sup"):
        assert html.count(f"<{tag}>") == html.count(f"</{tag}>")
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in html.replace('<span class="upright">', "").replace("</span>", "")
