"""From an empty page to a published article and back to an older text, with and without script."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from tests import factories, pictures
from tests.journeys.conftest import WAYS
from tests.mailbox import run_tasks

DESK = "/admin/articles/article/"
BIBTEX = "@article{poe2019, title={Sleep in winter}, author={Poe, Ann}, journal={Journal of X}, year=2019}"


@pytest.fixture
def staff(someone, enter_desk, settings, tmp_path):
    """Open the site as a member of a group: `staff("editors")`."""
    settings.MEDIA_ROOT = tmp_path

    def of(group):
        person = factories.editor(group)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        page = someone()
        enter_desk(page, person.email)
        return page

    return of


@pytest.mark.parametrize("has_script", WAYS, indirect=True)
def test_an_article_is_written_reviewed_scheduled_published_and_brought_back(someone, staff, has_script):
    factories.reference()
    author = staff("authors")
    _writes(author, has_script)
    key = _adds_a_work(author, has_script)
    _adds_a_picture(author, has_script)
    _looks_at_the_preview(author, has_script)
    author.get_by_role("button", name="Save: Hand to review").click()
    expect(author.locator(".stands")).to_contain_text("In review")
    run_tasks()
    article = Article.objects.get()
    assert set(article.references.values_list("key", flat=True)) == {"doe2021", key}
    editor, visitor = staff("editors"), someone(width=390)
    _reviews(editor, article)
    _schedules(editor, visitor, article)
    _publishes(editor, visitor, article)
    _changes_and_tells(editor, visitor, article)
    _brings_back(editor, visitor, article)


def _text(page):
    return page.get_by_role("textbox", name="Text", exact=True)


def _writes(page, has_script):
    """Type title, summary and text; a figure without a source is shown at its line."""
    page.goto(f"{DESK}add/")
    page.get_by_label("Title").press_sequentially("Sleep and mood")
    if has_script:
        expect(page.get_by_label("Slug")).to_have_value("sleep-and-mood")
    page.get_by_label("Slug").fill("sleep-and-mood")
    page.get_by_label("Summary").fill("What is known.")
    text = _text(page)
    if not has_script:
        text.fill("## Sleep\n\nIt helped 64%.\n\nIt lasted.[@doe2021]\n")
        page.get_by_role("button", name="Preview").click()
        found = page.frame_locator("iframe[name=preview]").locator("#findings")
        expect(found).to_contain_text("Line 3")
        expect(found).to_contain_text("“64%” has no source.")
        return
    text.press_sequentially("## Sleep\n\nIt helped 64%.\n\nIt lasted.[@sle")
    offer = page.locator("#offers [role=option]").first
    expect(offer).to_contain_text("@doe2021")
    expect(text).to_have_attribute("aria-activedescendant", "offer-0")
    page.keyboard.press("Enter")
    expect(text).to_have_value("## Sleep\n\nIt helped 64%.\n\nIt lasted.[@doe2021]")
    finding = page.locator(".look li", has_text="“64%” has no source.")
    expect(page.locator(".lines > div.is-look")).to_have_text("It helped 64%.")
    finding.get_by_role("button", name="Line 3").press("Enter")
    expect(text).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.selectionStart") == len("## Sleep\n\nIt helped 64%")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\n")


def _adds_a_work(page, has_script):
    """Paste a work beside the text, and cite it; return its key."""
    page.locator("summary", has_text="Works: add one").click()
    frame = page.frame_locator('iframe[title="Works"]')
    frame.get_by_label("DOI, PMID, PMCID, ISBN, address or pasted references").fill(BIBTEX)
    frame.get_by_role("button", name="Look").click()
    expect(frame.locator(".works")).to_contain_text("Poe, A. (2019). Sleep in winter.")
    frame.get_by_role("button", name="Add", exact=True).click()
    mark = frame.get_by_label("Citation of Sleep in winter")
    expect(mark).to_have_value("[@poe2019]")
    if has_script:
        _text(page).press("Control+End")
        page.keyboard.type("In winter too.")
        frame.get_by_role("button", name="Insert").first.press("Enter")
        expect(_text(page)).to_have_value(
            "## Sleep\n\nIt helped 64%.\n\nIt lasted.[@doe2021]\n\nIn winter too.[@poe2019]"
        )
    else:
        _text(page).fill(_text(page).input_value() + f"\nIn winter too.{mark.input_value()}\n")
    return "poe2019"


def _adds_a_picture(page, has_script):
    """Send a picture beside the text, and put it in; without words for it, it is refused."""
    page.locator("summary", has_text="Add a picture").click()
    frame = page.frame_locator('iframe[title="Add a picture"]')
    photo = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo(size=(1200, 800))}
    frame.get_by_label("Picture").set_input_files({**photo, "buffer": b"no picture"})
    frame.get_by_label("Alternative text").fill('A "lamp" on a [desk]')
    frame.get_by_label("Credit").fill("R. Sample, CC0")
    frame.get_by_role("button", name="Upload").click()
    expect(frame.locator("body")).to_contain_text("The file is not a JPEG, PNG, WebP or HEIC photo.")
    expect(frame.get_by_label("Credit")).to_have_value("R. Sample, CC0")
    frame.get_by_label("Picture").set_input_files(photo)
    frame.get_by_label("Caption").fill("A lamp, lit.")
    frame.get_by_role("button", name="Upload").click()
    lines = frame.get_by_label("Lines for the text")
    expect(lines).to_have_value(re.compile(r"!\[A lamp on a desk\]\(/media/photos/"))
    if has_script:
        _text(page).press("Control+End")
        frame.get_by_role("button", name="Insert").press("Enter")
    else:
        _text(page).fill(f"{_text(page).input_value()}\n\n{lines.input_value()}\n")
    expect(_text(page)).to_have_value(re.compile(r"\n\n!\[A"))


def _looks_at_the_preview(page, has_script):
    """See the picture, its credit and the numbered works beside the text."""
    page.locator("summary", has_text="Preview").click()
    if not has_script:
        page.get_by_role("button", name="Preview").click()
    frame = page.frame_locator("iframe[name=preview]")
    expect(frame.locator("h1")).to_have_text("Sleep and mood")
    figure = frame.locator("figure")
    expect(figure.locator("figcaption")).to_have_text("A lamp, lit. R. Sample, CC0")
    picture = figure.locator("img")
    # Typing renders it anew, and it is loaded when it comes into sight.
    while not picture.evaluate("image => { image.scrollIntoView(); return image.complete }"):
        page.wait_for_timeout(100)
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    expect(frame.locator("ol.refs > li")).to_have_count(2)


def _reviews(page, article):
    """Open what was handed in and record the review of a clinician."""
    page.goto(f"{DESK}?state__exact=in-review")
    page.get_by_role("link", name="Sleep and mood").click()
    page.get_by_role("link", name="Record a medical review").click()
    page.get_by_label("Reviewer").fill("Robin Sample")
    page.get_by_label("Credentials").fill("MD")
    page.get_by_label("Disclosed interests").fill("No interests to declare.")
    page.get_by_role("button", name="Save", exact=True).click()
    assert article.versions.first().reviews.get().name == "Robin Sample"


def _schedules(page, visitor, article):
    """Set a time to come: nobody can read it before."""
    page.goto(f"{DESK}{article.pk}/change/")
    day = timezone.localdate() + timedelta(days=1)
    page.locator("#id_published_at_0").fill(day.isoformat())
    page.locator("#id_published_at_1").fill("08:00:00")
    page.get_by_role("button", name="Save: Publish").click()
    expect(page.locator(".stands")).to_contain_text("Scheduled: readers see it from")
    assert visitor.request.get("/articles/sleep-and-mood/").status == 404


def _publishes(page, visitor, article):
    """Take the time back: readers see it, with who reviewed it."""
    day = timezone.localdate() - timedelta(days=1)
    page.locator("#id_published_at_0").fill(day.isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".stands")).to_have_text("Published")
    run_tasks()
    visitor.goto("/articles/sleep-and-mood/")
    expect(visitor.locator(".byline")).to_contain_text("Medically reviewed by")
    expect(visitor.locator(".byline")).to_contain_text("Robin Sample, MD")
    expect(visitor.locator("#people")).to_contain_text("No interests to declare.")
    visitor.locator("figure img").scroll_into_view_if_needed()
    expect(visitor.get_by_alt_text("lamp")).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _changes_and_tells(page, visitor, article):
    """Change the text and say so: the review counts no more."""
    _text(page).fill(_text(page).input_value().replace("It helped 64%.", "It helped many.[@doe2021]"))
    page.get_by_label("What changed").fill("A figure without a source went.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    visitor.goto("/articles/sleep-and-mood/")
    expect(visitor.locator(".prose")).to_contain_text("It helped many.")
    expect(visitor.locator("#changes")).to_contain_text("A figure without a source went.")
    expect(visitor.locator(".byline")).to_contain_text("Not yet reviewed")


def _brings_back(page, visitor, article):
    """Compare two versions, and bring the older text back."""
    page.get_by_role("link", name="Versions", exact=True).click()
    expect(page.locator("del")).to_contain_text(["64"])
    expect(page.locator("ins")).to_contain_text(["many"])
    newest = article.versions.first().number
    page.get_by_role("button", name=f"Bring back version {newest - 1}").click()
    expect(page.locator(".messagelist")).to_contain_text("is back, as the newest version")
    assert article.versions.first().number == newest + 1
    visitor.goto("/articles/sleep-and-mood/")
    expect(visitor.locator(".prose")).to_contain_text("It helped 64%.")
