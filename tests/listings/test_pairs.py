"""Two people press at once: which ordered pairs of presses may both win, and that no other pair does.

Each pair is made in its order, the second by somebody whose page and whose row were read before the first.
What is lawful comes from the account on paper (`listings_on_paper.LAWFUL`), not from the application.
"""

import time
from dataclasses import replace
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from listings.models import AlreadyDecided, Conflict, Decision, Submission
from listings.moderation import decisions
from listings.steps import submitting
from providers.document import schema as documents
from psychly.models import OutgoingMail
from tests import factories
from tests.listings.listings_on_paper import EDITABLE, LAWFUL, MAIL_OF, VERDICTS


class Page:
    """What one person read of a submission before anybody pressed anything."""

    def __init__(self, row, by):
        self.row, self.by = Submission.objects.get(pk=row.pk), by
        self.seen = documents.fingerprint(self.row.typed.about)
        self.decision = self.row.last_decision.pk if self.row.last_decision else 0

    def press(self, verb):
        """Press a button; return whether it won."""
        try:
            VERBS[verb](self)
        except (AlreadyDecided, Conflict):
            return False
        return True


def _write(page):
    part = replace(page.row.typed.about, approach=f"We listen first, says page {id(page)}.")
    page.row.save_step("about", part, seen=page.seen, by=page.row.owner)


VERBS = {
    "write": _write,
    "submit": lambda page: submitting.submit(page.row, by=page.row.owner),
    "withdraw": lambda page: submitting.withdraw(page.row, by=page.row.owner),
    "approve": lambda page: factories.approve(page.row, by=page.by),
    "request_changes": lambda page: decisions.request_changes(
        page.row, by=page.by, reason="Please add the board."
    ),
    "decline": lambda page: decisions.decline(page.row, by=page.by, reason="No license was found."),
    "spam": lambda page: decisions.mark_spam(page.row, by=page.by),
    "reverse": lambda page: decisions.reverse(page.row, by=page.by, reason="A slip.", seen=page.decision),
}
#: What may happen to a submission that waits: all of them want to be the one answer to it.
ANSWERS = ("withdraw", *VERDICTS)
#: The one pair of answers that may both win, in this order: what was sent back can still be taken back.
BOTH_MAY_WIN = {("request_changes", "withdraw")}


def is_lawful(verb, state):
    """Whether something may be done to what stands so."""
    return state in EDITABLE if verb == "write" else any(state == was for was, _is in LAWFUL[verb])


def is_unseen(start, first, second):
    """Whether a second press would act on what its page does not show, though the state allows it."""
    if first == "write":
        return second in ("write", "submit")  # another text than was read
    if second == "write":
        return start not in EDITABLE  # the page had no field to write in
    if second == "reverse":
        return True  # another decision than was read
    return (start, first) == ("approved", "reverse") and second != "withdraw"  # the listing as it is now


def standing_at(state, by):
    """A submission that stands so, with its way there."""
    row = factories.submission(submitted=state != "draft")
    verb = {"withdrawn": "withdraw", **{verdict: verb for verb, verdict in VERDICTS.items()}}.get(state)
    assert verb is None or Page(row, by).press(verb)
    return row


STATES = ("draft", "submitted", "changes-requested", "approved", "declined", "spam", "withdrawn")


@pytest.mark.parametrize(
    ("start", "first"), [(start, verb) for start in STATES for verb in VERBS if is_lawful(verb, start)]
)
@pytest.mark.django_db
def test_a_second_press_wins_when_the_state_after_the_first_allows_it_and_its_page_shows_that(start, first):
    by = factories.moderator()
    for second in VERBS:
        row = standing_at(start, by)
        one, other = Page(row, by), Page(row, by)
        assert one.press(first)
        row.refresh_from_db()
        stood = row.state
        expected = is_lawful(second, stood) and not is_unseen(start, first, second)
        assert other.press(second) == expected, second
        row.refresh_from_db()
        assert ((stood, row.state) in LAWFUL.get(second, ())) == (expected and second != "write"), second


def check_record(row, won, mails_before):
    """State, decisions and mails say what won, in its order, and nothing else."""
    row.refresh_from_db()
    ends = [VERDICTS.get(verb, "withdrawn") for verb in won]
    assert row.state == ends[-1]
    decided = list(Decision.objects.filter(submission=row).order_by("pk").values_list("verdict", flat=True))
    assert decided == [verdict for verdict in ends if verdict != "withdrawn"]
    told = [MAIL_OF.get(end, "submission_withdrawn") for end in ends]
    mails = OutgoingMail.objects.order_by("pk").values_list("kind", flat=True)[mails_before:]
    assert list(mails) == [kind for kind in told if kind]
    assert bool(row.provider_id) == (ends[-1] == "approved")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_answers_at_once_the_second_waits_and_wins_only_by_taking_back_what_was_sent_back():
    by = factories.moderator()
    both = set()
    for first in ANSWERS:
        for second in ANSWERS:
            row = factories.submission()
            mails, pages, late = OutgoingMail.objects.count(), [Page(row, by), Page(row, by)], []
            begun = Event()

            def press(page=pages[1], second=second, late=late, begun=begun):
                begun.set()
                try:
                    late.append(page.press(second))
                finally:
                    connection.close()

            thread = Thread(target=press)
            with transaction.atomic():
                assert pages[0].press(first)
                thread.start()
                begun.wait()
                while thread.is_alive() and not _is_waited_for():
                    time.sleep(0.002)  # until it waits, however long that takes
            thread.join()
            if late == [True]:
                both.add((first, second))
            check_record(row, [first, second] if late == [True] else [first], mails)
    lawful = {
        (first, second)
        for first in ANSWERS
        for second in ANSWERS
        if any(is_lawful(second, state) for was, state in LAWFUL[first] if was == "submitted")
    }
    assert both == lawful == BOTH_MAY_WIN


def _is_waited_for():
    """Whether somebody waits for the open transaction; SQLite cannot say, so there it always may be."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone() != (0,)
