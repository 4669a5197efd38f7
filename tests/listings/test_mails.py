"""Every mail that this site writes: text, HTML, and a subject that a lock screen may show."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from providers.models import Condition, Inquiry, ProblemReport, Treatment
from psychly.mail import outbox
from tests import factories

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR, "templates", "emails")
KINDS = sorted(path.name.removesuffix("_subject.txt") for path in FOLDER.glob("*_subject.txt"))
TYPED = "Please <b>name</b> who is in the room & sign."


@pytest.fixture
def context():
    """Everything that any mail is given."""
    submission = factories.submission()
    provider = factories.approve(submission, by=factories.moderator())
    return {
        "submission": submission,
        "provider": provider,
        "inquiry": Inquiry(provider=provider, name="Pat", email="pat@mail.example", message=TYPED),
        "report": ProblemReport(provider=provider, kind="other", message=TYPED),
        "reason": TYPED,
        "labels": ["Hours", "Languages"],
        "token": "1:2026-01-02:abc:def",
        "last_day": timezone.localdate(),
        "day": timezone.localdate(),
        "license": "MD",
        "state": "Texas",
        "code": "BCDF-GHJK",
        "at": timezone.now(),
        "staff_email": settings.STAFF_EMAIL,
        "page": f"{settings.SITE_URL}/admin/providers/problemreport/1/change/",
        "works": [factories.reference()],
        "count": 1,
    }


class _Tags(HTMLParser):
    """Collects tags, their attributes, and the words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data.split()


def test_every_mail_has_its_three_parts():
    for path in FOLDER.iterdir():
        if not path.name.startswith("_"):
            kind = re.sub(r"(_subject)?\.(txt|html)$", "", path.name)
            assert kind in KINDS, f"{path.name} has no subject"
    for kind in KINDS:
        assert (FOLDER / f"{kind}.txt").exists(), kind
        assert (FOLDER / f"{kind}.html").exists(), kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_the_same_in_text_and_html_and_loads_nothing(kind, context):
    _subject, text, html = outbox.render(kind, context)
    page = _Tags(html)
    names = [name for name, _attrs in page.tags]
    assert not {"img", "script", "link", "style", "iframe", "object", "form"} & set(names)
    assert ("html", {"lang": "en-US"}) in page.tags
    for part in (text, html):
        assert "{{" not in part
        assert "{%" not in part
        assert "None" not in part
    assert "<p>" not in text
    assert "&amp;" not in text
    links = [attrs["href"] for name, attrs in page.tags if name == "a"]
    assert all(link.startswith((settings.SITE_URL, "mailto:")) for link in links), links
    for link in re.findall(r"https?://\S+", text):
        assert link.startswith(settings.SITE_URL), link
    if TYPED in text:
        assert "<b>name</b>" not in html
        assert "&lt;b&gt;name" in html
    # Of the words of the text nearly all stand in the HTML: neither part is a stub.
    spoken = {word.strip(".,:;") for word in re.sub(r"https?://\S+", "", text).split()}
    missing = spoken - {word.strip(".,:;") for word in page.words}
    assert len(missing) <= 0.2 * len(spoken), missing


@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_is_one_line_and_names_no_condition_treatment_or_person(kind, context):
    subject = outbox.render(kind, context)[0].strip()
    assert subject
    assert "\n" not in subject
    assert len(subject) <= 70
    names = [term.name for model in (Condition, Treatment) for term in model.objects.all()]
    words = [
        "ketamine",
        "psilocybin",
        "psychedel",
        "therap",
        "depress",
        "treatment",
        "patient",
        "robin",
        "pat",
    ]
    for word in (*names, *words):
        assert not re.search(rf"\b{re.escape(word)}", subject, re.IGNORECASE), (subject, word)
