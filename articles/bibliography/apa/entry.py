"""APA 7 (Publication Manual, 7th edition, chapters 9 to 11) from structured fields.

A work is a CSL-JSON dict. `citation(work)`, `link(work)` and `note(work)`, or all three as `entry(work)`,
return one reference as HTML, escaped by construction: names of journals and books and volumes in `<i>`, the
address as text (a template makes it a link), sentence case left to the editor.
"""

import re
from html import escape

from articles.bibliography import dates
from articles.bibliography.apa import legal_works, names, numbers, sources
from articles.bibliography.apa.numbers import text
from articles.bibliography.apa.rich_text import inline, plain
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.identifiers import normalized_doi

DATED_TO_THE_DAY = {
    *("article-newspaper", "article-magazine", "webpage", "post-weblog", "post", "speech", "event"),
    *("broadcast", "interview", "performance", "hearing"),
}
#: Who leads an entry that has no author, and how the role is called (APA 7, 9.10, and 10.12 to 10.13).
LEADERS = [
    ("director", "Director", "Directors"),
    ("host", "Host", "Hosts"),
    ("executive-producer", "Executive Producer", "Executive Producers"),
    ("composer", "", ""),
    ("performer", "", ""),
    ("interviewer", "Interviewer", "Interviewers"),
    ("editor", "Ed.", "Eds."),
    ("compiler", "Comp.", "Comps."),
]


def entry(work: Item) -> str:
    """Return one reference in APA 7 as HTML, with its address as text and what stands behind it."""
    address = escape(link(work), quote=False)
    return " ".join(filter(None, [citation(work), address, note(work)]))


def citation(work: Item) -> str:
    """Return one reference in APA 7 as HTML up to its address (see `link`)."""
    if work.get("type") in legal_works.KINDS:
        return _closed(legal_works.citation(work))
    leading = _leading(work)
    title, rest = sources.title_and_source(work, leading[0])
    date = f"({_date(work)})"
    lead = [_people(leading) + _with(work), date, title] if leading[1] else [title, date]
    html = " ".join(_closed(part) for part in [*lead, *rest] if part)
    accessed = dates.read_date(work, "accessed")
    if accessed and _year(work) == "n.d." and link(work) == work.get("URL"):
        html += f" Retrieved {escape(accessed.in_full, quote=False)}, from"
    return html


def entry_text(work: Item) -> str:
    """Return one reference in APA 7 as plain text."""
    return plain(entry(work))


def letters(number: int) -> str:
    """Return "a" for 1, "z" for 26, "aa" for 27."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("a") + rest) + name
    return name


def _closed(part: str) -> str:
    """Return a part that ends with exactly one closing mark; a period goes inside closing quotes."""
    bare = plain(part)
    if re.search(r"[?!.]$", bare) or re.search(r"[?!.][”’]$", bare):
        return part
    match = re.search(r"(”|’)((?:</\w+>)*)$", part)
    if match and (match[1] == "”" or "‘" in bare):
        return f"{part[: match.start()]}.{match[0]}"
    return f"{part}."


def link(work: Item) -> str:
    """Return the address that ends the entry: the DOI's, else the URL, else ""."""
    doi = normalized_doi(text(work, "DOI"))
    return f"https://doi.org/{doi}" if doi else text(work, "URL")


def note(work: Item) -> str:
    """Return what stands behind the address: "(Original work published 1899)" (APA 7, 9.41), or ""."""
    original = dates.read_date(work, "original-date")
    return f"(Original work published {escape(original.year, quote=False)})" if original else ""


def retraction(year: int | None, notice: Item) -> str:
    """Return "(Retraction published 2010, <i>The Lancet</i>, <i>375</i>[9713], 445)" (10.1).

    `notice` is the notice as CSL-JSON, as far as it is known; without a journal its DOI stands for it.
    """
    counted = numbers.volume_and_issue(notice).replace("(", "[").replace(")", "]")
    place = [inline(text(notice, "container-title"), italic=True), counted, numbers.place_in_volume(notice)]
    if not text(notice, "container-title"):
        place = [escape(link(notice), quote=False)]
    said = ", ".join(filter(None, [f"Retraction published {year or ''}".strip(), *place]))
    return f"({said})"


# --- Who and when -------------------------------------------------------------------------------


def _leading(work: Item) -> tuple[str, list[Name]]:
    """Return (role, people) of those who lead the entry: authors, or whoever made the whole, or nobody."""
    if authors := names.named(work.get("author") or []):
        return "author", authors
    in_a_whole = sources.is_book_part(work)
    for role, _one, _many in LEADERS:
        if (role != "editor" or not in_a_whole) and (people := names.named(work.get(role) or [])):
            return role, people
    return "", []


def _people(leading: tuple[str, list[Name]]) -> str:
    """Return the names that lead the entry as HTML, with what they did when they are not its authors."""
    role, people = leading
    one, many = next(((one, many) for name, one, many in LEADERS if name == role), ("", ""))
    label = one if len(people) == 1 else many
    return escape(names.author_list(people) + (f" ({label})" if label else ""), quote=False)


def _with(work: Item) -> str:
    """Return " (with Long, W. T.)" for those whom the cover names so (APA 7, 9.8), or ""."""
    people = names.named(work.get("contributor") or [])
    return escape(f" (with {names.author_list(people)})", quote=False) if people else ""


def _is_dated_to_the_day(work: Item) -> bool:
    """Whether the entry shows month and day: what appears daily or monthly, and talks."""
    is_talk = work.get("type") == "paper-conference" and not work.get("container-title")
    is_online_entry = work.get("type") in ("entry-encyclopedia", "entry-dictionary") and text(work, "URL")
    return bool(work.get("type") in DATED_TO_THE_DAY or is_talk or is_online_entry or sources.is_video(work))


def _year(work: Item) -> str:
    """Return "2021", "2015–2019", "in press" or "n.d."."""
    issued, status = dates.read_date(work, "issued"), text(work, "status").lower()
    if status in dates.IN_PRESS | {"forthcoming"} and not (issued and sources.has_place(work)):
        return "forthcoming" if status == "forthcoming" else "in press"
    return issued.year or "n.d."


def _date(work: Item) -> str:
    """Return what stands in the entry's parentheses: year, with month and day where APA asks for them."""
    year, issued = _year(work), dates.read_date(work, "issued")
    rest = issued.rest if year == issued.year and _is_dated_to_the_day(work) else ""
    return escape(f"{year}{', ' if rest else ''}{rest}", quote=False)
