"""The server is killed -9 while a moderator decides: what was acknowledged is there, and nothing is half."""

import random
import time

import pytest
from django_tasks_db.models import DBTaskResult

from listings.models import DecidedDocument, Decision, Submission
from listings.moderation import decisions
from providers.document import schema as documents
from providers.models import LocationEntry, Provider, SearchText, Summary
from psychly.models import OutgoingMail
from tests import factories, killing
from tests.listings.strangers import WORD
from tests.listings.test_verbs import edited

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TIMES = [5, pytest.param(50, marks=pytest.mark.slow)]
QUEUE = "/admin/listings/submission/"
OLD, NEW = "zqaaaaaaaaaa", "zqbbbbbbbbbb"
NOTHING = {"listed": [], "indexed": [[], [], 0], "facts": 0}


@pytest.fixture
def server():
    with killing.server() as started:
        yield started


@pytest.fixture
def moderator():
    return factories.moderator()


def new_listing(moderator):
    """A first listing that waits."""
    return factories.submission(about={"approach": NEW})


def edit(moderator):
    """An edit of a public listing that waits."""
    first = factories.submission(about={"approach": OLD})
    return edited(factories.approve(first, by=moderator), about={"approach": NEW})


def reversed_listing(moderator):
    """A first listing that was approved, reversed, and waits again."""
    row = new_listing(moderator)
    factories.approve(row, by=moderator)
    decisions.reverse(row, by=moderator, reason="The license was not found.")
    return row


class Deciding:
    """A submission, what was there before a press on a button, and what is there now."""

    def __init__(self, row, moderator):
        self.row, self.moderator = row, moderator
        self.before = self.now()
        self.is_acknowledged = False

    def press(self, client, action="approve", **options):
        """Press a button of the decision page as a moderator does who checked the license."""
        checked = {"checked": "0", "source-0": "State board"} if action == "approve" else {}
        data = {"action": action, "confirmed": "1", "document_version": self.row.document_version}
        last = self.row.last_decision
        data |= {"reason": "As it was.", "decision": last.pk if last else "", **checked}
        status, headers, text = client.post(f"{QUEUE}{self.row.pk}/decide/", data, **options)
        assert status == 302, text
        assert headers["Location"].startswith(QUEUE)  # the next one, or the list
        self.is_acknowledged = True

    def now(self):
        """Everything that a decision writes, as it is stored at this moment."""
        row = Submission.objects.get(pk=self.row.pk)
        listed = Provider.objects.written_by(row.owner)
        mails = OutgoingMail.objects.filter(to=row.owner.email).order_by("pk")
        sent = [
            task.args_kwargs["args"] for task in DBTaskResult.objects.filter(task_path__endswith="send_mail")
        ]
        cards = Summary.objects.filter(provider__in=listed)
        kept = DecidedDocument.objects.filter(sha256=documents.fingerprint(row.typed))
        decisions = Decision.objects.filter(submission__owner=row.owner).order_by("pk")
        return {
            "state": row.state,
            "is_decided": row.decided_at is not None,
            "listed": [(p.listing.about.approach, p.is_public, p.version) for p in listed],
            "belongs": row.provider_id is None or row.provider_id == listed.get().pk,
            "decisions": list(decisions.values_list("verdict", "by__email", "reason")),
            "is_kept": kept.exists(),
            "mails": [mail.kind for mail in mails],
            "unsent": sum([mail.pk] not in sent for mail in mails),
            "facts": sum(p.facts.count() for p in listed),
            "indexed": [
                [WORD.findall(text.body) for text in SearchText.objects.filter(provider__in=listed)],
                [row.card["slug"] == row.provider.slug for row in cards],
                LocationEntry.objects.filter(provider__in=listed).count(),
            ],
        }  # fmt: skip

    def approved(self):
        """What is there once an approval is whole."""
        versions = [version for _text, _is_public, version in self.before["listed"]]
        return self.before | {
            "state": "approved",
            "is_decided": True,
            "listed": [(NEW, True, max(versions, default=0) + 1)],
            "decisions": [*self.before["decisions"], ("approved", self.moderator.email, "As it was.")],
            "is_kept": True,
            "mails": [*self.before["mails"], "submission_approved"],
            "facts": self.before["facts"] + 1,
            "indexed": [[[NEW]], [True], 1],
        }

    def check(self):
        """The approval is whole when it was acknowledged, and whole or absent when it was not."""
        now = self.now()
        assert now["unsent"] == 0, "a mail without the task that sends it"
        possible = [self.approved()] if self.is_acknowledged else [self.before, self.approved()]
        assert now in possible
        return now != self.before


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("kind", [new_listing, edit, reversed_listing])
def test_an_approval_survives_a_kill_at_any_moment_or_never_happened(server, moderator, kind, times):
    client = server.client(moderator)
    span, cut_off = _usual_time(client, kind, moderator), 0
    while cut_off < times:
        deciding = Deciding(kind(moderator), moderator)
        client.get(f"{QUEUE}{deciding.row.pk}/preview/")  # the first answer of a process is slower
        with server.killed_after(random.uniform(0, span)):
            deciding.press(client)
        deciding.check()
        if deciding.is_acknowledged:
            span *= 0.9  # the machine was busier when the usual time was taken
        else:
            cut_off += 1


def _usual_time(client, kind, moderator):
    """Seconds that an approval takes when nobody is killed."""
    for _ in range(2):
        deciding = Deciding(kind(moderator), moderator)
        client.get(f"{QUEUE}{deciding.row.pk}/preview/")
        began = time.monotonic()
        deciding.press(client)
        seconds = time.monotonic() - began
        assert deciding.check()
    return seconds


@pytest.mark.slow
@pytest.mark.parametrize("kind", [new_listing, edit, reversed_listing])
def test_an_approval_is_whole_or_absent_whichever_statement_the_server_died_before(server, moderator, kind):
    client, outcomes = server.client(moderator), []
    for number in range(1, 400):
        deciding = Deciding(kind(moderator), moderator)
        try:
            deciding.press(client, dies_before=number)
        except killing.Killed:
            outcomes.append(deciding.check())
            continue
        break
    assert deciding.check()
    assert len(outcomes) > 40
    assert outcomes == sorted(outcomes)  # absent until one statement, and there from the next on


@pytest.mark.slow
@pytest.mark.parametrize("action", ["request_changes", "decline", "reverse"])
def test_other_decisions_are_whole_or_absent_likewise(server, moderator, action):
    client, kind = server.client(moderator), new_listing
    verdict = {"request_changes": "changes-requested", "decline": "declined", "reverse": "reversed"}[action]
    for number in range(1, 400):
        row = kind(moderator)
        if action == "reverse":
            factories.approve(row, by=moderator)
        deciding = Deciding(row, moderator)
        try:
            deciding.press(client, action, dies_before=number)
        except killing.Killed:
            now = deciding.now()
            happened = [verdict] if len(now["decisions"]) > len(deciding.before["decisions"]) else []
            assert now["unsent"] == 0
            assert len(now["mails"]) - len(deciding.before["mails"]) == len(happened)
            assert (now["state"] != deciding.before["state"]) == bool(happened)
            is_out = not any(is_public for _text, is_public, _version in now["listed"])
            assert is_out == (action != "reverse" or bool(happened))
            assert (now["indexed"] == NOTHING["indexed"]) == is_out
            continue
        break
    assert number > 15
    assert deciding.now()["decisions"][-1] == (verdict, moderator.email, "As it was.")
