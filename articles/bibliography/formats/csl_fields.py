"""What a CSL-JSON item says in fields that a Reference does not have, put into those that it has.

Citation managers know dozens of fields for one thing; `folded(item)` keeps how the entry reads.
"""

from html import unescape

from articles.bibliography import identifiers
from articles.bibliography.apa import numbers, sources
from articles.bibliography.apa.numbers import text
from articles.bibliography.csl_types import Item

KNOWN_TYPES = {
    *("article-journal", "book", "chapter", "entry-encyclopedia", "entry-dictionary", "entry", "report"),
    *("document", "thesis", "paper-conference", "speech", "article", "webpage", "post-weblog", "dataset"),
    *("article-newspaper", "article-magazine", "software", "legislation", "regulation", "bill", "legal_case"),
    *("treaty", "hearing", "motion_picture", "broadcast", "post", "song"),
}
#: Fields that only lead to others here; "collection-…" do so for a report alone.
FOLDED = {
    *("reviewed-title", "medium", "volume-title", "number-of-volumes", "part-number", "supplement-number"),
    *("event", "chapter-number"),
}
DAILY = {"interview", "performance"}


def folded(item: Item) -> Item:
    """Return an item whose entry reads the same, with the fields and types that a Reference keeps."""
    item = _described({**item})
    item = _numbered(item)
    kind = text(item, "type")
    if kind not in KNOWN_TYPES:
        in_a_periodical, in_a_book = sources.is_in_a_periodical(item), sources.is_book_part(item)
        whole = "speech" if kind == "event" else "webpage" if kind in DAILY else "report"
        journal = "article-magazine" if kind in DAILY else "article-journal"
        item["type"] = journal if in_a_periodical else "chapter" if in_a_book else whole
        if kind in ("manuscript", "posted-content"):
            item["type"] = "article"
    elif kind == "article" and sources.is_in_a_periodical(item):
        item["type"] = "article-journal"
    pmcid = identifiers.pmcid_in(text(item, "PMCID"))
    if pmcid and not any(text(item, name) for name in ("DOI", "PMID", "URL")):
        item["URL"] = f"{identifiers.PMC}{pmcid}/"
    if not text(item, "event-title") and text(item, "event"):
        item["event-title"] = text(item, "event")
    return item


def _described(item: Item) -> Item:
    """Put what is reviewed, the medium and the name of an unusual kind into the description."""
    kind = text(item, "type")
    named = kind not in KNOWN_TYPES and kind in sources.DESCRIPTIONS
    if item.get("reviewed-title") or item.get("medium") or named:
        item["genre"] = unescape(sources.description(item))
    return {name: value for name, value in item.items() if name not in ("reviewed-title", "medium")}


def _numbered(item: Item) -> Item:
    """Put titled, counted and partial volumes, series and supplements into title, volume and issue."""
    if titled := numbers.titled_volume(item):
        name = "container-title" if sources.is_book_part(item) else "title"
        item = {**item, name: f"{text(item, name)}{titled}", "volume": ""}
    elif not text(item, "volume") and text(item, "number-of-volumes").isdigit():
        item["volume"] = f"1-{text(item, 'number-of-volumes')}"
    parts = [unescape(part) for part in (numbers.part(item), numbers.supplement(item)) if part]
    if parts:
        name = "issue" if sources.is_in_a_periodical(item) else "volume"
        item[name] = ", ".join(filter(None, [text(item, name), *parts]))
    if text(item, "type") == "patent" and text(item, "number"):
        item["number"] = unescape(numbers.report_number(text(item, "genre") or "U.S. Patent", item["number"]))
    if text(item, "type") == "report" and not text(item, "number") and text(item, "collection-number"):
        item |= {"number": text(item, "collection-number"), "genre": text(item, "collection-title")}
    if not text(item, "authority") and text(item, "chapter-number"):
        item["authority"] = text(item, "chapter-number")
    dropped = ("volume-title", "number-of-volumes", "part-number", "supplement-number", "collection-number")
    return {name: value for name, value in item.items() if name not in dropped}
