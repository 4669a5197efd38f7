"""Every module of psychly has its place in the import contract, and the house names are kept."""

import re
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("psychly", "providers", "articles", "listings")
SAY_NOTHING = {"utils", "helpers", "common", "core", "services", "managers", "mixins", "signals"}


def _sources():
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]


def test_every_module_of_psychly_is_judged_by_the_import_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = " ".join(layer for contract in contracts for layer in contract.get("layers", []))
    modules = {path.stem for path in (ROOT / "psychly").iterdir() if path.suffix == ".py" or path.is_dir()}
    modules -= {"__init__", "__pycache__"}
    judged = layers.replace("(", " ").replace(")", " ").split()
    assert sorted(name for name in modules if f"psychly.{name}" not in judged) == []


def test_no_module_is_named_after_where_code_was_put():
    assert [path.name for path in _sources() if path.stem in SAY_NOTHING] == []


#: Names that Django gives, or that mirror what they belong to: they may stand in several rooms.
MAY_RECUR = {"__init__", "admin", "apps", "emails", "forms", "models", "policy", "retention", "sitemaps"}
MAY_RECUR |= {"structured_data", "tasks", "urls", "views"}
MIRRORS = ("articles/admin", "management/commands", "migrations", "templatetags")


def test_no_two_modules_share_a_name():
    paths = [path for path in _sources() if not any(part in path.as_posix() for part in MIRRORS)]
    names = Counter(path.stem for path in paths if path.stem not in MAY_RECUR)
    assert {name for name, times in names.items() if times > 1} == set()


def test_no_public_function_has_a_name_that_nobody_can_search_for():
    pattern = re.compile(r"^def (of|read|found|context)\(", re.M)
    assert [str(path) for path in _sources() if pattern.search(path.read_text())] == []


def test_no_app_has_more_than_22_entries_at_its_top_level():
    for room in ROOMS:
        entries = [path.name for path in (ROOT / room).iterdir() if path.name != "__pycache__"]
        assert len(entries) <= 22, room


def test_no_module_passes_about_400_lines():
    judged = [path for path in _sources() if "migrations" not in path.parts]
    assert [path.name for path in judged if len(path.read_text().splitlines()) > 430] == []


def test_nothing_marks_text_as_safe_but_the_one_documented_door():
    """Markup that Python makes comes from format_html or from the sanitizer in articles/text/rendering.py."""
    marks = ("mark_safe", "SafeString(", "csrf_exempt")
    found = [path for path in _sources() if any(mark in path.read_text() for mark in marks)]
    assert [path for path in found if path != ROOT / "articles" / "text" / "rendering.py"] == []
    templates = (ROOT / "templates").rglob("*.html")
    assert [path for path in templates if "|safe" in path.read_text()] == []
