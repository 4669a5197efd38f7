"""Every kind of mail that the site can send, the library's among them: text, HTML, and a discreet subject.

`MAIL_PREVIEWS=folder` writes each of them there, to be looked at.
"""

import os
import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django.conf import settings as project
from django.contrib.sessions.middleware import SessionMiddleware
from django.template import engines
from django.utils import timezone

from articles.models import Reference
from listings.access import inviting
from listings.models import Claim
from listings.publishing import confirmation
from providers import vocabulary
from providers.models import Inquiry, ProblemReport
from psychly.mail import outbox
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db
TEMPLATES = Path(project.BASE_DIR) / "templates"
LIBRARY = Path(allauth.__file__).parent / "templates"
SUBJECT = "_subject.txt"
#: What somebody typed, and what must never work as markup or stand in a subject.
TYPED = '<svg onload=alert(1)> & "ketamine"'
STEMS = ["ketamin", "psilocyb", "mdma", "psychedel", "depress", "ptsd", "anxi", "trauma", "addict", "suicid"]
#: Mails of allauth that cannot leave: nobody has a password or signs up by another page than sign-in.
NEVER = {"account_already_exists", "password_changed", "password_set"} | {
    f"password_reset{part}" for part in ("", "_key", "_code")
}
OURS = sorted(path.name.removesuffix(SUBJECT) for path in TEMPLATES.glob(f"emails/*{SUBJECT}"))
THEIRS = sorted(
    f"{app}/email/{path.name.removesuffix(SUBJECT)}"
    for app in ("account", "mfa")
    for path in (LIBRARY / app / "email").glob(f"*{SUBJECT}")
    if path.name.removesuffix(SUBJECT) not in NEVER
)


@pytest.fixture(autouse=True)
def _missing_values_show(monkeypatch):
    """A value that a template asks for and nobody gives shows as ¡name!."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "¡%s!")


@pytest.fixture
def everything():
    """All that the project's mails are written from."""
    provider = factories.listed_provider(display_name=TYPED)
    return {
        "provider": provider,
        "submission": factories.submission(you={"display_name": TYPED}),
        "reason": TYPED,
        "hides": True,
        "labels": ["Fees", TYPED],
        "by": factories.user(),
        "whom": factories.user(),
        "what": "handed",
        "other": provider,
        "name": TYPED,
        "is_owner": True,
        "is_handover": False,
        "invitation": inviting.invite_to_be_listed("pat@mail.example", {"you": {"display_name": TYPED}}),
        "operator": project.OPERATOR,
        "claim": Claim(provider=provider, by=factories.user(), statement=TYPED, reason=TYPED),
        "earliest": timezone.now(),
        "token": confirmation.token(provider, provider.owners[0]),
        "code": "ABCD-EFGH",
        **dict.fromkeys(("day", "last_day"), timezone.localdate()),
        "license": "MD",
        "at": timezone.now(),
        "staff_email": project.STAFF_EMAIL,
        "state": "Texas",
        "group": "moderators",
        "page": f"{project.SITE_URL}/admin/",
        "inquiry": Inquiry(
            provider=provider, name=TYPED, email="pat@mail.example", phone="+15125550143", message=TYPED
        ),
        "report": ProblemReport(provider=provider, message=TYPED),
        "works": [Reference(pk=1, key="roe2020", title=TYPED, health="retracted", health_source=TYPED)],
        "count": 1,
    }


def judge(kind, subject, text, html):
    """Say what is wrong with a mail, as a list of sentences."""
    if folder := os.environ.get("MAIL_PREVIEWS"):
        Path(folder).mkdir(exist_ok=True)
        (Path(folder) / f"{kind}.html").write_text(html)
        (Path(folder) / f"{kind}.txt").write_text(f"{subject}\n\n{text}")
    names = [term.name.lower() for group in vocabulary.read_vocabulary().values() for term in group]
    said = subject.lower()
    hosts = set(re.findall(r'(?:src|href|action)="(?:https?:)?//([^/"]+)', html))
    return [
        sentence
        for sentence, is_wrong in {
            "no subject, or a long one": not 5 <= len(subject.strip()) <= 78 or "\n" in subject.strip(),
            "the subject names care": any(word in said for word in [*names, *STEMS]),
            "the subject holds what somebody typed": "<svg" in subject,
            "no text": len(text.split()) < 8,
            "text written as HTML": any(
                mark in text for mark in ("&lt;", "&amp;", "&quot;", "&#x27;", "<p>")
            ),
            "no HTML": "<html" not in html or "</html>" not in html,
            "no language in the HTML": 'lang="en' not in html,
            "markup that somebody typed works": "<svg" in html,
            "a picture or script that is fetched": bool(re.search(r"<(img|script|link|iframe)", html)),
            "a link to somebody else": bool(hosts - {project.SITE_HOST}),
            "a value that is missing": "¡" in subject + text + html,
        }.items()
        if is_wrong
    ]


@pytest.mark.parametrize("kind", OURS)
def test_each_mail_of_the_project_has_text_html_and_a_discreet_subject(everything, kind):
    assert judge(kind, *outbox.render(kind, everything)) == []


@pytest.mark.parametrize("prefix", THEIRS)
def test_each_mail_about_an_account_has_text_html_and_a_discreet_subject(rf, prefix):
    request = rf.get("/accounts/login/", headers={"user-agent": TYPED})
    SessionMiddleware(lambda request: None).process_request(request)
    given = {
        "user": factories.user(),
        "code": "ABCD-EFGH",
        "minutes": 15,
        "ip": "192.0.2.7",
        "user_agent": TYPED,
        "timestamp": timezone.now(),
        **dict.fromkeys(("from_email", "to_email", "deleted_email"), "pat@mail.example"),
        "undo_url": f"{project.SITE_URL}/accounts/email/undo/1:x/",
        "days": 7,
    }
    with allauth_context.request_context(request):
        get_adapter(request).send_mail(prefix, "pat@mail.example", given)
    mail = OutgoingMail.objects.get()
    assert judge(mail.kind, mail.subject, mail.text, mail.html) == []


def test_no_template_of_a_mail_lacks_a_part_or_is_never_sent():
    code = "\n".join(path.read_text() for path in Path(project.BASE_DIR).glob("[alp]*/**/*.py"))
    for kind in OURS:
        for part in (SUBJECT, ".txt", ".html"):
            assert (TEMPLATES / "emails" / f"{kind}{part}").exists(), kind + part
        assert f'"{kind}"' in code, f"nothing sends {kind}"
    parts = {path.name for path in TEMPLATES.glob("emails/[!_]*")}
    assert parts == {f"{kind}{part}" for kind in OURS for part in (SUBJECT, ".txt", ".html")}


def test_mail_leaves_through_the_outbox_alone():
    folders = ("psychly", "providers", "articles", "listings")
    senders = {
        str(path.relative_to(project.BASE_DIR))
        for folder in folders
        for path in (Path(project.BASE_DIR) / folder).rglob("*.py")
        if re.search(r"django\.core\.mail import|django\.core import mail|smtplib", path.read_text())
    }
    # The test mail says what the server answered, so it goes past the outbox; it tells nothing of anybody.
    assert senders == {"psychly/mail/tasks.py", "psychly/management/commands/send_test_mail.py"}


@pytest.mark.parametrize("address", ["change", "set", "reset", "reset/key/1-abc/"])
def test_the_pages_whose_mails_are_not_judged_do_not_exist(client, address):
    assert client.get(f"/accounts/password/{address}/").status_code in (302, 404)
    client.post(f"/accounts/password/{address}/", {"email": "pat@mail.example"})
    assert not OutgoingMail.objects.exists()
