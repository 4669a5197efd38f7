"""What proves a listing before it is public: a check of each license, with its source and its day."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings.access import collaborating
from listings.account import deletion
from listings.checks.all_checks import run_here
from listings.models import CheckResult, NotProved, Submission
from listings.moderation import decisions
from listings.steps import submitting
from providers.models import Fact, Provider, Summary
from providers.profile.building import profile_of_provider
from providers.profile.ledger import tally_at
from providers.search import reindex
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


# --- Whose account it is ------------------------------------------------------------------------------


def identity_of(provider):
    """The line of the ledger that says how it is known who writes the listing."""
    ledger = profile_of_provider(Provider.objects.get(pk=provider.pk)).ledger
    (row,) = [row for row in ledger if row.fact == Fact.Kind.IDENTITY.label]
    return row.value, row.basis, row.source_name


def identity_fact(name="Robin Sample"):
    return {
        "kind": Fact.Kind.IDENTITY,
        "value": name,
        "basis": Fact.Basis.STAFF,
        "source_name": "Document seen",
    }


def edit_by(owner, provider, **parts):
    """An edit with an NPI that waits."""
    row = Submission.objects.edit_of(provider, by=owner)
    row.document = factories.document(you={"npi": "1234567893"}, **parts)
    row.save()
    submitting.submit(row, by=owner)
    return row


def test_the_owner_and_the_desk_read_the_same_code_and_nobody_else_does(
    client, staff, owner, editor, provider
):
    edit = edit_by(owner, provider)
    code = edit.spoken_code
    desk = client.get(reverse("admin:listings_submission_change", args=[edit.pk])).content.decode()
    assert re.fullmatch(r"\d{6}", code)
    assert f'<span class="value">{code}</span>' in desk
    client.force_login(owner)
    assert f"<b>{code}</b>" in client.get("/listing/").content.decode()
    client.force_login(editor)
    assert code not in client.get("/listing/").content.decode()
    assert factories.submission().spoken_code == ""  # without an NPI there is no number to call


def test_what_proves_an_editors_account_proves_no_licensee(client, staff, editor, provider):
    edit = edit_by(editor, provider, about={"website": f"https://{editor.email.partition('@')[2]}/"})
    page = client.get(reverse("admin:listings_submission_change", args=[edit.pk])).content.decode()
    assert edit.spoken_code == ""
    assert "the domain of its website" not in page


def test_how_an_identity_is_known_is_public_and_ticked_by_staff_with_its_source(client, staff):
    row = factories.submission()
    page = client.get(reverse("admin:listings_submission_change", args=[row.pk])).content.decode()
    number = re.findall(r'name="source-(\d+)"[^>]*list="identity-sources"', page)[0]
    ticked = {
        "checked": ["0", number],
        "source-0": "Demonstration board",
        f"source-{number}": "Document seen",
    }
    press(client, row, **ticked)
    provider = Provider.objects.get()
    assert identity_of(provider) == ("Written by Robin Sample, or for them", "staff", "Document seen")
    client.logout()
    public = " ".join(client.get(provider.get_absolute_url()).content.decode().split())
    assert "Identity" in public
    assert "Document seen" in public


@pytest.mark.parametrize(
    ("mailbox", "site", "is_offered"),
    [
        ("robin@practice.example", "https://www.practice.example/", True),
        ("robin@practice.example", "https://other.example/", False),
        ("robin@gmail.com", "https://gmail.com/", False),
        ("robin@mail.practice.example", "https://practice.example/", False),
        ("robin@example", "https://practice.example/", False),
    ],
)
def test_a_mailbox_of_the_websites_own_domain_is_offered_as_source(client, staff, mailbox, site, is_offered):
    row = factories.submission(owner=factories.user(mailbox), about={"website": site})
    page = client.get(reverse("admin:listings_submission_change", args=[row.pk])).content.decode()
    assert ("the domain of its website" in page) == is_offered


def _other_owner(way, provider, owner, editor):
    """Change who owns a listing in one of the ways that there are."""
    if way == "a second owner joins":
        collaborating.join(provider, user=factories.user(), role="owner", invited_by=owner)
        return
    collaborating.set_role(provider, user=editor, role="owner", by=owner)
    Fact.objects.update(expires_on=None)  # checked when both owned it
    reindex.rewrite(provider)
    if way == "an owner leaves":
        collaborating.leave(provider, by=owner)
    elif way == "an owner is dismissed":
        collaborating.dismiss(provider, user=owner, by=editor)
    elif way == "an owner becomes an editor":
        collaborating.set_role(provider, user=owner, role="editor", by=editor)
    elif way == "an owner deletes the account":
        deletion.leave(owner)


@pytest.mark.parametrize(
    "way",
    [
        "a second owner joins",
        "an owner leaves",
        "an owner is dismissed",
        "an owner becomes an editor",
        "an owner deletes the account",
    ],
)
def test_an_identity_ends_however_the_owners_become_others(provider, owner, editor, way):
    Fact.objects.create(
        provider=provider, checked_by=factories.moderator(), **identity_fact(provider.display_name)
    )
    reindex.rewrite(provider)
    _other_owner(way, provider, owner, editor)
    assert identity_of(provider)[1] == "self-stated"
    card = Summary.objects.get(provider=provider).card
    assert "identity" not in str(tally_at(card["checks"], timezone.now()))


def test_an_identity_ends_when_an_editor_becomes_an_owner(provider, owner, editor):
    Fact.objects.create(
        provider=provider, checked_by=factories.moderator(), **identity_fact(provider.display_name)
    )
    collaborating.set_role(provider, user=editor, role="owner", by=owner)
    assert identity_of(provider)[1] == "self-stated"


@pytest.mark.parametrize("way", ["let in", "handed over", "renamed", "an editor joins"])
def test_an_identity_ends_with_the_owner_or_the_name_it_was_checked_for(provider, owner, editor, way):
    name = provider.display_name
    Fact.objects.create(provider=provider, checked_by=factories.moderator(), **identity_fact(name))
    reindex.rewrite(provider)
    if way == "let in":
        collaborating.let_in(provider, user=factories.user(), by=factories.moderator(), replaces=True)
    elif way == "handed over":
        collaborating.hand_over(provider, user=editor, by=owner)
    elif way == "renamed":
        with factories.saying(provider) as said:
            said.you.display_name = "Another Name"
        provider.display_name = "Another Name"
        provider.save()
        factories.index(provider)
    else:
        collaborating.join(provider, user=factories.user(), role="editor", invited_by=owner)
    assert identity_of(provider)[1] == ("staff" if way == "an editor joins" else "self-stated")
    card = Summary.objects.get(provider=provider).card
    assert ("identity" in str(tally_at(card["checks"], timezone.now()))) == (way == "an editor joins")
