"""What was typed into the wrong box is offered as the search that was meant."""

import pytest
from django.core.management import call_command
from django.http import QueryDict

from providers.models import Place, PlaceRelease
from providers.models.eligibility import LicenseType
from providers.results.forms import SearchForm
from providers.results.suggestion import suggestion_for
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bend():
    """Bend with its ZIP code, and three listings there."""
    rows = [
        ("city", "Bend", "bend", "", 99_000),
        ("city", "Spanish Fork", "spanishfork", "", 42_000),
        ("zip", "97701", "97701", "Bend", 0),
        ("state", "Oregon", "oregon", "", 4_000_000),
    ]
    for kind, name, folded, city, population in rows:
        Place.objects.create(
            kind=kind, name=name, folded=folded, slug=name.lower().replace(" ", "-"),
            state="OR", city=city, population=population, latitude=44.06, longitude=-121.31,
        )  # fmt: skip
    PlaceRelease.objects.create(checksum="asked-tests")
    call_command("load_legal_status")
    where = {"city": "Bend", "zip_code": "97701", "latitude": 44.06, "longitude": -121.31}
    rows = [
        ("marriage-and-family-therapist", "integration-therapy", "medicaid", "spanish"),
        ("psychiatrist", "ketamine-infusion", "aetna", "german"),
        ("psychiatrist", "esketamine", "aetna", "german"),
    ]
    for role, treatment, payment, language in rows:
        row = factories.listed_provider(
            role=role,
            treatment=treatment,
            state="OR",
            place=where,
            payment_options=[payment],
            languages=[language],
        )
        factories.license(row, state="OR", type=LicenseType.LMFT)
        factories.index(row)


@pytest.mark.parametrize(
    ("typed", "label", "query"),
    [
        ("near=ketamine+97701", "“ketamine” near 97701 (Bend, OR)",
         "near=97701&treatment=group-ketamine-therapy"),
        ("near=esketamine+near+me", "“esketamine”", "treatment=esketamine"),
        ("near=esketamine", "“esketamine”", "treatment=esketamine"),
        ("near=Spravato+in+Bend,+OR", "“Spravato” near Bend, OR", "near=Bend%2C+OR&treatment=esketamine"),
        ("near=therapist+who+takes+Medicaid+in+Bend", "“therapist”, “Medicaid” near Bend, OR",
         "near=Bend%2C+OR&payment=medicaid&q=therapist"),
        ("q=therapist+who+takes+Medicaid+in+Bend", "“therapist”, “Medicaid” near Bend, OR",
         "near=Bend%2C+OR&payment=medicaid&q=therapist"),
        ("near=therapist+who+takes+TRICARE+in+Bend", "Everyone near Bend, OR", "near=Bend%2C+OR"),
        ("near=magic+mushroom+therapy+Bend", "Everyone near Bend, OR", "near=Bend%2C+OR"),
        ("q=Spanish+speaking", "“Spanish”", "language=spanish"),
        ("near=Bend&q=medicaid", "“medicaid” near Bend, OR", "near=Bend%2C+OR&payment=medicaid"),
        ("q=psychiatrist+97701", "“psychiatrist” near 97701 (Bend, OR)", "near=97701&q=psychiatrist"),
        ("near=psychiatrist+OR", "“psychiatrist” near Oregon", "near=Oregon&q=psychiatrist"),
        ("near=german+Spanish+Fork", "“german” near Spanish Fork, OR",
         "near=Spanish+Fork%2C+OR&language=german"),
    ],
)  # fmt: skip
def test_what_was_meant_is_offered(client, typed, label, query):
    found = suggestion_for(SearchForm(QueryDict(typed)))
    assert found.label == label
    assert found.query.startswith(query)
    page = client.get(f"/providers/?{typed}").content.decode()
    assert found.query.replace("&", "&amp;") in page
    answer = client.get(f"/providers/?{found.query}")
    assert answer.context["page"].results.total == found.total > 0


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "near=Bend,+OR",
        "near=97701",
        "near=Bend,+OR+97701",
        "q=Test+Provider",
        "q=psychiatrist",
        "near=qqqzzzxx",
        "near=near+me",
        "q=Portuguese",  # nobody speaks it
        "near=ketamine+for+vets",  # nobody says so
        "near=esketamine&radius=-1",
        "near=%00",
        "q=" + "x+" * 200,
    ],
)
def test_nothing_is_offered_where_nothing_else_was_meant(typed):
    assert suggestion_for(SearchForm(QueryDict(typed))) is None


@pytest.mark.parametrize(
    "typed",
    [
        "q=johnson+smith+jones+miller+wilson+moore+taylor+harris+clark+lewis",
        "q=psychiatrist+johnson+smith+jones+miller+wilson+moore+taylor+harris+clark",
    ],
)
def test_many_words_are_not_looked_up_one_by_one(typed, django_assert_max_num_queries):
    form = SearchForm(QueryDict(typed))
    assert form.is_valid()
    suggestion_for(form)
    with django_assert_max_num_queries(2):
        assert suggestion_for(form) is None


def test_a_hamlet_is_not_meant_by_one_word():
    Place.objects.filter(folded="bend").update(population=999)
    PlaceRelease.objects.update(checksum="asked-hamlet")
    assert suggestion_for(SearchForm(QueryDict("q=psychiatrist+Bend"))) is None
    assert (
        suggestion_for(SearchForm(QueryDict("q=psychiatrist+Bend+OR"))).label
        == "“psychiatrist” near Bend, OR"
    )
