"""One entry of a reference list in the styles that journals ask for; each reader returns None for another's.

Medical journals (Vancouver, AMA, Lancet), APA, Nature, MLA, Chicago, IEEE and ACM. Each part of a pattern has
a greatest length, so that no text is tried with every title and every journal it could hold.
"""

import re

from articles.bibliography import dates
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.formats import medline_names, plain_names

Y = r"(?:1[4-9]\d\d|20\d\d)"
PAGES = r"[A-Za-z]{0,7}\.?\d[\w.]*(?:\s?[–—-]\s?[A-Za-z]{0,3}\d[\w.]*)*"
QUOTED = r"[“\"](?P<title>[^”\"]{1,600}?)[.,?!]?[”\"]"
JOURNAL = r"(?P<journal>[^.?!;:]{1,200}(?:\.[^.?!;:]{1,100}){0,4})"
MEDICAL = re.compile(
    rf"^(?P<authors>[^.:]{{1,2500}}?(?:,? et al)?)\.,? (?P<title>.{{1,600}}?[.?!]) {JOURNAL}[.,]? "
    rf"(?P<date>{Y}[^;:]{{0,14}});\s?(?P<volume>[\w-]{{1,8}})?(?:\s?\((?P<issue>[^)]{{1,30}})\))?:\s?(?P<pages>{PAGES})"
)
MEDICAL_BOOK = re.compile(
    rf"^(?P<authors>[^.:]{{1,1500}}?)\. (?P<title>[^.]{{1,600}})\. "
    rf"(?:(?P<edition>[^.]{{1,20}} ed(?:\.,? text rev)?)\. )?"
    rf"(?:[^.:;]{{1,200}}\. )?(?P<place>[^:.;]{{2,60}}): (?P<publisher>[^;]{{2,200}}); (?P<date>{Y})"
)
MEDICAL_CHAPTER = re.compile(
    rf"^(?P<authors>[^.:]{{1,1500}}?)\. (?P<title>[^.]{{1,400}}[.?!]) In: "
    rf"(?P<editors>[^.:]{{2,600}}?),? eds?(?:itors?)?\.? "
    rf"(?P<book>[^.]{{2,400}})\. (?:(?P<edition>[^.]{{1,20}} ed)\. )?(?P<place>[^:.;]{{2,60}}): "
    rf"(?P<publisher>[^;]{{2,200}}); (?P<date>{Y})(?:: ?|\. ?p\. ?)?(?P<pages>{PAGES})?"
)
#: No digit stands in the journal: where none follows soon, no title is tried with each journal it leaves.
NATURE = re.compile(
    rf"^(?=.{{10,1000}}?\({Y}\))(?P<authors>.{{1,400}}?(?:\bet al)?)\. "
    rf"(?P<title>.{{8,300}}?[.?!]) (?=[^\d]{{2,82}}+\d)(?P<journal>[^\d]{{2,80}}?),? "
    rf"(?P<volume>\d{{1,4}})(?:\s?\((?P<issue>[^)]{{1,20}})\))?,? (?P<pages>{PAGES}) \((?P<date>{Y})\)"
)
MLA = re.compile(
    rf"^(?P<authors>[^“\"]{{1,1000}}?)\. {QUOTED} (?P<journal>[^,]{{2,200}}), vol\. (?P<volume>[\w.]{{1,10}})"
    rf"(?:, no\. (?P<issue>[^,]{{1,20}}))?(?:, [A-Z][^,\d]{{3,100}})?, (?P<date>[\w. ]{{0,20}}{Y})"
    rf"(?:, pp?\. (?P<pages>{PAGES}))?"
)
MLA_SHORT = re.compile(
    rf"^(?P<authors>[^“\"]{{1,1000}}?)\. {QUOTED} (?P<journal>[^\d“”]{{2,200}}?),? (?P<volume>\d{{1,4}})"
    rf"(?:\.(?P<issue>[\w-]{{1,10}}))? \((?P<date>[\w. ]{{0,20}}{Y})\): (?P<pages>{PAGES})"
)
MLA_BOOK = re.compile(
    rf"^(?P<authors>[^\W\d_][^.“\"\d]{{2,200}}(?: [A-Z])?)\. (?P<title>[^.“\"]{{4,400}})\. "
    rf"(?P<publisher>[^.,\d]{{2,120}}), (?P<date>{Y})\.?$"
)
CHICAGO = re.compile(
    rf"^(?P<authors>[^“\"\d]{{1,1500}}?)\. (?P<date>{Y})\. {QUOTED} "
    rf"(?P<journal>[^\d“”]{{2,200}}?),? (?P<volume>\d{{1,4}})"
    rf"(?:,? \(?(?:no\. )?(?P<issue>[\w-]{{1,20}})\)?)?(?: \([^)]{{1,30}}\))?: (?P<pages>{PAGES})"
)
CHICAGO_NOTES = re.compile(
    rf"^(?P<authors>[^“\"\d]{{1,1500}}?)\. {QUOTED} (?P<journal>[^\d“”]{{2,200}}?),? (?P<volume>\d{{1,4}})"
    rf"(?:, no\. (?P<issue>[\w-]{{1,20}}))? \((?P<date>[\w. ]{{0,20}}{Y})\): (?P<pages>{PAGES})"
)
IEEE = re.compile(
    rf"^(?P<authors>[^“\"]{{1,1500}}?), {QUOTED} (?P<journal>[^,]{{2,200}}), vol\. (?P<volume>[\w.]{{1,10}})"
    rf"(?:, no\. (?P<issue>[^,]{{1,20}}))?(?:, (?:pp?\.|Art\. no\.) (?P<pages>{PAGES}))?, "
    rf"(?P<date>[\w./ ]{{0,20}}{Y})"
)
ACM = re.compile(
    rf"^(?P<authors>[^\d“\"]{{1,2500}}?)\. (?P<date>{Y})\. (?P<title>.{{4,600}}?[.?!]) "
    rf"(?P<journal>[^\d]{{2,200}}?)(?: (?P<volume>\d{{1,4}}))?(?:, (?P<issue>[\w-]{{1,10}}))? "
    rf"\((?:[A-Z][a-z]+\.? )?(?P<again>{Y})\)"
    rf"(?:, (?P<pages>{PAGES}))?"
)
ACM_BOOK = re.compile(
    rf"^(?P<authors>[^\d“\"]{{1,500}}?)\. (?P<date>{Y})\. (?P<title>[^.]{{4,400}})\. "
    rf"(?:[^.:]{{2,40}}: )?(?P<publisher>[^.:\d]{{2,120}})\.?$"
)
#: The pattern of each style, and how its names are written.
STYLES = [
    (MEDICAL_CHAPTER, plain_names.vancouver),
    (MEDICAL, plain_names.vancouver),
    (MLA, plain_names.inverted_first),
    (IEEE, plain_names.in_order),
    (CHICAGO, plain_names.inverted_first),
    (CHICAGO_NOTES, plain_names.inverted_first),
    (MLA_SHORT, plain_names.inverted_first),
    (ACM, plain_names.in_order),
    (NATURE, plain_names.vancouver),
    (NATURE, plain_names.apa),
    (MEDICAL_BOOK, plain_names.vancouver),
    (ACM_BOOK, plain_names.in_order),
    (ACM_BOOK, plain_names.vancouver),
    (MLA_BOOK, plain_names.inverted_first),
]


#: What no journal is called: an entry of another kind was taken for an article.
MIXED = re.compile(r"\beds?\b|\bIn:|\beditors?\b|: ", re.IGNORECASE)


def read_entry(bare: str) -> Item | None:
    """Return what an entry says whose identifiers and addresses are taken out; None for another style."""
    for pattern, names in STYLES:
        if match := pattern.match(bare):
            people = names(match["authors"])
            if plain_names.are_plausible(people) and not MIXED.search(match.groupdict().get("journal") or ""):
                return _item(match.groupdict(), people)
    return None


def _item(parts: dict[str, str | None], people: list[Name]) -> Item:
    said = {name: (value or "").strip() for name, value in parts.items()}
    found = dates.read_text(re.sub(r"(?<=\d{4})\s+\w+\s+\d{1,2}$", "", said["date"]).strip(" ."))
    year = re.search(Y, said["date"])
    item: Item = {"type": "book" if "publisher" in said else "article-journal", "author": people}
    item |= {
        "title": said["title"].strip(' .,“”"'),
        "issued": {"date-parts": [[int(year[0])]]} if year else None,
    }
    if found.first and not (found.last or found.season) and "publisher" not in said:
        item["issued"] = {"date-parts": [found.first]}
    if item["type"] == "book":
        edition = re.sub(
            r"\b(ed|rev)$", r"\1.", re.sub(r"\s{0,3}\bed\.?(?=, )", " ed.", said.get("edition", ""))
        )
        item |= {"publisher": said["publisher"].strip(" ."), "publisher-place": said.get("place", "").strip()}
        item["edition"] = edition
        place, colon, house = str(item["publisher"]).partition(": ")
        if colon and not item["publisher-place"]:
            item |= {"publisher": house, "publisher-place": place}
        if said.get("book"):
            editors = plain_names.vancouver(said["editors"])
            item |= {"type": "chapter", "container-title": said["book"], "editor": editors}
            item |= placed(said.get("pages", ""))
    else:
        journal = re.sub(r"\s{1,3}(?:vol|Vol)\.?$", "", said["journal"]).strip(" .,")
        item |= {"container-title": journal, "volume": said.get("volume", ""), "issue": said.get("issue", "")}
        item |= placed(said.get("pages", ""))
    return {name: value for name, value in item.items() if value}


def placed(text: str) -> Item:
    """Return pages, or an article's number, as the fields that they have."""
    place = re.sub(r"\s?[–—-]\s?", "-", text).strip(" .")
    if medline_names.is_article_number(place) or re.match(r"[A-Z]{3,}\.", place):
        return {"number": place}
    return {"page": medline_names.pages(place)} if place else {}
