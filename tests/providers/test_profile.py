"""The profile page, asked for at its address."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from providers import vocabulary
from providers.document.schema import SafetyAnswers
from providers.local_days import today_in
from providers.models import Fact, Provider
from providers.profile.building import profile_of_provider
from providers.profile.ledger import statements_of
from tests import factories

pytestmark = pytest.mark.django_db
SECRET_STREET = "77 Hidden Hollow Lane"


@pytest.fixture
def ines():
    """A psychiatrist in Austin with everything that a profile shows."""
    provider = factories.provider(
        slug="ines-varga-holt",
        display_name="Ines Varga-Holt",
        credentials="MD",
        is_demonstration=True,
        npi="1234567893",
        holds_dea_registration=True,
        telehealth_states=["TX"],
        wait_weeks=1,
        owner=factories.user("owner-of-the-listing@mail.example"),
    )
    factories.license(provider, board="Texas Medical Board", number="DEMO-0143")
    shown = factories.location(provider)
    factories.location(
        provider,
        street=SECRET_STREET,
        suite="Suite 9",
        shows_street=False,
        city="Round Rock",
        zip_code="78664",
    )
    factories.offer(provider, "ketamine-infusion", shown, ["depression"])
    factories.offer(provider, "medical-evaluation")
    factories.cost(provider, integration=100, integration_sessions=1)
    with factories.saying(provider) as said:
        said.care.safety = SafetyAnswers(vital_signs=True, vital_signs_detail="Throughout", ride_home=False)
    return provider


def check(provider, kind, **fields):
    """Record a check of the first value of this kind that the provider states."""
    value = next(item.value for item in statements_of(provider.listing) if item.kind == kind)
    return factories.fact(provider, kind, value, **fields)


def page(client, provider, **query):
    """The text of the profile page."""
    response = client.get(f"/providers/{provider.slug}/", query)
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    """The page as someone reads it: no tags, single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_profile_says_who_where_and_what_it_costs(client, ines):
    text = words(page(client, ines))
    assert "Ines Varga-Holt, MD" in text
    assert "Psychiatrist in Austin, Texas" in text
    assert "$2,850 to $3,450" in text
    assert "Usual wait: 1 week" in text
    assert "Demonstration listing" in text


def test_the_whole_course_is_summed_from_its_parts(client, ines):
    text = words(page(client, ines))
    assert "Intake $350 1 $350" in text
    assert "$400 to $500 6 $2,400 to $3,000" in text
    assert "Whole course $2,850 to $3,450" in text


def test_a_hidden_street_appears_nowhere_on_the_profile(client, ines):
    check(ines, Fact.Kind.PHONE)
    for item in statements_of(ines.listing):
        factories.fact(ines, item.kind, item.value)
    html = page(client, ines)
    assert "Hidden Hollow" not in html
    assert "Suite 9" not in html
    assert "Pinned at the center of ZIP code 78664" in words(html)


def test_a_hidden_street_hides_the_link_to_the_npi_registry(client, ines):
    check(ines, Fact.Kind.NPI, basis="registry", source_url="https://registry.example/1234567893")
    assert "registry.example" not in page(client, ines)
    with factories.saying(ines) as said:
        for place in said.places.places:
            place.shows_street = True
    assert "registry.example" in page(client, ines)


def test_the_owner_is_named_nowhere(client, ines):
    html = page(client, ines)
    assert "owner-of-the-listing" not in html
    assert ines.legal_name not in html


def test_nothing_claims_to_be_verified(client, ines):
    for item in statements_of(ines.listing):
        factories.fact(ines, item.kind, item.value)
    main = page(client, ines).partition("<main")[2].partition("</main>")[0]
    assert "verified" not in words(main).lower()


def test_a_check_by_staff_counts_and_shows_its_source_and_day(client, ines):
    check(ines, Fact.Kind.LICENSE, source_name="Texas Medical Board", source_url="https://board.example/")
    text = words(page(client, ines))
    assert "1 of 5 facts checked: license" in text
    assert "Checked by staff" in text


def test_an_expired_check_reads_self_stated_again(client, ines):
    check(ines, Fact.Kind.LICENSE, expires_on=today_in("TX") - timedelta(days=1))
    assert "0 of 5 facts checked" in words(page(client, ines))


def test_a_check_counts_on_its_last_day(ines):
    check(ines, Fact.Kind.LICENSE, expires_on=today_in("TX"))
    assert profile_of_provider(ines).tally.checked == ("license",)


def test_a_changed_value_loses_its_check(client, ines):
    check(ines, Fact.Kind.LICENSE)
    with factories.saying(ines) as said:
        said.licenses.licenses[0].number = "DEMO-9999"
    assert "0 of 5 facts checked" in words(page(client, ines))


def test_a_registry_match_is_never_counted_as_a_check(client, ines):
    check(ines, Fact.Kind.NPI, basis="registry", source_name="NPI Registry")
    text = words(page(client, ines))
    assert "0 of 5 facts checked" in text
    assert "a match, not a license check" in text


def test_an_address_is_checked_only_when_every_address_is(ines):
    check(ines, Fact.Kind.ADDRESS)
    assert "address" not in profile_of_provider(ines).tally.checked


def test_unanswered_questions_read_not_stated(client, ines):
    text = words(page(client, ines))
    assert "Emergency plan Not stated" in text
    assert "Vital signs monitored Throughout" in text
    assert "Ride home required No" in text


def test_a_provider_without_safety_row_or_costs_still_has_a_profile(client):
    bare = factories.provider()
    factories.license(bare)
    text = words(page(client, bare))
    assert "Screening before treatment" not in text  # nothing that it offers gives a drug
    assert "Cost not stated" in text


def test_a_stale_listing_says_not_confirmed_since(client, ines):
    Provider.objects.update(confirmed_on=today_in("TX") - timedelta(days=91))
    assert "Not confirmed since" in words(page(client, ines))
    Provider.objects.update(confirmed_on=today_in("TX") - timedelta(days=90))
    assert "Not confirmed since" not in words(page(client, ines))


def test_a_concern_leads_to_the_board_and_to_staff(client, ines):
    html = page(client, ines)
    assert "Texas Medical Board" in html
    assert f"/providers/{ines.slug}/report/" in html


@pytest.mark.parametrize("change", ["unpublished", "hidden", "removed"])
@pytest.mark.parametrize("path", ["", "contact/", "report/", "contact/sent/", "report/sent/"])
def test_what_is_not_public_is_not_found(client, ines, change, path):
    now = timezone.now()
    fields = {
        "unpublished": {"published_at": None},
        "hidden": {"hidden_by_owner_at": now},
        "removed": {"removed_at": now, "removed_by": factories.user()},
    }[change]
    Provider.objects.update(**fields)
    assert client.get(f"/providers/{ines.slug}/{path}").status_code == 404


def test_structured_data_is_valid_json_without_private_fields(client, ines):
    html = page(client, ines)
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert data["@type"] == "Physician"
    assert data["url"].endswith("/providers/ines-varga-holt/")
    assert data["address"] == data["location"][0]["address"]
    assert "streetAddress" in data["location"][0]["address"]
    assert "streetAddress" not in data["location"][1]["address"]


def test_text_cannot_break_out_of_the_structured_data(client, ines):
    with factories.saying(ines) as said:
        said.you.display_name = "</script><script>alert(1)</script>"
        said.about.approach = "<svg onload=alert(1)>"
    html = page(client, ines)
    assert "<script>alert" not in html
    assert "<svg onload" not in html


def test_a_profile_takes_a_fixed_number_of_queries(client, ines, django_assert_max_num_queries):
    for _ in range(3):
        factories.offer(ines, "ketamine-injection", factories.location(ines), ["anxiety", "ptsd"])
        factories.license(ines, state="OR")
    page(client, ines)  # the vocabulary is kept for a minute
    with django_assert_max_num_queries(6):
        page(client, ines)


def test_back_leads_to_the_same_page_of_the_same_results(client, ines):
    html = page(client, ines, back="near=30.27%2C-97.74&radius=25&page=2&day=2026-01-02")
    assert (
        'href="/providers/?near=30.27%2C-97.74&amp;radius=25&amp;page=2&amp;day=2026-01-02#at-ines-varga-holt"'
        in html
    )


def test_without_back_the_way_leads_to_all_providers(client, ines):
    assert 'class="back" href="/providers/"' in page(client, ines)


@pytest.mark.parametrize(
    "hostile",
    [
        "//evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "evil=1",
        "near=x%00y",
        "a" * 5000,
        "&&&=",
        "%ff",
    ],
)
def test_back_is_never_an_address(client, ines, hostile):
    html = page(client, ines, back=hostile)
    assert 'class="back" href="/providers/"' in html
    assert "evil" not in html


def test_the_canonical_address_omits_back(client, ines):
    assert re.search(
        r'rel="canonical" href="[^"?]*/providers/ines-varga-holt/"',
        page(client, ines, back="near=30.27,-97.74"),
    )


# --- Reaching them --------------------------------------------------------------------------------------


def test_each_place_has_its_own_telephone_its_way_there_and_its_hours(client, ines):
    with factories.saying(ines) as said:
        said.places.places[0].phone = "+15125550143;ext=12"
    second = factories.location(
        ines, city="Waco", street="2 Example Way", zip_code="76701", phone="+12545550177",
        precision="street", latitude=31.55, longitude=-97.13, hours="Mon-Fri 9-5, Sat 10-2",
    )  # fmt: skip
    html = page(client, ines)
    for phone in ("tel:+15125550143;ext=12", "tel:+12545550177"):
        assert f'href="{phone}"' in html
    assert "(512) 555-0143 ext. 12" in html
    assert html.count('href="tel:711"') == 1
    assert f"geo:{second.latitude},{second.longitude}?q=2%20Example%20Way%2C%20Waco%2C%20TX%2076701" in html
    assert "Monday to Friday: 9 a.m.–5 p.m." in html
    assert "Saturday: 10 a.m.–2 p.m." in html


def test_a_point_of_a_zip_is_no_place_to_drive_to_but_the_address_is(client):
    row = factories.listed_provider()
    html = page(client, row)
    assert "geo:0,0?q=1400%20Example%20Street%2C%20Austin%2C%20TX%2078701" in html
    assert "On the map at the center of its ZIP code, not at the door." in html


def test_nobody_is_led_to_a_street_that_is_hidden(client):
    html = page(client, factories.listed_provider(place={"shows_street": False, "precision": "staff"}))
    assert "geo:" not in html


@pytest.mark.parametrize(
    ("moment", "said"),
    [("2027-01-13T17:00Z", "Open now"), ("2027-01-14T01:00Z", "Closed now"), ("2027-01-13T15:30Z", "")],
)
def test_open_now_is_said_by_the_clock_of_the_place_and_not_where_its_zones_differ(
    client, monkeypatch, moment, said
):
    row = factories.listed_provider(place={"hours": "Mon-Fri 9-5"})
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat(moment))
    html = page(client, row)
    assert [words for words in ("Open now", "Closed now") if words in html] == ([said] if said else [])


def test_hours_that_are_no_data_are_shown_as_they_were_written(client):
    html = page(client, factories.listed_provider(place={"hours": "By appointment, evenings too"}))
    assert "By appointment, evenings too" in html
    assert "now</b>" not in html


def test_questions_for_a_visit_fit_what_is_offered(client):
    assert "How do I get home" in page(client, factories.listed_provider())
    talk = page(client, factories.listed_provider(treatment="integration-therapy"))
    assert "How do I get home" not in talk
    assert "what is each person licensed to do?" in talk


def test_the_nearest_others_stand_at_the_end_and_not_oneself(client, django_assert_max_num_queries):
    row = factories.listed_provider(display_name="Here")
    for number in range(4):
        factories.listed_provider(display_name=f"Other {number}", place={"latitude": 30.4 + number / 10})
    factories.listed_provider(display_name="Far Away", place={"latitude": 33.0})
    page(client, row)
    with django_assert_max_num_queries(7):
        response = client.get(row.get_absolute_url())
    assert [card.name for card in response.context["nearby"]] == ["Other 0", "Other 1", "Other 2"]
    assert response.context["nearby"][0].miles == "in 78701"


def test_who_has_no_place_has_nobody_near(client):
    row = factories.listed_provider(place=False, telehealth=["TX"])
    assert client.get(row.get_absolute_url()).context["nearby"] == []


def test_of_the_law_a_profile_reads_what_can_hold_for_it_alone(client, ines):
    with CaptureQueriesContext(connection) as asked:
        page(client, ines)
    said = [" ".join(row["sql"].split()) for row in asked]
    (law,) = [sql for sql in said if sql.startswith('SELECT * FROM "providers_legalstatus"')]
    assert "IN ('', 'TX')" in law
    offered = [vocabulary.treatments_by_slug()[offer.treatment].pk for offer in ines.listing.care.offers]
    assert f"treatment_id IN (0, {', '.join(map(str, offered))})" in law
