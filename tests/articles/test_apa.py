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
UPRIGHT = ('<span style="font-style:normal;">', '<span class="upright">')  # see data/apa_differences.md


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["csl"]["id"])
def test_an_entry_is_written_as_apa_7_asks(case):
    assert entry.entry(case["csl"]) == case["html"].replace(*UPRIGHT)
    assert entry.entry_text(case["csl"]) == case["text"]


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
        ("2nd ed", "2nd ed."),
        ("1st paperback ed", "1st paperback ed."),
        ("3. Aufl.", "3. Aufl."),
        ("1. izd.", "1. izd."),
        ("Édition revue", "Édition revue"),
    ],
)
def test_an_edition_reads_as_apa_prints_it_however_it_was_typed(edition, printed):
    work = {"type": "book", "title": "Sleep", "edition": edition}
    assert entry.entry(work) == f"<i>Sleep</i> ({printed}). (n.d.)."


def author(given, family="Roe"):
    return [{"family": family, "given": given}]


EPISODE = {"type": "broadcast", "title": "Sleep", "container-title": "An Invented Show", "number": "45"}
VIDEO = {"type": "motion_picture", "title": "Sleep", "issued": {"date-parts": [[2018, 4, 6]]}}
BOOK = {"type": "book", "title": "Sleep", "issued": {"date-parts": [[2019]]}}
ARTICLE = {"type": "article-journal", "title": "Sleep", "container-title": "Sleep Letters", "volume": "6"}


@pytest.mark.parametrize(
    ("work", "printed"),
    [
        ({**BOOK, "volume": "Volume 21"}, "<i>Sleep</i> (Vol. 21). (2019)."),
        ({**BOOK, "volume": "Bd. 18"}, "<i>Sleep</i> (Vol. 18). (2019)."),
        ({**BOOK, "author": author("Lee-ann")}, "Roe, L. (2019). <i>Sleep</i>."),
        ({**BOOK, "author": author("Ai-Jun")}, "Roe, A.-J. (2019). <i>Sleep</i>."),
        ({**BOOK, "author": author("Maria do Socorro")}, "Roe, M. do S. (2019). <i>Sleep</i>."),
        ({**BOOK, "author": author("Julien d'")}, "Roe, J. d’. (2019). <i>Sleep</i>."),
        ({**BOOK, "author": author("BWJH", "Poe")}, "Poe, B. W. J. H. (2019). <i>Sleep</i>."),
        (
            {**BOOK, "author": author("Rita"), "contributor": author("Wim T.", "Long")},
            "Roe, R. (with Long, W. T.). (2019). <i>Sleep</i>.",
        ),
        ({**BOOK, "title": "Le sommeil [The sleep]"}, "<i>Le sommeil</i> [The sleep]. (2019)."),
        (
            {**BOOK, "type": "thesis", "genre": "doctoral dissertation", "publisher": "U"},
            "<i>Sleep</i> [Doctoral dissertation, U]. (2019).",
        ),
        (
            {**BOOK, "type": "article", "genre": "SSRN Scholarly Paper", "number": "1450387"},
            "<i>Sleep</i> (SSRN Scholarly Paper No. 1450387). (2019).",
        ),
        ({**ARTICLE, "page": "61-61"}, "Sleep. (n.d.). <i>Sleep Letters</i>, <i>6</i>, 61."),
        (
            {**ARTICLE, "page": "e00122-21"},
            "Sleep. (n.d.). <i>Sleep Letters</i>, <i>6</i>, Article e00122-21.",
        ),
        (
            {**BOOK, "type": "report", "genre": "Documents de travail", "number": "266"},
            "<i>Sleep</i> (Documents de travail No. 266). (2019).",
        ),
        ({**BOOK, "type": "chapter", "page": "47-75"}, "<i>Sleep</i> (pp. 47–75). (2019)."),
        ({**BOOK, "issued": {"raw": "350 BCE"}}, "<i>Sleep</i>. (350 B.C.E.)."),
        (
            {**EPISODE, "genre": "Audio podcast episode", "host": author("Rita")},
            "Roe, R. (Host). (n.d.). Sleep (No. 45) [Audio podcast episode]. In <i>An Invented Show</i>.",
        ),
        (
            {"type": "song", "title": "Sleep", "container-title": "Night", "author": author("Rita")},
            "Roe, R. (n.d.). Sleep [Song]. On <i>Night</i>.",
        ),
        (
            {**VIDEO, "URL": "https://video.example/1"},
            "<i>Sleep</i> [Video]. (2018, April 6). https://video.example/1",
        ),
        ({**VIDEO, "director": author("Rita")}, "Roe, R. (Director). (2018). <i>Sleep</i> [Film]."),
    ],
)
def test_what_catalogues_and_managers_write_is_printed_as_apa_asks(work, printed):
    assert entry.entry(work) == printed
