"""What staff typed is kept until it is saved, whatever ends in between."""

import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from listings.models import Decision
from psychly import retention
from psychly.accounts.staff_site import IDLE, LONGEST
from psychly.models import UnsentForm
from tests import factories
from tests.articles.test_admin import typed

pytestmark = pytest.mark.django_db
DOOR = "/admin/unsent/"
ADD = "/admin/articles/article/add/"


@pytest.fixture
def editor(client):
    person = factories.editor()
    factories.enter_desk(client, person)
    return person


def typing(client, **fields):
    """What the page sends while somebody types."""
    values = json.dumps({name: [value] for name, value in fields.items()})
    return client.post(DOOR, {"address": ADD, "values": values}).json()


@pytest.mark.parametrize("away", [IDLE, LONGEST])
def test_a_press_after_the_session_has_ended_is_kept_and_stands_on_its_page_after_signing_in(
    client, editor, monkeypatch, away
):
    client.get("/admin/")
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + away + 2)
    answer = client.post(ADD, typed(body="Two hours of work.\r\n"), follow=True)
    assert "What you typed is kept" in answer.content.decode()
    assert not Article.objects.exists()
    monkeypatch.undo()
    factories.enter_desk(client, editor)
    page = client.get(ADD).content.decode()
    assert "What you typed here was not saved." in page
    assert "Two hours of work." in page
    assert client.post(ADD, typed()).status_code == 302
    assert not UnsentForm.objects.exists()
    assert "Two hours of work." not in client.get(ADD).content.decode()


def test_a_reason_of_a_moderator_is_kept_for_the_page_on_which_it_was_typed(client, monkeypatch):
    moderator, submission = factories.moderator(), factories.submission()
    factories.enter_desk(client, moderator)
    page = f"/admin/listings/submission/{submission.pk}/change/"
    client.get(page)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + IDLE + 2)
    said = {"action": "decline", "reason": "A long reason.", "document_version": submission.document_version}
    client.post(
        f"/admin/listings/submission/{submission.pk}/decide/",
        said,
        headers={"referer": f"http://testserver{page}"},
    )
    assert not Decision.objects.exists()
    monkeypatch.undo()
    factories.enter_desk(client, moderator)
    assert "A long reason." in client.get(page).content.decode()


def test_what_is_typed_is_kept_for_whoever_types_it_and_others_are_told_who_does(client, editor):
    assert typing(client, title="Mine", body="Half a sen")["kept"] is True
    assert typing(client, title="Mine", body="Half a sentence.")["others"] == []
    assert UnsentForm.objects.get().values["body"] == ["Half a sentence."]
    second = factories.editor()
    factories.enter_desk(client, second)
    assert "Half a sentence." not in client.get(ADD).content.decode()
    assert typing(client, title="Theirs")["others"] == [str(editor)]
    assert UnsentForm.objects.count() == 2
    client.post(DOOR, {"address": ADD, "forget": "1"})
    assert UnsentForm.objects.get().user == editor


@pytest.mark.parametrize(
    "values", ["", "[]", "{", "null", '{"a": 1}', '{"a": [1]}', '{"a": ["\\u0000"]}', '{"a": [""]}', "5"]
)
def test_nonsense_is_not_kept_and_answered(client, editor, values):
    assert client.post(DOOR, {"address": ADD, "values": values}).json()["kept"] is False
    assert not UnsentForm.objects.exists()


def test_only_pages_of_the_desk_and_what_fits_is_kept(client, editor):
    fits = json.dumps({"a": ["x"]})
    for address in ("", "/articles/", "https://elsewhere.example/admin/", f"/admin/{'x' * 200}/"):
        assert client.post(DOOR, {"address": address, "values": fits}).json()["kept"] is False
    assert typing(client, body="x" * 600_000)["kept"] is False


def test_what_was_kept_goes_after_thirty_days(client, editor):
    typing(client, title="Mine")
    rule = next(rule for rule in retention.RULES if rule.job == "unsent forms")
    day = timedelta(days=1)
    assert rule.erase(timezone.now() + 29 * day) == 0
    assert rule.erase(timezone.now() + 30 * day) == 1
