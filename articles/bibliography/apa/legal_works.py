"""Law in APA 7 (chapter 11, after the Bluebook): name, source and year, without author and without italics.

Cases, statutes, regulations, bills, hearings and treaties, from the fields that CSL gives them: `authority`
is the court, the Congress or the chamber; `container-title` the reporter or code.
"""

import re
from html import escape

from articles.bibliography import dates
from articles.bibliography.apa import numbers
from articles.bibliography.apa.numbers import text
from articles.bibliography.apa.rich_text import curl_quotes
from articles.bibliography.csl_types import Item

KINDS = {"legislation", "regulation", "bill", "legal_case", "hearing", "treaty"}
SUPREME_COURT = re.compile(
    r"(u\.?\s?s\.?|united states)?\s*supreme court( of the united states)?\.?", re.IGNORECASE
)
SUPREME_REPORTERS = {"U.S.", "S. Ct.", "S.Ct.", "L. Ed.", "L. Ed. 2d", "L.Ed.2d"}
#: Codes whose sections are told apart by hyphens only when letters say so: "801-904" is a range there.
NUMBERED_CODES = re.compile(r"^(u\.?\s?s\.?\s?c|c\.?\s?f\.?\s?r)", re.IGNORECASE)
REGISTER = re.compile(r"(\bReg(ister)?\.?|\bF\.\s?R\.)$")
PUBLIC_LAW = re.compile(
    r"^(?:pub(?:lic|\.)?\s*l(?:aw|\.)?|p\.?\s?l\.?)\s*+(?:nos?\.?\s*+)?(?=\d)", re.IGNORECASE
)


def citation(work: Item) -> str:
    """Return one law as HTML, up to its address and without the closing period."""
    kind, title = work["type"], text(work, "title")
    if kind not in ("legal_case", "hearing"):
        title = numbers.title_case(title)
    if kind == "treaty":
        treaty = [title, dates.read_date(work, "issued").in_full, _reporter(work)]
        return escape(curl_quotes(", ".join(filter(None, treaty))), quote=False)
    parts = {"legal_case": _case, "bill": _bill, "hearing": _bill}.get(kind, _statute)(work)
    name = curl_quotes(", ".join(filter(None, [title, *parts])))
    return escape(f"{name} {_end(work)}".rstrip(), quote=False)


def _case(work: Item) -> list[str]:
    """Return the reporter's place ("347 U.S. 483"), or the docket number of a case that is in none."""
    reporter, number = _reporter(work), text(work, "number")
    if reporter and not text(work, "page"):
        reporter += " ___"
    if not reporter and number:
        return [number if re.match(r"no\b", number, re.IGNORECASE) else f"No. {number}"]
    return [reporter]


def _statute(work: Item) -> list[str]:
    """Return the public law, then the place in the code, register or Statutes at Large."""
    number, genre = text(work, "number"), text(work, "genre")
    law = PUBLIC_LAW.sub("Pub. L. No. ", number)
    is_plain = work["type"] == "legislation" and re.fullmatch(r"\d{2,3}[-–]\d{1,4}", number)
    if law == number and (is_plain or PUBLIC_LAW.match(f"{genre} 1")):
        law = f"Pub. L. No. {number}"
    if law == number and text(work, "container-title") and not (text(work, "section") or text(work, "page")):
        return [_reporter({**work, "section": number})]
    return [law.replace("–", "-"), _reporter(work)]


def _bill(work: Item) -> list[str]:
    """Return the bill's number and its Congress ("H.R. 123", "117th Cong.")."""
    number, genre = text(work, "number"), text(work, "genre")
    if number[:1].isdigit() and genre:
        number = f"{genre} {number}"
    return [number, _congress(work), _reporter(work)]


def _congress(work: Item) -> str:
    for value in (text(work, "authority"), text(work, "chapter-number")):
        if value.isdigit():
            return f"{numbers.ordinal(int(value))} Cong."
        if value and (work["type"] == "hearing" or "ong" in value):
            return re.sub(r"\bCongress\b", "Cong.", value)
    return ""


def _reporter(work: Item) -> str:
    """Return volume, reporter or code, and section or first page."""
    place = _sections(work) or re.split(r"[-–—,]", text(work, "page"))[0].strip()
    code = text(work, "container-title")
    return " ".join(filter(None, [text(work, "volume"), code, place if code or "§" in place else ""]))


def _sections(work: Item) -> str:
    """Return "§ 12101", or "§§ 801–904" for several; a hyphen inside the number of one section stays."""
    value = re.sub(r"^(?:§+|secs?\.?|sections?)\s*", "", text(work, "section"), flags=re.IGNORECASE)
    if not value:
        return ""
    if NUMBERED_CODES.match(text(work, "container-title")):
        value = re.sub(r"\b(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)\b", _range, value)
    several = re.search(r"–|,| to | & | and ", value)
    return f"{'§§' if several else '§'} {value}"


def _range(match: re.Match[str]) -> str:
    return f"{match[1]}–{match[2]}" if float(match[1]) < float(match[2]) else match[0]


def _end(work: Item) -> str:
    """Return the parentheses: the court, and the year, or the day of a register or of a docket."""
    date, court = dates.read_date(work, "issued"), text(work, "authority")
    if work["type"] != "legal_case" or (SUPREME_COURT.fullmatch(court) and _is_supreme(work)):
        court = ""
    code = text(work, "container-title")
    to_the_day = REGISTER.search(code) or (work["type"] == "legal_case" and not code)
    inside = " ".join(filter(None, [court, date.in_full if to_the_day else date.year]))
    return f"({inside})" if inside else ""


def _is_supreme(work: Item) -> bool:
    return text(work, "container-title") in SUPREME_REPORTERS
