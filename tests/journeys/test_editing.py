"""From an empty page to a published article and back to an older text, with and without script."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, WorkingCopy
from articles.working_copies import swap_due
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
        page.person = person
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
    _text(author).fill(_text(author).input_value().replace("It helped 64%.", "It helped some."))
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
    _corrects_by_schedule(editor, visitor, article)


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
    """Change the text in a working copy and say so; once it is public, the text changed since the review."""
    _text(page).fill(_text(page).input_value().replace("It helped some.", "It helped many.[@doe2021]"))
    page.get_by_label("What changed").fill("A number was added.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".working-copy")).to_contain_text("Working copy: Draft")
    visitor.goto("/articles/sleep-and-mood/")
    expect(visitor.locator(".prose")).to_contain_text("It helped some.")
    visitor.goto(page.locator(".field-preview a").get_attribute("href"))
    expect(visitor.locator(".prose")).to_contain_text("It helped many.")
    page.get_by_role("button", name="Save: Publish the working copy").click()
    expect(page.locator(".working-copy")).to_have_count(0)
    visitor.goto("/articles/sleep-and-mood/")
    expect(visitor.locator(".prose")).to_contain_text("It helped many.")
    expect(visitor.locator("#changes")).to_contain_text("A number was added.")
    expect(visitor.locator(".byline")).to_contain_text("by Robin Sample, MD; text changed since")


def _brings_back(page, visitor, article):
    """Compare two versions, and bring the older text back: readers see it when it is published."""
    page.goto(f"{DESK}{article.pk}/versions/?old=1&new={article.versions.first().number}")
    expect(page.locator("del")).to_contain_text(["some"])
    expect(page.locator("ins")).to_contain_text(["many"])
    newest = article.versions.first().number
    page.get_by_role("button", name="Bring back version 1").click()
    expect(page.locator(".messagelist")).to_contain_text("is in the working copy")
    assert article.versions.first().number == newest + 1
    visitor.goto("/articles/sleep-and-mood/")
    expect(visitor.locator(".prose")).to_contain_text("It helped many.")


def _corrects_by_schedule(page, visitor, article):
    """Hand the working copy to review, schedule it, and see it public at its moment."""
    page.goto(f"{DESK}{article.pk}/change/")
    page.get_by_role("button", name="Save: Hand the working copy to review").click()
    expect(page.locator(".working-copy")).to_contain_text("Working copy: In review")
    page.get_by_role("link", name="Record a medical review").click()
    page.get_by_label("Reviewer").fill("Pat Sample")
    page.get_by_label("Credentials").fill("MD")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(f"{DESK}{article.pk}/change/")
    day = timezone.localdate() + timedelta(days=1)
    page.locator("#id_due_at_0").fill(day.isoformat())
    page.locator("#id_due_at_1").fill("08:00:00")
    page.get_by_role("button", name="Save: Schedule the working copy").click()
    expect(page.locator(".working-copy")).to_contain_text("Working copy: Scheduled, public from")
    visitor.goto("/articles/sleep-and-mood/")
    expect(visitor.locator(".prose")).to_contain_text("It helped many.")
    assert swap_due() == 0
    WorkingCopy.objects.update(due_at=timezone.now())
    assert swap_due() == 1
    visitor.goto("/articles/sleep-and-mood/")
    expect(visitor.locator(".prose")).to_contain_text("It helped some.")
    expect(visitor.locator(".byline")).to_contain_text("Pat Sample, MD")


def test_after_an_hour_away_a_save_waits_for_the_sign_in_with_the_form_still_there(staff, enter_desk):
    factories.reference()
    page = staff("editors")
    page.goto(f"{DESK}add/")
    page.get_by_label("Title").fill("Sleep and mood")
    _text(page).fill("An hour of work.[@doe2021]")
    Session.objects.all().delete()  # as after an hour
    page.keyboard.press("Control+s")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("You were signed out")
    expect(_text(page)).to_have_value("An hour of work.[@doe2021]")
    other = page.context.new_page()
    enter_desk(other, page.person.email)
    dialog.get_by_role("button", name="I am signed in: go on").click()
    expect(dialog).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(page.locator(".stands")).to_contain_text("Draft")
    assert Article.objects.get().body == "An hour of work.[@doe2021]"


def test_what_was_typed_and_not_saved_is_offered_again_whether_the_site_or_the_browser_kept_it(staff):
    factories.reference()
    page = staff("editors")
    page.on("dialog", lambda dialog: dialog.accept())
    for keeper in ("site", "browser"):
        page.goto(f"{DESK}add/")
        page.get_by_label("Title").fill(f"Kept by the {keeper}")
        if keeper == "browser":
            page.context.set_offline(True)
        _text(page).press_sequentially("Half a sen")
        words = "Kept at" if keeper == "site" else "kept in this browser"
        expect(page.locator(".unsent-status")).to_contain_text(words)
        if keeper == "site":
            page.evaluate("localStorage.clear()")
        page.context.set_offline(False)
        page.goto(f"{DESK}add/")
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_label("Title")).to_have_value(f"Kept by the {keeper}")
        expect(_text(page)).to_have_value("Half a sen")
        page.get_by_label("Slug").fill(keeper)
        page.keyboard.press("Control+s")
        expect(page.locator(".stands")).to_contain_text("Draft")
        page.goto(f"{DESK}add/")
        expect(page.get_by_role("button", name="Put it back")).to_be_hidden()


@pytest.mark.parametrize("button", ["Save and close", "Save: Publish, or schedule when the date is to come"])
def test_what_was_kept_and_then_saved_is_not_offered_again_also_when_a_step_was_refused(staff, button):
    page = staff("editors")
    page.goto(f"{DESK}add/")
    page.get_by_label("Title").fill("Sleep and mood")
    _text(page).press_sequentially("Half a sentence.[@nobody1900]")
    expect(page.locator(".unsent-status")).to_contain_text("Kept at", timeout=30_000)
    page.get_by_role("button", name=button).click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert Article.objects.get().state == "draft"
    page.goto(f"{DESK}add/")
    expect(page.get_by_label("Title")).to_have_value("")
    expect(page.get_by_role("button", name="Put it back")).to_be_hidden()


LONG = "\n\n".join(f"Paragraph {name} tells of {name}s." for name in ("apple", "berry", "cedar", "daisy") * 9)


def test_writing_at_the_end_keeps_its_place_in_text_and_preview_through_a_save(staff):
    work = factories.reference()
    article = factories.article(slug="sleep", published=False, body=f"{LONG}\n\nThe zebra sleeps.")
    page = staff("editors")
    page.goto(f"{DESK}{article.pk}/change/")
    _text(page).press("Control+End")
    page.keyboard.type("[@doe")
    expect(page.locator("#offers [role=option]").first).to_contain_text(work.key)
    page.keyboard.press("Enter")
    preview = page.frame_locator("iframe[name=preview]")
    cited = preview.locator(".prose .cite")
    expect(cited).to_have_text("Source 1")  # the preview is of what stands in the text now
    expect(cited).to_be_in_viewport()
    expect(preview.locator("ol.refs > li")).to_have_count(1)
    before = page.evaluate("[scrollY, document.querySelector('.sheet').scrollTop]")
    assert before[1] > 0
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_have_count(1)
    expect(_text(page)).to_be_focused()
    after = page.evaluate(
        "[scrollY, document.querySelector('.sheet').scrollTop, document.activeElement.selectionStart]"
    )
    assert after[1] == before[1]
    assert after[2] == len(article.body) + len("[@doe2021]")
