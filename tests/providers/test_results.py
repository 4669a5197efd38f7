"""The page of results, asked for at its address."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.shortcuts import render
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from providers import views
from providers.models import Place, Provider
from providers.photos.keeping import keep_photo
from providers.profile import ledger
from providers.profile.building import profile_of_provider
from providers.search.index import rewrite
from tests import factories
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
URL = "/providers/"
AUSTIN = "30.2706,-97.7426"


@pytest.fixture(autouse=True)
def _places():
    """The places these tests name."""
    rows = [
        ("city", "Austin", "austin", "TX", 30.2672, -97.7431, 970_000),
        ("city", "Dallas", "dallas", "TX", 32.7831, -96.8067, 1_300_000),
        ("city", "Marfa", "marfa", "TX", 30.3095, -104.0207, 1_700),
        ("city", "Springfield", "springfield", "MO", 37.2153, -93.2982, 170_000),
        ("city", "Springfield", "springfield", "IL", 39.8017, -89.6437, 110_000),
        ("zip", "78701", "78701", "TX", 30.2706, -97.7426, 0),
        ("state", "Texas", "texas", "TX", 31.0, -99.0, 0),
        ("state", "Oregon", "oregon", "OR", 44.0, -120.5, 0),
    ]
    Place.objects.bulk_create(
        Place(kind=k, name=n, folded=f, slug=f, state=s, latitude=la, longitude=lo, population=p)
        for k, n, f, s, la, lo, p in rows
    )


def get(client, query=""):
    """The page for a query string; every answer is a page."""
    response = client.get(URL + query)
    assert response.status_code == 200
    return response


def words(response):
    """The page as someone reads it."""
    html = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(html))


def names(response):
    """The names on the cards, in order."""
    return [card.name for card in response.context["page"].cards]


def test_the_number_found_is_said_in_words(client):
    for _ in range(2):
        factories.listed_provider()
    text = words(get(client, "?near=Austin,+TX"))
    assert "2 providers within 50 miles of Austin, TX" in text
    assert "Nearest first. No one can pay for a place." in text


def test_nearest_comes_first_with_its_distance(client):
    factories.listed_provider(display_name="Far", place={"latitude": 30.5})
    factories.listed_provider(display_name="Near", place={"latitude": 30.3})
    response = get(client, f"?near={AUSTIN}")
    assert names(response) == ["Near", "Far"]
    assert "about 2 miles" in words(response)


def test_a_first_visit_lists_everyone_by_name(client):
    for name in ["Cedar", "Aspen", "Birch"]:
        factories.listed_provider(display_name=name)
    response = get(client)
    assert names(response) == ["Aspen", "Birch", "Cedar"]
    text = words(response)
    assert (
        "3 providers in the directory Type a ZIP code or a city above to see who is near you. By name."
        in text
    )
    assert "By state Texas 3" in text
    assert 'href="/providers/in/texas/"' in response.content.decode()


def test_a_state_lists_everyone_in_it_by_name(client):
    factories.listed_provider(display_name="Zed")
    factories.listed_provider(display_name="Abe", place={"latitude": 32.8, "city": "Dallas"})
    factories.listed_provider(
        display_name="Elsewhere", state="OR", place={"latitude": 45.5, "longitude": -122.7}
    )
    response = get(client, "?near=Texas")
    assert names(response) == ["Abe", "Zed"]
    assert "2 providers in Texas" in words(response)


def test_a_state_is_searched_as_a_whole_and_the_field_for_the_distance_says_so(client):
    def distances(query):
        field = get(client, query).content.decode().partition('name="radius"')[2].partition("</select>")[0]
        options = [" ".join(option.split()) for option in field.split("<option")[1:]]
        return [option for option in options if "selected" in option]

    factories.listed_provider()
    (chosen,) = distances("?near=Texas&radius=25")
    assert "All of Texas" in chosen
    (chosen,) = distances("?near=Austin,+TX&radius=25")
    assert "25 miles" in chosen


def test_a_filter_that_answers_at_once_leaves_no_empty_parameter_in_the_address(client):
    factories.listed_provider()
    query = "?near=Austin,+TX&radius=50&q=&treatment=ketamine-infusion&sort="
    answer = client.get(f"/providers/{query}", headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == "/providers/?near=Austin%2C+TX&treatment=ketamine-infusion"
    assert "HX-Push-Url" not in client.get(f"/providers/{query}")


def test_values_typed_stay_in_the_form(client):
    html = get(client, "?near=Austin,+TX&radius=25&q=x").content.decode()
    assert 'name="near" value="Austin, TX"' in html
    assert '<option value="25" selected>' in html
    assert '<option value="50" selected>' in get(client, "?near=Austin,+TX").content.decode()


def test_each_active_filter_can_be_removed_alone(client):
    factories.listed_provider()
    response = get(client, "?near=Austin,+TX&treatment=ketamine-infusion&accepting=1")
    chips = {chip.name: chip.query for chip in response.context["page"].chips}
    assert chips == {
        "Ketamine infusion (IV)": "near=Austin%2C+TX&accepting=1",
        "Accepting new patients": "near=Austin%2C+TX&treatment=ketamine-infusion",
    }
    assert response.context["page"].cleared == "near=Austin%2C+TX"


def test_options_carry_how_many_would_be_found(client):
    factories.listed_provider(treatment="ketamine-infusion")
    factories.listed_provider(treatment="esketamine")
    group = get(client, "?near=Austin,+TX&treatment=esketamine").context["page"].groups[0]
    assert {o.value: o.count for o in group.options} == {"ketamine-infusion": 1, "esketamine": 1}


def test_the_radius_is_widened_and_the_page_says_so(client):
    factories.listed_provider()
    text = words(get(client, "?near=Dallas,+TX"))
    assert "1 provider within 250 miles of Dallas, TX" in text
    assert "Nobody fits within 50 miles, so we looked within 250." in text


def test_nothing_found_offers_what_to_change_telehealth_and_988(client):
    factories.listed_provider(telehealth=["TX"])
    response = get(client, "?near=Marfa,+TX&treatment=psilocybin-services")
    text = words(response)
    assert "Nobody offers psilocybin services within 250 miles of Marfa, TX" in text
    assert "Texas has no licensed program for psilocybin services." in text
    assert "As known on July 1, 2026. Not confirmed by staff." in text
    assert "1 provider licensed in Texas offers care by telehealth." in text
    assert "Look in Oregon" in text
    assert "If you cannot wait, you do not need a provider first." in text
    assert "Veterans and service members: call 988, then press 1" in text
    assert "llame al 988 y presione 2" in text


def test_the_nearest_is_named_with_its_distance_wherever_it_is_and_what_it_fits(client):
    factories.listed_provider(display_name="Infusion Person")
    text = words(get(client, "?near=Marfa,+TX&treatment=esketamine"))
    assert re.search(
        r"Nobody listed fits your filters\. The nearest of all is about 3\d\d miles from Marfa, TX\.", text
    )
    factories.listed_provider(
        display_name="Far Person", treatment="esketamine", place={"latitude": 64.84, "longitude": -147.72}
    )
    text = words(get(client, "?near=Marfa,+TX&treatment=esketamine"))
    assert re.search(r"The nearest that fits your filters is about \d,\d{3} miles from Marfa, TX\.", text)
    assert "Far Person" in text


def test_the_nearest_may_be_one_mile_away(client):
    factories.listed_provider()
    text = words(get(client, "?near=Austin,+TX&treatment=esketamine"))
    assert "The nearest of all is about 1 mile from Austin, TX." in text


def test_an_empty_page_numbers_its_cards_once_and_names_no_number_of_a_map(client):
    factories.listed_provider(display_name="Nearest Person", place={"longitude": -99.0})
    factories.listed_provider(display_name="Remote Person", telehealth=["TX"])
    page = get(client, "?near=Marfa,+TX&treatment=esketamine").content.decode()
    assert "Nearest Person" in page
    assert "Remote Person" in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert "on the map" not in page


def test_the_crisis_lines_stand_above_results_for_suicidal_thoughts_only(client):
    factories.listed_provider(conditions=["suicidal-thoughts", "depression"])
    lines = "If you cannot wait, you do not need a provider first."
    text = words(get(client, "?condition=suicidal-thoughts"))
    assert lines in text.partition("How this list")[0].partition("Ketamine infusion (IV)")[0]
    assert lines not in words(get(client, "?condition=depression"))


def test_a_refused_place_carries_the_same_crisis_lines_as_an_empty_result(client):
    page = get(client, "?near=nowhere-at-all&condition=suicidal-thoughts").content.decode()
    lines = page.partition('class="care now-help"')[2].partition("</section>")[0]
    for line in ("sms:988", "call 988, then press 1", "y presione 2", "Call 911"):
        assert line in lines


def test_an_order_by_distance_without_a_point_says_what_it_is_instead(client):
    factories.listed_provider()
    assert "By name: a distance is counted from a town or a ZIP code." in words(get(client, "?sort=distance"))
    assert "By name:" not in words(get(client, "?near=Austin,+TX&sort=distance"))


def test_every_way_out_of_an_empty_page_leads_somewhere(client):
    factories.listed_provider(telehealth=["TX"])
    ways = get(client, "?near=Austin,+TX&treatment=esketamine&accepting=1").context["page"].ways
    assert len(ways) == 2
    for way in ways:
        assert get(client, f"?{way.query}").context["page"].results.total == 1


def test_a_state_with_nobody_in_person_lists_who_is_licensed_there_by_telehealth(client):
    factories.listed_provider(display_name="Remote Person", telehealth=["OR"])
    factories.listed_provider(display_name="Texan Only", telehealth=["TX"], place={"longitude": -97.0})
    response = get(client, "?near=Oregon&access=wheelchair")
    text = words(response)
    assert "By telehealth in Oregon" in text
    assert [card.name for card in response.context["page"].remote.cards] == ["Remote Person"]
    assert "Texan Only" not in text
    assert "988" in text


def test_the_telehealth_option_carries_how_many_would_be_found(client):
    for accepting in ("no", "yes", "yes"):
        factories.listed_provider(telehealth=["TX"], accepting=accepting)
    for query, expected in (("", 3), ("&accepting=1", 2), ("&telehealth=1", 3)):
        page = get(client, f"?near=Austin,+TX{query}").context["page"]
        assert page.telehealth_count == expected
        found = get(client, f"?near=Austin,+TX{query.replace('&telehealth=1', '')}&telehealth=1")
        assert found.context["page"].results.total == expected


def test_telehealth_at_a_place_of_no_state_asks_for_the_state_and_lists_nobody(client):
    factories.listed_provider(display_name="Remote Person", telehealth=["TX"])
    text = words(get(client, "?near=0,0&telehealth=1"))
    assert "Name your state." in text
    assert "Remote Person" not in text
    assert client.get("/api/v1/providers", {"near": "0,0", "telehealth": "1"}).status_code == 400


def test_telehealth_without_a_place_asks_for_the_state_before_any_number(client):
    factories.listed_provider(telehealth=["TX", "OR"])
    response = get(client, "?telehealth=1&treatment=integration-therapy")
    text = words(response)
    assert "Telehealth: which state are you in?" in text
    assert "1 provider" not in text
    assert response.context["page"].cards == []
    assert '<option value="New York State">New York</option>' in response.content.decode()
    assert dict(response.context["page"].parameters) == {
        "telehealth": "1",
        "treatment": "integration-therapy",
    }
    answer = get(client, "?telehealth=1&treatment=integration-therapy&near=Oregon")
    assert "1 provider by telehealth in Oregon" in words(answer)


def test_no_place_no_number_beside_telehealth(client):
    factories.listed_provider(telehealth=["TX"])
    assert get(client, "").context["page"].telehealth_count is None


def test_two_places_of_one_name_in_one_state_are_told_apart(client):
    point = {"state": "TX", "latitude": 31, "longitude": -97, "population": 5}
    for county in ("Kaufman", "Ellis"):
        slug = f"oak-grove-{county.lower()}"
        Place.objects.create(
            kind="city", name="Oak Grove", folded="oakgrove", county=county, slug=slug, **point
        )
    page = get(client, "?near=Oak+Grove,+TX").context["page"]
    assert page.other_places[0][0] in ("Oak Grove, Kaufman County, TX", "Oak Grove, Ellis County, TX")


def test_what_is_not_lawful_is_not_found_and_the_notice_says_why(client):
    factories.listed_provider(treatment="psilocybin-services")
    factories.listed_provider(treatment="esketamine")
    response = get(client, "?near=Austin,+TX&treatment=psilocybin-services")
    assert "Texas has no licensed program" in words(response)
    assert names(response) == []
    assert len(names(get(client, "?near=Austin,+TX&treatment=esketamine"))) == 1


def test_telehealth_goes_by_license_and_not_by_distance(client):
    factories.listed_provider(display_name="Remote", telehealth=["OR"])
    response = get(client, "?near=Oregon&telehealth=1")
    assert names(response) == ["Remote"]
    assert "1 provider by telehealth in Oregon" in words(response)
    assert [card.miles for card in response.context["page"].cards] == [""]


def test_an_ambiguous_name_shows_the_other_places(client):
    page = get(client, "?near=Springfield")
    assert "Springfield, IL" in words(page)
    assert "near=Springfield%2C+IL" in page.content.decode()


def test_pages_link_with_the_day_and_cards_link_back(client):
    for number in range(25):
        factories.listed_provider(display_name=f"Provider {number:02}")
    first = get(client, "?near=Austin,+TX&day=2026-01-02").content.decode()
    assert 'href="/providers/?near=Austin%2C+TX&amp;page=2&amp;day=2026-01-02"' in first
    second = get(client, "?near=Austin,+TX&page=2&day=2026-01-02")
    assert "21 to 25 of 25" in words(second)
    link = re.search(r'<h2><a href="([^"]+)"', second.content.decode())[1]
    profile = client.get(unescape(link)).content.decode()
    assert 'href="/providers/?near=Austin%2C+TX&amp;page=2&amp;day=2026-01-02#at-' in profile
    assert f'id="at-{link.split("/")[2]}"' in second.content.decode()
    back = client.get("/providers/?near=Austin%2C+TX&page=2&day=2026-01-02")
    assert names(back) == names(second)


def test_one_day_orders_a_building_the_same_for_everyone_and_the_next_day_otherwise(client):
    for _ in range(12):
        factories.listed_provider()
    orders = {tuple(names(get(client, f"?near=78701&day=2026-01-{day:02}"))) for day in (1, 1, 2, 3, 4)}
    assert len(orders) > 1
    assert names(get(client, "?near=78701&day=2026-01-01")) == names(
        get(client, "?near=78701&day=2026-01-01")
    )


def test_a_page_past_the_end_says_where_the_list_ends(client):
    factories.listed_provider()
    text = words(get(client, "?near=Austin,+TX&page=99999999"))
    assert "There is no page 99999999; the list ends with page 1." in text


def test_a_page_past_the_end_leads_to_the_first_page_of_the_same_filters(client):
    factories.listed_provider()
    page = get(client, "?near=Austin,+TX&treatment=ketamine-infusion&page=9999").content.decode()
    assert (
        "near=Austin%2C+TX&amp;treatment=ketamine-infusion&amp;day="
        in page.partition("There is no page")[2][:300]
    )


@pytest.mark.parametrize("change", ["hidden", "removed", "unpublished", "stale", "license"])
def test_who_may_not_be_found_is_not_found(client, change):
    provider = factories.listed_provider()
    now, today = timezone.now(), timezone.localdate() - timedelta(days=1)  # over in every zone
    if change == "license":
        with factories.saying(provider) as said:
            said.licenses.licenses[0].expires_on = today - timedelta(days=1)
    else:
        Provider.objects.update(
            **{
                "hidden": {"hidden_by_owner_at": now},
                "removed": {"removed_at": now, "removed_by": factories.user()},
                "unpublished": {"published_at": None},
                "stale": {"confirmed_on": today - timedelta(days=121)},
            }[change]
        )
    rewrite(Provider.objects.get())
    assert names(get(client, "?near=Austin,+TX")) == []


def test_a_hidden_street_and_the_owner_appear_nowhere_in_results(client):
    owner = factories.user("owner-of-the-listing@mail.example")
    factories.listed_provider(owner=owner, place={"street": "77 Hidden Hollow Lane", "shows_street": False})
    html = get(client, "?near=Austin,+TX").content.decode()
    assert "Hidden Hollow" not in html
    assert "owner-of-the-listing" not in html


BAD = [
    "near=nan,inf",
    "near=inf,0",
    "near=%00",
    "near=787",
    "near=" + "x" * 10000,
    "near=%ff%fe",
    "near=%ED%A0%80",
    "radius=-1",
    "radius=nan",
    "radius=1e9",
    "page=0",
    "page=-5",
    "page=99999999999999999999",
    "page=x",
    "page=%00",
    "day=2026-13-40",
    "day=0001-01-01",
    "day=9999-12-31",
    "treatment=nothing",
    "treatment=%00",
    "sort=price",
    "telehealth=maybe",
    "accepting=%00",
    "q=%00",
    "q=" + "y" * 10000,
    "near=Austin&near=Dallas",
    "unknown=1&x[]=2",
    "treatment=esketamine&treatment=esketamine&treatment=x",
    "near=%3Cscript%3Ealert(1)%3C/script%3E",
    "&&==&",
    "near=91,181",
]


@pytest.mark.parametrize("query", BAD)
def test_bad_input_is_answered_with_a_page(client, query):
    factories.listed_provider()
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("query", ["near=nowhere-at-all", "radius=-1", "page=0", "treatment=nothing"])
def test_a_bad_value_is_an_error_in_the_summary(client, query):
    response = client.get(f"{URL}?{query}")
    assert "There is a problem" in words(response)
    assert 'class="care now-help"' in response.content.decode()


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/providers/?near=Austin,+TX&treatment=ketamine-infusion&accepting=1", 6),
        ("/providers/?near=Marfa,+TX&treatment=esketamine", 16),  # nobody: ways out, and a remote offer
        ("/providers/?near=78701&telehealth=1", 3),
        ("/providers/in/texas/austin/", 9),
    ],
)
def test_a_page_takes_a_fixed_number_of_queries_and_its_template_none(
    client, monkeypatch, django_assert_num_queries, address, queries
):
    asked_by_templates = []

    def counted(*args):
        with CaptureQueriesContext(connection) as captured:
            response = render(*args)
        asked_by_templates.extend(captured)
        return response

    call_command("load_legal_status")
    for _ in range(22):
        factories.listed_provider(telehealth=["TX"], conditions=["depression"])
    client.get(address)  # what the process remembers is remembered now
    monkeypatch.setattr(views, "render", counted)
    with django_assert_num_queries(queries):
        client.get(address)
    assert asked_by_templates == []


def test_what_a_listing_calls_itself_is_text_on_its_card(client):
    factories.listed_provider(display_name='{number} {{ 7 }} <b>"Ana"</b> & Co', credentials="{0}")
    html = client.get("/providers/?near=78701").content.decode()
    assert "{number} {{ 7 }} &lt;b&gt;&quot;Ana&quot;&lt;/b&gt; &amp; Co, {0}</a>" in html


def test_any_treatment_on_the_front_page_asks_for_nothing(client):
    factories.listed_provider()
    assert b"1 provider within" in client.get("/providers/?near=Austin%2C+TX&treatment=").content


@pytest.mark.parametrize(
    ("query", "field"), [("radius=-1", "radius"), ("q=" + "x" * 10_000, "q"), ("near=787", "near")]
)
def test_a_bad_value_is_said_at_its_field(client, query, field):
    page = client.get(f"/providers/?{query}").content.decode()
    assert f'aria-describedby="id_{field}_error"' in page
    assert f'<div class="error" id="id_{field}_error">' in page


def test_a_card_counts_the_same_checks_as_the_profile(client):
    row = factories.listed_provider(npi="", display_name="Checked")
    for statement in ledger.statements_of(row.listing):
        factories.fact(row, statement.kind, statement.value)
    rewrite(row)
    card = get(client, f"?near={AUSTIN}").context["page"].cards[0]
    assert (
        str(card.tally)
        == str(profile_of_provider(row).tally)
        == "4 of 4 facts checked: license, address, phone, identity"
    )
    row.facts.filter(kind="phone").update(expires_on=timezone.localdate() - timedelta(days=2))
    rewrite(row)
    card = get(client, f"?near={AUSTIN}").context["page"].cards[0]
    assert str(card.tally) == "3 of 4 facts checked: license, address, identity"


def test_a_card_shows_the_photo_once_its_sizes_are_made(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = keep_photo(factories.clean_photo())
    photo.show()
    factories.listed_provider(photo=photo, photo_alt="A “desk” & a chair")
    assert ".webp" not in client.get(URL).content.decode()
    run_tasks()
    [tag] = re.findall(r"<img class=\"portrait[^>]*>", client.get(URL).content.decode())
    assert f'src="/media/photos/{photo.pk}-160.webp" width="160" height="96"' in tag
    assert 'alt="A “desk” &amp; a chair" loading="lazy"' in tag
    answer = client.get(f"/media/photos/{photo.pk}-160.webp")
    assert answer["Content-Type"] == "image/webp"


@pytest.mark.parametrize("query", ["", "&near=Dallas,+TX", "&telehealth=1"])
def test_whoever_asks_about_suicidal_thoughts_reads_whom_to_call_before_any_result(client, query):
    factories.listed_provider(conditions=["suicidal-thoughts"])
    html = get(client, f"?condition=suicidal-thoughts{query}").content.decode()
    found = html[html.index('id="found"') : html.index("<h1")]
    for words in ('href="tel:988"', 'href="sms:988"', "press 1", "presione 2", 'href="tel:911"'):
        assert words in found
    other = get(client, "?condition=depression&near=Dallas,+TX").context["page"]
    assert not other.is_urgent


def test_filters_come_before_the_switch_to_the_map_as_the_eye_meets_them(client):
    factories.listed_provider()
    page = client.get("/providers/?near=Austin,+TX").content.decode()
    assert page.index('id="filters"') < page.index('class="views"') < page.index('id="list"')


def test_an_empty_page_says_that_nobody_offers_telehealth_there(client):
    factories.listed_provider(telehealth=["TX"])
    assert "Nobody listed offers telehealth in Oregon." in words(get(client, "?near=Oregon"))
    assert "Nobody listed offers telehealth" not in words(get(client, "?near=Marfa,+TX&treatment=esketamine"))
