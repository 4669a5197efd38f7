"""The picture that other sites show beside a link to an article."""

import re

import pytest
from django.conf import settings
from PIL import Image

from tests import factories

pytestmark = pytest.mark.django_db
PICTURE = settings.BASE_DIR / "static" / "img" / "share.png"


def said(client, article):
    """Return {property: content} of what a page says to other sites."""
    html = client.get(article.get_absolute_url()).content.decode()
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', html))


def test_a_page_names_the_picture_of_the_site_with_its_size_and_words_for_the_blind(client):
    factories.reference()
    tags = said(client, factories.article(slug="sleep", title='Sleep & "mood"'))
    assert tags["og:type"] == "article"
    assert tags["og:url"] == "https://testserver/articles/sleep/"
    assert tags["og:title"] == "Sleep &amp; &quot;mood&quot;"
    assert tags["og:image:alt"]
    assert tags["twitter:card"] == "summary_large_image"
    assert tags["og:image:type"] == "image/png"
    assert re.fullmatch(r"https://[\w.]+/static/img/share(\.\w+)?\.png", tags["og:image"])
    size = (int(tags["og:image:width"]), int(tags["og:image:height"]))
    with Image.open(PICTURE) as picture:
        assert picture.size == size == (1200, 630)
        assert len(picture.convert("RGB").getcolors(10_000)) > 20  # something is drawn


def test_the_picture_is_small_enough_for_every_reader_of_links():
    assert PICTURE.stat().st_size < 100_000
