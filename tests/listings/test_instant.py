"""Small facts go live at once; everything else waits while the listing stays as it is."""

import re
from copy import deepcopy
from html import unescape

import pytest
from django.utils import timezone

from listings.models import InstantChange, OwnerChange, Submission
from listings.moderation import decisions
from listings.publishing import small_changes
from listings.steps import submitting
from providers.document import schema as documents
from providers.local_days import today_in
from providers.models import Fact, Provider
from providers.profile.building import profile_of_provider
from providers.search.criteria import Criteria
from providers.search.engine import search
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    """A public listing with two places."""
    place = factories.document()["places"]["places"][0]
    second = {**place, "key": "p2", "phone": "+15125550144", "hours": "Mondays"}
    offers = [{"treatment": "ketamine-infusion", "where": ["p1", "p2"], "conditions": ["depression"]}]
    row = factories.submission(places={"places": [place, second]}, care={"offers": offers})
    return factories.approve(row, by=factories.moderator())


def edit(provider, change):
    """Submit an edit that `change` makes to the document; return what submitting answered."""
    row = Submission.objects.edit_of(provider, by=provider.owners[0])
    document = deepcopy(row.document) | {"review": factories.document()["review"]}
    change(document)
    row.document = document
    row.save()
    return submitting.submit(row, by=row.owner)


def public(provider):
    return Provider.objects.get(pk=provider.pk)


SMALL = {
    "phone": lambda d: d["places"]["places"][1].update(phone="+15125550199"),
    "hours": lambda d: d["places"]["places"][0].update(hours="Tuesdays"),
    "access": lambda d: d["places"]["places"][0].update(access=["wheelchair"]),
    "accepting": lambda d: d["care"].update(accepting="waitlist", wait_weeks=6),
    "languages": lambda d: d["care"].update(languages=["spanish"]),
    "communities": lambda d: d["care"].update(communities=["veterans"]),
    "ages": lambda d: d["care"].update(ages=["adults"]),
    "pronouns": lambda d: d["you"].update(pronouns="they/them"),
    "cost": lambda d: d["cost"]["costs"][0].update(session_low=500, session_high=600),
    "payment": lambda d: d["cost"].update(payment_options=["self-pay", "medicare"]),
    "payment of a treatment": lambda d: d["cost"].update(
        payments=[{"treatment": d["care"]["offers"][0]["treatment"], "options": ["superbill"]}]
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_small_fact_is_public_at_once_and_nothing_waits(client, provider, name):
    version = provider.version
    labels, waits = edit(provider, SMALL[name])
    assert labels
    assert not waits
    assert not Submission.objects.open().exists()
    assert public(provider).version == version + 1
    assert OwnerChange.objects.get().what == "instant"
    rows = InstantChange.objects.get().rows
    assert all(before != after for _label, before, after in rows)
    assert rows
    assert OutgoingMail.objects.filter(kind="listing_changed", to=provider.owners[0].email).count() == 1
    assert client.get(provider.get_absolute_url()).status_code == 200


def test_a_small_fact_reaches_the_search_and_the_page(client, provider):
    edit(provider, SMALL["accepting"])
    assert search(Criteria(accepting=True)).total == 0
    edit(provider, SMALL["phone"])
    assert "(512) 555-0199" in client.get(provider.get_absolute_url()).content.decode()


def test_what_waits_is_not_shown_and_the_small_part_of_the_same_edit_is(client, provider):
    def change(document):
        document["you"]["pronouns"] = "they/them"
        document["about"]["approach"] = "A new approach."
        document["places"]["places"][0].update(phone="+15125550177", street="9 Other Street")

    labels, waits = edit(provider, change)
    assert waits
    assert labels == ["Pronouns", "Phone for patients"]
    page = client.get(provider.get_absolute_url()).content.decode()
    assert "they/them" in page
    assert "(512) 555-0177" in page
    assert "A new approach." not in page
    row = Submission.objects.get(state="submitted")
    assert [
        c.path
        for c in small_changes.difference.diff(
            small_changes.documents.read_document(row.base_document), row.typed
        )
    ] == [
        ("places", "places"),
        ("about", "approach"),
    ]
    factories.approve(row, by=factories.moderator())
    assert public(provider).listing.about.approach == "A new approach."
    assert public(provider).listing.places.places[0].street == "9 Other Street"
    assert public(provider).listing.you.pronouns == "they/them"


def test_the_cost_of_a_new_treatment_waits_with_its_offer(provider):
    def change(document):
        where = document["care"]["offers"][0]["where"]
        document["care"]["offers"].append(
            {"treatment": "ketamine-injection", "where": where, "conditions": ["ptsd"]}
        )
        document["cost"]["costs"].append(
            {"treatment": "ketamine-injection", "session_low": 300, "sessions": 6}
        )
        document["cost"]["costs"][0]["session_low"] = 350

    _labels, waits = edit(provider, change)
    assert waits
    assert [(c.treatment, c.session_low) for c in public(provider).listing.cost.costs] == [
        ("ketamine-infusion", 350)
    ]
    factories.approve(Submission.objects.get(state="submitted"), by=factories.moderator())
    assert sorted(c.session_low for c in public(provider).listing.cost.costs) == [300, 350]


def test_the_cost_of_a_treatment_that_is_taken_back_stays_until_staff_agree(provider):
    def change(document):
        document["care"]["offers"][0]["treatment"] = "integration-therapy"
        document["cost"]["costs"] = []

    _labels, waits = edit(provider, change)
    assert waits
    assert len(public(provider).listing.cost.costs) == 1
    factories.approve(Submission.objects.get(state="submitted"), by=factories.moderator())
    assert len(public(provider).listing.cost.costs) == 0


def test_an_edit_without_a_change_is_over_and_nothing_is_sent(provider):
    before = OutgoingMail.objects.count()
    assert edit(provider, lambda document: None) == ([], False)
    assert OutgoingMail.objects.count() == before
    assert not Submission.objects.filter(state__in=Submission.OPEN).exists()


def phone_bases(provider):
    ledger = profile_of_provider(public(provider)).ledger
    return [row.basis for row in ledger if row.fact == Fact.Kind.PHONE.label]


def test_a_changed_phone_loses_its_check(provider):
    factories.fact(provider, "phone", "(512) 555-0144")
    assert phone_bases(provider) == ["self-stated", "staff"]
    edit(provider, SMALL["phone"])
    assert phone_bases(provider) == ["self-stated", "self-stated"]


def test_a_first_listing_waits_whole():
    row = factories.submission(submitted=False, you={"pronouns": "they/them"})
    assert submitting.submit(row, by=row.owner) == ([], True)
    assert not Provider.objects.exists()


def test_an_edit_that_was_sent_back_and_only_small_facts_are_left_of_keeps_its_record(provider):
    edit(provider, lambda d: d["about"].update(approach="New words."))
    row = Submission.objects.get(state="submitted")
    decisions.request_changes(row, by=factories.moderator(), reason="Leave that as it was.")
    row.document["about"]["approach"] = public(provider).listing.about.approach
    row.document["you"]["pronouns"] = "they/them"
    row.save()
    assert submitting.submit(row, by=row.owner) == (["Pronouns"], False)
    assert Submission.objects.get(pk=row.pk).state == "withdrawn"
    assert row.decisions.count() == 1


def test_about_one_change_in_five_is_looked_at_and_the_choice_cannot_be_guessed_from_the_page(provider):
    for number in range(20):
        edit(provider, lambda d, number=number: d["care"].update(wait_weeks=number + 1))
    sampled = InstantChange.objects.to_look_at()
    assert 1 <= sampled.count() <= 12
    row, staff = sampled.first(), factories.moderator()
    row.look_at(by=staff)
    row.look_at(by=factories.moderator())
    assert (row.seen_by, InstantChange.objects.to_look_at().filter(pk=row.pk).exists()) == (staff, False)


def test_the_table_is_on_the_page_about_checking_and_names_each_field_once(client):
    page = client.get("/verification/").content.decode()
    rows = small_changes.table()
    for row in rows:
        assert not set(row.at_once) & set(row.waiting)
        for label in [*row.at_once, *row.waiting]:
            assert label.replace("'", "&#x27;") in page
    at_once = {label for row in rows for label in row.at_once}
    assert {"Phone for patients", "Hours", "Access", "New patients", "How can patients pay?"} <= at_once
    assert {"Street", "City", "Photo", "My approach", "License"} <= {w for row in rows for w in row.waiting}


def test_a_small_fact_counts_as_a_confirmation(provider):
    Provider.objects.update(confirmed_on=today_in("TX") - timezone.timedelta(days=100))
    edit(provider, SMALL["hours"])
    assert public(provider).confirmed_on == today_in("TX")


# --- The sample that staff look at --------------------------------------------------------------------

SAMPLE = "/admin/listings/instantchange/"


@pytest.fixture
def sampled(provider, monkeypatch):
    """A change of hours and languages that waits for a look."""
    monkeypatch.setattr(small_changes, "SAMPLED_OF", 1)

    def change(document):
        SMALL["hours"](document)
        SMALL["languages"](document)

    edit(provider, change)
    return InstantChange.objects.get()


def act(client, row, **data):
    return client.post(f"{SAMPLE}{row.pk}/change/", data, follow=True).content.decode()


def test_the_sample_waits_in_admin_and_leaves_the_list_once_looked_at(client, sampled, staff):
    page = client.get(SAMPLE).content.decode()
    assert "Robin Sample" in page
    assert "Languages" in page
    assert "Tuesdays" in client.get(f"{SAMPLE}{sampled.pk}/change/").content.decode()
    assert "you have looked at it" in act(client, sampled, action="seen")
    sampled.refresh_from_db()
    assert sampled.seen_by == staff
    assert "Robin Sample" not in client.get(SAMPLE).content.decode()
    assert "Robin Sample" in client.get(f"{SAMPLE}?looked=all").content.decode()


def test_a_change_is_put_back_and_the_owner_told_why(client, sampled, staff, provider):
    Provider.objects.update(confirmed_on="2026-01-02")
    assert "Say why" in act(client, sampled, action="put-back", reason=" ")
    assert public(provider).listing.places.places[0].hours == "Tuesdays"
    assert "It is put back" in act(client, sampled, action="put-back", reason="Closed on Tuesdays.")
    now = public(provider)
    assert now.listing.places.places[0].hours == ""
    assert now.listing.care.languages == []
    assert str(now.confirmed_on) == "2026-01-02"
    sampled.refresh_from_db()
    assert (sampled.seen_by, sampled.reason) == (staff, "Closed on Tuesdays.")
    mail = OutgoingMail.objects.get(kind="small_change_put_back")
    assert "Closed on Tuesdays." in mail.text
    assert "Hours" not in mail.subject
    assert OutgoingMail.objects.filter(kind="small_change_put_back").count() == 1


@pytest.mark.parametrize("name", SMALL)
def test_every_small_fact_can_be_put_back(provider, name):
    before = profile_of_provider(public(provider))
    edit(provider, SMALL[name])
    small_changes.put_back(InstantChange.objects.get(), by=factories.moderator(), reason="Because.")
    assert profile_of_provider(public(provider)) == before


def test_what_was_changed_again_since_is_left_alone(client, sampled, staff, provider):
    edit(provider, lambda d: d["places"]["places"][0].update(hours="Fridays"))
    assert "changed it again since" in act(client, sampled, action="put-back", reason="Because.")
    assert public(provider).listing.places.places[0].hours == "Fridays"


def test_a_change_of_which_nothing_older_was_kept_is_not_put_back_and_says_so(client, sampled, staff):
    InstantChange.objects.update(before={}, after={})  # as a row that was written before both were kept
    page = client.get(f"{SAMPLE}{sampled.pk}/change/").content.decode()
    assert "what stood before was not kept" in page
    assert 'value="put-back"' not in page
    assert "It is too old to be put back" in act(client, sampled, action="put-back", reason="Because.")
    assert "you have looked at it" in act(client, sampled, action="seen")


def test_nobody_looks_at_the_own_listing_and_editors_see_no_sample(client, sampled, staff, provider):
    page = f"{SAMPLE}{sampled.pk}/change/"
    assert 'value="put-back"' in client.get(page).content.decode()
    factories.collaborator(Provider.objects.get(), staff)
    assert 'value="put-back"' not in client.get(page).content.decode()
    for action in ("seen", "put-back"):
        assert "This is your own listing." in act(client, sampled, action=action, reason="Because.")
    sampled.refresh_from_db()
    assert sampled.seen_at is None
    factories.enter_desk(client, factories.editor())
    assert client.get(SAMPLE).status_code == 403


def test_the_table_on_the_page_is_the_table_in_the_code(client):
    page = unescape(client.get("/verification/").content.decode())
    page = re.sub(r">\s+<", "><", page)
    row = r'<tr><th scope="row">(.*?)</th><td[^>]*><span>(.*?)</span></td><td[^>]*><span>(.*?)</span></td>'
    nothing = ["Nothing"]
    assert re.findall(row, page) == [
        (step.title, "; ".join(step.at_once or nothing), "; ".join(step.waiting or nothing))
        for step in small_changes.table()
    ]
    at_once = {str(label) for step in small_changes.table() for label in step.at_once}
    assert len(at_once) == len(small_changes.INSTANT) + len(small_changes.INSTANT_IN_PLACES)
    assert at_once == {
        "Phone for telehealth",
        *("Pronouns", "Phone for patients", "Hours", "Access", "New patients", "Usual wait in weeks"),
        *("Ages you see", "Languages besides English", "No care in English, only in these"),
        "Communities you have experience with",
        *("Cost", "How can patients pay?", "Ways to pay by treatment", "Is a first call free?"),
        "Fee for a session in which no drug is given, US dollars",
        *("Sliding scale, from", "Sliding scale, to"),
    }


def test_one_price_for_a_session_can_be_put_back_though_its_upper_end_was_left_open(provider, monkeypatch):
    monkeypatch.setattr(small_changes, "SAMPLED_OF", 1)
    edit(provider, lambda d: d["cost"]["costs"][0].update(session_low=500, session_high=None))
    assert public(provider).listing.cost.costs[0].session_high == 500
    small_changes.put_back(InstantChange.objects.get(), by=factories.moderator(), reason="A typing error.")
    assert public(provider).listing.cost.costs[0].session_low == 400


def test_leaving_out_an_upper_price_that_says_the_same_changes_nothing(provider):
    Provider.objects.update(confirmed_on="2026-01-02")
    row = public(provider).listing.cost.costs[0]
    assert row.session_low == row.session_high
    assert edit(provider, lambda d: d["cost"]["costs"][0].update(session_high=None))[0] == []
    assert str(public(provider).confirmed_on) == "2026-01-02"


def test_a_new_place_is_never_called_as_one_that_was_public(client, provider):
    row = Submission.objects.edit_of(provider, by=provider.owners[0])
    client.force_login(row.owner)
    address = row.address_of("places")

    def save(*rows):
        seen = documents.fingerprint(Submission.objects.get(pk=row.pk).typed.places)
        fields = {
            f"places-{number}-{name}": value
            for number, place in enumerate(rows)
            for name, value in place.items()
        }
        client.post(address, {"seen": seen, "action": "continue", **fields})
        return [place.key for place in Submission.objects.get(pk=row.pk).typed.places.places]

    kept = {"key": "p2", "street": "1 Example Street", "city": "Austin", "state": "TX", "zip_code": "78701"}
    new = {"key": "", "street": "9 Other Street", "city": "Dallas", "state": "TX", "zip_code": "75201"}
    assert save(kept) == ["p2"]
    assert save(kept, new) == ["p2", "p3"]
    assert save(kept, new) == ["p2", "p3"]  # saved once more from the same page
