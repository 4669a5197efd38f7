"""No module imports itself, not even by way of others."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

ROOMS = ("psychly", "providers", "articles", "listings")
#: TEMPORARY: until the circles of listings are gone; see also the per-file ignores in pyproject.toml.
STILL_CIRCULAR = "listings"


def test_no_module_imports_itself_by_way_of_others():
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    modules = {name for name in graph.modules if name.split(".")[0] != STILL_CIRCULAR}
    order = TopologicalSorter(
        {name: graph.find_modules_directly_imported_by(name) & modules for name in modules}
    )
    try:
        order.prepare()
    except CycleError as found:
        pytest.fail("a circle: " + " imports ".join(reversed(found.args[1])))
