"""A practice and a clinician with a listing of their own: public while both agree, ended by either."""

import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.access import memberships
from listings.account.export import belongings_of
from listings.moderation import decisions
from providers.document.schema import PersonRow
from providers.models import Membership, Provider
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(owner):
    """A public clinic whose listing names one person."""
    row = factories.listed_provider(owner=owner, role="clinic", display_name="Example Clinic")
    with factories.saying(row) as said:
        said.you.people = [PersonRow(key="c1", name="Pat Sample"), PersonRow(key="c2", name="Robin Other")]
    return row


@pytest.fixture
def pat():
    return factories.user("pat@mail.example")


@pytest.fixture
def clinician(pat):
    """The public listing of that person."""
    return factories.listed_provider(owner=pat, display_name="Pat Sample, MD")


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def press(browser, provider, **data):
    return browser.post(reverse("listings:members", args=[provider.slug]), data, follow=True).content.decode()


def linked(provider):
    """The public addresses that the page of a provider gives as its people's or its practices'."""
    page = Client().get(provider.get_absolute_url()).content.decode()
    found = re.search(r"<dt>\s*(?:Listings of their own|Works at)\s*</dt>\s*<dd>(.*?)</dd>", page, re.S)
    return re.findall(r'href="([^"]+)"', found[1]) if found else []


def links(practice, clinician):
    """Whether the page of each leads to the other."""
    ways = ((practice, clinician), (clinician, practice))
    return tuple(linked(one) == [other.get_absolute_url()] for one, other in ways)


def mails():
    rows = OutgoingMail.objects.filter(kind="membership_changed").order_by("pk")
    return [(row.to, row.subject) for row in rows]


def test_a_practice_asks_the_clinician_agrees_and_each_page_leads_to_the_other(
    practice, clinician, owner, pat
):
    address = f"https://psychly.example{clinician.get_absolute_url()}?near=78701"
    said = press(signed_in(owner), practice, action="ask", person="c1", listing=address)
    assert "We asked the owner of Pat Sample, MD" in said
    assert "asked on" in said
    assert links(practice, clinician) == (False, False)
    assert mails() == [("pat@mail.example", "A practice says that you work there")]
    browser = signed_in(pat)
    page = browser.get(reverse("listings:members", args=[clinician.slug])).content.decode()
    assert "Example Clinic" in page
    said = press(browser, clinician, action="agree", membership=Membership.objects.get().pk)
    assert "Both listings lead to each other now." in said
    assert links(practice, clinician) == (True, True)
    assert mails()[1] == (owner.email, "A clinician agreed to be linked to your listing")
    assert "agreed_at" in json.dumps(belongings_of(pat)["listings"][0]["memberships"], default=str)


@pytest.mark.parametrize("side", ["practice", "clinician"])
def test_either_side_ends_it_and_the_other_is_told(practice, clinician, owner, pat, side):
    row = memberships.ask(practice, "c1", clinician, by=owner)
    memberships.agree(row, by=pat)
    by, mine = (owner, practice) if side == "practice" else (pat, clinician)
    assert "It has ended" in press(signed_in(by), mine, action="end", membership=row.pk)
    assert links(practice, clinician) == (False, False)
    assert mails()[-1] == (
        (pat if side == "practice" else owner).email, "A listing is not linked to yours any more"
    )  # fmt: skip
    sent = len(mails())
    assert "It has ended already." in press(signed_in(by), mine, action="end", membership=row.pk)
    assert len(mails()) == sent


def test_agreeing_twice_is_once(practice, clinician, owner, pat):
    row = memberships.ask(practice, "c1", clinician, by=owner)
    for _again in range(2):
        memberships.agree(row, by=pat)
    assert len(mails()) == 2


@pytest.mark.parametrize("why", ["hidden", "removed", "named no more", "not agreed"])
def test_nothing_is_public_that_is_not_so_by_now(practice, clinician, owner, pat, why):
    row = memberships.ask(practice, "c1", clinician, by=owner)
    if why != "not agreed":
        memberships.agree(row, by=pat)
    if why == "named no more":
        with factories.saying(practice) as said:
            said.you.people = said.you.people[1:]
        assert links(practice, clinician) == (False, False)
        return
    if why == "hidden":
        Provider.objects.filter(pk=clinician.pk).update(hidden_by_owner_at=timezone.now())
    if why == "removed":
        decisions.remove(clinician, by=factories.moderator(), reason="The license was revoked.")
    assert linked(practice) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"person": "", "listing": "/x"}, "Choose the person."),
        ({"person": "c9", "listing": "/x"}, "Choose the person."),
        ({"person": "c1", "listing": ""}, "Enter the address of their public page."),
        ({"person": "c1", "listing": "pat sample"}, "No public listing has this address."),
        ({"person": "c1", "listing": "https://[x"}, "No public listing has this address."),
        ({"person": "c1", "listing": "own"}, "That is the listing of an organization"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field_and_stays(practice, owner, typed, sentence):
    if typed["listing"] == "own":
        typed = {**typed, "listing": practice.get_absolute_url()}
    page = press(signed_in(owner), practice, action="ask", **typed)
    assert sentence in page
    if typed["listing"]:
        assert f'value="{typed["listing"]}"' in page
    assert not Membership.objects.exists()


def test_one_person_and_one_listing_are_linked_once(practice, clinician, owner):
    memberships.ask(practice, "c1", clinician, by=owner)
    again = {"action": "ask", "person": "c2", "listing": clinician.get_absolute_url()}
    assert "linked or asked already" in press(signed_in(owner), practice, **again)
    assert Membership.objects.count() == 1


def test_nobody_but_owners_of_a_side_presses(practice, clinician, owner, pat):
    row = memberships.ask(practice, "c1", clinician, by=owner)
    editor = factories.collaborator(clinician, factories.user(), role="editor")
    address = reverse("listings:members", args=[clinician.slug])
    assert signed_in(editor).get(address).status_code == 200
    assert signed_in(editor).post(address, {"action": "agree", "membership": row.pk}).status_code == 403
    assert signed_in(owner).get(address).status_code == 404
    with pytest.raises(PermissionDenied):
        memberships.agree(row, by=owner)  # the practice cannot agree with itself
    other = reverse("listings:members", args=[practice.slug])
    assert signed_in(owner).post(other, {"action": "agree", "membership": row.pk}).status_code == 403
    stranger = factories.listed_provider(owner=factories.user())
    with pytest.raises(PermissionDenied):
        memberships.end(row, by=stranger.owners[0])
    assert not Membership.objects.get().agreed_at


def test_it_goes_with_either_listing(practice, clinician, owner):
    memberships.ask(practice, "c1", clinician, by=owner)
    clinician.delete()
    assert not Membership.objects.exists()
