"""A therapist takes all data along, and deletes the account."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from listings.models import AlreadyDecided, DecidedDocument, Decision, InstantChange, OwnerChange, Submission
from providers.models import Inquiry, Photo, ProblemReport, Provider
from providers.photos.keeping import keep_photo
from psychly.models import OutgoingMail, User
from tests import factories
from tests.mailbox import mail_to, run_tasks, sign_in_code

pytestmark = pytest.mark.django_db
DATA = "/listing/your-data/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner(client):
    """A therapist with a public listing, a photo, an open edit, a message and a report; signed in."""
    user = factories.user("robin@mail.example")
    photo = keep_photo(factories.clean_photo(), by=user)
    about = {"approach": "A sentence of my own.", "photo": str(photo.pk), "photo_alt": "Robin at a desk"}
    row = factories.submission(owner=user, about=about)
    provider = factories.approve(row, by=factories.moderator(), note="Looks fine.")
    Inquiry.objects.create(
        provider=provider, token="00000000-0000-4000-8000-000000000001", name="Pat", message="A private word."
    )
    ProblemReport.objects.create(
        provider=provider, token="00000000-0000-4000-8000-000000000002", kind="other", message="Hm."
    )
    InstantChange.objects.create(provider=provider, version=1, rows=[["Hours", [], ["9 to 5"]]])
    Submission.objects.edit_of(provider, by=provider.owners[0])
    run_tasks()
    client.force_login(user)
    return user


def ask_for_code(client):
    """Press the button; return the code in the mail."""
    assert client.post(f"{DATA}code/")["Location"] == f"{DATA}delete/"
    return sign_in_code("robin@mail.example")


def delete(client, code, understood="on"):
    return client.post(f"{DATA}delete/", {"code": code, "understood": understood})


# --- Taking along -------------------------------------------------------------------------------------


def test_the_export_holds_the_listing_every_version_decisions_photos_and_when_messages_came(client, owner):
    answer = client.post(f"{DATA}export/")
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    photo = Photo.objects.get()
    assert packed.namelist() == ["your-data.json", f"photos/{photo.file_name()}"]
    assert packed.read(f"photos/{photo.file_name()}")[:2] == b"\xff\xd8"
    data = json.loads(packed.read("your-data.json"))
    assert data["account"]["email"] == owner.email
    [listing] = data["listings"]
    assert listing["says"]["about"]["approach"] == "A sentence of my own."
    assert [row["state"] for row in data["submissions"]].count("draft") == 1
    decided = next(row for row in data["submissions"] if row["state"] == "approved")
    assert decided["says"]["you"]["legal_name"] == "Robin Legal"
    assert decided["decisions"][0]["reason"] == "Looks fine."
    assert len(listing["messages_received_at"]) == 1
    assert "A private word." not in packed.read("your-data.json").decode()
    assert "submission_approved" in [row["kind"] for row in data["emails_sent_to_you"]]


def test_nobody_takes_somebody_elses_data_along(client, owner):
    client.force_login(factories.user())
    data = zipfile.ZipFile(io.BytesIO(b"".join(client.post(f"{DATA}export/").streaming_content)))
    assert b"Robin" not in data.read("your-data.json")
    client.logout()
    assert client.post(f"{DATA}export/").status_code == 302


def test_taking_along_too_often_is_refused_in_a_sentence(client, owner):
    for _ in range(10):
        assert client.post(f"{DATA}export/").status_code == 200
    answer = client.post(f"{DATA}export/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "Try again in an hour." in answer.content.decode()


# --- Deleting -----------------------------------------------------------------------------------------


def test_a_visit_and_a_wrong_code_delete_nothing(client, owner):
    code = ask_for_code(client)
    assert client.get(f"{DATA}delete/").status_code == 200
    page = delete(client, "BBBB-BBBB").content.decode()
    assert "This is not the code from our newest e-mail, or it is too old." in page
    assert "Confirm that you understand." in delete(client, code, understood="").content.decode()
    assert Provider.objects.published().count() == 1
    assert User.objects.get(pk=owner.pk).is_active


def test_a_code_of_an_older_mail_an_old_code_or_another_browser_deletes_nothing(client, owner, monkeypatch):
    first = ask_for_code(client)
    second = ask_for_code(client)
    delete(client, first)
    assert Provider.objects.published().exists()
    late = timezone.now().timestamp() + 901
    monkeypatch.setattr("psychly.accounts.one_time_code.time.time", lambda: late)
    delete(client, second)
    assert Provider.objects.published().exists()
    monkeypatch.undo()
    other = type(client)()
    other.force_login(owner)
    delete(other, second)
    assert Provider.objects.published().exists()


def test_guessing_the_code_ends_after_ten_tries(client, owner):
    code = ask_for_code(client)
    for _ in range(10):
        delete(client, "BBBB-BBBB")
    answer = delete(client, code)
    assert answer.status_code == 429
    assert "Too many tries." in answer.content.decode()
    assert Provider.objects.published().exists()


def test_a_deleted_account_is_gone_from_every_door_at_once(client, owner, django_capture_on_commit_callbacks):
    provider, photo = Provider.objects.get(), Photo.objects.get()
    doors = [provider.get_absolute_url(), f"{provider.get_absolute_url()}contact/", photo.url, photo.small[0]]
    lists = ["/providers/", "/api/v1/providers", "/sitemap-providers.xml", "/providers/in/texas/austin/"]
    for door in doors:
        assert client.get(door).status_code == 200, door
    assert "Robin Sample" in client.get("/providers/").content.decode()
    code = ask_for_code(client)
    with django_capture_on_commit_callbacks(execute=True):
        answer = delete(client, code)
    assert answer["Location"] == "/get-listed/"
    assert "Your account and your listing are deleted." in client.get("/get-listed/").content.decode()
    for door in doors:
        assert client.get(door).status_code == 404, door
    for door in lists:
        body = client.get(door).content.decode()
        assert "Robin Sample" not in body, door
        assert provider.slug not in body, door
    assert client.get("/listing/").status_code == 302  # signed out
    assert default_storage.listdir("photos")[1] == []


def test_nothing_personal_is_left_in_any_row_but_the_record_of_decisions(client, owner, tables):
    delete(client, ask_for_code(client))
    run_tasks()
    everything = tables()
    for word in ("robin", "sentence of my own", "private word", "5550143", "example street", "demo-0001"):
        assert word not in everything.lower(), word
    assert not DecidedDocument.objects.exists()
    assert not Photo.objects.exists()
    [decision] = Decision.objects.all()
    assert (decision.verdict, decision.reason) == ("approved", "Looks fine.")
    assert ProblemReport.objects.count() == 1
    assert not Inquiry.objects.exists()
    stub = Provider.objects.get()
    assert (stub.owners, stub.published_at, stub.display_name) == ([], None, "Deleted listing")


@pytest.fixture
def tables():
    """A function that returns every row of every table as text, but sent mail and the goodbye."""

    def read():
        rows = []
        for model in apps.get_models():
            if model.__name__ not in ("DBTaskResult", "Place", "OutgoingMail"):
                rows += [str(values) for values in model._base_manager.values_list()]
        rows += [str(v) for v in OutgoingMail.objects.exclude(kind="account_deleted").values_list()]
        return "\n".join(rows)

    return read


def test_what_was_to_be_sent_is_dropped_and_a_goodbye_is_sent(client, owner):
    code = ask_for_code(client)
    mail.outbox.clear()
    OutgoingMail.objects.create(kind="listing_confirm", to=owner.email, subject="Late", text="Late")
    delete(client, code)
    assert [m.subject for m in mail_to("robin@mail.example")] == ["Your account is deleted"]


def test_somebody_who_never_sent_anything_leaves_no_row_at_all(client):
    user = factories.user("robin@mail.example")
    factories.submission(owner=user, submitted=False)
    client.force_login(user)
    delete(client, ask_for_code(client))
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Submission.objects.exists()


def test_the_address_may_begin_anew(client, owner):
    delete(client, ask_for_code(client))
    again = factories.user("robin@mail.example")
    client.force_login(again)
    assert "No listing yet" in client.get("/listing/").content.decode()


def test_a_submission_that_waits_leaves_the_queue_and_cannot_be_approved(client, owner):
    other = factories.user("sam@mail.example")
    row = factories.submission(owner=other)
    client.force_login(other)
    client.post(f"{DATA}code/")
    delete(client, sign_in_code(other.email))
    assert not Submission.objects.waiting().exists()
    with pytest.raises(AlreadyDecided):
        factories.approve(row, by=factories.moderator())
    assert Provider.objects.published().count() == 1  # the other listing stands


def test_a_staff_account_is_not_deleted_here(client):
    row = factories.moderator()
    client.force_login(row)
    assert client.post(f"{DATA}code/").status_code == 403
    assert "A staff account is closed by an administrator." in client.get(DATA).content.decode()


def test_the_record_of_what_the_owner_did_stays_and_names_nobody(client, owner):
    provider = Provider.objects.get()
    client.post("/listing/hide/", {"provider": provider.slug})
    delete(client, ask_for_code(client))
    [change] = OwnerChange.objects.filter(what="hidden")
    assert "deleted.invalid" in change.by.email
    assert change.at > timezone.now() - timedelta(hours=1)
