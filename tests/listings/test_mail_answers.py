"""Each mail about a listing names it and can be answered: the answer stands on the desk or reaches staff."""

import email
from email import policy

import pytest
from django.conf import settings as project
from django.core.management import call_command

from listings import emails
from listings.models import Answer
from listings.moderation import decisions
from listings.moderation.mail_answers import take_reply
from providers.models import Provider
from psychly.mail import outbox, replies
from tests import factories
from tests.mailbox import mail_to
from tests.psychly.test_bounces import mailbox, sent  # noqa: F401
from tests.psychly.test_mail_kinds import OURS, TYPED, everything  # noqa: F401

pytestmark = pytest.mark.django_db
ANSWER = "It is enrolled since May."
ABOUT_A_LISTING = [
    kind
    for kind in OURS
    if kind.startswith(
        ("submission_", "listing_", "license_", "claim_", "collaborators_", "small_", "inquiry")
    )
    and kind != "claim_waits"
]


@pytest.fixture(autouse=True)
def _address(settings):
    settings.REPLY_ADDRESS = "answers@psychly.example"


@pytest.fixture
def asked():
    """A submission that came back with a question."""
    row = factories.submission(owner=factories.user("pat@mail.example"))
    decisions.request_changes(row, by=factories.moderator(), reason="Is Austin enrolled?")
    return row


def reply(to, text=ANSWER, **heads):
    heads = {"From": "pat@mail.example", "To": to, "Message_ID": "<1@mail.example>", **heads}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in heads.items()]
    return "\r\n".join([*lines, "", *text.split("\n")]).encode()


def address_of(asked):
    return mail_to(asked.owner.email)[-1].reply_to[0]


@pytest.mark.parametrize("kind", ABOUT_A_LISTING)
def test_a_mail_about_a_listing_names_it(everything, kind):  # noqa: F811
    _subject, text, html = outbox.render(kind, everything)
    assert TYPED in text
    assert "&lt;svg onload=alert(1)&gt;" in html


def test_an_answer_to_a_mail_stands_on_the_desk_once_and_staff_hear_that_it_came(asked, client):
    address = address_of(asked)
    assert address.startswith(f"answers+s{asked.pk}.")
    assert take_reply(reply(address))
    assert take_reply(reply(address))  # read once more, because it was not deleted
    assert Answer.objects.get().by == asked.owner
    (told,) = mail_to(project.STAFF_EMAIL)
    assert f"/admin/listings/submission/{asked.pk}/change/#thread" in told.body
    assert ANSWER not in told.body
    factories.enter_desk(client, factories.moderator())
    assert ANSWER in client.get(f"/admin/listings/submission/{asked.pk}/change/").content.decode()


def test_an_answer_to_a_mail_about_a_public_listing_goes_to_what_it_was_sent_in_with(asked):
    row = factories.submission(you={"display_name": "Kim Sample"})
    provider = factories.approve(row, by=factories.moderator())
    emails.listing_removed(provider, "A reason.").queue()
    address = mail_to(row.owner.email)[-1].reply_to[0]
    assert take_reply(reply(address))
    assert Answer.objects.get().submission_id == row.pk


def test_housekeeping_reads_answers_beside_what_came_back(asked, mailbox, capsys):  # noqa: F811
    large = reply(address_of(asked), f"{ANSWER}\n{'x' * 1_100_000}", Message_ID="<2@mail.example>")
    mailbox.messages = {
        b"1": reply(address_of(asked)),
        b"2": large,
        b"3": b"Subject: A question\r\n\r\nHello?",
    }
    call_command("housekeeping")
    assert "2 answers came by mail" in capsys.readouterr().out
    assert mailbox.flags == {b"1": "\\Deleted", b"2": "\\Deleted", b"3": "\\Seen", "expunged": True}
    assert [row.text[: len(ANSWER)] for row in Answer.objects.all()] == [ANSWER, ANSWER]
    assert Answer.objects.last().text.endswith("[The mail was longer.]")


@pytest.mark.parametrize(
    "content",
    [
        lambda to: reply(to.replace("+s", "+l")),
        lambda to: reply(to[:-20] + "0"),
        lambda to: reply(to.replace(".", ".0", 1)),
        lambda to: reply("answers@psychly.example"),
        lambda to: reply(to, Auto_Submitted="auto-replied"),
        lambda to: reply(to, Precedence="bulk"),
        lambda to: reply(to, "> only what we wrote"),
        lambda to: reply(to, ""),
        lambda to: b"",
        lambda to: bytes(range(256)) * 20,
    ],
)
def test_what_is_no_answer_is_left_in_the_mailbox(asked, content):
    assert not take_reply(content(address_of(asked)))
    assert not Answer.objects.exists()


def test_somebody_who_may_no_longer_write_the_listing_answers_nothing(asked):
    row = factories.submission()
    provider = factories.approve(row, by=factories.moderator())
    editor = factories.collaborator(provider, role="editor")
    address = replies.address_for(f"l{provider.pk}", editor.email)
    provider.collaborators.filter(user=editor).delete()
    assert not take_reply(reply(address))


def test_without_an_address_for_answers_they_go_to_staff_and_the_mail_says_so(settings, asked):
    settings.REPLY_ADDRESS = ""
    emails.submission_declined(asked, "A reason.").queue()
    message = mail_to(asked.owner.email)[-1]
    assert message.reply_to == [settings.STAFF_EMAIL]
    assert "it reaches our staff" in message.body
    assert not take_reply(reply("answers+s1.00000000000000000000@psychly.example"))


def test_a_listing_that_was_never_sent_in_is_answered_to_staff(settings):
    provider = factories.listed_provider()
    emails.listing_removed(provider, "A reason.").queue()
    assert mail_to(provider.owners[0].email)[-1].reply_to == [settings.STAFF_EMAIL]
    assert Provider.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Yes.\n\nOn Mon, Nov 30, 2026 at 8:12 AM Psychly <a@b.example> wrote:\n> Is it?\n> Well?", "Yes."),
        ("> Is it?\nYes.\n> And this?\nNo.", "Yes.\nNo."),
        ("Yes.\n-----Original Message-----\nFrom: Psychly\nIs it?", "Yes."),
        ("We opened\n\n\n\n\nin May.", "We opened\n\nin May."),
    ],
)
def test_what_is_quoted_is_left_out_and_what_is_written_between_is_kept(asked, written, kept):
    take_reply(reply(address_of(asked), written))
    assert Answer.objects.get().text == kept


def test_a_mail_of_html_with_a_file_is_read_and_the_file_counted(asked):
    message = email.message.EmailMessage(policy=policy.SMTP)
    message["To"], message["Message-ID"] = f"Psychly <{address_of(asked)}>", "<3@mail.example>"
    message.set_content("<p>Yes &amp; no.</p><p>In May.</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="letter.pdf")
    assert take_reply(message.as_bytes())
    assert "Attachments that were not kept: 1" in Answer.objects.get().text
    assert "<p>" not in Answer.objects.get().text
