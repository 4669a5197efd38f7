"""Pictures in a text: sent beside it, shown with their words, hidden with the article."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import publishing, working_copies
from articles.models import Article
from providers.models import Photo
from tests import factories, pictures
from tests.articles.test_admin import typed
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
PICTURE = "/admin/articles/article/picture/"
WORDS = {"alt": 'A "lamp" on a [desk]', "credit": "R. Sample, CC0", "caption": "A lamp, lit."}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(data=None):
    return SimpleUploadedFile("x.jpg", data or pictures.photo(size=(1200, 800)))


def lines(html):
    return re.search(r"<textarea readonly[^>]*>([^<]*)</textarea>", html)[1].replace("&quot;", '"')


def test_a_picture_is_sent_and_its_lines_make_a_figure_with_a_credit(desk, client):
    html = desk.post(PICTURE, {**WORDS, "photo": sent()}).content.decode()
    photo = Photo.objects.get()
    markdown = lines(html)
    assert markdown == (f'![A lamp on a desk](/media/photos/{photo.pk}.jpg "R. Sample, CC0")\nA lamp, lit.')
    factories.reference()
    article = factories.article(f"Sleep helps.[@doe2021]\n\n{markdown}")
    run_tasks()
    page = client.get(article.get_absolute_url()).content.decode()
    figure = re.search(r"<figure.*?</figure>", page, re.DOTALL)[0]
    assert 'alt="A lamp on a desk"' in figure
    assert 'width="1200" height="800"' in figure
    assert 'A lamp, lit. <span class="credit">R. Sample, CC0</span>' in figure
    for address in re.findall(r"/media/photos/[\w.-]+", figure):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"alt": " "}, "This field is required."),
        ({"credit": ""}, "This field is required."),
        ({"photo": ""}, "This field is required."),
        ({"photo": b"no picture"}, "The file is not a JPEG, PNG, WebP or HEIC photo."),
        ({"alt": "x" * 301}, "There are 301 now."),
    ],
)
def test_a_picture_without_words_or_pixels_is_refused_and_the_words_stay(desk, change, sentence):
    data = change.get("photo", None)
    photo = sent(data) if data is None or data else ""
    html = desk.post(PICTURE, {**WORDS, **change, "photo": photo}).content.decode()
    assert sentence in html
    assert "A lamp, lit." in html
    assert not Photo.objects.exists()


def test_a_picture_shows_in_the_preview_before_its_sizes_are_made(desk, client):
    desk.post(PICTURE, {**WORDS, "photo": sent()})
    photo = Photo.objects.get()
    assert not photo.is_ready
    small = desk.get(f"/media/photos/{photo.file_name(480, 'webp')}")
    whole = desk.get(f"/media/photos/{photo.file_name()}")
    assert small.content == whole.content
    assert small["Content-Type"] == whole["Content-Type"] == "image/jpeg"
    assert "no-store" in small["Cache-Control"]
    run_tasks()
    assert desk.get(f"/media/photos/{photo.file_name(480, 'webp')}")["Content-Type"] == "image/webp"


def test_a_picture_is_public_as_long_as_an_article_that_shows_it(desk, client):
    desk.post(PICTURE, {**WORDS, "photo": sent()})
    photo = Photo.objects.get()
    article = factories.article(f'Text.\n\n![A lamp](/media/photos/{photo.file_name()} "CC0")')
    photo.refresh_from_db()
    assert photo.is_public
    publishing.return_to_draft(article, by=None)
    photo.refresh_from_db()
    assert not photo.is_public
    publishing.publish(article, by=None)
    article.body = "Text."
    publishing.save_article(article)
    photo.refresh_from_db()
    assert not photo.is_public
    assert not Article.objects.get().pictures.exists()


def test_a_picture_that_two_articles_show_is_hidden_with_the_last_of_them(desk, client):
    desk.post(PICTURE, {**WORDS, "photo": sent()})
    run_tasks()
    photo = Photo.objects.get()
    text = f'Text.\n\n![A lamp](/media/photos/{photo.file_name()} "CC0")'
    one, two, three = (factories.article(text, slug=slug) for slug in ("one", "two", "three"))
    client.logout()
    one.body = "Text."
    publishing.save_article(one)
    assert client.get(photo.url).status_code == 200
    two = Article.objects.get(slug="two")
    two.body = "Text."
    working_copies.save_copy(two, topics=working_copies.topics_of(two), people=[])
    working_copies.publish_copy(two, by=None)
    assert client.get(photo.url).status_code == 200
    publishing.archive(three, by=None)
    assert client.get(photo.url).status_code == 404


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ('![x](https://elsewhere.example/x.jpg "CC0")', "not one that was uploaded here"),
        ('![x](/media/photos/00000000-0000-0000-0000-000000000000.jpg "CC0")', "not one that was uploaded"),
        ("![](/media/photos/{photo} 'CC0')", "needs alternative text"),
        ("![x](/media/photos/{photo})", "needs a credit"),
    ],
)
def test_a_picture_that_lacks_something_is_named_at_its_line_and_stops_publication(desk, markdown, sentence):
    desk.post(PICTURE, {**WORDS, "photo": sent()})
    body = "One.\n\n" + markdown.replace("{photo}", Photo.objects.get().file_name())
    desk.post("/admin/articles/article/add/", typed(body=body))
    article = Article.objects.get()
    html = desk.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert article.body == body
    assert re.search(f"Line 3: [^<]*{sentence}", html)
    for verb in ("submit_for_review", "publish"):
        change = f"/admin/articles/article/{article.pk}/change/"
        page = desk.post(change, typed(body=body, _move=verb), follow=True).content.decode()
        assert re.search(f"stops? this: [^<]*Line 3: [^<]*{sentence}", page)
        article.refresh_from_db()
        assert article.state == "draft"
