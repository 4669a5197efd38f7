"""Everything that a stranger can read of the directory, fetched as a stranger fetches it."""

import json
import re

from django.urls import reverse

from providers.models import LocationEntry, Photo, Provider, SearchText, Summary, TelehealthEntry

#: What every made-up text of a test begins with, and how it goes on.
WORD = re.compile(r"zq[a-p]{10}")
PAGES = [
    "/providers/",
    "/providers/?near=78701&radius=5",
    "/providers/?near=TX&telehealth=1",
    "/providers/map.svg?near=78701",
    "/providers/in/texas/",
    "/providers/in/texas/austin/",
    "/api/v1/providers?near=78701",
    "/api/v1/providers?format=geojson",
    "/sitemap-providers.xml",
    "/sitemap-places.xml",
]
#: Pages that listings have no part in: read at the end of a run.
OTHER_PAGES = ["/", "/articles/", "/articles/feed/", "/sitemap.xml", "/legal-status/", "/get-listed/"]
PROFILE_PAGES = ["", "contact/", "report/", "map.svg"]
NEARBY = re.compile(r'<section class="folio" id="nearby">')
LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def words_in(answer):
    """The made-up words in an answer."""
    return set(WORD.findall(answer.content.decode()))


def words_anywhere(client, pages=PAGES):
    """Return {address: made-up words} of these pages and of those of every listing, public or not."""
    paths = [*pages] + [
        f"/providers/{slug}/{page}"
        for slug in Provider.objects.values_list("slug", flat=True)
        for page in PROFILE_PAGES
    ]
    return {path: words_in(client.get(path)) for path in paths}


def profile_words(client, provider):
    """The made-up words that the page of a listing shows of it, and those of its structured data.

    Cards of others stand below it: their words are none of its own.
    """
    answer = client.get(provider.get_absolute_url())
    assert answer.status_code == 200
    (data,) = LINKED_DATA.findall(answer.content.decode())
    own, *others = NEARBY.split(answer.content.decode())
    assert len(others) < 2
    return set(WORD.findall(own)), set(WORD.findall(json.dumps(json.loads(data))))


def found_by(client, words=""):
    """The addresses of the listings that the API finds, and how many the page of results says there are."""
    query = {"q": words} if words else {}
    page = client.get("/providers/", query)
    found = client.get("/api/v1/providers", query).json()
    assert found["total"] == len(found["providers"]), "more than one page: the test made too many listings"
    assert page.context["page"].results.total == found["total"]
    return {row["url"].split("/providers/")[1].strip("/") for row in found["providers"]}


def indexed_words():
    """The made-up words in the tables that a search reads."""
    bodies = SearchText.objects.values_list("body", flat=True)
    cards = Summary.objects.values_list("card", flat=True)
    return set(WORD.findall(" ".join([*bodies, *map(json.dumps, cards)])))


def indexed_providers():
    """The keys of the providers that have rows of the search index."""
    tables = (SearchText, Summary, LocationEntry, TelehealthEntry)
    return {pk for table in tables for pk in table.objects.values_list("provider", flat=True)}


def visible_photos(client):
    """The photos that this visitor gets, asked for under every address a photo has."""
    seen = set()
    for photo in Photo.objects.all():
        sizes = [(width, kind) for width in photo.widths for kind in ("jpg", "webp", "avif")]
        names = [photo.file_name(), *(photo.file_name(*size) for size in sizes)]
        answers = {client.get(reverse("photo", args=[name])).status_code for name in names}
        assert answers in ({200}, {404}), (photo.pk, answers)
        if answers == {200}:
            seen.add(str(photo.pk))
    return seen
