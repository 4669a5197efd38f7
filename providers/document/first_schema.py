"""Documents of the first schema, read as those of today.

There a team was a row for each part (`care.team`: part, name, license in words) and an organization's lead
stood apart (`you.lead_name`, `you.lead_license`); licenses named no holder. Nobody is made up here: rows of
one name are one person, who a solo listing is about keeps no row, and a license stays without a holder.
"""

import typing

#: How the part of somebody who leads is called.
LEADS = "leads"
ORGANIZATIONS = frozenset({"clinic", "group-practice", "hospital-program", "psilocybin-center", "trial-site"})
Json = typing.Any


def upgraded(data: Json) -> Json:
    """Return the JSON data of a document as today's schema has it; today's data come back as they are."""
    if not isinstance(data, dict):
        return data
    you, care = _part(data, "you"), _part(data, "care")
    if "team" not in care and "lead_name" not in you and "lead_license" not in you:
        return data
    team = [row for row in care.get("team") or [] if isinstance(row, dict)]
    rows = [(_text(row, "name"), _text(row, "part"), _text(row, "license")) for row in team]
    rows.append((_text(you, "lead_name"), LEADS, _text(you, "lead_license")))
    own, people = _people(rows, you)
    upgraded = dict(data)
    if "you" in data or people:
        kept = {name: value for name, value in you.items() if name not in ("lead_name", "lead_license")}
        upgraded["you"] = {**kept, "people": [*(you.get("people") or []), *people]}
    if "care" in data:
        kept = {name: value for name, value in care.items() if name != "team"}
        upgraded["care"] = {**kept, "own_parts": own} if "team" in care else kept
    return upgraded


def _people(rows: list[tuple[str, str, str]], you: dict[str, Json]) -> tuple[list[str], list[Json]]:
    """Return (parts of the one who is listed alone, the other people), each person once."""
    is_solo = _text(you, "role") not in ORGANIZATIONS
    self_names = {_same(_text(you, name)) for name in ("display_name", "legal_name")} - {""}
    own: list[str] = []
    found: dict[str, dict[str, Json]] = {}
    for name, part, license_ in rows:
        if not (name or license_):
            continue
        if is_solo and _same(name) in self_names:
            own += [part] if part and part != LEADS and part not in own else []
            continue
        blank = {"key": f"c{len(found) + 1}", "name": name, "parts": [], "license": ""}
        person = found.setdefault(_same(name) or license_, blank)
        person["parts"] += [part] if part and part not in person["parts"] else []
        if license_ and license_ not in person["license"]:
            person["license"] = "; ".join(filter(None, [person["license"], license_]))
    return own, list(found.values())


def _part(data: dict[str, Json], name: str) -> dict[str, Json]:
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _text(row: dict[str, Json], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _same(name: str) -> str:
    """A name without what stands after a comma, and without case."""
    return " ".join(name.partition(",")[0].split()).casefold()
