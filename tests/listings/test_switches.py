"""Switches on the dashboard: public when pressed, undone with one press, and nothing else changes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from listings.models import InstantChange, OwnerChange, Submission
from listings.publishing import small_changes, switches
from providers.models import Provider
from providers.search.criteria import Criteria
from providers.search.engine import search
from psychly.models import OutgoingMail
from tests import factories
from tests.listings import practices
from tests.listings.test_collaborators import edit, mails, signed_in

pytestmark = pytest.mark.django_db
COST = "cost-ketamine-infusion"


def shown(client, name, page=None):
    """The switch of a name on the dashboard."""
    page = page or client.get("/listing/")
    return next(row for row in page.context["providers"][0][4] if row.name == name)


def press(client, provider, name, seen=None, **data):
    """Type into a switch and press its button, as its form on the page would send it."""
    seen = seen or shown(client, name).seen
    data = {"switch": name, "seen": seen, "action": "press", **data}
    return client.post(f"/listing/switch/{provider.slug}/", data, follow=True)


def undo(client, provider, name):
    data = {"switch": name, "action": "undo"}
    return client.post(f"/listing/switch/{provider.slug}/", data, follow=True)


def public():
    return Provider.objects.get().listing


def test_waitlist_and_weeks_are_public_when_pressed_and_found_so_at_once(client, provider, owner):
    mine = signed_in(owner)
    Provider.objects.update(confirmed_on=timezone.localdate() - timedelta(days=10))
    answer = press(mine, provider, "accepting", accepting="waitlist", wait_weeks="6")
    assert "It is public now." in answer.content.decode()
    assert (public().care.accepting, public().care.wait_weeks) == ("waitlist", 6)
    assert "aitlist" in client.get(provider.get_absolute_url()).content.decode()
    assert not search(Criteria(accepting=True)).hits
    after = Provider.objects.get()
    assert after.version == provider.version + 1
    assert after.confirmed_on < timezone.localdate()  # nobody read the rest
    assert OwnerChange.objects.get().by == owner
    assert mails("listing_changed") == [owner.email]
    row = shown(mine, "accepting")
    assert row.since == InstantChange.objects.get().at
    assert re.search(r"public since\s+<time", answer.content.decode())


def test_undo_brings_back_what_stood_before_and_can_be_undone_itself(provider, owner):
    mine = signed_in(owner)
    press(mine, provider, "accepting", accepting="no", wait_weeks="")
    assert "Undo: back to “Accepting new patients”" in mine.get("/listing/").content.decode()
    assert "Undone" in undo(mine, provider, "accepting").content.decode()
    assert public().care.accepting == "yes"
    undo(mine, provider, "accepting")
    assert public().care.accepting == "no"
    assert InstantChange.objects.count() == 3


def test_undo_of_what_was_changed_again_or_never_changes_nothing(provider, owner):
    mine = signed_in(owner)
    assert "nothing to undo" in undo(mine, provider, "accepting").content.decode()
    press(mine, provider, "accepting", accepting="no")
    small_changes.put_back(InstantChange.objects.get(), by=factories.moderator(), reason="Not so.")
    assert "nothing to undo" in undo(mine, provider, "accepting").content.decode()
    assert public().care.accepting == "yes"


def test_telephone_and_hours_of_one_place_change_and_its_other_facts_stay(provider, owner):
    mine, before = signed_in(owner), public()
    press(mine, provider, "place-p1", phone="(512) 555-0199", hours="Mondays")
    [place] = public().places.places
    assert (place.phone, place.hours) == ("+15125550199", "Mondays")
    [was] = before.places.places
    was.phone, was.hours = place.phone, place.hours
    assert place == was


def test_the_cost_of_one_treatment_changes_and_stands_on_the_page(client, provider, owner):
    mine = signed_in(owner)
    press(mine, provider, COST, treatment="ketamine-infusion", session_low="450", sessions="6", intake="100")
    [row] = public().cost.costs
    assert (row.session_low, row.sessions, row.intake) == (450, 6, 100)
    assert "$450" in client.get(provider.get_absolute_url()).content.decode()
    undo(mine, provider, COST)
    assert public().cost.costs[0].session_low == 400


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("accepting", {"accepting": ""}, "Say whether you take new patients."),
        ("accepting", {"accepting": "perhaps"}, "What stood here cannot be chosen any more."),
        ("accepting", {"accepting": "waitlist", "wait_weeks": "soon"}, "Enter a whole number in digits"),
        ("place-p1", {"phone": "555", "hours": ""}, "Enter all ten digits"),
    ],
)
def test_what_cannot_be_public_is_refused_at_its_field_with_what_was_typed(
    provider, owner, name, data, sentence
):
    answer = press(signed_in(owner), provider, name, **data)
    row = shown(None, name, answer)
    assert sentence in " ".join(str(error) for error in row.form.errors.values())
    assert "There is a problem" in answer.content.decode()
    assert "details open" in answer.content.decode()
    assert Provider.objects.get().version == provider.version
    for typed in {*data.values()} - {"", "perhaps"}:  # what is no choice cannot stand in a list of choices
        assert typed in answer.content.decode()


def test_the_same_again_changes_nothing_and_mails_nobody(provider, owner):
    press(signed_in(owner), provider, "accepting", accepting="yes", wait_weeks="")
    assert Provider.objects.get().version == provider.version
    assert not OutgoingMail.objects.filter(kind="listing_changed").exists()


def test_two_people_at_one_switch_the_second_is_told_and_both_at_different_ones_are_done(
    provider, owner, editor
):
    mine, theirs = signed_in(owner), signed_in(editor)
    seen = {name: shown(mine, name).seen for name in ("accepting", "place-p1")}
    press(theirs, provider, "accepting", accepting="waitlist", wait_weeks="4")
    answer = press(mine, provider, "accepting", seen["accepting"], accepting="no")
    assert "Somebody else has changed it meanwhile." in answer.content.decode()
    assert public().care.accepting == "waitlist"
    press(mine, provider, "place-p1", seen["place-p1"], phone="(512) 555-0199", hours="")
    assert public().places.places[0].phone == "+15125550199"
    assert public().care.accepting == "waitlist"
    assert f"{editor} changed" in OutgoingMail.objects.filter(kind="listing_changed").earliest("pk").text


def test_an_open_edit_goes_on_from_the_press_and_keeps_what_it_says_itself(provider, owner):
    mine = signed_in(owner)
    row = edit(mine, provider)
    press(mine, provider, "accepting", accepting="waitlist", wait_weeks="4")
    row = Submission.objects.get(pk=row.pk)
    assert row.typed.care.accepting == "waitlist"
    assert row.base_document["care"] == row.document["care"]
    page = mine.get(f"/listing/{row.pk}/places/")
    place = dict(page.context["step"].data.items())
    place = {key: value for key, value in place.items()}
    mine.post(
        f"/listing/{row.pk}/places/",
        {**place, "places-0-hours": "Of the edit", "seen": page.context["seen"], "action": "later"},
    )
    press(mine, provider, "place-p1", phone="(512) 555-0143", hours="Of the switch")
    row = Submission.objects.get(pk=row.pk)
    assert row.typed.places.places[0].hours == "Of the edit"
    assert public().places.places[0].hours == "Of the switch"


def test_the_saved_line_of_an_edit_says_that_it_is_not_public(provider, owner):
    mine = signed_in(owner)
    row = edit(mine, provider)
    page = mine.get(f"/listing/{row.pk}/about/")
    answer = mine.post(
        f"/listing/{row.pk}/about/",
        {"action": "keep", "approach": "We listen first.", "seen": page.context["seen"]},
    )
    assert "not public until you send it" in answer.content.decode()
    assert "your page stays as it is" in mine.get("/listing/").content.decode()


def test_nobody_but_who_writes_it_presses_and_no_other_switch_exists(provider, owner):
    other = factories.user()
    data = {"switch": "accepting", "accepting": "no", "action": "press"}
    assert signed_in(other).post(f"/listing/switch/{provider.slug}/", data).status_code == 404
    for name in ("", "place-p9", "cost-esketamine", "credentials", "cost-", "\0"):
        answer = press(signed_in(owner), provider, name, seen="x", credentials="MD")
        assert "The listing does not have this any more." in answer.content.decode()
    assert Provider.objects.get().version == provider.version


def test_a_hidden_listing_says_that_it_is_public_later(provider, owner):
    mine = signed_in(owner)
    mine.post("/listing/hide/", {"provider": provider.slug})
    answer = press(mine, provider, "accepting", accepting="no").content.decode()
    assert "public as soon as the listing is" in answer
    assert "Make it public now" not in answer


def test_the_dashboard_asks_no_more_for_a_second_listing_than_for_the_first_changes(
    provider, owner, django_assert_num_queries
):
    mine = signed_in(owner)
    mine.get("/listing/")
    rows = [Provider.objects.get(pk=provider.pk)]
    with django_assert_num_queries(1):
        changes = switches.changes_of(rows)
    assert changes == {}
    second = factories.approve(
        factories.submission(owner=owner, you={"display_name": "Second"}), by=factories.moderator()
    )
    ids = re.findall(r' id="([^"]+)"', mine.get("/listing/").content.decode())
    assert len(ids) == len(set(ids))
    assert f"{second.slug}-accepting-wait_weeks" in ids


def test_the_fee_of_talk_therapy_changes_with_one_press_and_is_found_so_at_once(client):
    document = practices.therapist_at_home()
    provider = practices.published(document)
    mine = signed_in(provider.owners[0])
    assert shown(mine, "fee").words == "$150, sliding scale $60 to $120, first call free"
    press(mine, provider, "fee", fee="$180", sliding_low="", sliding_high="", free_first_call="")
    cost = public().cost
    assert (cost.fee, cost.sliding_low, cost.sliding_high, cost.free_first_call) == (180, None, None, None)
    assert cost.payment_options == document.cost.payment_options
    (card,) = client.get("/providers/?near=78701").context["page"].cards
    assert (card.price, card.price_for) == ("$180", "a session")
    undo(mine, provider, "fee")
    assert public().cost == document.cost


def test_a_fee_that_cannot_be_read_or_falls_is_refused_at_its_field():
    provider = practices.published(practices.therapist_at_home())
    mine = signed_in(provider.owners[0])
    answer = press(mine, provider, "fee", fee="a lot", sliding_low="", sliding_high="")
    assert shown(None, "fee", answer).form.errors.keys() == {"fee"}
    answer = press(mine, provider, "fee", fee="180", sliding_low="90", sliding_high="50")
    assert shown(None, "fee", answer).form.errors.keys() == {"sliding_high"}


def test_the_telephone_for_telehealth_changes_with_one_press(client):
    provider = practices.published(practices.by_telehealth_alone())
    mine = signed_in(provider.owners[0])
    press(mine, provider, "telehealth", telehealth_phone="512-555-0199")
    assert public().places.telehealth_phone == "+15125550199"
    assert public().places.telehealth_states == ["TX", "NM"]
    assert "(512) 555-0199" in client.get(provider.get_absolute_url()).content.decode()
    undo(mine, provider, "telehealth")
    assert public().places.telehealth_phone == "+15125550188;ext=4"


def test_who_gives_only_a_drug_has_no_switch_for_a_fee(provider, owner):
    names = [row.name for row in signed_in(owner).get("/listing/").context["providers"][0][4]]
    assert names == ["accepting", "place-p1", COST]
