"""The server is killed -9 while a therapist saves and submits: what was acknowledged is there and whole."""

import random
import re
import time

import pytest
from django_tasks_db.models import DBTaskResult

from listings.models import Submission
from psychly.models import OutgoingMail
from tests import factories, killing

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TIMES = [5, pytest.param(50, marks=pytest.mark.slow)]
SAVES = 4  # in each life of the server, before it is asked to submit
ABOUT, REVIEW = "about", "review"
AGREED = {"consents": "on", "is_accurate": "on", "follows_conduct": "on", "action": "continue"}
TEXTS = ("approach", "first_visit", "about")


@pytest.fixture
def server():
    with killing.server() as started:
        yield started


class Writing:
    """A therapist at work, who remembers what was acknowledged."""

    def __init__(self, server):
        self.row = factories.submission(submitted=False)
        del self.row.document["review"]
        self.row.save()
        self.client = server.client(self.row.owner)
        self.client.get(self.address(REVIEW))  # the first answer of a process is slower
        self.tokens = {step: self.seen(step) for step in (ABOUT, REVIEW)}
        self.saved = 0  # saves that were acknowledged
        self.is_submitted = False  # likewise
        self.was_cut_off = True

    def work(self):
        """Save several times as the page does while one writes, then submit."""
        seen = self.tokens[ABOUT]
        for number in range(1, SAVES + 1):
            texts = dict.fromkeys(TEXTS, f"Version {number}.")
            status, _headers, answer = self.client.post(
                self.address(ABOUT), {"seen": seen, "action": "keep", **texts}
            )
            assert status == 200
            assert 'data-state="saved"' in answer
            self.saved, seen = number, re.search(r'name="seen" value="(\w+)"', answer)[1]
        status, headers, answer = self.client.post(
            self.address(REVIEW), {"seen": self.tokens[REVIEW], **AGREED}
        )
        assert (status, headers["Location"]) == (302, "/listing/"), answer
        self.is_submitted, self.was_cut_off = True, False

    def address(self, step):
        """Where a step of the draft is."""
        return f"/listing/{self.row.pk}/{step}/"

    def seen(self, step):
        """The token of the page as it is shown now."""
        return re.search(r'name="seen" value="(\w+)"', self.client.get(self.address(step))[2])[1]

    def check(self):
        """Everything that was acknowledged is there, whole; what was not is there whole or not at all."""
        before = self.row.document
        row = Submission.objects.get(pk=self.row.pk)
        texts = [row.document["about"].get(name) for name in TEXTS]
        written = re.fullmatch(r"Version (\d)\.", texts[0])
        number = int(written[1]) if written else 0
        assert texts == [texts[0]] * 3 or not number
        assert self.saved <= number <= self.saved + 1
        agreed = row.document.pop("review", None)  # is saved before the whole is submitted
        assert agreed is None or all(agreed.values())
        assert row.document_version == number + bool(agreed)
        assert row.document | {"about": None} == before | {"about": None}
        assert row.state in (["submitted"] if self.is_submitted else ["draft", "submitted"])
        check_that_submission_and_mail_agree(row)
        return row.state


def check_that_submission_and_mail_agree(row):
    """A submission, its mail, the task that sends it and the checks: all of them or none."""
    mails = OutgoingMail.objects.filter(to=row.owner.email)
    asked = [(task.task_path, task.args_kwargs["args"]) for task in DBTaskResult.objects.all()]
    checks = [args for path, args in asked if path.endswith("run_checks") and args == [row.pk]]
    sent = [args for path, args in asked if path.endswith("send_mail") and args == [m.pk for m in mails]]
    if row.state == "submitted":
        assert row.submitted_at
        assert [mail.kind for mail in mails] == ["submission_received"]
        assert (len(checks), len(sent)) == (1, 1)
        assert row.checks.exists()
    else:
        assert row.submitted_at is None
        assert not mails
        assert not checks
        assert not row.checks.exists()


@pytest.mark.parametrize("times", TIMES)
def test_what_was_acknowledged_survives_a_kill_at_any_moment_and_nothing_is_half(server, times):
    span, cut_off = _usual_time(server), 0
    while cut_off < times:
        writing = Writing(server)
        with server.killed_after(span * (cut_off + random.random()) / times):  # spread over the work
            writing.work()
        writing.check()
        if writing.was_cut_off:
            cut_off += 1
        else:
            span *= 0.9  # the machine was busier when the usual time was taken


def _usual_time(server):
    """Seconds that the work takes when nobody is killed."""
    Writing(server).work()
    writing = Writing(server)
    began = time.monotonic()
    writing.work()
    return time.monotonic() - began


@pytest.mark.slow
def test_a_submission_is_whole_or_absent_whichever_statement_the_server_died_before(server):
    for number in range(1, 200):
        writing = Writing(server)
        try:
            writing.client.post(
                writing.address(REVIEW), {"seen": writing.tokens[REVIEW], **AGREED}, dies_before=number
            )
        except killing.Killed:
            assert writing.check() == "draft"
            continue
        break
    assert number > 20
    writing.is_submitted = True
    assert writing.check() == "submitted"
