"""Logs and reports of errors say where something broke, and nothing of what anybody typed or looked at."""

import json
import logging
import sys

import pytest
import sentry_sdk
from django.test import Client
from django.urls import path
from sentry_sdk.transport import Transport

from psychly.urls import urlpatterns as site_urls
from psychly.web import error_reports, logs

SECRETS = ["Secretville", "ketamine-for-pat", "pat@mail.example", "s3ss10n-0f-pat", "192.0.2.77", "Firefox"]


def broken(request):
    """A page with a fault in it, whose message and variables quote the visitor."""
    place, words = request.GET["near"], request.POST.get("message", "")
    logging.getLogger("psychly.broken").warning("somebody looks near %s", place)
    raise RuntimeError(f"no such place: {place} {words} pat@mail.example")


urlpatterns = [*site_urls, path("broken/", broken)]


class Captured(Transport):
    """Keeps what would have been sent, as it would have been sent."""

    def __init__(self, options=None):
        super().__init__(options)
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent.append(envelope.serialize().decode(errors="replace"))


@pytest.fixture
def captured(settings):
    settings.ROOT_URLCONF = __name__
    transport = Captured()
    error_reports.start("https://key@sentry.example/1", transport=transport)
    yield transport
    sentry_sdk.init()


@pytest.mark.django_db
def test_a_report_says_where_and_nothing_of_whom_or_what(captured):
    visitor = Client(
        raise_request_exception=False, headers={"user-agent": "Firefox"}, REMOTE_ADDR="192.0.2.77"
    )
    visitor.cookies["sessionid"] = "s3ss10n-0f-pat"
    visitor.post(
        "/broken/?near=Secretville",
        {"message": "ketamine-for-pat"},
        headers={"referer": "https://x/?a=Secretville"},
    )
    sentry_sdk.flush()
    (sent,) = captured.sent
    assert [secret for secret in SECRETS if secret in sent] == []
    assert "RuntimeError" in sent
    assert "test_error_reports" in sent
    event = json.loads(sent.splitlines()[-1])
    assert set(event) <= {*error_reports.OF_AN_EVENT, "exception"}
    frame = event["exception"]["values"][0]["stacktrace"]["frames"][-1]
    assert set(frame) <= set(error_reports.OF_A_FRAME)
    assert frame["function"] == "broken"


@pytest.mark.django_db
def test_an_error_that_is_only_logged_is_reported_without_its_words(captured):
    logging.getLogger("psychly.x").error("No photo of %s", "pat@mail.example")
    logging.getLogger("psychly.x").warning("This is none")
    sentry_sdk.flush()
    (sent,) = captured.sent
    assert '"logger":"psychly.x"' in sent
    assert "pat@" not in sent


def line_of(formatter, message, *values, error=None):
    try:
        if error:
            raise error
    except Exception:
        info = sys.exc_info()
    else:
        info = None
    return formatter.format(
        logging.LogRecord("django.request", logging.ERROR, "x.py", 1, message, values, info)
    )


def test_a_line_of_the_log_is_one_object_without_words_of_an_error():
    line = line_of(
        logs.Structured(), "Internal Server Error: %s", "/providers/", error=ValueError("pat@mail.example")
    )
    assert "\n" not in line
    found = json.loads(line)
    assert found["level"] == "ERROR"
    assert found["logger"] == "django.request"
    assert found["message"] == "Internal Server Error: /providers/"
    assert found["error"] == "builtins.ValueError"
    assert found["frames"][-1].endswith("line_of")
    assert "pat" not in line


@pytest.mark.parametrize("formatter", [logs.Structured(), logs.WithoutValues("%(message)s")])
@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("Gone: /accounts/login/link/WzEsIiIsMTc5NV0:1xXmVr:Pamg5FjoEx_FBr/", "Pamg5FjoEx"),
        ("Gone: /listing/confirm/12:1xXmVr:Pamg5FjoEx_FBr/", "Pamg5FjoEx"),
        ("Not Found: /providers/?near=Secretville", "Secretville"),
        ("mail to pat@mail.example failed", "pat"),
        ("('pat.b+c@mail.example', 5)", "mail.example"),
    ],
)
def test_addresses_queries_and_tokens_are_cut_out_of_every_line(formatter, said, hidden):
    assert hidden not in line_of(formatter, "%s", said)


@pytest.mark.parametrize(
    "said", ["Not Found: /providers/ines/", "wrong code of an e-mail, user 12", "12:30:05 up"]
)
def test_what_names_nobody_stays(said):
    assert line_of(logs.WithoutValues("%(message)s"), "%s", said) == said
