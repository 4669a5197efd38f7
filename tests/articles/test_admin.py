"""What an editor meets in admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Reference
from articles.proofreading import open_points
from articles.works import importing
from tests import factories

pytestmark = pytest.mark.django_db


def typed(**fields):
    return {
        "title": "Sleep",
        "slug": "sleep",
        "deck": "A summary.",
        "body": "Sleep helps.[@doe2021]",
        "byline": "The Psychly Team",
        "edited_by": "The Psychly Team",
        "treatment": "",
        "condition": "",
        "published_at_0": "",
        "published_at_1": "",
        "updated_on": "2026-01-12",
        "change_note": "",
        "cover_alt": "",
        "cover_credit": "",
        "credits-TOTAL_FORMS": "0",
        "credits-INITIAL_FORMS": "0",
        **fields,
    }


def test_an_editor_writes_an_article_and_publishes_it(desk, client):
    factories.reference()
    assert desk.post("/admin/articles/article/add/", typed()).status_code == 302
    article = Article.objects.get()
    assert article.state == "draft"
    action = {"action": "publish", "_selected_action": [article.pk]}
    desk.post("/admin/articles/article/", action)
    assert client.get("/articles/sleep/").status_code == 200
    assert b"[@doe2021]" in desk.get(f"/admin/articles/article/{article.pk}/change/").content


ADD = "/admin/articles/article/add/"


def test_a_draft_holds_anything_and_says_at_its_line_what_stops_it(desk):
    body = "One.\n\nTwo.[@nobody1900] 64% responded."
    page = desk.post(ADD, {**typed(body=body), "_continue": "1"}, follow=True).content.decode()
    assert "Line 3: No reference has the key “nobody1900”." in page
    assert "“64%” stands in a sentence without a source" in page
    article = Article.objects.get()
    assert article.body == body
    for verb in ("submit_for_review", "publish"):
        page = desk.post(f"{ADD[:-4]}{article.pk}/move/", {"verb": verb}, follow=True).content.decode()
        assert "stops this: " in page or "stop this: " in page
        article.refresh_from_db()
        assert article.state == "draft"


def test_a_draft_needs_a_title_alone(desk):
    for _time in range(2):
        assert desk.post(ADD, typed(slug="", deck="", body="", title="Sleep well")).status_code == 302
    assert set(Article.objects.values_list("slug", flat=True)) == {"sleep-well", "sleep-well-2"}
    page = desk.get(f"{ADD[:-4]}{Article.objects.first().pk}/change/").content.decode()
    assert "The summary is missing." in page
    assert "The text is missing." in page


def test_doubtful_lines_stop_publication_until_a_second_editor_says_why_they_may_stand(client):
    factories.reference(is_guessed=True)
    writer, second = factories.editor(), factories.editor()
    factories.enter_desk(client, writer)
    body = "It cures.[@doe2021]\n\n64% responded."
    client.post(ADD, {**typed(body=body), "_move": "submit_for_review"})
    article = Article.objects.get()
    assert article.state == "in-review"
    here = f"{ADD[:-4]}{article.pk}/"

    def press(address, data):
        page = client.post(f"{here}{address}/", data, follow=True).content.decode()
        article.refresh_from_db()
        return page

    page = press("move", {"verb": "publish"})
    for words in (
        "3 things stop this",
        "“64%” has no source.",
        "“cures” may be a claim",
        "doe2021 are guessed",
    ):
        assert words in page
    assert 'name="point"' not in page
    points = [str(point) for point in open_points(article)]
    assert client.post(f"{here}exempt/", {"point": points, "reason": "Mine."}).status_code == 403
    factories.enter_desk(client, second)
    assert "say in at most 300 characters" in press("exempt", {"point": points, "reason": " "})
    press("exempt", {"point": points[:2], "reason": "The trial is named above."})
    assert "1 thing stops this" in press("move", {"verb": "publish"})
    press("exempt", {"point": points, "reason": "Seen on paper."})
    press("move", {"verb": "publish"})
    assert article.state == "published"
    article.body = "It cures all.[@doe2021]\n\n64% responded."
    assert {point.line for point in open_points(article)} == {1}  # another line has no reason


def test_nobody_excuses_their_own_line_because_somebody_else_saved_after_them(client):
    factories.reference()
    writer, other = factories.editor(), factories.editor("authors")
    factories.enter_desk(client, writer)
    client.post(ADD, typed(body="Sleep.\n\n64% responded."))
    article = Article.objects.get()
    here = f"{ADD[:-4]}{article.pk}/"
    factories.enter_desk(client, other)
    client.post(f"{here}change/", typed(body="Sleep, and more.\n\n64% responded."))
    article.refresh_from_db()
    excuse = {"point": [str(point) for point in open_points(article)], "reason": "I know."}
    factories.enter_desk(client, writer)
    page = client.post(f"{here}exempt/", excuse, follow=True).content.decode()
    assert "“64% responded.” is yours: somebody else says why it may stand." in page
    assert open_points(article)
    factories.enter_desk(client, factories.editor())
    client.post(f"{here}exempt/", excuse)
    assert not open_points(article)


def test_a_change_note_reaches_the_reader(desk, client):
    factories.reference()
    article = factories.article(slug="sleep", published_at=None)
    stamp = article.published_at
    fields = typed(
        change_note="A figure corrected.",
        published_at_0=f"{stamp:%Y-%m-%d}",
        published_at_1=f"{stamp:%H:%M:%S}",
    )
    desk.post(f"/admin/articles/article/{article.pk}/change/", {**fields, "_move": "publish_copy"})
    assert "A figure corrected." in client.get("/articles/sleep/").content.decode()


def test_a_work_is_typed_in_fields_and_reads_as_an_entry(desk):
    fields = {
        "key": "roe2020",
        "kind": "article",
        "title": "Mood and sleep",
        "container_title": "Journal of Example Psychology",
        "volume": "3",
        "year": "2020",
        "doi": "https://doi.org/10.5555/ROE2020",
        "health": "unchecked",
        "contributors-TOTAL_FORMS": "1",
        "contributors-INITIAL_FORMS": "0",
        "contributors-0-position": "0",
        "contributors-0-role": "author",
        "contributors-0-family": "Roe",
        "contributors-0-given": "Richard",
    }
    assert desk.post("/admin/articles/reference/add/", fields).status_code == 302
    work = Reference.objects.get()
    assert work.doi == "10.5555/roe2020"
    assert work.apa_html == (
        "Roe, R. (2020). Mood and sleep. <i>Journal of Example Psychology</i>, <i>3</i>."
    )


def test_what_readers_saw_cannot_be_deleted(desk):
    factories.reference()
    article = factories.article()
    assert desk.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}).status_code == 403
    version = article.versions.get()
    assert (
        desk.post(f"/admin/articles/articleversion/{version.pk}/delete/", {"post": "yes"}).status_code == 403
    )


PASTED = """@article{new1, title={A new work}, author={Roe, Richard}, journal={Journal of X}, year=2020}
@article{known1, title={Whatever}, doi={https://doi.org/10.5555/DOE2021}}
@article{thin1, title={No author}, journal={Journal of X}}
@article{odd1, title={Odd DOI}, doi={nonsense}}
@article{broken1, title={Never closed
"""


def test_pasted_works_are_shown_before_they_are_saved(desk):
    factories.reference()
    page = desk.post("/admin/articles/reference/import/", {"text": PASTED, "look": "1"}).content.decode()
    for words in (
        "Roe, R. (2020). A new work.",
        "Already known",
        "Incomplete",
        "A DOI looks like",
        "Cannot be read",
    ):
        assert words in page
    assert Reference.objects.count() == 1
    desk.post("/admin/articles/reference/import/", {"text": PASTED, "save": "1"})
    assert set(Reference.objects.values_list("key", flat=True)) == {"doe2021", "new1", "thin1", "odd1"}
    desk.post("/admin/articles/reference/import/", {"text": PASTED, "save": "1"})
    assert Reference.objects.count() == 4


def test_what_could_not_be_used_is_kept_beside_the_work_until_somebody_deals_with_it(desk):
    long = "x" * 300
    text = f"@article{{odd1, title={{Odd}}, journal={{J}}, year=2020, doi={{nonsense}}, volume={{{long}}}}}"
    desk.post("/admin/articles/reference/import/", {"text": text, "save": "1"})
    work = Reference.objects.get()
    assert [(row["field"], row["value"]) for row in work.unused] == [("DOI", "nonsense"), ("volume", long)]
    assert (work.doi, work.volume) == (None, "")
    address = f"/admin/articles/reference/{work.pk}/change/"
    page = desk.get(address)
    assert "nonsense" in page.content.decode()
    assert "odd1" in desk.get("/admin/articles/reference/?unused=1").content.decode()
    form = page.context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    values |= {"contributors-TOTAL_FORMS": "0", "contributors-INITIAL_FORMS": "0", "are_dealt_with": "on"}
    assert desk.post(address, values).status_code == 302
    work.refresh_from_db()
    assert work.unused == []
    assert "nonsense" not in desk.get(address).content.decode()


SAME_TITLE = """[
{"id": "one", "type": "webpage", "title": "Depression", "issued": {"date-parts": [[2023]]},
 "author": [{"literal": "Invented Health Office"}], "URL": "https://one.example/depression"},
{"id": "two", "type": "webpage", "title": "Depression", "issued": {"date-parts": [[2023]]},
 "author": [{"literal": "Invented Mind Institute"}], "URL": "https://two.example/depression"},
{"id": "three", "type": "article-journal", "title": "Depression", "issued": {"date-parts": [[2023]]},
 "author": [{"literal": "Invented Mind Institute"}], "container-title": "Sleep Letters"},
{"id": "four", "type": "webpage", "title": "Depression.", "issued": {"date-parts": [[2023]]},
 "author": [{"literal": "Invented Mind Institute"}]}
]"""


def test_works_of_one_title_and_year_are_one_only_with_one_author_and_container(desk):
    candidates = importing.look(SAME_TITLE)
    assert [c.state for c in candidates] == ["new", "new", "new", "repeated"]
    importing.save(candidates[:1])
    again = importing.look(SAME_TITLE)
    assert [c.state for c in again] == ["known", "new", "new", "repeated"]
    assert [work.key for work in again[1].similar] == ["one"]


def test_a_known_work_can_be_saved_as_another(desk):
    factories.reference("one", title="Depression", doi="10.5555/one")
    text = '{"title": "Depression", "type": "book", "DOI": "10.5555/one"}'
    address = "/admin/articles/reference/import/"
    assert 'name="another" value="1"' in desk.post(address, {"text": text, "look": "1"}).content.decode()
    desk.post(address, {"text": text, "save": "1", "another": "1"})
    other = Reference.objects.exclude(key="one").get()
    assert other.doi is None
    assert [row["field"] for row in other.unused] == ["DOI"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "[1, null]",
        '{"title": 5, "author": "x"}',
        '[{"title": "x", "author": [1], "issued": 7}]',
        '[{"title": "x", "issued": {"date-parts": [["a"]]}}]',
        '[{"title": "x", "issued": {"date-parts": [[99999999999]]}}]',
        '[{"title": "x", "accessed": {"date-parts": [[2020, 13, 45]]}}]',
        '{"title": "' + "x" * 5000 + '"}',
        "@",
        "@article{",
        "TY  - ",
        "nothing of the kind",
    ],
)
def test_a_paste_that_makes_no_sense_is_answered_not_crashed(desk, text):
    for press in ("look", "save"):
        assert desk.post("/admin/articles/reference/import/", {"text": text, press: "1"}).status_code in (
            200,
            302,
        )


def test_what_readers_see_keeps_its_day_and_the_editor_reads_so_at_the_field(desk):
    factories.reference()
    article = factories.article(slug="sleep")
    day = article.published_at
    here = f"/admin/articles/article/{article.pk}/"
    assert desk.post(f"{here}change/", {**typed(), "_move": "publish_copy"}).status_code == 302
    article.refresh_from_db()
    assert article.published_at == day
    later = factories.article(slug="later", published_at=timezone.now() + timedelta(days=2))
    answer = desk.post(f"/admin/articles/article/{later.pk}/change/", typed(slug="later"))
    assert "A scheduled article needs its moment." in answer.content.decode()


def test_a_scheduled_article_is_published_at_once_by_its_own_verb_or_by_a_moment_that_has_come(desk):
    factories.reference()
    for press in ("verb", "moment"):
        article = factories.article(slug=press, published_at=timezone.now() + timedelta(days=2))
        here = f"/admin/articles/article/{article.pk}/"
        if press == "verb":
            page = desk.post(f"{here}move/", {"verb": "publish_now"}, follow=True)
        else:
            fields = typed(slug=press, published_at_0="2026-01-12", published_at_1="08:00:00")
            page = desk.post(f"{here}change/", {**fields, "_move": "publish"}, follow=True)
        assert "not in a state" not in page.content.decode()
        article.refresh_from_db()
        assert (article.state, article.is_public) == ("published", True)


TWICE = """@article{one, title={A work}, author={Roe, R.}, journal={J}, year=2020, doi={10.5555/TWICE}}
@article{two, title={The work}, author={Roe, R.}, journal={J}, year=2020, doi={https://doi.org/10.5555/twice}}
@article{three, title={By number}, author={Roe, R.}, journal={J}, year=2021, pmid={123}}
@article{four, title={By number again}, author={Roe, R.}, journal={J}, year=2021, pmid={123}}
@article{five, title={Same Title}, author={Roe, R.}, journal={J}, year=2022}
@article{six, title={Same title.}, author={Roe, R.}, journal={J}, year=2022}
@article{seven, title={Part}, author={Roe, R.}, journal={J}, year=2022, doi={10.5555/part1}}
@article{eight, title={Part}, author={Roe, R.}, journal={J}, year=2022, doi={10.5555/part2}}
"""


def test_a_work_that_stands_twice_in_one_paste_is_saved_once(desk):
    page = desk.post("/admin/articles/reference/import/", {"text": TWICE, "look": "1"}).content.decode()
    assert page.count("Stands above already") == 3
    assert desk.post("/admin/articles/reference/import/", {"text": TWICE, "save": "1"}).status_code == 302
    assert set(Reference.objects.values_list("key", flat=True)) == {"one", "three", "five", "seven", "eight"}


def test_a_work_that_somebody_saves_meanwhile_is_left_alone():
    candidates = importing.look(TWICE)
    importing.save(importing.look(TWICE.splitlines()[0]))
    assert {work.key for work in importing.save(candidates)} == {"three", "five", "seven", "eight"}


def test_a_date_that_has_gaps_is_refused_in_words(desk):
    work = factories.reference()
    address = f"/admin/articles/reference/{work.pk}/change/"
    form = desk.get(address).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    values |= {"contributors-TOTAL_FORMS": "0", "contributors-INITIAL_FORMS": "0"}
    assert "A day needs its month." in desk.post(address, {**values, "day": "5"}).content.decode()
    marked = {**values, "health": "retracted", "health_checked_on": ""}
    assert desk.post(address, marked).status_code == 302  # found today, when nobody says when
    work.refresh_from_db()
    assert (work.health, work.is_health_by_hand) == ("retracted", True)
    assert work.health_checked_on
