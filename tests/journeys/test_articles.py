"""Reading an article in the browser: numbers lead there and back, with and without script."""

import re

from django.core.management import call_command
from playwright.sync_api import expect

from tests.journeys.test_accessibility import look  # noqa: F401

ARTICLE = "/articles/ketamine-for-depression/"


def test_a_number_leads_to_its_reference_and_back(page, site, has_script):
    call_command("load_articles", verbosity=0)
    page.goto(ARTICLE)
    number = page.locator("#c2-1")
    number.click()
    if has_script:
        peek = page.locator(".peek")
        expect(peek).to_contain_text(page.locator("#ref-2 i").first.inner_text())
        page.keyboard.press("Escape")
        expect(peek).not_to_be_visible()
        expect(number).to_be_focused()
        number.click()
        peek.get_by_role("link", name="Show in the list of references").click()
    expect(page).to_have_url(re.compile("#ref-2$"))
    page.locator("#ref-2 .backs a").first.click()
    expect(page).to_have_url(re.compile("#c2-1$"))


def test_the_search_in_an_article_is_set_to_its_treatment(page, site, has_script):
    call_command("load_articles", verbosity=0)
    page.goto(ARTICLE)
    page.get_by_role("button", name="Find Providers").click()
    expect(page).to_have_url(re.compile("treatment=ketamine-infusion"))


def test_articles_have_no_barrier_that_axe_can_see(look, site):  # noqa: F811
    call_command("load_articles", verbosity=0)
    paths = ["/articles/", "/articles/?q=nothing-matches", ARTICLE, "/articles/how-to-choose-a-provider/"]
    paths += [
        "/articles/side-effects-of-ketamine-and-esketamine/",
        "/articles/?q=is+ketamine+safe",
        "/glossary/",
    ]
    paths += ["/evidence/", "/evidence/depression/", "/evidence/esketamine/", "/evidence/grief/"]
    assert {path: faults for path in paths if (faults := look(path))} == {}


def test_on_paper_stand_text_tables_and_references_and_nothing_to_press(page, site):
    call_command("load_articles", verbosity=0)
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(ARTICLE)
    for shown in ("h1", ".byline", ".prose table", "#c2-1", ".care", "ol.refs > li:last-child", ".crisis"):
        assert page.locator(shown).first.is_visible(), shown
    for left_out in (".masthead nav", ".near", "#related", ".toc", ".backs", ".skip", ".band"):
        assert not page.locator(left_out).first.is_visible(), left_out
    assert page.locator("ol.refs > li").count() == page.locator("ol.refs > li:visible").count() > 5
    assert "https://doi.org/" in page.locator("ol.refs > li").first.inner_text()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_explained_word_opens_in_place_and_is_a_plain_link_without_script(page, site, has_script):
    call_command("load_articles", verbosity=0)
    page.goto(ARTICLE)
    word = page.locator('.prose a.term[href="#word-off-label"]')
    word.click()
    if has_script:
        peek = page.locator(".peek")
        expect(peek).to_contain_text("The use of an approved medicine")
        expect(peek).to_contain_text("Source:")
        page.keyboard.press("Escape")
        expect(word).to_be_focused()
        word.click()
        peek.get_by_role("link", name="All words").click()
        expect(page).to_have_url(re.compile("/glossary/#word-off-label$"))
    else:
        expect(page).to_have_url(re.compile("#word-off-label$"))
    expect(page.locator("#word-off-label")).to_be_in_viewport()


def test_each_list_of_what_to_say_first_stays_whole_on_one_sheet(page, site):
    call_command("load_articles", verbosity=0)
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    for path in ("/articles/side-effects-of-ketamine-and-esketamine/", "/articles/what-happens-at-a-visit/"):
        page.goto(path)
        care = page.locator(".care").first
        assert care.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
        assert care.bounding_box()["height"] < 900
