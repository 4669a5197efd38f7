"""One invented work as each program exports it: dialect × field, every field read or named.

The samples follow the shapes that the programs write; nobody, no study and no journal in them is real.
"""

import pytest

from articles.bibliography.apa import entry
from articles.bibliography.formats import csl
from articles.bibliography.formats.detect import read_works
from articles.works.importing import left_out

#: What every dialect says, unless its row says otherwise.
WORK = {
    "type": "article-journal",
    "title": "Sleep after an invented drug",
    "author": [{"family": "Roe", "given": "Rita Q."}, {"family": "van der Made", "given": "Piet"}],
    "container-title": "Journal of Invented Medicine",
    "year": 2020,
    "volume": "12",
    "issue": "3",
    "page": "101-115",
    "number": None,
    "DOI": "10.5555/jim.2020.12",
    "PMID": None,
    "genre": None,
    "event-title": None,
    "version": None,
    "status": None,
    "unused": [],
    "lacks": "",
}
CLOSE = [{"family": "Roe", "given": "RQ"}, {"family": "van der Made", "given": "P"}]
INITIALS = [{"family": "Roe", "given": "R. Q."}, {"family": "van der Made", "given": "P."}]


def ris(*lines, dash="  - ", ending="ER  - "):
    return "\n".join([f"{line[:2]}{dash}{line[3:]}" for line in lines] + [ending, ""])


COMMON = ("TI Sleep after an invented drug", "VL 12", "IS 3", "SP 101", "EP 115", "DO 10.5555/jim.2020.12")
PEOPLE = ("AU Roe, Rita Q.", "AU van der Made, Piet")
JOURNAL = "JF Journal of Invented Medicine"
DIALECTS = {
    "RIS of Web of Science": (
        ris(
            "TY JOUR",
            "AU Roe, RQ",
            "AU van der Made, P",
            *COMMON,
            "T2 JOURNAL OF INVENTED MEDICINE",
            "PY 2020",
            "DA MAR",
            "AN WOS:000111111100001",
            "C1 Univ Invented, Dept Sleep, Springfield, USA",
            "M3 Article",
            "SN 1234-567X",
            "C6 MAR 2020",
        ),
        {"author": CLOSE, "container-title": "JOURNAL OF INVENTED MEDICINE"},
    ),
    "RIS of Scopus": (
        ris(
            "TY JOUR",
            *PEOPLE,
            *COMMON,
            "T2 Journal of Invented Medicine",
            "J2 J. Invent. Med.",
            "PY 2020",
            "DB Scopus",
            "C2 31999999",
            "M3 Article",
            "N1 Export Date: 1 May 2024; Cited By: 5",
            "UR https://www.example.org/inward/record.uri?eid=2-s2.0-1",
            "AD Dept of Sleep",
        ),
        {"PMID": "31999999"},
    ),
    "RIS of Embase": (
        ris(
            "TY JOUR",
            "M3 Article",
            "Y1 2020",
            "VL 12",
            "IS 3",
            "SP 101",
            "EP 115",
            JOURNAL,
            "C5 31999999",
            "L2 http://dx.doi.org/10.5555/jim.2020.12",
            "DO 10.5555/jim.2020.12",
            "A1 Roe, R. Q.",
            "A1 van der Made, P.",
            "M1 (Roe R.Q., r@example.org) Department of Sleep, Springfield, United States",
            "T1 Sleep after an invented drug",
        ),
        {"author": INITIALS, "PMID": "31999999"},
    ),
    "RIS of Ovid": (
        "1. \n"
        + ris(
            "TY JOUR",
            "DB Embase",
            "ID 20067",
            "T1 Sleep after an invented drug",
            "A1 Roe R.Q.",
            "A1 van der Made P.",
            "Y1 2020//",
            JOURNAL,
            "JA J. Invent. Med.",
            "VL 12",
            "IS 3",
            "SP 101",
            "EP 15",
            "SN 2325-9671 (electronic)",
            "DO http://dx.doi.org/10.5555/jim.2020.12",
        )
        + "\nLink to the full text: http://ovid.example/x\n\nC1  - Database: Embase <1980 to 2024>\n",
        {"author": INITIALS, "page": "101-15"},
    ),
    "RIS of Cochrane": (
        'Record #3 of 18\nProvider: An Invented House\nContent: text/plain; charset="UTF-8"\n\n'
        + ris(
            "TY JOUR",
            "AN CN-00778158",
            "A1 Roe, RQ",
            "A1 van der Made, P",
            "T1 Sleep after an invented drug",
            "JA Journal of Invented Medicine",
            "PY 2020",
            "VL 12",
            "IS 3",
            "SP 101-115",
            "M3 Journal: Article",
            "DO 10.5555/jim.2020.12",
            dash="  -  ",
        ),
        {"author": CLOSE},
    ),
    "RIS of EBSCO": (
        ris(
            "TY JOUR",
            "ID 117546078",
            "T1 Sleep after an invented drug",
            *PEOPLE,
            "JO Journal of Invented Medicine",
            "Y1 2020/03/08/",
            "VL 12",
            "IS 3",
            "SP 101",
            "EP 115",
            "AN 31234567",
            "M3 Article",
            "DP EBSCOhost",
            "DB psyh",
            "DO 10.5555/jim.2020.12",
        ),
        {},
    ),
    "RIS of EndNote": (
        ris(
            "TY JOUR",
            *PEOPLE,
            "PY 2020",
            "DA Mar 3",
            *COMMON[:2],
            "DO 10.5555/jim.2020.12",
            "ET 2020/03/03",
            "M1 3",
            "SP 101-115",
            "ST Sleep",
            "T2 Journal of Invented Medicine",
            "AN 31999999",
            "DB PubMed",
            "M3 Journal Article",
        ),
        {"PMID": "31999999"},
    ),
    "RIS of Zotero": (
        ris(
            "TY JOUR",
            *COMMON,
            *PEOPLE,
            "T2 Journal of Invented Medicine",
            "DA 2020/03/03/",
            "PY 2020",
            "J2 J Inv Med",
            "Y2 2024/05/01/10:00:00",
            "N1 PMID: 31999999",
            "DP Silverchair",
            "LA en",
        ),
        {"PMID": "31999999"},
    ),
    "RIS of Mendeley": (
        ris(
            "TY JOUR",
            *COMMON,
            *PEOPLE,
            "T2 Journal of Invented Medicine",
            "DA 2020/03//",
            "PY 2020",
            "U1 Journal article",
            "C7 e1",
        ),
        {"number": "e1"},
    ),
    "RIS of RefWorks": (
        ris(
            "TY JOUR",
            "AU Roe,Rita Q.",
            "AU van der Made,Piet",
            *COMMON,
            JOURNAL,
            "Y1 2020/03/",
            "PY 2020",
            "ID 12",
            "AN 31999999; J1: J Inv Med",
            "DB MEDLINE; Invented Index",
            "N1 ID: 5",
            "T2 ",
        ),
        {},
    ),
    "RIS of Rayyan": (
        ris(
            "TY JOUR",
            "ID rayyan-123456",
            "T1 Sleep after an invented drug",
            *PEOPLE,
            "Y1 2020///",
            "PY 2020",
            "T2 Journal of Invented Medicine",
            "VL 12",
            "IS 3",
            "SP 101-115",
            "AN rayyan-123456",
            "DO 10.5555/jim.2020.12 some rest of the line",
            "UR https://a.example/1 https://b.example/2",
        ),
        {"unused": ["URL"]},
    ),
    "RIS of Covidence": (
        ris(
            "TY JOUR",
            *PEOPLE,
            *COMMON,
            "T2 Journal of Invented Medicine",
            "J2 J Inv Med",
            "PY 2020",
            "ID #12",
            "C1 Included",
            "M1 (Roe) Department of Sleep, University of Invention, Springfield, United States",
        ),
        {},
    ),
    "RIS of OpenAlex": (
        ris(
            "TY JOUR",
            *COMMON,
            *PEOPLE,
            JOURNAL,
            "PY 2020",
            "DA 2020-03-03",
            "C1 University of Invention",
            "UR https://doi.org/10.5555/jim.2020.12",
            "ID https://openalex.org/W1",
        ),
        {},
    ),
    "RIS of IEEE": (
        ris(
            "TY JOUR",
            *COMMON,
            "AU R. Q. Roe",
            "AU P. van der Made",
            "T2 Journal of Invented Medicine",
            "PY 2020",
            "JA Journal of Invented Medicine",
            "VO 12",
            "Y1 3 March 2020",
        ),
        {"author": INITIALS},
    ),
    "RIS of ProQuest": (
        ris(
            "TY JOUR",
            *COMMON,
            *PEOPLE,
            JOURNAL,
            "Y1 2020/03/03/",
            "PY 2020",
            "DB ProQuest One Psychology",
            "AN 2400000000; 31999999",
            "M3 Journal Article",
            "ID 1",
            "UR https://www.example.org/docview/1?accountid=2",
        ),
        {},
    ),
    "RIS of EPPI-Reviewer": (
        ris(
            "TY JOUR",
            "AU Roe R Q",
            "AU van der Made P",
            *COMMON,
            "JF Journal of Invented Medicine",
            "PY 2020",
            "U1 123456 [REVIEWER ID]",
            "C1 ",
            "M3 Journal, Article",
        ),
        {"author": INITIALS},
    ),
    "RIS with one blank before the hyphen": (
        ris("TY JOUR", *COMMON, *PEOPLE, JOURNAL, "PY 2020", dash=" - ", ending="ER -"),
        {},
    ),
    "RIS with dashes of a word processor": (
        ris("TY JOUR", *COMMON, *PEOPLE, JOURNAL, "PY 2020", dash="  – ", ending="ER"),
        {},
    ),
    "RIS with all authors in one line and no end": (
        ris("TY JOUR", *COMMON, "AU Roe, Rita Q.; van der Made, Piet", JOURNAL, "PY 2020", ending=""),
        {},
    ),
    "NBIB of PubMed": (
        """
PMID- 31999999
OWN - NLM
STAT- MEDLINE
IS  - 1469-7793 (Electronic)
VI  - 12
IP  - 3
DP  - 2020 Mar 3
TI  - Sleep after an invented
      drug.
PG  - 101-15
LID - 10.5555/jim.2020.12 [doi]
FAU - Roe, Rita Q.
AU  - Roe RQ
FAU - van der Made, Piet
AU  - van der Made P
PT  - Journal Article
PT  - Randomized Controlled Trial
TA  - J Invent Med
JT  - Journal of invented medicine (Springfield, Ill.)
SO  - J Invent Med. 2020 Mar 3;12(3):101-15.
""",
        {"PMID": "31999999"},
    ),
    "NBIB of ERIC": (
        """
OWN - ERIC
TI  - Sleep after an invented drug
AU  - Roe, Rita Q.
AU  - van der Made, Piet
JT  - Journal of Invented Medicine
VI  - 12
IP  - 3
PG  - 101-115
DP  - 2020
LID - http://dx.doi.org/10.5555/jim.2020.12 [doi]
PT  - Journal Articles
""",
        {},
    ),
    "ISI tagged text": (
        """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Roe, RQ
   van der Made, P
AF Roe, Rita Q.
   van der Made, Piet
TI Sleep after an
   invented drug
SO JOURNAL OF INVENTED MEDICINE
DT Article
PD MAR 3
PY 2020
VL 12
IS 3
BP 101
EP 115
DI 10.5555/jim.2020.12
PM 31999999
UT WOS:000111111100001
ER

EF
""",
        {"PMID": "31999999"},
    ),
    "EndNote tagged text": (
        """%0 Journal Article
%A Roe, Rita Q.
%A van der Made, Piet
%T Sleep after an invented drug
%J Journal of Invented Medicine
%D 2020
%V 12
%N 3
%P 101-115
%R 10.5555/jim.2020.12
%@ 1234-567X
""",
        {},
    ),
    "BibTeX": (
        """@string{jim = "Journal of Invented Medicine"}
@article{roe2020, author = {Roe, Rita Q. and Piet van der Made}, title = "Sleep after an invented drug",
  journal = jim, year = 2020, month = mar, volume = 12, number = 3, pages = {101--115},
  doi = {10.5555/jim.2020.12}, note = {PMID: 31999999}}""",
        {"PMID": "31999999"},
    ),
    "BibLaTeX": (
        """@article{roe2020, author = {Roe, Rita Q. AND van der Made, Piet}, title = {Sleep},
  subtitle = {After an invented drug}, journaltitle = {Journal of Invented Medicine}, date = {2020-03-03},
  volume = {12}, number = {3}, pages = {101--115}, doi = {https://doi.org/10.5555/JIM.2020.12},
  eprint = {31999999}, eprinttype = {pubmed}, pubstate = {inpress}}""",
        {"title": "Sleep: After an invented drug", "PMID": "31999999", "status": "in press"},
    ),
    "BibTeX of Scopus": (
        """@ARTICLE{Roe2020101, author={Roe, Rita Q. and van der Made, Piet},
title={Sleep after an invented drug}, journal={Journal of Invented Medicine}, year={2020},
volume={12}, number={3}, pages={101 – 115},
doi={10.5555/jim.2020.12}, type={Article}, publication_stage={Final}, source={Scopus}, note={Cited by: 5}}""",
        {"page": "101 – 115"},
    ),
    "CSL-JSON": (
        """[{"id": "roe2020", "type": "article-journal", "title": "Sleep after an invented drug",
"volume": 12, "author": [{"family": "Roe", "given": "Rita Q."}, {"family": "van der Made", "given": "Piet"}],
"container-title": "Journal of Invented Medicine", "issue": "3", "page": "101-115",
"issued": {"date-parts": [[2020, 3, 3]]}, "doi": "10.5555/JIM.2020.12",
"note": "PMID: 31999999\\nother: x"}]""",
        {"PMID": "31999999"},
    ),
    "a message of Crossref": (
        """{"status": "ok", "message": {"DOI": "10.5555/JIM.2020.12", "type": "journal-article",
"volume": "12", "title": ["Sleep after an invented drug"], 
"container-title": ["Journal of Invented Medicine", "J Inv Med"],
"author": [{"family": "ROE", "given": "Rita Q.", "sequence": "first"},
{"family": "VAN DER MADE", "given": "Piet"}],
"issue": "3", "page": "101-115", "issued": {"date-parts": [[2020, 3]]}, "edition-number": "null"}}""",
        {"author": [{"family": "ROE", "given": "Rita Q."}, {"family": "VAN DER MADE", "given": "Piet"}]},
    ),
}


def said(work):
    """What was read of one work, by the names of the table."""
    columns, people = csl.to_fields(work.item)
    names = [{k: v for k, v in person.items() if k not in ("role", "position")} for person in people]
    names = [
        {"family": " ".join(filter(None, [n.get("particle"), n["family"]])), "given": n["given"]}
        for n in names
    ]
    row = {name: work.item.get(name) for name in WORK}
    row |= {"year": columns.get("year"), "author": names, "lacks": work.lacks}
    return row | {"unused": [row.field for row in work.unused]}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("field", WORK)
def test_a_field_of_a_dialect_is_read_or_named(dialect, field):
    text, different = DIALECTS[dialect]
    (work,) = read_works(text)
    assert said(work)[field] == {**WORK, **different}[field]


#: What cannot be used, where it stood, and what is said of it.
UNUSABLE = {
    "a day of retrieval that no calendar has": (
        '{"title": "Sleep", "type": "webpage", "accessed": {"date-parts": [[2024, 2, 31]]}}',
        ["accessed"],
    ),
    "an address that is none": ('{"title": "Sleep", "type": "webpage", "URL": "see the site"}', ["URL"]),
    "a DOI that is none": (
        "@article{a, title={Sleep}, journal={J}, year={2020}, doi={forthcoming}}",
        ["DOI"],
    ),
    "a PMID that is none": ("@article{a, title={Sleep}, journal={J}, year={2020}, pmid={PMC123}}", ["PMID"]),
    "a field without end": ("@article{a, title={Sleep}, journal={J}, year={2020}, volume={12", ["volume"]),
    "an abbreviation that nobody explains": (
        "@article{a, title={Sleep}, journal=jim, year={2020}}",
        ["journal"],
    ),
    "a date of another year": (ris("TY JOUR", "TI Sleep", "PY 2020", "DA 2019/12/01"), ["DA"]),
    "a field that is an object": ('{"title": "Sleep", "type": "book", "volume": {"a": 1}}', ["volume"]),
    "an ISBN with a wrong digit": (
        "@book{a, title={Sleep}, isbn={9780306406158 (pbk.)}, year=2020}",
        ["ISBN"],
    ),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_used_is_named_and_the_rest_is_read(name):
    text, fields = UNUSABLE[name]
    (work,) = read_works(text)
    assert work.item["title"] == "Sleep"
    assert [row.field for row in work.unused] == fields
    assert all(row.value and row.why for row in work.unused)


def test_every_month_is_a_month_and_a_season_is_one_when_it_is_called_so():
    for month in range(1, 13):
        (work,) = read_works(f'[{{"title": "T", "issued": {{"date-parts": [[2018, {month}, 6]]}}}}]')
        assert csl.to_fields(work.item)[0]["month"] == month
    for issued in ('{"date-parts": [[2018, 21]]}', '{"date-parts": [[2018]], "season": 1}'):
        (work,) = read_works(f'[{{"title": "T", "issued": {issued}}}]')
        assert csl.to_fields(work.item)[0]["date_text"] == "Spring 2018"


@pytest.mark.parametrize(
    "start",
    ['<?xml version="1.0"?><xml><records/></xml>', "<xml><records>", "<PubmedArticleSet>", "<!DOCTYPE html>"],
)
def test_xml_is_refused_in_one_sentence(start):
    (work,) = read_works(start + "<record/>" * 50)
    assert work.item is None
    assert "RIS" in work.problem


@pytest.mark.parametrize(
    ("fields", "printed"),
    [
        ("journal={J}, title={MADRS $\\geq$ 28 at 5$\\times$10$^{3}$}", "MADRS ≥ 28 at 5×103"),
        (
            "journal={J}, title={50 {\\textmu}g and 4$^\\circ$C, {\\ensuremath{\\Delta}}9}",
            "50 µg and 4°C, Δ9",
        ),
        (
            "journal={J}, title={Names &amp; {\\textquotedblleft}signs{\\textquotedblright}}",
            "Names & “signs.”",
        ),
        ("journal={J}, title={A \\foo{bar} remains}", "A \\foo{bar} remains"),
        ('journal={J}, title="A {"}quoted{"} word"', "A “quoted” word"),
    ],
)
def test_a_sign_in_latex_is_printed_or_stays_visible(fields, printed):
    (work,) = read_works(f"@article{{a, author={{Roe, R.}}, year=2020, {fields}}}")
    closed = printed if printed.endswith("”") else f"{printed}."
    assert entry.entry_text(work.item) == f"Roe, R. (2020). {closed} J."
    assert ("\\foo" in printed) == ("\\foo" in work.lacks)


def test_an_entry_without_a_key_is_nobodys_parent():
    works = read_works(
        "@article{a, title={One}, journal={J}}\n"
        "@article{, title={Two}, journal={Wrong}, year=1905, volume=99}"
    )
    assert works[0].item.get("volume") is None
    assert works[1].item["volume"] == "99"


KINDS = {
    "a chapter": (
        ris(
            "TY CHAP",
            "TI Sleep",
            "AU Roe, Rita",
            "T2 A made book",
            "A2 Doe, Dan",
            "A3 Poe, Pia",
            "T3 A series",
            "A4 Moe, May",
            "PB Made Press",
            "PY 2019",
            "ET 2",
            "VL 3",
            "SP 10",
            "EP 20",
            "SN 978-0-306-40615-7",
        ),
        "Roe, R. (2019). Sleep (M. Moe, Trans.). In D. Doe (Ed.), A made book (2nd ed., Vol. 3, pp. 10–20). "
        "Made Press.",
    ),
    "a book of a series": (
        ris(
            "TY BOOK",
            "TI Sleep",
            "AU Roe, Rita",
            "A3 Poe, Pia",
            "T2 A series",
            "PB Made Press",
            "PY 2019",
            "ET 2nd",
            "NV 3",
            "SP 350",
        ),
        "Roe, R. (2019). Sleep (2nd ed., Vols. 1–3). Made Press.",
    ),
    "a thesis": (
        ris(
            "TY THES", "TI Sleep", "AU Roe, Rita", "PB Made University", "M3 PhD Thesis", "PY 2018", "SP 200"
        ),
        "Roe, R. (2018). Sleep [Doctoral dissertation, Made University].",
    ),
    "a report": (
        ris(
            "TY RPRT",
            "TI Sleep",
            "AU Made Institute",
            "M1 12-34",
            "M3 Technical report",
            "PB Dept",
            "PY 2018",
        ),
        "Made Institute. (2018). Sleep (Technical Report No. 12-34). Dept.",
    ),
    "a conference paper": (
        ris(
            "TY CONF",
            "TI Sleep",
            "AU Roe, Rita",
            "T2 Made proceedings",
            "A2 Doe, Dan",
            "PB X",
            "SP 1",
            "EP 5",
            "PY 2018",
        ),
        "Roe, R. (2018). Sleep. In D. Doe (Ed.), Made proceedings (pp. 1–5). X.",
    ),
    "a page": (
        ris(
            "TY ELEC",
            "TI Sleep",
            "AU Made Institute",
            "T2 Made site",
            "DA 2020/05/03",
            "PY 2020",
            "UR https://example.org/p",
        ),
        "Made Institute. (2020, May 3). Sleep. Made site. https://example.org/p",
    ),
    "a newspaper's article": (
        ris(
            "TY NEWS",
            "TI Sleep",
            "AU Roe, Rita",
            "T2 The Made Times",
            "DA 2020/05/03",
            "SP A1",
            "SN 1234-5678",
        ),
        "Roe, R. (2020, May 3). Sleep. The Made Times, A1.",
    ),
    "an article of JSTOR": (
        ris(
            "TY JOUR",
            "TI Sleep",
            "AU Roe, Rita",
            "C1 Full publication date: Mar., 2020",
            "DB JSTOR",
            "IS 1",
            "PY 2020",
            "SP 1",
            "EP 20",
            "T2 The Made Review",
            "VL 2",
        ),
        "Roe, R. (2020). Sleep. The Made Review, 2(1), 1–20.",
    ),
    "a program": (
        ris("TY COMP", "TI Sleep", "AU Roe, Rita", "ET 3.1", "PB Made", "PY 2020"),
        "Roe, R. (2020). Sleep (Version 3.1) [Computer software]. Made.",
    ),
    "biblatex's thesis": (
        "@thesis{a, author={Roe, Rita}, title={Sleep}, type={phdthesis}, "
        "institution={Made University}, date={2018-05}}",
        "Roe, R. (2018). Sleep [Doctoral dissertation, Made University].",
    ),
    "BibTeX's thesis": (
        "@mastersthesis{a, author={Roe, Rita}, title={Sleep}, school={Made University}, year=2018}",
        "Roe, R. (2018). Sleep [Master’s thesis, Made University].",
    ),
    "a volume with a title": (
        "@book{a, author={Roe, R.}, maintitle={All}, title={Second part}, volume={2}, "
        "publisher={P}, date={2003}}",
        "Roe, R. (2003). All: Vol. 2. Second part. P.",
    ),
    "a book with a number in its series": (
        "@book{a, editor={Roe, R. and Doe, D.}, title={Ed}, publisher={A B and C D}, year=2001, "
        "series={S}, number={1048}}",
        "Roe, R., & Doe, D. (Eds.). (2001). Ed. A B; C D.",
    ),
    "an address with a tilde": (
        "@online{a, author={Roe, R.}, title={Web}, date={2020}, url={https://x.example/~a}, "
        "organization={Site}}",
        "Roe, R. (2020). Web. Site. https://x.example/~a",
    ),
    "others in braces": (
        "@article{a, author={Roe, R. and {others}}, title={T}, journaltitle={J}, date={2014}}",
        "Roe, R. (2014). T. J.",
    ),
    "a manuscript": (
        "@unpublished{a, author={Roe, R.}, title={U}, date={2001}, pubstate={submitted}}",
        "Roe, R. (2001). U [Manuscript submitted for publication].",
    ),
    "a year before the first": (
        "@book{a, author={Plato}, title={T}, publisher={P}, year={2001}, origdate={-0349~}}",
        "Plato. (2001). T. P. (Original work published ca. 350 B.C.E.)",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_work_is_read_into_the_entry_that_it_has(kind):
    text, expected = KINDS[kind]
    (work,) = read_works(text)
    assert entry.entry_text(work.item) == expected


LEFT_OUT = {
    "bibtex": (
        "@article{a, title={T}, author={Roe, R.}, journal={J}, year=2020, keywords={k}, series={S}, foo={x}}",
        ["keywords", "foo", "collection-title"],
    ),
    "ris": (
        "TY  - JOUR\nTI  - T\nAU  - Roe, R.\nT2  - J\nPY  - 2020\nKW  - a\nKW  - b\nZZ  - x\nER  - \n",
        ["KW", "ZZ"],
    ),
    "csl": (
        '[{"type": "article-journal", "title": "T", "DOI": "10.5555/a", "PMCID": "PMC12345", "abstract": "x",'
        ' "language": ""}]',
        ["PMCID", "abstract"],
    ),
    "medline": ("PMID- 31999999\nTI  - T\nFAU - Roe, Rita\nJT  - J\nDP  - 2020\nMH  - Mice\n", ["MH"]),
    "endnote": ("%0 Journal Article\n%T T\n%A Roe, Rita\n%J J\n%D 2020\n%K word\n", ["K"]),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_field_that_no_reference_keeps_is_named_and_makes_nothing_incomplete(name):
    text, fields = LEFT_OUT[name]
    (work,) = read_works(text)
    assert (left_out(work), work.unused) == (fields, [])


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title={T}, author={Roe, R.}, journal={J}, year=2020, pmcid={PMC4756000}}",
        "OWN - NLM\nPMC - PMC4756000\nTI  - T\nFAU - Roe, Rita\nJT  - J\nDP  - 2020\n",
        '{"type": "article-journal", "title": "T", "PMCID": "PMC4756000"}',
    ],
)
def test_a_work_with_a_pmcid_alone_is_found_where_its_full_text_stands(text):
    (work,) = read_works(text)
    columns, _people = csl.to_fields(work.item)
    assert columns["url"] == "https://pmc.ncbi.nlm.nih.gov/articles/PMC4756000/"
    assert "PMCID" not in left_out(work)
