"""Looking something up at the desk: by what a caller tells, across all that was sent and reported."""

import re
import uuid

import pytest
from django.urls import reverse

from listings.models import Invitation, Submission
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
    provider = factories.approve(row, by=staff)
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


CALLERS = [
    "Pemberton", "Wren P. Legal", "wren@mail.example", "4711-A", "4711a", "tx 4711 A", "1234567893",
    "(512) 555-0143", "https://www.robin.example/",
]  # fmt: skip


@pytest.mark.parametrize("words", CALLERS)
def test_a_listing_of_which_nothing_was_sent_is_found_too(client, staff, words):
    provider = factories.listed_provider(
        owner=factories.user("wren@mail.example"),
        display_name="Wren Pemberton",
        legal_name="Wren P. Legal",
        npi="1234567893",
    )
    provider.licenses.update(number="4711-A")
    provider.locations.update(phone="+15125550143")
    provider.document["about"]["website"] = "https://robin.example"
    provider.save()
    link = f'<a href="{reverse("admin:listings_submission_record", args=[provider.pk])}">Wren Pemberton</a>'
    page = named(client, q=words)
    assert page.count(link) == 1
    assert "Nothing here matches" not in page
    assert link not in named(client, q="Nobody 0000")
    assert "Also found" not in named(client)


def test_a_listing_that_was_sent_is_found_as_a_row_of_the_queue_alone(client, staff):
    factories.approve(factories.submission(you={"display_name": "Wren Pemberton"}), by=staff)
    page = named(client, q="Pemberton")
    assert "Wren Pemberton" in page
    assert "Also found" not in page


@pytest.mark.parametrize("words", ["Pemberton", "wren@mail", "robin.example"])
def test_an_invitation_is_found_by_address_name_and_website(client, staff, words):
    row = Invitation.objects.create(
        address="wren@mail.example",
        document={"you": {"display_name": "Wren Pemberton"}, "about": {"website": "https://robin.example"}},
    )
    link = reverse("admin:listings_invitation_change", args=[row.pk])
    page = named(client, q=words)
    assert link in page
    assert "Wren Pemberton, wren@mail.example" in page
    assert client.get(link).status_code == 200
    assert link not in named(client, q="Nobody 0000")


def test_what_one_sent_for_a_listing_of_others_does_not_wait_for_oneself(staff):
    row = factories.submission()
    assert row in Submission.objects.waiting().not_of(staff)
    Submission.objects.update(sent_by=staff)
    assert row not in Submission.objects.waiting().not_of(staff)
    assert row in Submission.objects.waiting().not_of(factories.moderator())


@pytest.mark.parametrize("words", ["\0", "x" * 5000, "' OR 1=1", "%", "()"])
def test_odd_words_find_nothing_and_break_nothing(client, staff, words):
    assert client.get(QUEUE, {"q": words}).status_code == 200


# --- A first listing that was reversed ----------------------------------------------------------------


def test_a_reversed_first_listing_is_read_whole_and_says_that_approval_publishes_it_again(client, staff):
    row = factories.submission()
    provider = factories.approve(row, by=staff)
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
    provider = factories.approve(row, by=staff)
    decisions.remove(provider, by=staff, reason="The license was revoked.")
    decisions.reverse(row, by=staff, reason="A second look.")
    text = " ".join(
        client.get(reverse("admin:listings_submission_change", args=[row.pk])).content.decode().split()
    )
    assert "Approval changes it and keeps it removed." in text


def test_history_tells_things_in_the_order_in_which_they_happened(staff):
    row = factories.submission()
    provider = factories.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="A second look.")
    told = [moment.what for moment in timeline.timeline_of(provider, reader=staff)]
    assert told == [
        "First draft begun",
        "Sent to the moderators",
        "Checked by staff",
        "Approved",
        "Decision reversed",
    ]
