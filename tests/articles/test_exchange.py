"""What leaves as BibTeX, RIS or CSL-JSON comes back as it was; what is broken is named with its line."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.bibliography import apa, bibtex, csl, latex, ris
from articles.models import Reference

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
