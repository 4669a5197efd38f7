"""Photos of the premises: sent in step about, each with words, public when approved, gone with all of it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from listings.account import deletion
from listings.models import Submission
from listings.moderation import decisions
from listings.steps import submitting
from listings.steps.rules import problems, stopping
from providers.models import Photo, PremisesPhoto
from providers.models.photo import MOST_PREMISES
from providers.retention import erase_unused_photos
from tests import factories, pictures
from tests.listings.test_pages import post, step, therapist  # noqa: F401
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
ABOUT = {"approach": "We talk first."}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def submission(therapist):  # noqa: F811
    return factories.submission(owner=therapist, submitted=False)


def sent(size=(600, 400)):
    return SimpleUploadedFile("x.jpg", pictures.photo(size=size))


def carried(client):
    """What the page of step about sends of the photos of the premises."""
    page = client.get(step("about")).content.decode()
    keys = re.findall(r'name="(premises-\d-photo)" value="([^"]+)"', page)
    return dict(keys)


def send(client, *captions):
    """Send photos of the premises one after the other, each with its caption."""
    rows = {}
    for index, caption in enumerate(captions):
        post(client, "about", **ABOUT, **rows, **{"room-file": sent()})
        rows = {**rows, **carried(client), f"premises-{index}-caption": caption}
    return post(client, "about", **ABOUT, **rows)


def publish(submission):
    run_tasks()
    factories.agree(submission)
    submitting.submit(submission, by=submission.owner)
    return decisions.approve(submission, by=factories.moderator(), facts=factories.license_facts(submission))


def test_a_photo_of_the_premises_needs_words_and_is_shown_with_them(client, submission):
    page = post(client, "about", **ABOUT, **{"room-file": sent()}).content.decode()
    assert "Say in a few words what the photo shows." in page
    assert send(client)["Location"] == step("review")  # without its row it is taken away
    assert send(client, "The waiting room", "The entrance")["Location"] == step("review")
    submission.refresh_from_db()
    assert [row.caption for row in submission.typed.about.premises] == ["The waiting room", "The entrance"]
    run_tasks()
    assert 'alt="The waiting room"' in client.get(step("review")).content.decode()


def test_photos_of_the_premises_are_public_with_the_listing_in_page_and_api_and_hide_with_it(
    client, submission
):
    send(client, "The waiting room", "The entrance")
    provider = publish(submission)
    client.logout()
    page = client.get(provider.get_absolute_url()).content.decode()
    assert page.index('alt="The waiting room"') < page.index('alt="The entrance"')
    shown = client.get("/api/v1/providers?near=78701").json()["providers"][0]["premises"]
    assert [row["caption"] for row in shown] == ["The waiting room", "The entrance"]
    photos = list(Photo.objects.all())
    assert {client.get(photo.url).status_code for photo in photos} == {200}
    client.force_login(submission.owner)
    client.post("/listing/hide/", {"provider": provider.slug})
    client.logout()
    assert {client.get(photo.url).status_code for photo in photos} == {404}


def test_a_photo_that_an_edit_takes_away_is_hidden_and_erased_and_a_new_one_waits(client, submission):
    send(client, "The waiting room")
    provider = publish(submission)
    old = Photo.objects.get()
    edit = Submission.objects.edit_of(provider, by=submission.owner)
    assert erase_unused_photos(timezone.now() + timezone.timedelta(days=2)) == 0
    post(client, "about", **ABOUT, **{"room-file": sent()})
    rows = {"premises-0-caption": "The garden", **carried(client)}
    post(client, "about", **ABOUT, **rows)
    run_tasks()
    new = Photo.objects.exclude(pk=old.pk).get()
    assert (Photo.objects.get(pk=old.pk).is_public, new.is_public) == (True, False)
    assert erase_unused_photos(timezone.now() + timezone.timedelta(days=2)) == 0
    edit.refresh_from_db()
    publish(edit)
    assert (Photo.objects.get(pk=old.pk).is_public, Photo.objects.get(pk=new.pk).is_public) == (False, True)
    Submission.objects.update(document={}, base_document={})
    for row in Submission.objects.all():
        row.premises.clear()
    assert erase_unused_photos(timezone.now() + timezone.timedelta(days=2)) == 1


def test_a_moderator_sees_each_photo_with_its_words(client, submission):
    send(client, "The waiting room")
    run_tasks()
    factories.agree(submission)
    submitting.submit(submission, by=submission.owner)
    factories.enter_desk(client, factories.moderator())
    page = client.get(f"/admin/listings/submission/{submission.pk}/change/", follow=True).content.decode()
    assert "The waiting room" in page
    assert Photo.objects.get().url in page


def test_a_moderator_sees_which_photos_an_edit_brings_and_which_it_takes_away(client, submission):
    send(client, "The waiting room", "The garden")
    provider = publish(submission)
    old = Photo.objects.get(premises__caption="The waiting room")
    edit = Submission.objects.edit_of(provider, by=submission.owner)
    kept = {"premises-0-caption": "The garden", "premises-0-photo": carried(client)["premises-1-photo"]}
    post(client, "about", **ABOUT, **kept, **{"room-file": sent()})
    post(client, "about", **{**ABOUT, **kept, **carried(client), "premises-1-caption": "The waiting room"})
    run_tasks()
    factories.agree(edit)
    edit.refresh_from_db()
    submitting.submit(edit, by=submission.owner)
    factories.enter_desk(client, factories.moderator())
    page = client.get(f"/admin/listings/submission/{edit.pk}/change/", follow=True).content.decode()
    assert page.count("<b>New</b>: The waiting room") == 1
    assert "<figcaption>The garden</figcaption>" in page
    assert old.url in page.split("<b>Taken away</b>: The waiting room")[1]


def test_there_is_room_for_six(client, submission):
    send(client, *[f"Room {letter}" for letter in "ABCDEF"])
    page = client.get(step("about")).content.decode()
    assert "A listing has at most 6 photos of its premises." in page
    rows = {**carried(client), **{f"premises-{n}-caption": "A room" for n in range(MOST_PREMISES)}}
    answer = post(client, "about", **ABOUT, **rows, **{"room-file": sent()}).content.decode()
    assert "Remove one first." in answer
    submission.refresh_from_db()
    assert len(submission.typed.about.premises) == MOST_PREMISES


def test_nobody_sends_in_a_seventh_photo_by_leaving_the_others_off_the_form(client, submission):
    for _time in range(MOST_PREMISES + 1):
        post(client, "about", **ABOUT, **{"room-file": sent()})
    rows = {f"premises-{n}-photo": str(photo.pk) for n, photo in enumerate(Photo.objects.all())}
    rows |= {f"premises-{n}-caption": "A room" for n in range(MOST_PREMISES + 1)}
    page = post(client, "about", **ABOUT, **rows)
    assert "A listing has at most 6 photos of its premises. Remove one first." in page.content.decode()
    submission.refresh_from_db()
    assert ("about", "premises-6-caption") in {(p.step, p.path) for p in stopping(submission.typed)}


def test_a_small_photo_is_refused_at_its_field_and_what_was_typed_is_kept(client, submission):
    page = post(client, "about", approach="Typed.", **{"room-file": sent((199, 400))}).content.decode()
    assert "would look blurred" in page
    submission.refresh_from_db()
    assert submission.typed.about.approach == "Typed."
    assert submission.typed.about.premises == []


def test_a_photo_is_removed_with_its_button(client, submission):
    send(client, "The waiting room", "The entrance")
    rows = {**carried(client), "premises-0-caption": "The waiting room", "premises-1-caption": "The entrance"}
    post(client, "about", **ABOUT, **rows, action="remove-premises-0")
    submission.refresh_from_db()
    assert [row.caption for row in submission.typed.about.premises] == ["The entrance"]


def test_nobody_shows_a_photo_of_somebody_else(client, submission):
    other = factories.submission(submitted=False)
    client.force_login(other.owner)
    post(client, "about", **ABOUT, **{"room-file": sent()})
    theirs = str(Photo.objects.get().pk)
    client.force_login(submission.owner)
    for key in (theirs, "x", "00000000-0000-4000-8000-000000000000"):
        post(client, "about", **ABOUT, **{"premises-0-photo": key, "premises-0-caption": "Mine"})
        submission.refresh_from_db()
        assert submission.typed.about.premises == []


@pytest.mark.parametrize("field", ["premises-0-photo", "photo-kept"])
def test_who_sent_a_photo_for_one_listing_cannot_take_it_into_another(client, submission, field):
    send(client, "The waiting room")
    provider = publish(submission)
    photo = Photo.objects.get()
    mine = factories.submission(owner=submission.owner, submitted=False)
    form = {field: str(photo.pk), "premises-0-caption": "Mine now", "photo_alt": "Mine now"}
    address = f"/listing/{mine.pk}/about/"
    client.post(address, {**ABOUT, **form, "seen": client.get(address).context["seen"], "action": "continue"})
    mine.refresh_from_db()
    assert (mine.typed.about.premises, mine.typed.about.photo) == ([], "")
    assert mine.typed.about.approach == ABOUT["approach"]
    assert provider.premises.get().photo == photo


def test_words_below_a_photo_hold_no_contact_data(submission):
    submission.document["about"]["premises"] = [{"photo": "x", "caption": "Call 512-555-0199 at the door"}]
    found = {(p.step, p.path) for p in problems(submission.typed) if p.stops}
    assert ("about", "premises-0-caption") in found


def test_photos_go_with_the_account(client, submission):
    send(client, "The waiting room")
    publish(submission)
    deletion.leave(submission.owner)
    assert not PremisesPhoto.objects.exists()
    assert not Photo.objects.exists()


def test_an_edit_that_is_discarded_and_brought_back_has_its_photos(client, submission):
    send(client, "The waiting room")
    provider = publish(submission)
    edit = Submission.objects.edit_of(provider, by=submission.owner)
    post(client, "about", approach="Changed.", **carried(client), **{"premises-0-caption": "The garden"})
    submitting.withdraw(edit, by=submission.owner)
    again = Submission.objects.bring_back(edit, by=submission.owner)
    assert [photo.pk for photo in again.premises.all()] == [Photo.objects.get().pk]
    assert stopping(again.typed)[0].step == "review"


def test_a_photo_that_comes_while_one_writes_has_its_place_and_its_words(client, submission):
    answer = post(client, "about", **ABOUT, **{"room-file": sent(), "action": "keep"}).content.decode()
    assert 'id="premises" data-hx-swap-oob="true"' in answer
    assert 'name="premises-0-photo"' in answer
    assert 'name="premises-0-caption"' in answer
    assert 'id="picture"' not in answer
