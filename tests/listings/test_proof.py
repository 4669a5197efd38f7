"""What proves a listing before it is public: a check of each license, with its source and its day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings.checks.all_checks import run_here
from listings.models import CheckResult, NotProved, Submission
from listings.moderation import decisions
from providers.models import Fact, Provider
from tests import factories

pytestmark = pytest.mark.django_db


def press(client, row, **data):
    """Press "Approve" on the page of a submission; return the page that follows."""
    address = reverse("admin:listings_submission_decide", args=[row.pk])
    data = {"action": "approve", "document_version": row.document_version, **data}
    return client.post(address, data, follow=True).content.decode()


def test_a_listing_whose_license_nobody_looked_up_is_not_published(client, staff):
    row = factories.submission()
    page = press(client, row)
    assert "Not checked: Doctor of medicine, Texas, no. DEMO-0001" in page
    assert not Provider.objects.exists()
    assert Submission.objects.get().state == "submitted"


def test_a_check_of_a_license_has_a_source_and_a_day_of_its_own(client, staff):
    row = factories.submission()
    day = timezone.localdate() - timedelta(days=2)
    press(client, row, checked="0", **{"source-0": "Demonstration board", "on-0": day.isoformat()})
    fact = Provider.objects.get().facts.get()
    assert (fact.source_name, fact.source_url) == ("Demonstration board", "https://profile.tmb.state.tx.us/")
    assert timezone.localdate(fact.checked_at) == day


@pytest.mark.parametrize("day", ["tomorrow", "2999-01-01", "30.11.2026"])
def test_a_day_that_cannot_be_is_said(client, staff, day):
    row = factories.submission()
    page = press(client, row, checked="0", **{"source-0": "Demonstration board", "on-0": day})
    assert "Enter the day of the check you ticked, not later than today" in page
    assert not Provider.objects.exists()


def test_the_page_fills_in_the_board_and_leads_to_its_look_up(client, staff):
    row = factories.submission()
    page = client.get(reverse("admin:listings_submission_change", args=[row.pk])).content.decode()
    assert 'value="Demonstration board"' in page
    assert 'href="https://profile.tmb.state.tx.us/"' in page


def test_every_license_that_a_role_rests_on_is_asked_for_and_one_check_counts_for_an_edit():
    (license,) = factories.document()["licenses"]["licenses"]
    second = {**license, "state": "OK", "number": "DEMO-0002"}
    row = factories.submission(licenses={"licenses": [license, second]})
    by = factories.moderator()
    first = {"kind": "license", "basis": "staff", "source_name": "Board"}
    facts = [{**first, "value": "MD TX DEMO-0001"}]
    with pytest.raises(NotProved, match="Oklahoma"):
        decisions.approve(row, by=by, facts=facts)
    provider = decisions.approve(row, by=by, facts=[*facts, {**first, "value": "MD OK DEMO-0002"}])
    edit = Submission.objects.create(
        owner=row.owner, provider=provider, state="submitted", submitted_at=timezone.now(),
        base_document=provider.document, based_on=provider.version,
        document={**row.document, "about": {"approach": "We talk longer."}},
    )  # fmt: skip
    assert decisions.approve(edit, by=by).listing.about.approach == "We talk longer."


def test_a_match_of_the_npi_becomes_a_fact_of_the_registry():
    row = factories.submission(you={"npi": "1234567893"})
    row.checks.update_or_create(
        kind=CheckResult.Kind.NPI, defaults={"outcome": CheckResult.Outcome.MATCHES, "detail": ""}
    )
    facts = [{"kind": "license", "basis": "staff", "source_name": "Board", "value": "MD TX DEMO-0001"}]
    provider = decisions.approve(row, by=factories.moderator(), facts=facts)
    fact = provider.facts.get(kind=Fact.Kind.NPI)
    assert (fact.value, fact.basis, fact.source_name) == ("1234567893", "registry", "NPI Registry")


def test_a_teams_license_in_words_is_compared_with_the_state_and_one_without_a_holder_is_marked():
    document = {
        "role": "clinic",
        "people": [{"key": "c1", "name": "Pat Sample", "parts": ["leads"], "license": "MD, Colorado"}],
    }
    row = factories.submission(submitted=False, you=document)
    found = _licenses(row)
    assert found.outcome == "look"
    assert "names Colorado, where this practice is not" in str(found.rows)
    assert "Holder not said." in str(found.rows)


def _licenses(row):
    return next(found for found in run_here(row) if found.kind == CheckResult.Kind.LICENSES)
