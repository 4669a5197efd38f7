"""The proof on a queue of sixty: plain rows are plain, and each real problem stands first and alone."""

import re
from html import unescape

import pytest
from django.urls import reverse

from listings.models import Submission
from tests import factories
from tests.listings import queue_of_sixty
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
QUEUE = "/admin/listings/submission/"
MOST_WORDS = 250


def page_of(row, query=""):
    return reverse("admin:listings_submission_change", args=[row.pk]) + query


def words_of_ours(page):
    """The words of a decision page, visible or folded, without those that the therapist wrote."""
    text = page[page.index('<div id="content"') : page.index("</main>")]
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r'<span class="value">.*?</span>|<time\b.*?</time>', " ", text, flags=re.S)
    text = re.sub(r"<h1>.*?</h1>", " ", text, flags=re.S)  # the name on the listing
    text = re.sub(r'<table class="compare.*?</table>', _labels, text, flags=re.S)
    return re.findall(r"[^\W_]+(?:[’'.-][^\W_]+)*", unescape(re.sub(r"<[^>]+>", " ", text)))


def _labels(match):
    return " ".join(re.findall(r"<th\b.*?</th>", match[0], re.S))


def test_fifty_are_plain_five_show_their_problem_first_and_alone_and_two_their_twin(client, staff):
    plain, problems, edits, alike = queue_of_sixty.fill(staff)
    run_tasks()
    assert Submission.objects.waiting().count() == 60

    for row in [*plain, *edits]:
        page = client.get(page_of(row))
        assert page.context["eyes"] == [], (row, page.context["eyes"])
        assert not any(check.needs_eyes for check in page.context["checks"])
    for kind, row in problems.items():
        eyes = client.get(page_of(row)).context["eyes"]
        assert [eye.place for eye in eyes] == [f"check-{kind}"], (kind, eyes)
        assert eyes[0].outcome == ("alarm" if kind in ("exclusions", "legality") else "look")
    for row in alike:
        eyes = client.get(page_of(row)).context["eyes"]
        assert [eye.place for eye in eyes] == ["check-duplicates"]

    listed = client.get(QUEUE).content.decode() + client.get(QUEUE, {"p": 2}).content.decode()
    rows = re.findall(r"<tr\b.*?</tr>", listed, re.S)
    amber = [row for row in rows if "is-look" in row or "is-alarm" in row]
    named = {str(row) for row in [*problems.values(), *alike]}
    assert {name for name in named if any(name in row for row in amber)} == named
    assert len(amber) == 7


def test_a_plain_page_has_few_words_and_few_presses(client, staff):
    first, second = queue_of_sixty.plain(1, "Ada Quillfeather"), queue_of_sixty.plain(2, "Bela Ostrowick")
    run_tasks()
    colleague = factories.moderator()
    page = client.get(page_of(first)).content.decode()
    assert f">{colleague}</option>" in page
    assert len(words_of_ours(page)) <= MOST_WORDS
    # Press one: the row in the queue. Press two: approve, which opens the next one.
    queue = client.get(QUEUE).content.decode()
    (link,) = re.findall(r'<a href="([^"]+)">\s*Ada Quillfeather', queue)
    assert link == page_of(first)
    data = {"action": "approve", "document_version": first.document_version, **factories.CHECKED}
    answer = client.post(reverse("admin:listings_submission_decide", args=[first.pk]), data)
    assert answer["Location"] == page_of(second)
    # For the next, the same button alone.
    address = reverse("admin:listings_submission_decide", args=[second.pk])
    client.post(address, {**data, "document_version": second.document_version})
    assert set(Submission.objects.values_list("state", flat=True)) == {"approved"}
