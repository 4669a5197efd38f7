"""What Crossref and PubMed deposit in their own ways; the shapes are theirs, what is said is invented."""

import pytest

from articles.bibliography.formats.crossref_message import from_message
from articles.bibliography.registries import pubmed

BASE = {"DOI": "10.5555/X", "title": ["Sleep"], "author": [{"family": "Roe", "given": "Rita"}]}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {
                "type": "posted-content",
                "publisher": "Invented Laboratory",
                "institution": [{"name": "medRxiv"}],
            },
            {"type": "article", "publisher": "medRxiv"},
        ),
        (
            {"type": "posted-content", "DOI": "10.31234/osf.io/x", "publisher": "Center for Something"},
            {"publisher": "PsyArXiv"},
        ),
        (
            {
                "type": "dissertation",
                "publisher": "A Repository",
                "institution": [{"name": "Invented University"}],
                "degree": ["PhD"],
                "approved": {"date-parts": [[2019, 5]]},
            },
            {
                "publisher": "Invented University",
                "genre": "Doctoral dissertation",
                "issued": {"date-parts": [[2019, 5]]},
            },
        ),
        (
            {"type": "book-chapter", "container-title": ["Lecture Notes in Sleep", "A made book"]},
            {"container-title": "A made book"},
        ),
        ({"type": "book", "edition-number": "1"}, {"edition": None}),
        ({"type": "book", "edition-number": "2/e", "volume": "null"}, {"edition": "2", "volume": None}),
        (
            {"type": "standard", "publisher": "Invented Standards"},
            {"type": "report", "publisher": "Invented Standards"},
        ),
        (
            {"type": "journal-article", "author": [{"family": "WINTER", "given": "Ada, MD, PhD"}]},
            {"author": [{"family": "Winter", "given": "Ada"}]},
        ),
        ({"type": "journal-article", "issued": {"date-parts": [[None]]}}, {"issued": None}),
    ],
)
def test_a_message_of_crossref_is_read_as_it_is_meant(said, expected):
    item = from_message({**BASE, **said})
    assert {name: item.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"pubdate": "2020 Mar-Apr"}, {"issued": {"raw": "2020-03/2020-04"}}),
        ({"pubdate": "2019 Winter"}, {"issued": {"raw": "Winter 2019"}}),
        ({"pubdate": "2018 Mar 1-15"}, {"issued": {"raw": "2018-03-01/2018-03-15"}}),
        ({"pubdate": "", "epubdate": "2021 Feb 3"}, {"issued": {"date-parts": [[2021, 2, 3]]}}),
        ({"pubdate": "", "sortpubdate": "2021/02/03 00:00"}, {"issued": {"date-parts": [[2021, 2, 3]]}}),
        ({"pubdate": "1998 Dec-1999 Jan"}, {"issued": {"raw": "1998-12/1999-01"}}),
        (
            {
                "authors": [
                    {"name": "Özkan Ö", "authtype": "Author"},
                    {"name": "Şahin ŞB", "authtype": "Author"},
                ]
            },
            {"author": [{"family": "Özkan", "given": "Ö."}, {"family": "Şahin", "given": "Ş. B."}]},
        ),
        (
            {"authors": [{"name": "Project SLEEP Phase I", "authtype": "CollectiveName"}]},
            {"author": [{"literal": "Project SLEEP Phase I"}]},
        ),
        ({"pages": "", "elocationid": "pii: e1001. doi: 10.5555/x"}, {"number": "e1001"}),
        (
            {"bookname": "A made book", "publishername": "Made Press", "title": "Sleep"},
            {"type": "chapter", "container-title": "A made book", "publisher": "Made Press"},
        ),
        ({"title": "", "vernaculartitle": "Der Schlaf"}, {"title": "Der Schlaf"}),
        (
            {"fulljournalname": "Sleep letters : official journal of the Sleep Society"},
            {"container-title": "Sleep Letters"},
        ),
        ({"fulljournalname": "Lancet (London, England)"}, {"container-title": "Lancet"}),
        ({"fulljournalname": "PloS one"}, {"container-title": "PLOS ONE"}),
    ],
)
def test_a_record_of_pubmed_is_read_as_it_is_meant(said, expected):
    record = {"title": "Sleep.", "fulljournalname": "Sleep letters", "pubdate": "2020", **said}
    item = pubmed._item(record, "5")
    assert {name: item.get(name) for name in expected} == expected
