"""axe-core over the moderators' desk, in both themes, on a phone and on a desk; nothing overflows."""

import pytest

from listings.moderation import decisions
from tests import factories
from tests.journeys.barriers import faults_of
from tests.listings.test_verbs import edited

QUEUE = "/admin/listings/submission/"
DESK = [
    "/admin/",
    QUEUE,
    f"{QUEUE}?state=all",
    f"{QUEUE}{{waits}}/change/",
    f"{QUEUE}{{edit}}/change/",
    f"{QUEUE}{{approved}}/change/",
    f"{QUEUE}{{waits}}/mail/",
    f"{QUEUE}{{waits}}/preview/",
    f"{QUEUE}listing/{{provider}}/",
    f"{QUEUE}figures/",
]


@pytest.fixture
def desk(page, enter):
    """The page of a moderator, where a demonstration asks for no second factor."""
    enter(page, factories.moderator(email="ann@staff.example"))
    return page


@pytest.fixture
def addresses():
    """Every page of the desk: a listing that waits, an edit that waits, a decided one."""
    staff = factories.moderator()
    approved = factories.submission(you={"display_name": "Robin Approved"})
    provider = factories.approve(approved, by=staff, note="Seen.")
    edit = edited(provider, about={"approach": "We listen first. Nothing is given at a first visit."})
    waits = factories.submission(you={"display_name": "Robin Placeholder", "npi": "1234567893"})
    decisions.claim(waits, by=staff)
    decisions.note(waits, "Called the board.", by=staff)
    keys = {"waits": waits.pk, "edit": edit.pk, "approved": approved.pk, "provider": provider.pk}
    return [path.format(**keys) for path in DESK]


def test_the_pages_of_the_desk_have_no_barrier_that_axe_can_see(desk, addresses):
    assert {path: faults for path in addresses if (faults := faults_of(desk, path))} == {}


def test_the_pages_that_ask_again_have_no_barrier_that_axe_can_see(desk):
    row = factories.submission(you={"display_name": "Robin Placeholder"})
    desk.goto(f"{QUEUE}{row.pk}/change/")
    desk.get_by_label("Reason or note").fill("Please add the board that issued the license.")
    desk.get_by_role("button", name="Request changes …").click()
    desk.get_by_role("button", name="Send, and do it").wait_for()
    assert faults_of(desk) == []
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.goto(QUEUE)
    desk.locator("input.action-select").first.check()
    desk.locator("select[name=action]").first.select_option(label="Mark as spam …")
    desk.get_by_role("button", name="Run").or_(desk.get_by_role("button", name="Go")).first.click()
    desk.get_by_role("button", name="Do it").wait_for()
    assert faults_of(desk) == []


def test_at_1024_pixels_every_column_of_the_queue_is_in_sight(desk, addresses):
    desk.set_viewport_size({"width": 1024, "height": 800})
    for query in ("", "?state=all", "?q=Robin"):
        desk.goto(QUEUE + query)
        ends = desk.locator("#result_list thead th").evaluate_all(
            "cells => cells.map((cell) => cell.getBoundingClientRect().right)"
        )
        box = desk.locator("#changelist .results").bounding_box()
        assert len(ends) == 8
        assert max(ends) <= box["x"] + box["width"] + 1 <= 1025, query


def test_facts_to_look_at_again_stand_above_the_lists_and_leave_them_in_reach(desk):
    for width in (360, 960, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto("/admin/")
        facts, lists = (desk.locator(name).bounding_box() for name in ("#due-facts", "#content-main"))
        assert facts["y"] + facts["height"] <= lists["y"] < 900
    assert desk.locator("#content-related").bounding_box()["y"] == lists["y"]  # beside them, not below
