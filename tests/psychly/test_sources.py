"""The one promise on sources, kept by a walk over all rows of law and cited works: a link, or the words."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from articles.models import Article, Reference
from providers.models import LegalSource, LegalStatus
from providers.profile.legal_pages import state_slug
from providers.states import USState
from tests import factories

pytestmark = pytest.mark.django_db
NOT_KNOWN = "(no address known)"
PROMISE = "with a link; where we know no address, it says so."


def page(client, path):
    """A page as HTML on one line, its entities written out, and without attributes but addresses."""
    text = html.unescape(client.get(path).content.decode())
    return re.sub(r"\s+", " ", text)


def keeps_promise(text, name, url):
    """Whether a source stands on a page with its link, or with the words where it has none."""
    place = text.find(f'href="{url}"') if url else text.find(name)
    rest = text[place:]
    if place < 0:
        return False
    if url:
        return name in rest[: len(url) + len(name) + 200]
    return NOT_KNOWN in rest[: len(name) + 60] and f">{name}</a>" not in text


def is_address(url):
    """Whether it can be opened: a scheme of the web and a host with a dot."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and "." in parts.netloc


def test_every_source_of_law_has_its_link_or_the_words_on_the_page_of_all_states(client):
    text = page(client, "/legal-status/")
    assert PROMISE in text
    sources = LegalSource.objects.all()
    assert len(sources) > 30
    assert [s.name for s in sources if not keeps_promise(text, s.name, s.url)] == []
    assert [s.url for s in sources if s.url and not is_address(s.url)] == []


@pytest.mark.parametrize("state", [state.value for state in USState])
def test_every_source_on_a_states_page_has_its_link_or_the_words(client, state):
    text = page(client, f"/legal-status/{state_slug(state)}/")
    assert PROMISE in text
    rows = LegalStatus.objects.filter(state=state).prefetch_related("sources")
    sources = [source for row in rows for source in row.sources.all()]
    assert [s.name for s in sources if not keeps_promise(text, s.name, s.url)] == []
    for bare in re.findall(r"Source: (.*?)</span> (?:As known|Confirmed)", text):
        assert bare.count("<a ") + bare.count(NOT_KNOWN) >= 1


def test_a_source_has_one_address_wherever_it_is_named():
    by_name = {}
    for source in LegalSource.objects.all():
        by_name.setdefault(source.name, set()).add(source.url)
    assert {name: urls for name, urls in by_name.items() if len(urls) > 1} == {}


def test_every_row_of_law_names_a_source():
    assert not LegalStatus.objects.filter(sources=None).exists()


def test_every_cited_work_has_its_link_or_the_words_wherever_it_is_listed(client):
    call_command("load_articles")
    works = {work.pk: work for work in Reference.objects.all()}
    assert len(works) > 25
    for work in works.values():
        text = page(client, work.get_absolute_url())
        assert (f'href="{work.link}"' in text) if work.link else (NOT_KNOWN in text), work.key
        assert is_address(work.link) or not work.link
    for article in Article.objects.all():
        text = page(client, article.get_absolute_url())
        assert PROMISE in text
        for citation in article.citations.all():
            link = works[citation.reference_id].link
            entry = text.partition(f'id="ref-{citation.position}"')[2].partition("</li>")[0]
            assert (f'href="{link}"' in entry) if link else (NOT_KNOWN in entry)


def test_a_work_without_an_address_says_so(client):
    work = factories.reference("nowhere2020", doi="", url="")
    article = factories.article("Sleep helps.[@nowhere2020]")
    for path in (work.get_absolute_url(), article.get_absolute_url()):
        assert NOT_KNOWN in page(client, path)
