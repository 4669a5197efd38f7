"""Taking over the old site: its articles as drafts with their sources, its providers as a list to invite."""

import csv
import json
from io import StringIO
from urllib.parse import unquote, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from articles import publishing
from articles.management.commands.load_articles import CONTENT
from articles.models import Article, Reference
from articles.tasks import look_up
from articles.webflow import old_text, taking_over
from providers.models import Photo, Provider
from tests import pictures
from tests.outside import serving

pytestmark = pytest.mark.django_db
WORKS = {work["id"]: work for work in json.loads((CONTENT / "works.json").read_text(encoding="utf-8"))}
KEYS = ["berman2000", "kang2022", "mcinnes2022"]
COLUMNS = [
    *("Name", "Slug", "Collection ID", "Locale ID", "Item ID", "Archived", "Draft"),
    *("Created On", "Updated On", "Published On", "Post Body", "Edited By", "Main Image", "Color"),
]
DAY = "Thu Jun 29 2023 17:11:21 GMT+0000 (Coordinated Universal Time)"


def entry(key):
    """A work as the old pages printed it: the name of the journal is lost."""
    work = WORKS[key]
    people = ", ".join(f"{person['family']}, {person['given']}" for person in work["author"])
    number = f"({work['issue']})" if work.get("issue") else ""
    pages = work.get("page", work.get("number"))
    year = work["issued"]["date-parts"][0][0]
    return (
        f"{people} ({year}). {work['title']}{work['volume']}{number}, {pages}. https://doi.org/{work['DOI']}"
    )


BODY = f"""
<h2>Where it comes from</h2>
<p>An early trial was small.&nbsp;It is told of elsewhere [1].&nbsp; &nbsp;</p>
<figure class="w-richtext-figure-type-image"><div><img src="https://cdn.example/65a/Brain%20drawing.png"
alt="A drawn brain"></div><figcaption>As drawn in 2023</figcaption></figure>
<h4>How it may work</h4>
<p>Reviews differ<sup>2</sup>, and <strong>records</strong> of clinics
<a href="https://a.example/b">too</a> [2, 3].</p>
<ul><li>One</li><li>Two [7]</li></ul>
<p>\u200d</p>
<p>- The Psychly Team</p>
<ol>{"".join(f"<li>{entry(key)}</li>" for key in KEYS)}</ol>
<h2>Find a Provider Near You</h2>
<div class="w-form"><form><input name="q"></form>
<div class="w-form-done">Thank you! Your submission has been received!</div>
<div class="w-form-fail">Oops! Something went wrong while submitting the form.</div></div>
"""


def export(folder, *rows, columns=COLUMNS, name="articles.csv"):
    """Write an export; what a row does not say is empty. Return its path."""
    usual = {"Name": "An old article", "Slug": "an-old-article", "Collection ID": "c", "Item ID": "i"}
    usual |= {"Created On": DAY, "Updated On": "Thu May 02 2024 08:00:00 GMT+0000 (UTC)", "Published On": DAY}
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**usual, "Post Body": BODY, "Edited By": "Ben Smith", **row} for row in rows)
    return str(path)


def run(*arguments):
    out = StringIO()
    call_command("import_webflow", *arguments, stdout=out)
    return out.getvalue()


def in_the_shape_of_crossref(work):
    """A work of ours as Crossref answers."""
    message = {name: [work[name]] for name in ("title", "container-title")}
    message |= {
        name: work[name] for name in ("volume", "issue", "page", "author", "issued", "DOI") if name in work
    }
    message |= {"article-number": work["number"]} if "number" in work else {}
    return {"status": "ok", "message": {"type": "journal-article", **message}}


@pytest.fixture
def crossref(settings):
    """A stand-in for Crossref that knows our own works."""
    by_doi = {work["DOI"].lower(): work for work in WORKS.values() if work.get("DOI")}

    def answer(path):
        work = by_doi.get(unquote(urlsplit(path).path.removeprefix("/works/")).lower())
        return (200, in_the_shape_of_crossref(work)) if work else (404, "none")

    with serving(answer) as (url, _asked):
        settings.CROSSREF_URL = url
        yield


def test_an_old_article_becomes_a_draft_with_its_sources_joined_and_their_journals_found(tmp_path, crossref):
    report = run(export(tmp_path, {}))
    article = Article.objects.get()
    assert article.state == "draft"
    assert article.edited_by == "Ben Smith"
    assert (str(article.published_at.date()), str(article.updated_on)) == ("2023-06-29", "2024-05-02")
    works = {work.title: work for work in Reference.objects.all()}
    assert [work.is_guessed for work in works.values()] == [True] * 3
    for work in list(works.values()):
        look_up.call(work.pk)
    for key in KEYS:
        work = Reference.objects.get(doi=WORKS[key]["DOI"].lower())
        assert not work.is_guessed
        assert work.container_title == WORKS[key]["container-title"]
        assert work.contributors.count() == len(WORKS[key]["author"])
    first, second, third = (Reference.objects.get(doi=WORKS[key]["DOI"].lower()).key for key in KEYS)
    assert f"elsewhere.[@{first}]" in article.body
    assert f"differ,[@{second}] and **records**" in article.body
    assert f"[too](https://a.example/b).[@{second}; @{third}]" in article.body
    assert "## Where it comes from" in article.body
    assert "#### How it may work" in article.body
    assert "- One\n- Two [7]" in article.body
    assert "The marker [7] leads to no reference 7." in report
    assert article.citations.count() == 3


def test_what_belongs_to_the_page_and_not_to_the_text_is_left_out_by_name(tmp_path, crossref):
    report = run(export(tmp_path, {}))
    body = Article.objects.get().body
    for line in ("Find a Provider Near You", "Thank you! Your submission", "Oops!", "The Psychly Team"):
        assert line not in body
        assert line in report
    assert "column “Color” has no meaning here" not in report  # nobody filled it
    assert "column “Color” has no meaning here: 1 cells" in run(
        export(tmp_path, {"Color": "red", "Slug": "b"})
    )


def test_a_known_work_is_taken_and_not_stored_twice(tmp_path):
    Reference.objects.from_csl(WORKS["berman2000"], study="Small")
    run(export(tmp_path, {}))
    assert Reference.objects.count() == 3
    assert "[@berman2000]" in Article.objects.get().body


def test_twice_is_once_and_a_trial_stores_nothing(tmp_path):
    path = export(tmp_path, {})
    assert "1 new drafts" in run(path, "--dry-run")
    assert (Article.objects.count(), Reference.objects.count()) == (0, 0)
    run(path)
    Article.objects.update(title="By hand")
    assert "1 known already" in run(path)
    assert Article.objects.get().title == "By hand"
    assert Reference.objects.count() == 3


def test_pictures_come_from_the_folder_with_their_words_and_the_editor_is_told_what_they_lack(tmp_path):
    (tmp_path / "Brain drawing.png").write_bytes(pictures.photo(size=(900, 600)))
    (tmp_path / "cover.jpg").write_bytes(pictures.photo(size=(1000, 700)))
    path = export(
        tmp_path, {"Main Image": "https://cdn.example/x/cover.jpg"}, {"Slug": "b", "Main Image": "no.png"}
    )
    report = run(path, "--media", str(tmp_path))
    article = Article.objects.get(slug="an-old-article")
    assert "![A drawn brain](/media/photos/" in article.body
    assert "As drawn in 2023" in article.body
    assert article.cover is not None
    assert "The picture Brain drawing.png needs a credit." in report
    assert "The picture no.png is not in the folder: it was left out." in report


def test_a_row_that_fails_leaves_no_picture_behind(tmp_path, settings, monkeypatch):
    def refuse(article, **_options):
        raise ValidationError("It cannot be saved.")

    monkeypatch.setattr(taking_over, "save_article", refuse)
    settings.MEDIA_ROOT = tmp_path / "stored"
    (tmp_path / "Brain drawing.png").write_bytes(pictures.photo(size=(900, 600)))
    report = run(export(tmp_path, {}), "--media", str(tmp_path))
    assert "It cannot be saved." in report
    assert not Photo.objects.exists()
    assert [path for path in (tmp_path / "stored").rglob("*") if path.is_file()] == []


def test_broken_rows_are_named_and_the_others_come_in(tmp_path):
    path = export(
        tmp_path,
        {"Slug": "one", "Published On": "last summer"},
        {"Slug": "", "Name": "No slug"},
        {"Slug": "three", "Post Body": ""},
        {"Slug": "four", "Archived": "true"},
        {"Slug": "feed"},
    )
    report = run(path)
    assert "Published On: “last summer” is no day." in report
    assert "Slug: it is empty." in report
    assert "It has no text." in report
    assert "1 archived at the old site, left out" in report
    assert [article.slug for article in Article.objects.all()] == ["feed-article"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "no column Name"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b'Name,Slug\n"open,1\n', "cannot be read"),
        (b"", "no column Name"),
    ],
)
def test_what_is_no_export_is_refused_in_a_sentence(tmp_path, content, words):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        run(str(path))


def test_a_mapping_names_columns_and_what_it_names_wrongly_is_said(tmp_path):
    columns = ["Text" if name == "Post Body" else name for name in COLUMNS]
    path = export(tmp_path, {"Text": "<p>Only this [1].</p>"}, columns=columns)
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"articles": {"body": "Text"}}')
    run(path, "--mapping", str(mapping))
    assert Article.objects.get().body == "Only this [1].\n"
    for wrong, words in (
        ('{"articles": {"body": "Texts"}}', "“Texts”"),
        ('{"articles": {"bodies": "Text"}}', "“bodies” means nothing"),
        ("[]", "looks like"),
    ):
        mapping.write_text(wrong)
        with pytest.raises(CommandError, match=words):
            run(path, "--mapping", str(mapping))


def test_providers_become_a_list_to_invite_and_never_a_listing(tmp_path):
    columns = ["Name", "Slug", "Created On", "Email", "Website"]
    rows = [
        {"Name": "Demo Clinic", "Slug": "a", "Email": "Desk@clinic.example", "Website": "https://c.example"},
        {"Name": "Nobody", "Slug": "b", "Email": ""},
        {"Name": "Wrong", "Slug": "c", "Email": "desk@"},
        {"Name": "Twice", "Slug": "d", "Email": "desk@clinic.example"},
    ]
    path = export(tmp_path, *rows, columns=columns, name="providers.csv")
    target = tmp_path / "invitations.csv"
    articles = export(tmp_path, {})
    run(articles, "--providers", path, "--invitations", str(target), "--dry-run")
    assert not target.exists()
    report = run(articles, "--providers", path, "--invitations", str(target))
    assert target.read_text().splitlines() == [
        "name,address,e-mail,website",
        "Demo Clinic,,desk@clinic.example,https://c.example",
    ]
    for words in ("Nobody has no e-mail address.", "address of Wrong is none.", "address of a line above."):
        assert words in report
    assert not Provider.objects.exists()


def test_an_old_address_leads_to_the_article_once_it_is_public(client, tmp_path):
    run(export(tmp_path, {"Post Body": "<p>Only this.</p>"}))
    assert client.get("/post/an-old-article").status_code == 404
    publishing.publish(Article.objects.get(), by=None)
    for path in ("/post/an-old-article", "/blog/2023/an-old-article/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, "/articles/an-old-article/")
    for path in ("/providers/an-old-article/", "/post/another", "/post/%00", "/post/" + "x" * 900):
        assert client.get(path).status_code == 404
    assert client.post("/post/an-old-article").status_code in (403, 404)


def test_plain_lines_of_an_old_page_are_read_like_its_rich_text():
    lines = ["Updated", "June 29, 2023", "Edited by Ben Smith", "Where does it come from?"]
    lines += ["Told elsewhere [1].", "Find Providers"]
    lines += [f"{number}. {entry(key)}" for number, key in enumerate(KEYS, 1)]
    taken = old_text.take("\n\n".join(lines))
    assert [entry(key) for key in KEYS] == taken.references
    assert taken.markdown == "## Where does it come from?\n\nTold elsewhere [1].\n"
    assert taken.guessed_headings == 1
    assert taken.left_out == ["Updated", "June 29, 2023", "Edited by Ben Smith", "Find Providers"]


def test_a_script_in_the_old_text_reaches_no_page(client, tmp_path):
    run(export(tmp_path, {"Post Body": "<p>Hello <script>alert(1)</script><b onclick='x()'>you</b></p>"}))
    assert "alert" not in Article.objects.get().body_html
    assert "onclick" not in Article.objects.get().body_html
