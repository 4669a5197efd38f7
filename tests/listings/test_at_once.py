"""Many decisions on one submission at the same moment: one wins, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from listings.models import Decision
from providers.models import Provider
from psychly.models import OutgoingMail
from tests import factories
from tests.listings.test_pairs import ANSWERS, BOTH_MAY_WIN, Page, check_record
from tests.listings.test_verbs import edited

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 20


def at_once(act, items):
    """Call it with each item in a thread of its own, all at the same moment; return what they return."""
    start = Barrier(len(items))

    def one(item):
        try:
            start.wait()
            return act(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(one, items))


@pytest.mark.parametrize("kind", ["new", "edit"])
def test_of_twenty_moderators_who_press_approve_at_once_one_is_told_that_it_is_public(kind):
    first = factories.moderator()
    row = factories.submission()
    if kind == "edit":
        row = edited(factories.approve(row, by=first), about={"approach": "We listen first."})
    known, sent = Decision.objects.count(), OutgoingMail.objects.count()
    clients = [Client() for _ in range(MANY)]
    for client in clients:
        factories.enter_desk(client, factories.moderator())
    address = reverse("admin:listings_submission_decide", args=[row.pk])
    data = {"action": "approve", "document_version": row.document_version, **factories.CHECKED}
    answers = at_once(lambda client: client.post(address, data), clients)
    told = [answer.status_code for answer in answers]
    assert sorted(told) == [200] * (MANY - 1) + [302]  # the others read who was first
    assert all(
        b"Somebody else was first" in answer.content for answer in answers if answer.status_code == 200
    )
    provider = Provider.objects.get()
    assert provider.version == (2 if kind == "edit" else 1)
    assert Decision.objects.count() == known + 1
    mails = OutgoingMail.objects.order_by("pk").values_list("kind", flat=True)[sent:]
    assert list(mails) == ["submission_approved"]


def test_of_twenty_different_decisions_at_once_one_wins_or_what_was_sent_back_is_taken_back():
    row = factories.submission()
    sent = OutgoingMail.objects.count()
    staff = factories.moderator()
    verbs = [*ANSWERS] * (MANY // len(ANSWERS))
    won = at_once(lambda verb: Page(row, staff).press(verb) and verb, verbs)
    won = tuple(sorted(filter(None, won)))
    assert len(won) == 1 or won in BOTH_MAY_WIN
    check_record(row, won, sent)
