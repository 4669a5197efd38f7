"""What is remembered of people: whoever was declined, spam or removed does not come back as a stranger."""

import pytest
from django.urls import reverse

from listings.account import deletion
from listings.models import Submission, SubmissionKey
from listings.models.submission_key import Key, keys_of
from listings.moderation import decisions, people_before
from tests import factories

pytestmark = pytest.mark.django_db
WEBSITE = {"website": "https://www.robin.example/"}


def page_of(client, row):
    return client.get(reverse("admin:listings_submission_change", args=[row.pk]))


def elsewhere(**more):
    """Parts of a document that shares nothing with the factory's own."""
    (license,) = factories.document()["licenses"]["licenses"]
    (place,) = factories.document()["places"]["places"]
    name = {"legal_name": "Other Person", "display_name": "Other Person"}
    parts = {
        "you": name,
        "licenses": {"licenses": [{**license, "number": "DEMO-9"}]},
        "places": {"places": [{**place, "phone": "+15125550199"}]},
    }
    return {step: {**parts.get(step, {}), **more.get(step, {})} for step in {*parts, *more}}


def declined(staff, **parts):
    row = factories.submission(**parts)
    decisions.decline(row, by=staff, reason="We found no active license.")
    return row


def test_whoever_was_declined_and_sends_again_is_known(client, staff):
    before = declined(staff)
    again = factories.submission(owner=before.owner, **elsewhere())
    page = page_of(client, again)
    (eye,) = [eye for eye in page.context["eyes"] if eye.place == "earlier"]
    assert "Declined" in eye.sentence
    assert "same account" in eye.sentence
    assert "We found no active license." in eye.sentence
    assert reverse("admin:listings_submission_change", args=[before.pk]) in page.content.decode()


def test_spam_and_a_removed_listing_are_remembered_and_what_came_to_no_harm_is_only_listed(client, staff):
    owner = factories.user()
    decisions.mark_spam(factories.submission(owner=owner, **elsewhere()), by=staff)
    again = factories.submission(owner=owner, **elsewhere())
    assert "Spam" in page_of(client, again).context["eyes"][0].sentence
    provider = factories.approve(again, by=staff)
    decisions.remove(provider, by=staff, reason="The license was revoked.")
    third = factories.submission(owner=owner, **elsewhere())
    eyes = [eye.sentence for eye in page_of(client, third).context["eyes"] if eye.place == "earlier"]
    assert "listing removed" in eyes[0]
    assert "The license was revoked." in eyes[0]
    assert eyes[0].endswith("And 1 more.")
    decisions.restore(provider, by=staff, reason="A mix-up.")
    memories, _more = people_before.remembered(third)
    assert next((m.submission.pk, m.is_adverse) for m in memories) == (again.pk, False)


@pytest.mark.parametrize("words", ["same NPI", "same license number", "same telephone", "same website"])
def test_another_account_is_known_by_its_numbers_however_they_are_written(client, staff, words):
    (license,) = factories.document()["licenses"]["licenses"]
    (place,) = factories.document()["places"]["places"]
    declined(staff, you={"npi": "1234567893"}, about=WEBSITE)
    more = {
        "same NPI": {"you": {"npi": "1234567893"}},
        "same license number": {"licenses": {"licenses": [{**license, "number": "demo 0001"}]}},
        "same telephone": {"places": {"places": [{**place, "street": "7 Example Street"}]}},
        "same website": {"about": {"website": "http://robin.example"}},
    }[words]
    (found,), _more = people_before.remembered(factories.submission(**elsewhere(**more)))
    assert (found.how, found.is_adverse) == (f"another account, {words}", True)


def test_a_stranger_is_a_stranger(client, staff):
    declined(staff)
    assert people_before.remembered(factories.submission(**elsewhere())) == ([], False)


def test_memory_asks_no_more_for_more_and_shows_no_more_than_twenty(
    client, staff, django_assert_max_num_queries
):
    owner = factories.user()
    for _ in range(people_before.MOST + 3):
        decisions.mark_spam(factories.submission(owner=owner), by=staff)
    row = Submission.objects.get(pk=factories.submission(owner=owner).pk)
    with django_assert_max_num_queries(5):
        memories, more = people_before.remembered(row)
        assert [m.became for m in memories]
    assert (len(memories), more) == (people_before.MOST, True)


def test_what_is_erased_is_known_by_no_key_any_more(staff):
    row = declined(staff)
    assert SubmissionKey.objects.filter(submission=row).count() == 2
    deletion.leave(row.owner)
    assert not SubmissionKey.objects.exists()


def test_keys_are_plain():
    said = factories.document(you={"npi": "1234567893"}, about=WEBSITE)
    assert keys_of(said) == [
        (Key.NPI, "1234567893"),
        (Key.LICENSE, "TX DEMO0001"),
        (Key.PHONE, "5125550143"),
        (Key.WEBSITE, "robin.example"),
    ]
    assert keys_of({}) == []
