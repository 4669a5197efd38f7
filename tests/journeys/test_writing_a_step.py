"""What a step does while one writes it: it counts, fills in, asks between two windows, and stays short."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from playwright.sync_api import expect

from tests import factories, pictures
from tests.journeys import listing_pages as pages
from tests.mailbox import run_tasks

pytestmark = pytest.mark.usefixtures("places")
PASTED = ("I work slowly and say so. " * 30).strip()  # 779 characters


@pytest.fixture
def draft(site):
    """A complete draft of which nothing was sent."""
    row = factories.submission(submitted=False)
    EmailAddress.objects.create(user=row.owner, email=row.owner.email, verified=True, primary=True)
    return row


@pytest.fixture
def open_step(someone, enter, draft, has_script):
    """Open a step of the draft in a window: `open_step(name)`."""

    def opened(name, page=None):
        if page is None:
            page = someone(width=390)
            enter(page, draft.owner)
        page.goto(f"/listing/{draft.pk}/{name}/")
        return page

    return opened


def test_a_zip_fills_in_town_and_state_and_leaves_what_was_typed(open_step, draft, has_script):
    page = open_step("places")
    for name in ("city", "state"):
        pages.answer(page, f"places-0-{name}", "")
    pages.answer(page, "places-0-zip_code", "73942")
    pages.field(page, "places-0-zip_code").blur()
    if not has_script:
        page.get_by_role("button", name="Save and continue").click()  # the license is for Texas: it is said
    expect(pages.field(page, "places-0-city")).to_have_value("Guymon")
    expect(pages.field(page, "places-0-state")).to_have_value("OK")
    pages.answer(page, "places-0-city", "Hooker")
    pages.answer(page, "places-0-zip_code", "78701")
    pages.field(page, "places-0-zip_code").blur()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".summary")).to_be_visible()
    expect(pages.field(page, "places-0-city")).to_have_value("Hooker")


def test_a_pasted_text_is_not_cut_and_what_is_too_long_is_counted(open_step, draft, has_script):
    page = open_step("about")
    area = pages.field(page, "approach")
    count = page.locator("#id_approach_count" if has_script else "#id_approach ~ noscript .count")
    if has_script:
        expect(count).to_contain_text("of 640 characters")
    else:
        expect(
            count
        ).to_be_visible()  # its words are read by the engine: the driver skips what is for no script
        assert count.evaluate("words => words.innerText") == "Up to 640 characters."
    area.fill("")
    area.focus()
    page.keyboard.insert_text(PASTED)  # as a paste: a limit of the control would cut it
    expect(area).to_have_value(PASTED)
    if has_script:
        expect(count).to_have_text("139 characters too many")
        short = pages.field(page, "photo_alt")
        expect(page.locator("#id_photo_alt_count")).to_be_hidden()
        short.fill("a" * 140)
        expect(page.locator("#id_photo_alt_count")).to_have_text("140 of 150 characters")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".summary")).to_contain_text("139 characters too long: 640 fit")
    expect(area).to_have_value(PASTED)


def test_between_two_windows_is_chosen_field_by_field(open_step, draft, has_script):
    first = open_step("about")
    second = open_step("about", first.context.new_page())
    pages.field(first, "approach").fill("From the first window.")
    pages.field(first, "first_visit").fill("A first visit, from the first window.")
    pages.save(first, "about")
    pages.field(second, "approach").fill("From the second window.")
    pages.field(second, "about").fill("About, from the second window.")
    second.get_by_role("button", name="Save and continue").click()
    asked = second.locator(".summary")
    expect(asked).to_contain_text("taken over below: What to expect at a first visit.")
    expect(pages.field(second, "first_visit")).to_have_value("A first visit, from the first window.")
    asked.get_by_label("In the other window: From the first window.").check()
    pages.save(second, "about")
    draft.refresh_from_db()
    about = draft.typed.about
    assert (about.approach, about.about) == ("From the first window.", "About, from the second window.")
    assert about.first_visit == "A first visit, from the first window."


def test_the_care_step_takes_four_screens_of_a_phone_and_its_folded_groups_say_what_is_ticked(
    open_step, draft, has_script
):
    page = open_step("care")
    page.set_viewport_size({"width": 360, "height": 640})
    end = page.locator("#step").bounding_box()  # behind it stands what stands behind every page
    assert end["y"] + end["height"] <= 4 * 640
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    group = page.locator("details.fold", has=pages.field(page, "offers-0-conditions"))
    expect(group.locator("summary")).to_contain_text("Depression")
    pages.answer(page, "languages", ["spanish", "french"])
    languages = page.locator("details.fold", has=pages.field(page, "languages")).locator("summary")
    if has_script:
        expect(languages).to_contain_text("Spanish, French")
    page.get_by_role("button", name="Save and continue").click()
    pages.expect_step(page, "cost")
    open_step("care", page)
    expect(languages).to_contain_text("Spanish, French")
    pages.unfold(page, "offers-0-conditions")
    page.locator("[name=offers-0-conditions]:checked").uncheck()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".summary")).to_contain_text("Choose what you offer it for.")
    expect(pages.field(page, "offers-0-conditions", "ptsd")).to_be_visible()  # open where something is said


def test_no_condition_is_offered_of_a_service_that_treats_none_and_a_ticked_one_is_named(
    open_step, draft, has_script
):
    call_command("load_legal_status", verbosity=0)
    draft.document["you"] |= {"role": "professional-counselor", "also": ["psilocybin-facilitator"]}
    draft.document["places"]["places"][0]["state"] = "OR"
    draft.document["care"]["offers"][0] |= {"treatment": "integration-therapy", "conditions": ["grief"]}
    draft.save()
    page = open_step("care")
    pages.answer(page, "offers-0-treatment", "psilocybin-services")
    if not has_script:
        page.get_by_role("button", name="Save and continue").click()
    group = page.locator("details.fold", has=page.locator("[name=offers-0-conditions]"))
    expect(group).to_contain_text("Clear these: Grief")
    pages.unfold(page, "offers-0-conditions")
    pages.field(page, "offers-0-conditions", "grief").uncheck()
    if not has_script:
        pages.save(page, "care")
        open_step("care", page)
    expect(group).to_be_hidden()
    expect(page.locator("main")).to_contain_text("no condition can be named for it")


@pytest.mark.parametrize("has_script", [True], indirect=True)  # else a photo is sent with its page
def test_what_is_typed_or_chosen_while_a_photo_is_on_its_way_stays(open_step, draft, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = open_step("about")
    picture = {"name": "room.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo(size=(600, 400))}
    upload, saved = page.locator("#premises input[type=file]"), page.locator("#saved")
    upload.set_input_files(picture)
    caption = pages.field(page, "premises-0-caption")
    caption.fill("The waiting room")
    expect(saved).to_contain_text("Saved at")
    held = []
    page.route("**/about/", lambda route: held.append(route) if not held else route.continue_())
    with page.expect_request(lambda sent: sent.method == "POST"):
        upload.set_input_files(picture)
    caption.press_sequentially(", from the door")
    upload.set_input_files({**picture, "name": "next.jpg"})
    held[0].continue_()
    third = pages.field(page, "premises-2-caption")
    expect(third).to_be_visible()
    expect(caption).to_have_value("The waiting room, from the door")
    expect(saved).to_contain_text("Saved at")
    draft.refresh_from_db()
    premises = draft.typed.about.premises
    assert [row.caption for row in premises] == ["The waiting room, from the door", "", ""]


def test_photos_of_the_premises_are_sent_named_and_seen_before_they_are_public(
    open_step, draft, has_script, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    page = open_step("about")
    for number, words in enumerate(["The waiting room", "The entrance"]):
        picture = {"name": "room.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo(size=(600, 400))}
        page.locator("#premises input[type=file]").set_input_files(picture)
        if not has_script:
            page.get_by_role("button", name="Send the photo").click()
        caption = pages.field(page, f"premises-{number}-caption")
        expect(caption).to_be_visible()
        caption.fill(words)
        if has_script:
            expect(page.locator("#saved")).to_contain_text("Saved at")
        else:
            pages.save(page, "about")
            open_step("about", page)
    assert page.locator("#premises input[type=file]").input_value() == ""
    run_tasks()
    pages.save(page, "about")
    for words in ("The waiting room", "The entrance"):
        expect(page.get_by_role("img", name=words).first).to_be_visible()
    open_step("about", page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name="Remove photo 1").click()
    expect(pages.field(page, "premises-0-caption")).to_have_value("The entrance")
