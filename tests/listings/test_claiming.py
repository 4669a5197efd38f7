"""Somebody says that a public listing is theirs: the owner is told, staff decide."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.access import claiming
from listings.account import deletion
from listings.models import AlreadyDecided, Claim, OwnerChange, OwnListing, TooEarly
from providers.models import Provider
from tests import factories
from tests.listings.test_collaborators import mails, signed_in
from tests.mailbox import mail_to, run_tasks

pytestmark = pytest.mark.django_db
WORDS = {"statement": "Call the practice and ask for Sam."}


@pytest.fixture
def claimant():
    return factories.user("sam@mail.example")


@pytest.fixture
def claim(provider, claimant):
    """A claim on the listing of `owner`, a moment old."""
    return claiming.claim_listing(provider, WORDS["statement"], by=claimant)


def grow_old(claim, days=7):
    """Let days pass since the claim."""
    Claim.objects.filter(pk=claim.pk).update(at=timezone.now() - timedelta(days=days))
    claim.refresh_from_db()


def page(claim):
    return f"/admin/listings/claim/{claim.pk}/change/"


def test_the_public_page_leads_to_a_claim_and_the_old_address_and_staff_are_told(
    client, provider, owner, claimant, settings
):
    address = f"/listing/claim/{provider.slug}/"
    assert f'href="{address}"' in client.get(provider.get_absolute_url()).content.decode()
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
    theirs = signed_in(claimant)
    assert "Somebody writes it already." in theirs.get(address).content.decode()
    for _twice in range(2):
        answer = theirs.post(address, WORDS, follow=True)
        assert "Our staff have your claim on Example Clinic." in answer.content.decode()
    assert Claim.objects.count() == 1
    run_tasks()
    assert "sam@mail.example has said that this listing is theirs." in mail_to(owner.email)[-1].body
    assert mails("claim_waits") == [settings.STAFF_EMAIL]
    assert "Call the practice" not in mail_to(settings.STAFF_EMAIL)[-1].body
    assert Provider.objects.get().owners == [owner]
    assert "You have claimed it." in theirs.get(address).content.decode()


def test_who_writes_it_is_led_to_it_and_a_demonstration_is_claimed_by_nobody(client, provider, owner):
    address = f"/listing/claim/{provider.slug}/"
    assert signed_in(owner).get(address)["Location"] == f"/listing/#{provider.slug}"
    with pytest.raises(OwnListing):
        claiming.claim_listing(provider, "Mine.", by=owner)
    shown = factories.listed_provider(is_demonstration=True)
    assert "/listing/claim/" not in client.get(shown.get_absolute_url()).content.decode()
    assert signed_in(factories.user()).get(f"/listing/claim/{shown.slug}/").status_code == 404
    with pytest.raises(PermissionDenied):
        claiming.claim_listing(shown, "Mine.", by=owner)


@pytest.mark.parametrize("statement", ["", "   ", "x" * 2001])
def test_a_claim_without_words_or_with_too_many_is_refused_at_the_field(provider, claimant, statement):
    answer = signed_in(claimant).post(f"/listing/claim/{provider.slug}/", {"statement": statement})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not Claim.objects.exists()


def test_claims_of_one_account_are_bounded_by_the_day(claimant):
    theirs = signed_in(claimant)
    listings = [factories.listed_provider() for _ in range(6)]
    answers = [theirs.post(f"/listing/claim/{row.slug}/", WORDS).status_code for row in listings]
    assert answers == [302] * 5 + [429]


def test_the_owner_reads_of_it_and_objects_and_staff_see_that(client, provider, owner, editor, claim, staff):
    assert "sam@mail.example</strong>" in signed_in(owner).get("/listing/").content.decode()
    assert signed_in(factories.user()).post(f"/listing/objection/{claim.pk}/").status_code == 404
    assert signed_in(editor).post(f"/listing/objection/{claim.pk}/").status_code == 403
    assert signed_in(owner).post(f"/listing/objection/{claim.pk}/").status_code == 302
    assert f"{owner} objected" in client.get(page(claim)).content.decode()
    assert "Our staff see it." in signed_in(owner).get("/listing/").content.decode()


def test_staff_let_nobody_in_before_seven_days_but_may_refuse(client, provider, claim, staff):
    answer = client.post(page(claim), {"action": "joins", "reason": "We called."})
    assert "has until" in answer.content.decode()
    assert "We called." in answer.content.decode()
    with pytest.raises(TooEarly):
        claiming.let_in(claim, by=staff, reason="We called.", replaces=True)
    assert provider.collaborators.count() == 1
    assert "Say how you know" in client.post(page(claim), {"action": "refuse"}).content.decode()
    client.post(page(claim), {"action": "refuse", "reason": "Nobody there knows Sam."})
    claim.refresh_from_db()
    assert (claim.verdict, claim.decided_by) == ("refused", staff)
    run_tasks()
    assert "Nobody there knows Sam." in mail_to("sam@mail.example")[-1].body


def test_a_listing_whose_mailbox_is_lost_is_recovered_after_seven_days(
    client, provider, owner, editor, claim, claimant, staff
):
    grow_old(claim)
    client.post(page(claim), {"action": "replaces", "reason": "We called the practice."})
    provider = Provider.objects.get()
    assert provider.owners == [claimant]
    assert provider.may_be_written_by(editor)
    assert not provider.may_be_written_by(owner)
    assert mails("claim_granted") == sorted([claimant.email, owner.email])
    assert list(OwnerChange.objects.order_by("pk").values_list("what", "by", "whom")) == [
        ("let-in", staff.pk, claimant.pk),
        ("dismissed", staff.pk, owner.pk),
    ]
    assert signed_in(claimant).get(f"/listing/people/{provider.slug}/").status_code == 200
    with pytest.raises(AlreadyDecided):
        claiming.refuse(claim, by=staff, reason="Twice.")


def test_a_claim_may_also_add_an_owner(client, provider, owner, claim, claimant, staff):
    grow_old(claim)
    client.post(page(claim), {"action": "joins", "reason": "We called the practice."})
    assert Provider.objects.get().owners == [owner, claimant]


def test_a_listing_that_nobody_owns_is_decided_at_once(claimant, staff):
    shown = factories.listed_provider(owner=None)
    claim = claiming.claim_listing(shown, "Mine.", by=claimant)
    claiming.let_in(claim, by=staff, reason="We called.", replaces=False)
    assert Provider.objects.get().owners == [claimant]


def test_nobody_decides_on_their_own_claim_or_listing(client, provider, staff):
    mine = claiming.claim_listing(provider, "Mine.", by=staff)
    grow_old(mine)
    with pytest.raises(OwnListing):
        claiming.let_in(mine, by=staff, reason="It is me.", replaces=True)
    theirs = claiming.claim_listing(provider, "Mine.", by=factories.user())
    factories.collaborator(provider, staff, role="editor")
    with pytest.raises(OwnListing):
        claiming.refuse(Claim.objects.get(pk=theirs.pk), by=staff, reason="It is mine.")
    for row in (mine, theirs):
        assert client.get(page(row)).status_code == 302  # not found, says admin, and leads away


def test_claims_go_with_the_account_and_half_a_year_after_the_decision(provider, claim, claimant, staff):
    claiming.refuse(claim, by=staff, reason="No.")
    for days, left in ((179, 1), (180, 0)):
        Claim.objects.update(decided_at=timezone.now() - timedelta(days=days))
        claiming.erase_old()
        assert Claim.objects.count() == left
    claiming.claim_listing(provider, "Again.", by=claimant)
    deletion.leave(claimant)
    assert not Claim.objects.exists()


def test_the_dashboard_asks_the_same_number_of_questions_whatever_is_claimed(
    provider, owner, claim, django_assert_num_queries
):
    client = signed_in(owner)
    client.get("/listing/")
    with CaptureQueriesContext(connection) as one:
        client.get("/listing/")
    claiming.claim_listing(provider, "Also mine.", by=factories.user())
    with django_assert_num_queries(len(one)):
        client.get("/listing/")
