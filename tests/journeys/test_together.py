"""Others come in: an invitation to a public listing, a switch on the dashboard, a listing handed over."""

import io
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from listings.models import Invitation, Submission
from providers.models import Photo, Provider
from tests import factories, pictures
from tests.journeys import listing_pages as pages
from tests.mailbox import mail_to, run_tasks, sign_in_code

LIST = (
    "name,address,e-mail,website\n"
    'Ana Sample,"17 Quiet Lane, Austin, TX 78701",ana@practice.example,practice.example\n'
)
#: What the list does not say.
ASKED = {
    **pages.THERAPIST,
    "you": {k: v for k, v in pages.THERAPIST["you"].items() if k != "display_name"},
    "places": {"places-0-phone": "(512) 555-0117"},
}


@pytest.fixture
def provider(site):
    """A public listing of one owner."""
    return factories.approve(
        factories.submission(owner=factories.user("owner@practice.example")), by=factories.moderator()
    )


def link_in(address):
    """The path of the newest invitation to an address."""
    run_tasks()
    return re.search(r"https?://[^/\s]+(/listing/invitation/\S+)", mail_to(address)[-1].body)[1]


def test_an_invitation_from_a_list_becomes_a_public_listing_and_nothing_is_public_before(
    someone, sign_in, places, tmp_path, has_script
):
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    call_command("invite", str(path), stdout=io.StringIO())
    visitor, page = someone(), someone(width=390)
    page.goto(link_in("ana@practice.example"))
    expect(page.locator("main")).to_contain_text("We invite “Ana Sample” to be listed on Psychly")
    page.get_by_role("button", name="Sign in to take it").click()
    sign_in(page, "ana@practice.example", start=None)
    page.get_by_role("button", name="Take the invitation").click()
    pages.expect_step(page, "you")
    expect(pages.field(page, "display_name")).to_have_value("Ana Sample")
    draft = Submission.objects.get()
    assert [place.street for place in draft.typed.places.places] == ["17 Quiet Lane"]
    assert not Provider.objects.exists()
    pages.write(page, {**ASKED, "about": {"approach": "I listen. We go at your pace."}})
    assert not Provider.objects.exists()
    assert not Invitation.objects.exists()
    provider = factories.approve(Submission.objects.waiting().get(), by=factories.moderator())
    visitor.goto(provider.get_absolute_url())
    expect(visitor.locator("h1")).to_contain_text("Ana Sample")
    expect(visitor.locator("a[href^='https://practice.example']")).to_have_count(1)


def test_never_again_is_one_press(someone, site, tmp_path, has_script):
    factories.zip_code()
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    call_command("invite", str(path), stdout=io.StringIO())
    page = someone(width=360)
    page.goto(link_in("ana@practice.example"))
    page.get_by_role("button", name="Never again").click()
    expect(page.locator("h1")).to_have_text("We send you no invitations any more")
    said = io.StringIO()
    call_command("invite", str(path), stdout=said)
    assert "1 want no invitations" in said.getvalue()


def test_a_switch_on_the_dashboard_is_public_when_pressed_and_undone_with_one_press(
    someone, enter, provider, has_script
):
    owner, visitor = someone(width=390), someone()
    enter(owner, provider.owners[0])
    owner.goto("/listing/")
    row = owner.locator(f"#{provider.slug}-accepting")
    row.locator("summary").click()
    row.locator("select[name=accepting]").select_option("waitlist")
    row.locator("input[name=wait_weeks]").fill("soon")
    row.get_by_role("button", name="Make it public now").click()
    expect(owner.locator(".summary")).to_contain_text("whole number")
    expect(row.locator("select[name=accepting]")).to_have_value("waitlist")
    row.locator("input[name=wait_weeks]").fill("6")
    row.get_by_role("button", name="Make it public now").click()
    expect(owner.locator("main, [role=status]").first).to_contain_text("It is public now.")
    expect(row).to_contain_text("public since")
    visitor.goto(provider.get_absolute_url())
    expect(visitor.locator("main")).to_contain_text("aitlist")
    row.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("New patients: Accepting new patients")
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text("Accepting new patients")


def test_a_listing_is_handed_over_to_somebody_who_was_invited(someone, enter, sign_in, provider, has_script):
    owner, colleague = someone(width=390), someone(width=390)
    enter(owner, provider.owners[0])
    owner.goto("/listing/")
    owner.get_by_role("link", name="Who writes it").click()
    owner.locator("#invite input[type=email]").fill("next@practice.example")
    owner.locator("#invite").get_by_role("button", name="Send the invitation").click()
    expect(owner.locator("main")).to_contain_text("not taken yet (Editor)")
    colleague.goto(link_in("next@practice.example"))
    colleague.get_by_role("button", name="Sign in to take it").click()
    sign_in(colleague, "next@practice.example", start=None)
    colleague.get_by_role("button", name="Take the invitation").click()
    expect(colleague.locator("main")).to_contain_text("Robin Sample")
    expect(colleague.get_by_role("button", name="Hide", exact=True)).to_have_count(0)
    owner.reload()
    owner.get_by_text("Hand the listing over …").click()
    owner.get_by_role("button", name="Hand it over").click()
    expect(owner.locator("h1")).to_have_text("First, a code from your mailbox")
    owner.locator("input[name=code]").fill(sign_in_code("owner@practice.example"))
    owner.get_by_role("button", name="Continue", exact=True).click()
    expect(owner.locator("main")).to_contain_text("owner@practice.example Editor, you")
    colleague.goto("/listing/")
    colleague.get_by_role("button", name="Hide", exact=True).click()
    expect(colleague.locator("main")).to_contain_text("Hidden by you")
    owner.get_by_text("Leave …").click()
    owner.get_by_role("button", name="Leave the listing").click()
    expect(owner.locator("main")).to_contain_text("No listing yet")
    assert [user.email for user in Provider.objects.get().owners] == ["next@practice.example"]


def test_a_photo_of_a_large_camera_is_made_smaller_before_it_is_sent(someone, enter, site):
    draft = factories.submission(submitted=False)
    page = someone()
    enter(page, draft.owner)
    page.goto(f"/listing/{draft.pk}/about/")
    large = pictures.encoded(pictures.noise("RGB", (4000, 3000)), "JPEG", quality=95)
    assert len(large) > 3_000_000
    sent = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))
    picture = {"name": "camera.jpg", "mimeType": "image/jpeg", "buffer": large}
    pages.field(page, "photo-file").set_input_files(picture)
    pages.field(page, "photo_alt").fill("A desk")
    pages.save(page, "about")
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (2400, 1800)
    assert max(sent) < len(large)
