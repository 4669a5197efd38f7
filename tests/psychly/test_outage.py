"""A bad day: the database can be read and not written. Reading goes on, and nobody is told a lie."""

import html
import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from articles.page import memory
from listings.access import inviting
from listings.models import Submission
from listings.publishing import confirmation
from listings.steps import resume
from providers.contact import forms as message_forms
from providers.models import Inquiry, Membership, Photo, ProblemReport
from providers.photos.keeping import keep_photo
from psychly.accounts import address_change, rate_limits, sign_in_link
from psychly.models import OutgoingMail, User
from psychly.web import outages
from tests import factories, pictures
from tests.articles import test_admin
from tests.outage import read_only_database

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _patient_visitor(monkeypatch):
    """Visitors of these tests have read the page."""
    monkeypatch.setattr(message_forms, "FASTEST", timedelta(seconds=-1))


@pytest.fixture
def visitor():
    """A client that sees the error page instead of the error."""
    return Client(raise_request_exception=False)


def signed_in(user):
    """A client of this user that sees the error page instead of the error."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def letter(**values):
    """A filled-in contact form."""
    return {
        "stamp": message_forms.new_stamp(),
        "name": "Jo Doe",
        "email": "jo@mail.example",
        "message": 'I would like to ask\nabout a <first> visit & "more".',
        "consent": "on",
        **values,
    }


def fields(answer):
    """The fields of the form on a page, as they would be sent again."""
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return [(name, html.unescape(value)) for name, value in found]


def assert_kept(answer, sent):
    """It is the one page of an outage, and it holds all that was sent."""
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    if not answer.wsgi_request.path.startswith("/admin/"):
        assert answer["Cache-Control"] == "private, max-age=0"  # Back shows it again
    assert "We could not save this. What you typed is still here." in answer.content.decode()
    assert "988" in answer.content.decode()
    expected = [(name, value) for name, value in sent.items() if isinstance(value, str)]
    assert fields(answer) == expected


def test_a_message_and_a_report_are_kept_on_the_page_and_go_out_once_writing_works(visitor):
    factories.provider(slug="ines")
    for path, model in (("contact", Inquiry), ("report", ProblemReport)):
        sent = letter(kind="other", about="")
        with read_only_database():
            answer = visitor.post(f"/providers/ines/{path}/?back=near%3D78701", sent)
            assert_kept(answer, sent)
        assert f'action="/providers/ines/{path}/?back=near%3D78701"' in answer.content.decode()
        assert "&lt;first&gt; visit" in answer.content.decode()
        assert not model.objects.exists()
        assert visitor.post(f"/providers/ines/{path}/", dict(fields(answer))).status_code == 303
        assert model.objects.count() == 1


def test_asking_for_a_code_says_the_truth_and_works_once_writing_works(visitor):
    sent = {"login": "new.therapist@clinic.example", "next": "/listing/"}
    with read_only_database():
        for _ in range(6):
            assert_kept(visitor.post("/accounts/login/", sent), sent)
    assert not User.objects.exists()
    assert visitor.post("/accounts/login/", sent)["Location"].startswith("/accounts/login/code/confirm/")
    assert OutgoingMail.objects.count() == 1
    sent = {"code": "ABCD-EFGH"}
    with read_only_database():
        assert_kept(visitor.post("/accounts/login/code/confirm/", sent), sent)


@pytest.mark.parametrize("action", ["keep", "later", ""])
def test_a_step_is_kept_on_the_page_and_its_photo_leaves_nothing(action, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = signed_in(factories.user())
    seen = dict(fields(client.get("/get-listed/about/")))["seen"]
    sent = {"action": action, "seen": seen, "approach": "We talk first, and nothing is given."}
    sent["photo-file"] = SimpleUploadedFile("me.jpg", pictures.photo(size=(600, 400)))
    with read_only_database():
        answer = client.post("/get-listed/about/", sent)
        assert_kept(answer, sent)
        assert "choose it again" in answer.content.decode()
    assert not Submission.objects.exists()
    assert not Photo.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_step_sent_after_the_session_ended_is_kept_on_the_page(visitor):
    writer = resume.mark_of_writer(factories.user())
    sent = {"action": "later", "approach": "We talk first, and nothing is given.", "writer": writer}
    with read_only_database():
        assert_kept(visitor.post("/get-listed/about/", sent), sent)


def membership_of(provider):
    """A practice says that the person of a listing works there."""
    practice = factories.listed_provider(role="clinic")
    return Membership.objects.create(practice=practice, clinician=provider, person="c1")


def test_what_an_account_sends_is_kept_on_the_page():
    owner = factories.user()
    provider = factories.listed_provider(owner=owner)
    client = signed_in(owner)
    forms = {
        "/listing/hide/": {"provider": provider.slug},
        "/listing/edit/": {"provider": provider.slug},
        f"/listing/switch/{provider.slug}/": {"switch": "accepting", "accepting": "no", "action": "undo"},
        f"/listing/people/{provider.slug}/": {
            "action": "writer",
            "address": "pat@mail.example",
            "role": "editor",
        },
        f"/listing/members/{provider.slug}/": {
            "action": "end",
            "membership": str(membership_of(provider).pk),
        },
        f"/listing/claim/{factories.listed_provider().slug}/": {"statement": "Call us, and ask for Sam."},
        "/listing/your-data/export/": {"any": "1"},
        "/listing/your-data/code/": {"any": "1"},
        "/listing/your-data/delete/": {"code": "ABCD-EFGH", "understood": "on"},
        "/accounts/email/": {"email": "other@mail.example", "action_add": "1"},
        "/accounts/logout/": {"any": "1"},
    }
    with read_only_database():
        for path, sent in forms.items():
            assert_kept(client.post(path, sent), sent)


def test_what_staff_send_is_kept_on_the_page(settings):
    settings.STAFF_SECOND_FACTOR = False
    client = signed_in(factories.user(is_staff=True, is_superuser=True))
    report = ProblemReport.objects.receive(
        provider=factories.provider(), token="7f1c0c52-52a8-4a6c-8a4f-3a5d8d7f8a11", kind="other", message="x"
    )
    submission = factories.submission()
    forms = {
        f"/admin/providers/problemreport/{report.pk}/change/": {"finding": "Looked at it, and all is well."},
        reverse("admin:articles_article_add"): test_admin.typed(body="A long text.\n\nOf two paragraphs."),
        reverse("admin:auth_group_add"): {"name": "A group of people"},
        reverse("admin:listings_submission_decide", args=[submission.pk]): {
            "action": "decline",
            "reason": "Not a listing of care.",
            "document_version": str(submission.document_version),
        },
    }
    with read_only_database():
        for path, sent in forms.items():
            assert_kept(client.post(path, sent), sent)


def test_a_session_that_cannot_be_saved_after_a_form_is_an_outage_and_no_bad_request():
    client = signed_in(factories.submission().owner)
    sent = {"action": "continue", "consents": "on"}
    with read_only_database():  # nothing but the notice "Your listing is with our staff" is to be saved
        assert_kept(client.post("/get-listed/review/", sent), sent)
    assert client.post("/get-listed/review/", sent).status_code == 302


def test_a_limit_that_cannot_count_is_an_error_and_one_that_is_full_stays_full():
    assert rate_limits.take_slot("test", "key", 1, by="one")
    assert not rate_limits.take_slot("test", "key", 1, by="two")
    with read_only_database():
        with pytest.raises(OperationalError):
            rate_limits.take_slot("test", "other", 1, by="one")
        with pytest.raises(OperationalError):
            cache.set("a", "b")
    cache.set("a", "b")
    cache.set("a", "c")
    assert not cache.add("a", "d")
    assert not cache.touch("nothing")
    assert cache.get("a") == "c"


def test_only_storage_that_does_not_serve_counts_as_an_outage():
    with read_only_database(), pytest.raises(Exception, match="read") as caught:
        User.objects.create_user("a@mail.example")
    assert outages.is_outage(caught.value)
    User.objects.create_user("a@mail.example")
    with pytest.raises(IntegrityError) as caught:
        User.objects.create_user("a@mail.example")
    assert not outages.is_outage(caught.value)
    with pytest.raises(Exception, match="no_such_table") as caught, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert not outages.is_outage(caught.value)
    assert outages.is_outage(OSError(28, "No space left on device"))
    assert not outages.is_outage(OSError(111, "Connection refused"))


#: Answers 503 on a bad day, and is there to do so.
SAYS_SO = {"/readyz"}


def addresses(patterns, before="/"):
    """Yield every address of the site with its parameters as `<name>`, without regular expressions."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        elif "(?P" not in address:
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", address)


@pytest.fixture
def samples():
    """By address or its beginning: what its parameters stand for, so that each address leads to a page."""
    cover = keep_photo(factories.clean_photo())
    cover.show()
    factories.reference()
    article = factories.article(slug="sleep")
    factories.article(slug="another", cover=cover, cover_alt="A hill", cover_credit="Ann")
    provider = factories.listed_provider(slug="ines", photo=cover, photo_alt="Ines")
    submission = factories.submission()
    moved = address_change.note(factories.user(), "former@mail.example")
    invitation = inviting.invite_to_be_listed("pat@mail.example", {})
    return {
        "/sitemap-": {"section": "articles"},
        "/providers/in/": {"state_slug": "texas", "city_slug": "austin"},
        "/providers/": {"slug": "ines"},
        "/legal-status/": {"slug": "texas"},
        "/get-listed/": {"name": "about"},
        "/listing/confirm/": {"token": confirmation.token(provider, provider.owners[0])},
        "/listing/invitation/": {"token": inviting.token(invitation)},
        "/listing/": {"verb": "edit", "slug": "ines", "pk": "1"},
        "/accounts/email/undo/": {"token": address_change.link(moved).split("/")[-2]},
        "/accounts/login/link/": {"token": sign_in_link.make_link(moved.user).split("/")[-2]},
        "/accounts/": {"rest": "reset/", "pk": "1", "number": "1"},
        "/articles/preview/": {"token": memory.preview_address(article).split("/")[-2]},
        "/articles/feed/": {"topic": "esketamine"},
        "/articles/": {"slug": "sleep", "format": "bib"},
        "/media/": {"name": cover.file_name()},
        "/evidence/": {"slug": "esketamine"},
        "/references/": {"pk": str(article.citations.get().reference_id)},
        "/admin/r/": {"content_type_id": "1", "object_id": "1"},
        "/admin/articles/article/": {"pk": str(article.pk), "object_id": str(article.pk)},
        "/admin/listings/submission/listing/": {"pk": str(provider.pk)},
        "/admin/listings/submission/take-back/": {"batch": str(uuid.uuid4())},
        "/admin/listings/submission/": {"pk": str(submission.pk), "object_id": str(submission.pk)},
        "/admin/psychly/user/": {"object_id": str(submission.owner_id)},
        "/admin/": {"object_id": "1"},
    }


def filled(address, samples):
    """An address with its parameters filled in; one that nobody gave a sample for fails the test."""
    names = re.findall(r"<(\w+)>", address)
    beginning = max((key for key in samples if address.startswith(key)), key=len, default="")
    for name in names:
        assert name in samples.get(beginning, {}), f"a sample is missing for <{name}> of {address}"
        address = address.replace(f"<{name}>", samples[beginning][name])
    return address


def test_every_address_is_read_while_nothing_can_be_written(samples, settings, tmp_path):
    settings.STAFF_SECOND_FACTOR = False
    owner = factories.user()
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)  # as who signs in
    draft = Submission.objects.create(owner=owner, document=factories.document())
    samples["/listing/<pk>/"] = {"pk": str(draft.pk), "name": "about"}
    about = f"/listing/{draft.pk}/about/"
    factories.listed_provider(owner=owner)
    people = {
        "nobody": Client(raise_request_exception=False),
        "therapist": signed_in(owner),
        "staff": signed_in(factories.user(is_staff=True, is_superuser=True)),
    }
    # Something to remember at the next page: a notice to show, what was typed when a session had ended.
    people["therapist"].post(about, {"action": "look-up"})
    typed = {"action": "later", "approach": "A long rest.", "writer": resume.mark_of_writer(owner)}
    assert people["nobody"].post(about, typed).status_code == 302
    known = {filled(address, samples) for address in addresses(get_resolver().url_patterns)}
    known |= {"/providers/?near=78701", "/articles/?q=sleep", "/articles/another/"}
    failed, statuses = [], {}
    with read_only_database():
        for name, client in people.items():
            for address in sorted(known - SAYS_SO):
                if address.startswith("/admin/") == (name == "staff"):
                    statuses[name, address] = status = client.get(address, secure=True).status_code
                    failed += [(name, address, status)] if status in (400, 429) or status >= 500 else []
    assert failed == []
    read_by_all = ("/articles/sleep/", "/articles/another/", "/providers/ines/", "/legal-status/texas/")
    for address in (*read_by_all, "/get-listed/", "/"):
        assert statuses["nobody", address] == 200, address
    for address in ("/listing/", about, "/accounts/email/", "/listing/your-data/"):
        assert statuses["therapist", address] == 200, address
    assert statuses["staff", "/admin/"] == 200
    assert "A long rest." in people["therapist"].get(about).content.decode()  # not used up
