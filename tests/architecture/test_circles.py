"""No module imports itself, not even by way of others."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

ROOMS = ("psychly", "providers", "articles", "listings")


def test_no_module_imports_itself_by_way_of_others():
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    order = TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})
    try:
        order.prepare()
    except CycleError as found:
        pytest.fail("a circle: " + " imports ".join(reversed(found.args[1])))
