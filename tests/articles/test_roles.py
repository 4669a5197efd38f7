"""Who may do what with an article in which state, asked at the doors that people use."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import working_copies
from articles.models import Article, Review, WorkingCopy
from tests import factories
from tests.articles.test_admin import typed

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"
STATES = ["draft", "in-review", "scheduled", "published", "archived"]
VERBS = ["submit_for_review", "return_to_draft", "publish", "publish_now", "read_again", "archive"]
ROLES = ["anonymous", "visitor", "authors", "reviewers", "editors", "moderators", "administrators"]

#: What each role may do: verb → states it may start from. Written out, not derived from `moves`.
EDITORS = {
    "submit_for_review": {"draft"},
    "return_to_draft": {"in-review", "scheduled", "published", "archived"},
    "publish": {"draft", "in-review", "archived"},  # what is scheduled waits for its date
    "publish_now": {"scheduled"},
    "read_again": {"published"},
    "archive": {"draft", "in-review", "scheduled", "published"},
}
MOVES = {
    "authors": {"submit_for_review": {"draft"}, "return_to_draft": {"in-review"}},
    "editors": EDITORS,
    "administrators": EDITORS,
}
READERS = {"authors", "reviewers", "editors", "administrators"}
AFTER = {"submit_for_review": "in-review", "return_to_draft": "draft", "archive": "archived"}


@pytest.fixture
def article():
    factories.reference()
    return factories.article(slug="sleep", published=False)


@pytest.fixture
def sign_in(client):

    def as_role(role):
        if role == "visitor":
            client.force_login(factories.user())
        elif role != "anonymous":
            factories.enter_desk(client, factories.editor(role))
        return client

    return as_role


def put(article, state):
    """Bring an article into a state by no door at all."""
    day = timezone.now() + timedelta(days=1 if state == "scheduled" else -1)
    Article.objects.filter(pk=article.pk).update(state=state, published_at=day)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", ROLES)
def test_a_step_is_taken_by_whom_the_table_names_and_by_nobody_else(sign_in, article, role, verb):
    browser = sign_in(role)
    for state in STATES:
        put(article, state)
        before = article.steps.count()
        browser.post(f"{DESK}{article.pk}/move/", {"verb": verb})
        browser.post(DESK, {"action": verb, "_selected_action": [article.pk]}) if state == "draft" else None
        article.refresh_from_db()
        may = state in MOVES.get(role, {}).get(verb, set())
        published = "scheduled" if state == "scheduled" and verb == "publish" else "published"
        assert article.state == (AFTER.get(verb, published) if may else state), (state, verb)
        assert article.steps.count() - before == (may and verb != "read_again"), (state, verb)


@pytest.mark.parametrize("role", ROLES)
def test_a_text_is_changed_by_authors_as_draft_or_working_copy_and_by_editors_always(sign_in, article, role):
    browser = sign_in(role)
    for number, state in enumerate(STATES):
        put(article, state)
        article.refresh_from_db()
        fields = typed(title=f"Title {number}", slug=f"sleep-{role}")
        fields["published_at_0"] = f"{article.published_at:%Y-%m-%d}"
        fields["published_at_1"] = f"{article.published_at:%H:%M:%S}"
        browser.post(f"{DESK}{article.pk}/change/", fields)
        article.refresh_from_db()
        may = role in ("editors", "administrators")
        may |= role == "authors" and state in ("draft", "published")
        copy = article.working_copy
        assert (str(copy or article) == f"Title {number}") == may, state
        assert bool(copy) == (may and state == "published"), state  # readers see nothing of it
        assert article.state == state
        copy and copy.delete()


#: The same for a working copy. An author's is a draft until an editor decides.
COPY_STATES = ["draft", "in-review", "scheduled"]
COPY_VERBS = ["submit_copy", "return_copy", "publish_copy", "schedule_copy", "discard_copy"]
EDITORS_OF_COPIES = {
    "submit_copy": {"draft"},
    "return_copy": {"in-review", "scheduled"},
    "publish_copy": {"draft", "in-review", "scheduled"},
    "discard_copy": {"draft", "in-review", "scheduled"},
}
COPY_MOVES = {
    "authors": {"submit_copy": {"draft"}, "return_copy": {"in-review"}, "discard_copy": {"draft"}},
    "editors": EDITORS_OF_COPIES,
    "administrators": EDITORS_OF_COPIES,
}


def put_copy(article, state):
    """Give a public article a working copy in a state."""
    put(article, "published")
    article.refresh_from_db()
    WorkingCopy.objects.filter(article=article).delete()
    working_copies.save_copy(article, topics=working_copies.topics_of(article), people=[])
    due_at = timezone.now() + timedelta(days=1) if state == "scheduled" else None
    WorkingCopy.objects.update(state=state, due_at=due_at)


@pytest.mark.parametrize("verb", COPY_VERBS)
@pytest.mark.parametrize("role", ROLES)
def test_a_step_with_a_working_copy_is_taken_by_whom_the_table_names(sign_in, article, role, verb):
    browser = sign_in(role)
    for state in COPY_STATES:
        put_copy(article, state)
        browser.post(f"{DESK}{article.pk}/move/", {"verb": verb})
        copy = article.working_copy
        may = state in COPY_MOVES.get(role, {}).get(verb, set())
        assert ((copy.state if copy else "gone") != state) == may, state


@pytest.mark.parametrize("role", ROLES)
def test_a_working_copy_is_written_by_authors_while_it_is_a_draft_and_its_days_are_set_by_editors(
    sign_in, article, role
):
    browser, decides = sign_in(role), role in ("editors", "administrators")
    for state in COPY_STATES:
        put_copy(article, state)
        day = {"review_due_on": "2031-01-02", "due_at_0": "2031-01-02", "due_at_1": "08:00:00"}
        browser.post(f"{DESK}{article.pk}/change/", typed(title="New", slug="sleep", **day))
        assert (str(article.working_copy) == "New") == (decides or (role == "authors" and state == "draft"))
        article.refresh_from_db()
        assert bool(article.review_due_on) == decides
        assert article.title != "New"


def test_an_author_corrects_a_public_article_and_an_editor_decides(client, sign_in, article):
    put(article, "published")
    page = f"{DESK}{article.pk}/"
    browser = sign_in("authors")
    assert 'name="_move" value="submit_copy"' in browser.get(f"{page}change/").content.decode()
    fields = typed(title="Sleep", slug="sleep", body="Much.[@doe2021]")
    refused = browser.post(f"{page}change/", {**fields, "_move": "publish_copy"}, follow=True)
    assert "you may not do this" in refused.content.decode()
    browser.post(f"{page}versions/", {"restore": "1"})
    assert article.working_copy.said["body"] == article.body
    browser.post(f"{page}change/", {**fields, "_move": "submit_copy"})
    assert article.working_copy.state == "in-review"
    browser.post(f"{page}versions/", {"restore": "1"})
    browser.post(f"{page}change/", {**fields, "body": "More.[@doe2021]"})
    assert article.working_copy.said["body"] == "Much.[@doe2021]"
    assert "Much." not in client.get("/articles/sleep/").content.decode()
    sign_in("editors").post(f"{page}move/", {"verb": "publish_copy"})
    assert "Much." in client.get("/articles/sleep/").content.decode()


@pytest.mark.parametrize("box", [{"is_typing_error": "on"}, {}])
def test_an_author_says_typing_errors_only_and_an_editor_who_publishes_says_it_again_or_not(
    client, sign_in, article, box
):
    put(article, "published")
    factories.review(article, name="Robin Sample", credentials="MD")
    page = f"{DESK}{article.pk}/change/"
    fields = typed(title="Sleep", slug="sleep", body="Sleep helps, much.[@doe2021]")
    sign_in("authors").post(page, {**fields, "is_typing_error": "on", "_move": "submit_copy"})
    editor = sign_in("editors")
    said = " ".join(editor.get(page).content.decode().split())
    assert (
        "the medical review would still hold. Each press that saves or publishes needs that box again" in said
    )
    editor.post(page, {**fields, **box, "_move": "publish_copy"})
    assert ("Medically reviewed by" in client.get("/articles/sleep/").content.decode()) == bool(box)


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_opens_to_those_who_work_there(sign_in, article, role):
    browser = sign_in(role)
    expected = 200 if role in READERS else (302, 403)
    for where in (f"{article.pk}/change/", f"{article.pk}/versions/", f"preview/?article={article.pk}", ""):
        answer = browser.get(f"{DESK}{where}").status_code
        assert answer == expected if role in READERS else answer in expected, where
    writes = role in READERS - {"reviewers"}
    for where in ("works/?q=doe", "work/", "picture/", "add/"):
        answer = browser.get(f"{DESK}{where}").status_code
        assert answer == 200 if writes else answer in (302, 403), where


@pytest.mark.parametrize("role", ROLES)
def test_reviews_are_recorded_by_reviewers_and_editors(sign_in, article, role):
    browser = sign_in(role)
    fields = {"version": article.versions.get().pk, "name": "Robin Sample", "credentials": "MD"}
    browser.post("/admin/articles/review/add/", {**fields, "on": timezone.localdate().isoformat()})
    may = role in ("reviewers", "editors", "administrators")
    assert Review.objects.count() == may
    for review in Review.objects.all():
        day = {"on": timezone.localdate().isoformat()}
        address = f"/admin/articles/review/{review.pk}/"
        browser.post(f"{address}change/", {**fields, **day, "name": "Somebody Else"})
        browser.post(f"{address}delete/", {"post": "yes"})
        assert Review.objects.get().name == "Robin Sample"  # nothing without a reason
        browser.post(f"{address}change/", {**fields, **day, "name": "R. Sample", "reason": "As she signs."})
        assert Review.objects.get().name == "R. Sample"


@pytest.mark.parametrize("role", ROLES)
def test_readers_and_staff_find_the_same_at_the_public_address(sign_in, article, role):
    browser = sign_in(role)
    for state in STATES:
        put(article, state)
        status = browser.get("/articles/sleep/").status_code
        assert status == (200 if state == "published" else 404), state


def test_an_unknown_verb_is_refused(sign_in, article):
    assert sign_in("editors").post(f"{DESK}{article.pk}/move/", {"verb": "delete"}).status_code == 403
    assert sign_in("editors").get(f"{DESK}{article.pk}/move/").status_code == 405
