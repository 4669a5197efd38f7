"""APA 7 from fields, against entries written by hand or by a reference processor and then corrected."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.bibliography.apa import entry

DATA = Path(__file__).parent / "data"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "apa_cases.json"
CASES = json.loads((DATA / "apa_cases.json").read_text()) + json.loads((DATA / "apa_edges.json").read_text())
GROUPS = json.loads((DATA / "apa_groups.json").read_text())
UPRIGHT = ('<span style="font-style:normal;">', '<span class="upright">')  # see data/apa_differences.md


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["csl"]["id"])
def test_an_entry_is_written_as_apa_7_asks(case):
    assert entry.entry(case["csl"]) == case["html"].replace(*UPRIGHT)
    assert entry.entry_text(case["csl"]) == case["text"]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["group"])
def test_works_of_the_same_authors_and_year_are_told_apart_by_letters(group):
    works = [item["csl"] for item in group["items"]]
    suffixes = entry.year_suffixes(works)
    entries = [entry.entry(work, year_suffix=suffixes.get(at, "")) for at, work in enumerate(works)]
    assert entries == [item["html"] for item in group["items"]]


@pytest.mark.skipif(not REAL.exists(), reason="the collection of real works is not part of the project")
def test_real_works_come_out_as_expected():
    cases = json.loads(REAL.read_text())
    different = [c["csl"]["id"] for c in cases if entry.entry(c["csl"]) != c["html"].replace(*UPRIGHT)]
    assert different == []
    different = [c["csl"]["id"] for c in cases if entry.entry_text(c["csl"]) != c["text"]]
    assert different == []


# --- Any text in any field ------------------------------------------------------------------------

FIELDS = [
    *(
        "title",
        "container-title",
        "volume",
        "issue",
        "page",
        "number",
        "edition",
        "version",
        "genre",
        "status",
    ),
    *("publisher", "archive", "event-title", "event-place", "section", "authority", "medium", "DOI", "URL"),
    *("reviewed-title", "reviewed-genre", "volume-title", "number-of-volumes", "part-number"),
    *("supplement-number", "collection-title", "collection-number", "chapter-number"),
]
KINDS = {case["csl"].get("type", "") for case in CASES} | {"patent", "periodical", "hearing"}
anything = st.text(st.sampled_from("<>&\"'/iab sup=12-–.,:;?!()§\x00"), max_size=12) | st.text(max_size=20)
a_name = st.fixed_dictionaries({}, optional=dict.fromkeys(("family", "given", "suffix", "literal"), anything))
a_date = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("raw", "literal", "season"), anything)
) | st.builds(
    lambda rows: {"date-parts": rows}, st.lists(st.lists(st.integers(-9999, 9999) | anything, max_size=3))
)
works = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(KINDS))},
    optional={
        **dict.fromkeys(FIELDS, anything),
        **dict.fromkeys(
            ("author", "editor", "translator", "illustrator", "chair", "director", "container-author"),
            st.lists(a_name, max_size=3),
        ),
        **dict.fromkeys(("issued", "accessed", "original-date"), a_date),
    },
)


@settings(max_examples=400, deadline=None)
@given(works)
def test_no_field_can_put_markup_on_the_page(work):
    html = entry.entry(work)
    assert entry.entry_text(work) == entry.plain(html)
    for tag in ("i", "b", "sub", "sup"):
        assert html.count(f"<{tag}>") == html.count(f"</{tag}>")
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert html.count('<span class="upright">') == html.count("</span>")
    html = html.replace('<span class="upright">', "").replace("</span>", "")
    assert "<" not in html
    assert ">" not in html
    assert re.fullmatch(r"([^&]|&(amp|lt|gt);)*", html)


def test_dates_decide_the_letters_where_the_entry_shows_them_then_titles():
    def post(title, *day):
        author = [{"family": "Doe", "given": "Jane"}]
        return {"type": "webpage", "title": title, "author": author, "issued": {"date-parts": [[2020, *day]]}}

    works = [post("Alpha", 5, 3), post("Beta", 2), post("The zeta"), post("“A” theta")]
    assert entry.year_suffixes(works) == {0: "d", 1: "c", 2: "b", 3: "a"}
    assert entry.entry(works[0], year_suffix="d") == "Doe, J. (2020d, May 3). <i>Alpha</i>."


def test_editors_and_undated_works_of_the_same_people_are_told_apart_too():
    editor = [{"family": "Roe", "given": "R."}]
    works = [{"type": "book", "title": title, "editor": editor} for title in ("Naps", "Dreams")]
    works += [{**work, "status": "in press"} for work in works]
    suffixes = entry.year_suffixes(works)
    assert [entry.entry(work, year_suffix=suffixes[at]) for at, work in enumerate(works)] == [
        "Roe, R. (Ed.). (n.d.-b). <i>Naps</i>.",
        "Roe, R. (Ed.). (n.d.-a). <i>Dreams</i>.",
        "Roe, R. (Ed.). (in press-b). <i>Naps</i>.",
        "Roe, R. (Ed.). (in press-a). <i>Dreams</i>.",
    ]


def test_a_thirtieth_work_of_a_year_has_two_letters():
    author = [{"literal": "World Sample Organization"}]
    works = [{"type": "report", "title": f"Sleep {n:02}", "author": author} for n in range(30)]
    suffixes = entry.year_suffixes(works)
    assert (suffixes[0], suffixes[25], suffixes[26], suffixes[29]) == ("a", "z", "aa", "ad")


@pytest.mark.parametrize(
    ("edition", "printed"),
    [
        ("3", "3rd ed."),
        ("3rd", "3rd ed."),
        ("Second", "Second ed."),
        ("5, text rev.", "5th ed., text rev."),
        ("5th ed., text rev.", "5th ed., text rev."),
        ("2nd revised", "2nd rev. ed."),
        ("Revised edition", "Rev. ed."),
        ("Summer 2019", "Summer 2019 ed."),
    ],
)
def test_an_edition_reads_as_apa_prints_it_however_it_was_typed(edition, printed):
    work = {"type": "book", "title": "Sleep", "edition": edition}
    assert entry.entry(work) == f"<i>Sleep</i> ({printed}). (n.d.)."
