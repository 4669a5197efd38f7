"""One entry of a reference list as APA writes it: "Doe, J. (2020). Title. Journal, 1(2), 3–4."."""

import re

from articles.bibliography import identifiers
from articles.bibliography.csl_types import Item
from articles.bibliography.formats import plain_names
from articles.bibliography.formats.plain_styles import placed

YEAR = re.compile(
    r"\(\s*(?:(?P<year>1[4-9]\d\d|20\d\d)[a-z]?(?:,\s*(?P<day>[^)]{1,30}))?"
    r"|(?P<words>n\.\s?d\.|in press|forthcoming)(?:-[a-z])?)\s*\)\.?\s*",
    re.IGNORECASE,
)
#: The names and the year of another entry, which nobody parted from this one.
ANOTHER = re.compile(r"\.\s\((?:19|20)\d\d(?:, [^)]{1,20})?\)\.\s")
TAIL = re.compile(
    r"(?<!\d)(?P<volume>\d{1,4}(?:[–-]\d{1,4})?)\s?(?:\((?P<issue>[^)]{1,30})\))?,\s*"
    r"(?:Article\s+(?P<article>[\w.-]+)|(?P<pages>[A-Za-z]?\d[\w.]*(?:\s?[–—-]\s?[A-Za-z]?\d[\w.]*)?))\.?\s*$"
)
VOLUME = re.compile(r",\s*(?P<volume>\d{1,4})\s?(?:\((?P<issue>[^)]{1,30})\))?\.?\s*$")
EDITION = re.compile(r"(?P<edition>[^(),;]{1,30}\bed\.(?:, text rev\.)?)")
CHAPTER = re.compile(
    r"^(?P<title>.{3,500}?[.?!]) In (?P<editors>.{2,400}?) \(Eds?\.\),? (?P<book>.{3,400}?)"
    r"(?: \((?P<details>[^()]{0,80}pp?\.\s{0,3}(?P<pages>[^()]{1,30}))\))?\. "
    r"(?P<publisher>[^.]{2,150}.*?)\.?$"
)
NUMBERED = re.compile(r"\((?P<genre>[A-Z][\w &.’-]{2,60}?) No\. (?P<number>[\w./-]{1,40})\)")
BRACKET = re.compile(r"\s{0,3}\[(?P<genre>[^\[\]]{3,120})\]")
THESIS = re.compile(r"dissertation|thesis", re.IGNORECASE)
SERVERS = re.compile(
    r"(?:Psy|Soc|Bio|Med|Ar)xiv|bioRxiv|medRxiv|PsyArXiv|arXiv|OSF|SSRN|Research Square", re.IGNORECASE
)


def read_entry(entry: str) -> Item | None:
    """Return what an entry with a year in parentheses says; None when it has none, or no names before it."""
    year = YEAR.search(entry)
    if not year or year.start() < 2:
        return None
    people = plain_names.apa(entry[: year.start()])
    if not plain_names.are_plausible(people):
        return None
    address = re.search(r"https?://\S+", entry)
    bare = without_identifiers(entry[year.end() :])
    if len(bare) < 4 or ANOTHER.search(bare):
        return None
    item: Item = {"author": people, "issued": _issued(year)}
    item |= _chapter(bare) or _article(bare) or _whole(bare, address[0].rstrip(".,;)") if address else "")
    if (item.get("title") or "")[:4].upper() == "PMID" or len(str(item.get("title") or "")) < 2:
        return None
    return {name: value for name, value in item.items() if value}


def without_identifiers(text: str) -> str:
    """Return a text without DOIs, PMIDs, PMCIDs and addresses, and without the labels before them."""
    text = re.sub(
        rf"(?:https?://\S{{0,60}}?/|\bdoi:?\s{{0,3}}|\b)?{identifiers.DOI.pattern}",
        " ",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(
        r"https?://\S*|\bdoi:?\s{0,3}(?=$|\.)|\bAvailable (?:from|at):?", " ", text, flags=re.IGNORECASE
    )
    text = re.sub(
        rf"{identifiers.PMID.pattern}|\bPMCID:?\s{{0,3}}|{identifiers.PMCID.pattern}", " ", text, flags=re.I
    )
    text = re.sub(r"\bEpub \d{4}[^.]{0,12}\.", " ", text)
    text = " ".join(text.split())
    bare = text.rstrip(" ;.,")
    return (bare + "." if len(bare) < len(text) else text).replace(" .", ".").strip()


def _issued(year: re.Match[str]) -> Item:
    if year["words"]:
        return {"literal": re.sub(r"n\.\s?d\.", "n.d.", year["words"].lower())}
    if year["day"]:
        return {
            "raw": f"{year['day'].strip()}, {year['year']}"
            if year["day"][-1:].isdigit()
            else f"{year['day']} {year['year']}"
        }
    return {"date-parts": [[int(year["year"])]]}


def _chapter(bare: str) -> Item | None:
    match = CHAPTER.match(bare)
    if not match:
        return None
    details, editors = match["details"] or "", plain_names.in_order(match["editors"])
    edition, volume = EDITION.search(details), re.search(r"Vol\. (\w+)", details)
    return {
        "type": "chapter",
        "title": _title(match["title"]),
        "container-title": match["book"],
        "editor": editors,
        "edition": edition["edition"].strip() if edition else "",
        "volume": volume[1] if volume else "",
        "page": re.sub(r"\s?[–—-]\s?", "-", match["pages"] or ""),
        "publisher": match["publisher"].strip(" ."),
    }


def _title(text: str) -> str:
    return text.strip() if text.rstrip().endswith(("?", "!")) else text.strip(" .")


def _article(bare: str) -> Item | None:
    """Return title, journal, volume, issue and pages; None when there is no volume."""
    tail = TAIL.search(bare) or VOLUME.search(bare)
    if not tail:
        return None
    said = tail.groupdict()
    rest = bare[: tail.start()].rstrip(", ")
    match = re.match(r"(?P<title>.{2,600}[.?!])\s+(?P<journal>[^?!]{2,200})$", rest)
    if match and re.search(
        r"\.\s", match["title"]
    ):  # of several sentences the last begins the journal's name
        match = re.match(
            r"(?P<title>.{2,600}?[.?!])\s+(?P<journal>[A-Z][^?!.]{1,200}(?:\. [A-Z][^?!.]{1,100})?)$", rest
        )
        match = match or re.match(r"(?P<title>.{2,600}[.?!])\s+(?P<journal>[^?!.]{2,200})$", rest)
    item: Item = {"type": "article-journal", "volume": said["volume"], "issue": said["issue"] or ""}
    item |= {"number": said["article"]} if said.get("article") else placed(said.get("pages") or "")
    if match:
        return item | {"title": _title(match["title"]), "container-title": match["journal"].strip(" .")}
    return item | {"title": _title(rest)}


def _whole(bare: str, address: str) -> Item:
    """Return what has no volume: a thesis, report, preprint, book, page, or an article without place."""
    item: Item = {}
    if number := NUMBERED.search(bare):
        item |= {"type": "report", "genre": number["genre"], "number": number["number"]}
        bare = bare.replace(number[0], "").replace(" .", ".")
    if bracket := BRACKET.search(bare):
        item["genre"] = bracket["genre"]
        bare = bare.replace(bracket[0], "")
    edition = re.search(rf"\s{0, 3}\((?P<all>[^()]{{0,60}}?{EDITION.pattern}[^()]{{0,40}})\)", bare)
    if edition:
        item["edition"] = edition["edition"].strip()
        bare = bare.replace(edition[0], "")
    match = re.match(r"(?P<title>.{2,600}?[.?!])(?:\s+(?P<house>.+))?$", bare)
    title, house = (match["title"], match["house"] or "") if match else (bare, "")
    item |= {"title": _title(title), "URL": address}
    house = house.strip(" .")
    if THESIS.search(str(item.get("genre") or "")):
        genre, _, school = str(item["genre"]).partition(", ")
        return item | {
            "type": "thesis",
            "genre": genre,
            "publisher": school or house,
            "archive": house if school else "",
        }
    if SERVERS.fullmatch(house):
        return item | {"type": "article", "publisher": house}
    if "type" in item or edition:
        return {"type": "book", **item, "publisher": house}
    if address:
        return item | {"type": "webpage", "container-title": house}
    return item | {"type": "book", "publisher": house}
