"""The photo of a listing: sent in step about, seen by nobody else until it is published."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from listings.models import Submission
from listings.steps import submitting
from listings.steps.rules import stopping
from providers.document import schema as documents
from providers.models import Photo, Provider
from providers.photos.keeping import keep_photo
from providers.retention import erase_unused_photos
from tests import factories, pictures
from tests.listings.test_pages import post, step, therapist  # noqa: F401
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
ABOUT = {"approach": "We talk first.", "photo_alt": "Robin Sample at a desk"}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(data=None, name="x.jpg"):
    return SimpleUploadedFile(name, data or pictures.photo(size=(1000, 600)))


@pytest.fixture
def submission(therapist):  # noqa: F811
    return factories.submission(owner=therapist, submitted=False)


def test_a_photo_is_kept_shown_when_ready_and_named_by_the_document(client, submission):
    assert post(client, "about", **ABOUT, **{"photo-file": sent()})["Location"] == step("review")
    photo = Photo.objects.get()
    submission.refresh_from_db()
    assert submission.typed.about.photo == str(photo.pk)
    assert "Its sizes are being made" in client.get(step("about")).content.decode()
    assert "<picture" not in client.get(step("review")).content.decode()
    run_tasks()
    page = client.get(step("about")).content.decode()
    assert "Its sizes are being made" not in page
    assert 'alt="Robin Sample at a desk"' in client.get(step("review")).content.decode()


def test_a_photo_of_an_unapproved_listing_is_for_its_owner_and_staff_alone(client, submission):
    post(client, "about", **ABOUT, **{"photo-file": sent()})
    run_tasks()
    photo = Photo.objects.get()
    assert client.get(photo.url).status_code == 200
    client.logout()
    assert client.get(photo.url).status_code == 404
    client.force_login(factories.user())
    assert client.get(photo.url).status_code == 404
    assert str(photo.pk) not in client.get("/sitemap.xml").content.decode()


def test_an_approved_photo_is_public_and_hides_with_the_listing(client, submission):
    post(client, "about", **ABOUT, **{"photo-file": sent()})
    run_tasks()
    factories.agree(submission)
    submitting.submit(submission, by=submission.owner)
    provider = factories.approve(submission, by=factories.moderator())
    photo = Photo.objects.get()
    client.logout()
    assert client.get(photo.url).status_code == 200
    assert photo.url in client.get(provider.get_absolute_url()).content.decode()
    client.force_login(submission.owner)
    client.post("/listing/hide/", {"provider": provider.slug})
    client.logout()
    assert client.get(photo.url).status_code == 404
    client.force_login(submission.owner)
    client.post("/listing/show/", {"provider": provider.slug})
    client.logout()
    assert client.get(photo.url).status_code == 200


def test_a_new_photo_waits_while_the_old_one_stays_up(client, submission):
    post(client, "about", **ABOUT, **{"photo-file": sent()})
    factories.agree(submission)
    submitting.submit(submission, by=submission.owner)
    provider = factories.approve(submission, by=factories.moderator())
    old = Photo.objects.get()
    edit = Submission.objects.edit_of(provider, by=provider.owners[0])
    post(client, "about", **ABOUT, **{"photo-file": sent()})
    new = Photo.objects.exclude(pk=old.pk).get()
    assert (Photo.objects.get(pk=old.pk).is_public, new.is_public) == (True, False)
    assert erase_unused_photos(timezone.now() + timezone.timedelta(days=2)) == 0
    factories.agree(edit)
    submitting.submit(edit, by=edit.owner)
    factories.approve(edit, by=factories.moderator())
    assert Provider.objects.get().photo == new
    assert (Photo.objects.get(pk=old.pk).is_public, Photo.objects.get(pk=new.pk).is_public) == (False, True)


def test_a_photo_without_words_stops_and_may_be_taken_away(client, submission):
    page = post(client, "about", approach="We talk first.", **{"photo-file": sent()}).content.decode()
    assert "Say in a few words what the photo shows." in page
    post(client, "about", **ABOUT, **{"photo-without": "on"})
    submission.refresh_from_db()
    assert (submission.typed.about.photo, submission.photo) == ("", None)
    assert erase_unused_photos(timezone.now() + timezone.timedelta(days=2)) == 1


@pytest.mark.parametrize("name", [*pictures.bombs(), *pictures.impostors()])
def test_a_file_that_is_no_photo_is_refused_at_its_field_and_the_text_is_kept(client, submission, name):
    data = {**pictures.bombs(), **pictures.impostors()}[name]
    file = SimpleUploadedFile("../../x\u202e.php.jpg", data, content_type="image/jpeg")
    answer = post(client, "about", **{**ABOUT, "approach": "Kept."}, **{"photo-file": file})
    assert answer.status_code == 200
    assert 'id="id_photo-file_error"' in answer.content.decode()
    submission.refresh_from_db()
    assert (submission.typed.about.approach, submission.typed.about.photo) == ("Kept.", "")
    assert not Photo.objects.exists()


def test_a_photo_sent_in_a_second_window_is_not_lost(client, submission):
    seen = documents.fingerprint(submission.typed.about)
    post(client, "about", seen=seen, approach="First window")
    page = post(client, "about", seen=seen, **ABOUT, **{"photo-file": sent()}).content.decode()
    kept = str(Photo.objects.get().pk)
    assert f'name="photo-kept" value="{kept}"' in page
    post(client, "about", **ABOUT, **{"photo-kept": kept})
    submission.refresh_from_db()
    assert submission.typed.about.photo == kept


@pytest.mark.parametrize("kept", ["x", "00000000-0000-4000-8000-000000000000", None])
def test_nobody_names_a_photo_of_somebody_else(client, submission, kept):
    other = keep_photo(factories.clean_photo(), by=factories.user())
    post(client, "about", **ABOUT, **{"photo-kept": kept or str(other.pk)})
    submission.refresh_from_db()
    assert submission.typed.about.photo == ""


def test_words_about_a_photo_hold_no_contact_data(submission):
    submission.document["about"] |= {"photo": "", "photo_alt": "Call 512-555-0143"}
    assert [p.path for p in stopping(submission.typed)] == ["photo_alt"]


def test_the_twenty_first_photo_of_an_hour_is_refused_at_its_field_and_the_text_is_kept(client, submission):
    for _number in range(20):
        post(client, "about", **ABOUT, **{"photo-file": sent(b"no photo")})
    page = post(client, "about", **{**ABOUT, "approach": "Kept."}, **{"photo-file": sent()}).content.decode()
    assert 'id="id_photo-file_error"' in page
    assert "You sent 20 photos within an hour" in page
    assert "Kept." in page
    submission.refresh_from_db()
    assert (submission.typed.about.approach, submission.typed.about.photo) == ("Kept.", "")
    client.force_login(other := factories.user())
    draft = factories.submission(owner=other, submitted=False)
    seen = documents.fingerprint(draft.typed.about)
    client.post(
        f"/listing/{draft.pk}/about/", {**ABOUT, "seen": seen, "action": "continue", "photo-file": sent()}
    )
    draft.refresh_from_db()
    assert draft.typed.about.photo


def test_a_photo_that_would_look_blurred_is_refused(client, submission):
    page = post(
        client, "about", **ABOUT, **{"photo-file": sent(pictures.photo(size=(48, 48)))}
    ).content.decode()
    assert "48 by 48 pixels and would look blurred" in page


def test_a_photo_of_an_iphone_is_taken(client, submission):
    data = (pictures.HEIC / "24_megapixels.heic").read_bytes()
    post(client, "about", **ABOUT, **{"photo-file": sent(data, "IMG_0001.HEIC")})
    run_tasks()
    assert Photo.objects.get().is_ready
