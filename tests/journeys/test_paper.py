"""What was found, on paper: somebody takes it to the telephone."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from articles.models import Article
from tests import factories


@pytest.fixture(autouse=True)
def _listed(places):
    """One place with its street, and one that hides it."""
    factories.listed_provider(display_name="Ana Rivera", slug="ana", place={"phone": "+15125550143;ext=12"})
    factories.listed_provider(display_name="Bo Lindqvist", slug="bo", place={"shows_street": False})


def test_a_printed_list_has_address_telephone_and_the_way_back_to_each(someone):
    page = someone(width=720)
    page.goto("/providers/?near=78701")
    lines = page.locator(".on-paper")
    expect(lines.first).not_to_be_visible()
    page.emulate_media(media="print")
    printed = " ".join(lines.all_inner_texts())
    assert "1400 Example Street, Austin, TX 78701. (512) 555-0143 ext. 12." in printed
    assert "Austin, TX 78701. (512) 555-0143." in printed
    assert "/providers/ana/" in printed
    assert "/providers/bo/" in printed
    for card in page.locator(".card").all():
        assert card.locator("h2").bounding_box()["width"] > 300


def test_on_a_printed_profile_nothing_lies_on_the_name_and_the_telephones_stand_there(someone):
    page = someone(width=720)
    page.goto("/providers/ana/")
    page.emulate_media(media="print")
    drawing, name = (page.locator(of).bounding_box() for of in (".who-head > .monogram", "h1"))
    assert drawing["y"] + drawing["height"] <= name["y"]
    expect(page.locator(".places").get_by_text("(512) 555-0143 ext. 12")).to_be_visible()
    expect(page.get_by_text("1400 Example Street").last).to_be_visible()
    expect(page.get_by_text("Directions in your map app")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


def test_the_list_of_who_should_avoid_it_prints_on_one_page_in_each_article(someone):
    call_command("load_legal_status", verbosity=0)
    call_command("load_articles", verbosity=0)
    page = someone(width=672)  # a letter's width without its margins
    page.emulate_media(media="print")
    lists = 0
    for article in Article.objects.all():
        page.goto(article.get_absolute_url())
        for box in page.locator(".care").all():
            lists += 1
            height, way = box.evaluate(
                "box => [box.getBoundingClientRect().height, getComputedStyle(box).breakInside]"
            )
            assert height < 860, article.slug  # of the 11 inches, without margins
            assert way == "avoid", article.slug
    assert lists >= 14
