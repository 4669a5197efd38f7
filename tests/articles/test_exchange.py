"""What leaves as BibTeX, RIS or CSL-JSON comes back as it was; what is broken is named with its line."""

import json
import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.bibliography import apa, bibtex, csl, latex, ris
from articles.citations import KEY
from articles.models import Contributor, Reference

CASES = json.loads((Path(__file__).parent / "data" / "apa_cases.json").read_text())
FORMATS = {"bibtex": bibtex, "ris": ris, "csl": csl}

# One line of text as a form would store it: no control characters, no blanks at the ends or doubled.
lines = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "),
    min_size=1,
    max_size=60,
).map(lambda text: " ".join(text.split()))
titles = lines.filter(bool)
name_words = st.text(string.ascii_letters + "éüøćŽ’-.", min_size=1, max_size=10)
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
        ("Two", 4, True),
        ("Three", 6, False),
    ]
    (found,) = csl.loads('[\n{"title": "One",\n]')
    assert found.line == 3


@given(st.text(max_size=200))
def test_no_file_stops_the_readers(text):
    for format in FORMATS.values():
        for found in format.loads(text):
            assert found.item is None or isinstance(found.item, dict)
