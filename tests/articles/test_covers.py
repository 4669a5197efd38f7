"""The cover of an article: a described and credited photo, or a drawing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import publishing
from articles.models import Article
from providers.models import Photo
from providers.photos.decoding import read_photo
from providers.photos.keeping import keep_photo
from providers.photos.tasks import make_sizes
from providers.retention import erase_unused_photos
from tests import factories, pictures
from tests.articles.test_admin import typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def article():
    factories.reference()
    return factories.article()


def sent(data=None):
    return SimpleUploadedFile("x.jpg", data or pictures.photo(size=(1000, 600)))


def give_cover(article):
    photo = keep_photo(read_photo(sent()))
    article.cover_alt, article.cover_credit = "A lamp on a desk", "Photo: R. Sample, CC0"
    article.replace_cover(photo)
    publishing.save_article(article)
    return photo


def test_a_photo_shows_with_its_words_as_soon_as_its_sizes_are_made(client, article):
    photo = give_cover(article)
    assert '<svg class="cover' in client.get(article.get_absolute_url()).content.decode()
    make_sizes.call(str(photo.pk))
    html = client.get(article.get_absolute_url()).content.decode()
    assert 'alt="A lamp on a desk"' in html
    assert "Photo: R. Sample, CC0" in html
    assert '<source type="image/avif"' in html
    assert "<picture>" in client.get("/articles/").content.decode()
    photo.refresh_from_db()
    assert client.get(photo.url).status_code == 200


def test_a_draft_hides_its_photo_and_a_replaced_one_leaves_the_disk(client, article):
    photo = give_cover(article)
    make_sizes.call(str(photo.pk))
    photo.refresh_from_db()
    publishing.return_to_draft(article, by=None)
    assert client.get(photo.url).status_code == 404
    publishing.publish(article, by=None)
    assert client.get(photo.url).status_code == 200
    other = give_cover(article)
    assert client.get(photo.url).status_code == 404
    erase_unused_photos(timezone.now() + timedelta(days=2))
    assert list(Photo.objects.all()) == [other]


def test_the_database_refuses_a_photo_without_words(article):
    photo = keep_photo(read_photo(sent()))
    for words in ({"cover_alt": "", "cover_credit": "x"}, {"cover_alt": "x", "cover_credit": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.update(cover=photo, **words)


def test_an_editor_is_asked_for_the_words_before_readers_see_the_cover(desk):
    factories.reference()
    draft = typed(photo=sent(), slug="other", _continue="1")
    page = desk.post("/admin/articles/article/add/", draft, follow=True).content.decode()
    assert "Say what the cover shows." in page
    assert "Say who made the cover" in page
    other = Article.objects.get()
    assert other.cover
    desk.post(f"/admin/articles/article/{other.pk}/move/", {"verb": "publish"})
    other.refresh_from_db()
    assert other.state == "draft"
    page = desk.post("/admin/articles/article/add/", typed(photo=sent(b"<svg>"))).content.decode()
    assert "The file is not a JPEG, PNG, WebP or HEIC photo." in page
    words = {"cover_alt": "A lamp", "cover_credit": "R. Sample, CC0"}
    assert desk.post("/admin/articles/article/add/", typed(photo=sent(), **words)).status_code == 302
    article = Article.objects.get(slug="sleep")
    change = f"/admin/articles/article/{article.pk}/change/"
    assert "its sizes are being made" in desk.get(change).content.decode()
    desk.post(change, typed(without_photo="on"))
    assert Article.objects.get(slug="sleep").cover is None


def test_a_cover_that_was_sent_with_something_wrong_is_kept_and_not_sent_again(desk, article):
    answer = desk.post("/admin/articles/article/add/", typed(photo=sent(), slug=article.slug))
    page = answer.content.decode()
    assert f"This is the address of “{article.title}”" in page
    assert "The cover photo you chose is kept" in page
    token = page.split('name="kept_photo" value="')[1].split('"')[0]
    fields = typed(slug="sleep", kept_photo=token)
    assert desk.post("/admin/articles/article/add/", {**fields, "kept_photo": token}).status_code == 302
    assert Article.objects.get(slug="sleep").cover
    wrong = desk.post("/admin/articles/article/add/", typed(slug="third", kept_photo=f"{token}x"))
    assert wrong.status_code == 302
    assert Article.objects.get(slug="third").cover is None


def test_the_twenty_first_picture_of_an_hour_is_refused_wherever_it_is_sent(desk):
    factories.reference()
    words = {"alt": "A lamp", "credit": "CC0", "caption": "Kept."}
    for _number in range(20):
        desk.post("/admin/articles/article/picture/", {**words, "photo": sent(b"no picture")})
    page = desk.post("/admin/articles/article/picture/", {**words, "photo": sent()}).content.decode()
    assert "You sent 20 photos within an hour" in page
    assert "Kept." in page
    page = desk.post("/admin/articles/article/add/", typed(photo=sent(), title="Kept too")).content.decode()
    assert "You sent 20 photos within an hour" in page
    assert "Kept too" in page


@pytest.mark.parametrize(
    "name", ["a line of 25 million pixels", "13 million pixels", "51 million pixels of JPEG"]
)
def test_a_cover_and_a_picture_of_the_text_pass_the_same_door(desk, name):
    data = pictures.bombs()[name]
    for address, more in (
        ("/admin/articles/article/add/", typed()),
        ("/admin/articles/article/picture/", {"alt": "A lamp", "credit": "CC0"}),
    ):
        page = desk.post(address, {**more, "photo": sent(data)}).content.decode()
        assert "Send a smaller copy" in page or "would look blurred" in page
    assert not Photo.objects.exists()
