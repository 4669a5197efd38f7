"""RIS, written from CSL-JSON items."""

TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "entry-encyclopedia": "ENCYC",
    "paper-conference": "CPAPER",
    "thesis": "THES",
    "report": "RPRT",
    "webpage": "ELEC",
    "post-weblog": "BLOG",
    "dataset": "DATA",
    "legislation": "STAT",
    "regulation": "STAT",
}
TAGS = {
    "title": "TI",
    "volume": "VL",
    "issue": "IS",
    "edition": "ET",
    "publisher": "PB",
    "publisher-place": "CY",
    "DOI": "DO",
    "PMID": "AN",
    "ISBN": "SN",
    "URL": "UR",
    "genre": "M3",
    "section": "SE",
}


def dumps(items):
    """Return CSL-JSON items as an RIS file (lines end with CR LF, as the format asks)."""
    return "".join("".join(f"{tag}  - {_line(text)}\r\n" for tag, text in _record(item)) for item in items)


def _record(item):
    yield "TY", TYPES.get(item["type"], "GEN")
    yield "ID", item["id"]
    for role, tag in (("author", "AU"), ("editor", "ED")):
        for person in item.get(role, []):
            yield tag, _name(person)
    for source, tag in TAGS.items():
        if value := item.get(source):
            yield tag, value
    if container := item.get("container-title"):
        yield ("JO" if item["type"].startswith("article") else "T2"), container
    first, _, last = str(item.get("page", "")).partition("-")
    if first:
        yield "SP", first
    if last:
        yield "EP", last
    if number := item.get("number"):
        yield ("C7" if item["type"] == "article-journal" else "M1"), number
    if issued := (item.get("issued") or {}).get("date-parts", [[]])[0]:
        yield "PY", issued[0]
        yield "DA", "/".join(f"{part:02}" for part in issued)
    yield "ER", ""


def _name(person):
    if "literal" in person:
        return person["literal"]
    family = " ".join(filter(None, [person.get("non-dropping-particle"), person.get("family")]))
    given = " ".join(filter(None, [person.get("given"), person.get("dropping-particle")]))
    return ", ".join(part for part in (family, given, person.get("suffix")) if part)


def _line(text):
    return " ".join(str(text).split())
