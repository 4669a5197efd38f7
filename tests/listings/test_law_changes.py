"""A change of the law, or its last day, reaches the index and the queue by itself."""

import datetime

import pytest
from django.urls import reverse

from listings.publishing.unlawful import follow_law
from providers.models import LegalStatus, ProblemReport, Provider
from providers.search.law_changes import reindex_offering
from psychly.front_page.due_facts import due_facts
from tests import factories
from tests.listings.test_law import AFTER, LAST, listing, published, remote_oral, stopped
from tests.mailbox import run_tasks
from tests.psychly.test_due_facts import form_of

pytestmark = pytest.mark.django_db


def total(client, query):
    """How many a search finds."""
    return client.get(f"/api/v1/providers?{query}").json()["total"]


def reports():
    """(provider, what it says) of the reports that wait because of the law."""
    waiting = ProblemReport.objects.waiting().filter(kind=ProblemReport.Kind.LAW)
    return [(row.provider, row.message) for row in waiting]


@pytest.fixture
def clinics():
    """Two clinics: one for esketamine and infusions, one for talking; the law was followed since."""
    first = listing("esketamine", "TX", "clinic", payment=["self-pay", "medicare"])
    both = published(first), published(listing("integration-therapy", "TX", "psychologist"))
    follow_law()
    return both


def test_a_row_that_forbids_takes_listings_out_of_the_results_and_into_the_queue(client, clinics):
    assert total(client, "treatment=esketamine") == 1
    LegalStatus.objects.filter(treatment__slug="esketamine").update(status="not-lawful")
    assert follow_law() == (1, 1)
    assert total(client, "treatment=esketamine") == 0
    ((provider, message),) = reports()
    assert provider == clinics[0]
    assert "Texas has no licensed program for esketamine" in message
    assert follow_law() == (0, 0)
    assert len(reports()) == 1


def test_a_way_to_pay_that_is_refused_from_now_on_is_found_no_more(client, clinics):
    assert total(client, "payment=medicare") == 1
    row = LegalStatus.objects.get(treatment__slug="esketamine")
    row.payments, row.payments_refused = ["self-pay"], ["medicare"]
    row.save()
    assert follow_law() == (1, 1)
    assert total(client, "payment=medicare") == 0
    assert "By law these cannot pay for Esketamine nasal spray (Spravato): Medicare." in reports()[0][1]


def test_a_row_that_opens_again_brings_its_listings_back(client, clinics):
    LegalStatus.objects.filter(treatment__slug="esketamine").update(status="not-open")
    follow_law()
    LegalStatus.objects.filter(treatment__slug="esketamine").update(status="lawful")
    assert follow_law() == (1, 0)
    assert total(client, "treatment=esketamine") == 1


def test_a_row_that_is_gone_counts_as_a_change(client, clinics):
    LegalStatus.objects.filter(treatment__slug="esketamine").delete()
    assert follow_law() == (1, 1)
    assert total(client, "treatment=esketamine") == 0
    assert "We have no row of law on Esketamine" in reports()[0][1]


def test_words_and_sources_alone_change_no_index(clinics):
    row = LegalStatus.objects.get(treatment__slug="esketamine")
    row.summary = "Other words."
    row.save()
    row.sources.all().delete()
    assert follow_law() == (0, 0)


def test_the_last_day_of_a_rule_is_followed_once_and_breaks_no_listing_that_stood():
    provider = published(remote_oral())
    follow_law(LAST)
    stamp = Provider.objects.get(pk=provider.pk).index_stamp
    assert follow_law(LAST) == (0, 0)
    assert follow_law(AFTER) == (1, 0)
    assert Provider.objects.get(pk=provider.pk).index_stamp != stamp
    assert follow_law(AFTER + datetime.timedelta(days=1)) == (0, 0)
    assert reports() == []


def test_past_its_last_day_a_rule_is_on_the_staffs_list_and_stops_what_is_new():
    provider = published(remote_oral())
    before, after = ({fact.name: fact.why for fact in due_facts(day)} for day in (LAST, AFTER))
    (name,) = [name for name in after if name.startswith("Prescribing controlled")]
    assert (before[name], after[name]) == ("ends on December 31, 2026", "ended on December 31, 2026")
    assert "offers-0-where" in stopped(provider.listing, today=AFTER)
    assert "offers-0-where" not in stopped(provider.listing, today=AFTER, before=provider.listing)


def test_what_staff_save_is_found_by_at_once(client, clinics):
    row = LegalStatus.objects.get(treatment__slug="esketamine")
    factories.enter_desk(client, factories.user(is_staff=True, is_superuser=True))
    address = reverse("admin:providers_legalstatus_change", args=[row.pk])
    response = client.post(address, form_of(row) | {"status": "not-lawful"})
    assert response.status_code == 302
    run_tasks()
    assert total(client, "treatment=esketamine") == 0


def test_making_rows_anew_twice_does_no_harm(client, clinics):
    for _ in range(2):
        reindex_offering.call("esketamine")
    assert total(client, "treatment=esketamine") == 1
