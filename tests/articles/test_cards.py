"""The picture that other sites show beside a link to an article."""

import io
import re
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from PIL import Image

from articles.models import ArticleCard
from articles.page import memory, share_picture
from psychly.drawing import pixels as painting
from psychly.drawing import shapes
from tests import factories

pytestmark = pytest.mark.django_db
LONGEST = ("Very long words about sleep " * 8)[:160]


@pytest.fixture
def article():
    factories.reference()
    return factories.article(slug="sleep", title='Sleep & "mood"')


def said(client, article):
    """Return {property: content} of what a page says to other sites."""
    html = client.get(article.get_absolute_url()).content.decode()
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', html))


def pixels(png):
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_page_names_its_card_with_size_and_words_for_the_blind(client, article):
    tags = said(client, article)
    assert tags["og:type"] == "article"
    assert tags["og:url"] == "https://testserver/articles/sleep/"
    assert tags["og:title"] == "Sleep &amp; &quot;mood&quot;"
    assert "Sleep &amp; &quot;mood&quot;" in tags["og:image:alt"]
    assert tags["twitter:card"] == "summary_large_image"
    answer = client.get(tags["og:image"].removeprefix("https://testserver"))
    assert answer["Content-Type"] == tags["og:image:type"] == "image/png"
    size = (int(tags["og:image:width"]), int(tags["og:image:height"]))
    assert pixels(answer.content).size == size == (1200, 630)
    assert "immutable" in answer["Cache-Control"]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(answer.content) < 150_000


def test_another_title_makes_another_card_and_the_old_address_leads_there(client, article):
    before = said(client, article)["og:image"].removeprefix("https://testserver")
    first = client.get(before).content
    article.title = "Rest"
    article.slug = "rest"
    article.save()
    after = said(client, article)["og:image"]
    assert client.get(before)["Location"] == after
    assert client.get(after.removeprefix("https://testserver")).content != first
    assert not ArticleCard.objects.exists()  # reading writes nothing
    memory.render_pages.call([article.pk])
    assert ArticleCard.objects.get().drawn_from == share_picture.name(article)


def test_the_task_draws_the_card_and_it_is_not_drawn_twice(client, article):
    memory.render_pages.call([article.pk])
    with mock.patch("articles.page.share_picture.draw_share_picture") as draw:
        memory.render_pages.call([article.pk])
        assert client.get(share_picture.address(article)).content == bytes(ArticleCard.objects.get().png)
    assert not draw.called


@pytest.mark.parametrize("state", ["draft", "archived", "scheduled"])
def test_what_is_not_public_has_no_card(client, article, state):
    address = share_picture.address(article)
    type(article).objects.update(state=state, published_at=timezone.now() + timedelta(days=1))
    assert client.get(address).status_code == 404
    article.refresh_from_db()
    assert "og:image" not in memory.rendered(article)


@pytest.mark.parametrize(
    "title",
    ["M", LONGEST, "W" * 160, "a " * 80, "Sleep – “what’s known” … ½ of 5-HT₂", "\x00 \u202e", "😀" * 9],
)
def test_any_title_stays_inside_its_half(title):
    card = pixels(share_picture.draw_share_picture(title, "sleep"))
    paper = card.getpixel((2, 2))
    seam = card.crop(
        (
            share_picture.WIDTH - share_picture.PANEL - share_picture.EDGE + 16,
            0,
            share_picture.WIDTH - share_picture.PANEL,
            share_picture.HEIGHT,
        )
    )
    assert seam.getcolors() == [(seam.width * seam.height, paper)]
    assert len(card.getcolors(100_000)) > 20


def test_each_ink_set_and_token_of_the_stylesheet_is_found():
    for number in range(1, 7):
        assert set(painting.inks(number)) == {"i0", "i1", "i2", "i3"}
    red, green, blue = painting.color("accent")  # a deep violet
    assert blue > red > green
    assert min(painting.color("paper")) >= 240
    assert max(painting.color("ink")) < 70


def test_a_disc_is_round_and_stands_where_it_is_drawn():
    points = [point for line in painting.lines(shapes.disc(50, 40, 30)) for point in line]
    assert all(abs((x - 50) ** 2 + (y - 40) ** 2 - 900) < 1e-6 for x, y in points)
    assert {round(y) for _x, y in points} >= {10, 70}
    arch = [point for line in painting.lines(shapes.arch(100, 150, 60)) for point in line]
    assert min(y for _x, y in arch) == pytest.approx(90)
    assert max(y for _x, y in arch) == shapes.HEIGHT


def test_every_motif_can_be_painted():
    for number in range(40):
        for shape in shapes.cover(f"article-{number}").shapes:
            assert all(len(line) > 1 for line in painting.lines(shape.outline))
    with pytest.raises(ValueError, match="no command"):
        painting.lines("M0 0Q1 1 2 2")
