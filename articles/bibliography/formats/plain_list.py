"""A reference list as plain text, such as one copied from a page: what can be guessed of each entry.

DOIs, PMIDs and ISBNs are found; the rest is read in the styles of `plain_apa` and `plain_styles`, and is no
more than a guess. A guess whose names, title or year cannot be such is none: the entry is refused, or its
identifier alone is kept.
"""

import re
from collections.abc import Iterator

from articles.bibliography import identifiers
from articles.bibliography.csl_types import Item
from articles.bibliography.formats import plain_apa, plain_names, plain_styles
from articles.bibliography.formats.parsed import ParsedWork

NUMBER = re.compile(r"^\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.):])\s+(?=\S)")
BARE_NUMBER = re.compile(r"^\s*(?P<number>\d{1,3})\s+(?=[^\W\d_a-z])")
BULLET = re.compile(r"^\s*[-*•‣▪●◦–·]\s+(?=\S)")
#: What is emphasized holds a dozen other marks at most; what stands between marks is passed in one go.
EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|__?)(?=\S)((?:[^*_\n]{1,400}+|[*_]){1,25}?)(?<=\S)\1(?!\w)")
YEAR = re.compile(r"(?<!\d)(?:1[4-9]\d\d|20\d\d)(?!\d)|\bin press\b|\bn\.\s?d\.", re.IGNORECASE)
#: How an entry begins: "Roe, R", "Roe RQ", "R. Roe", an organization or a name with a year behind it.
START = re.compile(r"^(?:[a-z]{1,4}\s){0,3}[^\W\d_a-z][\w’'-]*(?:[\s,]|$)|^(?:[^\W\d_a-z]\.)+\s")
REFUSED = "No DOI or PMID was found, and the entry is in no style that is known."
TOO_LONG = "It is longer than an entry can be: please put an empty line between two entries."
NAMED = 80  # characters by which an entry that cannot be read is named
LONGEST = 3000  # characters of one entry


def loads(text: str) -> list[ParsedWork]:
    """Return a `ParsedWork` for each entry, in order."""
    return [_work(line, entry) for line, entry in _entries(text)]


# --- Where entries begin --------------------------------------------------------------------------


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, entry). Lines are joined that belong to one entry, and words that a line end parted."""
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), start=1)]
    begins = _beginnings([line for _number, line in lines])
    start, parts = 0, list[str]()
    for (number, line), is_start in zip(lines, begins, strict=True):
        if parts and (is_start or not line.strip()):
            yield start, _joined(parts)
            parts = []
        if line.strip():
            start = start if parts else number
            parts.append(line)
    if parts:
        yield start, _joined(parts)


def _beginnings(lines: list[str]) -> list[bool]:
    """Return for each line whether an entry begins there, by what tells the entries of this list apart."""
    said = [line for line in lines if line.strip()]
    if sum(bool(NUMBER.match(line)) for line in said) > 1:
        return [bool(NUMBER.match(line)) for line in lines]
    if counted := _counted(lines):
        return counted
    if sum(bool(BULLET.match(line)) for line in said) > 1:
        return [bool(BULLET.match(line)) for line in lines]
    if any(line[:1].isspace() for line in said) and any(not line[:1].isspace() for line in said):
        return [not line[:1].isspace() for line in lines]  # hanging indents
    if any(not line.strip() for line in lines[:-1]) and len(said) > 1 and not all(map(_stands_alone, said)):
        return [at == 0 or not lines[at - 1].strip() for at in range(len(lines))]
    return list(_by_completeness(lines))


def _counted(lines: list[str]) -> list[bool]:
    """Return where entries begin that are counted without a period ("10 Novakova M"); [] for no such list."""
    last, begins = 0, []
    for line in lines:
        match = BARE_NUMBER.match(line)
        number = int(match["number"]) if match else 0
        is_next = last < number <= last + 40 if last else number > 0
        begins.append(is_next)
        last = number if is_next else last
    first = next((line for line in lines if line.strip()), "")
    return begins if sum(begins) > 1 and BARE_NUMBER.match(first) else []


def _stands_alone(line: str) -> bool:
    return _is_identifier(line) or bool(YEAR.search(line) and START.match(BULLET.sub("", line)))


def _is_identifier(line: str) -> bool:
    """Whether a line holds an identifier or an address and next to nothing else."""
    if len(line) > LONGEST:
        return False
    rest = plain_apa.without_identifiers(line)
    return len(rest) < len(line.strip()) and len(re.findall(r"[^\W\d_]{3,}", rest)) < 3


def _by_completeness(lines: list[str]) -> Iterator[bool]:
    """Yield whether an entry begins at a line: the one before is complete, and this one begins like one."""
    last, has_year, is_identifier = "", False, False
    for line in lines:
        is_alone = _is_identifier(line)
        if not last or is_identifier:
            is_start = True
        elif is_alone:  # the address of an entry on a line of its own
            is_start = not has_year
        else:
            is_whole = has_year and re.search(r"(?:[.)\]\d”\"]|https?://\S+)\s*$", last)
            is_start = bool(is_whole and START.match(line.strip()))
        yield is_start
        has_year = bool(YEAR.search(line)) or (has_year and not is_start)
        is_identifier = is_alone and is_start
        last = line.strip() and line[-200:]


def _joined(parts: list[str]) -> str:
    """Return the lines of an entry as one, without number, bullet and marks of emphasis."""
    first = NUMBER.sub("", BULLET.sub("", parts[0]))
    text = BARE_NUMBER.sub("", first).strip()
    for part in (part.strip() for part in parts[1:]):
        if len(text) > LONGEST:
            break
        if re.search(r"[^\W\d_]-$", text[-2:]) and part[:1].islower():
            text = text[:-1] + part
        elif re.search(r"[–—-]$|https?:$|https?://\S{0,190}/$", text[-200:]):
            text += part
        else:
            text += f" {part}"
    text = text[: LONGEST + 1].replace("\\_", "_").replace("\\*", "*")
    return " ".join(EMPHASIS.sub(r"\2", EMPHASIS.sub(r"\2", text)).split())


# --- What an entry says ---------------------------------------------------------------------------


def _work(line: int, entry: str) -> ParsedWork:
    if len(entry) >= LONGEST:
        return ParsedWork(entry[:NAMED], line, None, TOO_LONG)
    found = _identifiers(entry)
    bare = plain_apa.without_identifiers(entry)
    names_first = plain_styles.read_entry(bare)
    item = names_first or plain_apa.read_entry(entry)
    if not item and not found:
        return ParsedWork(entry[:NAMED], line, None, REFUSED)
    if not item:
        return ParsedWork(
            "", line, {"type": "article-journal", "title": _stand_in(found), **found}, "", is_guessed=True
        )
    cut = plain_names.is_cut(entry[: len(entry) // 2]) or re.search(r"\bet al\b", entry)
    lacks = "the other authors" if cut else ""
    return ParsedWork("", line, {**item, **found}, "", is_guessed=True, lacks=lacks)


def _stand_in(found: Item) -> str:
    """Return what stands for a title until the registries have answered."""
    if found.get("DOI"):
        return str(found["DOI"])
    for name in ("PMID", "ISBN"):
        if found.get(name):
            return f"{name} {found[name]}"
    return identifiers.pmcid_in(str(found["URL"]))


def _identifiers(entry: str) -> Item:
    found = {"DOI": identifiers.doi_in(entry), "PMID": identifiers.pmid_in(entry)}
    if not any(found.values()) and re.search(r"\bISBN\b|^[\d\sXx-]{10,20}$", entry):
        found["ISBN"] = identifiers.isbn_in(entry)
    if not any(found.values()) and (pmcid := identifiers.pmcid_in(entry)):
        found["URL"] = f"{identifiers.PMC}{pmcid}/"
    return {name: value for name, value in found.items() if value}
