"""What leaves as BibTeX, RIS or CSL-JSON comes back as it was; what is broken is named with its line."""

import json
import re
import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.bibliography.apa import entry as apa
from articles.bibliography.formats import bibtex, csl, latex, ris
from articles.models import Contributor, Reference
from articles.text.citations import KEY

CASES = json.loads((Path(__file__).parent / "data" / "apa_cases.json").read_text())
FORMATS = {"bibtex": bibtex, "ris": ris, "csl": csl}

# One line of text as a form would store it: no control characters, no blanks at the ends or doubled.
lines = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "),
    min_size=1,
    max_size=60,
).map(lambda text: " ".join(text.split()))
titles = lines.filter(bool)
#: What no list of names tells from a generation or a degree.
MARKED = re.compile(r"(?:Jr|Sr|Jnr|Snr|I{2,3}|IV|M\.?[DA]|D\.?O|R\.?N|LCSW)\.?|.*(?:Ph\.?D|PsyD)\.?")
name_words = st.text(string.ascii_letters + "éüøćŽ’-.", min_size=1, max_size=10).filter(
    lambda text: not MARKED.fullmatch(text)
)
people = st.one_of(
    st.fixed_dictionaries(
        {"family": name_words},
        optional={
            "given": name_words,
            "suffix": st.sampled_from(["Jr.", "III"]),
            "non-dropping-particle": st.sampled_from(["van der", "de", "d'"]),
            "dropping-particle": st.sampled_from(["de", "von"]),
        },
    ).filter(lambda person: "given" in person or "dropping-particle" not in person),
    st.builds(lambda text: {"literal": text}, titles),
)


def kept(item):
    """What a Reference keeps of an item."""
    return csl.to_fields(item)


def round_trip(format, item):
    (found,) = FORMATS[format].loads(FORMATS[format].dumps([item]))
    assert found.problem == ""
    return found.item


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.django_db
def test_the_works_of_the_suite_come_back_equal(format):
    for case in CASES:
        item = {**case["csl"], "title": " ".join(case["csl"]["title"].split())}
        work = Reference.objects.from_csl({**item, "DOI": ""})
        exported = work.to_csl()
        assert kept(round_trip(format, exported)) == kept(exported), case["csl"]["id"]


@pytest.mark.parametrize("format", FORMATS)
@settings(deadline=None)
@given(title=titles, author=st.lists(people, min_size=1, max_size=3), container=titles)
def test_any_text_and_any_name_comes_back_equal(format, title, author, container):
    item = {"id": "key1", "type": "article-journal", "title": title, "container-title": container}
    item["author"] = [csl.plain_name(person) for person in author]
    assert kept(round_trip(format, item)) == kept(item)


# Every field that a stored work has, with what an editor may have typed in it.
numbers = st.text("0123456789-–,. ABe", min_size=1, max_size=8).map(lambda text: " ".join(text.split()))
days = st.dates(date(1400, 1, 1), date(2100, 12, 31))
typed_dates = st.sampled_from(
    [
        "2015–2019",
        "Fall 2019",
        "ca. 1900",
        "2019-08-08/2019-08-11",
        "385–378 BCE",
        "ca. 350 CE",
        "forthcoming",
    ]
)
stored_works = st.fixed_dictionaries(
    {
        "key": st.from_regex(KEY, fullmatch=True),
        "kind": st.sampled_from(Reference.Kind.values),
        "title": titles,
    },
    optional={
        **dict.fromkeys(("container_title", "genre", "status", "publisher", "publisher_place"), titles),
        **dict.fromkeys(("archive", "event_title", "event_place", "authority", "section", "version"), titles),
        **dict.fromkeys(("volume", "issue", "edition", "number", "article_number"), numbers.filter(bool)),
        "pages": st.sampled_from(["1", "101-115", "e12-e18", "22-25, 30", "A1, A4", "i-xx", "S5", "12--19"]),
        "isbn": st.sampled_from(["9780890425787", "0-89042-578-1"]),
        "doi": st.sampled_from(["10.5555/a_b(c)1:2;3<4>5", "10.5555/{x}%2f&y", "10.5555/ü"]),
        "pmid": st.from_regex(r"[1-9][0-9]{0,7}", fullmatch=True),
        "url": st.sampled_from(["https://www.example.org/a_b?c=%20d&e=~f#g", "https://example.org/{x}"]),
        "day_issued": days,
        "date_text": typed_dates,
        "original_date": st.sampled_from(["1899", "ca. 350 BCE", "1899–1901"]),
        "accessed_on": days,
    },
)
a_contributor = st.builds(
    lambda role, person: {"role": role, **person},
    st.sampled_from(Contributor.Role.values),
    people,
)


def stored(columns, contributors):
    """The item of a work as it is exported."""
    columns = dict(columns)
    if day := columns.pop("day_issued", None):
        columns |= {"year": day.year, "month": day.month, "day": day.day}
    if columns["kind"] not in csl.PERIODICALS:
        columns.pop("article_number", None)
    else:
        columns.pop("number", None)
    work = Reference(**columns)
    work.tidy()
    item = csl.from_reference(work)
    for person in contributors:
        name = csl.plain_name({part: value for part, value in person.items() if part != "role"})
        item.setdefault(person["role"], []).append(name)
    return item


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=300, deadline=None)
@given(stored_works, st.lists(a_contributor, max_size=4))
def test_every_field_of_every_kind_of_work_comes_back_equal(format, columns, contributors):
    item = stored(columns, contributors)
    back = round_trip(format, item)
    assert back["id"] == item["id"]
    assert kept(back) == kept(item)
    assert apa.entry(back) == apa.entry(item)


@settings(deadline=None)
@given(titles)
def test_text_survives_latex(text):
    assert latex.decoded(latex.encoded(text)) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r"Schr{\"o}dinger", "Schrödinger"),
        (r"Gar{\c c}on \v{S}koda \'{\i}", "Garçon Škoda í"),
        (r"The {DNA} of \emph{E. coli} -- 10\,\% or so", "The DNA of <i>E. coli</i> – 10% or so"),
        (r"``quoted''~text \o{} \ss", "“quoted” text ø ß"),
        (r"CO\textsubscript{2}", "CO<sub>2</sub>"),
    ],
)
def test_latex_is_read_as_it_prints(code, text):
    assert latex.decoded(code) == text


def test_names_are_read_in_every_order():
    code = (
        "@article{a, title={T}, author={Anna van der Berg and King, Jr., Martin L. and {Study Group and Co}}}"
    )
    (found,) = bibtex.loads(code)
    _, contributors = csl.to_fields(found.item)
    entry = apa.entry(found.item)
    assert entry.startswith("van der Berg, A., King, M. L., Jr., &amp; Study Group and Co.")
    assert [person.get("particle") for person in contributors] == ["van der", None, None]


def test_a_broken_entry_is_named_with_its_line_and_the_others_are_read():
    code = "@article{good1, title={One}}\n@article{bad, title={Two\n\n@article{good2, title={Three}}\n"
    found = bibtex.loads(code)
    assert [(f.name, f.line, bool(f.problem)) for f in found] == [
        ("good1", 1, False),
        ("bad", 2, True),
        ("good2", 4, False),
    ]
    found = ris.loads(
        "TY  - JOUR\nTI  - One\nER  - \nTY  - JOUR\nTI  - Two\nTY  - BOOK\nTI  - Three\nER  - \n"
    )
    assert [(f.name, f.line, bool(f.problem)) for f in found] == [
        ("One", 1, False),
        ("Two", 4, False),  # the next record ends it as well as an ER line does
        ("Three", 6, False),
    ]
    (found,) = csl.loads('[\n{"title": "One",\n]')
    assert found.line == 3


def test_each_item_of_csl_json_has_its_line_and_what_breaks_is_named():
    text = '[\n  {"id": "one", "title": "One"},\n\n  {"id": "two",\n   "title": "Two"},\n  5,\n'
    text += '  {"id": "three", "title": }\n]'
    found = csl.loads(text)
    assert [(f.name, f.line, bool(f.problem)) for f in found] == [
        ("one", 2, False),
        ("two", 4, False),
        ("", 6, True),
        ("three", 7, True),
    ]
    assert [(f.name, f.line) for f in csl.loads('\n{"id": "alone", "title": "A"}\n')] == [("alone", 2)]
    assert csl.loads("[]") == []
    (first, rest) = csl.loads('[{"title": "A"} {"title": "B"}]')
    assert (first.problem, rest.item) == ("", None)
    assert "comma" in rest.problem


BIBTEX = r"""
% a remark
@string{jep = "Journal of Example Psychology"}
@STRING(ep = {Example Press})
@preamble{"\newcommand{\x}{y}"}
@comment{jabref-meta: grouping:}
@article{roe2020,
  author = "Roe, Ren{\'e} and van der Berg, Anna and {World Sample Organization} and others",
  title = {{Sleep} in {\em Drosophila} and {CO$_2$}: A {{nested {brace}}} of
           5-HT$_{2A}$, $\alpha$ and $^{13}$C},
  journal = jep, year = 2020, month = jan # "~1", volume = 12, number = 3, pages = {101--115},
}
@book(doe2019, author = {Doe, Jane}, title = "On sleep", publisher = ep, year = "2019")
@incollection{poe2018, crossref = {Whole}, author = {Poe, Ed}, title = {Dreams}, pages = {1--9}}
@proceedings{whole, title = {Proceedings of sleep}, editor = {Roe, R. and Doe, J.},
  year = 2018, publisher = ep}
@article{press, title = {X}, author = {M{\"u}ller, J{\"o}rg and \'{E}. Dupont},
  journal = "The " # jep, year = {in press}}
@misc{site, title = {Site}, author = {{Example Org}}, howpublished = {\url{https://www.example.org/a_b}}}
@misc{prep, title = {P}, author = {A, B}, archivePrefix = {arXiv}, eprint = {2101.00001}, year = {2015--2019}}
"""


def test_bibtex_is_read_with_abbreviations_parents_accents_and_formulas():
    found = {f.name: f for f in bibtex.loads(BIBTEX)}
    assert [f.problem for f in found.values()] == [""] * 7
    entries = {name: apa.entry(f.item) for name, f in found.items()}
    assert entries["roe2020"] == (
        "Roe, R., van der Berg, A., &amp; World Sample Organization. (2020). Sleep in <i>Drosophila</i> and "
        "CO<sub>2</sub>: A nested brace of 5-HT<sub>2A</sub>, α and <sup>13</sup>C. "
        "<i>Journal of Example Psychology</i>, <i>12</i>(3), 101–115."
    )
    assert found["roe2020"].lacks
    assert found["roe2020"].line == 7
    assert entries["doe2019"] == "Doe, J. (2019). <i>On sleep</i>. Example Press."
    assert entries["poe2018"] == (
        "Poe, E. (2018). Dreams. In R. Roe &amp; J. Doe (Eds.), <i>Proceedings of sleep</i> (pp. 1–9). "
        "Example Press."
    )
    assert entries["press"] == (
        "Müller, J., &amp; Dupont, É. (in press). X. <i>The Journal of Example Psychology</i>."
    )
    assert entries["site"] == "Example Org. (n.d.). <i>Site</i>. https://www.example.org/a_b"
    assert entries["prep"] == "A, B. (2015–2019). <i>P</i> (arXiv:2101.00001). arXiv."


def test_ris_is_read_with_any_line_ends_unknown_tags_and_records_without_end():
    lines = [
        *(
            "\ufeffTY  - JOUR",
            "AU  - Roe, R.",
            "XX  - what",
            "JO  - J Ex",
            "T2  - Journal of X",
            "TI  - Sleep",
        ),
        *(" and mood", "PY  - 2020///", "SN  - 1234-567X", "SP  - 1", "EP  - 9", "ER  - ", ""),
        *("TY  - JOUR", "TI  - No end"),
        *("TY  - BOOK", "A1  - Doe, Jane", "T1  - Book", "Y1  - 2019/05/03/", "ER  -"),
        *("TY  - MGZN", "TI  - Last", "PY  - 2019///Fall"),
    ]
    found = ris.loads("\n".join(lines))
    assert found == ris.loads("\r\n".join(lines)) == ris.loads("\r".join(lines))
    assert [(f.name, f.line, f.problem) for f in found] == [
        ("Sleep and mood", 1, ""),
        ("No end", 14, ""),
        ("Book", 16, ""),
        ("Last", 21, ""),
    ]
    assert apa.entry(found[0].item) == "Roe, R. (2020). Sleep and mood. <i>Journal of X</i>, 1–9."
    assert "ISBN" not in found[0].item
    assert found[2].item["issued"] == {"date-parts": [[2019, 5, 3]]}


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_file_stops_the_readers(text):
    for format in FORMATS.values():
        for found in format.loads(text):
            assert found.item is None or isinstance(found.item, dict)


def test_a_doi_or_pmid_pasted_between_bibtex_entries_is_found_at_its_line():
    entries = "@book{a, title={X}, year=2020}\nsome words\nPMID 123\n\n@book{b, title={Y}, year=2021}\n"
    works = bibtex.loads(f"10.5555/first\n{entries}")
    names = [work.item.get("DOI") or work.item.get("PMID") or work.item["id"] for work in works]
    assert [*zip([work.line for work in works], names, strict=True)] == [
        (1, "10.5555/first"),
        (2, "a"),
        (4, "123"),
        (6, "b"),
    ]
