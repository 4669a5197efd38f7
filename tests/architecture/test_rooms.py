"""Every module of psychly has its place in the import contract, and the house names are kept."""

import tomllib
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


def test_no_module_passes_about_400_lines():
    judged = [path for path in _sources() if "migrations" not in path.parts]
    assert [path.name for path in judged if len(path.read_text().splitlines()) > 430] == []


def test_nothing_marks_text_as_safe_but_the_one_documented_door():
    """Markup that Python makes comes from format_html or from the sanitizer in articles/text/rendering.py."""
    marks = ("mark_safe", "SafeString(", "csrf_exempt")
    found = [path for path in _sources() if any(mark in path.read_text() for mark in marks)]
    assert [path for path in found if path != ROOT / "articles" / "rendering.py"] == []
    templates = (ROOT / "templates").rglob("*.html")
    assert [path for path in templates if "|safe" in path.read_text()] == []
