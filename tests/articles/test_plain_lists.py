"""Reference lists pasted as plain text: each entry is right, or refused, and none is swallowed."""

import pytest

from articles.bibliography.apa import entry
from articles.bibliography.formats.detect import read_works

REFUSED = "refused"
ARTICLE = "Roe, R. Q., & Doe, D. (2020). A made-up trial. Journal of Tests, 12(3), 101–115."
STYLES = {
    "AMA": ("Roe RQ, Doe D. A made-up trial. Journal of Tests. 2020;12(3):101-115.", ARTICLE),
    "Vancouver": ("Roe RQ, Doe D. A made-up trial. Journal of Tests. 2020 Apr 2;12(3):101-15.", ARTICLE),
    "Lancet": (
        "Roe RQ, Doe D. A made-up trial. Journal of Tests 2020; 12: 101–15.",
        ARTICLE.replace("(3)", ""),
    ),
    "APA": ("Roe, R. Q., & Doe, D. (2020). A made-up trial. Journal of Tests, 12(3), 101–115.", ARTICLE),
    "Nature": (
        "Roe RQ, Doe D. A made-up trial. Journal of Tests 12, 101-115 (2020).",
        ARTICLE.replace("(3)", ""),
    ),
    "MLA": (
        "Roe, Rita Q., and Dan Doe. “A made-up trial.” Journal of Tests, vol. 12, no. 3, 2020, pp. 101–15.",
        ARTICLE,
    ),
    "MLA of a search engine": (
        "Roe, Rita Q., and Dan Doe. “A made-up trial.” Journal of Tests 12.3 (2020): 101-115.",
        ARTICLE,
    ),
    "Chicago, author and date": (
        "Roe, Rita Q., and Dan Doe. 2020. “A made-up trial.” Journal of Tests 12 (3): 101–15.",
        ARTICLE,
    ),
    "Chicago, bibliography": (
        "Roe, Rita Q., and Dan Doe. “A made-up trial.” Journal of Tests 12, no. 3 (2020): 101–15.",
        ARTICLE,
    ),
    "IEEE": (
        "R. Q. Roe and D. Doe, “A made-up trial,” Journal of Tests, vol. 12, no. 3, pp. 101–115, 2020.",
        ARTICLE,
    ),
    "ACM": (
        "Rita Q. Roe and Dan Doe. 2020. A made-up trial. Journal of Tests 12, 3 (2020), 101–115.",
        ARTICLE,
    ),
    "a book in Vancouver": (
        "Roe RQ. A made book. 2nd ed. New York (NY): Made Press; 2019. 310 p.",
        "Roe, R. Q. (2019). A made book (2nd ed.). Made Press.",
    ),
    "a chapter in Vancouver": (
        "Roe RQ. Sleep. In: Doe D, Poe P, eds. A made book. 3rd ed. New York: Made Press; 2018:101-120.",
        "Roe, R. Q. (2018). Sleep. In D. Doe & P. Poe (Eds.), A made book (3rd ed., pp. 101–120). "
        "Made Press.",
    ),
    "people beside a group in APA": (
        "Moe, M., & the Made Study Group. (2019, May). Part 2. Sleep Letters, 45, Article 101234.",
        "Moe, M., & Made Study Group. (2019). Part 2. Sleep Letters, 45, Article 101234.",
    ),
    "a book in Chicago": (
        "Roe, Rita Q. The Made Book. New York: Made Press, 2019.",
        "Roe, R. Q. (2019). The Made Book. Made Press.",
    ),
    "a chapter in Chicago": (
        "Roe, Rita. “Sleep.” In The Made Book, edited by Dan Doe, 1–20. New York: Made Press, 2019.",
        REFUSED,
    ),
    "a chapter in APA": (
        "Roe, R. Q. (2019). Sleep. In D. Doe & P. Poe (Eds.), A made book (2nd ed., pp. 28–31). Made Press.",
        "Roe, R. Q. (2019). Sleep. In D. Doe & P. Poe (Eds.), A made book (2nd ed., pp. 28–31). Made Press.",
    ),
    "a report in APA": (
        "Made Institute. (2019). Sleep for all (MI Publication No. 18-2059). Made Department.",
        "Made Institute. (2019). Sleep for all (MI Publication No. 18-2059). Made Department.",
    ),
    "a page in APA": (
        "Made Institute. (2018, January 23). People at risk. https://www.example.org/risk.htm",
        "Made Institute. (2018, January 23). People at risk. https://www.example.org/risk.htm",
    ),
    "a thesis in APA": (
        "Roe, R. (2014). Sleep at school [Unpublished doctoral dissertation]. University of Examples.",
        "Roe, R. (2014). Sleep at school [Unpublished doctoral dissertation]. University of Examples.",
    ),
    "a preprint in APA": (
        "Roe, R. (2021). Sleep. PsyArXiv. https://doi.org/10.5555/osf.io/abc",
        "Roe, R. (2021). Sleep. PsyArXiv. https://doi.org/10.5555/osf.io/abc",
    ),
    "Markdown": (
        "* Roe, R. Q., & Doe, D. (2020). A made-up trial. *Journal of Tests, 12*(3), 101-115.",
        ARTICLE,
    ),
    "words": ("Available in all good libraries since some time (see below).", REFUSED),
    "a number alone": ("31999998", REFUSED),
    "initials for names (2020)": ("JH, K., ET, and so: it began (2020). Sleep.", REFUSED),
}


@pytest.mark.parametrize("style", STYLES)
def test_an_entry_of_each_style_is_right_or_refused(style):
    text, expected = STYLES[style]
    (work,) = read_works(text)
    if expected == REFUSED:
        assert work.item is None
        assert work.problem
    else:
        assert work.is_guessed
        assert entry.entry_text(work.item) == expected


ONE = "Roe RQ, Doe D. A made-up trial of epi-\nsodes in sleep. Journal of Tests. 2020;12(3):101–\n115."
TWO = "Poe P, Moe M. Another made-up trial, of some\nlength. Journal of Tests. 2021;13:7-9."
ENTRIES = [
    "Roe, R. Q., & Doe, D. (2020). A made-up trial of episodes in sleep. Journal of Tests, 12(3), 101–115.",
    "Poe, P., & Moe, M. (2021). Another made-up trial, of some length. Journal of Tests, 13, 7–9.",
]
LISTS = {
    "numbers with periods": f"1. {ONE}\n2. {TWO}",
    "numbers in brackets": f"[1] {ONE}\n[2] {TWO}",
    "numbers alone": f"10 {ONE}\n11 {TWO}",
    "numbers with colons": f"1: {ONE}\n\n2: {TWO}",
    "empty lines": f"{ONE}\n\n{TWO}",
    "hanging indents": f"{ONE}\n{TWO}".replace("\nsodes", "\n    sodes")
    .replace("\n115", "\n    115")
    .replace("\nlength", "\n    length"),
    "wrapped lines": f"{ONE}\n{TWO}",
    "bullets": f"• {ONE}\n• {TWO}",
}


@pytest.mark.parametrize("name", LISTS)
def test_the_entries_of_a_list_are_parted_and_its_lines_joined(name):
    assert [entry.entry_text(work.item) for work in read_works(LISTS[name])] == ENTRIES


def test_every_line_of_identifiers_is_a_work_of_its_own():
    text = "10.5555/one\nhttps://pubmed.ncbi.nlm.nih.gov/31999998/\n31999998\nPMID: 5\nISBN 978-0-306-40615-7"
    works = read_works(text)
    assert [work.item and {k: v for k, v in work.item.items() if k.isupper()} for work in works] == [
        {"DOI": "10.5555/one"},
        {"PMID": "31999998"},
        None,
        {"PMID": "5"},
        {"ISBN": "9780306406157"},
    ]


def test_others_that_an_entry_leaves_out_are_named():
    (work,) = read_works("Roe RQ, Doe D, et al. A made-up trial. Journal of Tests. 2020;12(3):101-115.")
    assert work.lacks == "the other authors"


def test_two_entries_that_nobody_parted_are_refused_rather_than_mixed():
    one = "Roe, R. (2020). A made-up trial. Journal of Tests, 12(3), 101–115."
    (work,) = read_works(f"{one} Poe, P. (2021). Another one. Journal of Tests, 13, 7–9.")
    assert work.item is None
