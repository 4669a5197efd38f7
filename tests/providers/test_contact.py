"""Writing to a provider, and reporting to staff, at the addresses that visitors use."""

import logging
import re
import threading
import time
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from providers.contact import forms
from providers.models import Inquiry, ProblemReport
from providers.retention import erase_old_inquiries
from psychly.mail.tasks import send_mail
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db
THANKS = "Thank you! Your submission has been received!"
OOPS = "Oops! Something went wrong while submitting the form."


@pytest.fixture
def provider():
    """Someone to write to."""
    return factories.provider(slug="ines", owner=factories.user("ines@practice.example"))


@pytest.fixture(autouse=True)
def _cache(settings):
    """A cache of this test's own."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(autouse=True)
def _patient_visitor(monkeypatch):
    """Visitors of these tests have read the page."""
    monkeypatch.setattr(forms, "FASTEST", timedelta(seconds=-1))


def letter(**values):
    """A filled-in contact form with a fresh stamp."""
    return {
        "stamp": forms.new_stamp(),
        "name": "Jo Doe",
        "email": "jo@mail.example",
        "message": "I would like to ask about a first visit.",
        "consent": "on",
        **values,
    }


def post(client, path="/providers/ines/contact/", **values):
    """Send the form."""
    return client.post(path, letter(**values))


def deliver():
    """Let the worker send what waits."""
    for row in OutgoingMail.objects.waiting():
        send_mail.func(row.pk)
    return mail.outbox


def test_a_message_reaches_the_owner_and_answers_go_to_the_visitor(client, provider):
    response = client.post("/providers/ines/contact/", letter())
    assert (response.status_code, response.headers["Location"]) == (303, "/providers/ines/contact/sent/")
    assert THANKS in client.get(response.headers["Location"]).content.decode()
    (message,) = deliver()
    assert message.to == ["ines@practice.example"]
    assert message.reply_to == ["jo@mail.example"]
    assert "first visit" in message.body
    assert message.extra_headers["Message-ID"].startswith("<inquiry-")


def test_the_subject_names_no_person_and_no_treatment(client, provider):
    post(client, message="ketamine for depression")
    (message,) = deliver()
    assert message.subject == "New message through your Psychly listing"


def test_the_page_tells_what_happens_to_a_message(client, provider):
    text = client.get("/providers/ines/contact/").content.decode()
    for phrase in ["travels as e-mail", "The provider reads it", "30 days", "tel:988"]:
        assert phrase in text
    assert "ines@practice.example" not in text


def test_a_listing_without_owner_is_answered_by_staff(client, settings):
    factories.provider(slug="ines", owner=None)
    post(client)
    assert deliver()[0].to == [settings.STAFF_EMAIL]


def test_a_phone_number_alone_is_enough(client, provider):
    assert post(client, email="", phone="(512) 555-0143").status_code == 303
    (message,) = deliver()
    assert message.reply_to == []
    assert "(512) 555-0143" in message.body


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"name": ""}, "Enter your name."),
        ({"email": ""}, "Enter an e-mail address or a phone number"),
        ({"email": "not an address"}, "Enter an e-mail address"),
        ({"email": "a@b.example, x@evil.example"}, "Enter an e-mail address"),
        ({"email": "a@b.example\r\nBcc: x@evil.example"}, "Enter an e-mail address"),
        ({"phone": "12"}, "area code"),
        ({"message": "  "}, "Write your message."),
        ({"message": "x" * 4001}, "Use 4000 characters or fewer"),
        ({"name": "x" * 10_000}, "Use 100 characters or fewer"),
        ({"message": "a\x00b"}, "Take out the invisible characters"),
        ({"consent": ""}, "Say that you agree"),
    ],
)
def test_what_cannot_be_sent_is_said_and_everything_typed_stays(client, provider, values, complaint):
    response = post(client, **values)
    text = response.content.decode()
    assert response.status_code == 200
    assert OOPS in text
    assert complaint in text
    if "message" not in values:
        assert "I would like to ask about a first visit." in text
    assert not Inquiry.objects.exists()


def test_the_failure_sentence_comes_first_in_the_summary_of_errors(client, provider):
    text = post(client, name="").content.decode()
    assert text.index("There is a problem") < text.index(OOPS) < text.index("Enter your name.")


def test_a_name_cannot_begin_another_header(client, provider):
    assert post(client, name="Jo\r\nBcc: all@evil.example\u2028X").status_code == 303
    assert Inquiry.objects.get().name == "Jo Bcc: all@evil.example X"
    (message,) = deliver()
    assert message.recipients() == ["ines@practice.example"]
    message.message()


def test_text_of_a_visitor_is_inert_in_the_mail(client, provider):
    post(client, message='"><svg onload=alert(1)>')
    html = deliver()[0].alternatives[0].content
    assert "<svg" not in html


def test_the_same_form_twice_makes_one_message_and_both_are_thanked(client, provider):
    form = letter()
    answers = [client.post("/providers/ines/contact/", form).status_code for _ in range(3)]
    assert answers == [303, 303, 303]
    assert Inquiry.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_form_in_parallel_makes_one_message(client, provider, settings):
    form, answers = letter(), []

    def send():
        try:
            answers.append(client.__class__().post("/providers/ines/contact/", form).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 6
    assert Inquiry.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("kind", ["contact", "report"])
def test_a_filled_trap_is_asked_for_again_without_it_and_no_receipt_lies(client, provider, kind):
    path = f"/providers/ines/{kind}/"
    page = client.get(path).content.decode()
    assert f'name="{forms.TRAP}"' in page
    response = post(client, path, kind="other", **{forms.TRAP: "512 555 0143"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Please press the button once more." in page
    assert "I would like to ask about a first visit." in page
    assert forms.TRAP not in page  # what filled it in would do so again
    assert not OutgoingMail.objects.exists()
    stamp = response.context["form"]["stamp"].value()
    assert post(client, path, kind="other", stamp=stamp).status_code == 303
    assert OutgoingMail.objects.count() == 1


def test_the_name_of_the_trap_is_no_word_of_an_address_book(client, provider):
    page = client.get("/providers/ines/contact/").content.decode()
    trap = re.search(r'<div class="vh" aria-hidden.*?</div>', page, re.S).group()
    known = (
        "name mail phone tel fax cell mobile street address city zip state country org company url user pass"
    )
    attributes = re.findall(r'(?:name|id|for)="([^"]*)"', trap)
    assert len(attributes) == 3
    assert not [word for word in known.split() for value in attributes if word in value.lower()]


def test_a_form_from_before_the_clock_was_set_back_is_sent(client, provider, monkeypatch):
    monkeypatch.setattr(forms, "FASTEST", timedelta(seconds=3))
    now = time.time()
    with monkeypatch.context() as ahead:
        ahead.setattr(signing.time, "time", lambda: now + 3600)
        stamp = forms.new_stamp()
    assert post(client, stamp=stamp).status_code == 303


def test_a_form_sent_back_at_once_is_asked_for_again_and_loses_nothing(client, provider, monkeypatch):
    monkeypatch.setattr(forms, "FASTEST", timedelta(seconds=3))
    response = post(client)
    assert response.status_code == 200
    assert not Inquiry.objects.exists()
    assert "I would like to ask" in response.content.decode()
    stamp = response.context["form"]["stamp"].value()
    monkeypatch.setattr(forms, "FASTEST", timedelta(0))  # three seconds later
    assert post(client, stamp=stamp).status_code == 303
    assert Inquiry.objects.count() == 1


def test_going_back_and_sending_again_makes_no_second_message_and_says_so(client, provider, monkeypatch):
    post(client)
    monkeypatch.setattr(forms, "FASTEST", timedelta(hours=1))  # the form that the browser filled in again
    response = post(client)
    assert response.status_code == 303
    assert "You had already sent this message." in client.get(response.headers["Location"]).content.decode()
    assert Inquiry.objects.count() == OutgoingMail.objects.count() == 1


def test_other_words_another_provider_or_another_day_make_another_message(client, provider):
    factories.provider(slug="other")
    post(client)
    post(client, message="One more thing.")
    post(client, "/providers/other/contact/")
    assert Inquiry.objects.count() == 3
    Inquiry.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert "again" not in post(client).headers["Location"]
    assert Inquiry.objects.count() == 4


def test_a_report_that_is_sent_again_is_kept_once(client, provider):
    values = {"kind": "other", "message": "The number is old.", "email": ""}
    for _ in range(2):
        response = post(client, "/providers/ines/report/", **values)
    assert "You had already sent this report." in client.get(response.headers["Location"]).content.decode()
    assert ProblemReport.objects.count() == 1


@pytest.mark.parametrize("path", ["/providers/ines/contact/", "/providers/ines/report/"])
def test_who_writes_in_danger_is_led_to_help_by_call_and_by_text(client, provider, path):
    html = client.get(path).content.decode()
    aside = html[html.index("not for emergencies") :][:400]
    for number in ("tel:911", "tel:988", "sms:988"):
        assert f'href="{number}"' in aside


@pytest.mark.parametrize("path", ["/providers/ines/contact/", "/providers/ines/report/"])
def test_the_summary_of_errors_names_each_field(client, provider, path):
    html = client.post(path, {"stamp": forms.new_stamp()}).content.decode()
    assert "This field is required" not in html


@pytest.mark.parametrize("stamp", ["", "forged", "a:b:c", "\x00"])
def test_a_form_without_our_stamp_comes_back_filled_and_can_be_sent_again(client, provider, stamp):
    response = post(client, stamp=stamp)
    assert response.status_code == 200
    assert OOPS in response.content.decode()
    assert "I would like to ask" in response.content.decode()
    fresh = response.context["form"]["stamp"].value()
    assert post(client, stamp=fresh).status_code == 303


def test_a_form_left_open_for_days_comes_back_filled(client, provider, monkeypatch):
    monkeypatch.setattr(forms, "FORM_LIVES", timedelta(seconds=-1))
    response = post(client)
    assert "open for a long time" in response.content.decode()
    assert not Inquiry.objects.exists()


def test_the_eleventh_message_of_an_hour_waits(client, provider):
    sent = [post(client, message=f"Message {number}").status_code for number in range(10)]
    assert sent == [303] * 10
    response = post(client)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "3600"
    assert OOPS in response.content.decode()
    assert "I would like to ask" in response.content.decode()
    assert Inquiry.objects.count() == OutgoingMail.objects.count() == 10


def test_a_forged_forwarding_header_does_not_lift_the_limit(client, provider):
    for number in range(10):
        client.post("/providers/ines/contact/", letter(), headers={"X-Forwarded-For": f"10.0.0.{number}"})
    response = client.post("/providers/ines/contact/", letter(), headers={"X-Forwarded-For": "10.9.9.9"})
    assert response.status_code == 429


def test_the_limit_of_one_provider_holds_from_many_addresses(client, provider):
    for number in range(30):
        client.post("/providers/ines/contact/", letter(), REMOTE_ADDR=f"10.0.0.{number}")
    assert client.post("/providers/ines/contact/", letter(), REMOTE_ADDR="10.1.1.1").status_code == 429


def test_a_database_that_fails_keeps_what_was_typed(client, provider, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr("providers.contact.emails.send_inquiry", fail)
    client.raise_request_exception = False
    response = post(client)
    assert response.status_code == 503
    assert "I would like to ask" in response.content.decode()
    assert not Inquiry.objects.exists()


def test_when_the_mail_server_is_down_the_message_is_kept_and_tried_again(client, provider, monkeypatch):
    assert post(client).status_code == 303
    row = OutgoingMail.objects.get()
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *args: (_ for _ in ()).throw(OSError("down")))
    with pytest.raises(OSError, match="down"):
        send_mail.func(row.pk)
    monkeypatch.undo()
    assert OutgoingMail.objects.waiting().count() == 1
    assert len(deliver()) == 1
    send_mail.func(row.pk)
    assert len(mail.outbox) == 1


def test_the_task_holds_no_personal_data(client, provider):
    post(client)
    task = DBTaskResult.objects.get()
    assert "jo@mail.example" not in str(task.args_kwargs)


def test_what_a_visitor_writes_is_in_no_log(client, provider, caplog):
    with caplog.at_level(logging.DEBUG, logger="django"), caplog.at_level(logging.DEBUG, logger="providers"):
        post(client)
        post(client, name="")
    assert "first visit" not in caplog.text
    assert "jo@mail.example" not in caplog.text


def test_messages_are_erased_within_30_days_and_not_before_29(client, provider):
    post(client)
    deliver()
    old = timezone.now() - timedelta(days=29)
    assert erase_old_inquiries(timezone.now() + timedelta(days=28)) == 0
    Inquiry.objects.update(created_at=old)
    OutgoingMail.objects.update(created_at=old)
    assert erase_old_inquiries() == 1
    assert erase_old_inquiries() == 0
    row = Inquiry.objects.get()
    assert (row.name, row.email, row.phone, row.message) == ("", "", "", "")
    assert not OutgoingMail.objects.exists()


def test_back_survives_the_contact_page(client, provider):
    query = "?back=near%3D30.27%252C-97.74%26page%3D2"
    page = client.get(f"/providers/ines/contact/{query}").content.decode()
    assert 'href="/providers/?near=30.27%2C-97.74&amp;page=2#at-ines"' in page
    response = client.post(f"/providers/ines/contact/{query}", letter())
    receipt = client.get(response.headers["Location"]).content.decode()
    assert 'href="/providers/?near=30.27%2C-97.74&amp;page=2#at-ines"' in receipt


def test_pages_with_a_form_are_kept_in_no_cache(client, provider):
    assert "no-store" in client.get("/providers/ines/contact/").headers["Cache-Control"]


def test_a_report_reaches_staff_without_its_content(client, provider, settings):
    values = {"kind": "conduct", "message": "Something about depression.", "email": ""}
    response = post(client, "/providers/ines/report/", **values)
    assert THANKS in client.get(response.headers["Location"]).content.decode()
    report = ProblemReport.objects.get()
    assert report.message == "Something about depression."
    (message,) = deliver()
    assert message.to == [settings.STAFF_EMAIL]
    assert "depression" not in message.subject + message.body
    assert f"/admin/providers/problemreport/{report.pk}/change/" in message.body


def test_the_same_report_twice_is_one_report(client, provider):
    form = letter(kind="other")
    for _ in range(2):
        assert client.post("/providers/ines/report/", form).status_code == 303
    assert ProblemReport.objects.count() == OutgoingMail.objects.count() == 1


def test_a_report_without_text_comes_back(client, provider):
    response = post(client, "/providers/ines/report/", kind="other", message="")
    assert OOPS in response.content.decode()
    assert not ProblemReport.objects.exists()


def test_a_stamp_is_signed():
    with pytest.raises(signing.BadSignature):
        forms._signer.unsign(forms.new_stamp() + "x")


@pytest.mark.parametrize("path", ["contact/", "report/"])
def test_no_browser_cuts_a_pasted_message(client, provider, path):
    area = re.search(r"<textarea[^>]*>", client.get(f"/providers/ines/{path}").content.decode())[0]
    assert "maxlength" not in area
