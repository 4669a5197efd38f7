"""What leaves is read by other programs without loss: addresses, capitals, and names of one word."""

import pytest

from articles.bibliography.formats import bibtex, ris
from articles.bibliography.formats.bibtex_scan import scan
from articles.bibliography.formats.people import person

WORK = {
    "id": "roe2020",
    "type": "article-journal",
    "title": "MDMA for PTSD: A trial in <i>E. coli</i> of 50 %",
    "author": [{"literal": "Plato"}, {"family": "Roe", "given": "Rita"}, {"literal": "Vitamin D"}],
    "container-title": "Sleep & Co",
    "DOI": "10.5555/978-3-319-12345-6_12",
    "URL": "https://example.org/~a_b%20c?x=1&y=2#z",
    "page": "1-9",
}


def test_doi_and_address_stand_in_bibtex_as_they_are():
    (entry,) = scan(bibtex.dumps([WORK]))
    assert entry.fields["doi"] == WORK["DOI"]
    assert entry.fields["url"] == WORK["URL"]


def test_capitals_are_kept_from_styles_that_write_titles_small_and_marks_are_commands():
    (entry,) = scan(bibtex.dumps([WORK]))
    assert entry.fields["title"] == r"{MDMA} for {PTSD:} {A} trial in \emph{{E.} coli} of 50 \%"


def test_a_page_names_its_site_as_biblatex_does_and_a_thesis_its_degree():
    page = {"id": "a", "type": "webpage", "title": "T", "container-title": "Example Site", "publisher": "P"}
    (entry,) = scan(bibtex.dumps([page]))
    assert (entry.kind, entry.fields["organization"], entry.fields["publisher"]) == (
        "online",
        "Example Site",
        "P",
    )
    thesis = {"id": "a", "type": "thesis", "title": "T", "genre": "Doctoral dissertation", "publisher": "U"}
    assert bibtex.dumps([thesis]).startswith("@phdthesis{a,")
    assert bibtex.dumps([{**thesis, "genre": "Thesis"}]).startswith("@thesis{a,")


def test_one_publisher_with_an_and_in_it_stays_one():
    house = {"id": "a", "type": "book", "title": "T", "publisher": "Longmans, Green and Co."}
    (entry,) = scan(bibtex.dumps([house]))
    assert entry.fields["publisher"] == "Longmans, Green {and} Co."
    (work,) = bibtex.loads(bibtex.dumps([house]))
    assert work.item["publisher"] == "Longmans, Green and Co."


def test_names_of_one_word_and_names_that_look_like_a_person_come_back_as_they_were():
    for format in (bibtex, ris):
        (work,) = format.loads(format.dumps([WORK]))
        assert work.item["author"] == WORK["author"]
    assert "AU  - Vitamin D,\r\n" in ris.dumps([WORK])


def test_a_pmid_in_ris_stands_beside_the_name_of_its_database():
    text = ris.dumps([{**WORK, "PMID": "31999999"}])
    assert "AN  - 31999999\r\n" in text
    assert "DB  - PubMed\r\n" in text


def test_kinds_of_articles_have_the_names_that_biblatex_gives_them_and_others_are_named():
    for kind, name in (("article-newspaper", "newspaper"), ("article-magazine", "magazine")):
        text = bibtex.dumps([{"id": "a", "type": kind, "title": "T", "container-title": "Example Post"}])
        assert f"entrysubtype = {{{name}}}" in text
        assert bibtex.loads(text)[0].item["type"] == kind
    (work,) = bibtex.loads("@article{a, title = {T}, journal = {J}, entrysubtype = {review}}")
    assert [(row.field, row.value) for row in work.unused] == [("entrysubtype", "review")]


@pytest.mark.parametrize("format", [bibtex, ris])
@pytest.mark.parametrize("letters", ["M. A.", "M. D.", "D. O.", "R. N."])
def test_initials_that_look_like_a_degree_are_kept(format, letters):
    authors = [{"family": "Roe", "given": letters}, {"family": "van der Holt", "given": letters}]
    (work,) = format.loads(format.dumps([{**WORK, "author": authors}]))
    assert work.item["author"] == authors


def test_a_degree_behind_a_whole_name_is_no_initial_and_letters_behind_a_family_name_are():
    assert person("Rita Roe, M.D.") == {"literal": "Rita Roe"}
    assert person("Roe, Rita, MD") == {"family": "Roe", "given": "Rita"}
    assert person("R. Roe, MD") == {"family": "Roe", "given": "R."}
    assert person("Roe, MA") == {"family": "Roe", "given": "M. A."}


def test_a_report_and_a_thesis_name_their_house_as_biblatex_asks_and_words_are_no_date():
    for kind, field in (("report", "institution"), ("thesis", "institution"), ("book", "publisher")):
        text = bibtex.dumps([{"id": "a", "type": kind, "title": "T", "publisher": "Example House"}])
        assert f"  {field} = {{Example House}}" in text
        assert bibtex.loads(text)[0].item["publisher"] == "Example House"
    text = bibtex.dumps([{**WORK, "issued": {"raw": "2015–present"}}])
    assert "  year = {2015–present}" in text
    assert bibtex.loads(text)[0].item["issued"] == {"raw": "2015–present"}
