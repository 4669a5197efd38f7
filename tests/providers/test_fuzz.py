"""Whatever is in an address of the search, the answer is a page, never a server error."""

from urllib.parse import quote, quote_plus

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.models import Place
from providers.results.forms import SearchForm
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = [*SearchForm.base_fields, "format", "theme", "back", "NEAR", "near[]", "unknown"]
MEANT = [
    "78701", "Austin, TX", "Texas", "Guam", "30.27,-97.74", "ketamine 78701", "esketamine near me", "1", "0",
    "50", "250", "esketamine", "ketamine-infusion", "depression", "spanish", "name", "updated", "distance",
    "2026-01-02", "geojson", "dark", "Jonson", "therapist who takes Medicaid in Austin",
]  # fmt: skip
HOSTILE = [
    "", "\0", "\ud800", "\udfff78701", "nan,inf", "1e999,0", "-1", "9" * 400, "-" + "9" * 30,
    "٣٣٣٣٣", "1.5", "NaN", "%", "_", "'", '"', "\\", "'; DROP TABLE x; --", "<script>alert(1)</script>",
    "a:* & !b", "*", "NEAR(a b)",
    "x" * 5000, "é" * 300, "\u202e\u200b",
    "0001-01-01", "9999-12-31", "2026-02-30", "\r\nSet-Cookie: a=b", "💊",
]  # fmt: skip
text = st.sampled_from(MEANT) | st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=40)
pairs = st.lists(st.tuples(st.sampled_from(NAMES), text), max_size=8)  # names may repeat
calm = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _listed(db):
    """Austin in Texas, with somebody to be found."""
    rows = [
        ("city", "Austin", "austin", "TX", 970_000),
        ("zip", "78701", "78701", "TX", 0),
        ("state", "Texas", "texas", "TX", 0),
    ]
    for kind, name, folded, state, population in rows:
        Place.objects.create(
            kind=kind, name=name, folded=folded, slug=folded, state=state, latitude=30.27, longitude=-97.74,
            population=population,
        )  # fmt: skip
    call_command("load_legal_status", verbosity=0)
    factories.listed_provider(telehealth=["TX"], conditions=["depression"])


def encoded(query):
    """Return a query string in which lone surrogates are the bytes that a broken client sends."""
    return "&".join(f"{name}={quote_plus(value.encode('utf-8', 'surrogatepass'))}" for name, value in query)


@calm
@given(query=pairs)
def test_any_search_is_answered_with_a_page_and_a_reason(client, query):
    response = client.get(f"/providers/?{encoded(query)}")
    assert response.status_code == 200
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "</html>" in page
    if response.context["page"] is None:
        assert "There is a problem" in page
        assert all(str(error) for errors in response.context["form"].errors.values() for error in errors)


@calm
@given(query=pairs)
def test_the_api_answers_any_search_or_names_what_is_wrong(client, query):
    response = client.get(f"/api/v1/providers?{encoded(query)}")
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert all(sentence for sentences in response.json()["errors"].values() for sentence in sentences)


@calm
@given(query=pairs)
def test_the_drawn_map_is_drawn_or_not_found(client, query):
    assert client.get(f"/providers/map.svg?{encoded(query)}").status_code in (200, 404)


@calm
@given(
    query=st.lists(st.tuples(st.sampled_from(["q", "q", "Q", "x"]), text), max_size=3), is_part=st.booleans()
)
def test_completion_answers_any_text(client, query, is_part):
    headers = {"HX-Request": "true"} if is_part else {}
    assert client.get(f"/providers/places?{encoded(query)}", headers=headers).status_code == 200


@calm
@given(parts=st.lists(text | st.sampled_from(["texas", "austin", "tx", "in"]), min_size=1, max_size=3))
def test_a_landing_page_is_there_or_not_found(client, parts):
    path = "/".join(quote(part.encode("utf-8", "surrogatepass"), safe="") for part in parts)
    assert client.get(f"/providers/in/{path}/").status_code in (200, 301, 404)


@calm
@given(query=pairs)
def test_a_way_back_is_a_search_or_nothing(client, query):
    address = client.get("/providers/").context["page"].cards[0].address
    back = quote_plus(encoded(query))
    assert client.get(f"{address}?back={back}").status_code == 200
    assert client.get(f"{address}?{encoded([('back', value) for _name, value in query])}").status_code == 200
