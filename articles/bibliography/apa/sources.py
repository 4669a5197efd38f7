"""The title and the source of a work in APA 7 (9.18 to 9.37 and chapter 10), as HTML."""

import re
from collections.abc import Iterable
from html import escape

from articles.bibliography.apa import names, numbers
from articles.bibliography.apa.numbers import text
from articles.bibliography.apa.rich_text import inline
from articles.bibliography.csl_types import Item, Name

PERIODICALS = {
    *("article-journal", "article-newspaper", "article-magazine", "post-weblog"),
    *("review", "review-book", "periodical", "journal-article", "interview"),
}
BOOK_PARTS = {"chapter", "entry-encyclopedia", "entry-dictionary", "entry", "paper-conference"}
#: Kinds that stand in something larger only when they have pages or editors there.
MAYBE_PARTS = {"report", "document", "article", ""}
WITH_EVENT = {"speech", "event", "paper-conference", "performance"}
#: What a kind is called in brackets when nothing else says it (APA 7, 9.21).
DESCRIPTIONS = {
    "dataset": "Data set",
    "software": "Computer software",
    "motion_picture": "Film",
    "broadcast": "Broadcast",
    "song": "Song",
    "interview": "Interview",
    "map": "Map",
    "post": "Online post",
    "manuscript": "Unpublished manuscript",
}
#: What a psychological test is called that stands alone, or in a database of tests (APA 7, 10.11).
TEST, TEST_IN_A_DATABASE = "Test", "Database record"
#: What a work is called that no journal has taken yet (APA 7, 10.8), by its status.
MANUSCRIPTS = {
    "submitted": "Manuscript submitted for publication",
    "under review": "Manuscript submitted for publication",
    "in preparation": "Manuscript in preparation",
    "unpublished": "Unpublished manuscript",
}
TRANSLATED = re.compile(r"(?P<title>[^\[\]]*[^\[\]\s])\s{1,3}\[(?P<translation>[^\[\]\s]+ [^\[\]]+)\]\.?")
ADVANCE = re.compile(
    r"(advance(d)?\s(online|access|article).*|(e-?pub|online|published online)?\s*ahead of print)",
    re.IGNORECASE,
)
ROLES = (("editor", "Ed.", "Eds."), ("translator", "Trans.", "Trans."), ("illustrator", "Illus.", "Illus."))
MORE_ROLES = (("narrator", "Narr.", "Narrs."), ("chair", "Chair", "Chairs"))


def is_in_a_periodical(work: Item) -> bool:
    """Whether the work stands in a journal, newspaper, magazine or blog."""
    kind, name = work.get("type") or "", text(work, "container-title")
    if not name or _manuscript(work):
        return False
    if kind == "paper-conference" and text(work, "volume"):
        return not work.get("editor") and bool(text(work, "issue") or not text(work, "publisher"))
    no_book = kind not in BOOK_PARTS | {"book", "report", "thesis", "dataset", "webpage", "post", "speech"}
    return kind in PERIODICALS or (no_book and bool(text(work, "volume")) and not work.get("editor"))


def is_book_part(work: Item) -> bool:
    """Whether the work stands in a book, an encyclopedia or a symposium."""
    kind = work.get("type") or ""
    if not text(work, "container-title") or is_in_a_periodical(work):
        return False
    whole = work.get("editor") or work.get("chair") or work.get("container-author")
    return (
        kind in BOOK_PARTS
        or bool(kind in MAYBE_PARTS and (whole or text(work, "page")))
        or (kind in ("speech", "event") and bool(work.get("chair")))
    )


def is_episode(work: Item) -> bool:
    """Whether the work is an episode of a show or a song of an album (APA 7, 10.12 and 10.13)."""
    return work.get("type") in ("broadcast", "song") and bool(text(work, "container-title"))


def is_video(work: Item) -> bool:
    """Whether a moving picture is a video of the web, which is dated to the day, and no film (10.12)."""
    if work.get("type") != "motion_picture":
        return False
    genre = text(work, "genre") or text(work, "medium")
    return "video" in genre.lower() or not (genre or work.get("director") or not text(work, "URL"))


def has_place(work: Item) -> bool:
    """Whether the work has its place in print already: a volume, issue, page, article number or DOI."""
    return any(text(work, name) for name in ("volume", "issue", "page", "number", "DOI"))


def title_and_source(work: Item, leading: str) -> tuple[str, list[str]]:
    """Return the title's HTML and the parts of the source that follow it.

    `leading` is the role of those who lead the entry; it is not named again behind the title.
    """
    if is_in_a_periodical(work):
        return _part_title(work, leading), _periodical(work)
    if is_episode(work):
        return _episode_title(work, leading), _show(work)
    if is_book_part(work):
        return _part_title(work, leading), _whole(work)
    return _standalone(work, leading)


# --- Parts of a whole ---------------------------------------------------------------------------


def _title(work: Item, *, italic: bool = False) -> str:
    value = text(work, "title") + numbers.titled_volume(work) * italic
    value = value if value.endswith("...") else value.removesuffix(".")
    return inline(re.sub(r"(?<=[\w)\]”’>])\s*[:;,]+$", "", value), italic=italic)


def _titles(work: Item) -> str:
    """Return an italic title; its translation in brackets behind it stands upright (APA 7, 9.38)."""
    match = TRANSLATED.fullmatch(text(work, "title"))
    if not match:
        return _title(work, italic=True)
    return f"{_title({**work, 'title': match['title']}, italic=True)} [{inline(match['translation'])}]"


def _part_title(work: Item, leading: str) -> str:
    """Return the title of an article or chapter: upright, with its translator and what it is.

    Editors are left out: registries deposit those who handled an article.
    """
    roles, bracket = _roles(work, leading, [ROLES[1]]), description(work)
    return _title(work) + (f" ({roles})" if roles else "") + (f" [{bracket}]" if bracket else "")


def _episode_title(work: Item, leading: str) -> str:
    """Return "Title (No. 443) [Audio podcast episode]", upright."""
    number, bracket = _number(work), description(work)
    details = "; ".join(filter(None, [_roles(work, leading, [MORE_ROLES[0]]), number]))
    return _title(work) + (f" ({details})" if details else "") + (f" [{bracket}]" if bracket else "")


def _show(work: Item) -> list[str]:
    """Return "In <i>Show</i>" or "On <i>Album</i>", and who published it."""
    joint = "On" if work.get("type") == "song" else "In"
    return [f"{joint} {inline(text(work, 'container-title'), italic=True)}", _publisher(work)]


def _periodical(work: Item) -> list[str]:
    """Return journal, volume(issue), pages or article number, and whether it is published in advance."""
    place = numbers.place_in_volume(work)
    name = inline(text(work, "container-title"), italic=True)
    source = ", ".join(filter(None, [name, numbers.volume_and_issue(work), place]))
    is_advance = ADVANCE.fullmatch(text(work, "status")) and not (text(work, "volume") and place)
    return [source, "Advance online publication" if is_advance else ""]


def _whole(work: Item) -> list[str]:
    """Return "In R. B. Roe (Ed.), <i>Book</i> (2nd ed., Vol. 1, pp. 1–9)", the event and the publisher."""
    authors = names.named(work.get("container-author") or [])
    details: list[str] = []
    by, makers = "", _makers(work)
    if authors:
        by = f"{escape(names.editor_list(authors), quote=False)}, "
        details = [_roles(work, "", [ROLES[0]])]
    elif makers:
        by = f"{escape(names.editor_list(makers[0]), quote=False)} ({makers[1]}), "
    value = numbers.PAGE_LABEL.sub("", text(work, "page"))
    pages = numbers.pages(value)
    pages = f"{'pp.' if numbers.is_several(value) else 'p.'} {pages}" if pages else ""
    if work.get("type") == "paper-conference" and text(work, "number"):
        pages = numbers.place_in_volume(work)
    issue = f"Issue {numbers.joined(text(work, 'issue'))}" if text(work, "issue") else ""
    place = ", ".join(
        filter(None, [numbers.edition(work), numbers.volume(work), numbers.part(work), issue, pages])
    )
    inside = "; ".join(filter(None, [*details, place]))
    book = inline(text(work, "container-title") + numbers.titled_volume(work), italic=True)
    symposium = " [Symposium]" if work.get("chair") else ""
    return [
        f"In {by}{book}{f' ({inside})' if inside else ''}{symposium}",
        _event(work) if work.get("chair") else "",
        _publisher(work),
    ]


def _makers(work: Item) -> tuple[list[Name], str] | None:
    """Return (people, label) of the editors of a book or the chairs of a symposium, or None."""
    for role, one, many in (MORE_ROLES[1], ROLES[0]):
        if people := names.named(work.get(role) or []):
            return people, one if len(people) == 1 else many
    return None


# --- Works of their own -------------------------------------------------------------------------


def _standalone(work: Item, leading: str) -> tuple[str, list[str]]:
    """Return an italic title with its parentheses and brackets, then event, site and publisher, each once."""
    title = _titles(work)
    details, bracket = _details(work, leading), description(work)
    if details:
        title += f" ({details})"
    if bracket:
        title += f" [{bracket}]"
    return title, [_event(work), *_houses(work)]


def _event(work: Item) -> str:
    if work.get("type") not in WITH_EVENT:
        return ""
    name = text(work, "event-title") or text(work, "event")
    return inline(", ".join(filter(None, [name, text(work, "event-place")])))


def _houses(work: Item) -> list[str]:
    """Return site, publisher and archive as HTML, each once and none that is the author."""
    kind, site = work.get("type"), text(work, "container-title")
    if kind in PERIODICALS or _manuscript(work) or site in _author_names(work):
        site = ""
    publisher, archive = _publisher(work), inline(text(work, "archive"))
    if site and (kind in ("article", "webpage", "post") or _is_test(work)):
        publisher = ""  # the repository or the site is the source
    if kind not in ("report", "article", "dataset", "manuscript", "collection") or (
        kind in ("article", "dataset") and (site or publisher)
    ):
        archive = ""
    return list(dict.fromkeys(filter(None, [inline(site), publisher, archive])))


def _roles(work: Item, leading: str, roles: Iterable[tuple[str, str, str]]) -> str:
    """Return "R. B. Roe, Ed.; T. T. Tran, Trans."; who did two things is named once ("Ed. & Trans.")."""
    listed: list[tuple[list[Name], list[str]]] = []  # people, and what they did
    for role, one, many in roles:
        people = names.named(work.get(role) or []) if role != leading else []
        if not people:
            continue
        label = one if len(people) == 1 else many
        same = next((row for row in listed if row[0] == people), None)
        if same:
            same[1].append(label)
        else:
            listed.append((people, [label]))
    named = "; ".join(f"{names.editor_list(people)}, {' & '.join(labels)}" for people, labels in listed)
    return escape(named, quote=False)


def _details(work: Item, leading: str) -> str:
    """Return what stands in parentheses after a title: roles, edition and volume, number, version."""
    parts = [numbers.edition(work), numbers.volume(work), numbers.part(work), numbers.supplement(work)]
    site = work.get("type") in ("webpage", "post")
    if work.get("type") == "chapter":  # of a book that is not named: its pages are all that is known
        value = numbers.PAGE_LABEL.sub("", text(work, "page"))
        pages = numbers.pages(value)
        parts.append(f"{'pp.' if numbers.is_several(value) else 'p.'} {pages}" if pages else "")
    place = "" if site else ", ".join(filter(None, parts))
    roles = _roles(work, leading, (*ROLES, MORE_ROLES[0]))
    return "; ".join(filter(None, [roles, place, _number(work), numbers.version(work)]))


def _number(work: Item) -> str:
    """Return a report's, thesis's, patent's or series' number as it stands behind the title."""
    kind, number, genre = work.get("type"), text(work, "number"), text(work, "genre")
    if kind == "report" and not number and text(work, "collection-title"):
        number, genre = text(work, "collection-number"), text(work, "collection-title")
    if not number:
        return ""
    if kind == "report":
        return numbers.report_number(genre, number)
    if kind == "thesis":
        return numbers.report_number("Publication", number)
    if genre and _is_series(work):
        return numbers.report_number(genre, number)
    if kind == "patent":
        return numbers.report_number(genre or "U.S. Patent", number)
    return inline(f"No. {number}" if number.isdigit() and kind != "article-journal" else number)


def description(work: Item) -> str:
    """Return the description in brackets: what is reviewed, a thesis and its university, or genre."""
    kind, genre, medium = work.get("type"), text(work, "genre"), text(work, "medium")
    if reviewed := text(work, "reviewed-title"):
        of = "the book " if kind == "review-book" else f"the {text(work, 'reviewed-genre')} "
        of = "" if of == "the  " else of
        by = names.editor_list(names.named(work.get("reviewed-author") or []))
        by = f", by {escape(by, quote=False)}" if by else ""
        return f"Review of {inline(of)}{inline(reviewed, italic=True)}{by}"
    if kind == "thesis":
        is_unpublished = genre.lower().startswith("unpublished")
        thesis = [genre or "Thesis", "" if is_unpublished else text(work, "publisher")]
        return inline(_capitalized(", ".join(filter(None, thesis))))
    if _is_test(work):
        return TEST_IN_A_DATABASE if text(work, "container-title") else ""
    if text(work, "number") and (kind in ("report", "patent") or _is_series(work)):
        genre = ""
    usual = "Video" if is_video(work) else DESCRIPTIONS.get(text(work, "type"), "")
    described = [genre or _manuscript(work) or ("" if medium else usual), medium]
    return inline(_capitalized("; ".join(dict.fromkeys(filter(None, described)))))


def _is_test(work: Item) -> bool:
    """Whether the work is a test, a scale or a questionnaire and nothing else describes it."""
    return work.get("type") == "document" and text(work, "genre") in (TEST, TEST_IN_A_DATABASE)


def _is_series(work: Item) -> bool:
    """Whether a preprint's genre is the series that its number counts ("SSRN Scholarly Paper"; 10.8)."""
    return work.get("type") == "article" and text(work, "number").isdigit()


def _capitalized(bracket: str) -> str:
    """Return a description with its first letter as a capital (APA 7, 9.21); "iPhone app" stays."""
    first = re.match(r"[^\W\d_]+", bracket)
    return bracket if not first or re.search(r"[A-Z]", first[0]) else bracket[:1].upper() + bracket[1:]


def _manuscript(work: Item) -> str:
    """Return what an article is called that no journal has taken yet, or ""."""
    if work.get("type") not in ("article-journal", "article", "manuscript") or text(work, "volume"):
        return ""
    return MANUSCRIPTS.get(text(work, "status").lower(), "")


def _author_names(work: Item) -> set[str]:
    return {str(person["literal"]).strip() for person in work.get("author") or [] if person.get("literal")}


def _publisher(work: Item) -> str:
    """Return who published it, unless that is the author; for a thesis the archive that holds it."""
    if work.get("type") == "thesis" and not text(work, "genre").lower().startswith("unpublished"):
        return inline(text(work, "archive"))
    publishers = [name.strip() for name in text(work, "publisher").split(";")]
    known = _author_names(work)
    return inline("; ".join(name for name in publishers if name and name not in known))
