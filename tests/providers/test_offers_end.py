"""An offer ends with the last license that may carry it, also where the listing holds one that goes on."""

import datetime
import json
from dataclasses import dataclass

import pytest
from django.utils import timezone

from listings.publishing import license_expiry
from listings.publishing.standing import standing_of
from listings.publishing.unlawful import follow_law
from providers.document.schema import TELEHEALTH
from providers.models import License, LocationEntry
from providers.profile.building import profile_of_provider
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db
LAST = datetime.date(2027, 1, 13)
#: Midnight after that day in Texas, which ends in the Mountain zone.
MIDNIGHT = datetime.datetime(2027, 1, 14, 7, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
INFUSION, TALK, LOZENGES = "ketamine-infusion", "integration-therapy", "ketamine-oral"


def clock(monkeypatch, moment):
    """Let it be a moment."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def clinic(monkeypatch):
    """A clinic in Texas whose physician's license ends on LAST, and its social worker's a year later."""
    factories.zip_code()
    clock(monkeypatch, MIDNIGHT - datetime.timedelta(days=3))
    row = factories.provider(role="clinic", confirmed_on=LAST, telehealth_states=["TX"])
    factories.license(row, type="MD", expires_on=LAST)
    factories.license(row, type="LCSW", expires_on=LAST + datetime.timedelta(days=365))
    place = factories.location(row)
    for slug in (INFUSION, TALK):
        factories.offer(row, slug, place, ["ptsd"])
    for slug in (LOZENGES, TALK):
        factories.offer(row, slug)
    factories.cost(row, INFUSION)
    factories.index(row)
    return row


@dataclass(frozen=True)
class Case:
    """A question to the interface, and the treatments of the one provider found, before and after the end."""

    query: str
    before: list[str] | None
    after: list[str] | None


CASES = [
    Case(f"treatment={INFUSION}", [INFUSION, TALK], None),
    Case(f"treatment={INFUSION}&near=78701", [INFUSION, TALK], None),
    Case(f"treatment={INFUSION}&condition=ptsd", [INFUSION, TALK], None),
    Case("near=78701", [INFUSION, TALK], [TALK]),
    Case("", [INFUSION, TALK], [TALK]),
    Case(f"treatment={LOZENGES}&telehealth=1&near=78701", [LOZENGES, TALK], None),
    Case("telehealth=1&near=78701", [LOZENGES, TALK], [TALK]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.query or "everybody")
@pytest.mark.parametrize("is_over", [False, True])
def test_an_offer_is_found_until_midnight_of_the_last_license_that_carries_it(
    client, monkeypatch, clinic, case, is_over
):
    clock(monkeypatch, MIDNIGHT if is_over else MIDNIGHT - SECOND)
    expected = case.after if is_over else case.before
    found = client.get(f"/api/v1/providers?{case.query}").json()["providers"]
    assert [item["treatments"] for item in found] == ([] if expected is None else [expected])


@pytest.mark.parametrize("is_over", [False, True])
def test_cards_facets_and_prices_leave_out_what_no_license_carries_any_more(
    client, monkeypatch, clinic, is_over
):
    clock(monkeypatch, MIDNIGHT if is_over else MIDNIGHT - SECOND)
    page = client.get("/providers/?near=78701").context["page"]
    (card,) = page.cards
    counts = {option.value: option.count for option in page.groups[0].options}
    assert [any("infusion" in name for name in card.treatments), bool(card.price)] == [not is_over] * 2
    assert (counts.get(INFUSION, 0), counts[TALK]) == (int(not is_over), 1)
    (item,) = client.get("/api/v1/providers?near=78701").json()["providers"]
    assert [cost["treatment"] for cost in item["costs"]] == ([] if is_over else [INFUSION])
    assert {row["treatment"] for row in item["payments"]} == set(item["treatments"])
    (remote,) = client.get("/providers/?telehealth=1&near=78701").context["page"].cards
    assert any("oral" in name.lower() for name in remote.treatments) is not is_over


@pytest.mark.parametrize("is_over", [False, True])
def test_the_profile_and_its_structured_data_leave_it_out_from_the_same_moment(
    client, monkeypatch, clinic, is_over
):
    clock(monkeypatch, MIDNIGHT if is_over else MIDNIGHT - SECOND)
    shown = profile_of_provider(clinic)
    assert any("infusion" in offer.treatment for offer in shown.offers) is not is_over
    assert bool(shown.costs) is not is_over
    html = client.get(clinic.get_absolute_url()).content.decode()
    data = json.dumps(json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0]))
    assert ("infusion" in data) is not is_over
    assert "integration" in data


def test_words_find_no_offer_that_has_ended_once_housekeeping_has_run(client, monkeypatch, clinic):
    follow_law()
    assert client.get("/api/v1/providers?q=infusion").json()["total"] == 1
    clock(monkeypatch, MIDNIGHT - SECOND)
    follow_law()
    assert client.get("/api/v1/providers?q=infusion").json()["total"] == 1
    clock(monkeypatch, MIDNIGHT)
    follow_law()
    assert client.get("/api/v1/providers?q=infusion").json()["total"] == 0
    assert client.get("/api/v1/providers?q=integration").json()["total"] == 1


def test_a_place_at_which_every_offer_has_ended_is_found_nowhere(client, monkeypatch, clinic):
    with factories.saying(clinic) as said:
        said.care.offers = [offer for offer in said.care.offers if offer.treatment == INFUSION]
    factories.index(clinic)
    assert LocationEntry.objects.get().valid_until == MIDNIGHT
    clock(monkeypatch, MIDNIGHT)
    assert client.get("/api/v1/providers?near=78701").json()["total"] == 0
    assert client.get("/providers/").context["states"] == []
    factories.index(clinic)  # and made anew it has no row at all
    assert not LocationEntry.objects.exists()


def test_what_is_prescribed_remotely_needs_a_license_of_both_rules(client, monkeypatch, clinic):
    with factories.saying(clinic) as said:
        said.licenses.licenses[1].type = "CRNA"  # may give lozenges, but not prescribe them by telehealth
        said.care.offers = [offer for offer in said.care.offers if offer.treatment == LOZENGES]
        said.care.offers[0].where = ["p1", TELEHEALTH]
    License.objects.filter(type="LCSW").update(type="CRNA")
    factories.index(clinic)
    clock(monkeypatch, MIDNIGHT)
    assert client.get(f"/api/v1/providers?treatment={LOZENGES}&near=78701").json()["total"] == 1
    remote = f"/api/v1/providers?treatment={LOZENGES}&near=78701&telehealth=1"
    assert client.get(remote).json()["total"] == 0
    (offer,) = profile_of_provider(clinic).offers
    assert offer.where == ["Austin"]


def test_the_owner_hears_of_the_license_with_which_an_offer_ends_and_reads_it_on_the_dashboard(
    client, monkeypatch, clinic
):
    assert license_expiry.remind() == 1
    assert license_expiry.remind() == 0
    mail = OutgoingMail.objects.get(kind="license_expires")
    assert "Your license in Texas (MD) expires on January 13, 2027" in mail.text
    assert "what you offer under it leaves the results in Texas" in " ".join(mail.text.split())
    clock(monkeypatch, MIDNIGHT)
    assert license_expiry.remind() == 1
    assert standing_of(clinic).is_found
    assert "(MD) expired on January 13, 2027" in standing_of(clinic).warnings[0]


def test_a_license_beside_one_that_carries_the_same_and_lasts_longer_is_no_news(monkeypatch, clinic):
    factories.license(clinic, type="PA", expires_on=LAST + datetime.timedelta(days=365))
    assert license_expiry.remind() == 0
    assert standing_of(clinic).warnings == ()


def test_a_profile_without_a_license_that_is_valid_says_that_nothing_is_offered_under_one(
    client, monkeypatch, clinic
):
    clock(monkeypatch, MIDNIGHT + datetime.timedelta(days=400))
    page = client.get(clinic.get_absolute_url()).content.decode()
    assert "Nothing, under a license that is valid today." in page
    assert "Nothing at present" in page
    assert profile_of_provider(clinic).offers == []


def in_two_roles(role, also, state, types, **place):
    """Somebody in two roles, whose license of the second type goes on when that of the first ends on LAST."""
    row = factories.provider(role=role, also=[also], confirmed_on=LAST)
    factories.license(row, state, type=types[0], expires_on=LAST)
    factories.license(row, state, type=types[1], expires_on=LAST + datetime.timedelta(days=365))
    at = factories.location(row, state=state, **place)
    for slug in ("psilocybin-services", TALK):
        factories.offer(row, slug, at)
    factories.index(row)
    return row


#: Role → its license, what it alone carries in Oregon, its words.
ROLES = {
    "professional-counselor": ("LPC", TALK, "professional counselor"),
    "psilocybin-facilitator": (
        "PSILOCYBIN_FACILITATOR", "psilocybin-services", "psilocybin facilitator",
    ),
}  # fmt: skip


@pytest.mark.parametrize("is_over", [False, True])
@pytest.mark.parametrize(("first", "other"), [tuple(ROLES), tuple(reversed(ROLES))])
def test_a_role_whose_license_has_ended_is_no_more_said_and_what_it_alone_carried_is_not_offered(
    client, monkeypatch, is_over, first, other
):
    midnight = datetime.datetime(2027, 1, 14, 8, tzinfo=datetime.UTC)  # in Oregon
    clock(monkeypatch, midnight - SECOND)
    factories.zip_code("97205", state="OR", city="Portland")
    (ends, lapsed, gone), (goes_on, kept, stays) = ROLES[first], ROLES[other]
    row = in_two_roles(first, other, "OR", (ends, goes_on), city="Portland", zip_code="97205")
    clock(monkeypatch, midnight if is_over else midnight - SECOND)
    (item,) = client.get("/api/v1/providers").json()["providers"]
    assert (lapsed in item["treatments"], kept in item["treatments"]) == (not is_over, True)
    (card,) = client.get("/providers/?near=97205&radius=250").context["page"].cards
    page = client.get(row.get_absolute_url()).content.decode()
    head = page.split("<h1>")[1].split("</header>")[0]
    for text in (card.role, head, page.split("ld+json")[1].split("</script>")[0]):
        assert (gone in text.lower(), stays in text.lower()) == (not is_over, True)


@pytest.mark.parametrize("is_over", [False, True])
def test_where_one_writes_to_somebody_no_supervision_is_said_of_a_role_that_has_ended(
    client, monkeypatch, is_over
):
    midnight = datetime.datetime(2027, 1, 14, 8, tzinfo=datetime.UTC)  # in Oregon
    clock(monkeypatch, midnight - SECOND)
    types = ("ASSOCIATE", "PSILOCYBIN_FACILITATOR")
    row = in_two_roles("psilocybin-facilitator", "associate", "OR", types, city="Portland")
    clock(monkeypatch, midnight if is_over else midnight - SECOND)
    for address in (f"{row.get_absolute_url()}contact/", row.get_absolute_url()):
        page = client.get(address).content.decode()
        assert ("<p>Associate" in page or '<p class="lede">Associate' in page) == (not is_over), address


def test_an_associate_license_that_has_ended_is_not_said_beside_one_that_goes_on(client, monkeypatch):
    midnight = datetime.datetime(2027, 1, 14, 8, tzinfo=datetime.UTC)  # in Oregon
    clock(monkeypatch, midnight - SECOND)
    row = factories.provider(role="associate", confirmed_on=LAST)
    for number, state in enumerate(("OR", "WA")):
        ends = LAST + datetime.timedelta(days=365 * number)
        factories.license(row, state, type="ASSOCIATE", number=f"DEMO-{state}", expires_on=ends)
    factories.offer(row, TALK, factories.location(row, state="WA", city="Vancouver"))
    factories.index(row)
    clock(monkeypatch, midnight)
    follow_law()
    (item,) = client.get("/api/v1/providers").json()["providers"]
    page = client.get(row.get_absolute_url()).content.decode()
    contact = client.get(f"{row.get_absolute_url()}contact/").content.decode()
    (card,) = client.get("/providers/").context["page"].cards
    for said in (item["line"], page.split("<h1>")[1].split("</header>")[0], contact, card.role):
        assert "DEMO-WA" in said
        assert "DEMO-OR" not in said


def test_a_role_whose_license_has_ended_is_found_by_no_word_once_housekeeping_has_run(client, monkeypatch):
    midnight = datetime.datetime(2027, 1, 14, 8, tzinfo=datetime.UTC)  # in Oregon
    clock(monkeypatch, midnight - SECOND)
    types = ("PSILOCYBIN_FACILITATOR", "LPC")
    in_two_roles("psilocybin-facilitator", "professional-counselor", "OR", types, city="Portland")
    assert client.get("/api/v1/providers?q=facilitator").json()["total"] == 1
    clock(monkeypatch, midnight)
    follow_law()
    assert client.get("/api/v1/providers?q=facilitator").json()["total"] == 0
    assert client.get("/api/v1/providers?q=counselor").json()["total"] == 1


def test_where_no_row_of_law_names_licenses_only_those_of_a_role_that_may_offer_it_count(client, monkeypatch):
    midnight = datetime.datetime(2027, 1, 14, 4, tzinfo=datetime.UTC)  # in Puerto Rico
    clock(monkeypatch, midnight - SECOND)
    types = ("LPC", "ND")
    in_two_roles("professional-counselor", "naturopathic-doctor", "PR", types, city="San Juan")
    assert client.get(f"/api/v1/providers?treatment={TALK}").json()["total"] == 1
    clock(monkeypatch, midnight)
    assert client.get(f"/api/v1/providers?treatment={TALK}").json()["total"] == 0
