"""What machines read: the Atom feed by RFC 4287, the sitemap, structured data by schema.org, addresses."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles import publishing
from articles.models import Article, ArticleVersion, Credit, Person
from providers.models import Condition, LegalStatus, Treatment
from tests import factories

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def article():
    factories.reference()
    return factories.article(slug="sleep", title="Sleep < mood & \x0bmore")


# --- Atom ------------------------------------------------------------------------------------------

#: Element → (children that must stand there once, children that may stand there once), RFC 4287, section 4.1.
ONCE = {
    "feed": ({"id", "title", "updated"}, {"generator", "icon", "logo", "rights", "subtitle"}),
    "entry": ({"id", "title", "updated"}, {"content", "published", "rights", "source", "summary"}),
    "author": ({"name"}, {"uri", "email"}),
}
MANY = {"feed": {"author", "category", "contributor", "link", "entry"}}
MANY["entry"] = MANY["feed"] - {"entry"}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(element):
    """Return what RFC 4287 says against an Atom element and what is in it."""
    name = element.tag.removeprefix(ATOM)
    found = []
    if name in ("updated", "published") and not RFC_3339.fullmatch(element.text):
        found.append(f"{name}: no date of RFC 3339")
    if name == "id" and not urlsplit(element.text).scheme:
        found.append("id: no absolute IRI")
    if name == "link" and not urlsplit(element.get("href", "")).scheme:
        found.append("link: no address")
    if name == "category" and not element.get("term"):
        found.append("category: no term")
    if name in ("title", "summary", "subtitle") and (element.get("type", "text") == "text" and len(element)):
        found.append(f"{name}: markup in text")
    if name in ONCE:
        must, may = ONCE[name]
        children = [child.tag.removeprefix(ATOM) for child in element]
        found += [f"{name}: {children.count(c)} {c}" for c in must if children.count(c) != 1]
        found += [f"{name}: {children.count(c)} {c}" for c in may if children.count(c) > 1]
        links = [(link.get("type"), link.get("hreflang")) for link in _alternates(element)]
        found += ["two alternates of one kind"] if len(set(links)) < len(links) else []
        found += [f"{name}: {c} may not stand here" for c in {*children} - must - may - MANY.get(name, set())]
    for child in element:
        found += faults(child)
    return found


def _alternates(element):
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]


def feed(client):
    root = ElementTree.fromstring(client.get("/articles/feed/").content)
    assert root.tag == f"{ATOM}feed"
    return root


def entry_of(client, article):
    name = f":article-{article.pk}"
    return next(e for e in feed(client).findall(f"{ATOM}entry") if e.find(f"{ATOM}id").text.endswith(name))


def moment(entry, name):
    return parse_datetime(entry.find(f"{ATOM}{name}").text)


def test_the_feed_keeps_the_rules_of_rfc_4287(client, article):
    factories.article(treatment=Treatment.objects.first(), condition=Condition.objects.first())
    root = feed(client)
    assert faults(root) == []
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == 2
    assert all(entry.find(f"{ATOM}author/{ATOM}name").text == "The Psychly Team" for entry in entries)
    own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [urlsplit(address).path for address in own] == ["/articles/feed/"]
    newest = max(moment(entry, "updated") for entry in entries)
    assert parse_datetime(root.find(f"{ATOM}updated").text) == newest


def test_the_rules_find_what_is_wrong_in_a_feed():
    broken = f"<feed xmlns='{ATOM[1:-1]}'><id>x</id><title/><title/><updated>now</updated><foo/></feed>"
    assert len(faults(ElementTree.fromstring(broken))) == 4


def test_an_empty_feed_is_valid_too(client, db):
    assert faults(feed(client)) == []


def test_an_entry_keeps_its_name_when_the_address_or_the_day_changes(client, article):
    before = entry_of(client, article).find(f"{ATOM}id").text
    article.slug = "rest"
    article.published_at -= timedelta(days=400)
    publishing.save_article(article)
    entry = entry_of(client, article)
    assert entry.find(f"{ATOM}id").text == before
    assert urlsplit(entry.find(f"{ATOM}link").get("href")).path == "/articles/rest/"
    assert moment(entry, "published") == article.published_at


def test_updated_is_when_readers_last_got_another_text(client, article):
    Article.objects.update(published_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    article.refresh_from_db()
    entry = entry_of(client, article)
    version = article.versions.get()
    assert moment(entry, "updated") == version.at
    article.body = "Sleep helps a lot.[@doe2021]"
    publishing.save_article(article)
    changed = entry_of(client, article)
    assert moment(changed, "updated") == article.versions.first().at
    publishing.save_article(article)  # says nothing new
    assert moment(entry_of(client, article), "updated") == moment(changed, "updated")


def test_an_unchanged_feed_is_not_sent_again(client, article):
    etag = client.get("/articles/feed/")["ETag"]
    assert client.get("/articles/feed/", headers={"If-None-Match": etag}).status_code == 304
    article.title = "Rest"
    publishing.save_article(article)
    assert client.get("/articles/feed/", headers={"If-None-Match": etag}).status_code == 200


# --- Sitemap ---------------------------------------------------------------------------------------


def in_sitemap(client, section):
    root = ElementTree.fromstring(client.get(f"/sitemap-{section}.xml").content)
    return {
        url.find(f"{SITEMAP}loc").text.partition("testserver")[2]: url.find(f"{SITEMAP}lastmod").text
        for url in root.findall(f"{SITEMAP}url")
    }


def test_the_sitemap_says_truly_when_an_article_and_its_topic_changed(client, article):
    esketamine = Treatment.objects.get(slug="esketamine")
    article.treatment = esketamine
    article.published_at = timezone.now() - timedelta(days=30)
    article.updated_on = date(2020, 1, 1)  # what readers are told; the text changed later
    publishing.save_article(article)
    other = factories.article(treatment=esketamine, published_at=timezone.now() - timedelta(days=3))
    changed = Article.objects.with_last_change().get(pk=article.pk).changed_at
    assert changed == article.versions.first().at
    listed = in_sitemap(client, "articles")
    assert parse_date(listed["/articles/sleep/"][:10]) == changed.date()
    assert other.get_absolute_url() in listed
    topics = in_sitemap(client, "topics")
    assert set(topics) == {"/articles/?topic=esketamine"}
    assert parse_date(topics["/articles/?topic=esketamine"][:10]) == timezone.now().date()
    publishing.archive(article, by=None)
    assert "/articles/sleep/" not in in_sitemap(client, "articles")


def test_an_article_that_was_scheduled_counts_as_changed_when_it_went_live(article):
    publishing.return_to_draft(article, by=None)
    article.published_at = timezone.now() + timedelta(days=2)
    publishing.publish(article, by=None)
    later = Article.objects.with_last_change().get(pk=article.pk)
    assert later.changed_at == later.published_at > ArticleVersion.objects.first().at


# --- Addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("", ""),
        ("?topic=esketamine", "?topic=esketamine"),
        ("?topic=nonsense", ""),
        ("?utm_source=x&topic=esketamine", "?topic=esketamine"),
        ("?page=1", ""),
        ("?page=99", "?page=2"),
        ("?q=test&page=2", ""),
    ],
)
def test_each_list_has_one_canonical_address(client, article, asked, canonical):
    esketamine = Treatment.objects.get(slug="esketamine")
    for _ in range(13):
        factories.article("A text.", treatment=esketamine)
    html = client.get(f"/articles/{asked}").content.decode()
    assert f'<link rel="canonical" href="https://testserver/articles/{canonical}">' in html
    assert ('<meta name="robots" content="noindex">' in html) == ("q=" in asked)


def test_addresses_that_change_hands_never_lead_round_in_circles(client, article):
    other = factories.article(slug="rest")
    article.slug = "old-sleep"
    publishing.save_article(article)
    other.slug = "sleep"
    publishing.save_article(other)
    article.slug = "rest"
    publishing.save_article(article)
    for slug, title in (("sleep", other.title), ("rest", article.title)):
        assert client.get(f"/articles/{slug}/").status_code == 200
        assert title.split()[0] in client.get(f"/articles/{slug}/").content.decode()
    answer = client.get("/articles/old-sleep/")
    assert (answer.status_code, answer["Location"]) == (301, "/articles/rest/")
    article.slug = "old-sleep"
    publishing.save_article(article)
    assert client.get("/articles/rest/")["Location"] == "/articles/old-sleep/"
    assert client.get("/articles/old-sleep/").status_code == 200


# --- Structured data -------------------------------------------------------------------------------

TEXT, URL, DATE, MOMENT = "Text", "URL", "Date", "DateTime"
#: Type → property → what schema.org expects there, inherited properties included.
WORK = {
    "name": {TEXT},
    "headline": {TEXT},
    "description": {TEXT},
    "text": {TEXT},
    "url": {URL},
    "image": {URL},
    "inLanguage": {TEXT},
    "datePublished": {DATE, MOMENT},
    "dateModified": {DATE, MOMENT},
    "author": {"Person", "Organization"},
    "editor": {"Person"},
    "publisher": {"Person", "Organization"},
    "about": {"MedicalCondition", "MedicalTherapy", "Service"},
    "creativeWorkStatus": {TEXT},
}
#: Kinds of CreativeWork, which may stand wherever one may.
WORKS = ("CreativeWork", "ScholarlyArticle", "Book", "Chapter", "Report", "WebPage", "Legislation")
WORK["citation"] = {*WORKS, TEXT}
EXPECTED = {
    **dict.fromkeys(WORKS, WORK),
    "MedicalWebPage": {**WORK, "lastReviewed": {DATE}, "reviewedBy": {"Person", "Organization"}},
    "Person": {"name": {TEXT}, "honorificSuffix": {TEXT}, "url": {URL}},
    "Organization": {"name": {TEXT}, "url": {URL}},
    "MedicalCondition": {"name": {TEXT}},
    "MedicalTherapy": {"name": {TEXT}},
    "Service": {"name": {TEXT}},
}
PLAIN = {
    TEXT: lambda value: bool(value.strip()),
    URL: lambda value: urlsplit(value).scheme in ("http", "https"),
    DATE: lambda value: re.fullmatch(r"\d{4}-\d\d-\d\d", value) and parse_date(value),
    MOMENT: lambda value: parse_datetime(value) and timezone.is_aware(parse_datetime(value)),
}


def misfits(thing, path=""):
    """Return what schema.org's vocabulary does not allow in a document."""
    found = []
    known = EXPECTED.get(thing.get("@type"), {})
    if not known:
        return [f"{path}: unknown type {thing.get('@type')}"]
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        for one in value if isinstance(value, list) else [value]:
            where = f"{path}/{name}"
            if isinstance(one, dict):
                fits = one.get("@type") in known.get(name, ())
                found += misfits(one, where)
            else:
                fits = any(PLAIN[kind](one) for kind in known.get(name, ()) if kind in PLAIN)
            found += [] if fits else [f"{where}: {one!r}"]
    return found


def structured(client, article):
    html = client.get(article.get_absolute_url()).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("ketamine-infusion", "MedicalTherapy"),
        ("psilocybin-services", "Service"),
        ("medical-evaluation", "Service"),
    ],
)
def test_what_is_not_treatment_of_a_disease_is_no_medical_therapy(client, article, slug, kind):
    article.treatment = Treatment.objects.get(slug=slug)
    article.save()
    assert [topic["@type"] for topic in structured(client, article)["about"]] == [kind]


@pytest.mark.parametrize(
    ("medical", "kind"),
    [("all", "MedicalTherapy"), ("none", "Service"), ("clinical", "Service"), ("", "Service")],
)
def test_what_the_law_calls_no_medical_treatment_is_no_medical_therapy(client, article, medical, kind):
    article.treatment = Treatment.objects.get(slug="ketamine-infusion")
    article.save()
    row = LegalStatus.objects.get(treatment=article.treatment)
    row.medical = medical
    row.save()
    assert [topic["@type"] for topic in structured(client, article)["about"]] == [kind]


def test_structured_data_uses_what_schema_org_allows_where_it_allows_it(client, article):
    person = Person.objects.create(name="Robin Sample", credentials="MD", disclosure="None.")
    Credit.objects.create(article=article, person=person)
    Credit.objects.create(article=article, person=person, role="editor")
    article.treatment, article.condition = Treatment.objects.first(), Condition.objects.first()
    publishing.save_article(article)
    factories.review(article, person=person)
    data = structured(client, article)
    assert data["@context"] == "https://schema.org"
    assert misfits(data) == []
    for needed in ("lastReviewed", "reviewedBy", "citation", "author", "editor", "about", "image", "url"):
        assert data[needed]
    assert data["reviewedBy"] == {"@type": "Person", "name": "Robin Sample", "honorificSuffix": "MD"}
    assert data["dateModified"] <= timezone.localdate().isoformat()
    assert data["citation"][0]["text"].startswith("Doe, J. Q. (2021). Sleep and mood in adults.")


def test_the_shape_of_structured_data_is_really_checked():
    wrong = {"@type": "MedicalWebPage", "lastReviewed": "yesterday", "reviewedBy": "me", "color": "red"}
    assert len(misfits(wrong)) == 3


def test_no_review_is_claimed_for_a_text_that_was_not_reviewed(client, article):
    factories.review(article, name="Robin Sample", credentials="MD")
    assert "lastReviewed" in structured(client, article)
    article.deck = "Another summary."
    publishing.save_article(article)
    data = structured(client, article)
    assert "lastReviewed" not in data
    assert "reviewedBy" not in data
    assert misfits(data) == []
