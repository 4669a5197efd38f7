"""Rich text of the old site as Markdown: its references taken out, its numbers joined to them.

What belongs to the page and not to the text, such as the messages of a form, is left out and named.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from markdownify import ATX, MarkdownConverter

#: Parts of the page that the builder put around a text.
FURNITURE = (
    "script, style, form, noscript, iframe, .w-form, .w-form-done, .w-form-fail, .w-condition-invisible"
)
#: Lines that stood on every page of the site.
PAGE_LINES = re.compile(
    r"(?:thank you! your submission has been received!|oops! something went wrong while submitting the form\."
    r"|find a provider near you|find psychedelic therapists? in no time|find providers|back to results"
    r"|are you a therapist\?|get listed!?|[-–—]\s*the psychly team|references|sources|citations"
    r"|(?:last )?updated:?|edited by .{1,60}|[a-z]{3,9} \d{1,2}, \d{4})",
    re.IGNORECASE,
)
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "blockquote")
MARKER = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
LOOKS_CITED = re.compile(r"10\.\d{4,9}/|\(\s*(?:1[89]|20)\d\d|\bPMID\b|https?://", re.IGNORECASE)
NUMBERED = re.compile(r"^\s*(?:\[?\d{1,3}[\].)])\s+")
LONGEST_HEADING = 90  # characters
EMPTY = ("\u200b", "\u200d", "\ufeff")


@dataclass
class Picture:
    """A picture of a text: where it was, what it shows in words (""), and the words under it."""

    source: str
    alt: str
    caption: str = ""

    @property
    def file_name(self):
        """The name of its file, as a folder of saved files has it."""
        return unquote(urlsplit(self.source).path.rpartition("/")[2])


@dataclass
class Taken:
    """A text as Markdown with `{{picture N}}` for its pictures and [n] for its sources, and what it rests on.

    `references` are the entries of its list, in order; `left_out` are lines of the page that are no text;
    `guessed_headings` of plain lines were taken for headings because they are short.
    """

    markdown: str
    references: list
    pictures: list
    left_out: list = field(default_factory=list)
    guessed_headings: int = 0


def take(html):
    """Return the `Taken` of a cell of rich text; plain lines count as paragraphs."""
    guessed = 0
    if "<" not in html:
        lines = [line.strip() for line in html.splitlines() if line.strip()]
        guessed = sum(map(_is_heading, lines))
        html = "".join("<{0}>{1}</{0}>".format("h2" if _is_heading(line) else "p", line) for line in lines)
    soup = BeautifulSoup(html, "html.parser")
    left_out = [_words(part) for part in soup.select(FURNITURE) if _words(part)]
    for part in soup.select(FURNITURE):
        part.decompose()
    references = _references(soup)
    for block in soup.find_all(BLOCKS):
        if not block.find(BLOCKS) and PAGE_LINES.fullmatch(_words(block)):
            left_out.append(_words(block))
            block.decompose()
    pictures = _pictures(soup)
    for raised in soup.find_all("sup"):
        if re.fullmatch(r"\[?\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\]?", _words(raised)):
            raised.replace_with(f"[{_words(raised).strip('[]')}]")
    return Taken(_markdown(soup), references, pictures, left_out, guessed)


def _is_heading(line):
    """Whether a plain line may be a heading: short, and no sentence."""
    is_other = PAGE_LINES.fullmatch(line) or NUMBERED.match(line)
    return len(line) <= LONGEST_HEADING and line[-1] not in ".!:;," and not is_other


def joined(markdown, keys):
    """Return (Markdown whose markers cite works, sentences about markers without one).

    `keys` are the citation keys by number, from 1; a marker without a work stays as it was typed.
    """
    problems = []

    def cite(match):
        numbers = _numbers(match[1])
        if lacking := [number for number in numbers if number not in keys]:
            words = _("The marker %(mark)s leads to no reference %(n)s.")
            problems.append(words % {"mark": match[0], "n": lacking[0]})
            return match[0]
        return f"[{'; '.join(f'@{keys[number]}' for number in dict.fromkeys(numbers))}]"

    text = MARKER.sub(cite, markdown)
    # A raised number follows its word, and the full stop comes before it.
    return re.sub(r"[ \u00a0]{0,9}(\[@[^\[\]]+\])([.,;:])?", r"\2\1", text), problems


def _numbers(text):
    numbers = []
    for part in re.split(r"[,;]", text):
        first, *last = (int(number) for number in re.split(r"[–-]", part))
        numbers += range(first, (last[0] if last else first) + 1)
    return numbers


def _words(part):
    text = part.get_text(" ", strip=True)
    for sign in EMPTY:
        text = text.replace(sign, "")
    return " ".join(text.split())


def _references(soup):
    """Take the list of references out of a text; return its entries, numbered from 1 by their order."""
    for heap in reversed(soup.find_all(["ol", "ul"])):
        items = [item for item in heap.find_all("li", recursive=False) if _words(item)]
        if items and sum(bool(LOOKS_CITED.search(_words(item))) for item in items) * 2 > len(items):
            entries = [_entry(item) for item in items]
            heap.decompose()
            return entries
    entries = []
    for block in reversed(soup.find_all("p")):
        words = _words(block)
        if not words or PAGE_LINES.fullmatch(words):
            continue
        if not (NUMBERED.match(words) and LOOKS_CITED.search(words)):
            if entries:
                break
            continue
        entries.insert(0, _entry(block))
        block.decompose()
    return entries


def _entry(part):
    for link in part.find_all("a", href=True):
        if link["href"] not in link.get_text() and "doi.org" in link["href"]:
            link.append(f" {link['href']}")
    return NUMBERED.sub("", _words(part))


def _pictures(soup):
    """Replace each picture by its place; return the Pictures."""
    found = []
    for image in soup.find_all("img"):
        figure = image.find_parent("figure")
        caption = figure.find("figcaption") if figure else None
        alt, below = (image.get("alt") or "").strip(), _words(caption) if caption else ""
        found.append(Picture(image.get("src", ""), alt, below))
        place = soup.new_tag("p")
        place.string = f"{{{{picture {len(found)}}}}}"
        (figure or image).replace_with(place)
    return found


def _markdown(soup):
    converter = MarkdownConverter(heading_style=ATX, bullets="-", escape_underscores=True)
    text = converter.convert_soup(soup)
    for sign in EMPTY:
        text = text.replace(sign, "")
    text = re.sub(r"^(#+)(?= )", lambda marks: "#" * min(max(len(marks[1]), 2), 4), text, flags=re.MULTILINE)
    text = re.sub(r"(?<! ) +$", "", text.replace("\u00a0", " "), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
