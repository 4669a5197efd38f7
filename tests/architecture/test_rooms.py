"""Every module of psychly has its place in the import contract, and the house names are kept."""

import ast
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


#: Who may write a provider's columns or the rows that the index holds of it.
WRITERS = {
    "listings/publishing/public_change.py",  # saves the row
    "listings/publishing/tables.py",  # stores a new one, inside the door
    "providers/search/index.py",  # stamps it
    "providers/search/reindex.py",
}


WRITING = {"update", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}


def test_a_public_listing_changes_through_one_door():
    """`public_change` for all that the public reads; `reindexing` where nothing but the index is stale."""
    paths = [path for path in _sources() if "migrations" not in path.parts]
    writers = {path.relative_to(ROOT).as_posix() for path in paths if _writes_providers(path.read_text())}
    assert writers - WRITERS == set()
    users = {path.relative_to(ROOT).as_posix() for path in paths if "reindexing" in path.read_text()}
    assert users == {
        "listings/moderation/proof.py",  # how it is known who writes it
        "listings/publishing/public_change.py",
        "listings/publishing/street_points.py",  # where a place stands, which nobody stated
        "providers/photos/tasks.py",  # the sizes of a photo are made
        "providers/search/law_changes.py",  # what may be found of it has changed
        "providers/search/reindex.py",
    }


def test_the_search_for_second_doors_finds_each_kind_of_them():
    for code in (
        "from providers.search.index import rewrite",
        "index.rewrite(row)",
        "Provider.objects.filter(pk=1).update(version=2)",
        "Provider.objects.select_for_update().filter(\n    pk=1\n).update(version=2)",
        "Provider.objects.create(slug='x')",
        "provider.save()",
        "submission.provider.save()",
    ):
        assert _writes_providers(code), code
    assert not _writes_providers("Provider.objects.filter(pk=1).count(); submission.save()")


def _writes_providers(code):
    """Whether source code rewrites index rows, or writes the table of providers."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and any(name.name == "rewrite" for name in node.names):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, verb = ast.unparse(node.func.value), node.func.attr
            if verb == "rewrite" or (verb == "save" and of.split(".")[-1] == "provider"):
                return True
            if verb in WRITING and of.startswith("Provider.objects"):
                return True
    return False


def test_articles_works_and_people_are_saved_by_the_list_of_what_follows_alone():
    """A bare `save` would leave citations, versions and readers' pages behind."""
    pattern = re.compile(r"\b(article|work|person|review|reference|obj|form\.instance)\.save\(")
    lists = {"publishing.py"}
    paths = [path for path in (ROOT / "articles").rglob("*.py") if path.name not in lists]
    assert [path.name for path in paths if pattern.search(path.read_text())] == []
