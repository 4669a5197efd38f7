"""BibTeX, written from CSL-JSON items."""

ENTRY_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
}
FIELDS = {
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "edition": "edition",
    "publisher": "publisher",
    "publisher-place": "address",
    "DOI": "doi",
    "PMID": "pmid",
    "ISBN": "isbn",
    "URL": "url",
    "genre": "type",
    "status": "note",
    "version": "version",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}"}
AS_TYPED = {"doi", "url", "pmid", "isbn"}


def dumps(items):
    """Return CSL-JSON items as a BibTeX file."""
    return "\n".join(_entry(item) for item in items)


def _entry(item):
    kind = ENTRY_TYPES.get(item["type"], "misc")
    fields = [("title", f"{{{_escaped(item['title'])}}}")]
    for role in ("author", "editor"):
        if people := item.get(role):
            fields.append((role, " and ".join(_name(person) for person in people)))
    if container := item.get("container-title"):
        place = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
        fields.append((place.get(kind, "howpublished"), _escaped(container)))
    fields += [
        (name, str(item[source]) if name in AS_TYPED else _escaped(str(item[source])))
        for source, name in FIELDS.items()
        if item.get(source)
    ]
    if number := item.get("number"):
        fields.append(("eid" if kind == "article" else "number", _escaped(str(number))))
    issued = (item.get("issued") or {}).get("date-parts", [[]])[0]
    lines = [f"  {name} = {{{value}}}" for name, value in fields]
    if issued:
        lines.append(f"  year = {{{issued[0]}}}")
    if len(issued) > 1:
        lines.append(f"  month = {MONTHS[issued[1] - 1]}")
    return f"@{kind}{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def _name(person):
    """Return "van der Berg, Jr., Anna" or an organization in braces, so that it is not taken apart."""
    if "literal" in person:
        return f"{{{_escaped(person['literal'])}}}"
    family = " ".join(filter(None, [person.get("non-dropping-particle"), person.get("family")]))
    given = " ".join(filter(None, [person.get("given"), person.get("dropping-particle")]))
    return ", ".join(_escaped(part) for part in (family, person.get("suffix"), given) if part)


def _escaped(text):
    return "".join(SPECIAL.get(character, character) for character in text)
