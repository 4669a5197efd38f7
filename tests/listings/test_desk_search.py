"""Looking something up at the desk: by what a caller tells, across all that was sent and reported."""

import re
import uuid

import pytest
from django.urls import reverse

from listings.moderation import decisions, timeline
from providers.models import ProblemReport
from tests import factories

pytestmark = pytest.mark.django_db
QUEUE = "/admin/listings/submission/"


def named(client, **query):
    page = client.get(QUEUE, query).content.decode()
    return page[page.index('id="changelist-form"') :]


@pytest.mark.parametrize(
    "words",
    [
        "Pemberton", "DEMO-0001", "demo 0001", "TX DEMO 0001", "1234567893", "(512) 555-0143",
        "+1 512 555 0143", "robin.example", "https://www.robin.example/",
    ],
)  # fmt: skip
def test_a_caller_is_found_by_what_they_tell(client, staff, words):
    factories.submission(
        you={"display_name": "Wren Pemberton", "npi": "1234567893"},
        about={"website": "https://robin.example"},
    )
    assert "Wren Pemberton" in named(client, q=words)
    assert "Wren Pemberton" not in named(client, q="Nobody 0000")


def test_a_search_goes_over_what_was_decided_and_over_reports_whatever_their_state(client, staff):
    row = factories.submission(you={"display_name": "Wren Pemberton"})
    provider = decisions.approve(row, by=staff)
    report = ProblemReport.objects.create(
        provider=provider, token=uuid.uuid4(), kind="other", message="Look.", email="pat@mail.example"
    )
    for words in ("Pemberton", "DEMO-0001"):
        page = named(client, q=words)
        assert reverse("admin:listings_submission_change", args=[row.pk]) in page
        assert reverse("admin:providers_problemreport_change", args=[report.pk]) in page
    report.handle(by=staff, finding="All is well.")
    assert "Dealt with" in named(client, q="pat@mail.example")
    assert "Dealt with" not in named(client)


def test_facets_count_what_the_list_shows(client, staff):
    provider = factories.listed_provider(display_name="Reported Person")
    for _ in range(3):
        ProblemReport.objects.create(provider=provider, token=uuid.uuid4(), kind="other", message="Look.")
    factories.submission()
    page = client.get(QUEUE, {"_facets": "True"}).content.decode()
    assert re.search(r"Report \(3\)", page)
    assert re.search(r"New \(1\)", page)
    assert re.search(r"Report \(0\)", client.get(QUEUE, {"_facets": "True", "held": "me"}).content.decode())


@pytest.mark.parametrize("words", ["\0", "x" * 5000, "' OR 1=1", "%", "()"])
def test_odd_words_find_nothing_and_break_nothing(client, staff, words):
    assert client.get(QUEUE, {"q": words}).status_code == 200


# --- A first listing that was reversed ----------------------------------------------------------------


def test_a_reversed_first_listing_is_read_whole_and_says_that_approval_publishes_it_again(client, staff):
    row = factories.submission()
    provider = decisions.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="A second look.")
    page = client.get(reverse("admin:listings_submission_change", args=[row.pk]))
    text = " ".join(page.content.decode().split())
    assert "Approval publishes it again." in text
    assert "Edit of a public listing" not in text
    assert "as they were" not in text
    assert "Ketamine infusion (IV)" in text
    assert f'href="{provider.get_absolute_url()}"' not in text  # it would answer 404


def test_what_staff_removed_stays_removed_and_the_page_says_so(client, staff):
    row = factories.submission()
    provider = decisions.approve(row, by=staff)
    decisions.remove(provider, by=staff, reason="The license was revoked.")
    decisions.reverse(row, by=staff, reason="A second look.")
    text = " ".join(
        client.get(reverse("admin:listings_submission_change", args=[row.pk])).content.decode().split()
    )
    assert "Approval changes it and keeps it removed." in text


def test_history_tells_things_in_the_order_in_which_they_happened(staff):
    row = factories.submission()
    provider = decisions.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="A second look.")
    told = [moment.what for moment in timeline.timeline_of(provider, reader=staff)]
    assert told == ["First draft begun", "Sent to the moderators", "Approved", "Decision reversed"]
