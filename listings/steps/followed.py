"""What follows from an answer and was left empty: town and state from the ZIP code, the board of a license.

Nothing that was typed is replaced, and the writer reads what was filled in where it stands.
"""

from listings.checks import board_names
from providers.places.find import zip_rows


def fill_empty(kind, rows):
    """Fill in rows of a step, dicts of typed values by their prefix; return {name on the page: value}."""
    filler = {"places": _from_zip, "licenses": _from_board}.get(kind)
    return filler(rows) if filler else {}


def _from_zip(rows):
    unfinished = {prefix: row for prefix, row in rows.items() if not (row["city"] and row["state"])}
    codes = {row["zip_code"] for row in unfinished.values()} - {""}
    known, filled = zip_rows(codes) if codes else {}, {}
    for prefix, row in unfinished.items():
        place = known.get(row["zip_code"])
        if place and row["state"] in ("", place.state):
            filled |= _fill(prefix, row, city=place.city, state=place.state)
    return filled


def _from_board(rows):
    filled = {}
    for prefix, row in rows.items():
        filled |= _fill(prefix, row, board=board_names.board_of(row["state"], row["type"]))
    return filled


def _fill(prefix, row, **values):
    new = {name: value for name, value in values.items() if value and not row[name]}
    row.update(new)
    return {f"{prefix}-{name}": value for name, value in new.items()}
