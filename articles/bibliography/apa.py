"""APA 7 (Publication Manual, 7th edition, chapters 9 to 11) from structured fields.

A work is a CSL-JSON dict. `citation(work)` and `link(work)`, or both as `entry(work)`, return one reference
as HTML, escaped by construction: names of journals and books and volumes in `<i>`, the address as text (a
template makes it a link), sentence case left to the editor. `year_suffixes(works)` tells apart works of the
same authors and year.
"""

import re
from html import escape

from articles.bibliography import names
from articles.bibliography.doi import normalized_doi
from articles.bibliography.richtext import curl_quotes, inline, plain

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
DATED_TO_THE_DAY = {"article-newspaper", "article-magazine", "webpage", "post-weblog", "post", "speech"}
IN_A_PERIODICAL = {"article-journal", "article-newspaper", "article-magazine", "post-weblog"}
IN_A_BOOK = {"chapter", "entry-encyclopedia", "entry-dictionary", "entry", "paper-conference"}
LAW = {"legislation", "regulation", "bill", "legal_case"}
SMALL_WORDS = {"a", "an", "and", "as", "at", "but", "by", "for", "in", "nor", "of", "on", "or", "the", "to"}
ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def entry(work, *, year_suffix=""):
    """Return one reference in APA 7 as HTML, with its address as text at the end."""
    address = escape(link(work), quote=False)
    return f"{citation(work, year_suffix=year_suffix)} {address}".rstrip()


def citation(work, *, year_suffix=""):
    """Return one reference in APA 7 as HTML up to its address (see `link`).

    `year_suffix` is "a", "b" … where `year_suffixes` tells works apart.
    """
    if work.get("type") in LAW:
        return _sentences([_law(work)], work)
    authors = _people(work)
    title, rest = _title_and_source(work)
    date = f"({_date(work, year_suffix)})"
    lead = [authors, date, title] if authors else [title, date]
    return _sentences([*lead, *rest], work)


def entry_text(work, *, year_suffix=""):
    """Return one reference in APA 7 as plain text."""
    return plain(entry(work, year_suffix=year_suffix))


def year_suffixes(works):
    """Return {position: suffix} for works whose authors and year are the same, in order of title.

    "A", "An" and "The" at the start of a title do not count (APA 7, 9.47).
    """
    groups = {}
    for position, work in enumerate(works):
        people = work.get("author") or work.get("editor") or []
        if people and work.get("type") not in LAW:
            key = (names.author_list(people), _year(work))
            groups.setdefault(key, []).append(position)
    return {
        position: chr(ord("a") + rank)
        for group in groups.values()
        if len(group) > 1
        for rank, position in enumerate(sorted(group, key=lambda at: _filing_title(works[at])))
    }


def _filing_title(work):
    return re.sub(r"^(a|an|the)\s+", "", plain(inline(work.get("title", ""))).lower())


def _sentences(parts, work):
    """Join parts as sentences, each closed by one period."""
    html = " ".join(_closed(part) for part in parts if part)
    if original := work.get("original-date", {}).get("date-parts"):
        html += f" (Original work published {escape(str(original[0][0]))})"
    accessed = work.get("accessed", {}).get("date-parts")
    if accessed and _year(work) == "n.d." and link(work) == work.get("URL"):
        html += f" Retrieved {_day(accessed[0], comma_year=True)}, from"
    return html


def _closed(part):
    """Return a part that ends with exactly one closing mark; a period goes inside closing quotes."""
    bare = plain(part)
    if re.search(r"[?!.]$", bare) or re.search(r"[?!.][”’]$", bare):
        return part
    match = re.search(r"(”|’)((?:</\w+>)*)$", part)
    if match and (match[1] == "”" or "‘" in bare):
        return f"{part[: match.start()]}.{match[0]}"
    return f"{part}."


def link(work):
    """Return the address that ends the entry: the DOI's, else the URL, else ""."""
    doi = normalized_doi(work.get("DOI", ""))
    return f"https://doi.org/{doi}" if doi else work.get("URL", "")


# --- Who and when -------------------------------------------------------------------------------


def _people(work):
    """Return the names that lead the entry as HTML: authors, or the editors of a whole book, or nobody."""
    if work.get("author") or not work.get("editor") or work.get("container-title"):
        return escape(names.author_list(work.get("author", [])), quote=False)
    label = "Ed." if len(work["editor"]) == 1 else "Eds."
    return escape(f"{names.author_list(work['editor'])} ({label})", quote=False)


def _date_parts(work):
    parts = work.get("issued", {}).get("date-parts") or []
    return [part for part in parts if part and part[0]]


def _year(work):
    """Return "2021", "in press" or "n.d."."""
    if parts := _date_parts(work):
        return str(parts[0][0])
    return "in press" if work.get("status", "").lower() == "in press" else "n.d."


def _date(work, suffix):
    """Return what stands in the entry's parentheses: year, with month and day where APA asks for them."""
    year = _year(work)
    if not _date_parts(work):
        return f"{year}-{suffix}" if suffix else year
    rest = _month_and_day(_date_parts(work)) if work.get("type") in DATED_TO_THE_DAY else ""
    return f"{escape(year)}{suffix}{', ' if rest else ''}{rest}"


def _month_and_day(parts):
    """Return "August 29–September 2" for the first and last day, "May" for a month, "" for a year."""
    first = _day(parts[0])
    if not first or len(parts) < 2 or parts[0] == parts[1]:
        return first
    same_month = parts[0][:2] == parts[1][:2] and len(parts[1]) > 2
    return f"{first}–{parts[1][2] if same_month else _day(parts[1])}"


def _day(part, *, comma_year=False):
    """Return "September 7", "September" or "" for [year, month, day]; with the year behind if asked."""
    numbers = [int(n) for n in part]
    text = MONTHS[numbers[1] - 1] if len(numbers) > 1 and 1 <= numbers[1] <= 12 else ""
    if text and len(numbers) > 2 and numbers[2]:
        text += f" {numbers[2]}"
    return f"{text}, {numbers[0]}" if comma_year else text


# --- What and where -----------------------------------------------------------------------------


def _title_and_source(work):
    """Return the title's HTML and the parts of the source that follow it."""
    kind, container = work.get("type", ""), work.get("container-title", "")
    in_a_journal = kind in IN_A_PERIODICAL or (kind == "paper-conference" and work.get("volume"))
    if in_a_journal and container:
        bracket = f" [{inline(work['genre'])}]" if work.get("genre") else ""
        return _title(work) + bracket, _periodical(work)
    if kind in IN_A_BOOK and container:
        return _title(work), _book_part(work)
    return _standalone(work)


def _title(work, *, italic=False):
    text = work.get("title", "").strip()
    return inline(text if text.endswith("...") else text.removesuffix("."), italic=italic)


def _periodical(work):
    """Return journal, volume(issue), pages or article number, and the status of publication."""
    name = inline(work["container-title"], italic=True)
    status = work.get("status", "").strip()
    if status.lower() == "in press":
        return [name]
    volume = f"<i>{_volume(work)}</i>" if work.get("volume") else ""
    issue = f"({_range(work['issue'])})" if work.get("issue") else ""
    source = ", ".join(filter(None, [name, volume + issue, _place_in_volume(work)]))
    return [source, inline(status)]


def _place_in_volume(work):
    """Return pages, or "Article 860882" for an article number, wherever it was deposited."""
    if page := str(work.get("page", "")).strip():
        number = re.fullmatch(r"[A-Za-z]+\d{3,}(\.\w+)*", page) and not page.startswith(("S", "s", "R", "r"))
        return f"Article {escape(page)}" if number else _range(page)
    number = str(work.get("number", "")).strip()
    return f"Article {escape(number)}" if number else ""


def _range(text):
    """Return pages or issues with en dashes, the last page in full ("351-4" is 351–354)."""
    return escape(re.sub(r"(\w[\w.]*)\s*[-‐–—]+\s*(\w[\w.]*)", _full_range, str(text).strip()), quote=False)


def _volume(work):
    """Return the volume; only numbers make a range (volume "AU-13" is a name)."""
    volume = str(work["volume"])
    return _range(volume) if re.fullmatch(r"[\d\s–-]+", volume) else escape(volume, quote=False)


def _full_range(match):
    first, last = match[1], match[2]
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}–{last}"


def _book_part(work):
    """Return "In R. B. Roe (Ed.), <i>Book</i> (2nd ed., Vol. 1, pp. 1–9)" and the publisher."""
    editors = work.get("editor", [])
    label = "Ed." if len(editors) == 1 else "Eds."
    by = f"{escape(names.editor_list(editors), quote=False)} ({label}), " if editors else ""
    page = str(work.get("page", "")).strip()
    pages = f"{'pp.' if re.search(r'[-–,]', page) else 'p.'} {_range(page)}" if page else ""
    details = ", ".join(filter(None, [*_edition_and_volume(work), pages]))
    book = inline(work["container-title"], italic=True)
    return [f"In {by}{book}{f' ({details})' if details else ''}", _publisher(work)]


def _edition_and_volume(work):
    """Return the edition and the volume as they stand in parentheses."""
    edition = str(work.get("edition", "")).strip()
    if edition.isdigit():
        number = int(edition)
        ending = "th" if 10 <= number % 100 <= 20 else ORDINALS.get(number % 10, "th")
        edition = f"{number}{ending} ed."
    elif edition and "ed." not in edition:
        edition = f"{edition} ed."
    volume = f"Vol. {_volume(work)}" if work.get("volume") else ""
    return [part for part in (escape(edition, quote=False), volume) if part]


def _standalone(work):
    """Return an italic title with its parentheses and brackets, then publisher or site."""
    title = _title(work, italic=True)
    details, bracket = _details(work), _bracket(work)
    if details:
        title += f" ({details})"
    if bracket:
        title += f" [{bracket}]"
    event = ", ".join(inline(work[k]) for k in ("event-title", "event-place") if work.get(k))
    site = work.get("container-title", "") if work.get("type") not in IN_A_PERIODICAL else ""
    site = inline(site) if site and site not in _author_names(work) else ""
    return title, [event, site, _publisher(work)]


def _details(work):
    """Return what stands in parentheses after a title: translator, edition, number, version."""
    kind, genre = work.get("type", ""), inline(work.get("genre", ""))
    number = escape(str(work.get("number", "")), quote=False)
    if number and kind == "report":
        number = f"{genre} No. {number}" if genre else f"No. {number}"
    elif number and kind == "thesis":
        number = f"Publication No. {number}"
    version = f"Version {inline(work['version'])}" if work.get("version") else ""
    translators = work.get("translator", [])
    translated = f"{escape(names.editor_list(translators), quote=False)}, Trans." if translators else ""
    return "; ".join(filter(None, [translated, ", ".join(_edition_and_volume(work)), number, version]))


def _bracket(work):
    """Return the description in brackets: data set, dissertation and its university, or the genre."""
    kind, genre = work.get("type", ""), inline(work.get("genre", ""))
    if kind == "dataset":
        return genre or "Data set"
    if kind == "thesis":
        unpublished = "unpublished" in genre.lower()
        university = "" if unpublished else inline(work.get("publisher", ""))
        return ", ".join(filter(None, [genre or "Thesis", university]))
    return "" if kind == "report" and work.get("number") else genre


def _author_names(work):
    people = work.get("author") or []
    return {person["literal"].strip() for person in people if "literal" in person}


def _publisher(work):
    """Return who published it, unless that is the author; for a thesis the archive that holds it."""
    if work.get("type") == "thesis" and "unpublished" not in work.get("genre", "").lower():
        return inline(work.get("archive", ""))
    publishers = [name.strip() for name in work.get("publisher", "").split(";")]
    known = _author_names(work)
    return inline("; ".join(name for name in publishers if name and name not in known))


# --- Law ----------------------------------------------------------------------------------------


def _law(work):
    """Return a statute or regulation: name, title, code, section, year (APA 7, 11.4 to 11.7)."""
    section = f"§ {work['section']}" if work.get("section") else ""
    number = work.get("number", "") if not section else ""
    code = " ".join(filter(None, [work.get("volume"), work.get("container-title"), section, number]))
    name = curl_quotes(_title_case(work.get("title", "")))
    year = f" ({_year(work)})" if _date_parts(work) else ""
    return escape(", ".join(filter(None, [name, code])) + year, quote=False)


def _title_case(text):
    """Return the name of a law with its main words capitalized."""
    first, *words = text.split(" ")
    capitalized = [w if w.lower() in SMALL_WORDS else w[:1].upper() + w[1:] for w in words]
    return " ".join([first[:1].upper() + first[1:], *capitalized])
