"""A correction of a public article: readers see nothing of it before it is swapped in as a whole."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import publishing, working_copies
from articles.models import Article, Credit, Person, Review, WorkingCopy
from articles.page import memory
from articles.works.merging import merge_works
from providers.models import Condition, Photo
from providers.photos.decoding import read_photo
from providers.photos.keeping import keep_photo
from tests import factories, pictures
from tests.articles.test_admin import typed
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"
NEW = {"title": "Sleep again", "slug": "sleep-again", "body": "Sleep helps much.[@doe2021]", "deck": "Much."}


@pytest.fixture
def article():
    factories.reference()
    return factories.article(slug="sleep", title="Sleep")


@pytest.fixture
def save(desk, article):
    """Press a button of the article's page with what was typed; return the page that answers."""

    def press(**fields):
        answer = desk.post(f"{DESK}{article.pk}/change/", typed(**{**NEW, **fields}), follow=True)
        article.refresh_from_db()
        return answer.content.decode()

    return press


@pytest.fixture
def photo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return SimpleUploadedFile("x.jpg", pictures.photo(size=(1000, 600)))


def tomorrow():
    day = timezone.localtime() + timedelta(days=1)
    return {"due_at_0": f"{day:%Y-%m-%d}", "due_at_1": f"{day:%H:%M:%S}"}


def public(client, slug="sleep"):
    return client.get(f"/articles/{slug}/").content.decode()


def test_saving_a_public_article_changes_nothing_that_readers_see_until_all_of_it_is_swapped_in(
    client, article, save, photo
):
    person = Person.objects.create(name="Robin Sample", credentials="MD")
    article.refresh_from_db()
    before, stamp = public(client), article.stamp
    topic = Condition.objects.first()
    fields = {
        "also_conditions": [topic.pk],
        "cover_alt": "A lamp",
        "cover_credit": "CC0",
        "credits-TOTAL_FORMS": "1",
        "credits-0-person": person.pk,
        "credits-0-role": "author",
        "credits-0-position": "0",
    }
    page = save(**fields, photo=photo, _continue="1")
    assert "Readers see what was published, until it is published." in page
    assert "Working copy: Draft" in page
    for words in ("Sleep again", "sleep-again", "Sleep helps much.", "Robin Sample, MD"):
        assert words in page
    assert (public(client), article.stamp) == (before, stamp)
    assert client.get("/articles/sleep-again/").status_code == 404
    assert not article.credits.exists()
    save(**fields, _move="publish_copy")
    html = public(client, "sleep-again")
    for words in ("Sleep again", "Much.", "Sleep helps much.", "Robin Sample, MD"):
        assert words in html
    assert client.get("/articles/sleep/")["Location"] == "/articles/sleep-again/"
    assert list(article.also_conditions.all()) == [topic]
    assert article.cover.is_public
    assert article.credits.get().person == person
    assert not WorkingCopy.objects.exists()
    assert [v.state for v in article.versions.all()][:2] == ["published", "working-copy"]


def test_what_fails_half_way_leaves_readers_and_the_copy_as_they_were(article, save, monkeypatch):
    save()

    def fail(_copy):
        raise RuntimeError

    monkeypatch.setattr(WorkingCopy, "set_relations", fail)
    with pytest.raises(RuntimeError):
        working_copies.publish_copy(article, by=None)
    article.refresh_from_db()
    assert article.body == "Sleep helps.[@doe2021]"
    assert article.working_copy.said["body"] == NEW["body"]


def test_a_preview_link_shows_the_working_copy_and_the_public_page_does_not(client, article, save):
    factories.reference("roe2020")
    save(body="Sleep helps much.[@roe2020]")
    client.logout()
    html = client.get(memory.preview_address(article)).content.decode()
    assert "Sleep helps much." in html
    assert "10.5555/roe2020" in html
    assert "10.5555/doe2021" not in html
    assert "Sleep helps much." not in public(client)


def test_a_copy_is_handed_to_review_scheduled_and_swapped_in_at_its_moment(client, article, save):
    assert "Working copy: In review" in save(_move="submit_copy")
    past = {"due_at_0": "2026-01-12", "due_at_1": "08:00"}
    assert "a moment that is still to come" in save(_move="schedule_copy", **past)
    assert "Working copy: Scheduled" in save(_move="schedule_copy", **tomorrow())
    assert working_copies.swap_due() == 0
    assert "Sleep helps much." not in public(client)
    later = timezone.now() + timedelta(days=1, minutes=1)
    assert [working_copies.swap_due(later), working_copies.swap_due(later)] == [1, 0]
    assert "Sleep helps much." in public(client, "sleep-again")


def test_the_worker_swaps_a_copy_in_at_its_moment_and_at_none_that_was_given_up(client, article, save):
    save(_move="schedule_copy", **tomorrow())
    later = timezone.now() + timedelta(days=9)
    day = {"due_at_0": f"{later:%Y-%m-%d}", "due_at_1": "08:00:00"}
    save(_move="return_copy")
    save(_move="schedule_copy", **day)
    tasks = DBTaskResult.objects.filter(task_path__endswith="swap_at_its_moment")
    put_off, kept = tasks.order_by("run_after")
    assert kept.run_after == article.working_copy.due_at
    tasks.filter(pk=put_off.pk).update(run_after=timezone.now())
    run_tasks()
    assert "Sleep helps much." not in public(client)
    WorkingCopy.objects.update(due_at=timezone.now())
    tasks.filter(pk=kept.pk).update(run_after=timezone.now())
    run_tasks()
    assert "Sleep helps much." in public(client, "sleep-again")


def test_another_moment_is_set_by_its_button_and_a_typed_one_is_never_dropped_without_a_word(article, save):
    stays = "The moment stays as it was"
    assert stays in save(**tomorrow(), _continue="1")
    assert stays not in save(**tomorrow(), _move="schedule_copy")
    later = {"due_at_0": f"{timezone.localtime() + timedelta(days=9):%Y-%m-%d}", "due_at_1": "08:00:00"}
    assert stays in save(**later, _continue="1")
    assert article.working_copy.due_at < timezone.now() + timedelta(days=2)
    page = save(**later, _move="schedule_copy")
    assert (stays in page, "may not" in page) == (False, False)
    assert article.working_copy.due_at > timezone.now() + timedelta(days=7)
    assert stays not in save(**later, _continue="1")
    assert "It is no longer scheduled" in save(body="Sleep.[@nobody1900]", **later, _continue="1")
    assert article.working_copy.state == "draft"


def test_a_copy_that_became_doubtful_does_not_go_public_by_itself_and_the_desk_says_so(client, article, save):
    save(_move="schedule_copy", **tomorrow())
    factories.reference("poe2020", is_guessed=True)
    copy = article.working_copy
    copy.said["body"], copy.due_at = "Sleep.[@poe2020]", timezone.now() - timedelta(hours=1)
    copy.save()
    assert working_copies.swap_due() == 0
    assert "1 working copy could not go public" in client.get("/admin/").content.decode()
    assert "1 article" in client.get(f"{DESK}?copy=late").content.decode()
    save(body="64% slept.")
    assert "Working copy: Draft" in client.get(f"{DESK}{article.pk}/change/").content.decode()


def test_what_stops_a_copy_stops_its_review_or_its_publication_alone(article, save):
    assert "things stop this" in save(body="64%.[@nobody1900]\n\n64% slept.", _move="publish_copy")
    assert "1 thing stops this" in save(body="Sleep.[@nobody1900]", _move="submit_copy")
    assert article.working_copy.state == "draft"
    assert article.body == "Sleep helps.[@doe2021]"


def test_a_discarded_copy_is_gone_and_its_text_stays_as_a_version(article, save):
    save()
    save(_move="discard_copy")
    assert article.working_copy is None
    assert article.versions.first().body == NEW["body"]
    assert article.body == "Sleep helps.[@doe2021]"


def test_an_old_version_comes_back_into_the_copy_with_the_topics_that_stand_there(desk, article, save):
    topic = Condition.objects.first()
    save(also_conditions=[topic.pk])
    desk.post(f"{DESK}{article.pk}/versions/", {"restore": "1"})
    assert article.working_copy.said["body"] == "Sleep helps.[@doe2021]"
    assert article.working_copy.said["also_conditions"] == [topic.pk]


def test_a_second_editor_is_told_even_of_a_topic_and_loses_nothing(article, save):
    page = save(_continue="1")
    seen = page.split('name="based_on" value="')[1].split('"')[0]
    assert seen == "2.1"
    assert "Somebody saved" not in save(based_on=seen, also_conditions=[Condition.objects.first().pk])
    page = save(based_on=seen, body="Mine.")
    assert "Somebody saved this article since you opened it" in page
    assert "Mine.</textarea>" in page
    assert article.working_copy.said["body"] == NEW["body"]


def test_a_review_of_the_copy_is_a_review_of_what_is_published_from_it(client, article, save):
    save()
    review = Review(version=article.versions.first(), name="Robin Sample", credentials="MD")
    publishing.record_review(review)
    assert "Robin Sample" not in public(client)
    save(_move="publish_copy")
    assert "Medically reviewed by" in public(client, "sleep-again")


@pytest.mark.parametrize("box", ["on", ""])
def test_the_review_holds_for_typing_errors_alone(client, article, save, box):
    factories.review(article, name="Robin Sample", credentials="MD")
    save(**({"is_typing_error": box} if box else {}))
    save(is_typing_error="on", _move="publish_copy", body="Sleep helps, much.[@doe2021]")
    html = public(client, "sleep-again")
    assert ("Medically reviewed by" in html) == bool(box)
    assert ("text changed since" in html) != bool(box)


def test_a_review_is_corrected_or_withdrawn_with_a_reason_and_what_was_recorded_stays(desk, article):
    review = factories.review(article, name="Jnae Doe", credentials="MD")
    address = f"/admin/articles/review/{review.pk}/change/"
    fields = {"name": "Jane Doe", "credentials": "MD", "on": review.on.isoformat()}
    assert "This field is required." in desk.post(address, fields).content.decode()
    assert desk.post(address, {**fields, "reason": "A typing error."}).status_code == 302
    assert "Jane Doe, MD" in public(desk)
    page = desk.get(address).content.decode()
    assert "A typing error. (Jnae Doe, MD" in page
    desk.post(address, {**fields, "reason": "Recorded by mistake.", "is_withdrawn": "on"})
    html = public(desk)
    assert "Jane Doe" not in html
    assert "Not yet reviewed" in html
    review.refresh_from_db()
    assert [row["before"]["name"] for row in review.corrections] == ["Jnae Doe", "Jane Doe"]


def test_a_public_article_that_is_taken_back_goes_on_with_what_its_copy_says(client, article, save):
    save()
    publishing.return_to_draft(Article.objects.get(), by=None)
    article.refresh_from_db()
    assert (article.body, article.slug, article.state) == (NEW["body"], "sleep-again", "draft")
    assert article.working_copy is None
    assert client.get("/articles/sleep/").status_code == 404


def test_a_copy_cites_the_work_that_stays_when_two_are_merged(article, save):
    kept, other = factories.reference("roe2020"), factories.reference("poe2020")
    save(body="Sleep.[@poe2020]")
    merge_works(kept, other)
    working_copies.publish_copy(article, by=None)
    article.refresh_from_db()
    assert article.body == "Sleep.[@roe2020]"


def test_a_picture_of_a_copy_is_not_erased_while_it_waits(article, save, photo):
    kept = keep_photo(read_photo(photo))
    save(body=f'Sleep.[@doe2021]\n\n![A lamp](/media/photos/{kept.file_name()} "CC0")')
    assert kept not in Photo.objects.unused(timezone.now() + timedelta(days=9))
    save()
    assert kept in Photo.objects.unused(timezone.now() + timedelta(days=9))


def test_people_of_a_public_article_are_left_as_they_are_until_it_is_published(desk, article, save):
    person = Person.objects.create(name="Robin Sample", credentials="MD")
    Credit.objects.create(article=article, person=person, role="editor")
    assert "Robin Sample, MD" in desk.get(f"{DESK}{article.pk}/change/").content.decode()
    row = {
        "credits-TOTAL_FORMS": "1",
        "credits-0-person": person.pk,
        "credits-0-role": "editor",
        "credits-0-position": "0",
    }
    save(**row)
    assert article.working_copy.said["people"] == [[person.pk, "editor", 0]]
    save(**row, **{"credits-0-DELETE": "on"})
    assert article.working_copy.said["people"] == []
    assert article.credits.count() == 1
    stale = {"credits-INITIAL_FORMS": "1", "credits-0-id": article.credits.get().pk}  # opened before
    save(**{**row, **stale, "credits-0-position": "2"})
    assert article.working_copy.said["people"] == [[person.pk, "editor", 2]]
